"""A reason: a fact about a plan in words, which names the tags that it is about."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

_LONGEST: Final = 60
"""Characters of a text that a reason shows."""

Part = str | int
"""A piece of a reason: words, or the number of an element."""


class Reason(NamedTuple):
    """A fact about a plan.

    Attributes:
        parts: words, and the numbers of elements where these are named.
        element: the tag that it is about; -1 for none.
    """

    parts: tuple[Part, ...]
    element: int = -1

    def words(self, label: Callable[[int], str], lines: Sequence[int | None] = ()) -> str:
        """Return it in words, each tag by its label, and with its line where that is known.

        Args:
            label: what an element is called.
            lines: the source line of each element.
        """
        return "".join(part if isinstance(part, str) else _named(part, label, lines) for part in self.parts)


def reason(*parts: Part, element: int | None = None) -> Reason:
    """Return the fact that consists of these pieces; it is about the first tag that it names, if none is given."""
    about = element if element is not None else next((part for part in parts if isinstance(part, int)), -1)
    return Reason(parts, about)


def listed(elements: Sequence[int], most: int = 3, *, last: str = " and ") -> tuple[Part, ...]:
    """Return pieces that list some tags; of many the first ones, and how many more there are."""
    shown = elements[:most]
    found: list[Part] = []
    more = len(elements) - len(shown)
    for at, element in enumerate(shown):
        if at:
            found.append(last if at == len(shown) - 1 and not more else ", ")
        found.append(element)
    return (*found, f" and {more} more") if more else tuple(found)


def _named(element: int, label: Callable[[int], str], lines: Sequence[int | None]) -> str:
    line = lines[element] if element < len(lines) else None
    return label(element) if line is None else f"{label(element)} (line {line})"


def shortened(text: str) -> str:
    """Return a text of the plan as a reason shows it: in one line, and of a long one the beginning."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"
