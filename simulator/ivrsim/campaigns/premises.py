"""What a campaign's figures rest on: its settings with where they are from, and how the vendor's fields are read."""

import re
from collections.abc import Mapping
from typing import Any, Final

from ivrsim.campaigns.settings import Campaign
from ivrsim.forecasting.forecast import ForecastAssumption

_VENDOR: Final = "the vendor's document of the API"
_ASSUMED: Final = ""

SOURCES: Final[Mapping[str, str]] = {
    "max_active": _ASSUMED,
    "calls_a_second": _ASSUMED,
    "max_active_transfers": _ASSUMED,
    "retry_config.max_attempts": _VENDOR,
    "retry_config.minutes_between_attempts": _VENDOR,
    "retry_config.retry_results": _ASSUMED,
    "retry_config.retry_phone_types": _ASSUMED,
    "local_time_restriction.enabled": _ASSUMED,
    "local_time_restriction.begin_hour": _ASSUMED,
    "local_time_restriction.begin_minute": _ASSUMED,
    "local_time_restriction.end_hour": _ASSUMED,
    "local_time_restriction.end_minute": _ASSUMED,
    "schedules": _ASSUMED,
    "resume_next_day": _ASSUMED,
    "agents.number": _ASSUMED,
    "agents.waits_ms": _ASSUMED,
    "agents.hangs_up": _ASSUMED,
    "max_days": _ASSUMED,
}
"""Where the default of each setting is from; "" where nothing is documented, and it is assumed."""

READINGS: Final = (
    "maxActive counts calls that ring, that are talked in and that wait for an agent; a transfer's second leg takes"
    " no line",
    "maxAttempts counts every call to a recipient, the first one included",
    "minutesBetweenAttempts run from the end of a call",
    "a call that is due again is dialled before recipients who were never called",
    "retryPhoneTypes are called in turn, those left out that a recipient does not have; without them the first number"
    " is called again",
    "groups are mixed evenly in the list",
    "localTimeRestriction and schedules say when calls are dialled; a call that is under way goes on",
    "without resumeNextDay a campaign that closes ends with the day on which it first calls, on the clock of its start",
    "only the first transfer of a call waits for an agent; who hangs up while waiting is not reached",
    "each attempt is drawn anew from the law of calls: recipients are independent of each other, and nobody learns",
)
"""How fields are read that the vendor does not explain."""

GIVEN: Final = "given"
_NO_LIMIT: Final = "no limit"
_NO_LAW: Final = "none, hangsUp says it"


def assumptions_of(campaign: Campaign) -> list[ForecastAssumption]:
    """Return the settings of a campaign with their sources: "given" where it is no default, "" where it is assumed."""
    defaults = _settings(Campaign(campaign.start, campaign.price))
    settings = _settings(campaign)
    return [
        ForecastAssumption(
            f"campaign.{name}", _told(settings[name]), source if settings[name] == defaults[name] else GIVEN, {}
        )
        for name, source in SOURCES.items()
    ]


def written(name: str) -> str:
    """The name of a setting as campaign.toml has it, which is the vendor's: retryConfig.maxAttempts."""
    return re.sub(r"_([a-z])", lambda letter: letter[1].upper(), name)


def _settings(campaign: Campaign) -> dict[str, Any]:
    """The settings by their dotted names, in words where they are None."""
    found = {}
    for name in SOURCES:
        field, _, part = name.partition(".")
        value = getattr(campaign, field)
        value = getattr(value, part) if part else value
        found[name] = (_NO_LAW if part == "waits_ms" else _NO_LIMIT) if value is None else value
    return found


def _told(value: Any) -> str:
    """A setting as a file would have it."""
    if isinstance(value, tuple):
        texts = [each for each in value if isinstance(each, str)]
        return ", ".join(texts) or (f"{len(value)} of them" if value else "none")
    return str(value).lower() if isinstance(value, bool) else str(value)
