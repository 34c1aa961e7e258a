"""Time zones, by their names."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from ivrdsl.findings.arguments import refuse
from ivrdsl.findings.words import nearest_word


@lru_cache(maxsize=1024)
def _found(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # what zoneinfo makes of folders, odd paths and names that are not there
        return None


def zone_of(where: str, field: str, name: str) -> ZoneInfo:
    """Return a zone.

    Args:
        where: what has it, for the message; field: of that.
        name: as "America/Denver".

    Raises:
        ArgumentError: there is no such zone; the nearest is offered.
    """
    zone = _found(name) if isinstance(name, str) else None
    if zone is None:
        names = available_timezones()
        near = nearest_word(name, names) if isinstance(name, str) else ""
        lacking = "" if names else "; this machine has no list of zones: pip install tzdata"
        refuse(where, field, name, f"the name of a time zone, as 'America/Denver'{lacking}{near and '; ' + near}")
    return zone
