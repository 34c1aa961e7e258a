"""`verify --save`: what is written fails today, what cannot be is not, and nobody's own file is written over."""

import os
from pathlib import Path

import pytest

from ivrdsl.files.calls import load_call_file
from ivrsim.play.call import Call
from ivrsim.script.run import passes
from tests.processes import Done, ivrdsl

LOOP = """<dialplan name="Root"><menu name="m" maxDigits="1"><play type="tts">Hello. Press 1.</play>
<keypress pressed="1"><goto>m</goto></keypress><keypress pressed="default"><hangup/></keypress>
<keypress pressed="timeout"><hangup/></keypress></menu></dialplan>"""
SILENCE = """<dialplan name="Root"><menu name="m" maxDigits="1"><play type="tts">Press 1.</play>
<keypress pressed="1"><hangup/></keypress><keypress pressed="default"><transfer>15551230100</transfer></keypress></menu>
<hangup/></dialplan>"""
ROUND = """<dialplan name="Root"><play type="tts" name="again">Wait.</play><goto>again</goto></dialplan>"""
AGAIN = """<dialplan name="Root"><play type="tts">Your code is 2 5 1 7.</play></dialplan>"""
ASKS_WHAT = (
    """<dialplan name="Root"><if expr="'${contact.a}' == 'x'"><transfer timeout="20">1555</transfer></if></dialplan>"""
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def saved(plan: str, *options: str, file: str = "plan.xml", to: str = "kept") -> Done:
    Path(file).write_text(plan, encoding="utf-8")
    return ivrdsl("verify", file, "--save", to, "-q", *options, folder=Path.cwd())


def fails_at_the_end(path: Path) -> bool:
    found = load_call_file(path)
    (call,) = found.file.calls
    passed, failed = passes(Call(found.loaded.plan), call.statements)
    return not passed and failed is not None and failed.statement == call.statements[-1].source


def test_a_file_says_who_made_it_and_fails(folder: Path) -> None:
    result = saved(LOOP, "--select", "at-most")
    path = folder / "kept" / "at-most-5-plays.call"
    assert path.read_text(encoding="utf-8").startswith("# made by ivrdsl verify: this call fails until")
    assert "at-most-5-plays.call: written; it fails until the plan is mended" in result.errors
    assert fails_at_the_end(path)


def test_a_second_run_writes_its_own_file_again(folder: Path) -> None:
    saved(LOOP, "--select", "at-most")
    before = (folder / "kept" / "at-most-5-plays.call").read_bytes()
    assert "written;" in saved(LOOP, "--select", "at-most").errors
    assert (folder / "kept" / "at-most-5-plays.call").read_bytes() == before


def test_somebodys_own_file_stays_and_nothing_is_written(folder: Path) -> None:
    (folder / "kept").mkdir()
    own = folder / "kept" / "at-most-5-plays.call"
    own.write_text("dialplan plan.xml\n", encoding="utf-8")
    result = saved(LOOP, "--select", "at-most", "--select", "silence")
    assert result.code == 2
    assert "at-most-5-plays.call is not made by ivrdsl verify, and stays as it is: give another folder" in result.errors
    assert os.listdir(folder / "kept") == [own.name]
    assert own.read_text(encoding="utf-8") == "dialplan plan.xml\n"


def test_a_dangling_link_is_somebodys_own(folder: Path) -> None:
    (folder / "kept").mkdir()
    (folder / "kept" / "at-most-5-plays.call").symlink_to(folder / "elsewhere")
    assert saved(LOOP, "--select", "at-most").code == 2
    assert not (folder / "elsewhere").exists()


def test_a_folder_that_is_a_file_is_said_before_the_search(folder: Path) -> None:
    (folder / "kept").write_text("mine", encoding="utf-8")
    result = saved(LOOP)
    assert (result.code, result.output) == (2, "")
    assert "kept is a file: give a folder" in result.errors


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_an_error(folder: Path) -> None:
    (folder / "kept").mkdir(mode=0o500)
    result = saved(LOOP, "--select", "at-most")
    assert result.code == 2
    assert "kept/at-most-5-plays.call cannot be written: Permission denied" in result.errors


def test_a_folder_inside_a_file_is_an_error(folder: Path) -> None:
    (folder / "mine").write_text("", encoding="utf-8")
    result = saved(LOOP, "--select", "at-most", to="mine/kept")
    assert result.code == 2
    assert "mine/kept/at-most-5-plays.call cannot be written" in result.errors


def test_what_fails_on_another_platform_alone_is_not_written(folder: Path) -> None:
    result = saved(SILENCE, "--select", "silence", "--quirk", "no_timeout_branch=default")
    assert "silence-never-acts.call: not written: it fails with no_timeout_branch=default alone" in result.errors
    assert "a .call file cannot name a platform" in result.errors
    assert not (folder / "kept").exists()


def test_what_fails_on_every_platform_is_written_whatever_was_asked(folder: Path) -> None:
    saved(LOOP, "--select", "at-most", "--quirk", "barge_in=false")
    assert fails_at_the_end(folder / "kept" / "at-most-5-plays.call")


def test_values_and_callers_that_were_given_stand_in_the_file(folder: Path) -> None:
    plan = LOOP.replace("Hello.", "Hello ${contact.firstName}.")
    saved(plan, "--select", "at-most", "--inbound", "--set", "contact.firstName=Ann")
    path = folder / "kept" / "at-most-5-plays.call"
    text = path.read_text(encoding="utf-8")
    assert '  set contact.firstName = "Ann"\n  answer inbound\n' in text
    assert fails_at_the_end(path)


def test_what_no_script_can_say_is_not_written_and_says_why(folder: Path) -> None:
    result = saved(ROUND, "--select", "at-most")
    assert "at-most-5-plays.call: not written: there is no call to keep: play" in result.errors
    assert "no call script can say it: the call ends in an error: loop" in result.errors
    assert not (folder / "kept").exists()


def test_what_no_statement_says_is_not_written(folder: Path) -> None:
    result = saved(AGAIN, "--select", "secret-can")
    assert "not written: no statement of a call script says what should hold" in result.errors
    assert not (folder / "kept").exists()


def test_a_plan_with_a_line_break_in_its_name_is_refused() -> None:
    result = saved(LOOP, file="two\nlines.xml")
    assert result.code == 2
    assert "has a line break, which no .call file can hold" in result.errors


def test_names_with_blanks_and_quotes_can_be_read_again(folder: Path) -> None:
    saved(LOOP, "--select", "at-most", file="a plan; 'the' #1.xml", to="kept calls")
    assert fails_at_the_end(folder / "kept calls" / "at-most-5-plays.call")


def test_a_property_may_be_called_anything(folder: Path) -> None:
    (folder / "own.py").write_text(
        'from ivrsim import never\nup = never(lambda entry: entry.kind == "prompt", name="../../up")\n',
        encoding="utf-8",
    )
    result = saved(LOOP, "--properties", "own.py", "--select", "../../up")
    assert f"{os.path.join('kept', 'up.call')}: not written" in result.errors
    assert not (folder.parent.parent / "up.call").exists()
