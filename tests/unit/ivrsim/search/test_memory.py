"""The memory of a search, as it is estimated, beside what Python takes."""

import tracemalloc

import pytest

from ivrdsl import Dialplan, Goto, Hangup, If, Keypress, Menu, NoInput, Say, SetVar
from ivrdsl.model import nodes as n
from ivrsim.compiling.compile import compile_plan
from ivrsim.search.bounds import Bounds
from ivrsim.search.explore import explore


def questions(*, says: bool) -> n.Dialplan:
    """Five menus that remember eight keys each; with `says` each call says them all, in a step of its own."""
    keys = "12345678"
    asked = [
        Menu(f"m{i}", max_digits=1)[Say(f"Question {i}."), *(Keypress(key)[SetVar(f"v{i}", key)] for key in keys)]
        for i in range(5)
    ]
    values = [f"${{v{i}}}" for i in range(5)]
    told = [Say(f"You said {', '.join(values)}.")] if says else [If(f"'{each}' == '1'")[Say("One.")] for each in values]
    return Dialplan()[(*asked, *told)]


def counting() -> n.Dialplan:
    """A menu that counts without end: each state has steps of its own."""
    more = [SetVar("n", "${n} + 1"), If("${n} == -1")[Hangup()], Goto("m")]
    return Dialplan()[
        SetVar("n", "0"), Menu("m", max_digits=1)[Say("Press 1."), Keypress("1")[*more], NoInput()[Hangup()]]
    ]


@pytest.mark.parametrize(
    ("plan", "states"),
    [(questions(says=True), 10_000), (questions(says=False), 10_000), (counting(), 1_000)],
    ids=["says", "asks", "counts"],
)
def test_the_estimate_is_near_what_python_takes(plan: n.Dialplan, states: int) -> None:
    ready = compile_plan(plan)
    explore(ready, bounds=Bounds(max_states=100))  # what is made once for all searches is not counted
    tracemalloc.start()
    found = explore(ready, bounds=Bounds(max_states=states))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) >= states
    assert taken / 1.5 < found.bytes < taken * 1.5


def test_the_estimate_grows_with_texts() -> None:
    def growing(text: str) -> int:
        longer = Keypress("1")[SetVar("a", f"${{a}}{text}"), If("'${a}' == 'x'")[Say("It is x.")], Goto("m")]
        plan = Dialplan()[SetVar("a", "x"), Menu("m", max_digits=1)[longer]]
        return explore(plan, bounds=Bounds(max_states=300)).bytes

    assert growing("y" * 90) > 2 * growing("y")


def test_memory_is_a_bound() -> None:
    found = explore(counting(), bounds=Bounds(max_bytes=1_000_000))
    assert found.bound == "the search takes more than 1 MB of memory (--max-memory)"
    assert 1_000_000 < found.bytes < 2_000_000
    assert explore(counting(), bounds=Bounds(max_bytes=1_000_000)).bytes == found.bytes
