"""What a law might say to a campaign: notes with the date of what they rest on, and never advice."""

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Final

from ivrsim.campaigns.openings import SECOND, Stretch, openings_of
from ivrsim.campaigns.recipients import Group
from ivrsim.campaigns.settings import Campaign
from ivrsim.campaigns.zones import zone_of

EARLIEST_H: Final = 8
LATEST_H: Final = 21
MOST_LATE: Final = 0.03
MOST_DAYS_COUNTED: Final = 30
MOST_ATTEMPTS_COUNTED: Final = 3
_NO_ADVICE: Final = "this is no legal advice"
_AS_OF: Final = "as noted in November 2026"
_HOURS: Final = f"the hours for calls in the United States, 8 to 21 h local time, {_AS_OF}"
_LATE: Final = f"the Telemarketing Sales Rule of the United States, {_AS_OF}"
_OFTEN: Final = "the rules of the FCC of the United States, in force from 20 July 2023"


def notes_of(campaign: Campaign, groups: Sequence[Group], late_share: float, end_ms: float) -> tuple[str, ...]:
    """Return what stands out in a campaign.

    Args:
        campaign: what it is told.
        groups: whom it calls.
        late_share: of live answers, how many did not have an agent within two seconds.
        end_ms: when the last call ends, from its start.
    """
    notes = []
    early = _outside(campaign, groups, end_ms)
    if early:
        notes.append(
            f"recipients are called before {EARLIEST_H} h or after {LATEST_H} h local time in {', '.join(early)}; see"
            f" {_HOURS}; {_NO_ADVICE}"
        )
    if any(not group.zone and group.size for group in groups):
        notes.append(f"the zone of some recipients is not known, so neither are their local times; see {_HOURS}")
    if late_share > MOST_LATE:
        notes.append(
            f"{100 * late_share:.1f} % of live answers have no agent within 2 s, more than {100 * MOST_LATE:.0f} % in a"
            f" campaign of up to {MOST_DAYS_COUNTED} days; see {_LATE}; {_NO_ADVICE}"
        )
    if campaign.retry_config.max_attempts > MOST_ATTEMPTS_COUNTED:
        notes.append(
            f"maxAttempts is more than the {MOST_ATTEMPTS_COUNTED} calls in 30 days that exempt prerecorded calls may"
            f" be; see {_OFTEN}; {_NO_ADVICE}"
        )
    return tuple(notes)


def _outside(campaign: Campaign, groups: Sequence[Group], end_ms: float) -> list[str]:
    """The zones in which somebody may be dialled too early or too late, sorted."""
    present = [group for group in groups if group.size and group.zone]
    found = set()
    for group, stretches in zip(present, openings_of(campaign, present), strict=True):
        if any(_breaks(campaign, group.zone, each, end_ms) for each in stretches or ()):
            found.add(group.zone)
    return sorted(found)


def _breaks(campaign: Campaign, name: str, stretch: Stretch, end_ms: float) -> bool:
    """Whether a stretch, as far as calls go on in it, has a moment outside of the hours on a zone's clock."""
    first, last = stretch[0], min(stretch[1], int(end_ms) * SECOND // 1000)
    if first >= last:
        return False
    zone = zone_of("Group", "zone", name)
    start = campaign.start.astimezone(UTC)
    opens, closes = ((start + timedelta(microseconds=each)).astimezone(zone) for each in (first, last))
    minutes = opens.hour * 60 + opens.minute
    end = closes.hour * 60 + closes.minute
    same_day = opens.date() == closes.date()
    return not (same_day and minutes >= EARLIEST_H * 60 and (end, closes.second) <= (LATEST_H * 60, 0))
