"""Where a search ends: by what it comes to, counted, so that it ends at the same place on every machine."""

from collections.abc import Callable
from typing import Final, NamedTuple

from ivrdsl.findings.arguments import checked, require_whole

ENDED: Final = "the search was ended"
"""How the reason begins where somebody who watched has ended a search: a time that was up, or Ctrl-C."""

MAX_CHARACTERS: Final = 10_000
"""Characters that a variable may have in a state. A text that doubles in each round ends a search here."""

Watch = Callable[[int, int], str]
"""Is told from time to time how many states there are and how many of them were looked at.

It tells why the search has to end; "" lets it go on.
"""

_LOOKS_A_STATE: Final = 20


@checked
class Bounds(NamedTuple):
    """What a search may come to; beyond it ends undecided.

    Attributes:
        max_states: states; in a comparison, pairs of states.
        max_steps: steps that it takes. States that agree on what a step reads share it; in measured plans a search of
            200,000 states took up to 360,000.
        max_bytes: the memory of what it has found, in bytes, as `ivrsim.search.memory` estimates it. A million steps
            take about one gigabyte.
    """

    max_states: int = 200_000
    max_steps: int = 1_000_000
    max_bytes: int = 2_000_000_000

    def require(self) -> None:
        """Refuse what is no number.

        Raises:
            ArgumentError: it is so.
        """
        for name, value in self._asdict().items():
            require_whole("Bounds", name, value, 0)

    @property
    def max_looks(self) -> int:
        """How many states, each with what a property remembers there, are looked at for one property."""
        return _LOOKS_A_STATE * self.max_states

    def over(self, states: int, steps: int, *, longest: int = 0, size: int = 0, things: str = "states") -> str:
        """What is over its bound, in words that name the option; "" for nothing.

        Args:
            states: how many there are; things: what they are.
            steps: how many were taken.
            longest: characters of the longest text of a variable.
            size: of what was found, in bytes.
        """
        if states > self.max_states:
            return f"there are more than {self.max_states} {things} (--max-states)"
        if steps > self.max_steps:
            return f"the search takes more than {self.max_steps} steps (--max-steps)"
        if size > self.max_bytes:
            return f"the search takes more than {self.max_bytes / 1e6:,.10g} MB of memory (--max-memory)"
        if longest > MAX_CHARACTERS:
            return f"the text of a variable grows beyond {MAX_CHARACTERS} characters, which no option raises"
        return ""


DEFAULT_BOUNDS: Final = Bounds()
