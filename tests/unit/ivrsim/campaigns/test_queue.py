"""The simulated queue, against what can be worked out by hand: makespans, Erlang's formula, Little's law, and sums."""

from collections.abc import Sequence
from datetime import datetime
from math import factorial, sqrt
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrsim.campaigns.draws import BLOCK, Draws
from ivrsim.campaigns.hours import LocalTimeRestriction, Schedule
from ivrsim.campaigns.queue import replicate
from ivrsim.campaigns.recipients import Agents, Group
from ivrsim.campaigns.replicate import NEVER_OPEN, NO_PHONE, NO_ZONE, NOT_CALLED, NOT_RETRIED, REACHED, Replicate
from ivrsim.campaigns.settings import Campaign, RetryConfig
from ivrsim.campaigns.totals import totals_of
from ivrsim.chains.chain import Delay
from tests.unit.ivrsim.campaigns.laws import BUSY, DENVER, MIXED, after, campaign, group, kind

pytest.importorskip("numpy")

TALK = kind(1.0, rings=after(30), before=after(70), reached=True)
"""Ten seconds on a line, seven of which are billed."""
TRANSFER = kind(1.0, rings=after(30), before=after(50), talk=after(200), reached=True)
HOURS = LocalTimeRestriction(enabled=True)
H_MS = 3_600_000


def once(settings: Campaign, *groups: Group, number: int = 0) -> Replicate:
    return replicate(settings, groups, number)


@pytest.mark.parametrize(("size", "lines", "end_s"), [(1, 1, 10), (7, 1, 70), (7, 3, 30), (9, 3, 30), (7, None, 10)])
def test_calls_of_one_length_end_when_the_lines_have_taken_them(size: int, lines: int | None, end_s: int) -> None:
    found = once(campaign(max_active=lines), group(size, TALK))
    assert found.end_ms == 1000 * end_s
    assert (found.calls, found.reached, found.live) == (size, size, size)
    assert found.most_lines == min(size, lines or size)
    assert found.billed_ms == 60_000 * size
    assert found.duration_ms == 7000 * size


def test_a_call_takes_all_its_parts() -> None:
    plain = once(campaign(), group(2, TALK._replace(after=after(40))))
    assert (plain.end_ms, plain.duration_ms, plain.talk_ms, plain.legs_ms) == (14_000, 2 * 11_000, 0, 0)
    two_legs = TRANSFER._replace(after=after(440), legs=(200, 400))
    found = once(campaign(), group(2, two_legs))
    assert (found.end_ms, found.duration_ms) == (72_000, 2 * 69_000)
    assert (found.talk_ms, found.legs_ms, found.billed_ms) == (2 * 60_000, 2 * 120_000, 2 * 120_000)
    assert sum(found.series.agents) == 2 * 20_000_000  # only of the first talk


@pytest.mark.parametrize(("rate", "end_ms"), [(1.0, 19_000), (0.5, 28_000), (3.0, 12_999), (1e6, 10_000)])
def test_the_rate_spreads_calls(rate: float, end_ms: int) -> None:
    assert once(campaign(calls_a_second=rate), group(10, TALK)).end_ms == end_ms


def test_nobody_takes_no_time() -> None:
    for groups in ([], [group(0)], [group(0), group(0, name="other", zone="")]):
        found = once(campaign(local_time_restriction=HOURS), *groups)
        assert (found.end_ms, found.calls, found.reached, found.most_lines) == (0, 0, 0, 0)
        assert found.fates == {each.name: {} for each in groups}


def test_who_is_busy_is_called_again() -> None:
    found = once(campaign(retry_config=RetryConfig(3, 10)), group(5, BUSY))
    assert found.end_ms == 3 * 2000 + 2 * 600_000
    assert found.results == ({"BUSY": 5}, {"BUSY": 5}, {"BUSY": 5})
    assert found.fates == {"all": {"BUSY at every attempt": 5}}
    assert found.billed_ms == 0


def test_who_was_busy_comes_before_who_was_never_called() -> None:
    """One line, and a gap of nothing: each recipient is called to the end before the next one."""
    found = once(campaign(max_active=1, retry_config=RetryConfig(2, 0), max_days=1), group(3, BUSY))
    assert found.end_ms == 6 * 2000
    assert found.series.dialled[0] == 6


def test_retries_that_never_end_are_ended_by_the_campaign() -> None:
    found = once(campaign(retry_config=RetryConfig(100, 60), max_days=1), group(4, BUSY))
    assert found.fates == {"all": {NOT_RETRIED: 4}}
    assert len(found.results) == 24  # 24 hours, and 23 times 2 s more than an hour in between
    assert found.end_ms == 23 * H_MS + 24 * 2000


def test_phones_that_are_lacking_are_not_called_again() -> None:
    retry = RetryConfig(2, 1, ("BUSY",), ("MOBILE_PHONE",))
    home = group(3, BUSY, name="home", phone_types=("HOME_PHONE",))
    both = group(4, BUSY, name="both", phone_types=("HOME_PHONE", "MOBILE_PHONE"))
    found = once(campaign(retry_config=retry), home, both)
    assert found.fates == {"home": {NO_PHONE: 3}, "both": {"BUSY at every attempt": 4}}
    assert found.calls == 3 + 8


# --- agents -----------------------------------------------------------------------------------------------------------


def test_where_there_are_no_agents_everybody_leaves() -> None:
    found = once(campaign(agents=Agents(0, {5000: 1.0})), group(6, TRANSFER))
    assert found.end_ms == 3000 + 5000 + 5000
    assert (found.transfers, found.waited, found.abandoned, found.late) == (6, 6, 6, 6)
    assert found.results == ({"ABANDONED": 6},)
    assert found.fates == {"all": {"ABANDONED, which is not retried": 6}}
    assert found.wait_ms == 6 * 5000
    assert found.duration_ms == 6 * 10_000
    assert (found.talk_ms, found.legs_ms, found.reached, found.live) == (0, 0, 0, 6)
    assert found.billed_ms == 6 * 60_000


def test_who_leaves_within_two_seconds_is_not_late() -> None:
    found = once(campaign(agents=Agents(0, {2000: 0.5, 2001: 0.5})), group(400, TRANSFER))
    assert found.abandoned == 400
    assert 120 < found.late < 280


@pytest.mark.parametrize("limits", [{"agents": Agents(2, None, 0.0)}, {"max_active_transfers": 2}])
def test_agents_take_who_has_waited_longest(limits: dict[str, Any]) -> None:
    settings = campaign(**{"agents": Agents(None, None, 0.0), **limits})
    found = once(settings, group(5, TRANSFER))
    assert found.end_ms == 8000 + 3 * 20_000
    assert (found.waited, found.abandoned, found.most_agents, found.most_waiting) == (3, 0, 2, 3)
    assert found.wait_ms == 20_000 + 20_000 + 40_000
    assert found.legs_ms == 5 * 60_000
    assert found.talk_ms == 5 * 20_000


def geometric(mean: int, longest: int) -> Delay:
    """Whole steps from 1, cut off where hardly any are left."""
    shares = [(1 - 1 / mean) ** (steps - 1) / mean for steps in range(1, longest)]
    total = sum(shares)
    return tuple((steps, share / total) for steps, share in enumerate(shares, 1))


def test_agents_are_waited_for_as_erlang_says() -> None:
    """Calls that come to the agents at random: a large mean delay mixes them as if they came by a Poisson process."""
    servers, load = 8, 6.4
    call = kind(1.0, before=geometric(6000, 60_000), talk=geometric(64, 1200))
    settings = campaign(calls_a_second=1.0, agents=Agents(servers, None, 0.0))
    found = once(settings, group(30_000, call))
    queued = load**servers / factorial(servers) * servers / (servers - load)
    waits = queued / (sum(load**each / factorial(each) for each in range(servers)) + queued)
    assert found.waited / found.transfers == pytest.approx(waits, abs=0.04)
    mean_wait = waits * 6400 / (servers - load)
    assert found.wait_ms / found.transfers == pytest.approx(mean_wait, rel=0.2)


# --- hours ------------------------------------------------------------------------------------------------------------


def evening(second: int = 0) -> datetime:
    return datetime(2026, 1, 5, 20, 59, second, tzinfo=DENVER)


def test_what_is_left_in_the_evening_goes_on_in_the_morning() -> None:
    settings = campaign(max_active=1, start=evening(), local_time_restriction=HOURS, resume_next_day=True)
    found = once(settings, group(8, TALK))  # six calls until 21 h, then two from 8 h on
    assert found.end_ms == 60_000 + 11 * H_MS + 20_000
    assert found.reached == 8
    ended = once(settings._replace(resume_next_day=False), group(8, TALK))
    assert ended.end_ms == 60_000
    assert ended.fates == {"all": {NOT_CALLED: 2, REACHED: 6}}


def test_retries_wait_for_the_morning() -> None:
    settings = campaign(start=evening(), local_time_restriction=HOURS, resume_next_day=True)
    found = once(settings._replace(retry_config=RetryConfig(2, 30)), group(3, BUSY))
    assert found.end_ms == 60_000 + 11 * H_MS + 2000
    assert found.calls == 6
    cut = once(settings._replace(retry_config=RetryConfig(2, 30), resume_next_day=False), group(3, BUSY))
    assert cut.fates == {"all": {NOT_RETRIED: 3}}


def test_a_zone_that_is_closed_does_not_hold_up_another() -> None:
    settings = campaign(max_active=1, start=evening(), local_time_restriction=HOURS, resume_next_day=True)
    west = group(10, TALK, name="west", zone="America/Los_Angeles")
    found = once(settings, group(10, TALK, name="east", zone="America/New_York"), west)
    assert found.fates == {"east": {REACHED: 10}, "west": {REACHED: 10}}
    assert found.series.dialled[0] == 6  # in the west alone; the east opens at 6 h in Denver
    assert found.end_ms == 60_000 + 9 * H_MS - 60_000 + 60_000 + 100_000


def test_nobody_is_called_whose_hours_are_not_known_or_never_come() -> None:
    unknown = group(3, TALK, name="unknown", zone="")
    found = once(campaign(local_time_restriction=HOURS), unknown, group(2, TALK))
    assert found.fates == {"unknown": {NO_ZONE: 3}, "all": {REACHED: 2}}
    gone = Schedule(stop_date=datetime(2025, 1, 1, tzinfo=DENVER).date())
    assert once(campaign(schedules=(gone,)), unknown).fates == {"unknown": {NEVER_OPEN: 3}}
    assert once(campaign(), unknown).fates == {"unknown": {REACHED: 3}}


def test_a_campaign_that_is_too_slow_ends_after_its_days() -> None:
    found = once(campaign(calls_a_second=0.001, max_days=1), group(100, TALK))
    assert found.calls == 87  # one in 1,000 s, of which a day has 86.4
    assert found.fates == {"all": {NOT_CALLED: 13, REACHED: 87}}


# --- what always holds ------------------------------------------------------------------------------------------------

LAW = tuple(each._replace(rings=after(30)) for each in MIXED)
"""All ring equally long, so that time on lines can be added up otherwise."""


@given(
    sizes=st.lists(st.integers(0, 40), max_size=3),
    lines=st.sampled_from([None, 1, 3]),
    rate=st.sampled_from([None, 0.01, 5.0]),
    agents=st.sampled_from([Agents(), Agents(0), Agents(1, {0: 0.2, 30_000: 0.8}), Agents(2, None, 0.0)]),
    attempts=st.integers(1, 4),
    minutes=st.sampled_from([0, 1, 700]),
    results=st.sampled_from([("BUSY",), ("BUSY", "ABANDONED", "AM"), ("LA", "AM", "BUSY", "ABANDONED"), ()]),
    enabled=st.booleans(),
    resume=st.booleans(),
    zones=st.lists(st.sampled_from(["", "America/Denver", "Asia/Tokyo"]), min_size=3, max_size=3),
)
def test_everybody_is_counted_once_and_levels_add_up(
    sizes: list[int],
    lines: int | None,
    rate: float | None,
    agents: Agents,
    attempts: int,
    minutes: int,
    results: tuple[str, ...],
    enabled: bool,
    resume: bool,
    zones: list[str],
) -> None:
    settings = campaign(
        max_active=lines,
        calls_a_second=rate,
        agents=agents,
        retry_config=RetryConfig(attempts, minutes, results),
        local_time_restriction=LocalTimeRestriction(enabled),
        resume_next_day=resume,
        max_days=3,
    )
    groups = [group(size, *LAW, name=str(at), zone=zones[at]) for at, size in enumerate(sizes)]
    found = once(settings, *groups)
    assert {name: sum(fates.values()) for name, fates in found.fates.items()} == {g.name: g.size for g in groups}
    assert found.reached == sum(fates.get(REACHED, 0) for fates in found.fates.values()) == sum(found.reached_at)
    assert found.calls == sum(sum(each.values()) for each in found.results) == sum(found.series.dialled)
    assert found.most_lines <= (lines or found.calls)
    assert found.most_agents <= (agents.number if agents.number is not None else found.calls)
    assert found.waited - found.abandoned <= found.transfers
    # Little's law, exactly: what levels come to over time is what calls take
    assert sum(found.series.lines) == 1000 * (3000 * found.calls + found.duration_ms)
    assert sum(found.series.agents) == 1000 * found.talk_ms
    assert sum(found.series.waiting) == 1000 * found.wait_ms
    assert len(found.series.lines) <= 2000


def test_a_long_campaign_has_wider_bins_that_add_up() -> None:
    found = once(campaign(calls_a_second=0.001, agents=Agents(0)), group(2000, *LAW))
    assert found.series.width_us == 32 * 60_000_000
    assert sum(found.series.lines) == 1000 * (3000 * found.calls + found.duration_ms)
    wide = found.series.widened(64 * 60_000_000)
    assert (sum(wide.lines), sum(wide.dialled)) == (sum(found.series.lines), found.calls)


def figures_of(replicates: Sequence[Replicate]) -> dict[str, list[float]]:
    return {
        "billed": [each.billed_ms + each.legs_ms for each in replicates],
        "duration": [each.duration_ms for each in replicates],
        "line time": [each.line_ms for each in replicates],
        "talk": [each.talk_ms for each in replicates],
        "reached": [each.reached for each in replicates],
        "result AM": [each.results[0].get("AM", 0) for each in replicates],
        "result BUSY": [each.results[0].get("BUSY", 0) for each in replicates],
    }


@pytest.mark.parametrize("limits", [{}, {"max_active": 5, "calls_a_second": 2.0}])
def test_simulated_totals_are_the_exact_ones_in_mean_and_spread(limits: dict[str, Any]) -> None:
    groups = [group(300), group(100, TRANSFER, name="other")]
    rounds = 40
    replicates = [once(campaign(**limits), *groups, number=number) for number in range(rounds)]
    totals = totals_of(campaign(), groups)
    for name, values in figures_of(replicates).items():
        mean, deviation = totals[name].quantity.mean.low, totals[name].deviation
        assert abs(sum(values) / rounds - mean) <= 4 * deviation / sqrt(rounds), name
        if deviation:
            spread = sum((each - mean) ** 2 for each in values) / rounds / deviation**2
            assert 0.4 < spread < 2.0, name


def test_what_becomes_of_a_recipient_does_not_depend_on_when_they_are_called() -> None:
    groups = (group(50), group(BLOCK + 10, name="large"))
    alone, limited = (once(campaign(max_active=lines), *groups) for lines in (None, 7))
    assert alone.results == limited.results
    assert alone.fates == limited.fates
    assert (alone.billed_ms, alone.talk_ms) == (limited.billed_ms, limited.talk_ms)
    assert alone.end_ms < limited.end_ms
    assert once(campaign(), *groups, number=1).billed_ms != alone.billed_ms
    assert once(campaign(seed=2), *groups).billed_ms != alone.billed_ms
    assert once(campaign(), *groups) == alone


def test_blocks_are_drawn_by_their_laws_and_again_the_same() -> None:
    draws = Draws(1, 0, [group(3 * BLOCK)], Agents(1, {100: 0.25, 200: 0.75}))
    blocks = [draws.block(0, each, 1) for each in range(3)]
    kinds = [number for block in blocks for number in block.kinds]
    for number, each in enumerate(MIXED):
        assert kinds.count(number) / len(kinds) == pytest.approx(each.share, abs=0.02)
    assert {block.waits_ms[0] for block in blocks} <= {100, 200}
    talks = [talk for block in blocks for kind, talk in zip(block.kinds, block.talks, strict=True) if kind == 1]
    assert talks.count(900) / len(talks) == pytest.approx(0.7, abs=0.04)
    assert Draws(1, 0, [group(3 * BLOCK)], Agents(1, {100: 0.25, 200: 0.75})).block(0, 2, 1) == blocks[2]
    assert draws.block(0, 0, 2) != blocks[0]
