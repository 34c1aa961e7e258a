"""Keys that prompts offer: what values decide, and what a search that was ended has not looked at."""

import pytest

import ivrdsl as i
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, Verdict
from ivrsim.proofs.verify import verify
from ivrsim.search.bounds import Bounds

OFFERS = next(each for each in BUILT_IN if each.name == "offered-keys-work")


def judged(plan: i.Dialplan, max_states: int = 1000) -> Verdict:
    (verdict,) = verify(plan, asked=Asked((OFFERS,), bounds=Bounds(max_states=max_states))).verdicts
    return verdict


def listening(name: str, *keys: i.Keypress) -> i.Menu:
    return i.Menu(name, max_digits=1, timeout_ms=2000)[(*keys, i.NoInput()[i.Hangup()], i.NoMatch()[i.Hangup()])]


def choosing(test: str) -> i.Dialplan:
    """A key is chosen, then a prompt offers 5, and a test decides whether a menu listens to it."""
    chosen = [i.Keypress(key)[i.SetVar("v", key), i.Goto("offer")] for key in "12"]
    return i.Dialplan("Root")[
        listening("first", *chosen),
        i.Say("Press 5.", name="offer"),
        i.If(test)[listening("second", i.Keypress("5")[i.Hangup()])],
        i.Hangup(),
    ]


@pytest.mark.parametrize("key", ["1", "2"])
def test_a_value_decides_whether_a_menu_listens(key: str) -> None:
    verdict = judged(choosing(f"${{v}} == {key}"))
    assert verdict.verdict == BROKEN
    assert verdict.because == "a prompt offers 5, and no menu listens"
    assert f"press {'21'[int(key) - 1]}\n" in verdict.witnesses[0].script


def test_no_key_is_lost_because_of_ways_that_no_call_takes() -> None:
    assert judged(choosing("${v} > 0")).verdict == PROVED


def test_no_key_is_said_to_be_lost_where_the_search_has_not_looked() -> None:
    plan = choosing("${v} > 0")
    assert all(judged(plan, most).verdict != BROKEN for most in range(1, 30))


@pytest.mark.xfail(strict=True, reason="a menu that never comes to listen counts as none, though its prompt takes keys")
def test_a_key_is_taken_while_a_menu_plays_that_never_listens() -> None:
    plan = i.Dialplan("Root")[
        i.Menu("hold", max_digits=1, timeout_s=5)[
            i.Say("Press 1 to leave."),
            i.Goto("hold"),
            i.Keypress("1")[i.Say("Goodbye.")],
        ]
    ]
    assert judged(plan).verdict == PROVED
