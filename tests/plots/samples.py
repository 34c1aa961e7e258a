"""A forecast by hand, with numbers that nobody measured, and names that would like to be markup."""

from collections.abc import Sequence
from math import inf
from typing import Any

from ivrsim.chains.quantity import Between, Quantity, exactly
from ivrsim.forecasting.forecast import Forecast, ForecastAssumption

Law = Sequence[tuple[float, float]]

HOSTILE = (
    "<script>alert(1)</script>",
    "]]></style><!--",
    "\u202e\u05de\u05d7\u05d9\u05e8",
    "\U0001f600 emoji",
    "x" * 200,
    "",
    "$\\frac{1}{2}$",
    '" onload="x',
    "\x00\x1b[31m\ud800",
    "a\nb",
    "{{main}}",
)


def geometric(count: int, step: float = 100) -> Law:
    """So many points, each 1 in 50 less likely than the one before."""
    weights = [0.98**each + 1e-6 for each in range(count)]
    total = sum(weights)
    return [(step * number, weight / total) for number, weight in enumerate(weights)]


def mean_of(law: Law) -> float:
    return sum(value * share for value, share in law)


def quantity(name: str = "duration", unit: str = "ms", law: Law = ((0, 0.25), (4000, 0.5), (9000, 0.25))) -> Quantity:
    return Quantity(name, unit, law, exactly(mean_of(law)))


def bounded(law: Law, later: float) -> Quantity:
    """A duration between a law and that of calls which all take longer by so much."""
    mean = mean_of(law)
    return Quantity(
        "duration",
        "ms",
        law,
        Between(mean, mean + later),
        high_law=[(value + later, share) for value, share in law],
    )


def endless() -> Quantity:
    return Quantity("duration", "ms", [(1000, 0.5)], Between(1000, inf), beyond=0.5)


def forecast(names: Sequence[str] = ("main menu", "code"), **other: Quantity) -> Forecast:
    cost = quantity("cost", "USD", ((0, 0.4), (0.05, 0.5), (0.1, 0.08), (0.25, 0.02)))
    keys = quantity("keys", "", ((0, 0.75), (1, 0.25)))
    plays = {f"plays of {name}": quantity(f"plays of {name}", "", ((0, 0.5), (1, 0.5))) for name in names}
    return Forecast(
        plan=names[0],
        step_ms=100,
        quantities={"duration": quantity(), "cost": cost, "keys": keys, **plays, **other},
        events={
            "answered by person": exactly(0.5),
            "person hears secret": Between(0.8, 0.9),
            **{f"presses 1 at {name}": exactly(0.1) for name in names},
        },
        prompts={name: f"says {name}" for name in names},
        unknown=[f"values of {name}" for name in names],
        assumptions=[
            ForecastAssumption(name, name, "" if number % 2 else name, {"duration": Between(-2300 + number, 1900)})
            for number, name in enumerate(names)
        ],
        half_step_ms=12.0,
        nodes=245,
        bound="",
    )


def estimate(mean: float, unit: str = "", half: float | None = 0.0) -> dict[str, Any]:
    """A figure of a campaign, with so wide an interval to each side; None for one that is not known."""
    far = half or 0.0
    return {
        "unit": unit,
        "mean": mean,
        "exact": half == 0,
        "interval_of_mean": None if half is None else [mean - half, mean + half],
        "quantiles": {"0.05": mean - 2 * far, "0.5": mean, "0.95": mean + 2 * far},
    }


def campaign(names: Sequence[str] = ("east",), bins: int = 300, half: float | None = 5.0) -> dict[str, Any]:
    """What simulations of a campaign have counted, as plain data."""
    level = [float(each % 40) for each in range(bins)]
    band = {"mean": level, "low": [each / 2 for each in level], "high": [each * 2 for each in level]}
    return {
        "start": "2026-01-05T09:00:00-07:00",
        "currency": "USD",
        "recipients": 2000 * len(names),
        "replicates": 20,
        "inexact_because": ["recipients are called again (retryConfig)"],
        "figures": {
            "cost": estimate(230, "USD", half),
            "end": estimate(7_260_000, "ms", half),
            "reached": estimate(1200 * len(names), "", half),
            "most lines": estimate(40),
            "abandoned share": estimate(0.025, "", 0.005),
        },
        "totals": {},
        "reached_at_attempt": [estimate(900, "", half), estimate(300, "", half)],
        "results_at_attempt": [
            {"LA": estimate(1500), "BUSY": estimate(500)},
            {name or "NO_ANS": estimate(500) for name in names},
        ],
        "fates": {
            name: {"reached": estimate(1200, "", half), f"{name}: not retried": estimate(800, "", half)}
            for name in names
        },
        "load": {"bin_s": 60.0, "lines": band, "agents": band, "waiting": band, "dialled": band},
        "assumptions": [{"name": name, "value": name, "source": name} for name in names],
        "readings": list(names),
        "notes": list(names),
    }


def exact_campaign() -> dict[str, Any]:
    """A campaign whose totals are exact."""
    law = [[float(each), 0.0 if each < 900 else 0.01] for each in range(1000)]
    total = {"unit": "USD", "mean": 949.5, "deviation": 28.9, "law": law, "width": 0.0, "error": 0.0, "blur": 0.0}
    level = {"mean": [2.0, 1.0], "low": [2.0, 1.0], "high": [2.0, 1.0]}
    return {
        **campaign(half=0.0),
        "replicates": 0,
        "inexact_because": [],
        "totals": {"cost": total},
        "reached_at_attempt": [estimate(1200)],
        "results_at_attempt": [{"LA": estimate(1500), "BUSY": estimate(500)}],
        "load": {"bin_s": 0.1, "lines": level},
    }
