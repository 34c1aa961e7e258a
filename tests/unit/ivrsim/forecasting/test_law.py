"""The law of chains against exact fractions, with both engines, and what one says against what the other says."""

from fractions import Fraction
from importlib.util import find_spec
from math import fsum, inf

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import ArgumentError, IvrError
from ivrsim.chains.bounding.bounds import ChainBounds
from ivrsim.chains.chain import AT_ONCE, CallEnd, Chain, ChainNode, ChainWay, Delay, Option
from ivrsim.chains.laws import arrays, engines
from ivrsim.chains.laws.counts import CountLaw
from ivrsim.chains.laws.engines import Backend
from ivrsim.chains.laws.law import Law, law_of, stopped
from tests.sizes import draws
from tests.unit.ivrsim.forecasting.chains import ENDS, HAPPENINGS, chains, chains_with_endless_classes
from tests.unit.ivrsim.forecasting.fractions_oracle import Exact, counted, fraction

NO_ARRAYS = "the engine with arrays needs the extra `forecast`"
BACKENDS: tuple[Backend, ...] = ("plain", "arrays") if find_spec("scipy") else ("plain",)
BRUTE_STEPS = 25
MOST = 4
backends = st.sampled_from(BACKENDS)


def near(number: float) -> object:
    return pytest.approx(number, abs=1e-9, rel=1e-9)


def law(chain: Chain, *, backend: Backend = "plain", most_steps: int | None = None, start: int = 0) -> Law:
    return law_of(chain, backend=backend, most_steps=most_steps, start=start)


@draws(80)
@given(chains(), backends)
def test_ends_have_the_probabilities_and_moments_of_exact_fractions(chain: Chain, backend: Backend) -> None:
    found, exact = law(chain, backend=backend), Exact(chain)
    for number, end in enumerate(found.ends):
        probability, times, squares = (each.get(0, Fraction(0)) for each in exact.ending(number))
        assert end.probability == near(float(probability))
        assert end.mean == near(float(times / probability) if probability else 0.0)
        assert end.square == near(float(squares / probability) if probability else 0.0)


@draws(80)
@given(chains(), backends)
def test_the_law_is_that_of_going_through_all_calls(chain: Chain, backend: Backend) -> None:
    found, exact = law(chain, backend=backend), Exact(chain).law(BRUTE_STEPS)
    for end, expected in zip(found.ends, exact, strict=True):
        steps = list(end.steps[: BRUTE_STEPS + 1])
        assert steps == near_all(expected[: len(steps)])
        assert sum(expected[len(steps) :]) <= 1e-9


def near_all(numbers: list[Fraction]) -> object:
    return pytest.approx([float(each) for each in numbers], abs=1e-12, rel=1e-9)


@draws(80)
@given(chains(), backends, st.sampled_from([None, 0, 1, 7, 64, 200]))
def test_nothing_is_lost(chain: Chain, backend: Backend, most_steps: int | None) -> None:
    found = law(chain, backend=backend, most_steps=most_steps)
    assert fsum(found.steps) + found.beyond + found.never == near(1.0)
    assert most_steps is None or found.horizon <= most_steps
    assert most_steps is not None or found.beyond <= 1.01e-12 or found.horizon == 36_000
    for end in found.ends:
        assert len(end.steps) == found.horizon + 1
        assert fsum(end.steps) + end.beyond == near(end.probability)
        inside = fsum(step * each for step, each in enumerate(end.steps))
        assert inside + end.beyond * end.beyond_mean == near(end.probability * end.mean)
        assert not end.beyond or end.beyond_mean > found.horizon


@draws(80)
@given(chains(most_nodes=14, longest=40), st.sampled_from([None, 30]))
def test_both_engines_find_the_same(chain: Chain, most_steps: int | None) -> None:
    pytest.importorskip("scipy", reason=NO_ARRAYS)
    one, other = (law(chain, backend=each, most_steps=most_steps) for each in BACKENDS)
    assert one.never == near(other.never)
    for end, its in zip(one.ends, other.ends, strict=True):
        shared = min(one.horizon, other.horizon) + 1
        assert list(end.steps[:shared]) == pytest.approx(list(its.steps[:shared]), rel=1e-9, abs=1e-300)
        assert (end.probability, end.mean, end.square) == near_pair(its.probability, its.mean, its.square)
        if one.horizon == other.horizon:
            assert (end.beyond, end.beyond_mean) == pytest.approx((its.beyond, its.beyond_mean), rel=1e-6, abs=1e-200)


def near_pair(*numbers: float) -> object:
    return pytest.approx(numbers, abs=1e-9, rel=1e-9)


def near_list(*numbers: float) -> object:
    return pytest.approx(list(numbers), abs=1e-12)


@draws(60)
@given(chains(most_nodes=6), backends, st.sets(st.integers(0, len(HAPPENINGS) - 1)))
def test_counts_are_those_of_a_chain_that_counts(chain: Chain, backend: Backend, happenings: set[int]) -> None:
    found = law(chain, backend=backend).counts(happenings)
    exact = Exact(counted(chain, happenings, MOST))
    for count in range(MOST + 1):
        expected = exact.ending(count)[0].get(0, Fraction(0))
        assert (found.law[count] if count < len(found.law) else 0.0) == near(float(expected))
    assert fsum(found.law) + found.beyond + found.forever == near(1.0)
    assert law(chain, backend=backend).at_least_once(happenings) == near(found.at_least_once)
    if found.forever:
        assert found.mean == found.square == inf
    else:
        inside = fsum(count * each for count, each in enumerate(found.law))
        assert inside + found.beyond * found.beyond_mean == near(found.mean)
        assert not found.beyond or found.beyond_mean >= len(found.law)


@draws(60)
@given(chains_with_endless_classes(), backends, st.sets(st.integers(0, len(HAPPENINGS) - 1)))
def test_what_happens_where_calls_never_end_is_not_lost(chain: Chain, backend: Backend, happenings: set[int]) -> None:
    found = law(chain, backend=backend)
    once = Exact(counted(chain, happenings, 0)).ending(1)[0].get(0, Fraction(0))
    assert found.at_least_once(happenings) == near(float(once))
    assert found.counts(happenings).at_least_once == near(float(once))
    bounds = ChainBounds(chain).happening(happenings)
    assert (bounds.low, bounds.high) == near_pair(float(once), float(once))


@draws(50)
@given(chains(), backends)
def test_means_of_happenings_are_those_of_exact_fractions(chain: Chain, backend: Backend) -> None:
    exact = Exact(chain)
    for number, mean in enumerate(law(chain, backend=backend).means):
        if any(
            number in step.marks for node in exact.behind[0] if exact.is_endless(node) for step in exact.steps[node]
        ):
            assert mean == inf
            continue
        gain = {
            node: sum((step.share * step.marks.count(number) for step in exact.steps[node]), Fraction(0))
            for node in exact.live
        }
        assert mean == near(float(exact.from_nodes(gain).get(0, Fraction(0))))


@draws(40)
@given(chains(), backends, st.data())
def test_calls_can_begin_anywhere_and_be_stopped_anywhere(chain: Chain, backend: Backend, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(chain.nodes) - 1))
    nodes = data.draw(st.lists(st.integers(0, len(chain.nodes) - 1), unique=True))
    halted = stopped(chain, nodes)
    found, exact = law(halted, backend=backend, start=start), Exact(halted, start).law(BRUTE_STEPS)
    assert len(found.ends) == len(ENDS) + len(nodes)
    for end, expected in zip(found.ends, exact, strict=True):
        assert list(end.steps[: BRUTE_STEPS + 1]) == near_all(expected[: found.horizon + 1])


@draws(60)
@given(chains(), backends, st.sampled_from([0, 3]), st.integers(0, 40))
def test_tails_lie_between_their_bounds(chain: Chain, backend: Backend, most_steps: int, steps: int) -> None:
    bounds = law(chain, backend=backend, most_steps=most_steps).tail(steps)
    exact = law(chain, backend=backend, most_steps=300).tail(steps)
    assert exact.is_exact
    assert bounds.low - 1e-9 <= exact.low <= bounds.high + 1e-9
    assert bounds.is_exact or steps > most_steps


def test_a_very_large_chain_has_its_moments_and_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("scipy", reason=NO_ARRAYS)
    chain = chain_of(node((0.9, 1, 0, (0,)), (0.1, 1, 1)), ChainNode((), 0))
    whole = law(chain, backend="arrays")
    monkeypatch.setattr(arrays, "MOST_NODES", 1)
    found = law(chain, backend="arrays")
    assert (found.horizon, list(found.steps), found.beyond) == (-1, [], near(1.0))
    assert (found.mean, found.square, found.means) == (near(whole.mean), near(whole.square), whole.means)
    for steps in (0, 5, 9, 10, 50):
        bounds = found.tail(steps)
        assert bounds.low - 1e-9 <= whole.tail(steps).low <= bounds.high + 1e-9
    assert found.tail(200).high < 0.01


# --- chains by hand -------------------------------------------------------------------------------------------------


def node(*ways: tuple[object, ...]) -> ChainNode:
    return ChainNode((Option(1.0, 1.0, tuple(ChainWay(*way) for way in ways)),))  # type: ignore[arg-type]


def chain_of(*nodes: ChainNode, delays: tuple[Delay, ...] = (AT_ONCE, ((1, 1.0),))) -> Chain:
    return Chain(100, nodes, delays, ENDS, HAPPENINGS)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_tail_is_geometric_and_known_beyond_the_horizon(backend: Backend) -> None:
    found = law(chain_of(node((0.9, 1, 0), (0.1, 1, 1)), ChainNode((), 0)), backend=backend, most_steps=100)
    assert found.mean == near(10.0)
    assert found.horizon == 100
    assert found.beyond == pytest.approx(0.9**100, rel=1e-12)
    assert found.beyond_mean == pytest.approx(110.0, rel=1e-12)


@pytest.mark.parametrize("backend", BACKENDS)
def test_small_tails_keep_their_digits(backend: Backend) -> None:
    found = law_of(
        chain_of(node((0.01, 1, 0), (0.99, 1, 1)), ChainNode((), 0)), backend=backend, tail=0.0, most_steps=90
    )
    assert found.steps[80] == pytest.approx(0.99 * 0.01**79, rel=1e-11)
    assert found.beyond == pytest.approx(0.01**90, rel=1e-9)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_circle_that_is_hardly_ever_left_has_its_mean(backend: Backend) -> None:
    chain = chain_of(node((1.0 - 2.0**-50, 1, 0), (2.0**-50, 1, 1)), ChainNode((), 0))
    found = law(chain, backend=backend, most_steps=10)
    assert found.mean == pytest.approx(2.0**50, rel=1e-12)
    assert found.beyond == pytest.approx(1.0)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_start_that_is_an_end_ends_at_once(backend: Backend) -> None:
    found = law(chain_of(ChainNode((), 2)), backend=backend)
    assert (found.horizon, list(found.steps), found.mean, found.beyond, found.never) == (0, [1.0], 0.0, 0.0, 0.0)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("delay", [0, 1])
def test_what_goes_round_for_ever_never_ends(backend: Backend, delay: int) -> None:
    found = law(chain_of(node((1.0, delay, 0, (1,)))), backend=backend)
    assert (found.never, found.mean, found.beyond, sum(found.steps)) == (1.0, inf, 0.0, 0.0)
    assert found.means == [0.0, inf, 0.0]
    assert found.counts([1]).forever == found.at_least_once([1]) == 1.0
    assert found.counts([0]).law == [1.0]


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_happens_in_a_circle_that_never_ends_happens(backend: Backend) -> None:
    circle = node((1.0, 1, 2, (0,))), node((1.0, 1, 1, (2,)))
    whole = law(chain_of(node((1.0, 1, 1)), *circle), backend=backend)
    assert [whole.at_least_once([each]) for each in range(3)] == [1.0, 0.0, 1.0]
    assert whole.counts([0]) == CountLaw([0.0], inf, inf, 0.0, 0.0, 1.0)
    assert whole.counts([1]) == CountLaw([1.0], 0.0, 0.0, 0.0, 0.0, 0.0)
    half = law(
        chain_of(node((0.5, 1, 1), (0.25, 1, 3, (0,)), (0.25, 1, 3)), *circle, ChainNode((), 0)), backend=backend
    )
    assert half.at_least_once([0]) == half.counts([0]).at_least_once == near(0.75)
    assert (half.counts([0]).law, half.counts([0]).forever) == (near_list(0.25, 0.25), near(0.5))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_long_finite_chain_is_told_to_its_last_step(backend: Backend) -> None:
    nodes = [node((0.5, 1, number + 1), (0.5, 0, 300)) for number in range(300)]
    found = law(chain_of(*nodes, ChainNode((), 1)), backend=backend)
    assert found.horizon <= 300
    whole = law_of(chain_of(*nodes, ChainNode((), 1)), backend=backend, tail=0.0)
    assert (whole.horizon, whole.beyond) == (300, 0.0)
    assert whole.steps[300] == pytest.approx(0.5**300, rel=1e-12)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (chain_of(node((0.9, 1, 1)), ChainNode((), 0)), "node 0 of the chain: its probabilities add up to 0.9"),
        (chain_of(node((float("nan"), 1, 1)), ChainNode((), 0)), "add up to nan"),
        (chain_of(node((1.5, 1, 1), (-0.5, 1, 1)), ChainNode((), 0)), "node 0"),
        (chain_of(node((1.0, 1, 2)), ChainNode((), 0)), "leads to node 2"),
        (chain_of(node((1.0, 2, 1)), ChainNode((), 0)), "by law 2"),
        (chain_of(node((1.0, 1, 1)), ChainNode((), 3)), "node 1 of the chain is an end"),
        (chain_of(node((1.0, 1, 1)), ChainNode((), 0), delays=(AT_ONCE, ((1, 0.5),))), "law 1 of the chain"),
        (chain_of(node((1.0, 1, 1)), ChainNode((), 0), delays=(AT_ONCE, ((2, 0.5), (1, 0.5)))), "law 1 of the chain"),
        (chain_of(node((1.0, 1, 1)), ChainNode((), 0), delays=(AT_ONCE, ((-1, 1.0),))), "law 1 of the chain"),
        (chain_of(node((1.0, 1, 1)), ChainNode((), 0), delays=(AT_ONCE, ())), "law 1 of the chain"),
        (chain_of(ChainNode(())), "node 0"),
        (chain_of(), "start is 0"),
    ],
)
def test_a_wrong_chain_is_refused(wrong: Chain, says: str, backend: Backend) -> None:
    with pytest.raises(IvrError, match=says):
        law(wrong, backend=backend)


@pytest.mark.parametrize("backend", BACKENDS)
def test_unknown_shares_have_no_law(backend: Backend) -> None:
    open_ = ChainNode((Option(0.2, 0.4, (ChainWay(1.0, 1, 1),)), Option(0.6, 0.8, (ChainWay(1.0, 1, 1),))))
    with pytest.raises(ArgumentError, match="ask for bounds"):
        law(chain_of(open_, ChainNode((), 0)), backend=backend)


@pytest.mark.parametrize(
    "arguments", [{"tail": -1.0}, {"tail": float("nan")}, {"most_steps": -1}, {"backend": "numpy"}, {"start": 1}]
)
def test_wrong_arguments_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ArgumentError):
        law_of(chain_of(ChainNode((), 0)), **arguments)  # type: ignore[arg-type]


def test_happenings_that_are_not_there_are_refused() -> None:
    with pytest.raises(ArgumentError, match="0 to 2"):
        law(chain_of(ChainNode((), 0))).counts([3])


def test_plain_python_says_what_does_for_more_nodes() -> None:
    with pytest.raises(IvrError, match=r"pip install 'ivrdsl\[forecast\]'"):
        law(chain_of(*[ChainNode((), 0)] * 20_000), backend="plain")


def test_without_arrays_the_user_reads_how_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    chain = chain_of(ChainNode((), 0))
    assert law_of(chain).mean == 0.0
    with pytest.raises(IvrError, match=r"numpy and scipy.*pip install 'ivrdsl\[forecast\]'"):
        law(chain, backend="arrays")


def test_fractions_are_those_that_are_meant() -> None:
    assert fraction(0.15) == Fraction(3, 20)
    assert CallEnd("", "", "").legs == ()
