"""Plots of what happens in calls: how many come how far, and how often prompts are played."""

from collections.abc import Sequence
from typing import Final

from ivrdsl.plots.bars import MOST_BARS, Bar, bars_from_zero, rest
from ivrdsl.plots.plot import Plot, Table
from ivrsim.forecasting.amounts import between, percents
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.quantity import Between, exactly

STAGES: Final = (
    ("Answered", "answered"),
    ("A person answers", "answered by person"),
    ("A person hears the message", "person hears message"),
    ("Somebody presses a key", "presses a key"),
    ("A transfer is answered", "transfer answered"),
)
"""Of the funnel: what each is called, and the event that it counts."""
_PLAYS: Final = "plays of "


def funnel_plot(forecast: Forecast, stages: Sequence[tuple[str, str]] = STAGES) -> Plot | None:
    """How many calls come how far; None where the forecast says nothing of it."""
    found = [(name, forecast.events[event]) for name, event in stages if event in forecast.events]
    if not found:
        return None
    whole = [("Calls", exactly(1.0)), *found]
    bars = [Bar(name, share, percents(share)) for name, share in whole]
    told = "; ".join(f"{of_hundred(share)}: {name[:1].lower()}{name[1:]}" for name, share in found)
    table = Table(("Calls", "Of all calls"), tuple((name, percents(share)) for name, share in whole))
    says = f"Of 100 calls so many come so far: {told}."
    return Plot("funnel", "How far calls come", says, bars_from_zero(bars, 1.0), table)


def plays_plot(forecast: Forecast) -> Plot | None:
    """How often each prompt is played in a call, on average; None where none is."""
    found = [each for name, each in forecast.quantities.items() if name.startswith(_PLAYS)]
    found.sort(key=lambda each: (-each.mean.high, each.name))
    if not found:
        return None
    named = [(each.name.removeprefix(_PLAYS), each.mean) for each in found]
    bars = [Bar(name, mean, between(mean, "")) for name, mean in named[:MOST_BARS]]
    rows = tuple((name, between(mean, ""), forecast.prompts.get(name, "")) for name, mean in named)
    says = (
        f"How often a call plays each prompt, on average. Most often: {named[0][0]}, {between(named[0][1], '')} times"
    )
    table = Table(("Prompt", "Plays in a call", "What it says"), rows)
    return Plot("plays", "How often prompts are played", f"{says}{rest(len(named))}.", bars_from_zero(bars), table)


def of_hundred(share: Between) -> str:
    """How many of 100 calls that is: "62", "60 to 65", "less than 1"."""
    low, high = (f"{each * 100:.0f}" if each == 0 or each >= 0.01 else "less than 1" for each in share)
    return low if low == high else f"{low} to {high}"
