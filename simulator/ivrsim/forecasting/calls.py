"""The calls of a chain by what becomes of them, for whoever draws many: the law of a call, split at its first transfer.

Theory of operation. A talk begins at a node of the chain; what comes after it depends on that node alone. So calls are
split there, exactly: by where their first talk begins, by how long it is, and by how they end.
"""

from collections.abc import Iterator, Mapping

from ivrsim.callers.model import Callers, TimeLaw
from ivrsim.chains.chain import AT_ONCE, CallEnd, Chain, Delay
from ivrsim.chains.laws.law import EndLaw, law_of, stopped
from ivrsim.forecasting.kinds import CallKind
from ivrsim.forecasting.unfolding.sides import in_steps

_RESULTS = {"busy": "BUSY", "no answer": "NO_ANS"}
TALK = "talk"


def kinds_of(chain: Chain, callers: Callers, *, machine_by_unsure: bool = False) -> list[CallKind]:
    """Return the calls of a chain by what becomes of them; their shares add up to 1, but for calls that never end.

    Args:
        chain: whose shares are all known.
        callers: the model that it was made of.
        machine_by_unsure: whether who may be either counts as a machine (quirk `amd_unsure`).

    Raises:
        ArgumentError: some share is not known.
    """
    makes = _CallKinds(chain, callers, machine_by_unsure=machine_by_unsure)
    return [kind for kind in makes.all() if kind.share > 0]


class _CallKinds:
    def __init__(self, chain: Chain, callers: Callers, *, machine_by_unsure: bool) -> None:
        self._chain = chain
        self._callers = callers
        self._as_machine = ("machine", "unsure") if machine_by_unsure else ("machine",)
        talks = {number for number, each in enumerate(chain.happenings) if each.kind == TALK}
        self._talking = sorted(
            {
                way.target
                for node in chain.nodes
                for option in node.options
                for way in option.ways
                if talks.intersection(way.marks)
            }
        )

    def all(self) -> Iterator[CallKind]:
        chain = self._chain
        first = law_of(stopped(chain, self._talking)) if self._talking else law_of(chain)
        for end, law in zip(chain.ends, first.ends, strict=False):
            yield self._kind(end, law.probability, _delay(law))
        for node, law in zip(self._talking, first.ends[len(chain.ends) :], strict=True):
            if law.probability:
                yield from self._talked(node, law)

    def _talked(self, node: int, before: EndLaw) -> Iterator[CallKind]:
        """The calls whose first talk begins at a node."""
        for option in self._chain.nodes[node].options:
            for way in option.ways:
                for end, after in zip(self._chain.ends, law_of(self._chain, start=way.target).ends, strict=True):
                    share = before.probability * way.probability * after.probability
                    if share:
                        talk = self._chain.delays[way.delay]
                        yield self._kind(end, share, _delay(before), talk, _delay(after))

    def _kind(self, end: CallEnd, share: float, before: Delay, talk: Delay = (), after: Delay = ()) -> CallKind:
        what = end.outcome if not end.party else "answered"
        rings = self._steps(self._callers.rings_ms.get(what, {}))
        return CallKind(
            share, self._result(end), end.party, end.outcome, end.reached, rings, before, talk, after, end.legs
        )

    def _result(self, end: CallEnd) -> str:
        """What the platform reports."""
        if not end.party:
            return _RESULTS.get(end.outcome, "UNKNOWN")
        if end.legs:
            return "XFER"
        return "AM" if end.taken_for in self._as_machine else "LA"

    def _steps(self, law: TimeLaw) -> Delay:
        found: dict[int, float] = {}
        for ms, share in law.items():
            steps = in_steps(ms, self._chain.step_ms)
            found[steps] = found.get(steps, 0.0) + share
        return tuple(sorted(found.items())) or AT_ONCE


def _delay(law: EndLaw) -> Delay:
    """The law of how many steps it takes, of the calls that end so; what lies beyond its horizon stands at its mean."""
    if not law.probability:
        return AT_ONCE
    found: Mapping[int, float] = {steps: share for steps, share in enumerate(law.steps) if share}
    if law.beyond:
        mean = max(round(law.beyond_mean), len(law.steps))
        found = {**found, mean: law.beyond}
    total = sum(found.values())
    return tuple([(steps, share / total) for steps, share in found.items()])
