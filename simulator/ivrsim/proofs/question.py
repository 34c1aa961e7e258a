"""What is to be found out about the calls of a plan."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from ivrdsl.findings.arguments import checked, require, require_whole
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.levels import DEFAULT, Grading
from ivrsim.proofs.property import Options, Property
from ivrsim.search.bounds import DEFAULT_BOUNDS, Bounds, Watch
from ivrsim.search.explore import World

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@checked
class Asked(NamedTuple):
    """What is to be found out.

    Attributes:
        properties: which claims.
        options: what they are told.
        world: who may answer, and what is given.
        bounds: where each search ends.
        witnesses: how many different calls to show for each broken property.
        watch: is told of the progress of the search, and may end it.
        lines: the source line of each element.
        grading: how bad it is where a property does not hold.
        suppressed: the properties that are told and not counted, with the reason for each.
        why: whether to say of each property that is proved what makes it so.
    """

    properties: Sequence[Property] = BUILT_IN
    options: Options = Options()
    world: World = World()
    bounds: Bounds = DEFAULT_BOUNDS
    witnesses: int = 1
    watch: Watch | None = None
    lines: Sequence[int | None] = ()
    grading: Grading = DEFAULT
    suppressed: Mapping[str, str] = NOTHING
    why: bool = False

    def require(self) -> None:
        """Refuse what is no question.

        Raises:
            ArgumentError: it is so.
        """
        properties = self.properties
        fits = isinstance(properties, Sequence) and all(isinstance(each, Property) for each in properties)
        require(fits, "Asked", "properties", properties, "a sequence of Property, such as [never(...)]")
        for name, kind in (("options", Options), ("world", World), ("bounds", Bounds)):
            value = getattr(self, name)
            require(isinstance(value, kind), "Asked", name, value, f"{kind.__name__}(...)")
        require_whole("Asked", "witnesses", self.witnesses, 0)


EVERYTHING: Final = Asked()
"""All built-in properties, for calls that are placed."""
