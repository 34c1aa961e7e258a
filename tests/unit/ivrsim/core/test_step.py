"""`step` itself: pure, total, bounded; and the tags that it does not simulate stop the call."""

import pytest

from ivrdsl.errors import StepFailed
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import events as e
from ivrsim.core.platform import Platform
from ivrsim.core.run import NO_TIMER, SAME_TIMER
from ivrsim.core.state import RINGING
from ivrsim.core.step import step
from ivrsim.play.call import Call
from ivrsim.play.line import Line, replay

MENU = """<dialplan name="Root"><menu name="ask" maxDigits="2" timeout="2000"><play type="tts">Press 1.</play>
<keypress pressed="1"><play type="tts">One.</play></keypress><keypress pressed="timeout"><hangup/></keypress></menu>
</dialplan>"""


def call(xml: str, **quirks: object) -> Call:
    return Call(from_xml(xml), platform=Platform().with_quirks(**quirks))


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ([e.LIVE, e.TIMER, e.TIMER], "hangup"),
        ([e.LIVE, e.KEY["1"], e.TIMER, e.TIMER], "end of plan"),
        ([e.LIVE, e.KEY["1"], e.KEY["#"], e.HANG_UP], "callee hung up"),
        ([e.BUSY], "busy"),
        ([e.NO_ANSWER], "no answer"),
        ([e.HANG_UP], "callee hung up"),
        ([e.LIVE], ""),
    ],
)
def test_step_by_step_replay_and_line_agree(events: list[e.Event], outcome: str) -> None:
    plan = compile_plan(from_xml(MENU))
    state, told = RINGING, []
    for event in events:
        state, _, effects = step(plan, state, event)
        told += effects
    replayed = replay(plan, events)
    assert state.outcome == outcome
    assert replayed.outcome == (outcome or "unfinished")
    assert [(entry.kind, entry.element) for entry in replayed] == [effect[:2] for effect in told]
    hash(state)


@pytest.mark.parametrize("event", [e.LIVE, e.MACHINE, e.BUSY, e.NO_ANSWER, e.TIMER, e.HANG_UP, *e.KEY.values()])
def test_after_the_end_nothing_happens(event: e.Event) -> None:
    plan = compile_plan(from_xml("<dialplan/>"))
    ended = step(plan, RINGING, e.LIVE).state
    assert step(plan, ended, event) == (ended, NO_TIMER, ())


@pytest.mark.parametrize("event", [e.LIVE, e.MACHINE, e.BUSY, e.NO_ANSWER])
def test_an_answered_call_is_not_answered_again(event: e.Event) -> None:
    plan = compile_plan(from_xml(MENU))
    prompting = step(plan, RINGING, e.LIVE).state
    assert step(plan, prompting, event) == (prompting, SAME_TIMER, ())


def test_a_key_while_it_rings_is_lost() -> None:
    plan = compile_plan(from_xml(MENU))
    state, timer, effects = step(plan, RINGING, e.KEY["1"])
    assert (state, timer) == (RINGING, SAME_TIMER)
    assert effects[0][0] == "ignored"


def test_an_answer_that_nobody_asked_for_changes_nothing() -> None:
    plan = compile_plan(from_xml(MENU))
    prompting = step(plan, RINGING, e.LIVE).state
    assert step(plan, prompting, e.Event("clock", "0")) == (prompting, SAME_TIMER, ())


def test_a_key_while_it_asks_for_the_time() -> None:
    plan = compile_plan(from_xml('<dialplan><setvar varname="t">${global.time}</setvar></dialplan>'))
    asking = step(plan, RINGING, e.LIVE).state
    assert step(plan, asking, e.KEY["1"]).state == asking


# --- replay ----------------------------------------------------------------------------------------------------------

CLOCK = """<dialplan><play type="tts">One.</play><setvar varname="t">${global.time}</setvar>
<play type="tts">At ${t}</play></dialplan>"""


def test_what_comes_after_the_end_is_ignored_by_a_replay() -> None:
    plan = compile_plan(from_xml(MENU))
    assert replay(plan, [e.LIVE, e.HANG_UP, e.TIMER]).duration_ms == 0


def test_a_timer_is_a_timer_whoever_made_it() -> None:
    plan = compile_plan(from_xml(MENU))
    assert replay(plan, [e.LIVE, e.Event("timer")]).duration_ms == replay(plan, [e.LIVE, e.TIMER]).duration_ms


def test_a_replay_answers_questions_for_the_time() -> None:
    plan = compile_plan(from_xml(CLOCK))
    assert replay(plan, [e.LIVE, e.TIMER, e.TIMER]).heard == ["One.", "At 12:0:0"]


def test_a_replay_of_events_that_can_be_read_once() -> None:
    plan = compile_plan(from_xml(CLOCK))
    assert replay(plan, iter([e.LIVE, e.TIMER, e.TIMER])).heard == ["One.", "At 12:0:0"]


def test_a_replay_holds_the_replies_too() -> None:
    plan = compile_plan(
        from_xml('<dialplan><get varname="a">http://x</get><play type="tts">${a} ${global.date}</play></dialplan>')
    )
    assert replay(plan, [e.LIVE, e.Event("reply", "ok"), e.TIMER]).heard == ["ok 1/5/2026"]


# --- after a hang-up -------------------------------------------------------------------------------------------------

HANDLER = """<dialplan><catch type="hangup" goto="gone"><play type="tts">One.</play><dtmf name="gone">ww</dtmf></catch>
<stash varname="after">ran</stash></dialplan>"""


def test_nobody_hangs_up_twice() -> None:
    made = call(HANDLER)
    made.answer()
    made.hang_up()
    made.line.hang_up()
    made.line.hang_up()
    assert [entry.kind for entry in made.transcript()].count("caught") == 1


def test_a_callee_who_is_gone_can_do_nothing() -> None:
    made = call(HANDLER)
    made.answer()
    made.hang_up()
    with pytest.raises(StepFailed):
        made.hang_up()


# --- texts that an event needs ---------------------------------------------------------------------------------------

ESCAPES = "only instructions are guarded: an exception for control flow escapes where an event puts variables in"


@pytest.mark.parametrize("happens", [e.Event("reply", "ok"), e.NO_REPLY, e.TIMER, e.LIVE])
@pytest.mark.parametrize("name", ["r${never}", "r${global.date.day}"])
def test_the_variable_of_a_request_may_be_put_together(happens: e.Event, name: str) -> None:
    plan = compile_plan(
        from_xml(f'<dialplan><get varname="{name}">http://x</get></dialplan>'), Platform(undefined_variable="error")
    )
    step(plan, step(plan, RINGING, e.LIVE).state, happens)


@pytest.mark.parametrize("happens", [e.KEY["#"], e.TIMER, e.HANG_UP])
@pytest.mark.parametrize("name", ["r${never}", "r${global.date.day}"])
def test_the_variable_of_a_recording_may_be_put_together(happens: e.Event, name: str) -> None:
    plan = compile_plan(
        from_xml(f'<dialplan><record varname="{name}"/></dialplan>'), Platform(undefined_variable="error")
    )
    step(plan, step(plan, RINGING, e.LIVE).state, happens)


def test_the_number_that_answers_a_transfer_may_ask_for_the_time() -> None:
    plan = compile_plan(from_xml("<dialplan><transfer>213555010${global.date.dayOfWeek}</transfer></dialplan>"))
    asking = step(plan, RINGING, e.LIVE).state
    ringing = step(plan, asking, e.Event("clock", "0")).state
    step(plan, ringing, e.TRANSFER["answered"])


# --- bounds ----------------------------------------------------------------------------------------------------------


def test_a_circle_in_no_time_that_counts_is_a_limit() -> None:
    made = call(
        '<dialplan><setvar varname="n">0</setvar><setvar name="again" varname="n">${n} + 1</setvar>'
        "<goto>again</goto></dialplan>"
    )
    made.answer()
    assert (made.outcome, made.ended_by) == ("limit", "limit")


def test_a_text_that_doubles_is_a_limit() -> None:
    made = call(
        '<dialplan><setvar varname="x">ab c</setvar><setvar name="again" varname="x">${x}${x}</setvar>'
        "<goto>again</goto></dialplan>"
    )
    made.answer()
    assert made.outcome == "limit"
    assert len(made.variables["x"]) <= 1_000_000


def test_max_steps() -> None:
    made = call(
        '<dialplan><setvar varname="n">0</setvar><wait name="again">1</wait><setvar varname="n">${n} + 1</setvar>'
        "<goto>again</goto></dialplan>",
        max_steps=10,
    )
    made.answer()
    made.wait()
    assert made.outcome == "limit"
    assert made.line.now_ms == 10_000
    assert "10 steps" in str(made.transcript().of_kind("error")[0].details)


def test_what_is_remembered_is_bounded_by_states() -> None:
    from ivrsim.core import memo

    plan = compile_plan(from_xml(MENU))
    for digits in range(50):
        line = Line(plan)
        line.set_variable("contact.A", str(digits))
        line.answer()
    assert len(plan.memo) <= memo.MAX_STATES


def test_what_is_remembered_of_the_clock_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime, timedelta

    from ivrsim.core import memo

    monkeypatch.setattr(memo, "MAX_STATES", 50)
    xml = '<dialplan><if expr="${global.date.year} &gt; 1"><play type="tts">Hi.</play></if></dialplan>'
    plan = compile_plan(from_xml(xml))
    for second in range(500):
        line = Line(plan, clock=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second))
        line.answer()
    assert sum(len(known) for known in plan.memo.values()) <= 200


# --- what is not simulated -------------------------------------------------------------------------------------------

UNSIMULATED = {
    "gtalk": '<gtalk to="a@example.com">Hello.</gtalk>',
    "analytics": '<analytics account="a">Hello.</analytics>',
    "nonsense": "<nonsense/>",
}
"""Tags that stop the call: retired ones, and those that there are not."""


@pytest.mark.parametrize("tag", UNSIMULATED)
def test_a_tag_that_is_not_simulated_stops_the_call(tag: str) -> None:
    made = call(
        f'<dialplan name="Root"><play type="tts">Before.</play>{UNSIMULATED[tag]}<play type="tts">After.</play>'
        '<hangup name="bye"/></dialplan>'
    )
    made.answer()
    made.hears("Before.")
    made.wait()
    assert (made.outcome, made.ended_by) == ("unsupported", "error")
    assert made.heard == ["Before."]
    assert f"<{tag}>" in made.transcript().of_kind("error")[0].details["message"]


def test_a_goto_may_lead_into_a_tag_that_is_not_simulated() -> None:
    made = call(
        '<dialplan><goto>in</goto><block><play name="in" type="tts">Inside.</play></block>'
        '<play type="tts">After.</play>'
        "</dialplan>"
    )
    made.answer()
    made.hears("Inside.")
