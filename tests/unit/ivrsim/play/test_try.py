"""`try`, copies of calls, and texts and URLs that are written into scripts and read again."""

import weakref
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import ArgumentError, IvrError, StepFailed
from ivrdsl.model import nodes as n
from ivrdsl.testing import callees, dialplans
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.play.call import Call
from ivrsim.play.line import Line
from ivrsim.play.web import ERROR, TIMEOUT, Delayed, Failure, Replies, Web, pattern_for
from ivrsim.script.statements import Statement, parse_line, parse_script, quoted

POLL = """<dialplan name="Root">
  <menu name="ask" maxDigits="1" timeout="2000">
    <play type="tts">Press 1.</play>
    <keypress pressed="1">
      <get varname="a">http://a/1</get><get varname="b">http://b/</get><play type="tts">${a} ${b}</play>
    </keypress>
  </menu>
</dialplan>"""
TRIES = st.sampled_from(
    (
        "press 1",
        "press 123",
        "press 9 at 3s",
        "press # at 40s",
        "wait",
        "wait 5s",
        "hang up",
        "hang up at 2s",
        "transfer answered 2s then hang up",
        "transfer busy",
        "record 3s then #",
        "record 99s then #",
        "hear 'no prompt says this'",
        "hear ''",
    )
)


def all_of(call: Call) -> tuple[Any, ...]:
    """Everything that a call is, as values."""
    line, own = (
        {name: getattr(call.line, name) for name in Line.__slots__},
        {name: getattr(call, name) for name in ("_heard_to", "_last_ms", "_prompt_ms", "line")},
    )
    web = dict(vars(call.line.web))
    del own["line"], line["_web"]
    return (
        {key: list(value) if isinstance(value, list) else value for key, value in line.items()},
        own,
        {key: list(value) if isinstance(value, list) else value for key, value in web.items()},
    )


def run(call: Call, script: str) -> None:
    for statement in parse_script(script):
        statement.run(call)


# --- try -------------------------------------------------------------------------------------------------------------


@given(st.data(), dialplans(max_depth=2, max_size=4, comments=False), TRIES)
def test_try_does_a_step_or_nothing_at_all(data: st.DataObject, plan: n.Dialplan, tried: str) -> None:
    table = compile_plan(plan)
    callee = data.draw(callees(table, max_moves=5))
    call, other = Call(table), Call(table)
    callee.play(call)
    callee.play(other)
    line, log, before = call.line, call.line.log, all_of(call)
    transcript = call.transcript()
    told = list(transcript)
    run(call, f"try {tried}")
    assert (call.line is line, call.line.log is log) == (True, True)
    try:
        run(other, tried)
    except StepFailed:
        assert all_of(call) == before
        assert list(transcript) == told
    else:
        assert list(call.transcript()) == list(other.transcript())
        assert all_of(call)[1:3] == all_of(other)[1:3]
        assert (call.line.state, call.line.now_ms, call.line.due_ms, call.line.history) == (
            other.line.state,
            other.line.now_ms,
            other.line.due_ms,
            other.line.history,
        )


def test_a_try_that_fails_half_way_takes_back_what_it_asked_web_servers() -> None:
    call = Call(from_xml(POLL))
    run(call, "http 'http://a/1' -> 'one' then 'two'; answer live; try press 1")
    assert call.line.now_ms == 0
    assert call.transcript().of_kind("key", "http") == []
    run(call, "http 'http://b/' -> 'b'; press 1; hear 'one b'")


def test_a_try_can_be_told_apart_in_python() -> None:
    call = Call(from_xml(POLL), web={"*": "x"})
    call.answer()
    assert call.attempt(lambda each: each.transfer("busy")) is False
    assert call.attempt(lambda each: each.press("1")) is True
    with pytest.raises(IvrError, match="are no keys"):
        call.attempt(lambda each: each.press("one"))  # a mistake, and nothing that a plan could mend


class Noting(Call):
    """A call of somebody who notes things about it."""

    pressed = 0

    def press(self, keys: str, *, at_ms: int | None = None) -> None:
        self.pressed += 1
        super().press(keys, at_ms=at_ms)


def test_a_try_that_fails_takes_back_what_is_noted_about_a_call() -> None:
    call = Noting(from_xml(POLL), web={"*": "x"})
    call.answer()
    assert call.attempt(lambda each: each.press("123")) is False
    assert call.pressed == 0
    assert call.attempt(lambda each: each.press("1")) is True
    assert (call.pressed, call.copied().pressed) == (1, 1)


def test_a_call_takes_notes() -> None:
    call: Any = Call(from_xml(POLL))
    call.title = "mine"
    assert (call.copied().title, weakref.ref(call)()) == ("mine", call)


def test_moments_count_as_if_nothing_had_been_tried() -> None:
    call = Call(from_xml(POLL), web={"*": "x"})
    run(call, "answer live; hear 'Press'; try hear 'x'; try press 1 at 9s; try transfer busy; press 1 at 100ms")
    assert call.line.now_ms == 100


# --- copies, and replies in turn -------------------------------------------------------------------------------------


def test_replies_come_in_turn_and_the_last_one_stays() -> None:
    web = Web({"http://a/*": ["1", ERROR, TIMEOUT, "4"], "*": ("x", "y")})
    found = [web.answer("GET", "http://a/1").event for _ in range(5)]
    assert [event and event.value for event in found] == ["1", "error", None, "4", "4"]
    assert [event and event.value for event in (web.answer("POST", "b").event, web.answer("GET", "c").event)] == [
        "x",
        "y",
    ]


def test_functions_and_texts_in_turn() -> None:
    web = Web({"*": ["1", lambda method, url: method, ERROR]})
    found = [web.answer("GET", "u").event for _ in range(3)]
    assert [event and (event.kind, event.value) for event in found] == [
        ("reply", "1"),
        ("reply", "GET"),
        ("no reply", "error"),
    ]


@pytest.mark.parametrize("none", [[], ()])
def test_no_reply_at_all_is_refused(none: Any) -> None:
    with pytest.raises(IvrError, match=r"http \*: there is no reply"):
        Web({"*": none})
    with pytest.raises(IvrError, match=r"http \*: there is no reply"):
        Web().add("*", none)


@pytest.mark.parametrize("reply", [5, None, [None], ["a", 5], {"a": "b"}, b"bytes", Failure("nonsense")])
def test_replies_that_are_none(reply: Any) -> None:
    if isinstance(reply, Failure):
        assert Web({"*": reply}).answer("GET", "u").event is None
        return
    with pytest.raises(ArgumentError, match="expected text, ERROR, TIMEOUT, Delayed, or a function"):
        Web({"*": reply})
    if not isinstance(reply, list):
        web = Web({"*": lambda method, url: reply})
        with pytest.raises(StepFailed, match="expected text, ERROR, TIMEOUT or Delayed"):
            web.answer("GET", "u")


def test_a_list_that_changes_later_changes_no_reply() -> None:
    replies: list[Any] = ["1", "2"]
    web = Web({"*": replies})
    replies.clear()
    assert [web.answer("GET", "u").event, web.answer("GET", "u").event] == [("reply", "1"), ("reply", "2")]


def says(call: Call) -> str:
    run(call, "press 1; hear 'turn'")
    return call.heard[-1]


def test_calls_that_run_the_same_statements_share_no_turn() -> None:
    script: list[Statement] = parse_script("http '*/1' -> 'turn 1' then 'turn 2'; http '*' -> ''; answer live")
    heard = []
    for _ in range(2):
        call = Call(from_xml(POLL))
        for statement in script:
            statement.run(call)
        heard.append(says(call))
    assert heard == ["turn 1", "turn 1"]


def test_copies_share_no_turn() -> None:
    call = Call(from_xml(POLL), web={"*/1": ["turn 1", "turn 2"], "*": ""})
    call.answer()
    copies: list[Callable[[], Call]] = [call.copied, call.copied]
    assert [says(make()) for make in copies] == ["turn 1", "turn 1"]
    call.copied().line.web.add("*", "more")
    assert call.line.web.situation == (0, 0, 0)
    assert says(call) == "turn 1"


# --- written and read ------------------------------------------------------------------------------------------------


@given(st.text())
def test_a_quoted_text_is_read_as_it_was(text: str) -> None:
    (statement,) = parse_line(f"http {quoted(text)} -> {quoted(text)} then {quoted(text)}", 1)
    call = Call(from_xml(POLL))
    statement.run(call)
    ((pattern, replies),) = call.line.web._replies
    one_line = text if text.splitlines() in ([], [text]) else " ".join(text.split())
    assert (pattern, replies) == (one_line, (one_line, one_line))


@given(st.text(), st.text())
def test_a_pattern_for_a_url_matches_it_and_nothing_else(url: str, other: str) -> None:
    web = Web({pattern_for(url): "this", "*": "another"})
    assert web.answer("GET", url).event == ("reply", "this")
    assert web.answer("GET", other).event == ("reply", "this" if other == url else "another")


@given(st.text("[]*?!-a\\^", max_size=6), st.text("[]*?!-a\\^", max_size=6))
def test_the_same_for_urls_full_of_signs(url: str, other: str) -> None:
    web = Web({pattern_for(url): "this", "*": "another"})
    assert web.answer("GET", url).event == ("reply", "this")
    assert web.answer("GET", other).event == ("reply", "this" if other == url else "another")


def test_replies_are_what_the_type_says() -> None:
    several: Replies = ["a", ERROR, Delayed("b", 1), lambda method, url: TIMEOUT, lambda method, url: Delayed("c", 1)]
    assert Web({"*": several}).answer("GET", "u").event == ("reply", "a")
