"""What a statement of a call script names of the plan that is called."""

from typing import Final, NamedTuple

GIVEN: Final = "given"
"""A variable that is set before the call."""
VARIABLE: Final = "variable"
"""A variable that is expected to have a value."""
STASH: Final = "stash"
"""A name in the report of the call."""
DEED: Final = "deed"
"""A tag that the callee waits for, or whose work is expected: transfer, record, sms, dnc."""
URL: Final = "url"
"""The pattern of the URL of a web server."""


class Mention(NamedTuple):
    """A name of a plan in a statement.

    Attributes:
        kind: what is named; see above.
        name: as it was written.
        column: where it stands in the line, counted from 1.
    """

    kind: str
    name: str
    column: int
