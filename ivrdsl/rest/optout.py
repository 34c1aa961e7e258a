"""Texts by which people opt out of further texts, and in again.

The platform's own words are not documented, beside "Reply STOP to opt out". These are those of the carriers of the
United States, which stand in the guidelines of their association.
"""

from typing import Final, Literal

_OUT: Final = frozenset({"STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"})
_IN: Final = frozenset({"START", "UNSTOP", "YES", "OPTIN"})


def choice_in(text: str) -> Literal["out", "in"] | None:
    """What a text to us chooses: "out" of further texts, "in" again, or neither.

    It must be the word alone. Letter case, blanks and marks round it do not matter.
    """
    word = " ".join(text.upper().split()).strip(" .!\"'*")
    return "out" if word in _OUT else "in" if word in _IN else None
