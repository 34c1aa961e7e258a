"""After what acts come: what the callee did last before each."""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from ivrsim.core.effects import Effect
from ivrsim.graph.reason import Part, Reason, listed, reason
from ivrsim.graph.silence import ACTS, acts
from ivrsim.proofs.property import PlanCalls
from ivrsim.search.explore import Move

_DOINGS: Final = {
    "key": "a key at ",
    "input": "a key at ",
    "caught": "what is caught by ",
    "recorded": "a recording at ",
    "callee hung up": "a hang-up at ",
    "no input": "silence at ",
}
"""What a callee does, by the effects that tell it, in words."""
_KINDS: Final = frozenset(ACTS.values())
_MOST_SHOWN: Final = 5


class _Doing(NamedTuple):
    """What a callee did last: in words, and at which tag; nothing so far where there are no words."""

    words: str
    element: int


_NOTHING: Final = _Doing("", -1)


def why_silence_does_nothing(subject: PlanCalls) -> Iterator[Reason]:
    """After what each act comes."""
    found = _before_acts(subject, acts(subject.plan))
    if not found:
        yield reason("no call comes to an act")
    for element, doings in sorted(found.items())[:_MOST_SHOWN]:
        yield reason(element, " comes only ", *_told(doings))
    if rest := sorted(found)[_MOST_SHOWN:]:
        yield reason("nor does silence lead to ", *listed(rest))


def _told(doings: Collection[_Doing]) -> Iterator[Part]:
    for number, doing in enumerate(sorted(doings)):
        if number:
            yield " or "
        if doing == _NOTHING:
            yield "where the callee has done nothing, nor been silent at a menu"
        else:
            yield f"after {doing.words}"
            yield doing.element


def _before_acts(subject: PlanCalls, acting: Collection[int]) -> dict[int, set[_Doing]]:
    """For each tag that acts, what callees did last before it."""
    found: dict[int, set[_Doing]] = {}
    known: list[set[_Doing]] = [set() for _ in range(len(subject.found))]
    known[0].add(_NOTHING)
    todo = [0]
    while todo:
        state = todo.pop()
        for move, target in subject.found.outgoing(state):
            after = {_follow(move, doing, acting, found) for doing in known[state]}
            if not after <= known[target]:
                known[target] |= after
                todo.append(target)
    return found


def _follow(move: Move, doing: _Doing, acting: Collection[int], found: dict[int, set[_Doing]]) -> _Doing:
    """What a callee did last after a move; what it did before each act of the move is noted."""
    for effect in move.effects:
        if effect.kind in _KINDS and effect.element in acting:
            found.setdefault(effect.element, set()).add(doing)
        doing = _done(effect) or doing
    return doing


def _done(effect: Effect) -> _Doing | None:
    words = _DOINGS.get(effect.kind)
    return None if words is None else _Doing(words, effect.element)
