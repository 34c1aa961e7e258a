"""Bounds of chains with unknown shares, against brute force over all that nature can pick, in fractions."""

import random
from collections.abc import Callable
from fractions import Fraction
from math import inf, isclose

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import IvrError
from ivrsim.chains.bounding.bounds import ChainBounds
from ivrsim.chains.chain import Chain, ChainNode, ChainWay, Option
from ivrsim.chains.quantity import Between
from tests import interval_chains as ic
from tests.sizes import draws

SEEDS = st.integers(0, 2**40)
Figure = Callable[[Chain], Fraction | float]


def questions(chain: Chain, start: int = 0) -> list[tuple[str, Between, Figure]]:
    bounds = ChainBounds(chain, start)
    return [
        ("ends as 0", bounds.ending({0}), lambda each: ic.ending(each, 0)),
        ("ends as 1", bounds.ending({1}), lambda each: ic.ending(each, 1)),
        ("never ends", bounds.never_ending(), lambda each: 1 - ic.ending(each, 0) - ic.ending(each, 1)),
        ("happens", bounds.happening({0}), lambda each: ic.happened(each, 0)),
        ("count", bounds.mean_count({0: 1.0}), lambda each: ic.counted(each, 0)),
        ("duration", bounds.mean_duration(), ic.duration),
    ]


def near(one: float, other: Fraction | float) -> bool:
    return one == other or isclose(one, float(other), rel_tol=1e-9, abs_tol=1e-9)


def inside(bounds: Between, value: Fraction | float) -> bool:
    return bounds.low <= float(value) + 1e-12 * abs(float(value) if value < inf else 0) + 1e-12 and (
        float(value) <= bounds.high + 1e-12 * abs(bounds.high if bounds.high < inf else 0) + 1e-12
    )


@given(SEEDS)
@draws(60)
def test_the_best_of_all_picks_is_the_bound(seed: int) -> None:
    chain = ic.drawn(seed)
    picks = [ic.settled(chain, policy) for policy in ic.policies(chain)]
    for name, bounds, figure in questions(chain):
        values = [figure(each) for each in picks]
        assert near(bounds.low, min(values)), (name, bounds, float(min(values)))
        assert near(bounds.high, max(values)), (name, bounds, float(max(values)))
        if bounds.is_exact:
            continue  # nothing is widened
        assert bounds.low <= min(values), name
        assert bounds.high >= max(values), name


@given(SEEDS)
@draws(25)
def test_whatever_the_shares_are_at_each_visit_the_result_is_inside(seed: int) -> None:
    chain = ic.drawn(seed, 4)
    rng = random.Random(seed)
    square = ChainBounds(chain).mean_square_duration()
    for copies in (1, 2, 3):
        point = ic.unrolled(rng, chain, copies)
        for name, bounds, figure in questions(chain):
            assert inside(bounds, figure(point)), name
        assert inside(square, ic.square_duration(point))


@given(SEEDS)
@draws(25)
def test_known_shares_have_one_result(seed: int) -> None:
    chain = ic.drawn(seed, 5)
    point = ic.settled(chain, [ic.some_shares(random.Random(seed), node) for node in chain.nodes])
    for name, bounds, figure in questions(point):
        assert bounds.is_exact, name
        assert near(bounds.low, figure(point)), name
    square = ChainBounds(point).mean_square_duration()
    assert square.is_exact
    assert near(square.low, ic.square_duration(point))


# --- tails ----------------------------------------------------------------------------------------------------------


@given(SEEDS, st.booleans())
@draws(60)
def test_tails_are_the_best_of_all_picks_at_each_time(seed: int, by_end: bool) -> None:
    chain = ic.drawn(seed, 4)
    tails = ChainBounds(chain).tails({0} if by_end else None, most_steps=25)
    for best, found in ((min, tails.low), (max, tails.high)):
        sooner = (
            [1.0] * len(chain.nodes)
            if not by_end
            else [best_ending(chain, node, best) for node in range(len(chain.nodes))]
        )
        assert found == pytest.approx(ic.brute_tails(chain, len(found), sooner, best), abs=1e-9)
        assert list(found) == sorted(found, reverse=True)


def best_ending(chain: Chain, node: int, best: Callable[..., float]) -> float:
    """The least or the greatest probability of ending in end 0 from a node on: brute force."""
    if chain.nodes[node].end >= 0:
        return float(chain.nodes[node].end == 0)
    return best(
        float(ic.worth(ic.settled(chain, policy), lambda end: float(end == 0), lambda way: 0.0)[node])
        for policy in ic.policies(chain)
    )


@given(SEEDS)
@draws(25)
def test_tails_in_numpy_are_those_in_plain_python(seed: int) -> None:
    pytest.importorskip("scipy")
    from ivrsim.chains.bounding import tail_arrays, tails
    from ivrsim.chains.bounding.marches import march_of
    from ivrsim.chains.bounding.nature import choices_of

    chain = ic.drawn(seed, 8, LONG_DELAYS)
    march = march_of(choices_of(chain), 0, chain.delays, dict.fromkeys(range(len(chain.nodes)), 1.0))
    for side in (-1.0, 1.0):
        plain, fast = tails._plainly(march, side), tail_arrays.stepped(march, side)
        for _ in range(120):
            assert list(next(fast)) == pytest.approx(list(next(plain)), abs=1e-12)


def law(*weights: float, start: int = 0) -> tuple[tuple[int, float], ...]:
    return tuple((start + at, each / sum(weights)) for at, each in enumerate(weights) if each)


LONG_DELAYS = (
    ((0, 1.0),),
    ((7, 1.0),),
    law(*(0.9**at for at in range(50)), start=2),
    law(*[1.0] * 30, start=1),
    law(*(0.97**at for at in range(20)), 0, 0, 5, 3, 1, 2),
    law(0.5, *(0.5 * 0.8**at for at in range(25)), start=1),
)


@given(SEEDS)
@draws(25)
def test_long_laws_of_time_are_told_in_runs(seed: int) -> None:
    chain = ic.drawn(seed, 4, LONG_DELAYS)
    tails = ChainBounds(chain).tails(most_steps=60)
    for best, found in ((min, tails.low), (max, tails.high)):
        expected = ic.brute_tails(chain, len(found), [1.0] * len(chain.nodes), best)
        assert found == pytest.approx(expected, abs=1e-11)


@given(SEEDS)
@draws(25)
def test_beyond_the_last_time_tails_are_bounded(seed: int) -> None:
    chain = ic.drawn(seed)
    short, long = ChainBounds(chain).tails(most_steps=5), ChainBounds(chain).tails(most_steps=200)
    for steps in range(len(long.low)):
        assert short.at(steps).low <= long.at(steps).low + 1e-12
        assert long.at(steps).high <= short.at(steps).high + 1e-12


def test_tails_come_down_to_what_nature_can_keep_for_ever() -> None:
    tails = ChainBounds(keepable(0.0, 1.0)).tails()
    assert tails.rest == Between(0.0, 1.0)
    assert tails.low[-1] < 1e-12
    assert set(tails.high) == {1.0}
    assert tails.at(10**9) == Between(0.0, 1.0)


# --- calls that nature keeps ----------------------------------------------------------------------------------------


def keepable(low: float, high: float) -> Chain:
    """A call goes round, or ends with an unknown share."""
    stays = Option(1 - high, 1 - low, (ChainWay(1.0, 1, 0, (0,)),), "stays")
    ends = Option(low, high, (ChainWay(0.5, 1, 1), ChainWay(0.5, 1, 2)), "ends")
    return Chain(100, (ChainNode((stays, ends)), ChainNode((), 0), ChainNode((), 1)), ic.DELAYS, ic.ENDS)


def test_a_call_that_nature_can_keep_has_no_greatest_mean() -> None:
    bounds = ChainBounds(keepable(0.0, 1.0))
    assert bounds.mean_duration().high == inf
    assert bounds.mean_count({0: 1.0}).high == inf
    assert bounds.mean_square_duration().high == inf
    assert bounds.mean_duration().low == pytest.approx(1.0)
    assert bounds.never_ending() == Between(0.0, 1.0)
    assert bounds.ending({0}) == Between(0.0, pytest.approx(0.5))


def test_a_call_that_ends_however_seldom_has_a_greatest_mean() -> None:
    bounds = ChainBounds(keepable(1e-6, 1.0))
    assert bounds.mean_duration().high == pytest.approx(1e6, rel=1e-9)
    assert bounds.never_ending() == Between(0.0, 0.0)
    assert bounds.ending({0}).low == pytest.approx(0.5, abs=1e-9)
    assert bounds.ending({0}).high == pytest.approx(0.5, abs=1e-9)


def test_a_call_that_never_ends_is_infinite_on_both_sides() -> None:
    chain = Chain(100, (ChainNode((Option(1.0, 1.0, (ChainWay(1.0, 1, 0),)),)),), ic.DELAYS, ())
    bounds = ChainBounds(chain)
    assert bounds.mean_duration() == Between(inf, inf)
    assert bounds.mean_square_duration() == Between(inf, inf)
    assert bounds.never_ending() == Between(1.0, 1.0)
    assert bounds.mean_count({0: 1.0}) == Between(0.0, 0.0)
    assert bounds.tails(most_steps=4).at(3) == Between(1.0, 1.0)


# --- odd chains -----------------------------------------------------------------------------------------------------


@given(SEEDS)
@draws(25)
def test_calls_may_begin_in_any_node(seed: int) -> None:
    chain = ic.drawn(seed, 4)
    size = len(chain.nodes)
    for start in range(size):
        to = [(node - start) % size for node in range(size)]
        turned: list[ChainNode] = [ChainNode(())] * size
        for node, each in enumerate(chain.nodes):
            turned[to[node]] = each._replace(
                options=tuple(
                    option._replace(ways=tuple(way._replace(target=to[way.target]) for way in option.ways))
                    for option in each.options
                )
            )
        other = chain._replace(nodes=turned)
        for (_, one, _), (name, same, _) in zip(questions(chain, start), questions(other), strict=True):
            assert near(one.low, same.low), name
            assert near(one.high, same.high), name
        here, there = ChainBounds(chain, start).tails(most_steps=9), ChainBounds(other).tails(most_steps=9)
        assert here.high == pytest.approx(there.high, abs=1e-12)
        assert here.low == pytest.approx(there.low, abs=1e-12)


def fork(*bounds: tuple[float, float]) -> Chain:
    """A call that ends at once, in one of some ways whose shares are not known."""
    options = [
        Option(*each, (ChainWay(1.0, 1, 1 + number % 2),), f"share {number}") for number, each in enumerate(bounds)
    ]
    return Chain(100, (ChainNode(tuple(options)), ChainNode((), 0), ChainNode((), 1)), ic.DELAYS, ic.ENDS)


def test_bounds_are_as_tight_as_the_other_shares_leave_them() -> None:
    assert ChainBounds(fork((0.0, 1.0), (0.7, 0.8))).ending({0}) == Between(
        pytest.approx(0.2, abs=1e-11), pytest.approx(0.3, abs=1e-11)
    )


def test_bounds_that_touch_leave_one_result() -> None:
    assert ChainBounds(fork((0.3, 0.9), (0.7, 1.0))).ending({0}) == Between(pytest.approx(0.3), pytest.approx(0.3))
    assert ChainBounds(fork((0.0, 0.3), (0.0, 0.7))).ending({0}).is_exact
    assert ChainBounds(fork((0.1, 0.1), (0.2, 0.2), (0.7, 0.7))).ending({0}) == Between(
        pytest.approx(0.8), pytest.approx(0.8)
    )


def test_a_node_with_one_option_has_all_of_it() -> None:
    assert ChainBounds(fork((0.0, 1.0))).ending({0}) == Between(1.0, 1.0)
    assert ChainBounds(fork((1.0, 1.0))).tails().high == [1.0, 0.0]


@pytest.mark.parametrize(
    ("bounds", "says"),
    [
        (
            ((0.7, 0.8), (0.4, 0.5)),
            'the least shares of "share 0", "share 1" at node 0 of the chain add up to 1.1; they can add up to 1 at',
        ),
        (
            ((0.1, 0.3), (0.2, 0.4)),
            'the greatest shares of "share 0", "share 1" at node 0 of the chain add up to 0.7; they must add up to 1',
        ),
        (((0.8, 0.3), (0.2, 0.4)), "a share at node 0 of the chain (share 0) is between 0.8 and 0.3"),
        (((float("nan"), 0.3), (0.2, 0.4)), "a share at node 0 of the chain (share 0) is between nan and 0.3"),
        (((-0.1, 0.3), (0.2, 0.9)), "a share at node 0 of the chain (share 0) is between -0.1 and 0.3"),
        (((0.1, float("inf")), (0.2, 0.9)), "a share at node 0 of the chain (share 0) is between 0.1 and inf"),
    ],
)
def test_shares_that_cannot_add_up_are_refused(bounds: tuple[tuple[float, float], ...], says: str) -> None:
    with pytest.raises(IvrError) as told:
        ChainBounds(fork(*bounds))
    assert says in str(told.value)


def test_shares_that_add_up_but_for_rounding_are_taken() -> None:
    third = (0.3333333333, 0.3333333333)
    bounds = ChainBounds(fork(third, third, third))
    assert bounds.ending({0, 1}) == Between(1.0, 1.0)
    assert bounds.ending({0}).low == pytest.approx(2 / 3, abs=1e-12)


def test_a_node_that_leads_nowhere_and_ways_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(IvrError, match="node 1 of the chain neither ends a call nor goes on"):
        ChainBounds(Chain(100, (ChainNode((Option(1, 1, (ChainWay(1.0, 1, 1),)),)), ChainNode(())), ic.DELAYS, ic.ENDS))
    with pytest.raises(IvrError, match=r"the probabilities of the ways at node 0 of the chain add up to 0\.5"):
        ChainBounds(
            Chain(100, (ChainNode((Option(1, 1, (ChainWay(0.5, 1, 1),)),)), ChainNode((), 0)), ic.DELAYS, ic.ENDS)
        )


def test_a_circle_that_may_take_no_time_has_no_tails() -> None:
    chain = Chain(
        100,
        (ChainNode((Option(1, 1, (ChainWay(0.5, 0, 0), ChainWay(0.5, 1, 1))),)), ChainNode((), 0)),
        ic.DELAYS,
        ic.ENDS,
    )
    with pytest.raises(IvrError, match="circle that may take no time"):
        ChainBounds(chain).tails()


def test_values_of_ends_below_nothing_are_refused() -> None:
    with pytest.raises(IvrError, match="expected 0 or more"):
        ChainBounds(fork((0.0, 1.0), (0.0, 1.0))).mean_of_ends([-1.0, 0.0])


@given(SEEDS)
@draws(25)
def test_the_mean_of_what_ends_have_is_bounded(seed: int) -> None:
    chain = ic.drawn(seed)
    found = ChainBounds(chain).mean_of_ends([3.0, 0.5])
    values = [
        ic.worth(ic.settled(chain, each), lambda end: (3.0, 0.5)[end], lambda way: 0.0)[0]
        for each in ic.policies(chain)
    ]
    assert near(found.low, min(values))
    assert near(found.high, max(values))


# --- chains that fool bounds which are too narrow -------------------------------------------------------------------


def test_nature_may_go_round_and_leave_by_the_best_door() -> None:
    """Two nodes lead to each other for nothing; iteration from above would stand still at 1."""

    def door(other: int, good: float) -> ChainNode:
        round_and_round = Option(0.0, 1.0, (ChainWay(1.0, 1, other),), "stays")
        out = Option(0.0, 1.0, (ChainWay(good, 1, 2), ChainWay(1 - good, 1, 3)), "leaves")
        return ChainNode((round_and_round, out))

    chain = Chain(100, (door(1, 0.25), door(0, 0.75), ChainNode((), 0), ChainNode((), 1)), ic.DELAYS, ic.ENDS)
    found = ChainBounds(chain).ending({0})
    assert found.low == 0.0
    assert found.high == pytest.approx(0.75, abs=1e-11)


def test_a_share_that_is_never_more_than_little_still_ends_calls() -> None:
    """From below, iteration would need a million rounds, and stop too early."""
    stays = Option(1 - 1e-7, 1.0, (ChainWay(1.0, 1, 0),), "stays")
    out = Option(0.0, 1e-7, (ChainWay(1.0, 1, 1),), "leaves")
    chain = Chain(100, (ChainNode((stays, out)), ChainNode((), 0)), ic.DELAYS, ic.ENDS)
    found = ChainBounds(chain)
    assert found.ending({0}).high == pytest.approx(1.0, abs=1e-9)
    assert found.ending({0}).low == 0.0
    assert found.mean_duration().low == pytest.approx(1e7, rel=1e-8)
    assert found.mean_duration().high == inf


def test_nature_waits_for_the_right_moment() -> None:
    """At each time other shares are the worst, so no fixed share reaches the bound."""
    quick, slow = Option(0.0, 1.0, (ChainWay(1.0, 1, 2),), "quick"), Option(0.0, 1.0, (ChainWay(1.0, 2, 2),), "slow")
    split = Option(1.0, 1.0, (ChainWay(0.5, 1, 1), ChainWay(0.5, 2, 1)))
    chain = Chain(
        100,
        (ChainNode((split,)), ChainNode((quick, slow)), ChainNode((), 0)),
        (((0, 1.0),), ((1, 1.0),), ((3, 1.0),)),
        ic.ENDS,
    )
    tails = ChainBounds(chain).tails()
    assert tails.low == [1.0, 1.0, 0.5, 0.5, 0.0, 0.0, 0.0]
    assert tails.high == [1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.0]


def test_a_call_may_begin_at_its_end() -> None:
    bounds = ChainBounds(fork((0.2, 0.4), (0.6, 0.8)), 1)
    assert bounds.ending({0}) == Between(1.0, 1.0)
    assert bounds.mean_duration() == bounds.mean_square_duration() == bounds.happening({0}) == Between(0.0, 0.0)
    assert bounds.tails(most_steps=0).high == [0.0]
    assert bounds.tails({1}).all == Between(0.0, 0.0)


def test_bounds_of_a_large_chain_are_those_of_the_same_chain_in_plain_python(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("scipy")
    from ivrsim.chains.bounding import linear

    chain = ic.drawn(7, 400)
    fast: list[Between] = []
    for most in (10, 10_000):
        monkeypatch.setattr(linear, "_MOST_PLAIN", most)
        found = [bounds for _, bounds, _ in questions(chain)]
        for one, other in zip(fast or found, found, strict=True):
            assert near(one.low, other.low)
            assert near(one.high, other.high)
        fast = found
