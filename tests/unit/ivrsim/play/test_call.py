"""The callee's steps, as section 6 of the design has them, and what each says when it cannot be done."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ivrdsl.errors import IvrError, StepFailed
from ivrdsl.model import nodes as n
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.core.units import seconds
from ivrsim.play.call import Call, Matcher
from ivrsim.script.run import run_script
from ivrsim.script.statements import parse_script
from tests.platforms import CHARACTERS

TALK = """<dialplan name="Root">
  <play type="tts">One.</play><play type="tts">Two.</play><play type="tts">Three.</play>
</dialplan>"""
MENU = """<dialplan name="Root">
  <menu name="ask" maxDigits="2" timeout="2000">
    <play type="tts">First prompt.</play>
    <play type="tts">Press 1 or 2.</play>
    <keypress pressed="1"><play type="tts">One it is.</play></keypress>
    <keypress pressed="22"><goto>ask</goto></keypress>
    <keypress pressed="timeout"><play type="tts">Nobody there.</play></keypress>
  </menu>
  <play type="tts">Goodbye.</play>
</dialplan>"""
# First prompt. 0-845, Press 1 or 2. 845-1690, then 2000 of silence


def call(xml: str = MENU, **quirks: object) -> Call:
    return Call(from_xml(xml), platform=CHARACTERS.with_quirks(**quirks))


def played(script: str, xml: str = MENU, **quirks: object) -> tuple[Call, str]:
    """Run a script; the message of the statement that failed, or nothing."""
    made = call(xml, **quirks)
    failed = run_script(made, parse_script(script))
    return made, f"{failed.statement}: {failed.message}" if failed else ""


def times(made: Call) -> list[tuple[int, str]]:
    return [(entry.at_ms, entry.kind) for entry in made.transcript() if entry.kind not in ("assume", "answered")]


# --- what works ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "at_ms"),
    [
        ("answer live", 0),
        ("answer live; hear 'First'", 0),
        ("answer live; hear 'Press 1'", 845),
        ("answer live; hear 'Press 1'; hear 'Nobody'", None),
        # press without `at`: the first moment when a menu listens and nothing plays
        ("answer live; press 1", 1690),
        ("answer live; hear 'First'; press 1", 1690),
        ("answer live; press 1; press 2", 1690),
        ("answer live; press 22; press 1", 3580),
        ("answer live; press 2; press 2", 1690),
        # `at` counts from the start of the prompt last heard ...
        ("answer live; hear 'First'; press 1 at 0.5s", 500),
        ("answer live; hear 'Press 1'; press 1 at 0.5s", 1345),
        ("answer live; hear 'First'; hear 'Press 1'; press 1 at 1s", 1845),
        # ... else from the last thing that happened
        ("answer live; press 1 at 0.5s", 500),
        ("answer live; wait 1s; press 1 at 0.5s", 1500),
        ("answer live; press 1 at 0.5s; press # at 0.5s", 1000),
        ("answer live; hear 'Press 1'; hang up at 0.1s", 945),
        ("answer live; hang up", 0),
        ("answer live; hear 'First'; hang up at 3s", 3000),
        # keys of one press are 200 ms apart
        ("answer live; press 22", 1890),
        ("answer live; hear 'First'; press 1# at 100ms", 300),
        # wait: until a no-input or inter-digit timer, or the end; the end of a prompt does not count
        ("answer live; wait", 3690),
        ("answer live; hear 'First'; wait", 3690),
        ("answer live; press 1; wait", 3690),
        ("answer live; wait; wait", 5055),
        ("answer live; wait 500ms", 500),
        ("answer live; wait 1690ms", 1690),
        ("answer live; wait 10s", 5055),
        ("answer live; wait 500ms; hear 'Press 1'", 845),
        # the end
        ("answer live; wait; expect hangup", 5055),
        ("answer live; press 1#; hear 'Goodbye'; expect hangup", 3060),
    ],
)
def test_when(script: str, at_ms: int | None) -> None:
    made, failed = played(script)
    if at_ms is None:
        assert failed
    else:
        assert not failed
        assert made.line.now_ms == at_ms


def test_hear_takes_each_prompt_once_and_in_order() -> None:
    made = call(TALK)
    made.answer()
    assert made.hears("Two") == "Two."
    with pytest.raises(StepFailed):
        made.hears("One")


def test_a_prompt_that_is_cut_later_is_heard_whole() -> None:
    made, failed = played(
        "answer live; hear exactly 'First prompt.'; press 1 at 10ms; hear 'One it is.'; expect never heard 'Press'",
        TALK_OR_MENU,
    )
    assert not failed
    assert made.heard[0] == "First prompt."


TALK_OR_MENU = MENU.replace('maxDigits="2"', 'maxDigits="1"')


def test_what_was_said_before_a_press_is_past() -> None:
    _, failed = played("answer live; hear 'First'; press 1; hear 'Press 1'")
    assert "was not heard" in failed


def test_hear_returns_all_of_the_prompt() -> None:
    made = call()
    made.answer()
    assert made.hears("1 or") == "Press 1 or 2."


def test_heard_variables_stash_and_outcome_are_there_in_the_middle_of_a_call() -> None:
    made = call(
        '<dialplan><stash varname="a">x</stash><setvar varname="b">y</setvar><play type="tts">Hi.</play></dialplan>'
    )
    assert (made.outcome, made.ended_by, made.heard) == ("unfinished", None, [])
    made.answer()
    assert (made.outcome, made.heard, made.stash, made.variables) == ("unfinished", ["Hi."], {"a": "x"}, {"b": "y"})
    made.expect_hangup()
    assert (made.outcome, made.ended_by) == ("end of plan", "dialplan")


@pytest.mark.parametrize(
    ("script", "at_ms"),
    [
        ("answer live; wait 900ms; hear 'Press 1'", 900),
        ("answer live; wait 1690ms; hear 'Press 1'", 1690),
        ("answer live; wait; hear 'Nobody there.'", 3690),
        ("answer live; wait 4s; hear 'Nobody there.'", 4000),
        ("answer live; wait 1s; hear 'Press 1'; press 1 at 0.3s", 1145),
    ],
)
def test_what_was_said_during_a_wait_can_be_heard_without_more_time(script: str, at_ms: int) -> None:
    made, failed = played(script)
    assert not failed
    assert made.line.now_ms == at_ms


def test_a_long_silence_inside_a_wait_passes_several_timers() -> None:
    made, failed = played("answer live; wait 4s; expect heard 1 time 'Nobody there.'")
    assert not failed
    assert made.line.now_ms == 4000


@pytest.mark.parametrize(
    ("script", "outcome", "ended_by"),
    [
        ("answer live; wait; wait", "end of plan", "dialplan"),
        ("answer live; hang up", "callee hung up", "callee"),
        ("answer busy", "busy", "callee"),
        ("answer no answer", "no answer", "callee"),
        ("answer live", "unfinished", None),
        ("set call.id = '1'", "unfinished", None),
    ],
)
def test_who_ended_it(script: str, outcome: str, ended_by: str | None) -> None:
    made, failed = played(script)
    assert not failed
    assert (made.outcome, made.ended_by) == (outcome, ended_by)


# --- ties ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tie", "kinds"), [("key", ["key"]), ("timer", ["no input", "ignored"])])
def test_a_key_in_the_millisecond_of_the_timer(tie: str, kinds: list[str]) -> None:
    made, failed = played("answer live; hear 'First'; press 1 at 3690ms", timer_tie=tie)
    assert not failed
    assert [kind for at_ms, kind in times(made) if at_ms == 3690 and kind in ("key", "ignored", "no input")] == kinds


def test_a_key_in_the_millisecond_in_which_a_prompt_ends() -> None:
    made, failed = played("answer live; hear 'First'; press 1 at 845ms; expect never heard 'Press'")
    assert not failed
    assert "timer_tie" in [assumption.quirk for assumption in made.transcript().assumptions]


def test_a_tie_between_the_keys_of_one_press() -> None:
    _, failed = played("answer live; press 12", timer_tie="timer", interdigit=200)
    assert "timer runs out between two keys" in failed


# --- what fails, and what it says ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("answer live; answer live", "answer live: the call was answered before (at 0 s play plays)"),
        ("hear 'x'", "hear 'x': \"x\" was not heard; nothing was (the phone rings)"),
        (
            "answer live; hear 'Second prompt.'",
            'hear \'Second prompt.\': "Second prompt." was not heard; the nearest was "First prompt."'
            ' (at 1.69 s menu "ask" waits for a key)',
        ),
        (
            "answer live; hear 'Nobody there.'",  # never lets a no-input timer run out
            'hear \'Nobody there.\': "Nobody there." was not heard; the nearest was "First prompt."'
            ' (at 1.69 s menu "ask" waits for a key)',
        ),
        ("press 1", "press 1: no menu listens, so 1 cannot be pressed (the phone rings)"),
        (
            "answer live; wait; wait; press 1",
            "press 1: no menu listens, so 1 cannot be pressed (at 5.055 s the call has ended: end of plan)",
        ),
        (
            "answer live; press 1; press # at 2.5s",
            "press # at 2.5s: press # comes at 4.19 s, but the menu's timer runs out at 3.69 s"
            ' (at 1.69 s menu "ask" waits for a key)',
        ),
        (
            "answer live; hear 'First'; press 1 at 4s",
            "press 1 at 4s: press 1 comes at 4 s, but the menu's timer runs out at 3.69 s"
            ' (at 1.69 s menu "ask" waits for a key)',
        ),
        (
            "answer live; hear 'First'; wait 1s; press 1 at 0.5s",
            "press 1 at 0.5s: 0.5 s after the start of the prompt last heard is past: it was at 0.5 s"
            " (at 1 s play[2] plays)",
        ),
        ("press 1 at 1s", "press 1 at 1s: press 1 cannot happen (the phone rings)"),
        ("answer busy; press 1 at 1s", "press 1 at 1s: press 1 cannot happen (at 0 s the call has ended: busy)"),
        (
            "answer live; press 225",
            "press 225: the key 5 is left over: the menu had decided after 22 (at 1.89 s play plays)",
        ),
        (
            "answer live; press 1#1",
            "press 1#1: the key 1 is left over: the menu had decided after 1# (at 1.89 s play plays)",
        ),
        ("wait", "wait: there is nothing to wait for (the phone rings)"),
        ("wait 2s", "wait 2s: there is nothing to wait for (the phone rings)"),
        (
            "answer live; wait; wait; wait",
            "wait: there is nothing to wait for (at 5.055 s the call has ended: end of plan)",
        ),
        ("hang up", "hang up: the callee cannot hang up (the phone rings)"),
        (
            "answer live; hang up; hang up",
            "hang up: the callee cannot hang up (at 0 s the call has ended: callee hung up)",
        ),
        (
            "answer live; hang up at 9s",
            "hang up at 9s: the callee cannot hang up (at 5.055 s the call has ended: end of plan)",
        ),
        ("expect hangup", "expect hangup: the call has not ended (the phone rings)"),
        ("answer live; expect hangup", 'expect hangup: the call has not ended (at 1.69 s menu "ask" waits for a key)'),
        (
            "answer live; hang up; expect hangup",
            "expect hangup: the plan did not end the call; outcome: callee hung up"
            " (at 0 s the call has ended: callee hung up)",
        ),
        (
            "answer no answer; expect hangup",
            "expect hangup: the plan did not end the call; outcome: no answer (at 0 s the call has ended: no answer)",
        ),
        (
            "answer live; hear 'Press'; expect duration < 0.5s",
            "expect duration < 0.5s: the call took 0.845 s so far, expected < 0.5 s (at 0.845 s play[2] plays)",
        ),
        (
            "answer live; hear 'Press'; expect never heard 'First'",
            "expect never heard 'First': \"First\" was heard 1 times so far, expected never (at 0.845 s play[2] plays)",
        ),
        (
            "answer live; expect heard 2 times /pro.pt/",
            "expect heard 2 times /pro.pt/: /pro.pt/ was heard 1 times so far, expected 2 (at 0 s play plays)",
        ),
        (
            "answer live; expect stash Vote = 'Yes'",
            "expect stash Vote = 'Yes': stash Vote was never set; there are: none (at 0 s play plays)",
        ),
        (
            "answer live; press 1#; expect variable call.lastinput = '2'",
            "expect variable call.lastinput = '2': variable call.lastinput is '1', expected '2' (at 1.89 s play plays)",
        ),
        (
            "answer live; expect assumption no_match",
            "expect assumption no_match: the call did not lean on no_match; it leaned on: nothing (at 0 s play plays)",
        ),
    ],
)
def test_what_a_failing_step_says(script: str, message: str) -> None:
    _, failed = played(script)
    assert failed == message


def test_a_timer_between_the_keys_of_one_press() -> None:
    _, failed = played("answer live; press 12", interdigit=100)
    assert failed.startswith("press 12: press 12: the menu's timer runs out between two keys")


@pytest.mark.parametrize(
    ("xml", "outcome"),
    [
        ('<dialplan><play type="tts">Hi.</play><goto>nowhere</goto></dialplan>', "error:dangling-goto"),
        ('<dialplan><play name="a" type="tts">Hi.</play><goto>a</goto></dialplan>', "loop"),
        ('<dialplan><play type="tts">Hi.</play><nonsense/></dialplan>', "unsupported"),
    ],
)
def test_an_error_or_a_loop_is_no_hangup_of_the_plan(xml: str, outcome: str) -> None:
    made, failed = played("answer live; expect hangup", xml)
    assert f"the plan did not end the call; outcome: {outcome}" in failed
    assert made.outcome == outcome


@pytest.mark.parametrize("outcome", ["busy", "failed", "screened out", "no answer", "answered"])
@pytest.mark.parametrize("prompts", [0, 1, 2, 3, 4, 5])
def test_whom_a_plan_calls_again_and_again_may_still_answer(prompts: int, outcome: str) -> None:
    said = "".join(f'<play type="tts">{number}</play>' for number in range(prompts))
    made = call(
        f'<dialplan><goto name="a">b</goto><if name="b" expr="1">{said}</if>'
        '<transfer continue-after="true">2135550100</transfer><goto>a</goto></dialplan>'
    )
    made.answer()
    for _ in range(20):
        made.transfer(outcome)
    assert (made.outcome, len(made.transcript().of_kind("transfer over"))) == ("unfinished", 20)


@pytest.mark.parametrize("keys", ["", "wait", "timer", " 1", "1 2", "A"])
def test_what_are_no_keys_stays_so_whatever_callees_have_done_before(keys: str) -> None:
    plan = compile_plan(from_xml(MENU))
    for _ in range(3):
        made = Call(plan)
        made.answer()
        with pytest.raises(IvrError, match="are no keys"):
            made.press(keys)
        made.wait()


def test_a_failing_step_leaves_the_transcript_up_to_there() -> None:
    made, failed = played("answer live; hear 'Press'; hear 'Third'; hang up")
    assert failed.startswith("hear 'Third'")
    assert made.heard == ["First prompt.", "Press 1 or 2."]
    assert made.outcome == "unfinished"


def test_hear_that_is_stopped_by_a_loop_says_so() -> None:
    _, failed = played(
        "answer live; hear 'x'", '<dialplan><play name="a" type="tts">Hi.</play><goto>a</goto></dialplan>'
    )
    assert "the call has ended: loop" in failed


# --- bad use from Python ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keys", ["", "a", "1 2", "１", "12a", None, 1, ["1"], ("1",), b"1"])
def test_keys_that_there_are_not(keys: Any) -> None:
    made = call()
    made.answer()
    with pytest.raises(IvrError, match="are no keys"):
        made.press(keys)


@pytest.mark.parametrize("clock", ["2026-01-05", None, 0])
def test_a_clock_that_is_none(clock: Any) -> None:
    with pytest.raises(IvrError, match="expected a datetime"):
        Call(from_xml(MENU), clock=clock)


def test_an_answer_that_there_is_not() -> None:
    with pytest.raises(IvrError, match="'nobody' is nobody; expected one of live, machine"):
        call().answer("nobody")


def test_settings_come_before_the_answer() -> None:
    made = call()
    made.answer()
    with pytest.raises(IvrError, match=r"call\.id can be set only before"):
        made.line.set_variable("call.id", "1")
    with pytest.raises(IvrError, match="the clock can be set only before"):
        made.line.set_clock(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("by", ["press", "hang_up"])
def test_a_time_in_the_past_is_refused(by: str) -> None:
    made = call()
    made.answer()
    made.hears("First prompt.")
    made.wait(1000)
    with pytest.raises(StepFailed, match="is past"):
        made.press("1", at_ms=10) if by == "press" else made.hang_up(at_ms=10)


# --- matching --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "prompt", "expected"),
    [
        ("contains", "code", "Your code is 1.", True),
        ("contains", "Code", "Your code is 1.", False),
        ("contains", "your  code", "Say your\n code now", True),
        ("contains", "2517", "is 2 5 1 7.", True),
        ("contains", "2 5 1 7", "is 2517.", True),
        ("contains", "2 5 1 7", "is 2 5 17.", True),
        ("contains", "2517", "is 2 5 1 8.", False),
        ("contains", "1 a", "1a", False),
        ("contains", "", "anything", True),
        ("exactly", "Hello.", "Hello.", True),
        ("exactly", " Hello. ", "Hello.", True),
        ("exactly", "Hello", "Hello.", False),
        ("exactly", "12", "1 2", True),
        ("regex", "c.de", "Your code", True),
        ("regex", "^code", "Your code", False),
        ("regex", "12", "1 2", False),
    ],
)
def test_matching(kind: str, text: str, prompt: str, expected: bool) -> None:
    assert Matcher(kind, text).matches(prompt) is expected


def test_hear_sees_spoken_text_only() -> None:
    _, failed = played("answer live; hear '8512033'", '<dialplan><play type="callfireid">8512033</play></dialplan>')
    assert failed


@pytest.mark.parametrize(("ms", "text"), [(0, "0 s"), (1, "0.001 s"), (3500, "3.5 s"), (14_400_000, "14400 s")])
def test_seconds(ms: int, text: str) -> None:
    assert seconds(ms) == text


@pytest.mark.parametrize(("known", "assumed"), [((), True), ((("332122", 900),), False), ((("332123", 900),), True)])
def test_the_length_of_a_sound_is_assumed_where_nobody_knows_it(
    known: tuple[tuple[str, int], ...], assumed: bool
) -> None:
    call = Call(n.Dialplan()[n.PlaySound(332122), n.Hangup()], platform=Platform(sounds_ms=known))
    call.answer()
    call.wait(500)
    assert any(each.quirk == "sound_ms" for each in call.transcript().assumptions) is assumed
