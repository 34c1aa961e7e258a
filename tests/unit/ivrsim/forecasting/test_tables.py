"""What moves a forecast, and what comes of other values: as lines, and as data."""

import pickle

from ivrsim.callers.adjustments import with_value
from ivrsim.callers.model import Price
from ivrsim.chains.quantity import Between, exactly
from ivrsim.forecasting.forecast import ForecastAssumption
from ivrsim.forecasting.forecasts import Forecaster, ForecastOptions
from ivrsim.forecasting.sensitivity.influences import Influence, influences
from ivrsim.forecasting.sensitivity.whatif import Axis, WhatIfRow, WhatIfTable, axis_of, what_if
from ivrsim.forecasting.telling.tables import MeansUnder, influence_lines, what_if_data, what_if_lines, with_moves
from tests.unit.ivrsim.forecasting.test_answers import made
from tests.unit.ivrsim.forecasting.test_summary import forecast


def influence(number: int, **moves: Between) -> Influence:
    figures = {name.replace("_", " "): each for name, each in moves.items()}
    return Influence(f"menu.{number}", "menu", "0.2", ("0.15", "0.25"), figures)


def test_what_moves_a_figure_is_told_the_most_first() -> None:
    found = [
        influence(1, duration=Between(-200.0, 300.0), person_hears_secret=Between(-0.05, 0.0)),
        influence(2, duration=Between(-900.0, 0.0)),
        Influence("person.reaction_s", "person.reaction_s", "{" + "x" * 90, ("y" * 90,), {"cost": exactly(0.5)}),
    ]
    assert [line for _, line in influence_lines(forecast(), found)] == [
        "",
        "what moves the mean duration most",
        "  -0.9 s          menu.2 = 0.2, if it is 0.15 or 0.25",
        "  -0.2 s, +0.3 s  menu.1 = 0.2, if it is 0.15 or 0.25",
        "",
        "what moves P(person hears secret) most",
        "  -5 points  menu.1 = 0.2, if it is 0.15 or 0.25",
        "",
        "what moves the mean cost most",
        "  +0.5 EUR, +0.5 EUR  person.reaction_s, if it is less or more",
    ]


def test_of_many_the_rest_is_counted() -> None:
    found = [influence(number, duration=Between(-1000.0 * number, 0.0)) for number in range(1, 10)]
    lines = [line for _, line in influence_lines(forecast(), found)]
    assert lines[-1] == "  ... and 3 more: --json has all"
    assert list(influence_lines(forecast(), [])) == []


def test_assumptions_say_how_far_they_move_figures() -> None:
    found = [influence(1, duration=Between(-200.0, 300.0)), influence(2, duration=Between(-900.0, 0.0))]
    menu = ForecastAssumption("menu", "{}", "", {})
    other = ForecastAssumption("person.early", "0.3", "", {})
    moved = with_moves(forecast(assumptions=[menu, other]), found)
    assert [each.moves for each in moved.assumptions] == [{"duration": Between(-900.0, 300.0)}, {}]


TABLE = WhatIfTable(
    (Axis("person.early", ("0.1", "50 %")),),
    {"duration": exactly(5000.0), "talk": exactly(0.0), "person hears secret": Between(0.5, 0.6)},
    (
        WhatIfRow(("0.1",), {"duration": exactly(6000.0), "talk": exactly(0.0), "person hears secret": exactly(0.5)}),
        WhatIfRow(("50 %",), {"duration": exactly(7000.0), "talk": exactly(0.0), "person hears secret": exactly(0.25)}),
    ),
)


def test_what_if_is_told() -> None:
    assert [line for _, line in what_if_lines(forecast(), TABLE)] == [
        "",
        "what if person.early is",
        "  as it is  duration 5 s, person hears secret between 50 % and 60 %",
        "  0.1       duration 6 s, person hears secret 50 %",
        "  50 %      duration 7 s, person hears secret 25 %",
    ]
    data = what_if_data(TABLE)
    assert data["rows"][1]["values"] == ["50 %"]
    assert data["base"][2] == {"name": "person hears secret", "low": 0.5, "high": 0.6}


# --- on a plan ------------------------------------------------------------------------------------------------------


def test_means_are_those_of_the_forecast() -> None:
    maker, known = made()
    means = maker.means()
    for name in ("duration", "cost", "talk"):
        assert means[name] == known.quantities[name].mean
    assert means["person hears secret"] == known.events["person hears secret"]


def test_another_model_is_asked_as_if_it_were_the_first() -> None:
    maker, _ = made()
    callers = maker.callers._replace(price=Price(9.0, 9.0, 1, "EUR"), parties={"person": 0.5, "mailbox": 0.5})
    assert maker.under(callers).means() == Forecaster(maker.plan, callers).means()


def test_a_model_with_other_keys_is_searched_anew() -> None:
    maker, _ = made()
    menus = {"": maker.callers.person.menus[""]._replace(shares={"7": 0.5, "silence": 0.5})}
    callers = maker.callers._replace(person=maker.callers.person._replace(menus=menus))
    assert maker.under(callers).means() == Forecaster(maker.plan, callers).means()


def test_what_cannot_happen_under_another_model_is_zero() -> None:
    maker, _ = made()
    figures = MeansUnder(maker)
    assert figures(maker.callers._replace(parties={"mailbox": 1.0}))["person hears secret"] == exactly(0.0)


def test_a_price_moves_the_cost_and_nothing_else() -> None:
    maker, _ = made()
    small = maker.callers._replace(parties={"person": 1.0})
    other = maker.under(small)
    found = {each.name: each for each in influences(small, MeansUnder(other))}
    assert set(found["price.a_minute"].moves) == {"cost"}
    assert set(found["transfer.talks_s"].moves) >= {"duration", "talk"}


def test_what_if_follows_the_model() -> None:
    maker, _ = made()
    table = what_if(maker.callers, [axis_of("parties.person=0,1")], MeansUnder(maker))
    none, all_ = (row.figures["duration"].low for row in table.rows)
    assert none != all_
    assert table.base["duration"] == maker.means()["duration"]


def test_texts_that_are_asked_for_are_among_the_figures() -> None:
    maker, _ = made()
    means = Forecaster(maker.plan, maker.callers, ForecastOptions(texts=("an agent",))).means()
    assert 0 < means['person hears "an agent"'].low < 1


def test_another_process_finds_the_same() -> None:
    maker, _ = made()
    here = MeansUnder(maker)
    there = pickle.loads(pickle.dumps(here))
    other = with_value(maker.callers, "person.hangs_up_silent", "0.2")
    assert there(other) == here(other) != here(maker.callers)
