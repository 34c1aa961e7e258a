"""Links to a call in a page: what was done, and when; a page reads nothing else."""

from collections.abc import Sequence
from urllib.parse import quote

_AS_JAVASCRIPT = "!~*'()"
"""What `encodeURIComponent` leaves as it is, beside letters, digits and `-_.`."""


def call_link(moves: Sequence[tuple[int, str, str]]) -> str:
    """Return the part of a link that plays a call: `#call=0:answered:live,5576:key:1`.

    Args:
        moves: what is done: when, in ms since the call began to ring, and the kind and value of the event.
    """
    return "#call=" + ",".join(":".join(quote(str(part), safe=_AS_JAVASCRIPT) for part in move) for move in moves)
