"""What the platform has of an account, and the stand-in makes up: default campaigns, a caller ID, contacts."""

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
