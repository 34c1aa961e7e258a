"""Plots of a campaign: what goes on over time, how it ends for whom, and what each attempt brings."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ivrdsl.plots.axes import scale_of
from ivrdsl.plots.bars import MOST_BARS, Bar, bars_from_zero, rest
from ivrdsl.plots.laws import law_plot
from ivrdsl.plots.lines import Curve, lines_drawn
from ivrdsl.plots.plot import NumberTable, Plot
from ivrsim.chains.quantity import Between, Quantity, exactly
from ivrsim.forecasting.wording.amounts import amount, between, percent, plain

Result = Mapping[str, Any]
"""What `ivrsim.campaigns.records.as_dict` makes of a campaign, or a part of it."""

REACHED: Final = "reached"
_POINTS: Final = 240
"""Of a line over time; more cannot be seen."""
_FULL: Final = 0.999
"""So much of the most is the most: levels are averages over some time."""
_ROWS: Final = 12
"""Of a table of what goes on over time."""


def cost_plot(result: Result) -> Plot | None:
    """The law of what the campaign costs; None where it is only known from replicates."""
    total = result["totals"].get("cost")
    if not total:
        return None
    law = [(float(value), float(share)) for value, share in total["law"]]
    return law_plot(Quantity("cost", total["unit"], law, exactly(total["mean"])), "such campaigns")


def load_plot(result: Result, name: str, words: str, beside: Sequence[str] = ()) -> Plot | None:
    """How many of something are busy over time, with a band that 90 of 100 campaigns stay in; None for nothing.

    Args:
        result: the campaign.
        name: of what is counted: "lines", "agents".
        words: how it is called.
        beside: what else stands in the plot, by its name.
    """
    load = result["load"]
    series = [each for each in (name, *beside) if each in load and any(load[each]["high"])]
    if name not in series:
        return None
    groups = _groups(len(load[name]["mean"]))
    width_ms = load["bin_s"] * 1000
    places = [first * width_ms for first, _ in groups]
    unit, size = scale_of("ms", places[-1] + width_ms)
    curves = [_curve(each, load[each], groups) for each in series]
    drawing = lines_drawn([place / size for place in places], curves, (f"{unit} after the start", "busy at once"))
    most = max(load[name]["high"])
    when = next(number for number, each in enumerate(load[name]["high"]) if each >= most * _FULL) * width_ms
    says = f"How many {words} are busy at once. Most: {plain(most)}, {_after(when)}."
    if any(each["low"] != each["high"] for each in (load[one] for one in series)):
        says += " At each moment, 90 of 100 campaigns are within the band."
    rows = [
        (amount(groups[row][0] * width_ms, "ms"), *(_told(curve, row) for curve in curves))
        for row in range(0, len(groups), -(-len(groups) // _ROWS))
    ]
    table = NumberTable(("After the start", *series), tuple(rows))
    return Plot(f"load-{name}", f"{words[:1].upper()}{words[1:]} over time", says, drawing, table)


def attempts_plot(result: Result) -> Plot | None:
    """How many calls each attempt takes, and how many recipients it reaches; None where nobody is called."""
    results, reached = result["results_at_attempt"], result["reached_at_attempt"]
    calls = [sum(each["mean"] for each in row.values()) for row in results]
    if not any(calls):
        return None
    bars, rows = [], []
    for number, (count, row) in enumerate(zip(calls, results, strict=True), 1):
        got = mean_of(reached[number - 1]) if number <= len(reached) else exactly(0.0)
        bars.append(Bar(f"Attempt {number}: calls", exactly(count), amount(count, "")))
        bars.append(Bar(f"Attempt {number}: recipients reached", got, between(got, "")))
        told = ", ".join(f"{name} {amount(each['mean'], '')}" for name, each in row.items())
        rows.append((str(number), amount(count, ""), between(got, ""), told))
    table = NumberTable(("Attempt", "Calls", "Reached", "Results of the calls"), tuple(rows))
    says = f"The first attempt takes {bars[0].told} calls and reaches {bars[1].told} of"
    says += f" {result['recipients']:,} recipients"
    says += f"; {len(calls)} attempts take {amount(sum(calls), '')} calls" if len(calls) > 1 else ""
    return Plot("attempts", "What each attempt brings", f"{says}.", bars_from_zero(bars[: 2 * MOST_BARS]), table)


def unreached_plot(result: Result) -> Plot | None:
    """Who is never reached, by the reason; None where everybody is."""
    reasons: dict[str, float] = {}
    for fates in result["fates"].values():
        for fate, each in fates.items():
            if fate != REACHED:
                reasons[fate] = reasons.get(fate, 0.0) + each["mean"]
    found = sorted(
        ((name, count) for name, count in reasons.items() if count > 0), key=lambda pair: (-pair[1], pair[0])
    )
    if not found:
        return None
    whole = max(result["recipients"], 1)
    bars = [Bar(name, exactly(count), amount(count, "")) for name, count in found[:MOST_BARS]]
    rows = tuple((name, amount(count, ""), percent(count / whole)) for name, count in found)
    never = sum(count for _, count in found)
    says = f"{amount(never, '')} of {whole:,} recipients are never reached, {percent(never / whole)}."
    says += f" Most often: {found[0][0]}{rest(len(found))}."
    table = NumberTable(("Why not", "Recipients", "Of all"), rows)
    return Plot("unreached", "Who is never reached, and why", says, bars_from_zero(bars), table)


def mean_of(estimate: Result) -> Between:
    """The mean of a figure: exact, or the interval that holds it; the mean alone where that is not known.

    An interval may begin below 0, where no figure can be: it is told from 0.
    """
    return Between(*(max(each, 0.0) for each in estimate["interval_of_mean"] or (estimate["mean"],) * 2))


# --- over time -------------------------------------------------------------------------------------------------------


def _groups(bins: int) -> list[tuple[int, int]]:
    """Which bins a point of a line stands for, from the first to before the last."""
    several = -(-bins // _POINTS) or 1
    return [(first, min(first + several, bins)) for first in range(0, bins, several)]


def _curve(name: str, band: Result, groups: Sequence[tuple[int, int]]) -> Curve:
    """A line through means, with a band from the least to the greatest of what each of its points stands for."""
    means, lows, highs = band["mean"], band["low"], band["high"]
    bounds = [Between(min(lows[first:last]), max(highs[first:last])) for first, last in groups]
    return Curve(name, [sum(means[first:last]) / (last - first) for first, last in groups], bounds)


def _told(curve: Curve, row: int) -> str:
    mean, bounds = plain(curve.middle[row]), between(curve.bounds[row], "")
    return mean if bounds == mean else f"{mean} ({bounds})"


def _after(when_ms: float) -> str:
    return f"{amount(when_ms, 'ms')} after the start" if when_ms else "at the start"
