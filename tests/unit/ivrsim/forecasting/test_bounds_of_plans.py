"""Forecasts of callers of whom some shares are known between bounds: each share that is possible lies inside."""

from collections.abc import Mapping

import pytest

import ivrdsl as i
from ivrsim.callers.adjustments import with_values
from ivrsim.callers.defaults import usual_callers
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.forecasts import Forecaster

PLATFORM = Platform()
PLAN = compile_plan(
    i.Dialplan("Ask")[
        i.Menu("ask", max_digits=1, timeout_ms=2000)[
            i.Say("Press 1, or 2.", name="offer"),
            i.Keypress("1")[i.Say("Fine.", name="fine")],
            i.Keypress("2")[i.Goto("ask")],
            i.NoInput()[i.Hangup()],
        ],
        i.Hangup(),
    ],
    PLATFORM,
)
UNKNOWN = {"parties.mailbox": "0.1..0.4", "menu.silence": "0.1..0.6"}


def forecast(values: Mapping[str, object]) -> Forecast:
    return Forecaster(PLAN, with_values(usual_callers(PLATFORM), values)).forecast("ask")


@pytest.fixture(scope="module")
def wide() -> Forecast:
    return forecast(UNKNOWN)


def test_bounds_are_wide_where_shares_are_not_known(wide: Forecast) -> None:
    mean = wide.quantities["duration"].mean
    assert mean.low < mean.high < float("inf")


@pytest.mark.parametrize("mailbox", [0.1, 0.25, 0.4])
@pytest.mark.parametrize("silence", [0.1, 0.6])
def test_every_share_that_is_possible_lies_inside(wide: Forecast, mailbox: float, silence: float) -> None:
    known = forecast({"parties.mailbox": mailbox, "menu.silence": silence})
    for name, event in known.events.items():
        assert wide.events[name].low - 1e-9 <= event.low <= event.high <= wide.events[name].high + 1e-9, name
    for name, quantity in known.quantities.items():
        bounds = wide.quantities[name]
        assert bounds.mean.low * (1 - 1e-9) <= quantity.mean.low <= bounds.mean.high * (1 + 1e-9), name
        for value in (0.0, 1.0, 5_000.0, 10_000.0, 20_000.0, 60_000.0):
            there, here = bounds.tail(value), quantity.tail(value)
            assert there.low - 1e-9 <= here.low <= here.high <= there.high + 1e-9, (name, value)
