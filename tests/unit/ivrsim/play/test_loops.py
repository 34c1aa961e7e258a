"""`loop` is the end of calls that nothing outside could have led elsewhere but a hang-up; all else may go on."""

from typing import Any

import pytest

from ivrdsl.xml.parse import from_xml
from ivrsim.play.call import Call
from ivrsim.script.run import run_script

HOUR_MS = 3_600_000
MENU = (
    '<menu name="m" maxDigits="1" timeout="5"><play type="tts">Press 1.</play><goto>m</goto>'
    '<keypress pressed="1"><play type="tts">Bye.</play><hangup/></keypress></menu>'
)
CAUGHT = (
    '<catch type="digit" value="1" goto="out"><play name="again" type="tts">Press 1.</play><goto>again</goto></catch>'
    '<play name="out" type="tts">Bye.</play>'
)
HOLD = '<play name="again" type="tts">Please hold.</play>{}<goto>again</goto>'
LEAVES = '<if expr="{}"><hangup/></if>'
ASKS = '<get varname="r">http://s/</get>' + LEAVES.format("'${r}' == 'go'")


def plan(body: str) -> Any:
    return from_xml(f'<dialplan name="Root">{body}</dialplan>')


def hold(body: str, **more: Any) -> Call:
    call = Call(plan(body), **more)
    call.answer()
    return call


@pytest.mark.parametrize("body", [MENU, CAUGHT], ids=["a menu's prompt", "a catch"])
def test_a_key_may_come_in_any_round(body: str) -> None:
    call = hold(body)
    call.wait(ms=30_000)
    call.press("1", at_ms=30_100)
    assert call.hears("Bye.")
    assert call.outcome == "unfinished"


def test_who_is_busy_is_called_again() -> None:
    body = '<transfer name="t" timeout="25">2135550100</transfer><play type="tts">Busy.</play><goto>t</goto>'
    call = Call(plan(body))
    busy = "transfer busy; " * 50
    assert run_script(call, f"answer live; {busy} transfer answered 5s; expect hangup") is None


def test_whom_nobody_ever_answers_is_called_to_the_limit() -> None:
    call = hold('<transfer name="t" timeout="25">2135550100</transfer><play type="tts">Busy.</play><goto>t</goto>')
    while call.outcome == "unfinished":
        call.transfer("no answer")
    trouble = call.transcript().of_kind("error")[-1].details["message"]
    assert (call.outcome, call.line.now_ms) == ("limit", 4 * HOUR_MS)
    assert 'it goes round play, goto, transfer "t"' in trouble


@pytest.mark.parametrize(
    "inside",
    [
        ASKS,
        LEAVES.format("Math.random() &lt; 0.01"),
        '<setvar varname="x">Math.random()</setvar>' + LEAVES.format("${x} &lt; 0.01"),
        LEAVES.format("${global.time.hour.military} == 20"),
        LEAVES.format("new Date().getUTCHours() == 20"),
        '<record varname="r" timeout="1500"/>',
    ],
)
def test_what_others_may_end_goes_on_to_the_limit_of_time(inside: str) -> None:
    call = hold(HOLD.format(inside), web={"*": "wait"})
    call.line.run_to(5 * HOUR_MS)
    assert (call.outcome, call.line.now_ms) == ("limit", 4 * HOUR_MS)
    assert "it goes round" in call.transcript().of_kind("error")[-1].details["message"]


@pytest.mark.parametrize(
    "body",
    [
        HOLD.format(""),
        HOLD.format('<setvar varname="x">Math.max(1, 2)</setvar>'),
        HOLD.format('<wait>1</wait><stash varname="a">1</stash>'),
        f'<catch type="hangup" goto="e">{HOLD.format("")}</catch><stash name="e" varname="gone">1</stash>',
        '<catch type="digit" value="1" goto="again"><play type="tts">Hi.</play></catch>' + HOLD.format(""),
        '<menu><play name="again" type="tts"></play><wait>1</wait></menu>' + HOLD.format("").replace("again", "b"),
    ],
)
def test_what_only_a_hang_up_ends_is_a_loop(body: str) -> None:
    call = hold(body)
    for _ in range(3):
        if call.outcome == "unfinished":
            call.wait()
    assert call.outcome == "loop"
    assert call.line.now_ms < 60_000


def test_a_key_that_hastens_a_circle_does_not_end_it() -> None:
    from ivrsim.core.platform import Platform

    call = hold(HOLD.format(""), platform=Platform(key_in_plain_play="cut"))
    call.wait()
    assert call.outcome == "loop"


@pytest.mark.parametrize("replies", ["wait", ["no", "no", "wait"]])
def test_a_server_that_is_asked_in_no_time_is_not_asked_for_ever(replies: Any) -> None:
    call = hold(f'<setvar name="again" varname="x">1</setvar>{ASKS}<goto>again</goto>', web={"*": replies})
    assert (call.outcome, call.line.now_ms) == ("limit", 0)
    assert len(call.transcript().of_kind("http")) < 20


def test_a_server_that_says_go_in_the_end_is_heard() -> None:
    call = hold(HOLD.format(ASKS), web={"*": ["wait"] * 100 + ["go"]})
    call.expect_end_in_silence()
    assert (call.outcome, len(call.transcript().of_kind("http"))) == ("hangup", 101)
