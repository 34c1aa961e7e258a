"""What nobody knows is bounded and named, and never told as an exact number."""

from collections.abc import Mapping
from math import inf
from typing import Any, Final

import pytest

import ivrdsl as i
from ivrsim.callers.model import Callers, Replies
from ivrsim.chains.quantity import Between
from ivrsim.compiling.compile import compile_plan
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.forecasts import Forecaster, ForecastOptions
from ivrsim.search.bounds import Bounds
from tests.unit.ivrsim.forecasting.played_plans import CALLERS, CODE_PLAN, PERSON, PLATFORM, TRANSFERS_PLAN
from tests.unit.ivrsim.forecasting.plays import CallPlayer

PATIENT: Final = CALLERS._replace(person=PERSON._replace(hangs_up_speaking=0.0, hangs_up_silent=0.0))
"""People who never hang up."""
MORNING: Final = PATIENT._replace(at={"2026-01-05 03:00": 1.0})
EVENING: Final = PATIENT._replace(at={"2026-01-05 20:00": 1.0})
BY_NAME: Final = {"*gold": Replies({"gold": 1.0}, {500: 1.0}), "*": Replies({"tin": 1.0}, {500: 1.0})}
LATE: Final = {"*": Replies({"gold": 1.0}, {9900: 1.0})}


def fork(test: str) -> i.If:
    return i.If(test)[i.Say("A long text, as it is so.", name="so"), i.Else()[i.Say("No.", name="not so")]]


def plan(*nodes: Any) -> i.Dialplan:
    return i.Dialplan("Unknown")[nodes]


def of_field(text: str, callers: Callers = PATIENT) -> Callers:
    return callers._replace(values={"contact.A": {text: 1.0}})


def told(nodes: i.Dialplan, callers: Callers = PATIENT, bounds: Bounds | None = None) -> Forecast:
    options = ForecastOptions(bounds=bounds or Bounds())
    return Forecaster(compile_plan(nodes, PLATFORM), callers, options).forecast("plan")


FORKS: Final[Mapping[str, tuple[i.Dialplan, Callers, Callers, str]]] = {
    "a field by a name that is put together": (
        plan(i.SetVar("n", "A"), fork("'${contact.${n}}' == 'gold'")), PATIENT, of_field("gold"), "what if comes to",
    ),
    "a variable by a name that a field says": (
        plan(i.SetVar("x", "0"), i.SetVar("${contact.A}", "1"), fork("'${x}' == '1'")), PATIENT, of_field("x"),
        "setvar[2] leans on contact.A that nobody knows",
    ),
    "the hour": (
        plan(fork("${global.time.hour.military} < 12")), PATIENT, MORNING, "when calls are made",
    ),
    "the other hour": (
        plan(fork("${global.time.hour.military} > 12")), PATIENT, EVENING, "when calls are made",
    ),
    "the hour by JavaScript": (
        plan(fork("new Date().getHours() < 12")), PATIENT, MORNING, "what if comes to",
    ),
    "the hour, kept": (
        plan(i.SetVar("h", "new Date().getHours()"), fork("${h} > 12")), PATIENT, EVENING, "what if comes to",
    ),
    "a reply to a URL that a field says": (
        plan(i.Get("http://s.example/${contact.A}", "r"), fork("'${r}' == 'gold'")),
        PATIENT._replace(replies=BY_NAME), of_field("gold", PATIENT._replace(replies=BY_NAME)),
        "what the server of get replies",
    ),
    "a reply that comes late": (
        plan(i.Get("http://s.example/x", "r"), fork("'${r}' == 'gold'")), PATIENT, PATIENT._replace(replies=LATE),
        "what the server of get replies",
    ),
}  # fmt: skip
"""Plans, callers of whom nothing is known, callers who are among these, and what the forecast names."""


@pytest.mark.parametrize("what", FORKS)
def test_what_is_played_lies_within_the_bounds(what: str) -> None:
    nodes, nobody, somebody, names = FORKS[what]
    call = CallPlayer(compile_plan(nodes, PLATFORM), somebody, 1).play()
    assert call.counts["so"]
    found = told(nodes, nobody)
    mean = found.quantities["duration"].mean
    assert mean.low - 1e-6 <= call.steps * 100 <= mean.high + 1e-6
    assert found.events["person hears so"].high == pytest.approx(1)
    assert names in found.unknown
    known = told(nodes, somebody).quantities["duration"].mean
    assert known == Between(call.steps * 100, call.steps * 100)


def test_the_hour_is_known_where_it_is_said() -> None:
    found = told(plan(fork("new Date().getHours() < 12")), MORNING)
    assert (found.events["person hears so"], found.unknown) == (Between(1.0, 1.0), [])


def test_a_reply_is_known_where_one_law_covers_every_url() -> None:
    nodes = plan(i.Get("http://s.example/${contact.A}", "r"), fork("'${r}' == 'gold'"))
    found = told(nodes, PATIENT._replace(replies={"http://s.example/*": Replies({"gold": 1.0}, {500: 1.0})}))
    assert found.events["person hears so"] == Between(1.0, 1.0)


@pytest.mark.parametrize(
    ("stash", "name"),
    [
        (i.Stash("s", "${contact.A}"), "stashes something at stash"),
        (i.Stash("${contact.A}", "5"), "stashes something at stash"),
        (i.Stash("s", "Math.random()"), "stashes something at stash"),
        (i.Stash("s", "5"), "stashes 5 in s"),
    ],
)
def test_a_stash_of_what_nobody_knows_has_no_value(stash: i.Stash, name: str) -> None:
    events = told(plan(stash)).events
    assert [each for each in events if each.startswith("stash")] == [name]
    assert events[name] == Between(1.0, 1.0)


@pytest.mark.parametrize("nodes", [CODE_PLAN, TRANSFERS_PLAN], ids=["code", "transfers"])
@pytest.mark.parametrize("states", range(1, 12))
def test_a_search_that_ended_early_bounds_all_figures(nodes: i.Dialplan, states: int) -> None:
    whole, found = told(nodes, CALLERS), told(nodes, CALLERS, Bounds(max_states=states))
    assert found.bound
    for name, quantity in whole.quantities.items():
        mean = found.quantities[name].mean
        assert mean.low <= quantity.mean.low + 1e-6, name
        assert mean.high == inf, name
    for name, share in whole.events.items():
        if name in found.events and not name.startswith(("answered by", "person taken", "mailbox taken")):
            assert found.events[name].low - 1e-9 <= share.low <= share.high <= found.events[name].high + 1e-9, name
