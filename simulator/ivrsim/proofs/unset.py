"""Whether a variable that no state remembers is read before it was set: one pass over all edges, a bit a variable."""

from collections.abc import Iterable
from typing import Final

from ivrsim.core.variables import given_by_platform
from ivrsim.proofs.memories import BAD
from ivrsim.proofs.paths import Path, PathSearch
from ivrsim.search.explore import Exploration, Look, Move

_NOTHING: Final = Look(frozenset(), frozenset())


def first_unset(search: PathSearch, names: Iterable[str]) -> tuple[Path, str] | None:
    """Return the cheapest call that reads one of some variables before anything set it, and which; None for none."""
    ways = [(path, name) for name in names if (path := _way(search, name)) is not None]
    return min(ways, key=lambda way: (search.cost(way[0]), way[1]), default=None)


def _way(search: PathSearch, name: str) -> Path | None:
    looks = search.found.looks

    def advance(unset: bool, move: Move) -> object:
        look = looks.get(move.number, _NOTHING)
        if unset and name in look.reads:
            return BAD
        return unset and name not in look.writes

    return search.cheapest(True, advance)


def unset_names(found: Exploration) -> list[str]:
    """Return the variables, of those that no state remembers, that a call may read without having set them."""
    bits = {name: 1 << bit for bit, name in enumerate(sorted(found.forgotten)) if not given_by_platform(name)}
    read = {number: _mask(look.reads, bits) for number, look in found.looks.items()}
    kept = {number: ~_mask(look.writes, bits) for number, look in found.looks.items()}
    unset = [0] * len(found)
    unset[0] = _mask(bits, bits)
    bad = 0
    todo = [0]
    while todo:
        state = todo.pop()
        for move, target in found.outgoing(state):
            bad |= unset[state] & read.get(move.number, 0)
            after = unset[state] & kept.get(move.number, -1)
            if after & ~unset[target]:
                unset[target] |= after
                todo.append(target)
    return [name for name, bit in bits.items() if bad & bit]


def _mask(names: Iterable[str], bits: dict[str, int]) -> int:
    mask = 0
    for name in names:
        mask |= bits.get(name, 0)
    return mask
