"""What moved between two forecasts: as lines, Markdown and data."""

import json
from math import inf
from pathlib import Path

import pytest

from ivrdsl.errors import IvrError
from ivrsim.chains.quantity import Between, Quantity, exactly
from ivrsim.forecasting.budgets.sentence import read_budget
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.telling.diff import compare_forecasts, diff_data, diff_lines, figures_of, markdown
from tests.needs import later

jsonschema = later("jsonschema", "dev")
SCHEMA = Path(__file__).resolve().parents[4] / "schemas" / "forecast-diff.schema.json"


def duration(mean: float, *law: tuple[float, float]) -> Quantity:
    return Quantity("duration", "ms", law, exactly(mean), second=exactly(mean**2 + 1e6))


def forecast(mean: float = 20_000.0, **events: Between) -> Forecast:
    law = ((mean - 5000, 0.5), (mean + 5000, 0.5))
    named = {name.replace("_", " "): each for name, each in events.items()}
    return Forecast("code", 100, {"duration": duration(mean, *law)}, named, {}, (), (), 0.0, 9, "")


BUDGET = read_budget("mean duration < 22s")


def test_nothing_moved() -> None:
    one = forecast(answered_by_person=exactly(0.5))
    noisy = forecast(20_000.0 + 1e-7, answered_by_person=exactly(0.5 + 1e-12))
    for other in (one, noisy):
        found = compare_forecasts(one, other, [BUDGET])
        assert (list(found.moved), found.same) == ([], 6)
        assert next(line for _, line in diff_lines(found)) == "code -> code: no figure moved"


def test_what_moved_is_told_with_how_far() -> None:
    before = forecast(answered_by_person=exactly(0.5), goes=exactly(0.1), vague=Between(0.1, 0.4))
    after = forecast(23_000.0, answered_by_person=exactly(0.25), comes=exactly(0.2), vague=Between(0.2, 0.3))
    found = compare_forecasts(before, after, [BUDGET])
    assert [line for _, line in diff_lines(found)] == [
        "code -> code: 8 figures moved, 1 did not",
        "  mean duration          20 s -> 23 s (+3 s)",
        "  p50 duration           15 s -> 18 s (+3 s)",
        "  p90 duration           25 s -> 28 s (+3 s)",
        "  p99 duration           25 s -> 28 s (+3 s)",
        "  P(answered by person)  50 % -> 25 % (-25 points)",
        "  P(goes)                10 % -> none",
        "  P(vague)               between 10 % and 40 % -> between 20 % and 30 %",
        "  P(comes)               none -> 20 %",
        "HOLDS -> BROKEN mean duration < 22s: it is 23 s, 1 s too much",
    ]


def test_small_moves_are_seen() -> None:
    before, after = forecast(a=exactly(0.5)), forecast(20_000.004, a=exactly(0.5000001))
    told = "\n".join(line for _, line in diff_lines(compare_forecasts(before, after)))
    assert "mean duration  20 s -> 20.000004 s (+0.000004 s)" in told
    assert "P(a)           50 % -> 50.00001 % (+0.00001 points)" in told


def test_what_never_ends_has_no_change() -> None:
    endless = forecast()._replace(quantities={"duration": Quantity("duration", "ms", (), exactly(inf))})
    found = compare_forecasts(forecast(), endless)
    mean = next(each for each in found.moved if each.name == "mean duration")
    assert mean.change is None
    assert "mean duration  20 s -> without end" in "\n".join(line for _, line in diff_lines(found))
    jsonschema.validate(json.loads(json.dumps(diff_data(found))), json.loads(SCHEMA.read_text("utf-8")))


def test_another_unit_is_another_figure() -> None:
    other = forecast()._replace(quantities={"duration": forecast().quantities["duration"]._replace(unit="EUR")})
    assert len(compare_forecasts(forecast(), other).moved) == len(figures_of(other))


def test_a_forecast_that_is_not_complete_is_told() -> None:
    found = compare_forecasts(forecast()._replace(bound="more than 3 states"), forecast(), [BUDGET])
    assert not found.is_complete
    lines = [line for _, line in diff_lines(found)]
    assert lines[1] == "code is not complete: more than 3 states"
    assert lines[-1].startswith("UNDECIDED -> HOLDS mean duration < 22s")
    assert "**Not complete**: code: more than 3 states" in markdown(found)


def test_markdown_takes_odd_names_for_text() -> None:
    before, after = forecast(), forecast(21_000.0)
    odd = {"a|b `c` <b>*d*\n_e_": exactly(0.5)}
    found = compare_forecasts(before._replace(events=odd), after._replace(events={}), [BUDGET])
    told = markdown(found)
    assert "| P(a\\|b \\`c\\` \\<b\\>\\*d\\* \\_e\\_) | 50 % | none |  |" in told
    assert "| HOLDS | `mean duration < 22s` | it is 21 s, 1 s to spare |" in told
    assert told.startswith("### Forecast: code\n\n5 figures moved, 1 did not.\n")


def test_data_is_as_the_schema_says() -> None:
    found = compare_forecasts(forecast(goes=exactly(0.1)), forecast(23_000.0, comes=Between(0.1, 0.2)), [BUDGET])
    data = json.loads(json.dumps(diff_data(found)))
    jsonschema.validate(data, json.loads(SCHEMA.read_text("utf-8")))
    assert [each["verdict"] for each in data["budgets"][0].values()] == ["HOLDS", "BROKEN"]
    assert {each["name"]: each["change"] for each in data["moved"]}["mean duration"] == {"low": 3000, "high": 3000}


def test_a_budget_must_be_about_both() -> None:
    with pytest.raises(IvrError, match="no event 'comes'"):
        compare_forecasts(forecast(goes=exactly(0.1)), forecast(comes=exactly(0.1)), [read_budget("P(comes) < 0.2")])
