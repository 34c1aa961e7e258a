"""When a campaign may dial a group, as stretches of time from its start: hours and days in zones, with their changes.

The clock of a zone jumps twice a year. Between two jumps it is as far from UTC all the time, and hours are looked at in
such pieces. So the hour that does not exist, or that comes twice, needs no rule of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Final, NamedTuple

from ivrsim.campaigns.hours import DAYS, LocalTimeRestriction, Schedule
from ivrsim.campaigns.recipients import Group
from ivrsim.campaigns.settings import Campaign
from ivrsim.campaigns.zones import zone_of

Stretch = tuple[int, int]
"""From when until when, in microseconds; the end is not part of it."""

SECOND: Final = 1_000_000
_DAY: Final = 86_400
_LOOK: Final = 6 * 3600
"""A clock jumps at most once in so many seconds."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()


class _Steady(NamedTuple):
    """A time in which a clock is as far from UTC all along; all in seconds, the first two since 1970."""

    begin: int
    end: int
    ahead: int


def openings_of(campaign: Campaign, groups: Sequence[Group]) -> list[list[Stretch] | None]:
    """Return when each group may be dialled, in microseconds from the start; None where a zone is lacking.

    Raises:
        ArgumentError: a zone does not exist.
    """
    found: dict[str, list[Stretch]] = {}
    for zone in {group.zone for group in groups}:
        if zone or not campaign.local_time_restriction.enabled:
            found[zone] = _openings(campaign, zone)
    begins = [stretches[0][0] for stretches in found.values() if stretches]
    if begins and campaign.closes and not campaign.resume_next_day:
        until = _end_of_day(campaign, min(begins))
        found = {zone: _both(stretches, [(0, until)]) for zone, stretches in found.items()}
    return [found.get(group.zone) for group in groups]


def _openings(campaign: Campaign, zone: str) -> list[Stretch]:
    start = (campaign.start - _EPOCH) // timedelta(microseconds=1)
    length = campaign.max_days * _DAY * SECOND
    begin, end = start // SECOND - _DAY, (start + length) // SECOND + _DAY
    found = [(start, start + length)]
    if campaign.local_time_restriction.enabled:
        steady = _steady(zone_of("Group", "zone", zone), begin, end)
        found = _both(found, _joined(_restricted(campaign.local_time_restriction, steady)))
    if campaign.schedules:
        scheduled = (each for schedule in campaign.schedules for each in _scheduled(schedule, campaign, begin, end))
        found = _both(found, _joined(scheduled))
    return [(opens - start, closes - start) for opens, closes in found]


def _steady(zone: tzinfo, begin: int, end: int) -> list[_Steady]:
    """The times between jumps of a clock."""

    def ahead(second: int) -> int:
        return int(((_EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset() or timedelta()).total_seconds())

    jumps = [begin]
    for first in range(begin, end, _LOOK):
        early, late = first, min(first + _LOOK, end)
        if ahead(early) != ahead(late):
            while late - early > 1:
                middle = (early + late) // 2
                early, late = (middle, late) if ahead(middle) == ahead(first) else (early, middle)
            jumps.append(late)
    return [_Steady(one, other, ahead(one)) for one, other in pairwise([*jumps, end])]


def _daily(
    steady: Sequence[_Steady], begin_s: float, end_s: float, runs_on: Callable[[date], bool]
) -> Iterator[Stretch]:
    """From one time of the day until another, on the days that are asked for; over midnight where the end is early."""
    long = end_s - begin_s if end_s > begin_s else end_s - begin_s + _DAY
    for piece in steady:
        first, last = (each + piece.ahead for each in (piece.begin, piece.end))
        for day in range(first // _DAY - 1, last // _DAY + 1):
            opens = day * _DAY + begin_s
            early, late = max(opens, first), min(opens + long, last)
            if early < late and runs_on(date.fromordinal(_FIRST_DAY + day)):
                yield round((early - piece.ahead) * SECOND), round((late - piece.ahead) * SECOND)


def _restricted(restriction: LocalTimeRestriction, steady: Sequence[_Steady]) -> Iterator[Stretch]:
    return _daily(steady, 60 * restriction.begin, 60 * restriction.end, lambda _: True)


def _scheduled(schedule: Schedule, campaign: Campaign, begin: int, end: int) -> Iterator[Stretch]:
    zone = zone_of("Schedule", "time_zone", schedule.time_zone) if schedule.time_zone else campaign.start.tzinfo
    days = {DAYS.index(day) for day in schedule.days_of_week} or set(range(len(DAYS)))
    first, last = schedule.start_date or date.min, schedule.stop_date or date.max
    opens, closes = _second_of(schedule.start_time_of_day, 0), _second_of(schedule.stop_time_of_day, _DAY)
    return _daily(
        _steady(zone or UTC, begin, end), opens, closes, lambda day: first <= day <= last and day.weekday() in days
    )


def _second_of(moment: time | None, default: int) -> float:
    if moment is None:
        return default
    return moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / SECOND


def _joined(stretches: Iterator[Stretch]) -> list[Stretch]:
    """All that is in one of some stretches, as few as can be, sorted."""
    found: list[Stretch] = []
    for begin, end in sorted(stretches):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def _both(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """What is in stretches of both kinds; each are sorted, and apart."""
    found, other = [], 0
    for begin, end in some:
        while other < len(others) and others[other][1] <= begin:
            other += 1
        for early, late in others[other:]:
            if early >= end:
                break
            found.append((max(begin, early), min(end, late)))
    return found


def _end_of_day(campaign: Campaign, moment: int) -> int:
    """When the day of a moment ends, on the clock of the start."""
    zone = campaign.start.tzinfo
    day = (campaign.start.astimezone(UTC) + timedelta(microseconds=moment)).astimezone(zone).date()
    midnight = datetime.combine(day + timedelta(days=1), time(), zone)
    return (midnight - campaign.start.astimezone(UTC)) // timedelta(microseconds=1)
