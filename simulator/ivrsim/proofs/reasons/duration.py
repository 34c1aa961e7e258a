"""Why no call takes longer: what the longest one takes its time for."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from ivrsim.core.units import seconds
from ivrsim.graph.reason import Part, Reason, reason
from ivrsim.proofs.longest import longest, with_long_values
from ivrsim.proofs.property import PlanCalls

_MOST_SHOWN: Final = 3


def why_in_time(subject: PlanCalls) -> Iterator[Reason]:
    """The longest call, and the tags at which it waits longest."""
    takes = with_long_values(subject)
    found = longest(subject, takes)
    if found.ms is None:
        return
    waits: Counter[int] = Counter()
    for act in found.path:
        waits[subject.plan.table[act.move.source.state.place].element] += takes(act.move)
    parts: list[Part] = [f"no call takes longer than {seconds(found.ms)}"]
    if found.apart:
        parts.append(", talk and recordings apart")
    for number, (element, ms) in enumerate(waits.most_common(_MOST_SHOWN)):
        if ms:
            parts += [": " if not number else ", ", f"{seconds(ms)} at ", element]
    yield reason(*parts)
