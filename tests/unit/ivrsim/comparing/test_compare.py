"""Verdicts on pairs of plans, each about one thing that tells plans apart or does not."""

from collections.abc import Sequence
from typing import Any

import pytest

from ivrdsl.model.nodes import (
    Action,
    Catch,
    Dialplan,
    Dnc,
    Dtmf,
    Equal,
    Get,
    Goto,
    GotoXml,
    Gtalk,
    Hangup,
    If,
    Keypress,
    Menu,
    NoInput,
    NoMatch,
    NotEqual,
    PlaySound,
    PlayUrl,
    Record,
    Say,
    SetVar,
    Sms,
    Stash,
    Transfer,
    Wait,
)
from ivrdsl.model.values import spell
from ivrsim.comparing.compare import DIFFERENT, EQUIVALENT, UNDECIDED, PlanComparison, compare
from ivrsim.comparing.measures import figures
from ivrsim.comparing.notice import Ignored
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.search.bounds import Bounds
from ivrsim.search.choices import INCOMING
from ivrsim.search.explore import World
from tests.platforms import CHARACTERS

INPUT = "${call.lastinput}"
HOUR = "${global.time.hour.military}"
LOTS = "Math.random() < 0.5"
NUMBER = "2135550100"

Body = Sequence[Any]


def compared(
    old: Body, new: Body, *, platform: Platform | None = None, ignore: Sequence[Ignored] = (), **options: Any
) -> PlanComparison:
    plans = [compile_plan(Dialplan(name, body=tuple(body)), platform) for name, body in (("Old", old), ("New", new))]
    return compare(*plans, ignore=ignore, **options)


def menu(*body: Any, digits: int | None = 1, seconds: int = 3, name: str = "m") -> Menu:
    return Menu(name, max_digits=digits, timeout_s=seconds, body=tuple(body))


SAME: dict[str, tuple[Body, Body]] = {
    "nothing": ([], []),
    "a wait in pieces": ([Say("a"), Wait(2), Wait(3), Say("b")], [Say("a"), Wait(5), Say("b")]),
    "the end of the plan is a hangup": ([Say("a")], [Say("a"), Hangup()]),
    "a goto is what it leads to": (
        [Say("a"), Goto("b"), Wait(1), Say("b", name="b")],
        [Say("a"), Say("b")],
    ),
    "a secret sounds like any text": ([Say("Code ", spell("2517"))], [Say("Code 2 5 1 7")]),
    "one branch for what two did": (
        [menu(Keypress("1-3")[Stash("s", INPUT)], Keypress("4")[Stash("s", INPUT)])],
        [menu(Keypress("1-4")[Stash("s", INPUT)])],
    ),
    "what is entered is spoken after the same time": (
        [menu(Keypress("1-3")[Wait(2), Wait(3), Say(f"You said {INPUT}")])],
        [menu(Keypress("1-3")[Wait(5), Say(f"You said {INPUT}")])],
    ),
    "a variable has another name": (
        [menu(Keypress("1-3")[SetVar("x", INPUT), Wait(2), Wait(1), Say("${x}")])],
        [menu(Keypress("1-3")[SetVar("y", INPUT), Wait(3), Say("${y}")])],
    ),
    "a contact's name": (
        [Say("Hello ${contact.firstName}"), Wait(1), Wait(1)],
        [Say("Hello ${contact.firstName}"), Wait(2)],
    ),
    "equal from either side": (
        [Equal("${contact.a}", "x")[Say("X")], Wait(2)],
        [Equal("x", "'${contact.a}'")[Say("X")], Wait(1), Wait(1)],
    ),
    "a reply in another variable": (
        [Get("http://a", "v"), Equal("${v}", "yes")[Say("Y")], Wait(2)],
        [Get("http://a", "w"), Equal("${w}", "yes")[Say("Y")], Wait(1), Wait(1)],
    ),
    "the same hours": (
        [If(f"{HOUR} > 17")[Say("Closed.")], Wait(2)],
        [If(f"{HOUR} >= 18")[Say("Closed.")], Wait(1), Wait(1)],
    ),
    "the same numbers entered": (
        [menu(Say("x"), digits=2), If(f"{INPUT} > 17")[Say("big")], Wait(2)],
        [menu(Say("x"), digits=2), If(f"{INPUT} >= 18")[Say("big")], Wait(1), Wait(1)],
    ),
    "a recording has another name": (
        [Record("r", timeout_s=4, name="a"), PlayUrl("${r}"), Wait(2)],
        [Record("r", timeout_s=4, name="b"), PlayUrl("${r}"), Wait(1), Wait(1)],
    ),
    "two recordings have each other's names": (
        [Record("r", timeout_s=4, name="a"), Record("s", timeout_s=4, name="b"), PlayUrl("${r}"), Wait(2)],
        [Record("r", timeout_s=4, name="b"), Record("s", timeout_s=4, name="a"), PlayUrl("${r}"), Wait(1), Wait(1)],
    ),
    "twice round is round": ([Say("a", name="x"), Goto("x")], [Say("a", name="x"), Say("a"), Goto("x")]),
    "a loop that counts is unrolled": (
        [SetVar("n", "0"), Say("a", name="x"), SetVar("n", "${n}+1"), If("${n} < 3")[Goto("x")]],
        [Say("a"), Say("a"), Say("a")],
    ),
    "both run in a circle": (
        [SetVar("a", "1", name="x"), Goto("x")],
        [SetVar("b", "1", name="x"), SetVar("c", "1"), Goto("x")],
    ),
    "two names of a report in another order": ([Stash("a", "1"), Stash("b", "2")], [Stash("b", "2"), Stash("a", "1")]),
    "a tag that is not simulated": ([Gtalk("x"), Say("a", name="k")], [Gtalk("x"), Say("a", name="l")]),
    "a key cuts a wait short in either plan": (
        [menu(Wait(2), Keypress("1")[Say("a")], seconds=2)],
        [menu(Wait(1), Wait(1), Keypress("1")[Say("a")], seconds=2)],
    ),
}

APART: dict[str, tuple[Body, Body, str, tuple[str, ...]]] = {
    "words": ([Say("a")], [Say("b")], "what the callee hears", ("answer live",)),
    "a voice": ([Say("a", voice="male1")], [Say("a")], "what the callee hears", ("answer live",)),
    "a sound": ([PlaySound(12)], [PlaySound(13)], "what the callee hears", ("answer live",)),
    "a wait": (
        [Wait(2), Say("a")],
        [Wait(3), Say("a")],
        "after 2 s: what the callee hears",
        ("answer live", "wait 2s"),
    ),
    "silence": ([menu(seconds=3)], [menu(seconds=4)], "after 3 s: how or when the call ends", ("answer live", "wait")),
    "a key": (
        [menu(Say("a"), Keypress("1")[Say("b")])],
        [menu(Say("a"), Keypress("2")[Say("b")])],
        "what the callee hears",
        ("answer live", 'hear "a"', "press 1"),
    ),
    "a report": ([Stash("s", "1")], [Stash("s", "2")], "what the report holds: s = '1'", ("answer live",)),
    "a report without a name": (
        [Stash("", "1")],
        [],
        "what the report holds: = '1', in the old plan",
        ("answer live",),
    ),
    "nothing in a report": ([Stash("", "")], [Stash("", "1")], "what the report holds: = '' in", ("answer live",)),
    "a name of the report": ([Stash("s", "1")], [Stash("t", "1")], "what the report holds", ("answer live",)),
    "a message": ([Sms("a", to=NUMBER)], [Sms("b", to=NUMBER)], "the text message", ("answer live",)),
    "whom a message is for": ([Sms("a", to=NUMBER)], [Sms("a", to="2")], "the text message", ("answer live",)),
    "the do-not-call list": ([Dnc(NUMBER)], [], "the do-not-call list", ("answer live",)),
    "tones": ([Dtmf("1")], [Dtmf("2")], "the tones", ("answer live",)),
    "a request": (
        [Get("http://a", "v")],
        [Get("http://b", "v")],
        "what a web server is asked",
        ('http "http://a" -> timeout', "answer live"),
    ),
    "another plan": (
        [GotoXml("http://a")],
        [GotoXml("http://b")],
        "the plan that the call goes on with",
        ("answer live",),
    ),
    "a recording": ([Record("r", timeout_s=4)], [Wait(4)], "what is recorded: a recording begins", ("answer live",)),
    "a transfer": ([Transfer(NUMBER)], [Transfer("2")], "the transfer", ("answer live",)),
    "music that nobody simulates": (
        [Transfer(NUMBER, music_on_hold="blues")],
        [Transfer(NUMBER, music_on_hold="rock")],
        "the transfer",
        ("answer live",),
    ),
    "what comes after a transfer": (
        [Transfer(NUMBER, continue_after=True), Say("x")],
        [Transfer(NUMBER), Say("x")],
        "what the callee hears",
        ("answer live", "transfer answered 0s"),
    ),
    "which recording is played": (
        [Record("r", timeout_s=4, name="a"), Record("s", timeout_s=4, name="b"), PlayUrl("${r}")],
        [Record("r", timeout_s=4, name="a"), Record("s", timeout_s=4, name="b"), PlayUrl("${s}")],
        "what the callee hears",
        ("answer live", "wait", "wait"),
    ),
    "an equal takes blanks for nothing": (
        [Equal("${contact.a}", "x")[Say("X")]],
        [If("'${contact.a}' == 'x'")[Say("X")]],
        "what the callee hears",
        ('set contact.A = "  x"', "answer live"),
    ),
    "a contact": (
        [Equal("${contact.a}", "x")[Say("X")]],
        [Equal("${contact.a}", "y")[Say("X")]],
        "what the callee hears",
        ('set contact.A = "y"', "answer live"),
    ),
    "a reply": (
        [Get("http://a", "v"), If("'${v}' == 'yes'")[Say("Y")]],
        [Get("http://a", "w"), Equal("${w}", "no")[Say("Y")]],
        "what the callee hears",
        ('http "http://a" -> "no"', "answer live"),
    ),
    "the hour": (
        [If(f"{HOUR} > 17")[Say("Closed.")]],
        [If(f"{HOUR} > 16")[Say("Closed.")]],
        "what the callee hears",
        ('set clock = "2026-01-04T17:30:00Z"', "answer live"),
    ),
    "a number entered": (
        [menu(Say("x"), digits=2), If(f"{INPUT} > 17")[Say("big")]],
        [menu(Say("x"), digits=2), If(f"{INPUT} > 18")[Say("big")]],
        "what the callee hears",
        ("answer live", 'hear "x"', "press 18"),
    ),
    "after hanging up": (
        [Catch("hangup", "h")[Say("a"), Hangup()], Sms("bye", to="1", name="h")],
        [Catch("hangup", "h")[Say("a"), Hangup()], Sms("good bye", to="1", name="h")],
        "the text message",
        ("answer live", 'hear "a"', "hang up"),
    ),
    "a key in a wait of one plan only": (
        [menu(Wait(1)), Say("a")],
        [Wait(1), menu(), Say("a")],
        "what the callee hears",
        ("answer live", "press 0 at 0s"),
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_nobody_tells_these_apart(name: str) -> None:
    old, new = SAME[name]
    assert compared(old, new)[:2][0] == EQUIVALENT, compared(old, new).because
    assert compared(new, old).verdict == EQUIVALENT


@pytest.mark.parametrize("name", APART)
def test_the_shortest_call_tells_these_apart(name: str) -> None:
    old, new, because, script = APART[name]
    result = compared(old, new)
    assert result.verdict == DIFFERENT
    assert because in result.because
    assert result.call is not None
    assert _comparable(result.call.statements) == _comparable(script)
    assert compared(new, old).verdict == DIFFERENT


def _comparable(script: Sequence[str]) -> list[str]:
    """A script without choices that are as good as each other: what a plan asks, and how often it is told."""
    return [statement.split(" -> ")[0] for statement in script]


# --- what is not known ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        ([menu(), Stash("s", INPUT)], [menu(), Stash("s", f"'{INPUT}'")], "what the callee enters is used at stash"),
        (
            [menu(Keypress("1")[Stash("s", INPUT)])],
            [menu(Keypress("1")[Stash("s", "1")])],
            "what the callee enters is used at stash in the old plan",
        ),
        (
            [If(LOTS)[Say("a")], Wait(2)],
            [If(LOTS)[Say("a")], Wait(1), Wait(1)],
            "random",
        ),
        ([Say("${global.date}"), Wait(2)], [Say("${global.date}"), Wait(1), Wait(1)], "asks for the time"),
        ([Gtalk("x"), Say("a")], [Gtalk("x"), Say("b")], "at gtalk is not simulated"),
    ],
)
def test_what_the_search_cannot_cover_is_undecided(old: Body, new: Body, because: str) -> None:
    result = compared(old, new)
    assert (result.verdict, result.call) == (UNDECIDED, None)
    assert because in result.because


def test_what_cannot_be_covered_does_no_harm_where_plans_say_the_same() -> None:
    plan: list[Action] = [menu(), Stash("s", f"{INPUT} + 1"), If(LOTS)[Say("${global.date}")]]
    assert compared(plan, plan).verdict == EQUIVALENT


def test_an_input_that_differs_on_both_sides_proves_nothing() -> None:
    old = [menu(name="a", seconds=2), menu(name="b", seconds=2, digits=None), Stash("s", INPUT)]
    new = [menu(name="a", seconds=2), menu(name="b", seconds=2, digits=None), Stash("s", f"{INPUT}")]
    assert compared(old, new).verdict == EQUIVALENT


def test_bounds_end_undecided() -> None:
    def counting(step: int) -> list[Action]:
        return [SetVar("n", "0"), Say("a", name="x"), SetVar("n", f"${{n}}+{step}"), Goto("x")]

    result = compared(counting(1), counting(2), bounds=Bounds(max_states=50))
    assert result.verdict == UNDECIDED
    assert "there are more than 50 pairs of states (--max-states)" in result.because
    result = compared(counting(1), counting(2), bounds=Bounds(max_steps=50))
    assert "the search takes more than 50 steps (--max-steps)" in result.because
    result = compared(counting(1), counting(2), watch=lambda known, done: "a whim")
    assert result.verdict == UNDECIDED
    assert "the search was ended after 64 pairs of states: a whim" in result.because


def test_a_key_that_one_plan_takes_and_the_other_ignores_is_tried_at_several_moments() -> None:
    """The key makes the one plan wait anew; whether that is noticed depends on the millisecond."""
    taking = [menu(digits=2, seconds=4), Wait(10), Say("a")]
    deaf = [Wait(4), Wait(10), Say("a")]
    result = compared(taking, deaf)
    assert result.verdict == DIFFERENT
    assert result.call is not None
    assert result.call.actions == 2


def test_callers_and_given_values() -> None:
    old, new = [Say("${contact.a}")], [Say("Ann")]
    assert compared(old, new).verdict == DIFFERENT
    assert compared(old, new, world=World(variables={"contact.A": "Ann"})).verdict == EQUIVALENT
    result = compared(old, new, world=World(INCOMING))
    assert result.call is not None
    assert "answer inbound" in result.call.statements


# --- what is ignored ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ignore", "old", "new", "verdict"),
    [
        (("timing",), [Stash("a", "1"), Wait(1), Say("x"), Wait(3)], [Wait(2), Stash("a", "1"), Say("x")], EQUIVALENT),
        (("timing",), [Say("x"), menu(seconds=3)], [Say("x"), menu(seconds=9)], EQUIVALENT),
        (("timing",), [Say("x"), menu(NoInput()[Say("q")])], [Say("x"), menu()], DIFFERENT),
        (("timing",), [Say("x"), Stash("a", "1")], [Stash("a", "1"), Say("x")], EQUIVALENT),
        (("timing",), [Say("x"), Say("y")], [Say("y"), Say("x")], DIFFERENT),
        (("timing",), [Wait(1, name="x"), Goto("x")], [Wait(2, name="x"), Goto("x")], UNDECIDED),
        (("wording",), [Say("x"), menu(Say("y"), Wait(2))], [Say("z z z"), menu(Say("q"), Wait(2))], EQUIVALENT),
        (("wording",), [Say("x")], [Say("x", voice="male1")], DIFFERENT),
        (("wording",), [Say("x")], [PlaySound(12)], DIFFERENT),
        (("wording",), [PlaySound(13)], [PlaySound(12)], EQUIVALENT),
        (("wording",), [Equal("${x}", "1")[Say("${x}")]], [NotEqual("${x}", "1")[Say("${x}")]], EQUIVALENT),
        (("wording",), [Say("x"), Wait(1), Say("y")], [Say("x"), Wait(2), Say("y")], DIFFERENT),
        (("wording",), [Say("x"), Sms("a", to="1")], [Say("x"), Sms("b", to="1")], DIFFERENT),
        (
            ("wording",),
            [menu(Say("x"), Keypress("1")[Wait(3), Say("b")])],
            [menu(Say("long x"), Keypress("2")[Wait(3), Say("b")])],
            DIFFERENT,
        ),
        (("timing", "wording"), [Say("x"), menu(seconds=4)], [Say("y"), menu(seconds=9)], EQUIVALENT),
        (("timing", "wording"), [Say("x"), menu(NoMatch()[Dnc("1")])], [Say("y"), menu()], DIFFERENT),
    ],
)
def test_ignoring(ignore: Sequence[Ignored], old: Body, new: Body, verdict: str) -> None:
    result = compared(old, new, ignore=ignore)
    assert result.verdict == verdict, result.because
    assert (result.call is not None) == (verdict == DIFFERENT)


# --- figures --------------------------------------------------------------------------------------------------------


def test_figures() -> None:
    plan = compile_plan(Dialplan("r")[Say("a"), Wait(2), menu(Keypress("1")[Say("b"), Hangup()]), Say("b")], CHARACTERS)
    found = figures(plan, World(), None)
    assert found is not None
    assert (found.complete, found.longest_ms, found.most_plays) == (True, 65 + 2000 + 3000 + 65, 1)
    assert found.endings == ("busy", "callee hung up", "hangup", "no answer")
    again = figures(compile_plan(Dialplan("r")[menu(Say("a"), Keypress("1")[Goto("m")])]), World(), None)
    assert again is not None
    assert (again.longest_ms, again.most_plays) == (None, None)
    assert figures(plan, World(), lambda known, done: True) is None


def test_the_same_prompt_counts_however_it_is_come_to() -> None:
    body = [SetVar("n", "0"), Say("a", name="x"), SetVar("n", "${n}+1"), If("${n} < 3")[Goto("x")]]
    found = figures(compile_plan(Dialplan("r", body=tuple(body))), World(), None)
    assert found is not None
    assert found.most_plays == 3


# --- the end of a call, and long plans -------------------------------------------------------------------------------


def test_a_plan_that_catches_its_own_hangup_has_left_the_callee_before_it_ends() -> None:
    handler = Get("http://a", "v", name="h")
    old: list[Any] = [Catch("hangup", "h")[Say("a"), Hangup()], handler]
    new: list[Any] = [Catch("hangup", "h")[Say("a")], handler]
    assert "what a web server is asked" in compared(old, new).because
    result = compared(old, new, platform=CHARACTERS.with_quirks(catch_own_hangup=True))
    assert result.verdict == DIFFERENT
    assert "after 0.065 s: how or when the call ends" in result.because


def test_places_far_from_a_change_are_not_searched() -> None:
    def long(first: str, last: str) -> list[Any]:
        menus = [menu(Say(f"Number {n}."), Keypress("1")[Say("Yes.")], name=f"m{n}") for n in range(60)]
        return [Say(first), *menus, Say(last)]

    behind = compared(long("a", "z"), [Wait(1), Wait(1), *long("a", "z")[1:]])
    assert behind.verdict == DIFFERENT
    same = compared([Wait(2), *long("a", "z")], [Wait(1), Wait(1), *long("a", "z")])
    assert (same.verdict, same.pairs < 12) == (EQUIVALENT, True)
    far = compared(long("a", "y"), long("a", "z"))
    assert far.call is not None
    assert (far.verdict, far.call.actions) == (DIFFERENT, 61)
