"""The ways in which arrays work out a law, each forced upon small chains, against plain Python."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import fsum

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import IvrError
from ivrsim.chains.chain import AT_ONCE, Chain, ChainNode, ChainWay, Option
from ivrsim.chains.laws import arrays, slabs, spreads, sweeps
from ivrsim.chains.laws.flat import flat_of
from ivrsim.chains.laws.law import Law, law_of
from ivrsim.chains.laws.relays import without_relays
from ivrsim.chains.laws.renewals import renewals_of
from ivrsim.chains.laws.spreads import Spread
from tests.sizes import draws
from tests.unit.ivrsim.forecasting.chains import ENDS, HAPPENINGS, chains

np = pytest.importorskip("numpy", reason="the engine with arrays needs the extra `forecast`")
pytest.importorskip("scipy", reason="the engine with arrays needs the extra `forecast`")
LONG = 40
"""Steps of a law; slabs here are shorter."""


@contextmanager
def small_slabs(*, level_by_level: bool, many_rows: int = arrays.MANY_ROWS) -> Iterator[None]:
    """Slabs of a few steps, in which nodes are handled level by level where that can be, or with rows between them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeps, "SLAB", 16)
        patch.setattr(sweeps, "BLOCK", 8)
        patch.setattr(spreads, "BLOCK", 8)
        patch.setattr(slabs, "SLABS", (8, 4, 2, 1))
        patch.setattr(arrays, "LOOK", 16)
        patch.setattr(arrays, "MANY_ROWS", many_rows)
        if not level_by_level:
            patch.setattr(arrays, "sweep_levels", lambda flat: None)
        yield


@draws(60)
@given(chains(most_nodes=14, longest=LONG), st.booleans(), st.sampled_from([None, 0, 17, 90]))
def test_every_way_finds_what_plain_python_does(chain: Chain, level_by_level: bool, most_steps: int | None) -> None:
    plain = law_of(chain, backend="plain", most_steps=most_steps)
    with small_slabs(level_by_level=level_by_level):
        found = law_of(chain, backend="arrays", most_steps=most_steps)
    for end, its in zip(plain.ends, found.ends, strict=True):
        shared = min(plain.horizon, found.horizon) + 1
        assert list(end.steps[:shared]) == pytest.approx(list(its.steps[:shared]), rel=1e-9, abs=1e-300)
    conserved(found, plain)
    assert found.beyond <= 1.01e-12 or most_steps is not None or found.horizon == 36_000


@draws(40)
@given(chains(most_nodes=14, longest=LONG), st.booleans(), st.sampled_from([1e-2, 1e-4]))
def test_what_is_faint_is_set_aside_and_counts_as_beyond(chain: Chain, level_by_level: bool, tail: float) -> None:
    plain = law_of(chain, backend="plain", tail=0.0, most_steps=300)
    with small_slabs(level_by_level=level_by_level, many_rows=0), pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "FAINT", 0.5)
        found = law_of(chain, backend="arrays", tail=tail, most_steps=300)
    conserved(found, plain)
    for end, its in zip(plain.ends, found.ends, strict=True):
        assert all(low <= high + 1e-12 for low, high in zip(its.steps, end.steps, strict=False))


def conserved(found: Law, plain: Law) -> None:
    """Nothing of the calls is lost, whatever is left beyond the horizon."""
    for its, end in zip(found.ends, plain.ends, strict=True):
        assert (its.probability, its.mean) == pytest.approx((end.probability, end.mean), abs=1e-9, rel=1e-9)
        assert fsum(its.steps) + its.beyond == pytest.approx(end.probability, abs=1e-9)
        inside = fsum(step * each for step, each in enumerate(its.steps))
        assert inside + its.beyond * its.beyond_mean == pytest.approx(end.probability * end.mean, abs=1e-7, rel=1e-9)


def test_faint_is_really_set_aside() -> None:
    chain = line(ways=((1.0 - 1e-9, 1, 4), (1e-9, 2, 1)))
    with small_slabs(level_by_level=True, many_rows=0), pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "FAINT", 1.0)
        found = law_of(chain, backend="arrays", tail=1e-6)
    assert found.beyond == pytest.approx(1e-9)
    assert found.beyond_mean == pytest.approx(law_of(chain, backend="plain").ends[1].mean)


def line(ways: tuple[tuple[float, int, int], ...]) -> Chain:
    """A node, two nodes that calls only pass, and a node with two ways; then the ends 0 and 1."""
    nodes = [node(*ways), node((1.0, 1, 2)), node((1.0, 2, 3)), node((0.5, 1, 5), (0.5, 2, 5))]
    return Chain(100, [*nodes, ChainNode((), 0), ChainNode((), 1)], (AT_ONCE, ((3, 1.0),), ((1, 0.5), (4, 0.5))), ENDS)


def node(*ways: tuple[float, int, int]) -> ChainNode:
    return ChainNode((Option(1.0, 1.0, tuple(ChainWay(*each) for each in ways)),))


def test_nodes_that_are_only_passed_are_left_out() -> None:
    flat = without_relays(flat_of(line(ways=((0.5, 1, 4), (0.5, 1, 1))), 0))
    ways = {(source, target): delay for source, target, delay in zip(flat.source, flat.target, flat.delay, strict=True)}
    assert {*ways} == {(0, 3), (0, 4), (3, 5)}
    assert flat.laws.points(ways[0, 3])[0].tolist() == [3 + 3 + 1, 3 + 3 + 4]
    assert flat.probability[flat.source == 0].tolist() == [0.5, 0.5]


def test_a_long_line_of_nodes_is_one_way() -> None:
    many = 1000
    nodes = [node((1.0, 1, number + 1)) for number in range(many)]
    flat = without_relays(flat_of(Chain(100, [*nodes, ChainNode((), 0)], (AT_ONCE, ((3, 1.0),)), ENDS), 0))
    assert (flat.source.tolist(), flat.target.tolist()) == ([0], [many])
    assert flat.laws.points(int(flat.delay[0]))[0].tolist() == [3 * many]


def test_a_circle_that_is_left_too_rarely_for_arrays_is_said_to_be() -> None:
    twice = ((0.5, 1, 1), (0.5, 2, 1))
    nodes = [node(*twice, (1e-17, 1, 2)), node((0.5, 1, 0), (0.5, 2, 0)), ChainNode((), 0)]
    chain = Chain(100, nodes, (AT_ONCE, ((1, 1.0),), ((2, 1.0),)), ENDS, HAPPENINGS)
    assert law_of(chain, backend="plain", most_steps=0).mean == pytest.approx(3e17)
    with pytest.raises(IvrError, match="so rarely that its law cannot be told"):
        law_of(chain, backend="arrays", most_steps=0)


@pytest.mark.parametrize("points", [{3: 1.0}, {0: 0.5, 1: 0.5}, {2: 0.25, 70: 0.5, 200: 0.25}, {64: 0.5, 128: 0.5}])
@pytest.mark.parametrize("steps", [1, 63, 64, 65, 512])
def test_a_law_that_is_spread_is_a_product_of_series(points: dict[int, float], steps: int) -> None:
    spread = Spread(np.array([*points]), np.array([*points.values()]))
    rows = np.random.default_rng(1).random((3, steps))
    law = np.zeros(max(points) - spread.first + 1)
    law[np.array([*points]) - spread.first] = [*points.values()]
    made = spread.of(rows)
    for row, its in zip(rows, made, strict=True):
        whole = np.convolve(row, law)
        assert its[: len(whole)] == pytest.approx(whole, rel=1e-12)
        assert not its[len(whole) :].any()


def test_renewals_are_those_that_are_counted_step_by_step() -> None:
    steps, factors, slab = np.array([1, 5, 40, 70]), np.array([0.2, 0.5, 0.1, 0.2]), 64
    found = renewals_of(np.array([7, 7, 7, 7]), steps, factors, slab)
    series = [1.0]
    for step in range(1, slab):
        series.append(
            sum(factor * series[step - back] for back, factor in zip(steps, factors, strict=True) if back <= step)
        )
    assert list(found) == [7]
    assert found[7] == pytest.approx(series, rel=1e-12)
