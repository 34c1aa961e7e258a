"""Which calls never end: chance and the time of day lead nobody round for ever, and an error is an end."""

import pytest

from ivrdsl.model.nodes import Amd, Dialplan, Equal, Get, Goto, Hangup, If, Live, Machine, Menu, NoInput, Say, SetVar
from ivrsim.proofs.builtin.calls import PROPERTIES
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED
from ivrsim.proofs.verify import verify


def verdicts(plan: Dialplan) -> list[str]:
    """Of every-call-ends and no-loop-without-callee."""
    return [each.verdict for each in verify(plan, asked=Asked(PROPERTIES[:2])).verdicts]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("Math.random() < 0.01", UNDECIDED),
        ("${global.time.hour.military} == 3", UNDECIDED),
        ("1 == 2", BROKEN),
    ],
)
def test_only_what_neither_time_nor_chance_ends_goes_round_for_ever(test: str, expected: str) -> None:
    plan = Dialplan("Root")[Say("Please hold.", name="a"), If(test)[Hangup()], Goto("a")]
    assert verdicts(plan) == [expected, expected]


def test_a_prompt_that_tells_the_time_changes_nothing() -> None:
    assert verdicts(Dialplan("Root")[Say("It is ${global.time.hour}.", name="a"), Goto("a")]) == [BROKEN, BROKEN]


def test_a_key_that_is_taken_makes_a_loop_of_the_callees() -> None:
    assert verdicts(Dialplan("Root")[Menu("a")[Say("Press 1."), Goto("a")]]) == [BROKEN, PROVED]


def test_a_call_that_ends_in_an_error_ends() -> None:
    inner = Menu("c", timeout_s=2)[NoInput()[Equal("${x}", "word")[Goto("b"), Get("http://s/", "x")], Goto("c")]]
    plan = Dialplan("Root")[
        Amd()[Live()[Goto("a")], Machine()[Goto("b")]],
        Menu("b", max_digits=2, timeout_s=2)[SetVar("x", "${x}"), Say("Hello.", name="a"), NoInput()],
        Menu(max_digits=2, timeout_s=2)[NoInput()[inner]],
        Menu("c", max_digits=1, timeout_s=2),
    ]
    assert verdicts(plan)[0] != BROKEN
