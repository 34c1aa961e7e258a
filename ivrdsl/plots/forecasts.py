"""A forecast as a report for a browser: what calls to a plan will be like, seen and said."""

from collections.abc import Sequence
from typing import Final

from ivrdsl.findings.render.markup import Html, joined, tag
from ivrdsl.plots.assumptions import WhatIfLine, tornado_plots, what_if_plot
from ivrdsl.plots.document import about, document, gallery, head, listed, tabled, tiles
from ivrdsl.plots.happenings import PLAYS, funnel_plot, of_hundred, plays_plot
from ivrdsl.plots.laws import law_plot
from ivrdsl.plots.plot import NumberTable, Plot
from ivrsim.chains.quantity import Between, Quantity
from ivrsim.forecasting.forecast import Forecast, ForecastAssumption
from ivrsim.forecasting.wording.amounts import amount, between, percents

_LAWS: Final = ("duration", "cost", "talk")


def forecast_report(
    forecast: Forecast,
    *,
    title: str = "",
    answered: Between | None = None,
    message: str = "",
    what_if: Sequence[WhatIfLine] = (),
    shows_secrets: bool = False,
) -> bytes:
    """Return a forecast as one file of HTML, which needs no network and no script.

    Args:
        forecast: what it says; its texts are masked already.
        title: what stands at the top; the name of the plan if it is not given.
        answered: how likely a call is answered; without it, only answered calls are counted.
        message: the event that somebody hears what matters; by default a secret, or what a person hears most often.
        what_if: tables of what comes of other values.
        shows_secrets: whether whoever made the forecast asked for secrets in its texts.

    Raises:
        IvrError: the extra `forecast` is not installed.
    """
    named = title or forecast.plan or "plan"
    plots = forecast_plots(forecast, answered=answered, message=message, what_if=what_if)
    return document(f"Forecast: {named}", _head(forecast, named, shows_secrets), _main(forecast, answered, plots))


def forecast_plots(
    forecast: Forecast, *, answered: Between | None = None, message: str = "", what_if: Sequence[WhatIfLine] = ()
) -> list[Plot]:
    """Return all plots of a forecast, each with its name. See `forecast_report`."""
    laws = [forecast.quantities[name] for name in _LAWS if name in forecast.quantities]
    plots = [funnel_plot(forecast, answered, message)]
    plots += [law_plot(each) for each in laws if each.tail(0).high > 0]
    plots.append(plays_plot(forecast))
    plots += tornado_plots(forecast)
    plots += [what_if_plot(each, forecast, number) for number, each in enumerate(what_if, 1)]
    return [plot for plot in plots if plot is not None]


def _head(forecast: Forecast, named: str, shows_secrets: bool) -> Html:
    exact = not forecast.unknown and not forecast.bound
    chips = [("exact for the model", "good") if exact else ("bounds, not exact", "bad")]
    chips.append(("shows secrets", "bad") if shows_secrets else ("secrets masked", ""))
    note = f"Not every call was searched: {forecast.bound}. Numbers are bounds." if forecast.bound else ""
    return head(f"Forecast: {named}", chips, note)


def _main(forecast: Forecast, answered: Between | None, plots: Sequence[Plot]) -> Html:
    events = tuple((name, percents(each)) for name, each in forecast.events.items())
    quantities = tuple(_figures(each) for name, each in forecast.quantities.items() if not name.startswith(PLAYS))
    unknown = "Nobody said how likely these are. The forecast gives bounds over all that they can be:"
    return joined(
        tag("p", in_words(forecast, answered), class_="lead"),
        tiles(_tiles(forecast)),
        gallery(plots),
        listed("unknown", "What is not known", unknown, forecast.unknown),
        tabled(
            "events",
            "How likely things are",
            "Of calls that are answered; what somebody hears or keeps: of the calls that they answer.",
            NumberTable(("Event", "How likely"), events),
        ),
        tabled(
            "quantities",
            "How much of it",
            "What every call that is answered has so much of:",
            NumberTable(
                ("Quantity", "On average", "Half have no more than", "99 of 100 have no more than"), quantities
            ),
        ),
        tabled(
            "prompts",
            "Prompts",
            "What is played:",
            NumberTable(("Prompt", "What it says"), (*forecast.prompts.items(),)),
        ),
        assumptions_of(forecast.assumptions),
        about(
            f"Worked out from {forecast.nodes:,} places in the call, each moment {forecast.step_ms} ms long."
            f" With moments half as long the average duration would move by {amount(forecast.half_step_ms, 'ms')}.",
            "No call was made, and none was drawn by lot: the laws follow from the plan and from the numbers above.",
        ),
    )


def in_words(forecast: Forecast, answered: Between | None = None) -> str:
    """The forecast in a sentence or two: "Of 100 calls, 62 are answered. One that is takes 23 s on average"."""
    told = [] if answered is None else [f"Of 100 calls, {of_hundred(answered)} are answered."]
    if "duration" in forecast.quantities:
        told.append(f"An answered call takes {between(forecast.quantities['duration'].mean, 'ms')} on average.")
    if "cost" in forecast.quantities:
        cost = forecast.quantities["cost"]
        told.append(f"It costs {between(cost.mean, cost.unit)} on average.")
    return " ".join(told) or "What calls to this plan will be like."


def _tiles(forecast: Forecast) -> list[tuple[str, str]]:
    made = []
    for name in ("duration", "cost"):
        quantity = forecast.quantities.get(name)
        if quantity is not None:
            made.append((f"{name}, on average", between(quantity.mean, quantity.unit)))
            made.append((f"{name}, 99 of 100 have no more", between(quantity.quantile(0.99), quantity.unit)))
    return made


def _figures(quantity: Quantity) -> tuple[str, ...]:
    numbers = (quantity.mean, quantity.quantile(0.5), quantity.quantile(0.99))
    return (quantity.name, *(between(each, quantity.unit) for each in numbers))


def assumptions_of(assumptions: Sequence[ForecastAssumption]) -> Html:
    """What a report leans on: each number with its source."""
    rows = tuple((each.name, each.value, each.source or "assumed: nobody said it") for each in assumptions)
    table = NumberTable(("Number", "Value", "Where it is from"), rows)
    return tabled("assumptions", "What this leans on", "With other numbers the forecast is another one:", table)
