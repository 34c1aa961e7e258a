"""Plots of what happens in calls: how many come how far, and how often prompts are played."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from ivrdsl.plots.bars import MOST_BARS, Bar, bars_from_zero, rest
from ivrdsl.plots.plot import NumberTable, Plot
from ivrsim.chains.quantity import Between, exactly
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.wording.amounts import between, percents, span


class Stage(NamedTuple):
    """How far calls come.

    Attributes:
        name: how that is called.
        share: of all calls that come so far.
        says: likewise of 100 calls; {} stands for how many.
    """

    name: str
    share: Between
    says: str


PLAYS: Final = "plays of "
_PERSON: Final = "answered by person"
_HEARS: Final = "person hears "
SECRET: Final = f"{_HEARS}secret"


def stages(forecast: Forecast, answered: Between | None = None, message: str = "") -> list[Stage]:
    """How far calls come, from the first stage to the last; what the forecast does not know is left out.

    Args:
        forecast: whose events are of calls that are answered, and what a person hears of those that a person answers.
        answered: how likely a call is answered; None counts answered calls only.
        message: the event that somebody hears it; by default a secret, or what a person hears most often.
    """
    events, whole = forecast.events, exactly(1.0) if answered is None else answered
    found = [Stage("Answered", whole, "{} are answered")] if answered is not None else []
    if _PERSON in events:
        person = _product(whole, events[_PERSON])
        found.append(Stage("A person answers", person, "{} by a person" if answered else "{} are answered by a person"))
        heard = message or _most_heard(events)
        if heard in events:
            what = _what(heard)
            told = f"in {{}} a person hears {what.replace('{', '{{').replace('}', '}}')}"
            found.append(Stage(f"A person hears {what}", _product(person, events[heard]), told))
    for name, quantity, told in _COUNTED:
        if quantity in forecast.quantities:
            share = _product(whole, forecast.quantities[quantity].tail(0))
            if share.high > 0:
                found.append(Stage(name, share, told))
    return found


_COUNTED: Final = (
    ("Somebody presses a key", "keys", "in {} somebody presses a key"),
    ("A transfer is answered", "transfers", "in {} a transfer is answered"),
)


def funnel_plot(forecast: Forecast, answered: Between | None = None, message: str = "") -> Plot | None:
    """How many calls come how far; None where the forecast says nothing of it. See `stages`."""
    found = stages(forecast, answered, message)
    if not found:
        return None
    first = "Calls that are answered" if answered is None else "Calls"
    whole = [(first, exactly(1.0)), *((stage.name, stage.share) for stage in found)]
    bars = [Bar(name, share, percents(share)) for name, share in whole]
    table = NumberTable((first, "Of them"), tuple((name, percents(share)) for name, share in whole))
    told = ", ".join(stage.says.format(of_hundred(stage.share)) for stage in found)
    says = f"Of 100 {first[0].lower()}{first[1:]}, {told}."
    return Plot("funnel", "How far calls come", says, bars_from_zero(bars, 1.0), table)


def _most_heard(events: Mapping[str, Between]) -> str:
    if SECRET in events:
        return SECRET
    return max((name for name in events if name.startswith(_HEARS)), key=lambda name: events[name].high, default="")


def _what(heard: str) -> str:
    """What an event says that a person hears, as a sentence has it."""
    name = heard.removeprefix(_HEARS)
    return "the secret" if heard == SECRET else name if name.startswith('"') else f'"{name}"'


def _product(one: Between, other: Between) -> Between:
    return Between(one.low * other.low, one.high * other.high)


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
