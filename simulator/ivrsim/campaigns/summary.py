"""A forecast of a campaign: of its replicates, and of what is known exactly."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Final

from ivrdsl.findings.arguments import require
from ivrsim.campaigns.amounts import RESULT
from ivrsim.campaigns.bands import load_bands
from ivrsim.campaigns.bills import cost_of
from ivrsim.campaigns.busy_lines import busy_lines
from ivrsim.campaigns.campaign_forecast import CampaignForecast, LoadBand
from ivrsim.campaigns.exact_figures import exact_fates, exact_results, exactly_known
from ivrsim.campaigns.notes import notes_of
from ivrsim.campaigns.premises import READINGS, assumptions_of
from ivrsim.campaigns.queue import replicate
from ivrsim.campaigns.recipients import Group
from ivrsim.campaigns.replicate import NOT_CALLED, REACHED, Replicate
from ivrsim.campaigns.settings import Campaign
from ivrsim.campaigns.statistics import Estimate, estimate_of
from ivrsim.campaigns.totals import inexact_because, totals_of

_COUNTS: Final = {
    "calls": "calls", "reached": "reached", "live answers": "live", "transfers": "transfers", "waited": "waited",
    "abandoned": "abandoned", "late": "late", "most lines": "most_lines", "most agents": "most_agents",
    "most waiting": "most_waiting",
}  # fmt: skip
_TIMES: Final = {"end": "end_ms", "duration": "duration_ms", "line time": "line_ms", "talk": "talk_ms"}

Figure = Callable[[Replicate], float]


def run(
    campaign: Campaign,
    groups: Sequence[Group],
    executor: Executor | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> CampaignForecast:
    """Return the forecast of a campaign. It is the same, byte for byte, whoever does the work.

    Args:
        campaign: what it is told.
        groups: whom it calls; no two have the same name.
        executor: who simulates; None for this thread.
        progress: is told after each replicate how many are done.

    Raises:
        ArgumentError: two groups have the same name.
        IvrError: NumPy is not installed.
    """
    _require_groups(groups)
    done: list[Replicate] = []
    if needs_replicates(campaign, groups):
        numbers = range(campaign.replicates)
        if executor is None:
            made = (replicate(campaign, groups, number) for number in numbers)
        else:
            futures = [executor.submit(replicate, campaign, groups, number) for number in numbers]
            made = (future.result() for future in futures)
        for each in made:
            done.append(each)
            progress(len(done))
    return summary_of(campaign, groups, done)


def needs_replicates(campaign: Campaign, groups: Sequence[Group]) -> bool:
    """Whether a campaign has to be simulated: nothing of it is known exactly but for its totals."""
    is_limited = campaign.max_active is not None or campaign.calls_a_second is not None
    return is_limited or bool(inexact_because(campaign, groups))


def summary_of(campaign: Campaign, groups: Sequence[Group], replicates: Sequence[Replicate]) -> CampaignForecast:
    """Return what replicates of a campaign say together, with all that is exact in its place.

    Args:
        campaign: what it is told.
        groups: whom it calls.
        replicates: of it, in any order; none where it `needs_replicates` not.

    Raises:
        ArgumentError: replicates are lacking, or one is there twice, or two groups have the same name.
        IvrError: NumPy is not installed.
    """
    _require_groups(groups)
    ranked = sorted(replicates, key=lambda each: each.number)
    expected = range(campaign.replicates if needs_replicates(campaign, groups) else 0)
    numbers = [each.number for each in ranked]
    require(numbers == list(expected), "summary_of", "replicates", numbers, f"{len(expected)}, numbered from 0")
    inexact = inexact_because(campaign, groups) or _is_cut_short(ranked)
    totals = {} if inexact else totals_of(campaign, groups)
    exact = {name: exactly_known(name, total) for name, total in totals.items()}
    figures = _figures(campaign, ranked) | {name: each for name, each in exact.items() if not name.startswith(RESULT)}
    width, load = load_bands(ranked)
    if not ranked:
        busy = busy_lines(campaign, groups)
        figures["end"], width = busy.end, busy.bin_s
        load = [LoadBand("lines", busy.lines, busy.lines, busy.lines)]
    late = figures["late share"].mean if "late share" in figures else 0.0
    return CampaignForecast(
        start=campaign.start.isoformat(),
        currency=campaign.price.currency,
        recipients=sum(group.size for group in groups),
        replicates=len(ranked),
        inexact=inexact,
        totals=totals,
        figures=figures,
        reached_at=[figures[REACHED]._replace(name="reached at attempt 1")] if totals else _reached_at(ranked),
        results=[exact_results(exact)] if totals else _results(ranked),
        fates=exact_fates(campaign, groups) if totals else _fates(groups, ranked),
        bin_s=width,
        load=load,
        assumptions=assumptions_of(campaign),
        readings=READINGS,
        notes=notes_of(campaign, groups, late, figures["end"].quantiles[-1]),
    )


def _is_cut_short(replicates: Sequence[Replicate]) -> tuple[str, ...]:
    """Why totals are not exact, where a campaign lasts so long that somebody was not called."""
    cut = any(NOT_CALLED in fates for each in replicates for fates in each.fates.values())
    return ("it ends before everybody was called (max_days)",) if cut else ()


def _require_groups(groups: Sequence[Group]) -> None:
    names = Counter(group.name for group in groups)
    twice = next((name for name, count in names.items() if count > 1), None)
    require(twice is None, "Campaign", "the name of two groups", twice, "another one for each")


def _figures(campaign: Campaign, replicates: Sequence[Replicate]) -> dict[str, Estimate]:
    """What matters most, by name."""
    if not replicates:
        return {}
    price = campaign.price

    def estimated(name: str, unit: str, figure: Figure) -> Estimate:
        return estimate_of(name, unit, [figure(each) for each in replicates])

    found = [estimated("cost", price.currency, lambda each: cost_of(each.billed_ms, each.legs_ms, price))]
    found += [estimated("billed", "ms", lambda each: each.billed_ms + each.legs_ms)]
    found += [_counted(replicates, name, "ms", field) for name, field in _TIMES.items()]
    found += [_counted(replicates, name, "", field) for name, field in _COUNTS.items()]
    found += [
        estimated("abandoned share", "", lambda each: each.abandoned / max(each.live, 1)),
        estimated("late share", "", lambda each: each.late / max(each.live, 1)),
        estimated("mean wait", "ms", lambda each: each.wait_ms / max(each.waited, 1)),
    ]
    return {each.name: each for each in found}


def _counted(replicates: Sequence[Replicate], name: str, unit: str, field: str) -> Estimate:
    return estimate_of(name, unit, [getattr(each, field) for each in replicates])


def _reached_at(replicates: Sequence[Replicate]) -> list[Estimate]:
    columns = zip(*(each.reached_at for each in replicates), strict=True)
    return [
        estimate_of(f"reached at attempt {number}", "", column)
        for number, column in enumerate(columns, 1)
        if number == 1 or any(column)
    ]


def _results(replicates: Sequence[Replicate]) -> list[dict[str, Estimate]]:
    most = max((len(each.results) for each in replicates), default=0)
    found = []
    for attempt in range(most):
        rows = [each.results[attempt] if attempt < len(each.results) else {} for each in replicates]
        names = sorted({name for row in rows for name in row})
        found.append({name: estimate_of(name, "", [row.get(name, 0) for row in rows]) for name in names})
    return found


def _fates(groups: Sequence[Group], replicates: Sequence[Replicate]) -> dict[str, dict[str, Estimate]]:
    found = {}
    for group in groups:
        rows = [each.fates[group.name] for each in replicates]
        fates = sorted({fate for row in rows for fate in row})
        found[group.name] = {fate: estimate_of(fate, "", [row.get(fate, 0) for row in rows]) for fate in fates}
    return found
