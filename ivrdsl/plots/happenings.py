"""Plots of what happens in calls: how many come how far, and how often prompts are played."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from ivrdsl.plots.bars import MOST_BARS, Bar, bars_from_zero, rest
from ivrdsl.plots.plot import NumberTable, Plot
from ivrsim.forecasting.amounts import between, percents, span
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.quantity import Between, exactly


class Stage(NamedTuple):
    """How far a call can come.

    Attributes:
        name: how that is called.
        event: of the forecast, that says how likely it is.
        says: that so many of 100 calls come so far; {} stands for how many.
    """

    name: str
    event: str
    says: str


STAGES: Final = (
    Stage("Answered", "answered", "{} are answered"),
    Stage("A person answers", "answered by person", "{} by a person"),
    Stage("A person hears the message", "person hears message", "in {} a person hears the message"),
    Stage("Somebody presses a key", "presses a key", "in {} somebody presses a key"),
    Stage("A transfer is answered", "transfer answered", "{} are transferred, and answered"),
)
PLAYS: Final = "plays of "


def funnel_plot(forecast: Forecast, stages: Sequence[Stage] = STAGES) -> Plot | None:
    """How many calls come how far; None where the forecast says nothing of it."""
    found = [(each, forecast.events[each.event]) for each in stages if each.event in forecast.events]
    if not found:
        return None
    whole = [("Calls", exactly(1.0)), *((stage.name, share) for stage, share in found)]
    bars = [Bar(name, share, percents(share)) for name, share in whole]
    table = NumberTable(("Calls", "Of all calls"), tuple((name, percents(share)) for name, share in whole))
    says = f"Of 100 calls, {', '.join(stage.says.format(of_hundred(share)) for stage, share in found)}."
    return Plot("funnel", "How far calls come", says, bars_from_zero(bars, 1.0), table)


def plays_plot(forecast: Forecast) -> Plot | None:
    """How often each prompt is played in a call, on average; None where none is."""
    found = [each for name, each in forecast.quantities.items() if name.startswith(PLAYS)]
    found.sort(key=lambda each: (-each.mean.high, each.name))
    if not found:
        return None
    named = [(each.name.removeprefix(PLAYS), each.mean) for each in found]
    bars = [Bar(name, mean, between(mean, "")) for name, mean in named[:MOST_BARS]]
    rows = tuple((name, between(mean, "")) for name, mean in named)
    (first, often), *_ = named
    says = f"How often a call plays each prompt, on average. Most often: {first}, {between(often, '')} times"
    table = NumberTable(("Prompt", "Plays in a call"), rows)
    return Plot("plays", "How often prompts are played", f"{says}{rest(len(named))}.", bars_from_zero(bars), table)


def of_hundred(share: Between) -> str:
    """How many of 100 calls that is: "62", "60 to 65", "less than 1"."""
    return span(*map(_of_hundred, share))


def _of_hundred(share: float) -> str:
    if 0 < share < 0.01:
        return "less than 1"
    return "more than 99" if 0.99 < share < 1 else f"{share * 100:.0f}"
