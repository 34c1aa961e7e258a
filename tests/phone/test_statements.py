"""What somebody does at a moment, and the statement that says it."""

from pathlib import Path

import pytest

from ivrdsl.errors import ScriptError, StepFailed
from ivrdsl.phone.session import Phoned, PhoneSession
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from tests.phone.callers import EXAMPLES, phoned, simulated, told

CODE, REMINDER, SURVEY = (
    next(path for path in EXAMPLES if path.stem == stem) for stem in ("one_time_code", "reminder", "survey")
)
ASKS = b"""<dialplan name="Root">
  <play type="tts">One moment.</play>
  <get varname="a">https://bank.example/a?x=1</get>
  <play type="tts">You have ${a} dollars.</play>
  <get varname="b">https://bank.example/a?x=1</get>
  <play type="tts">Now ${b}.</play>
  <menu name="more" maxDigits="4" timeout="5000"><play type="tts">Your code?</play>
    <keypress pressed="default"><play type="tts">Thanks.</play><hangup/></keypress></menu>
</dialplan>"""


def session_of(path: Path) -> PhoneSession:
    return PhoneSession(phoned(path, Platform()))


def asking() -> PhoneSession:
    return PhoneSession(Phoned(compile_plan(from_xml(ASKS), Platform())))


def test_a_key_in_a_prompt_counts_from_its_start() -> None:
    session = session_of(CODE)
    session.do("answer live")
    session.go_to(2700)
    session.do("press 1")
    hear = 'hear "Hello, your one-time code is"'
    assert session.script == ["answer live", hear, "press 1 at 1200ms", hear]


def test_a_key_just_when_a_menu_listens_needs_no_moment() -> None:
    session = session_of(CODE)
    session.do("answer live")
    session.go_to(session.decision_ms())
    session.do("press 1")
    assert "press 1" in session.script


def test_keys_of_one_entry_are_one_statement() -> None:
    session = asking()
    session.do("answer live")
    for _ in range(2):
        session.go_to(session.decision_ms())
        session.reply('"7"')
    session.go_to(session.decision_ms())
    for key in "2517":
        session.press(key)
    assert "press 2517" in session.script
    assert session.call.variables["call.lastinput"] == "2517"


def test_silence_at_a_menu_is_a_wait_and_the_end_is_expected() -> None:
    session = session_of(CODE)
    session.do("answer live")
    moment_ms = session.silence_ms()
    assert moment_ms is not None
    session.go_to(moment_ms)
    assert session.script[-1] == "wait"
    session = session_of(SURVEY)
    session.do("answer live")
    session.go_to(session.decision_ms())
    session.do("press 2")
    session.go_to(60_000)
    assert session.script[-1] == "expect hangup"
    assert session.now_ms < 60_000


def test_secrets_are_not_heard_in_scripts() -> None:
    session = session_of(CODE)
    session.do("answer live")
    session.go_to(session.decision_ms())
    assert "2 5 1 7" not in " ".join(session.script)
    assert any("2 5 1 7" in text for text in session.call.heard)


def test_a_recording_ends_by_silence_a_key_or_a_hang_up() -> None:
    for act, statement in (
        ("record", "record 3s"),
        ("press #", "record 3s then #"),
        ("hang up", "record 3s then hang up"),
    ):
        session = session_of(REMINDER)
        session.do("answer live")
        session.go_to(session.decision_ms())
        session.do("press 3")
        session.go_to(session.decision_ms())
        session.go_to(session.now_ms + 3000)
        session.do(act)
        assert statement in session.script


def test_a_transfer_waits_for_its_outcome() -> None:
    session = session_of(REMINDER)
    session.do("answer live")
    session.go_to(session.decision_ms())
    session.do("press 2")
    session.go_to(session.now_ms + 2500)
    session.do("transfer answered 5s")
    assert session.script[3:] == ["press 2", "wait 2500ms", "transfer answered 5s", 'hear "Thank you. Goodbye"']
    assert session.call.stash == {"Result": "transferred"}


def test_time_can_go_back_to_the_last_move_and_no_further() -> None:
    session = session_of(CODE)
    session.do("answer live")
    session.go_to(5000)
    session.go_to(1000)
    assert session.now_ms == 1000
    session.go_to(2000)
    session.do("press 1")
    session.go_to(0)
    assert session.now_ms == 2000


def test_undo_comes_back_to_the_moment_of_the_move() -> None:
    session = session_of(CODE)
    session.do("answer live")
    session.go_to(2700)
    before = session.script
    session.do("press 1")
    session.go_to(9000)
    assert session.undo() == "press 1"
    assert (session.now_ms, session.script) == (2700, before)
    assert [session.undo(), session.undo()] == ["answer live", ""]
    assert session.rings


def test_the_call_stands_still_until_a_server_has_replied() -> None:
    session = asking()
    session.do("answer live")
    session.go_to(60_000)
    assert session.question is not None
    asked_ms = session.now_ms
    assert asked_ms < 2000
    assert session.next_ms() is None
    with pytest.raises(StepFailed, match=r"say first what https://bank\.example/a\?x=1 replies"):
        session.do("hang up")
    with pytest.raises(ScriptError):
        session.reply("forty two")
    session.reply('"42" after 2s')
    assert session.now_ms == asked_ms
    session.go_to(60_000)
    session.reply("error")
    session.go_to(session.decision_ms())
    assert session.script[0] == 'http "https://bank.example/a[?]x=1" -> "42" after 2s then error'
    assert "You have 42 dollars." in session.call.heard
    session.undo()
    assert session.question is not None
    assert session.script[0].endswith('-> "42" after 2s then timeout')
    assert told(simulated(session.phoned, session.script)) == told(session.call)


def test_what_is_so_before_the_call_is_said_before_it() -> None:
    session = session_of(REMINDER)
    session.set_up('set contact.firstName = "Ann"')
    session.do("answer live")
    session.go_to(2000)
    assert session.call.heard[0].startswith("Hello Ann,")
    with pytest.raises(StepFailed, match="before the call is answered"):
        session.set_up('set contact.firstName = "Bob"')
    session.start_again()
    assert (session.rings, session.script) == (True, ['set contact.firstName = "Ann"'])


def test_a_script_may_begin_the_call_and_is_not_taken_back() -> None:
    begin = ['set contact.firstName = "Ann"', "answer live", 'hear "Press 1"', "press 2"]
    session = PhoneSession(phoned(REMINDER, Platform()), begin)
    session.do("transfer busy")
    assert session.call.stash == {"Result": "transferred"}
    assert session.undo() == "transfer busy"
    assert session.undo() == ""
    assert session.script[:4] == begin
    with pytest.raises(StepFailed):
        PhoneSession(phoned(REMINDER, Platform()), ["answer live", 'hear "something else"'])


def test_what_cannot_happen_changes_nothing() -> None:
    session = session_of(CODE)
    session.do("answer mailbox")
    session.go_to(3000)
    before = session.script
    with pytest.raises(StepFailed, match="a mailbox presses no keys"):
        session.do("press 1")
    assert session.script == before
    session.go_to(60_000)
    with pytest.raises(StepFailed, match="the call has ended: hangup"):
        session.do("press 1")


def test_a_statement_may_name_its_own_moment() -> None:
    session = session_of(CODE)
    session.do("answer live")
    session.go_to(session.decision_ms())
    session.do("press 1 at word 'Hello'", is_statement=True)
    assert "press 1 at word 'Hello'" in session.script
    assert session.now_ms < 3000
    now_ms = session.now_ms
    session.do('expect heard 2 times "Hello"', is_statement=True)
    assert session.now_ms == now_ms
    with pytest.raises(StepFailed):
        session.do('expect heard 5 times "Hello"', is_statement=True)
