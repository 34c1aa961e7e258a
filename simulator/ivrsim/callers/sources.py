"""Where the numbers of a model of callers are from: who said each, and which nobody did."""

from collections.abc import Iterable, Mapping
from typing import Final

from ivrsim.callers.model import Callers
from ivrsim.callers.notation.names import Name, dotted
from ivrsim.callers.notation.numbers import numbers_of

WHOLE: Final = ""
"""The name under which the source of a whole file stands."""


class Sources:
    """The sources of a model that is being made.

    Args:
        callers: the model that it is made of.

    Attributes:
        told: the source of each number that has one, by its dotted name.
        assumed: the dotted names of those that are assumed, wholly or in part.
    """

    def __init__(self, callers: Callers) -> None:
        self.told = dict(callers.sources)
        self.assumed = {*callers.assumed, *unsourced_names(callers)}

    def say(self, name: Name, source: str) -> None:
        """Somebody says a number."""
        self.told[dotted(name)] = source
        self.assumed.discard(dotted(name))

    def assume(self, name: Name) -> None:
        """Nobody says a number."""
        self.told.pop(dotted(name), None)
        self.assumed.add(dotted(name))

    def inherit(self, name: Name, other: Name) -> None:
        """A number is what another one is."""
        self.assume(name)
        if dotted(other) in self.told:
            self.told[dotted(name)] = self.told[dotted(other)]
        if dotted(other) not in self.assumed:
            self.assumed.discard(dotted(name))

    def list_all(self, told: Mapping[str, str], assumed: Iterable[str], partly: Iterable[str]) -> None:
        """Take a list of sources, of what has none, and of what is assumed although it has one."""
        self.told.update(told)
        self.assumed.difference_update(told)
        self.assumed.update(assumed, partly)
        for name in assumed:
            self.told.pop(name, None)

    def put_into(self, callers: Callers) -> Callers:
        """Return a model with these sources."""
        return callers._replace(sources=self.told, assumed=tuple(sorted(self.assumed)))


def unsourced_names(callers: Callers) -> list[str]:
    """The dotted names of the numbers of which no source is told."""
    return [name for name in map(dotted, numbers_of(callers)) if name not in callers.sources]
