"""What JavaScript may ask for by itself, which no list of variables tells. Light, for who evaluates nothing."""

from typing import Final

CLOCK: Final = "the clock"
CHANCE: Final = "chance"
"""What a text may ask for, as `Result.needs` calls it."""
LIMIT: Final = "a limit"
"""What a text leans on that was not evaluated to its end: on the platform it may be."""
TIME: Final = "a limit of time"
"""The same, where another machine may come to its end."""
