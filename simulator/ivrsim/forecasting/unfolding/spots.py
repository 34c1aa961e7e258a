"""What the nodes of a chain are made of, while it is unfolded, and what is drawn there."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from ivrsim.callers.model import Share
from ivrsim.chains.chain import CallEnd, Delay
from ivrsim.forecasting.unfolding.intents import bounds_of

Act = tuple[str, ...]
"""What somebody does, for scripts: a kind of event and its value, or what was drawn."""


class ChainSpot(NamedTuple):
    """What a node is made of.

    Attributes:
        kind: "start", "party", "verdict", "part", "wait", "fork" or "end".
        of: the rest, by kind.
    """

    kind: str
    of: tuple[Any, ...] = ()


START: Final = ChainSpot("start")


class SpotBranch(NamedTuple):
    """A way of a node, before its target has a number.

    Attributes:
        probability: among those of its option.
        delay: how long it takes.
        to: what the target is made of.
        marks: the happenings.
        act: what somebody does.
    """

    probability: float
    delay: Delay
    to: ChainSpot
    marks: tuple[int, ...] = ()
    act: Act = ()


class Drawn(NamedTuple):
    """Something that may be the case at a node, of several of which one is.

    Attributes:
        share: how likely it is.
        branches: what comes of it; their probabilities add up to 1.
    """

    share: Share
    branches: Sequence[SpotBranch]


class SpotChoice(NamedTuple):
    """All that may be the case at a node.

    Attributes:
        drawn: what, with their shares.
        says: what the shares are of, in words, for where they are not known.
    """

    drawn: Sequence[Drawn]
    says: str = ""

    def options(self) -> list[tuple[float, float, Sequence[SpotBranch]]]:
        """Return bounds of the shares, each with what comes of it; one, where all shares are known."""
        bounds = [bounds_of(each.share) for each in self.drawn]
        if all(low == high for low, high in bounds):
            total = sum(low for low, _ in bounds)
            branches = [
                branch._replace(probability=branch.probability * low / total)
                for (low, _), each in zip(bounds, self.drawn, strict=True)
                for branch in each.branches
                if low
            ]
            return [(1.0, 1.0, branches)]
        return [(low, high, each.branches) for (low, high), each in zip(bounds, self.drawn, strict=True) if high]


def end_spot(end: CallEnd) -> ChainSpot:
    """The spot at which calls end in one way."""
    return ChainSpot("end", (end,))
