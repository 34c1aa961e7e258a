"""Forecasts as lines of a terminal, and as data that can be read again."""

import json
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import IvrError
from ivrdsl.wording.mask import Mask
from ivrsim.chains.quantity import Between, Quantity, exactly
from ivrsim.forecasting.budgets.judge import judge
from ivrsim.forecasting.budgets.sentence import read_budget
from ivrsim.forecasting.forecast import Forecast, ForecastAssumption
from ivrsim.forecasting.telling.data import PERCENTILES, as_dict, from_dict
from ivrsim.forecasting.telling.phrases import counted, reason
from ivrsim.forecasting.telling.summary import MOST, WIDTH, group_of, lines_of, verdict_lines
from tests.needs import later

jsonschema = later("jsonschema", "dev")
SCHEMA = Path(__file__).resolve().parents[4] / "schemas" / "forecast.schema.json"

DURATION = Quantity(
    "duration",
    "ms",
    ((4000.0, 0.25), (9000.0, 0.5), (61_000.0, 0.25)),
    exactly(20_750.0),
    second=exactly(974_750_000.0),
)
COST = Quantity("cost", "EUR", ((0.0, 0.5), (0.5, 0.5)), exactly(0.25))
BOUNDED = Quantity(
    "billed", "ms", ((0.0, 1.0),), Between(0.0, 60_000.0), high_law=((60_000.0, 1.0),), second=Between(0.0, 3.6e9)
)
TALK = Quantity("talk", "ms", ((0.0, 1.0),), exactly(0.0))
PLAYS = Quantity("plays of main", "", ((0.0, 0.5), (1.0, 0.25)), exactly(1.0), 0.25, 3.0)


def forecast(**other: Any) -> Forecast:
    made = Forecast(
        plan="code.py",
        step_ms=100,
        quantities={each.name: each for each in (DURATION, BOUNDED, COST, TALK, PLAYS)},
        events={
            "answered by person": exactly(0.75),
            "answered by fax": exactly(0.0),
            "ends with hangup": Between(0.12, 0.19),
            "person hears secret": exactly(0.5),
            "takes 1 at main": exactly(0.00001),
            "server asked": exactly(1.0),
        },
        prompts={"main": "Hello there, press 1."},
        unknown=("who answers",),
        assumptions=(
            ForecastAssumption("parties", "{ person = 0.75 }", "published", {}),
            ForecastAssumption("person.early", "0.3", "", {"duration": Between(-20.0, 30.0)}),
            ForecastAssumption("person.reaction_s", "{ " + "x" * 90 + " }", "", {}),
        ),
        half_step_ms=12.0,
        nodes=1245,
        bound="",
    )
    return made._replace(**other)


def text(made: Forecast, *, blocks: bool = False) -> str:
    return "\n".join(line for _, line in lines_of(made, blocks=blocks))


def test_the_summary_says_it_all() -> None:
    assert text(forecast()) == STORY.strip("\n")


STORY = """
code.py: 1,245 nodes, in steps of 100 ms

duration      =  #                                   =  p50 9 s
              4 s                           1 min 01 s  p99 1 min 01 s
              mean 20.8 s, sd 23.3 s, p90 1 min 01 s
              25 % over 10 s, 25 % over 20 s, 25 % over 30 s

cost          #                                      #  p50 0 EUR
              0 EUR                            0.5 EUR  p99 0.5 EUR
              mean 0.25 EUR, p90 0.5 EUR

billed
              mean between 0 s and 1 min, sd between 0 s and 1 min, p50 between
                0 s and 1 min, p90 between 0 s and 1 min, p99 between 0 s and 1
                min

in no call: talk

who answers
  75 %  answered by person
  1 never: answered by fax

how calls end
  between 12 % and 19 %  ends with hangup

what is heard, and kept
  50 %  person hears secret

menus and keys
  under 0.01 %  takes 1 at main

what else happens
  100 %  server asked

prompts, and how often they are played in a call
  1  main  Hello there, press 1.

what nobody knows, so that numbers have bounds
  who answers

from sources
  parties = { person = 0.75 }: published
assumed: nobody has said so; --show-callers has all values
  person.early = 0.3, person.reaction_s
times are rounded to steps of 100 ms; with half the step the mean duration moves
by 0.012 s
"""


def test_a_forecast_that_is_not_complete_says_so_first() -> None:
    lines = text(forecast(bound="more than 7 states")).splitlines()
    assert lines[1] == "nothing is known for sure: more than 7 states"


def test_long_tables_are_cut_and_counted() -> None:
    events = {f"takes {number} at main": exactly(number / 100) for number in range(1, 31)}
    told = text(forecast(events=events))
    assert told.count(" at main") == MOST
    assert f"... and {30 - MOST} more: --json has all" in told


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("answered by person", "who answers"),
        ("transfer answered", "transfers"),
        ("person taken for machine", "what the detector says"),
        ("never ends", "how calls end"),
        ("mailbox kept secret", "what is heard, and kept"),
        ("enters nothing at main", "menus and keys"),
        ("stashes 1 in vote", "what else happens"),
    ],
)
def test_events_are_grouped(name: str, heading: str) -> None:
    assert group_of(name) == heading


HOSTILE = ("", "\x1b[31mred", "x" * 300, "a\nb", "\u202eabc", "😀" * 50, "{0}", "%s")


@pytest.mark.parametrize("odd", HOSTILE, ids=ascii)
def test_odd_texts_keep_to_their_lines(odd: str) -> None:
    named = DURATION._replace(name=odd)
    plays = PLAYS._replace(name=f"plays of {odd}")
    made = forecast(
        plan=odd,
        quantities={odd: named, plays.name: plays, "cost": COST._replace(unit=odd)},
        events={odd: exactly(0.5), f"takes {odd}": Between(0.1, 0.2)},
        prompts={odd: odd},
        unknown=(odd,),
        assumptions=(ForecastAssumption(odd, odd, odd, {}), ForecastAssumption(odd, odd, "", {})),
        bound=odd,
    )
    for kind, line in lines_of(made):
        assert "\n" not in line
        assert "\x1b" not in line
        assert len(line) <= WIDTH or kind == "row", line


def test_empty_and_endless_quantities() -> None:
    endless = DURATION._replace(mean=exactly(inf), law=((1000.0, 0.5),), beyond=0.5, beyond_mean=inf, second=None)
    told = text(forecast(quantities={"duration": endless, "cost": COST._replace(law=(), mean=exactly(1.0))}))
    assert "mean without end, p90 at least 1 s" in told
    assert "mean 1 EUR" in told


# --- budgets --------------------------------------------------------------------------------------------------------

REASONS = {
    "mean duration < 45s": "it is 20.8 s, 24.2 s to spare",
    "mean duration < 20s": "it is 20.8 s, 0.8 s too much",
    "mean duration > 45s": "it is 20.8 s, 24.2 s too little",
    "P(ends with hangup) < 0.15": "it is between 12 % and 19 %: nobody knows who answers",
    "P(ends with hangup) < 0.1": "it is between 12 % and 19 %, 2 points too much",
    "P(ends with hangup) < 0.2": "it is between 12 % and 19 %, 1 point to spare",
    "p99 cost <= 0.5": "it is 0.5 EUR",
}


@pytest.mark.parametrize("sentence", REASONS)
def test_a_verdict_has_its_figure_and_the_distance(sentence: str) -> None:
    assert reason(judge(read_budget(sentence), forecast())) == REASONS[sentence]


def test_verdicts_are_counted_and_told() -> None:
    found = [judge(read_budget(each), forecast()) for each in list(REASONS)[:4]]
    assert counted(found) == "2 broken, 1 undecided, 1 holds"
    assert counted([]) == "no budget"
    assert [kind for kind, line in verdict_lines(found) if line.startswith(kind)] == [each.verdict for each in found]
    assert max(len(line) for _, line in verdict_lines(found)) <= WIDTH


# --- data -----------------------------------------------------------------------------------------------------------


def data_of(made: Forecast, budgets: Sequence[str] = ()) -> dict[str, Any]:
    verdicts = [judge(read_budget(each), made) for each in budgets]
    found: dict[str, Any] = json.loads(json.dumps(as_dict(made, verdicts, {budgets[0]: ["wait"]} if budgets else {})))
    return found


@pytest.mark.parametrize("made", [forecast(), forecast(bound="no"), forecast(quantities={}, events={}, prompts={})])
def test_data_is_as_the_schema_says_and_comes_back(made: Forecast) -> None:
    budgets = [each for each in REASONS if made.quantities and made.events]
    data = data_of(made, budgets)
    jsonschema.validate(data, json.loads(SCHEMA.read_text("utf-8")))
    again = from_dict(data, "here.json")
    assert data_of(again, budgets) == data
    assert text(again) == text(made)


def test_infinite_numbers_are_words() -> None:
    endless = DURATION._replace(mean=Between(5.0, inf), beyond=0.0, beyond_mean=inf, second=Between(25.0, inf))
    data = data_of(forecast(quantities={"duration": endless}), ["mean duration < 9s"])
    assert data["quantities"][0]["mean"] == {"low": 5, "high": "infinite"}
    assert data["budgets"][0]["script"] == ["wait"]
    jsonschema.validate(data, json.loads(SCHEMA.read_text("utf-8")))
    assert from_dict(data, "x").quantities["duration"].mean == Between(5.0, inf)


def test_what_is_not_known_is_null() -> None:
    (budget,) = data_of(forecast(bound="no"), ["mean duration < 9s"])["budgets"]
    assert (budget["figure"], budget["verdict"], budget["because"]) == (None, "UNDECIDED", "no")


def test_numbers_are_rounded_alike_everywhere() -> None:
    quantity = DURATION._replace(mean=exactly(0.1 + 0.2), law=((1e-3, 1 / 3), (123456789.123456789, 2 / 3)))
    (found,) = data_of(forecast(quantities={"duration": quantity}))["quantities"]
    assert found["mean"] == {"low": 0.3, "high": 0.3}
    assert found["law"] == [[0.001, 0.333333333333], [123456789.123, 0.666666666667]]
    assert set(found["quantiles"]) == set(PERCENTILES)


def test_secrets_are_masked() -> None:
    data = as_dict(forecast(prompts={"main": "Your code is 2517."}), scripts={}, mask=Mask(marked=["2517"]))
    assert "2517" not in json.dumps(data)


def test_names_that_a_mask_makes_alike_get_numbers() -> None:
    data = data_of(forecast())
    data["events"] += [{"name": "answered by fax", "low": 0.1, "high": 0.1}]
    assert from_dict(data, "x").events["answered by fax (2)"] == exactly(0.1)


def spoilt(*way: Any) -> Any:
    """The data with something else in one place."""
    data: Any = data_of(forecast())
    *rest, key, value = way
    place = data
    for each in rest:
        place = place[each]
    place[key] = value
    return data


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ([], "it holds no object"),
        ("forecast", "it holds no object"),
        ({}, "there is no 'version'"),
        (spoilt("version", 2), "version is 2; expected 1"),
        (spoilt("quantities", 7), "not iterable"),
        (spoilt("quantities", 0, "law", [[1, 0.5], [1, 0.5]]), "not sorted"),
        (spoilt("quantities", 0, "law", [[1, 0.7], [2, 0.7]]), "add up to more than 1"),
        (spoilt("quantities", 0, "law", [[1, 2]]), "2 is no share"),
        (spoilt("quantities", 0, "law", [[1]]), "not enough values"),
        (spoilt("quantities", 0, "mean", {"low": 2, "high": 1}), "low is 2, and high 1"),
        (spoilt("quantities", 0, "mean", {"low": "x", "high": 1}), "'x' is no number"),
        (spoilt("quantities", 0, "mean", {"low": True, "high": 1}), "True is no number"),
        (spoilt("quantities", 0, "name", None), "None is no text"),
        (spoilt("quantities", 0, "beyond", -1), "-1 is no share"),
        (spoilt("step_ms", "a"), "invalid literal"),
        (spoilt("nodes", 1e999), "infinity"),
    ],
)
def test_what_is_no_forecast_is_refused(data: object, told: str) -> None:
    with pytest.raises(IvrError) as caught:
        from_dict(data, "here.json")
    assert str(caught.value).startswith("here.json is no forecast: ")
    assert told in str(caught.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(spoilt("x", 1))), inner),
        max_leaves=20,
    )
)
def test_no_data_raises_anything_else(data: object) -> None:
    try:
        from_dict(data, "x")
    except IvrError:
        return
