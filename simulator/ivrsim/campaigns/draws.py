"""Calls drawn by chance from the laws of groups: in blocks of recipients, each with a generator of its own.

What becomes of a recipient's call depends on the seed, the replicate, the recipient and the number of the attempt. It
does not depend on the order in which calls are made, nor on who simulates.
"""

from array import array
from collections.abc import Sequence
from math import log1p
from typing import Any, Final, NamedTuple

from ivrsim.campaigns.libraries import numpy
from ivrsim.campaigns.recipients import Agents, Group
from ivrsim.chains.chain import AT_ONCE, Delay

BLOCK: Final = 4096
"""Recipients of a group that are drawn together."""
NEVER: Final = -1
"""How long somebody waits who never hangs up."""
_MOST_BLOCKS: Final = 2048
"""That are kept; one that is asked for again is drawn again, the same."""
_LONGEST_MS: Final = 2**31 - 1


class DrawnCalls(NamedTuple):
    """Calls to a block of recipients, one each, as columns.

    Attributes:
        kinds: numbers in the group's law.
        rings, before, talks, after: steps, as in `CallKind`.
        waits_ms: how long they would wait for an agent; `NEVER` for ever.
    """

    kinds: Sequence[int]
    rings: Sequence[int]
    before: Sequence[int]
    talks: Sequence[int]
    after: Sequence[int]
    waits_ms: Sequence[int]


class _Laws:
    """Several laws of time, of which many draw at once: all are laid behind each other, each one unit long."""

    def __init__(self, laws: Sequence[Delay]) -> None:
        np = numpy()
        kept = [[point for point in law or AT_ONCE if point[1] > 0] for law in laws]
        self._values = np.array([steps for law in kept for steps, _ in law], dtype=np.int64)
        self._bounds = np.concatenate([np.cumsum([share for _, share in law]) + at for at, law in enumerate(kept)])
        ends = np.cumsum([len(law) for law in kept])
        self._first, self._last = ends - [len(law) for law in kept], ends - 1

    def draw(self, laws: Any, chances: Any) -> Any:
        """Return a time of each of some laws, by their numbers and by chances from 0 to 1."""
        np = numpy()
        places = np.searchsorted(self._bounds, laws + chances, side="right")
        return self._values[np.clip(places, self._first[laws], self._last[laws])]


class _GroupLaw:
    """The law of a group, to draw from."""

    def __init__(self, group: Group) -> None:
        np = numpy()
        shares = np.cumsum([kind.share for kind in group.law])
        self._bounds = shares[:-1] / shares[-1]
        self._times = [
            _Laws([getattr(kind, name) for kind in group.law]) for name in ("rings", "before", "talk", "after")
        ]

    def draw(self, chances: Any) -> list[Any]:
        """Return kinds and times, a column each, by five columns of chances."""
        kinds = numpy().searchsorted(self._bounds, chances[0], side="right")
        return [kinds, *(law.draw(kinds, chance) for law, chance in zip(self._times, chances[1:], strict=False))]


class Draws:
    """The calls of a replicate.

    Args:
        seed: of the campaign.
        number: of the replicate.
        groups: whom it calls.
        agents: how long callers wait for them.

    Raises:
        IvrError: NumPy is not installed.
    """

    def __init__(self, seed: int, number: int, groups: Sequence[Group], agents: Agents) -> None:
        self._seed, self._number = seed, number
        self._sizes = [group.size for group in groups]
        self._laws = [_GroupLaw(group) if group.size else None for group in groups]
        self._agents = agents
        self._patience = _Laws([tuple((agents.waits_ms or {0: 1.0}).items())])
        self._blocks: dict[tuple[int, int, int], DrawnCalls] = {}

    def block(self, group: int, block: int, attempt: int) -> DrawnCalls:
        """Return the calls to a block of a group's recipients, at the attempt of that number."""
        key = (group, block, attempt)
        found = self._blocks.get(key)
        if found is None:
            if len(self._blocks) >= _MOST_BLOCKS:
                del self._blocks[next(iter(self._blocks))]
            found = self._blocks[key] = self._drawn(*key)
        return found

    def _drawn(self, group: int, block: int, attempt: int) -> DrawnCalls:
        np = numpy()
        law = self._laws[group]
        assert law is not None, "nobody is in the group"
        source = np.random.SeedSequence(self._seed, spawn_key=(self._number, group, block, attempt))
        size = min(BLOCK, self._sizes[group] - block * BLOCK)
        chances = np.random.Generator(np.random.PCG64(source)).random((6, size))
        columns = [*law.draw(chances[:5]), self._waits(chances[5])]
        return DrawnCalls(*(array("i", column.astype(np.int32).tobytes()) for column in columns))

    def _waits(self, chances: Any) -> Any:
        """How long callers wait, in ms."""
        np = numpy()
        if self._agents.waits_ms is not None:
            waits = self._patience.draw(np.zeros(len(chances), dtype=np.int64), chances)
            return np.minimum(waits, _LONGEST_MS)
        if not self._agents.hangs_up:
            return np.full(len(chances), NEVER)
        if self._agents.hangs_up == 1:
            return np.zeros(len(chances))
        hazard = -log1p(-self._agents.hangs_up) / 1000
        return np.minimum(-np.log1p(-chances) / hazard, _LONGEST_MS)
