"""Reads campaign.toml: how a list is called, in the vendor's own words. What it does not say is as usual.

start = 2026-01-05T09:00:00-07:00
maxActive = 100

[retryConfig]
maxAttempts = 3

[groups.vip]
callers = "vip.toml"
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple, TypeVar

from ivrdsl.errors import ArgumentError
from ivrdsl.files.toml import TomlFile, read_toml
from ivrdsl.findings.words import meant, nearest_word
from ivrsim.callers.model import Callers
from ivrsim.campaigns.hours import LocalTimeRestriction, Schedule
from ivrsim.campaigns.premises import GIVEN
from ivrsim.campaigns.recipients import Agents
from ivrsim.campaigns.settings import Campaign, RetryConfig
from ivrsim.campaigns.zones import zone_of
from ivrsim.forecasting.forecast import ForecastAssumption

T = TypeVar("T")
USUAL_START: Final = datetime(2026, 1, 5, 9)  # noqa: DTZ001  # in the zone of the campaign
"""When a campaign starts where nobody says it: a Monday at nine."""
USUAL_ZONE: Final = "UTC"
NO_LIMIT: Final = "no limit"
"""In the place of a number that could be unlimited."""

_OWN: Final = (
    "max_active", "max_active_transfers", "calls_a_second", "resume_next_day", "max_days", "replicates", "seed",
)  # fmt: skip
_UNLIMITED: Final = ("max_active", "max_active_transfers", "calls_a_second", "number")
_TABLES: Final[Mapping[str, type]] = {
    "retryConfig": RetryConfig,
    "localTimeRestriction": LocalTimeRestriction,
    "agents": Agents,
}
_SCHEDULES: Final = "schedules"
_GROUPS: Final = "groups"
_CALLERS: Final = "callers"
_ELSEWHERE: Final = {
    "price": "what calls cost stands in a file of callers (--callers)",
    "stepMs": "steps stand in a file of callers (--callers), as step_ms",
    "recipients": "who is called is given as --recipients",
    "callers": "a model of callers is given as --callers; one of a group as [groups.NAME] callers",
}
"""What people look for here."""


class CampaignFile(NamedTuple):
    """What a campaign.toml says.

    Attributes:
        campaign: how the list is called.
        said: the names of settings that the file says, dotted as in a forecast: "retry_config.max_attempts".
        callers: files of the models of groups, by the names of these.
    """

    campaign: Campaign
    said: frozenset[str]
    callers: Mapping[str, str]

    def assumptions(self, found: Sequence[ForecastAssumption]) -> list[ForecastAssumption]:
        """Assumptions of a forecast, with what the file says marked, and those of the start put in front."""
        start = ForecastAssumption("campaign.start", self.campaign.start.isoformat(), "", {})
        return [
            each._replace(source=GIVEN) if each.name.removeprefix("campaign.") in self.said else each
            for each in (start, *found)
        ]


def read_campaign(path: str | None, callers: Callers) -> CampaignFile:
    """Read a campaign.

    Args:
        path: the file; None for what is usual.
        callers: the model, which says what calls cost, and in which steps time goes.

    Raises:
        LoadError: the file cannot be read, or it says what it cannot; the text names the line and the nearest word.
    """
    file = TomlFile("", "", {}) if path is None else read_toml(path)
    reader = _CampaignReader(file)
    reader.require_known((), file.table, (*map(_camel, _OWN), "start", "zone", *_TABLES, _SCHEDULES, _GROUPS))
    start = _start(file)
    settings: dict[str, Any] = {name: reader.value(file.table, name) for name in _OWN if _camel(name) in file.table}
    for key, kind in _TABLES.items():
        settings[_snake(key)] = reader.table((key,), file.table.get(key, {}), kind)
    settings[_SCHEDULES] = reader.schedules(file.table.get(_SCHEDULES, []))
    campaign = reader.made(
        (), Campaign, {"price": callers.price, "step_ms": callers.step_ms, "start": start} | settings
    )
    return CampaignFile(campaign, frozenset(_said(file.table)), reader.groups(file.table.get(_GROUPS, {})))


class _CampaignReader:
    def __init__(self, file: TomlFile) -> None:
        self._file = file

    def require_known(self, where: tuple[str, ...], table: Mapping[str, Any], known: Iterable[str]) -> None:
        """Refuse names that nobody knows, or that stand elsewhere."""
        words = list(known)
        for key in table:
            if key not in words:
                elsewhere = "" if where else _ELSEWHERE.get(key, "")
                hint = elsewhere or nearest_word(_camel(key), words) or meant(key, words)
                told = f"{_place(where)}there is no setting {key!r}; {hint}"
                raise self._file.wrong((*where, key), told)

    def table(self, where: tuple[str, ...], table: Any, kind: type[T]) -> T:
        """A table of the file as a value."""
        if not isinstance(table, dict):
            raise self._file.wrong(where, f"{'.'.join(where)} is {table!r:.60}; expected a table [{'.'.join(where)}]")
        fields: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]  # all are named tuples
        self.require_known(where, table, map(_camel, fields))
        return self.made(where, kind, {name: self.value(table, name) for name in fields if _camel(name) in table})

    def value(self, table: Mapping[str, Any], name: str) -> Any:
        """A setting of a table as the value takes it."""
        value = table[_camel(name)]
        if name in _UNLIMITED and value == NO_LIMIT:
            return None
        if name == "waits_ms" and isinstance(value, dict):
            return {int(key) if key.isascii() and key.isdigit() else key: share for key, share in value.items()}
        return tuple(value) if isinstance(value, list) else value

    def schedules(self, tables: Any) -> tuple[Schedule, ...]:
        """All schedules."""
        if not isinstance(tables, list):
            raise self._file.wrong((_SCHEDULES,), f"{_SCHEDULES} is no list: write [[{_SCHEDULES}]] above each")
        return tuple(self.table((_SCHEDULES,), each, Schedule) for each in tables)

    def groups(self, tables: Any) -> dict[str, str]:
        """The files of callers of groups, by their names."""
        if not isinstance(tables, dict) or not all(isinstance(each, dict) for each in tables.values()):
            raise self._file.wrong((_GROUPS,), f'{_GROUPS} are tables: [{_GROUPS}.vip] and callers = "vip.toml" below')
        found = {}
        for name, table in tables.items():
            where = (_GROUPS, name)
            self.require_known(where, table, (_CALLERS,))
            file = table.get(_CALLERS)
            if not isinstance(file, str) or not file.strip() or "\0" in file:
                raise self._file.wrong((*where, _CALLERS), f'{_place(where)}expected callers = "FILE.toml"')
            found[name] = os.path.join(os.path.dirname(self._file.path), file)
        return found

    def made(self, where: tuple[str, ...], make: Callable[..., T], settings: Mapping[str, Any]) -> T:
        """A value, or what is wrong with it in the words of the file."""
        try:
            return make(**settings)
        except ArgumentError as error:
            told = _SNAKES.sub(lambda name: _camel(name[0]), str(error).partition(": ")[2])
            key = next((_camel(name) for name in settings if re.search(rf"\b{_camel(name)}\b", told)), "")
            raise self._file.wrong((*where, key) if key else where, f"{_place(where)}{told}") from None


def _start(file: TomlFile) -> datetime:
    """When it starts, on the clock of its zone.

    Raises:
        LoadError: it is no moment, or no zone, or nobody knows of which zone it is.
    """
    start, name = file.table.get("start"), file.table.get("zone")
    if start is not None and not isinstance(start, datetime):
        what = f"{start.isoformat() if isinstance(start, date) else repr(start):.60}"
        raise file.wrong(("start",), f"start is {what}; expected a moment such as 2026-01-05T09:00:00-07:00")
    if start is not None and start.tzinfo is None and name is None:
        told = 'start has no zone: write 2026-01-05T09:00:00-07:00, or zone = "America/Denver" beside it'
        raise file.wrong(("start",), told)
    try:
        zone = zone_of("", "zone", USUAL_ZONE if name is None else name)
    except ArgumentError as error:
        raise file.wrong(("zone",), str(error).partition(": ")[2]) from None
    if start is None:
        return USUAL_START.replace(tzinfo=zone)
    if start.tzinfo is None:
        return start.replace(tzinfo=zone)
    return start if name is None else start.astimezone(zone)


def _said(table: Mapping[str, Any]) -> Iterable[str]:
    """The names of all settings of a file, as forecasts have them."""
    for key, value in table.items():
        if key in _TABLES:
            yield from (f"{_snake(key)}.{_snake(each)}" for each in value)
        elif key != _GROUPS:
            yield _snake(key)


_SNAKES: Final = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(each.capitalize() for each in others)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _place(where: tuple[str, ...]) -> str:
    return f"[{'.'.join(where)}] " if where else ""
