"""A forecast by hand, with numbers that nobody measured, and names that would like to be markup."""

from collections.abc import Sequence
from math import inf

from ivrsim.forecasting.forecast import Assumption, Forecast
from ivrsim.forecasting.quantity import Between, Quantity, exactly

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
            Assumption(name, name, "" if number % 2 else name, {"duration": Between(-2300 + number, 1900)})
            for number, name in enumerate(names)
        ],
        half_step_ms=12.0,
        nodes=245,
        bound="",
    )
