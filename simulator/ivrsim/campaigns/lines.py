"""A forecast of a campaign for people: what it costs, when it is done, who is reached, in lines of a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import isfinite
from typing import Final

from ivrsim.campaigns.campaign_forecast import CampaignForecast, LoadBand
from ivrsim.campaigns.premises import written
from ivrsim.campaigns.replicate import REACHED
from ivrsim.campaigns.statistics import Estimate
from ivrsim.forecasting.forecast import ForecastAssumption
from ivrsim.forecasting.telling.summary import MOST, Line, wrapped
from ivrsim.forecasting.wording.amounts import amount, percent, plain
from ivrsim.forecasting.wording.sparks import series_lines

_FIGURES: Final = (
    "cost", "billed", "calls", "reached", "live answers", "transfers", "waited", "abandoned", "abandoned share",
    "late share", "mean wait", "most lines", "most agents", "most waiting",
)  # fmt: skip
"""In the order in which they are told."""
_OPTIONAL: Final = frozenset(
    ("transfers", "waited", "abandoned", "abandoned share", "late share", "mean wait", "most agents", "most waiting")
)
"""Figures that are left out where they are 0."""
_LEVELS: Final = ("lines", "agents", "waiting")
_COLUMN: Final = 18
_MANY: Final = 100
"""From here on counts are told without fractions."""
_LONGEST_VALUE: Final = 40
_PREFIX: Final = "campaign."


def lines_of(forecast: CampaignForecast, plan: str, *, blocks: bool = True) -> Iterator[Line]:
    """Yield the lines of a forecast.

    Args:
        forecast: the forecast.
        plan: what the plan is called.
        blocks: whether the terminal has letters that are drawn; else letters of ASCII stand for them.
    """
    yield from wrapped("plan", f"{plan}: {forecast.recipients:,} recipients, from {_moment(forecast, 0)}", 0)
    yield from wrapped("note", _grounds(forecast), 0)
    yield "", ""
    end = forecast.figures["end"]
    yield from wrapped("row", f"{'done':<{_COLUMN}}{_ended(forecast, end)}", _COLUMN)
    for name in _FIGURES:
        each = forecast.figures.get(name)
        if each is not None and (each.mean or name not in _OPTIONAL):
            yield from wrapped("row", f"{name:<{_COLUMN}}{_told(each)}", _COLUMN)
    yield from _attempts(forecast)
    yield from _never(forecast)
    yield from _groups(forecast)
    yield from _load(forecast, blocks)
    yield from _leaned_on(forecast)


def _grounds(forecast: CampaignForecast) -> str:
    if not forecast.replicates:
        return "exact for the model: nothing is simulated"
    of = f"{forecast.replicates} simulations of the whole campaign"
    if not forecast.inexact:
        return f"totals are exact for the model; times and load are of {of}"
    return f"means with their 95 % intervals, of {of}: {'; '.join(forecast.inexact)}"


def _told(figure: Estimate) -> str:
    """The mean with its interval, where it is an estimate, and what most campaigns are between."""
    told = _amount(figure, figure.mean)
    if not figure.is_exact and isfinite(figure.low) and figure.low < figure.high:
        told += f" ({_between(figure, figure.low, figure.high)})"
    return told + _most(figure)


def _most(figure: Estimate) -> str:
    low, *_, high = figure.quantiles or (figure.mean,)
    told = _between(figure, low, high)
    return f"; 9 of 10 campaigns: {told}" if told != _amount(figure, figure.mean) else ""


def _between(figure: Estimate, low: float, high: float) -> str:
    least, most = _amount(figure, max(low, 0.0)), _amount(figure, high)
    unit = f" {figure.unit}" if figure.unit != "ms" else ""
    return least if least == most else f"{least.removesuffix(unit)} to {most}"


def _amount(figure: Estimate, value: float) -> str:
    """An amount of a figure; money with its cents."""
    if figure.name.endswith("share"):
        return percent(value)
    if figure.unit not in ("", "ms") and isfinite(value):
        return f"{value:,.2f} {figure.unit}"
    return _count(value) if not figure.unit else amount(value, figure.unit)


def _ended(forecast: CampaignForecast, end: Estimate) -> str:
    return f"{_moment(forecast, end.mean)}, after {amount(end.mean, 'ms')}{_most(end)}"


def _moment(forecast: CampaignForecast, after_ms: float) -> str:
    """A moment on the clock of the start: "Mon 2026-01-05 09:00 -07:00"."""
    start = datetime.fromisoformat(forecast.start)
    moment = start + timedelta(milliseconds=after_ms)
    return f"{_DAYS[moment.weekday()]} {moment:%Y-%m-%d %H:%M} {forecast.start[-6:]}"


_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _attempts(forecast: CampaignForecast) -> Iterator[Line]:
    yield "", ""
    yield "heading", "by attempt: recipients reached, and results of calls"
    total = 0.0
    for number, results in enumerate(forecast.results, 1):
        reached = forecast.reached_at[number - 1].mean if number <= len(forecast.reached_at) else 0.0
        total += reached
        share = percent(total / forecast.recipients) if forecast.recipients else percent(0.0)
        told = f"{_count(reached)} reached, {share} by then; {_counts(results)}"
        yield from wrapped("row", f"  {number:<4}{told}", 6)


def _counts(results: Mapping[str, Estimate]) -> str:
    ranked = sorted(results.values(), key=lambda each: -each.mean)
    return ", ".join(f"{_count(each.mean)} {each.name}" for each in ranked)


def _count(value: float) -> str:
    """How many, on the average."""
    return f"{value:,.0f}" if value >= _MANY else plain(round(value, 1))


def _never(forecast: CampaignForecast) -> Iterator[Line]:
    """Who is never reached, and why, of all groups together."""
    reasons: dict[str, float] = {}
    for fates in forecast.fates.values():
        for fate, each in fates.items():
            if fate != REACHED:
                reasons[fate] = reasons.get(fate, 0.0) + each.mean
    if not any(reasons.values()):
        return
    yield "", ""
    yield "heading", f"never reached: {_count(sum(reasons.values()))}"
    for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        yield from wrapped("row", f"  {_count(count):>10}  {reason}", 14)


def _groups(forecast: CampaignForecast) -> Iterator[Line]:
    if len(forecast.fates) < 2:
        return
    yield "", ""
    yield "heading", "groups: recipients, and how many of them are reached"
    for number, (name, fates) in enumerate(forecast.fates.items()):
        if number == MOST:
            yield "note", f"  ... and {len(forecast.fates) - MOST} more: --json has all"
            return
        size = sum(each.mean for each in fates.values())
        reached = fates[REACHED].mean if REACHED in fates else 0.0
        yield from wrapped(
            "row", f"  {size:>12,.0f}  {percent(reached / size if size else 0.0):>7}  {name}", 25, most=2
        )


def _load(forecast: CampaignForecast, blocks: bool) -> Iterator[Line]:
    bands = [band for band in forecast.load if band.name in _LEVELS and any(band.means)]
    if bands:
        yield "", ""
    for band in bands:
        yield from _over_time(forecast, band, blocks)


def _over_time(forecast: CampaignForecast, band: LoadBand, blocks: bool) -> Iterator[Line]:
    end = amount(1000 * forecast.bin_s * len(band.means), "ms")
    for line in series_lines(band.name, band.means, ("0 s", end), blocks=blocks):
        yield "row", line


def _leaned_on(forecast: CampaignForecast) -> Iterator[Line]:
    """Every number with where it is from, how fields are read, and what a law might say."""
    settings = [each for each in forecast.assumptions if each.name.startswith(_PREFIX)]
    others = [each for each in forecast.assumptions if not each.name.startswith(_PREFIX)]
    yield from _sourced("settings, and where they are from", settings)
    yield from _sourced("callers, and where that is from", others)
    yield from _listed("how fields are read that the vendor does not explain", forecast.readings)
    yield from _listed("notes", forecast.notes)


def _sourced(heading: str, assumptions: Sequence[ForecastAssumption]) -> Iterator[Line]:
    if assumptions:
        yield "", ""
        yield "heading", heading
    for source in dict.fromkeys(each.source for each in assumptions):
        told = ", ".join(_setting(each) for each in assumptions if each.source == source)
        yield from wrapped("row", f"  {source or 'assumed, as nobody has said it'}: {told}", 4)


def _setting(assumption: ForecastAssumption) -> str:
    name, value = assumption.name, assumption.value
    name = written(name.removeprefix(_PREFIX)) if name.startswith(_PREFIX) else name
    return f"{name} = {value if len(value) <= _LONGEST_VALUE else f'{value[:_LONGEST_VALUE]}...'}" if value else name


def _listed(heading: str, texts: Sequence[str]) -> Iterator[Line]:
    if texts:
        yield "", ""
        yield "heading", heading
    for text in texts:
        yield from wrapped("note", f"  - {text}", 4)
