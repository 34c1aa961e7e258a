"""The plan changes while somebody is on the phone: it is called anew, and what was done is done again."""

import os
from pathlib import Path

import pytest

from ivrdsl.phone.switchboard import Switchboard
from tests.phone.callers import simulated, switchboard, told

PLAN = """\
from ivrdsl import Dialplan, Hangup, Keypress, Menu, NoInput, Say
{imports}
dialplan = Dialplan("Root")[
    Menu("first", max_digits=1, timeout_ms=4000)[
        Say("{first}"),
        Keypress("1")[Say("One.")],
        NoInput()[Hangup()],
    ],
    Menu("{second}", max_digits=1, timeout_ms=4000)[
        Say("{words}"),
        Keypress("2")[Say("Two.")],
    ],
    Say("Goodbye."),
    Hangup(),
]
"""


class Plan:
    """A file of a plan that changes; each change has a time of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ns = 1_700_000_000_000_000_000

    def write(self, text: str, path: Path | None = None) -> None:
        target = path or self.path
        target.write_text(text)
        self._ns += 1_000_000_000
        os.utime(target, ns=(self._ns, self._ns))

    def fill(self, **words: str) -> None:
        given = {"imports": "", "first": "Press 1.", "second": "second", "words": "Press 2."} | words
        self.write(PLAN.format(**given))


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    plan = Plan(tmp_path / "plan.py")
    plan.fill()
    return plan


def on_the_line(plan: Plan) -> Switchboard:
    """Somebody has pressed 1 at the first menu, and 2 at the second."""
    board = switchboard(plan.path)
    for words in ("live", "go", "1", "go", "2"):
        assert board.say(words) == ""
    return board


def test_what_has_not_changed_is_not_loaded_again(plan: Plan) -> None:
    board = on_the_line(plan)
    loaded = board.plan.loaded
    assert board.reload_if_changed() == ""
    assert board.plan.loaded is loaded


def test_the_same_plan_again_is_the_same_session(plan: Plan) -> None:
    board = on_the_line(plan)
    before = told(board.session.call), board.session.script, board.session.now_ms
    plan.fill()
    assert board.reload_if_changed() == ""
    plan.fill(imports="# nothing else has changed")
    assert board.reload_if_changed() == "the plan has changed; 3 moves played again"
    assert (told(board.session.call), board.session.script, board.session.now_ms) == before


def test_keys_are_pressed_again_where_the_call_comes_to_the_same_menus(plan: Plan) -> None:
    board = on_the_line(plan)
    plan.fill(first="Good day to you, and welcome to our little menu. Press 1.", words="Now press 2, if you please.")
    assert board.reload_if_changed() == "the plan has changed; 3 moves played again"
    session = board.session
    assert [session.call.heard[0][:8], session.call.heard[2:]] == ["Good day", ["Now press 2, if you please.", "Two."]]
    assert told(simulated(session.phoned, session.script)) == told(session.call)


def test_the_move_that_does_not_play_is_named_and_the_call_stays_there(plan: Plan) -> None:
    board = on_the_line(plan)
    plan.fill(second="third")
    why = 'press 2: the call no longer comes to menu "second"'
    assert board.reload_if_changed() == f"the plan has changed: move 3 of 3 does not play any more: {why}"
    assert board.session.moves == ["answer live", "press 1"]
    assert board.say("go") == ""
    assert board.say("2") == ""
    assert board.session.call.heard[-1] == "Two."


def test_a_plan_that_does_not_parse_leaves_the_old_one_on_the_line(plan: Plan) -> None:
    board = on_the_line(plan)
    before = board.session.script
    plan.write("dialplan = Dialplan(")
    said = board.reload_if_changed()
    assert said.startswith("the plan has changed, and the old one stays on the line: ")
    assert "plan.py:1" in said
    assert "was never closed" in said
    assert board.reload_if_changed() == ""
    assert board.session.script == before
    plan.fill()
    assert board.reload_if_changed() == "the plan has changed; 3 moves played again"


def test_a_file_that_vanishes_and_comes_back(plan: Plan) -> None:
    board = on_the_line(plan)
    plan.path.unlink()
    assert "there is no such file" in board.reload_if_changed()
    assert board.reload_if_changed() == ""
    assert board.say("silence") == ""
    plan.fill()
    assert board.reload_if_changed().startswith("the plan has changed; 3 moves")


def test_a_module_beside_the_plan_counts_too(plan: Plan) -> None:
    beside = plan.path.with_name("words_of_this_test.py")
    plan.write('HELLO = "Press 1."\n', beside)
    plan.write(
        PLAN.format(
            imports="from words_of_this_test import HELLO", first="{HELLO}", second="second", words="x"
        ).replace('Say("{HELLO}")', "Say(HELLO)")
    )
    board = switchboard(plan.path)
    board.say("live")
    assert board.session.call.heard == ["Press 1."]
    plan.write('HELLO = "Press the one, please."\n', beside)
    assert board.reload_if_changed() == "the plan has changed; 1 move played again"
    assert board.session.call.heard == ["Press the one, please."]
    plan.write("raise ValueError('no words')\n", beside)
    assert "no words" in board.reload_if_changed()


def test_a_plan_in_xml_changes_too(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "plan.xml")
    plan.write('<dialplan name="Root"><play type="tts">Hello.</play><hangup/></dialplan>')
    board = switchboard(plan.path)
    board.say("live")
    plan.write('<dialplan name="Root"><play type="tts">Good day.</play><hangup/></dialplan>')
    assert board.reload_if_changed() == "the plan has changed; 1 move played again"
    assert board.session.call.heard == ["Good day."]


def test_a_script_that_begins_the_call_may_no_longer_play(plan: Plan) -> None:
    board = switchboard(plan.path, ["answer live", 'hear "Press 1"', "press 1"])
    plan.fill(first="Push 1.")
    assert "move 2 of 3 does not play any more" in board.reload_if_changed()
    assert board.session.moves == ["answer live"]
    assert board.say("undo") == "there is nothing to take back"
