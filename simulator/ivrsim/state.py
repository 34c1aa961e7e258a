"""The state of a call between two events: small, hashable, and without a clock."""

from typing import NamedTuple

Variables = tuple[tuple[str, str], ...]


class State(NamedTuple):
    """Where a call is.

    Attributes:
        place: the instruction that waits; 0 while it rings.
        digits: the keys that the menu at `place` has collected.
        variables: names and values, sorted by name.
        detected: what the platform takes the callee for, "live" or "machine".
        asked: "clock" while the call waits for the shell to say what time it is, else "".
        outcome: how the call ended; "" while it goes on.
    """

    place: int
    digits: str = ""
    variables: Variables = ()
    detected: str = ""
    asked: str = ""
    outcome: str = ""


RINGING = State(0)
