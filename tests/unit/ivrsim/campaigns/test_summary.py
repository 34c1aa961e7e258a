"""Forecasts of campaigns: the same whoever simulates, exact where they can be, and plain data."""

import json
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime
from math import inf
from multiprocessing import get_context
from typing import Any

import pytest

from ivrdsl.errors import ArgumentError
from ivrsim.campaigns.busy_lines import busy_lines
from ivrsim.campaigns.hours import LocalTimeRestriction
from ivrsim.campaigns.notes import notes_of
from ivrsim.campaigns.queue import replicate
from ivrsim.campaigns.recipients import Agents
from ivrsim.campaigns.records import as_dict
from ivrsim.campaigns.settings import RetryConfig
from ivrsim.campaigns.statistics import estimate_of, student
from ivrsim.campaigns.summary import needs_replicates, run, summary_of
from tests.unit.ivrsim.campaigns.laws import BUSY, DENVER, MIXED, MORNING, after, campaign, group, kind

pytest.importorskip("numpy")

LIMITED = campaign(
    max_active=5, calls_a_second=2.0, agents=Agents(1), retry_config=RetryConfig(2, 5), replicates=4
)  # fmt: skip
GROUPS = (group(60), group(30, BUSY, kind(0.0), name="busy"), group(0, name="nobody"))


def told(forecast: Any) -> str:
    return json.dumps(as_dict(forecast), allow_nan=False)


def test_the_bytes_do_not_depend_on_who_simulates() -> None:
    alone = told(run(LIMITED, GROUPS))
    executors: list[Executor] = [ThreadPoolExecutor(3), ProcessPoolExecutor(2, get_context("spawn"))]
    for executor in executors:
        with executor:
            assert told(run(LIMITED, GROUPS, executor)) == alone
    replicates = [replicate(LIMITED, GROUPS, number) for number in (2, 0, 3, 1)]
    assert told(summary_of(LIMITED, GROUPS, replicates)) == alone


def test_progress_is_told() -> None:
    told: list[int] = []
    run(LIMITED, GROUPS, progress=told.append)
    assert told == [1, 2, 3, 4]


@pytest.mark.parametrize("numbers", [(0, 1, 2), (0, 1, 1, 2), (0, 1, 2, 4), ()])
def test_replicates_are_counted_once_each(numbers: tuple[int, ...]) -> None:
    replicates = [replicate(LIMITED, GROUPS, number) for number in numbers]
    with pytest.raises(ArgumentError, match="expected 4, numbered from 0"):
        summary_of(LIMITED, GROUPS, replicates)


def test_two_groups_of_one_name_are_refused() -> None:
    with pytest.raises(ArgumentError, match="two groups is 'all'"):
        run(LIMITED, [group(1), group(2)])


def test_without_any_limit_nothing_is_simulated() -> None:
    forecast = run(campaign(), GROUPS)
    assert forecast.replicates == 0
    assert not needs_replicates(campaign(), GROUPS)
    assert all(each.is_exact for each in forecast.figures.values())
    assert forecast.figures["reached"].mean == pytest.approx(30)
    assert forecast.fates["busy"] == {"BUSY at every attempt": forecast.fates["busy"]["BUSY at every attempt"]}
    assert forecast.fates["all"]["reached"].mean == pytest.approx(30)
    assert forecast.fates["nobody"] == {}
    assert sum(forecast.load[0].means) * forecast.bin_s * 1000 == pytest.approx(forecast.figures["line time"].mean)


def test_the_end_without_limits_is_that_of_simulations() -> None:
    rounds = [replicate(campaign(), GROUPS, number).end_ms for number in range(200)]
    exact = busy_lines(campaign(), GROUPS).end
    found = estimate_of("end", "ms", rounds)
    assert abs(found.mean - exact.mean) <= 2 * (found.high - found.mean)
    two = [group(2, kind(0.5, before=after(10)), kind(0.5, before=after(20)))]
    assert busy_lines(campaign(), two).end.mean == pytest.approx(1750)
    assert busy_lines(campaign(), two).end.quantiles == (1000.0, 2000.0, 2000.0)


def test_lines_and_rate_leave_totals_exact() -> None:
    limited = run(campaign(max_active=2, replicates=3), GROUPS)
    free = run(campaign(), GROUPS)
    assert limited.inexact == ()
    for name in ("cost", "billed", "reached", "talk"):
        assert limited.figures[name] == free.figures[name]
    assert not limited.figures["end"].is_exact
    assert limited.results == free.results
    assert limited.fates == free.fates


def test_totals_that_are_cut_short_are_not_exact() -> None:
    forecast = run(campaign(calls_a_second=0.001, max_days=1, replicates=2), [group(100)])
    assert forecast.inexact == ("it ends before everybody was called (max_days)",)
    assert forecast.totals == {}
    assert forecast.figures["calls"].mean == 87


def test_a_limited_campaign_says_why_it_is_an_estimate() -> None:
    forecast = run(LIMITED, GROUPS)
    assert [reason.split(" (")[0] for reason in forecast.inexact] == [
        "recipients are called again", "calls wait for agents",
    ]  # fmt: skip
    assert forecast.recipients == 90
    assert sum(each.mean for each in forecast.fates["busy"].values()) == 30
    assert [each.name for each in forecast.reached_at] == ["reached at attempt 1", "reached at attempt 2"][
        : len(forecast.reached_at)
    ]
    lines = next(band for band in forecast.load if band.name == "lines")
    assert max(lines.highs) <= 5
    assert sum(lines.means) * forecast.bin_s * 1000 == pytest.approx(forecast.figures["line time"].mean)


def test_nobody_is_forecast_too() -> None:
    for settings in (campaign(), LIMITED):
        for groups in ([], [group(0)]):
            forecast = run(settings, groups)
            assert forecast.figures["end"].mean == 0
            assert forecast.figures["cost"].mean == 0
            assert told(forecast)


# --- statistics -------------------------------------------------------------------------------------------------------


def test_the_interval_is_students() -> None:
    found = estimate_of("x", "", [1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.mean == 3
    assert found.high - found.mean == pytest.approx(2.7764 * (2.5 / 5) ** 0.5)
    assert found.quantiles == pytest.approx((1.2, 3.0, 4.8))
    one = estimate_of("x", "", [7.0])
    assert (one.mean, one.low, one.high) == (7.0, -inf, inf)
    assert student(31) == pytest.approx(2.0395, abs=1e-4)
    assert student(120) == pytest.approx(1.9799, abs=1e-4)
    assert student(1000) == pytest.approx(1.9623, abs=1e-4)


def test_about_95_of_100_intervals_hold_the_mean() -> None:
    import numpy as np

    source = np.random.Generator(np.random.PCG64(5))
    held = sum(
        each.low <= 0 <= each.high
        for each in (estimate_of("x", "", source.normal(size=20).tolist()) for _ in range(2000))
    )
    assert 0.935 < held / 2000 < 0.965


def test_one_replicate_has_no_interval() -> None:
    data = as_dict(run(LIMITED._replace(replicates=1), GROUPS))
    assert data["figures"]["end"]["interval_of_mean"] is None
    assert json.dumps(data, allow_nan=False)


# --- notes ------------------------------------------------------------------------------------------------------------


def test_calls_at_night_are_noted() -> None:
    night = campaign(start=datetime(2026, 1, 5, 22, tzinfo=DENVER))
    (note,) = notes_of(night, [group(1)], 0.0, 1000.0)
    assert "before 8 h or after 21 h local time in America/Denver" in note
    assert "8 to 21 h local time, as noted in November 2026" in note
    assert "no legal advice" in note
    assert notes_of(campaign(), [group(1)], 0.0, 12 * 3_600_000.0) == ()  # 9 h to 21 h
    assert len(notes_of(campaign(), [group(1)], 0.0, 12 * 3_600_000.0 + 1000)) == 1
    kept = night._replace(local_time_restriction=LocalTimeRestriction(True), resume_next_day=True)
    assert notes_of(kept, [group(1)], 0.0, 1e9) == ()
    assert len(notes_of(campaign(), [group(1, zone="Asia/Tokyo")], 0.0, 1000.0)) == 1
    assert notes_of(night, [group(0)], 0.0, 1000.0) == ()


def test_other_notes() -> None:
    (unknown,) = notes_of(campaign(), [group(1, zone="")], 0.0, 1.0)
    assert "not known" in unknown
    (late,) = notes_of(campaign(), [group(1)], 0.04, 1.0)
    assert late.startswith("4.0 % of live answers have no agent within 2 s")
    assert notes_of(campaign(), [group(1)], 0.03, 1.0) == ()
    (often,) = notes_of(campaign(retry_config=RetryConfig(4)), [group(1)], 0.0, 1.0)
    assert "20 July 2023" in often


def test_too_few_agents_are_noted() -> None:
    settings = campaign(agents=Agents(0), replicates=2)
    forecast = run(settings, [group(50, *MIXED)])
    assert any("no agent within 2 s" in note for note in forecast.notes)
    assert forecast.figures["abandoned"].mean > 0
    assert MORNING.isoformat() == forecast.start
