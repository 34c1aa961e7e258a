"""How calls end, and what runs after a hang-up."""

from collections.abc import Iterator
from typing import Final

from ivrsim.graph.reason import Reason, listed, reason
from ivrsim.proofs.property import PlanCalls

_NOTES: Final = frozenset(
    ("assume", "caught", "callee hung up", "skipped", "hangup", "end of plan", "goto", "undefined", "left out")
)
"""What is told after a hang-up of a call that does nothing."""


def why_no_error(subject: PlanCalls) -> Iterator[Reason]:
    """In which ways calls end."""
    ends = {subject.found.control(state).state.outcome for state in subject.ends}
    yield reason(f"calls end in no other way than: {', '.join(sorted(ends))}")


def why_nothing_after_hang_up(subject: PlanCalls) -> Iterator[Reason]:
    """What runs after a hang-up."""
    does: dict[str, set[int]] = {}
    catches: set[int] = set()
    for move in subject.found.moves:
        if not move.source.state.hung_up and move.event.kind != "hang up":
            continue
        for effect in move.effects:
            if effect.kind == "caught":
                catches.add(effect.element)
            elif effect.kind not in _NOTES:
                does.setdefault(effect.kind, set()).add(effect.element)
    if not catches:
        yield reason("no catch takes a hang-up: the call ends with it")
        return
    takes = f" take{'s' * (len(catches) == 1)} a hang-up"
    elements = sorted({element for found in does.values() for element in found})
    after = [", and then runs only ", *listed(elements)] if elements else [", and then nothing runs but the end"]
    yield reason(*listed(sorted(catches)), takes, *after)
