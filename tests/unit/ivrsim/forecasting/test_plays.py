"""The law of a chain is the law of calls that are drawn from its callers and played on the real engine."""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Final

import pytest
from hypothesis import assume, given, reject, settings, strategies as st

import ivrdsl as i
from ivrdsl.testing import dialplans
from ivrsim.callers.model import Callers, Keys, Replies
from ivrsim.chains.chain import Chain
from ivrsim.chains.laws.law import law_of
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.table import Plan
from ivrsim.search.bounds import Bounds
from tests.unit.ivrsim.forecasting.intervals import differences
from tests.unit.ivrsim.forecasting.played_plans import CALLERS, EVERYBODY, PERSON, PLANS, PLATFORM, SEVERAL
from tests.unit.ivrsim.forecasting.plays import BetweenSteps, CallPlayer, Played
from tests.unit.ivrsim.forecasting.unfolded import chain_of

SEED: Final = 20
CALLS: Final = 700
"""Of each plan in every run: about 20,000 together."""
CALLS_AT_NIGHT: Final = 100_000
AT_NIGHT: Final = (
    "code", "both", "digits", "caught", "transfers", "replies", "values", "counter", "screened", "shy",
)  # fmt: skip
"""Ten plans: a million calls together."""


@cache
def compiled(name: str) -> Plan:
    return compile_plan(PLANS[name].plan, PLANS[name].platform)


@cache
def chain(name: str) -> Chain:
    found = chain_of(compiled(name), PLANS[name].callers)
    assert found.is_known
    assert not found.bound
    return found


def played(name: str, calls: int, callers: Callers | None = None) -> list[Played]:
    player = CallPlayer(compiled(name), callers or PLANS[name].callers, SEED, PLANS[name].repeating)
    return [player.play() for _ in range(calls)]


@pytest.mark.parametrize("name", PLANS)
def test_played_calls_have_the_law_of_the_chain(name: str) -> None:
    assert differences(chain(name), played(name, CALLS)) == []


@pytest.mark.nightly("a million calls")
@pytest.mark.parametrize("name", AT_NIGHT)
def test_very_many_played_calls_have_the_law_of_the_chain(name: str) -> None:
    assert differences(chain(name), played(name, CALLS_AT_NIGHT)) == []


def other(name: str, **fields: object) -> tuple[str, Callers]:
    """The callers of a plan, but for something."""
    return name, PLANS[name].callers._replace(**fields)  # type: ignore[arg-type]  # fields of Callers


def others(name: str, **fields: object) -> tuple[str, Callers]:
    """The callers of a plan, but for something that people do."""
    return other(name, person=PLANS[name].callers.person._replace(**fields))  # type: ignore[arg-type]  # likewise


SLOW: Final = {each: law._replace(after_ms={2500: 1.0}) for each, law in PLANS["replies"].callers.replies.items()}
LONG: Final = {each: law._replace(talks_ms={4300: 1.0}) for each, law in PLANS["transfers"].callers.transfers.items()}
ONCE: Final = {each: keys._replace(again=None) for each, keys in PLANS["counter"].callers.person.menus.items()}
OTHERWISE: Final = {
    "who hangs up sooner": others("both", hangs_up_speaking=0.12),
    "who presses later": others("digits", reaction_ms={900: 1.0}),
    "who presses early": others("code", early=0.9),
    "whose mailbox has room": other("mailbox", mailbox=CALLERS.mailbox._replace(full_after_ms={})),
    "whose server is slow": other("replies", replies=SLOW),
    "who talks longer": other("transfers", transfers=LONG),
    "who is no other person again": others("counter", menus=ONCE),
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_calls_of_others_do_not_have_it(what: str) -> None:
    name, callers = OTHERWISE[what]
    assert differences(chain(name), played(name, 3 * CALLS, callers)) != []


def test_a_play_is_the_same_each_time_and_another_by_another_seed() -> None:
    plan, callers = compiled("both"), PLANS["both"].callers
    first, again, other = (
        [player.play() for _ in range(20)] for player in (CallPlayer(plan, callers, seed) for seed in (1, 1, 2))
    )
    assert first == again != other


def test_a_play_tells_what_happened() -> None:
    plan = i.Dialplan()[i.Say("One.", name="one"), i.Hangup()]
    callers = CALLERS._replace(person=PERSON._replace(hangs_up_speaking=0.0, hangs_up_silent=0.0))
    call = CallPlayer(compile_plan(plan, PLANS["both"].platform), callers, 1).play()
    assert call == Played("person", "", "hangup", 4, (), {"one": 1, "person hears one": 1})


# --- plans that are drawn ---------------------------------------------------------------------------------------------

TYPED: Final = Keys(
    {"1": 0.3, "2": 0.2, "12": 0.1, "9": 0.1, "silence": 0.2, "#": 0.05, "4711": 0.05},
    {"1": 0.2, "3": 0.3, "silence": 0.5},
)
ANYBODY: Final = SEVERAL._replace(
    parties=EVERYBODY,
    person=PERSON._replace(menus={"": TYPED}),
    replies={"*": Replies({"1": 0.3, "word": 0.4, "no reply": 0.3}, {300: 0.5, 2500: 0.5})},
    values={"contact.A": {"1": 0.5, "gold": 0.5}},
)
"""Callers who type keys whatever a menu offers, and whose values are known."""
READINGS: Final[list[dict[str, object]]] = [
    {},
    {"barge_in": False},
    {"type_ahead": "keep"},
    {"no_match": "replay"},
    {"record_timeout": "silence"},
    {"first_hash": "end"},
    {"catch_scope": "until_end"},
    {"no_timeout_branch": "default"},
    {"transfer_no_timeout": "end"},
]
ENGINES_OWN: Final = ("loop", "limit")
"""How the engine ends calls that would go on: no person does."""


@pytest.mark.nightly("each plan is played hundreds of times")
@settings(max_examples=300)
@given(dialplans(max_depth=3, max_size=5), st.sampled_from(READINGS))
def test_drawn_plans_have_the_law_of_their_chain(nodes: i.Dialplan, quirks: dict[str, object]) -> None:
    plan = compile_plan(nodes, PLATFORM.with_quirks(duplicate_names="first", **quirks))
    drawn = chain_of(plan, ANYBODY, Bounds(max_states=3000))
    assume(drawn.is_known and not drawn.bound)
    assume(law_of(drawn).never == 0)
    try:
        found, more = (_drawn_calls(plan, seed) for seed in (SEED, SEED + 1))
        first = list(islice(found, 400))
        assume(all(each.outcome not in ENGINES_OWN for each in first))
        if differences(drawn, first):  # of thousands of plans one does by chance, but not twice
            assert differences(drawn, list(islice(more, 4000))) == []
    except BetweenSteps:
        reject()


def _drawn_calls(plan: Plan, seed: int) -> Iterator[Played]:
    player = CallPlayer(plan, ANYBODY, seed)
    while True:
        yield player.play()
