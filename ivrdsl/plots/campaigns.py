"""A campaign as a report for a browser: when it ends, what it costs, whom it reaches, and what it keeps busy."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from ivrdsl.findings.render.markup import Html, joined, tag
from ivrdsl.plots.campaign_figures import (
    REACHED,
    Result,
    attempts_plot,
    cost_plot,
    load_plot,
    mean_of,
    unreached_plot,
)
from ivrdsl.plots.document import about, document, gallery, head, listed, tabled, tiles
from ivrdsl.plots.happenings import of_hundred
from ivrdsl.plots.plot import NumberTable, Plot
from ivrsim.campaigns.premises import written
from ivrsim.chains.quantity import Between
from ivrsim.forecasting.wording.amounts import UNKNOWN, amount, between, percents

_SHARES: Final = ("abandoned share", "late share")
_TILES: Final = ("end", "cost", "calls", "most lines", "most agents", "abandoned share")


def campaign_report(result: Result, *, title: str = "", shows_secrets: bool = False) -> bytes:
    """Return a campaign as one file of HTML, which needs no network and no script.

    Args:
        result: what `ivrsim.campaigns.records.as_dict` makes of its forecast; its texts are masked already.
        title: what stands at the top.
        shows_secrets: whether whoever made the forecast asked for secrets in its texts.

    Raises:
        IvrError: the extra `forecast` is not installed.
    """
    named = f"Campaign: {title or 'calls'}"
    return document(named, _head(result, named, shows_secrets), _main(result, campaign_plots(result)))


def campaign_plots(result: Result) -> list[Plot]:
    """Return all plots of a campaign, each with its name. See `campaign_report`."""
    plots = [
        cost_plot(result),
        load_plot(result, "lines", "lines"),
        load_plot(result, "agents", "agents", ("waiting",)),
        attempts_plot(result),
        unreached_plot(result),
    ]
    return [plot for plot in plots if plot is not None]


def in_words(result: Result) -> str:
    """A campaign in a sentence or two: "Of 50,000 recipients, 61 of 100 are reached. It ends after 5 h"."""
    figures = result["figures"]
    told = [f"{result['recipients']:,} recipients are called."]
    reached = _reached(result)
    if reached is not None:
        told.append(f"Of 100 of them, {of_hundred(reached)} are reached.")
    if "end" in figures:
        told.append(f"The last call ends {_told('end', figures['end'])} after the start.")
    if "cost" in figures:
        told.append(f"All calls together cost {_told('cost', figures['cost'])}.")
    return " ".join(told)


def _head(result: Result, named: str, shows_secrets: bool) -> Html:
    replicates = result["replicates"]
    chips = [(f"simulated {replicates} time{'s' * (replicates != 1)}", "")] if replicates else []
    chips.append(
        ("totals are estimates", "bad") if result["inexact_because"] else ("totals exact for the model", "good")
    )
    chips.append(("shows secrets", "bad") if shows_secrets else ("secrets masked", ""))
    return head(named, chips, "")


def _main(result: Result, plots: Sequence[Plot]) -> Html:
    figures = result["figures"]
    assumed = tuple((_named(each["name"]), each["value"], each["source"]) for each in result["assumptions"])
    return joined(
        tag("p", in_words(result), class_="lead"),
        tiles((name, _told(name, figures[name])) for name in _TILES if name in figures),
        gallery(plots),
        listed("notes", "What stands out", "Dated, and never advice:", result["notes"]),
        listed("inexact", "Why it is simulated", "Totals are not exact, for:", result["inexact_because"]),
        tabled(
            "figures",
            "All figures",
            "The average of such campaigns, and between which numbers 90 of 100 of them are:",
            NumberTable(("Figure", "On average", "90 of 100 campaigns"), tuple(_figures(result))),
        ),
        tabled(
            "fates",
            "What becomes of whom",
            "Recipients by group, on average:",
            NumberTable(("Group", "What becomes of them", "Recipients"), tuple(_fates(result))),
        ),
        tabled(
            "assumptions",
            "What this leans on",
            "With other numbers the campaign is another one:",
            NumberTable(("Number", "Value", "Where it is from"), assumed),
        ),
        listed(
            "readings",
            "How settings are read",
            "The vendor does not explain them, so they are taken thus:",
            result["readings"],
        ),
        about(
            f"The campaign starts at {result['start']}.",
            "No call was made. Recipients are taken to be independent of each other, and nobody learns from a call.",
        ),
    )


def _named(name: str) -> str:
    """A number's name; a setting's as campaign.toml has it."""
    return written(name) if name.startswith("campaign.") else name


def _reached(result: Result) -> Between | None:
    """Which share of the recipients is reached."""
    estimate = result["figures"].get(REACHED)
    if estimate is None or not result["recipients"]:
        return None
    return Between(*(min(max(each / result["recipients"], 0.0), 1.0) for each in mean_of(estimate)))


def _figures(result: Result) -> Iterable[tuple[str, str, str]]:
    for name, estimate in result["figures"].items():
        ends = [estimate["quantiles"].get(share) for share in ("0.05", "0.95")]
        yield name, _told(name, estimate), UNKNOWN if None in ends else _in_unit(name, estimate["unit"], Between(*ends))


def _fates(result: Result) -> Iterable[tuple[str, str, str]]:
    for group, fates in result["fates"].items():
        for fate, estimate in fates.items():
            yield group, fate, _told(fate, estimate)


def _told(name: str, estimate: Any) -> str:
    """A figure: its mean, or the interval that holds it."""
    return _in_unit(name, estimate["unit"], mean_of(estimate))


def _in_unit(name: str, unit: str, number: Between) -> str:
    if name in _SHARES:
        return percents(number)
    if not number.is_exact and amount(number.low, unit) == amount(number.high, unit):
        return f"about {amount(number.low, unit)}"
    return between(number, unit)
