"""A call by hand as a file: it passes at once, and never takes the place of another file."""

import shutil
from pathlib import Path

import pytest

from ivrdsl.errors import LoadError
from ivrdsl.files.calls import load_call_file
from ivrdsl.phone.session import Phoned
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.script.run import passes
from tests import processes
from tests.conformance.cases import cases
from tests.phone.callers import EXAMPLES, drawn, phoned, simulated, switchboard, told


@pytest.fixture
def code(tmp_path: Path) -> Path:
    (path,) = (each for each in EXAMPLES if each.stem == "one_time_code")
    return Path(shutil.copy(path, tmp_path))


def test_a_kept_call_passes_under_simulate(code: Path) -> None:
    board = switchboard(code)
    for words in ("live", "go", "1 at 1.2s", "silence"):
        board.say(words)
    assert board.say("save") == f"saved {code.with_name('one_time_code-1.call')}: it passes"
    text = code.with_name("one_time_code-1.call").read_text()
    assert (
        text
        == """\
# made by ivrdsl phone: a call by hand.
dialplan one_time_code.py

call "answer live, press 1 at 1.2s"
  answer live
  hear "Hello, your one-time code is"
  press 1 at 1.2s
  hear "Hello, your one-time code is"
  wait
  expect hangup
"""
    )
    done = processes.ivrdsl("simulate", "one_time_code-1.call", folder=code.parent)
    assert (done.code, done.output.splitlines()[-1]) == (0, "1 call, all passed")


def test_files_of_drawn_sessions_pass_and_are_the_same_call(tmp_path: Path) -> None:
    kept = 0
    for seed, case in enumerate(cases()[::5]):
        path = tmp_path / f"plan{seed}.xml"
        path.write_bytes((case.folder / "dialplan.xml").read_bytes())
        plan = phoned(path, Platform())
        session, _ = drawn(plan, seed)
        if session.rings:
            continue
        board = switchboard(path)
        board.keeper.save(session, board.plan.loaded, str(tmp_path / f"kept{seed}.call"))
        (call,) = load_call_file(tmp_path / f"kept{seed}.call").file.calls
        played = simulated(plan, [each.source for each in call.statements])
        assert [each.source for each in call.statements[: len(session.script)]] == session.script
        assert told(played)["entries"] == told(session.call)["entries"]
        assert passes(simulated(plan, []), call.statements)[0] == (session.call.ended_by not in ("error", "limit"))
        kept += 1
    assert kept > 30


def test_no_other_file_is_written_over(code: Path) -> None:
    board = switchboard(code)
    mine = code.with_name("mine.call")
    mine.write_text("mine")
    board.say("live")
    assert board.say(f"save {mine}") == f"no: {mine} is there already, and stays as it is: give another name"
    assert mine.read_text() == "mine"
    own = code.with_name("own.call")
    board.say(f"save {own}")
    board.say("hang up")
    assert board.say(f"save {code.with_name('own')}").startswith("saved")
    assert "hang up" in own.read_text()
    assert own.read_text().rstrip().endswith("expect no error")


def test_the_next_name_is_free(code: Path) -> None:
    board = switchboard(code)
    board.say("busy")
    board.say("save")
    assert board.say("save").endswith("one_time_code-2.call: it passes")
    assert switchboard(code, output="here.call").keeper.proposed() == "here.call"


def test_a_phone_that_rings_has_nothing_to_keep(code: Path) -> None:
    assert switchboard(code).say("save x") == "no: there is no call yet: somebody must answer first"


def test_a_call_that_ends_in_an_error_says_that_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "broken.xml"
    path.write_bytes(b'<dialplan name="Root"><play name="p" type="tts">Hi.</play><goto>p</goto></dialplan>')
    board = switchboard(path)
    board.say("live")
    board.say("silence")
    assert board.say("save").endswith("it fails until the plan is mended: loop")
    assert "It fails until the plan is mended: loop." in path.with_name("broken-1.call").read_text()


def test_another_platform_is_named(tmp_path: Path) -> None:
    path = tmp_path / "code.xml"
    path.write_bytes(
        b'<dialplan name="Root"><menu maxDigits="1" timeout="2000"><play type="tts">Press 1 now please.</play>'
        b'<keypress pressed="1"><play type="tts">Fine.</play></keypress></menu><hangup/></dialplan>'
    )
    board = switchboard(path)
    board.session.reload(Phoned(compile_plan(from_xml(path.read_bytes()), Platform(no_match="replay"))))
    for words in ("live", "go", "9", "go"):
        board.say(words)
    assert board.say("save").endswith("it passes with --quirk no_match=replay only")


def test_a_folder_that_is_a_file_is_told(code: Path) -> None:
    board = switchboard(code)
    board.say("live")
    with pytest.raises(LoadError, match="is a file"):
        board.keeper.save(board.session, board.plan.loaded, str(code / "x.call"))
