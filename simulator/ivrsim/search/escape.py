"""Where a value is used in a way that no list of values covers."""

from typing import Final, NamedTuple

EVALUATED: Final = "evaluated"
"""A use that may run into a limit of JavaScript, which nothing but a claim about these can notice."""
NAMED: Final = "named"
"""A use under a name that is made of a value nobody knows: whether there is such a variable, nobody knows either."""


class Escape(NamedTuple):
    """A place at which a value from outside is used in a way that no list of values covers.

    Attributes:
        place: of the instruction.
        name: the variable.
        kind: CONTROL, SPOKEN, SENT, EVALUATED or NAMED.
    """

    place: int
    name: str
    kind: str
