"""When a campaign calls: the vendor's restriction of local time, and its schedules."""

from datetime import date, datetime, time
from typing import Final, NamedTuple

from ivrdsl.findings.arguments import checked, refuse, require, require_whole
from ivrsim.campaigns.refusals import require_most, require_words
from ivrsim.campaigns.zones import zone_of

DAYS: Final = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
DAY_MINUTES: Final = 24 * 60
_LAST_HOUR: Final = 23
_LAST_MINUTE: Final = 59


@checked
class LocalTimeRestriction(NamedTuple):
    """When recipients are called, on the clock where they live. It may go over midnight.

    Attributes:
        enabled: whether it holds.
        begin_hour, begin_minute: from when.
        end_hour, end_minute: until when; 24:00 is the end of the day.
    """

    enabled: bool = False
    begin_hour: int = 8
    begin_minute: int = 0
    end_hour: int = 21
    end_minute: int = 0

    @property
    def begin(self) -> int:
        """The minute of the day at which it opens."""
        return 60 * self.begin_hour + self.begin_minute

    @property
    def end(self) -> int:
        """The minute of the day at which it closes."""
        return 60 * self.end_hour + self.end_minute

    def require(self) -> None:
        """Refuse what is no time of a day.

        Raises:
            ArgumentError: an hour or a minute does not exist, or it opens when it closes.
        """
        require(type(self.enabled) is bool, "LocalTimeRestriction", "enabled", self.enabled, "True or False")
        mosts = {"begin_hour": _LAST_HOUR, "end_hour": 24, "begin_minute": _LAST_MINUTE, "end_minute": _LAST_MINUTE}
        for name, most in mosts.items():
            value = getattr(self, name)
            require_whole("LocalTimeRestriction", name, value, 0)
            require_most("LocalTimeRestriction", name, value, most)
        require(self.end <= DAY_MINUTES, "LocalTimeRestriction", "end_minute", self.end_minute, "0 at 24 h")
        differ = "another time than begin_hour and begin_minute"
        require(self.begin != self.end, "LocalTimeRestriction", "end_hour", self.end_hour, differ)


@checked
class Schedule(NamedTuple):
    """Days and times at which a campaign runs.

    Attributes:
        start_date, stop_date: the first and the last day; None for no bound.
        start_time_of_day, stop_time_of_day: from when until when on each day; it may go over midnight. None for the
            begin and the end of the day.
        days_of_week: "MONDAY", "TUESDAY" ...; () for every day.
        time_zone: whose clock that is, as "America/Denver"; "" for the zone in which the campaign starts.
    """

    start_date: date | None = None
    stop_date: date | None = None
    start_time_of_day: time | None = None
    stop_time_of_day: time | None = None
    days_of_week: tuple[str, ...] = ()
    time_zone: str = ""

    def require(self) -> None:
        """Refuse days and zones that do not exist.

        Raises:
            ArgumentError: there is one.
        """
        for name in ("start_date", "stop_date"):
            day = getattr(self, name)
            is_day = day is None or (isinstance(day, date) and not isinstance(day, datetime))
            require(is_day, "Schedule", name, day, "a date, as datetime.date(2026, 1, 5)")
        for name in ("start_time_of_day", "stop_time_of_day"):
            moment = getattr(self, name)
            require(moment is None or isinstance(moment, time), "Schedule", name, moment, "a datetime.time")
        require_words("Schedule", "days_of_week", self.days_of_week, DAYS)
        if self.time_zone:
            zone_of("Schedule", "time_zone", self.time_zone)
        if self.start_date is not None and self.stop_date is not None and self.stop_date < self.start_date:
            refuse("Schedule", "stop_date", str(self.stop_date), f"{self.start_date} or later")
