"""What the platform has of an account, and the stand-in makes up: default campaigns, a caller ID, contacts; and what
every text and call is made with.
"""

from typing import Any, Final

from ivrdsl.rest.numbers import PhoneNumber

Json = dict[str, Any]

CAMPAIGNS: Final = {"call": 10, "text": 20}
"""The campaigns of what is sent without one; a filter may call them 0, as the API's document does."""
FIRST_BROADCAST: Final = 1000
"""Campaigns above this are broadcasts."""
CALLER_ID: Final = "12135550199"
"""Whom a call comes from when nobody says otherwise."""


def contact_of(number: PhoneNumber, contact_id: int | None = None) -> Json:
    """The contact of a number. The stand-in keeps none: the digits of a number are the id of its contact."""
    contact: Json = {"homePhone": number.digits}
    if contact_id is None and not number.problem:
        contact_id = int(number.digits)
    return contact if contact_id is None else {"id": contact_id, **contact}


def action_body(
    action_id: int, sender: str, to: str, *, state: str, campaign_id: int, contact: Json, at_ms: int
) -> Json:
    """What every new text and call has, as the API gives it; who makes one adds what it has more.

    Args:
        action_id: its id.
        sender, to: phone numbers, of digits alone.
        state: READY, or why it is never tried.
        campaign_id: of the default campaign of its kind, or of a broadcast.
        contact: of the phone, whichever way it goes.
        at_ms: when it is made, ms since 1970, UTC.
    """
    return {
        "id": action_id,
        "fromNumber": sender,
        "toNumber": to,
        "state": state,
        "campaignId": campaign_id,
        "contact": contact,
        "attributes": {},
        "inbound": False,
        "created": at_ms,
        "modified": at_ms,
        "labels": [],
    }
