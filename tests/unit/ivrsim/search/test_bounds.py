"""Where searches end: at the same place on every machine, and with words that say what to raise."""

import pytest

from ivrdsl import Dialplan, Goto, If, Keypress, Menu, Say, SetVar
from ivrdsl.model import nodes as n
from ivrsim.proofs.paths import BAD, PathSearch, StoppedError
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import UNDECIDED
from ivrsim.proofs.verify import verify
from ivrsim.search.bounds import MAX_CHARACTERS, Bounds
from ivrsim.search.explore import explore


def growing(value: str) -> n.Dialplan:
    """A menu whose every key makes a text longer."""
    longer = Keypress("1")[SetVar("a", value), If("'${a}' == 'x'")[Say("It is x.")], Goto("again")]
    return Dialplan("Root")[SetVar("a", "x"), Menu("again", max_digits=1)[longer]]


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        (Bounds(max_states=100), "there are more than 100 states (--max-states)"),
        (Bounds(max_steps=100), "the search takes more than 100 steps (--max-steps)"),
    ],
)
def test_a_bound_that_is_hit_is_named(bounds: Bounds, words: str) -> None:
    found = explore(growing("'${a}1'"), bounds=bounds)
    assert (found.bound, found.complete) == (words, False)


def test_steps_are_counted() -> None:
    found = explore(growing("'x'"))
    assert found.complete
    assert found.steps >= len(found.moves) > 0
    assert explore(growing("'x'"), bounds=Bounds(max_steps=found.steps)).complete
    assert not explore(growing("'x'"), bounds=Bounds(max_steps=found.steps - 1)).complete


@pytest.mark.parametrize("value", ["'${a}${a}'", "${a}${a}"])
def test_a_text_that_doubles_ends_a_search(value: str) -> None:
    found = explore(growing(value))
    assert found.bound == f"the text of a variable grows beyond {MAX_CHARACTERS} characters, which no option raises"
    assert len(found) < 100
    report = verify(growing(value))
    assert {verdict.verdict for verdict in report.verdicts if verdict.because == found.bound} == {UNDECIDED}


def test_a_search_for_ways_has_a_bound_of_its_own() -> None:
    """Each state counts once for each thing that a property remembers there."""
    found = explore(growing("'x'"))
    search = PathSearch(found)
    counted = search.ways(0, lambda memory, move: memory + 1 if memory < 10**9 else BAD)
    search.looks = found.bounds.max_looks - 100
    with pytest.raises(StoppedError, match=r"more than 4000000 looks at states \(--max-states\)"):
        next(counted)


def test_what_one_property_looks_at_is_not_counted_for_the_next() -> None:
    plan = growing("'x'")
    most = Bounds(max_states=len(explore(plan)))
    bounded, whole = verify(plan, asked=Asked(bounds=most)), verify(plan)
    assert [each.because for each in bounded.verdicts] == [each.because for each in whole.verdicts]
