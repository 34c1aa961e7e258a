"""When a campaign may dial, against the clock of each minute: hours, days, zones, and the days on which clocks jump."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from ivrsim.campaigns.hours import DAYS, LocalTimeRestriction, Schedule
from ivrsim.campaigns.openings import Stretch, openings_of
from ivrsim.campaigns.settings import Campaign
from tests.unit.ivrsim.campaigns.laws import DENVER, MORNING, PRICE, group

H = 3_600_000_000
MINUTE = 60_000_000


def opened(
    start: datetime,
    restriction: LocalTimeRestriction | None = None,
    *schedules: Schedule,
    zone: str = "America/Denver",
    days: int = 3,
    resume: bool = True,
) -> list[Stretch] | None:
    settings = Campaign(
        start,
        PRICE,
        local_time_restriction=restriction or LocalTimeRestriction(),
        schedules=schedules,
        resume_next_day=resume,
        max_days=days,
    )
    return openings_of(settings, [group(1, zone=zone)])[0]


def hours(begin: int, end: int, begin_minute: int = 0, end_minute: int = 0) -> LocalTimeRestriction:
    return LocalTimeRestriction(True, begin, begin_minute, end, end_minute)


def test_without_hours_it_is_always_open_and_needs_no_zone() -> None:
    assert opened(MORNING, zone="") == [(0, 3 * 24 * H)]
    assert opened(MORNING, resume=False) == [(0, 3 * 24 * H)]


def test_a_restriction_is_on_the_clock_of_the_recipient() -> None:
    assert opened(MORNING, hours(8, 21)) == [(0, 12 * H), (23 * H, 36 * H), (47 * H, 60 * H), (71 * H, 72 * H)]
    assert opened(MORNING, hours(8, 21), zone="America/New_York", days=1) == [(0, 10 * H), (21 * H, 24 * H)]
    assert opened(MORNING, hours(8, 21), zone="") is None


def test_without_resuming_it_ends_with_its_first_day() -> None:
    assert opened(MORNING, hours(8, 21), resume=False) == [(0, 12 * H)]
    late = MORNING.replace(hour=22)
    assert opened(late, hours(8, 21), resume=False) == [(10 * H, 23 * H)]  # the first day on which it calls
    # in Tokyo it is open until 5 h in Denver: midnight in Denver, where it starts, ends its day
    assert opened(MORNING, hours(8, 21), zone="Asia/Tokyo", resume=False) == [(7 * H, 15 * H)]


def test_the_day_on_which_clocks_go_forward_is_an_hour_short() -> None:
    midnight = datetime(2026, 3, 8, tzinfo=DENVER)
    assert opened(midnight, hours(8, 21), days=1) == [(7 * H, 20 * H)]
    assert opened(midnight, hours(1, 4), days=1) == [(1 * H, 3 * H)]  # 2 h to 3 h is not there
    assert opened(midnight, hours(2, 3), days=1) == []
    assert opened(midnight, hours(2, 3, 30, 30), days=1) == [(2 * H, 2 * H + 30 * MINUTE)]


def test_the_day_on_which_clocks_go_back_has_an_hour_twice() -> None:
    midnight = datetime(2026, 11, 1, tzinfo=DENVER)
    assert opened(midnight, hours(8, 21), days=1) == [(9 * H, 22 * H)]
    assert opened(midnight, hours(1, 1, 0, 30), days=1) == [(H, H + 30 * MINUTE), (2 * H, 2 * H + 30 * MINUTE)]
    assert opened(midnight, hours(0, 2), days=1) == [(0, 3 * H)]


def test_a_zone_without_jumps_has_none() -> None:
    midnight = datetime(2026, 3, 8, tzinfo=ZoneInfo("America/Phoenix"))
    assert opened(midnight, hours(8, 21), zone="America/Phoenix", days=1) == [(8 * H, 21 * H)]


def test_schedules_are_on_their_own_clocks_and_add_up() -> None:
    monday = Schedule(days_of_week=("MONDAY",), start_time_of_day=time(9), stop_time_of_day=time(12))
    east = monday._replace(time_zone="America/New_York")
    assert opened(MORNING, None, monday, days=8) == [(0, 3 * H), (7 * 24 * H, 7 * 24 * H + 3 * H)]
    assert opened(MORNING, None, east, days=6) == [(0, H)]
    tuesday = monday._replace(days_of_week=("TUESDAY",), stop_time_of_day=None)
    assert opened(MORNING, None, monday, tuesday, zone="") == [(0, 3 * H), (24 * H, 39 * H)]
    assert opened(MORNING, hours(10, 11), monday, tuesday) == [(H, 2 * H), (25 * H, 26 * H)]


def test_schedules_have_first_and_last_days_and_may_go_over_midnight() -> None:
    days = Schedule(start_date=date(2026, 1, 6), stop_date=date(2026, 1, 6))
    assert opened(MORNING, None, days) == [(15 * H, 39 * H)]
    night = days._replace(start_time_of_day=time(22), stop_time_of_day=time(2))
    assert opened(MORNING, None, night) == [(37 * H, 41 * H)]  # it belongs to the day on which it begins
    assert opened(MORNING, None, days._replace(start_date=None, stop_date=date(2026, 1, 4))) == []


@pytest.mark.parametrize("zone", ["America/Denver", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"])
@given(
    begin=st.integers(0, 23 * 60 + 59),
    length=st.integers(1, 24 * 60 - 1),
    day=st.sampled_from(["2026-03-07", "2026-03-28", "2026-04-04", "2026-10-03", "2026-10-24", "2026-10-31"]),
    weekdays=st.sets(st.sampled_from(DAYS)),
)
def test_each_quarter_of_an_hour_is_open_if_the_clock_says_so(
    zone: str, begin: int, length: int, day: str, weekdays: set[str]
) -> None:
    begin, end = begin // 15 * 15, (begin // 15 * 15 + (length // 15 + 1) * 15) % (24 * 60)
    if begin == end:
        end = (end + 15) % (24 * 60)
    start = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    schedule = Schedule(days_of_week=tuple(sorted(weekdays)), time_zone=zone)
    restriction = LocalTimeRestriction(True, begin // 60, begin % 60, end // 60, end % 60)
    stretches = opened(start, restriction, schedule, zone=zone, days=2) or []
    for quarter in range(2 * 24 * 4):
        moment = (start + timedelta(minutes=15 * quarter)).astimezone(UTC).astimezone(ZoneInfo(zone))
        minute = 60 * moment.hour + moment.minute
        in_hours = begin <= minute < end if begin < end else minute >= begin or minute < end
        on_day = not weekdays or DAYS[moment.weekday()] in weekdays
        at = 15 * MINUTE * quarter
        assert any(first <= at < last for first, last in stretches) == (in_hours and on_day), moment
