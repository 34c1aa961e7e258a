"""`step` itself: pure, total, bounded; and the tags that it does not simulate stop the call."""

import pytest

from ivrdsl.errors import StepFailed
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import effects, events as e, table as t
from ivrsim.core.effects import Effect
from ivrsim.core.platform import Platform
from ivrsim.core.run import NO_TIMER, SAME_TIMER, Given, Needs
from ivrsim.core.state import RINGING, State
from ivrsim.core.step import Step, step
from ivrsim.play.call import Call
from ivrsim.play.line import NOON, Line
from ivrsim.play.transcript import Transcript
from tests.platforms import CHARACTERS

MENU = """<dialplan name="Root"><menu name="ask" maxDigits="2" timeout="2000"><play type="tts">Press 1.</play>
<keypress pressed="1"><play type="tts">One.</play></keypress><keypress pressed="timeout"><hangup/></keypress></menu>
</dialplan>"""


def call(xml: str, **quirks: object) -> Call:
    return Call(from_xml(xml), platform=Platform().with_quirks(**quirks))


def told_the_time(plan: t.Plan, state: State, event: e.Event, now_ms: int = 0) -> Step:
    """A step, with the time where it needs that."""
    try:
        return step(plan, state, event)
    except Needs:
        return step(plan, state, event, Given(now_ms))


def sent(plan: t.Plan, events: list[e.Event]) -> Transcript:
    """A call that events happen to, timers when they are due."""
    line = Line(plan)
    for event in events:
        if event == e.TIMER and line.due_ms is not None:
            line.now_ms = line.due_ms
        line.send(event)
    return line.transcript()


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
def test_step_by_step_and_line_agree(events: list[e.Event], outcome: str) -> None:
    plan = compile_plan(from_xml(MENU), CHARACTERS)  # there the line knows no more than a step
    state = RINGING
    told: list[Effect] = []
    for event in events:
        made = step(plan, state, event)
        state = made.state
        told += made.effects
    transcript = sent(plan, events)
    assert state.outcome == outcome
    assert transcript.outcome == (outcome or "unfinished")
    assert [(entry.kind, entry.element, entry.details) for entry in transcript] == [
        (effect.kind, effect.element, effect.details) for effect in told
    ]
    hash(state)


@pytest.mark.parametrize("event", [e.LIVE, e.MACHINE, e.BUSY, e.NO_ANSWER, e.TIMER, e.HANG_UP, *e.KEY.values()])
def test_after_the_end_nothing_happens(event: e.Event) -> None:
    plan = compile_plan(from_xml("<dialplan/>"))
    ended = step(plan, RINGING, e.LIVE).state
    assert step(plan, ended, event) == Step(ended, NO_TIMER, ())


@pytest.mark.parametrize("event", [e.LIVE, e.MACHINE, e.BUSY, e.NO_ANSWER])
def test_an_answered_call_is_not_answered_again(event: e.Event) -> None:
    plan = compile_plan(from_xml(MENU))
    prompting = step(plan, RINGING, e.LIVE).state
    assert step(plan, prompting, event) == Step(prompting, SAME_TIMER, ())


def test_a_key_while_it_rings_is_lost() -> None:
    plan = compile_plan(from_xml(MENU))
    made = step(plan, RINGING, e.KEY["1"])
    assert (made.state, made.timer_ms) == (RINGING, SAME_TIMER)
    assert made.effects[0].kind == "ignored"


# --- what a step needs to be told -------------------------------------------------------------------------------------

NOON_MS = round(NOON.timestamp() * 1000)
CLOCK = """<dialplan><play type="tts">One.</play><setvar varname="t">${global.time}</setvar>
<play type="tts">At ${t}</play></dialplan>"""
TELLS_THE_TIME = {
    "a text": '<play type="tts">It is ${global.time}</play>',
    "a value": '<setvar varname="t">${global.date.day}</setvar>',
    "a name": '<setvar varname="t${global.date.day}">1</setvar>',
    "a condition": '<if expr="${global.time.hour} &gt; 3"><hangup/></if>',
    "an equal": '<equal var="${global.time.hour}" expr="3"><hangup/></equal>',
    "what an equal compares with": '<equal var="3" expr="${global.time.hour}"><hangup/></equal>',
    "a wait": "<wait>${global.time.hour}</wait>",
    "a number": "<transfer>21355501${global.time.hour.military}</transfer>",
    "a URL": '<get varname="x">http://s/${global.date}</get>',
    "a message": '<sms to="5551234">It is ${global.time}</sms>',
    "a name put together": '<setvar varname="p">time</setvar><play type="tts">${global.${p}}</play>',
    "Date.now": '<setvar varname="t">Date.now()</setvar>',
    "new Date": '<if expr="new Date().getHours() &gt; 3"><hangup/></if>',
    "a program in a variable": '<setvar varname="p">Date</setvar><stash varname="s">${p}.now()</stash>',
}
TELLS_NO_TIME = {
    "a text": '<play type="tts">It is time</play>',
    "a variable whose name is like it": '<play type="tts">It is ${globaltime}</play>',
    "a moment that is given": '<setvar varname="t">new Date(0).getTime()</setvar>',
    "a branch that is not taken": '<if expr="1 == 2"><play type="tts">${global.time}</play></if>',
    "a part that is not evaluated": '<if expr="0 &amp;&amp; Date.now()"><hangup/></if>',
    "behind a wait": '<wait>1</wait><play type="tts">${global.time}</play>',
    "behind the end": '<hangup/><play type="tts">${global.time}</play>',
    "a word in quotes": "<setvar varname=\"t\">'Date.now()'</setvar>",
}


@pytest.mark.parametrize("tag", TELLS_THE_TIME.values(), ids=TELLS_THE_TIME)
def test_what_tells_the_time_needs_it(tag: str) -> None:
    plan = compile_plan(from_xml(f"<dialplan>{tag}</dialplan>"))
    with pytest.raises(Needs) as needs:
        step(plan, RINGING, e.LIVE)
    assert isinstance(needs.value.place, int)
    made = step(plan, RINGING, e.LIVE, Given(NOON_MS))
    assert made == step(plan, RINGING, e.LIVE, Given(NOON_MS))
    assert made != step(plan, RINGING, e.LIVE, Given(NOON_MS + 13 * 3_600_000))


@pytest.mark.parametrize("tag", TELLS_NO_TIME.values(), ids=TELLS_NO_TIME)
def test_what_the_time_does_not_decide_needs_none(tag: str) -> None:
    plan = compile_plan(from_xml(f"<dialplan>{tag}</dialplan>"))
    assert step(plan, RINGING, e.LIVE) == step(plan, RINGING, e.LIVE, Given(NOON_MS))


def test_a_variable_that_has_a_value_needs_no_time() -> None:
    plan = compile_plan(from_xml('<dialplan><play type="tts">It is ${global.time}</play></dialplan>'))
    late = RINGING._replace(variables=(("global.time", "late"),))
    assert step(plan, late, e.LIVE).effects[1].details["text"] == "It is late"


def test_the_time_is_0_too() -> None:
    plan = compile_plan(from_xml('<dialplan><play type="tts">${global.date.year}</play></dialplan>'))
    assert step(plan, RINGING, e.LIVE, Given(0)).effects[1].details["text"] == "1970"


def test_one_step_has_one_time_however_often_it_is_asked() -> None:
    often = '<setvar varname="t">${global.time}</setvar><stash varname="s">${t} ${global.time}</stash>'
    plan = compile_plan(from_xml(f"<dialplan>{often}</dialplan>"))
    stashed = step(plan, RINGING, e.LIVE, Given(NOON_MS)).effects[2].details["value"]
    assert stashed == "12:0:0 12:0:0"


def test_an_event_that_means_nothing_there_needs_no_time() -> None:
    plan = compile_plan(from_xml('<dialplan><setvar varname="t">${global.time}</setvar></dialplan>'))
    assert step(plan, RINGING, e.KEY["1"]).state == RINGING


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ("5", "loop"),
        ("${global.time}", "limit"),
        ("Date.now()", "limit"),
        ("Math.random()", "limit"),
        ("'Math.random()'", "loop"),
    ],
)
def test_a_circle_without_time_is_a_loop_if_neither_the_clock_nor_chance_can_end_it(value: str, outcome: str) -> None:
    made = call(f'<dialplan><setvar name="again" varname="t">{value}</setvar><goto>again</goto></dialplan>')
    made.answer()
    assert (made.outcome, made.ended_by, made.line.now_ms) == (outcome, "limit", 0)
    assert len(made.transcript().of_kind("goto")) < 10


def test_what_asked_for_the_time_before_the_circle_began_does_not_end_it() -> None:
    asked = '<setvar varname="t">Math.random() + Date.now()</setvar><setvar varname="n">0</setvar>'
    count = '<setvar name="again" varname="n">Math.min(${n} + 1, 3)</setvar><goto>again</goto>'
    made = call(f"<dialplan>{asked}{count}</dialplan>")
    made.answer()
    assert made.outcome == "loop"


# --- a line -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("later", [e.TIMER, e.LIVE, e.KEY["1"], e.HANG_UP, e.Event("reply", "ok")])
def test_what_comes_after_the_end_is_ignored(later: e.Event) -> None:
    plan = compile_plan(from_xml(MENU))
    ended, more = sent(plan, [e.LIVE, e.HANG_UP]), sent(plan, [e.LIVE, e.HANG_UP, later])
    assert more.duration_ms == 0
    assert (list(more), more.state) == (list(ended), ended.state)


def test_a_timer_is_a_timer_whoever_made_it() -> None:
    plan = compile_plan(from_xml(MENU))
    assert sent(plan, [e.LIVE, e.Event("timer")]).duration_ms == sent(plan, [e.LIVE, e.TIMER]).duration_ms > 0


def test_a_line_tells_the_time() -> None:
    made = call(CLOCK)
    made.answer()
    made.hears("At 12:0:0")  # the first prompt takes less than a second
    assert made.heard == ["One.", "At 12:0:0"]
    late = Call(from_xml(CLOCK), clock=NOON.replace(hour=23, minute=59, second=59))
    late.answer()
    late.hears("At 23:59:59")


def test_the_time_goes_on_during_a_call() -> None:
    made = call('<dialplan><wait>75</wait><play type="tts">It is ${global.time}</play></dialplan>')
    made.answer()
    made.hears("It is 12:1:15")


def test_a_line_has_replies_and_the_time() -> None:
    xml = '<dialplan><get varname="a">http://x</get><play type="tts">${a} ${global.date}</play></dialplan>'
    made = Call(from_xml(xml), web={"*": "ok"})
    made.answer()
    made.hears("ok 1/5/2026", exactly=True)
    assert [event.kind for _, event in made.line.history] == ["answered", "reply"]


def test_a_line_knows_what_happened_to_it() -> None:
    made = call(MENU)
    made.line.set_variable("contact.A", "Ann")
    made.answer()
    made.press("1")
    made.line.note(effects.Assumed(0, "key_gap_ms", "200"))  # beside the call: no move
    made.wait()
    assert [event for _, event in made.line.history] == [e.LIVE, e.TIMER, e.KEY["1"], e.TIMER]
    state = RINGING._replace(variables=(("contact.A", "Ann"),))
    for before, event in made.line.history:
        assert before == state
        state = step(made.line.plan, before, event).state
    assert state == made.line.state
    assert [move.event for move in made.line.moves] == [event for _, event in made.line.history]
    assert [effect.kind for effect in made.line.effects()] == [entry.kind for entry in made.transcript()]
    assert len(made.line.log) == 3 * (len(made.line.moves) + 1)


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
    told_the_time(plan, told_the_time(plan, RINGING, e.LIVE).state, happens)


@pytest.mark.parametrize("happens", [e.KEY["#"], e.TIMER, e.HANG_UP])
@pytest.mark.parametrize("name", ["r${never}", "r${global.date.day}"])
def test_the_variable_of_a_recording_may_be_put_together(happens: e.Event, name: str) -> None:
    plan = compile_plan(
        from_xml(f'<dialplan><record varname="{name}"/></dialplan>'), Platform(undefined_variable="error")
    )
    told_the_time(plan, told_the_time(plan, RINGING, e.LIVE).state, happens)


def test_the_number_that_answers_a_transfer_may_need_the_time() -> None:
    plan = compile_plan(from_xml("<dialplan><transfer>213555010${global.date.dayOfWeek}</transfer></dialplan>"))
    ringing = told_the_time(plan, RINGING, e.LIVE).state
    with pytest.raises(Needs):
        step(plan, ringing, e.TRANSFER["answered"])
    answered = step(plan, ringing, e.TRANSFER["answered"], Given(0))
    assert answered.effects[0].details == {"number": "2135550105"}  # a Thursday


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


def test_replies_that_are_counted_in_no_time_are_a_limit() -> None:
    xml = """<dialplan><setvar varname="n">0</setvar><get name="again" varname="x">http://s/${n}</get>
    <setvar varname="n">${n} + 1</setvar><goto>again</goto></dialplan>"""
    made = Call(from_xml(xml), web={"*": "ok"}, platform=Platform(max_steps=2000))
    made.answer()
    assert (made.outcome, made.ended_by) == ("limit", "limit")


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


def test_a_variable_that_was_never_set_is_spoken_as_it_was_written() -> None:
    said = "Hi ${contact.b}, ${call.field.c}, ${x${y}} ${ z }."
    made = call(f'<dialplan><play type="tts">{said}</play></dialplan>', undefined_variable="literal")
    made.answer()
    assert made.heard == [said]
