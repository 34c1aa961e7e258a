"""The calls of `ivrdsl paths`, against what a plan's author can count by hand."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivrdsl import Catch, Dialplan, Goto, Hangup, If, Keypress, Menu, NoInput, Record, Say, SetVar, Stash, spell, to_xml
from ivrdsl.cli import budget
from ivrdsl.cli.commands import load
from ivrdsl.cli.exits import UNDECIDED
from ivrdsl.cli.run import run
from ivrdsl.model import nodes as n
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.search.choices import INCOMING
from ivrsim.search.explore import World, explore
from ivrsim.tours.goals import MOMENTS, ONCE
from ivrsim.tours.paths import Tours, paths
from ivrsim.tours.summary import file_name
from tests.platforms import CHARACTERS
from tests.processes import ivrdsl, under_pytest

INBOUND = World(INCOMING)


def made(plan: n.Dialplan, each: str = ONCE, platform: Platform | None = None) -> Tours:
    return paths(explore(compile_plan(plan, platform), world=INBOUND), each=each)


def statements(found: Tours) -> set[str]:
    return {statement for call in found.calls for statement in call.statements}


def endings(found: Tours) -> list[str]:
    return sorted(call.transcript.outcome for call in found.calls)


def test_one_menu_takes_one_call_for_each_way_it_ends() -> None:
    menu = Menu(max_digits=1, timeout_ms=3500)[Keypress("1")[Hangup()], Keypress("2")[Stash("A", "b")]]
    found = made(Dialplan("Root")[menu])
    # 1, 2, another key, * and #, silence, and hanging up; the keys come at once, in between and when the timer fires
    assert len(found.calls) == 7
    assert found.taken == found.goals == 8 + 3  # answering is an edge, too; three moments
    assert 'expect stash A = "b"' in statements(found)
    assert sum(1 for call in found.calls if any(" at 1750ms" in each for each in call.statements)) == 1
    assert sum(1 for call in found.calls if any(" at 3500ms" in each for each in call.statements)) == 1


def test_every_moment_takes_each_key_at_each_moment() -> None:
    found = made(Dialplan("Root")[Menu(max_digits=1, timeout_ms=3500)[Keypress("1")[Hangup()]]], MOMENTS)
    assert len(found.calls) == 3 * 5 + 1  # 1, another key, *, # and hanging up; silence
    for key in "10*#":
        assert {f"press {key}", f"press {key} at 1750ms", f"press {key} at 3500ms"} <= statements(found)
    assert {"hang up", "hang up at 1750ms", "hang up at 3500ms", "wait"} <= statements(found)


def test_a_timer_that_comes_first_leaves_no_key_for_its_moment() -> None:
    plan = Dialplan("Root")[Menu(max_digits=1, timeout_ms=3500)[Keypress("1")[Hangup()]]]
    assert len(made(plan, MOMENTS, Platform(timer_tie="timer")).calls) == 2 * 5 + 1


def test_keys_that_are_lost_share_a_call_and_cut_each_secret() -> None:
    found = made(Dialplan("Root")[Say("The code is ", spell("25"), ", bye.")], platform=CHARACTERS)
    keys = [statement for call in found.calls for statement in call.statements if statement.startswith("press")]
    text = "The code is 2 5, bye."
    start, end, whole = (len(words) * 65 for words in ("The code is", "The code is 2 5,", text))
    moments = [0, start // 2, start, (start + end) // 2, end, (end + whole) // 2, whole]
    assert keys == [f"press 0 at {moment}ms" if moment else "press 0 at 0s" for moment in moments]
    assert endings(found) == ["callee hung up", "end of plan"]


def test_a_key_that_repeats_a_menu_is_pressed() -> None:
    repeat = Menu("again", max_digits=1, timeout_ms=2000)[Say("Press 1."), Keypress("1")[Goto("again")], NoInput()]
    found = made(Dialplan("Root")[repeat])
    assert any(call.statements[:2] == ("answer inbound", 'hear "Press 1"') and call.actions > 4 for call in found.calls)
    assert {"press 1", "wait"} <= statements(found)


def test_catches_recordings_and_digits_of_one_entry() -> None:
    body = (
        Menu(max_digits=2, timeout_ms=4000)[Keypress("12")[Stash("Got", "12")]],
        Record(variable="message", timeout_s=10),
    )
    found = made(Dialplan("Root")[Catch("hangup", "bye")[body], Hangup(), Stash("Gone", "yes", name="bye")])
    said = statements(found)
    assert {'expect stash Got = "12"', 'expect stash Gone = "yes"'} <= said
    for then in ("#", "hang up"):
        assert any(each.startswith("record") and each.endswith(f"then {then}") for each in said)
    assert found.taken == found.goals


def test_speech_that_ends_before_a_recording_does() -> None:
    found = made(Dialplan("Root")[Record(timeout_s=10)], MOMENTS, Platform(record_timeout="silence"))
    assert found.taken == found.goals
    assert {"record", "record 5s", "record 10s"} <= statements(found)


def test_errors_are_left_out_and_told() -> None:
    plan = Dialplan("Root")[Menu(max_digits=1)[Keypress("1")[Goto("nowhere")], Keypress("2")[Hangup()]]]
    found = made(plan)
    assert [(left.because, left.number) for left in found.left_out] == [
        ("the call ends in an error: error:dangling-goto", 3)
    ]
    assert found.taken == found.goals
    assert all("press 1" not in statement for statement in statements(found))


def test_a_plan_that_goes_round_for_ever_is_left_by_hanging_up() -> None:
    found = made(Dialplan("Root")[Say("Hello.", name="again"), Say("And again."), Goto("again")])
    assert set(endings(found)) == {"callee hung up"}
    assert found.taken == found.goals


def test_calls_that_do_not_hear_a_changed_prompt_stay_as_they_were() -> None:
    def plan(text: str) -> n.Dialplan:
        menu = Menu("m", max_digits=1)[
            Say("Press 1 or 2."), Keypress("1")[Say(text), Hangup()], Keypress("2")[Hangup()]
        ]
        return Dialplan("Root")[Say("Hello."), menu]

    before, after = made(plan("One.")), made(plan("The first."))
    hears = {call.statements for call in before.calls if any("One" in each for each in call.statements)}
    same = {call.statements for call in before.calls} - hears
    assert same
    assert same <= {call.statements for call in after.calls}


def test_time_that_is_up_leaves_the_calls_so_far() -> None:
    keys = [Keypress(str(key))[SetVar("x", str(key)), Hangup()] for key in range(10)]
    asked: list[tuple[int, int]] = []

    def watch(goals: int, done: int) -> str:
        asked.append((goals, done))
        return "a whim" if len(asked) > 4 else ""

    found = paths(explore(compile_plan(Dialplan("Root")[Menu(max_digits=1)[*keys]])), watch=watch)
    assert len(found.calls) == 4
    assert not found.complete
    assert found.doubts[0] == "the search was ended after 4 calls: a whim"
    assert found.taken < found.goals
    assert sum(left.number for left in found.left_out) == found.goals - found.taken
    assert [done for _, done in asked] == sorted({done for _, done in asked})


def endless() -> n.Dialplan:
    """A plan with as many states as there are numbers."""
    count = Keypress("1")[SetVar("x", "${x}1"), If("${x} == 7")[Hangup()], Goto("again")]
    return Dialplan("Root")[SetVar("x", "1"), Menu("again", max_digits=1)[count]]


def test_ctrl_c_writes_what_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "endless.xml").write_text(to_xml(endless()), encoding="utf-8")
    watch = budget.Budget.watch

    def interrupted(budget: budget.Budget, states: int, done: int) -> str:
        if states > 500:
            signal.raise_signal(signal.SIGINT)
        return watch(budget, states, done)

    monkeypatch.setattr(budget.Budget, "watch", interrupted)
    folder = tmp_path / "calls"
    done = CliRunner().invoke(load("paths").for_click(run), [str(tmp_path / "endless.xml"), "--save", str(folder)])
    assert done.exit_code == UNDECIDED, done.output
    assert "the search was ended after" in done.output
    assert (folder / "menu-again.call").is_file()
    assert CliRunner().invoke(load("paths").for_click(run), ["--help"]).exit_code == 0  # Ctrl-C is as it was before


def test_the_bytes_do_not_depend_on_the_order_of_sets() -> None:
    words = [sys.executable, "-m", "ivrdsl", "paths", "examples/survey.py", "--every-moment"]
    root = Path(__file__).resolve().parents[4]
    runs = [
        subprocess.run(words, cwd=root, env={"PYTHONHASHSEED": seed, "PATH": ""}, capture_output=True, check=True)
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stdout.count(b"\ncall ") > 20


def test_kept_calls_pass_under_pytest(tmp_path: Path) -> None:
    made = ivrdsl("paths", "examples/survey.py", "--save", str(tmp_path))
    assert made.code == 0, made.errors
    done = under_pytest(tmp_path, "-q", "--rootdir", ".", ".")
    assert done.code == 0, done.output
    calls = made.errors.splitlines()[-1].split()[0]
    assert f"{calls} passed" in done.output
    assert int(calls) > 15


def test_odd_names_stay_in_one_line_and_in_utf_8(tmp_path: Path) -> None:
    prompt = '<play type="tts">Größe \U0001f4de "quoted" \\ ; # &#13; 漢</play>'
    odd = f'<dialplan name="&#10;R"><menu name="Gr\u202eöße \x85">{prompt}<keypress pressed="1"/></menu></dialplan>'
    (tmp_path / "odd.xml").write_text(odd, encoding="utf-8")
    environment = {"PYTHONIOENCODING": "ascii", "PATH": "", "PYTHONPATH": ":".join(sys.path)}
    words = [sys.executable, "-m", "ivrdsl"]
    for more in ([], ["--save", "calls"], ["--json"]):
        done = subprocess.run(
            [*words, "paths", "odd.xml", *more], cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "\u202e".encode() not in done.stderr
    files = sorted((tmp_path / "calls").glob("*.call"))
    played = subprocess.run(
        [*words, "simulate", *map(str, files)], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert played.returncode == 0, played.stdout


@pytest.mark.parametrize(
    ("place", "file"),
    [
        ('menu "live"', "menu-live.call"),
        ('menu "Größe 1/2"', "menu-gr-e-1-2.call"),
        ('play "../../etc"', "play-etc.call"),
        ('menu "' + "a" * 500 + '"', "menu-" + "a" * 55 + ".call"),
        ('""', "call.call"),
    ],
)
def test_files_are_named_after_tags(place: str, file: str) -> None:
    assert file_name(place) == file
