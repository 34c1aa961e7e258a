"""Real chains of up to 200 nodes in exact fractions: how calls end, and how long they take in the mean.

The fractions are those of the floats that a chain has, each node's made to add up to 1. Nodes are eliminated one by
one.
"""

from fractions import Fraction

import pytest

from ivrsim.chains.chain import Chain
from ivrsim.chains.laws.engines import Backend
from ivrsim.chains.laws.law import law_of
from ivrsim.compiling.compile import compile_plan
from tests.unit.ivrsim.forecasting.played_plans import PLANS
from tests.unit.ivrsim.forecasting.unfolded import chain_of

MOST_NODES = 200
EXACT = 1e-9
CHAINS = {
    name: chain
    for name, each in PLANS.items()
    for chain in [chain_of(compile_plan(each.plan, each.platform), each.callers)]
}
SMALL = {name: chain for name, chain in CHAINS.items() if len(chain.nodes) <= MOST_NODES}


class Row:
    """A node: where it leads, and what it gains; of an end it is which one."""

    def __init__(self, onward: dict[int, Fraction], gain: Fraction) -> None:
        whole = sum(onward.values())
        self.onward = {target: share / whole for target, share in onward.items()}
        self.gain = gain / whole


def rows_of(chain: Chain) -> dict[int, Row]:
    """What each node leads to, with its mean time in steps."""
    means = [
        sum(Fraction(share) * steps for steps, share in law) / sum(Fraction(p) for _, p in law) for law in chain.delays
    ]
    rows = {}
    for number, node in enumerate(chain.nodes):
        onward: dict[int, Fraction] = {}
        gain = Fraction(0)
        for option in node.options:
            for way in option.ways:
                share = Fraction(option.low) * Fraction(way.probability)
                onward[way.target] = onward.get(way.target, Fraction(0)) + share
                gain += share * means[way.delay]
        if onward:
            rows[number] = Row(onward, gain)
    return rows


def solved(chain: Chain) -> tuple[dict[int, Fraction], Fraction]:
    """How likely each node that is an end is come to, and the mean time, from node 0."""
    rows = rows_of(chain)
    for number in sorted(rows, reverse=True)[:-1]:  # all but the start
        row = rows.pop(number)
        stays = row.onward.pop(number, Fraction(0))
        assert stays != 1, "a node that is never left"
        row.onward = {target: share / (1 - stays) for target, share in row.onward.items()}
        row.gain /= 1 - stays
        for other in rows.values():
            share = other.onward.pop(number, None)
            if share is not None:
                other.gain += share * row.gain
                for target, part in row.onward.items():
                    other.onward[target] = other.onward.get(target, Fraction(0)) + share * part
    start = rows[0]
    stays = start.onward.pop(0, Fraction(0))
    return {target: share / (1 - stays) for target, share in start.onward.items()}, start.gain / (1 - stays)


def test_there_are_small_chains() -> None:
    assert len(SMALL) >= 10


@pytest.mark.parametrize("backend", ["plain", "arrays"])
@pytest.mark.parametrize("name", SMALL)
def test_a_law_is_that_of_fractions(name: str, backend: Backend) -> None:
    if backend == "arrays":
        pytest.importorskip("scipy", reason="the engine with arrays needs the extra `forecast`")
    chain = SMALL[name]
    law = law_of(chain, backend=backend)
    ends, mean = solved(chain)
    shares = [Fraction(0)] * len(chain.ends)
    for node, share in ends.items():
        shares[chain.nodes[node].end] += share
    assert [end.probability for end in law.ends] == pytest.approx([float(each) for each in shares], abs=EXACT)
    assert law.mean == pytest.approx(float(mean), rel=EXACT)
    whole = sum(sum(end.steps) + end.beyond for end in law.ends)
    assert whole == pytest.approx(1, abs=EXACT)
