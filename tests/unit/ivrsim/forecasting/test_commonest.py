"""The commonest call of some kind, against a list of all calls of small chains."""

import random
from collections.abc import Iterator
from functools import cache
from math import isclose

import pytest

from ivrdsl.errors import IvrError
from ivrsim.chains.chain import CallEnd, CallHappening, Chain, ChainNode, ChainWay, Option
from ivrsim.chains.commonest import RARE, commonest, weightiest
from ivrsim.chains.course import (
    Course,
    CourseGoal,
    CourseStep,
    bringing,
    bringing_at_most,
    course_of,
    ending_in,
    longer_than,
    no_longer_than,
)

LONGEST = 7
"""Steps between nodes of the calls that a list has."""
LISTED = 0.02
"""Of the chains that are drawn, all calls that are so likely are on the list."""


def drawn(seed: int) -> Chain:
    """A small chain with circles, several options, laws of time, and marks."""
    draw = random.Random(seed)
    count, ends = draw.randint(2, 5), draw.randint(1, 3)
    delays = tuple(law(draw) for _ in range(3))
    nodes = [ChainNode(tuple(options(draw, count + ends, len(delays)))) for _ in range(count)]
    nodes += [ChainNode((), each) for each in range(ends)]
    happenings = (CallHappening("prompt", "a"), CallHappening("key", "1"))
    return Chain(100, nodes, delays, tuple(CallEnd("person", "person", str(each)) for each in range(ends)), happenings)


def law(draw: random.Random) -> tuple[tuple[int, float], ...]:
    """Times of 1 to 6 steps: a circle takes some, and is soon too long."""
    times = sorted(draw.sample(range(1, 7), draw.randint(1, 3)))
    weights = [draw.randint(1, 5) for _ in times]
    return tuple((time, weight / sum(weights)) for time, weight in zip(times, weights, strict=True))


def options(draw: random.Random, targets: int, delays: int) -> Iterator[Option]:
    shares = draw.choice([[(1.0, 1.0)], [(0.25, 0.25), (0.75, 0.75)], [(0.1, 0.4), (0.6, 0.9)]])
    for low, high in shares:
        weights = [draw.randint(0, 4) for _ in range(draw.randint(1, 3))]
        weights[0] += 1
        ways = tuple(
            ChainWay(weight / sum(weights), draw.randrange(delays), draw.randrange(targets), marks(draw))
            for weight in weights
        )
        yield Option(low, high, ways)


def marks(draw: random.Random) -> tuple[int, ...]:
    return tuple(draw.choices((0, 1), k=draw.choice((0, 0, 1, 2))))


@cache
def all_courses(seed: int) -> list[Course]:
    """Every call of a drawn chain that is neither too long nor too rare."""
    chain, found = drawn(seed), []

    def go(node: int, steps: tuple[CourseStep, ...], probability: float, ways: float) -> None:
        if chain.nodes[node].end >= 0:
            found.append(Course(steps, chain.nodes[node].end, probability, ways))
        elif len(steps) < LONGEST and probability > 3e-4:
            for number, option in enumerate(chain.nodes[node].options):
                for other, way in enumerate(option.ways):
                    for time, likely in chain.delays[way.delay] if way.probability else ():
                        share = option.high * way.probability
                        step = CourseStep(node, number, other, time)
                        go(way.target, (*steps, step), probability * share * likely, ways * share)

    go(0, (), 1.0, 1.0)
    return found


def likely(course: Course, counts: frozenset[int] | None) -> float:
    """How likely it is, as it is asked for."""
    return course.probability if counts is None else course.share


def amount(chain: Chain, course: Course, goal: CourseGoal) -> int:
    return course.duration if goal.counts is None else course.times(chain, goal.counts)


def goals(chain: Chain) -> Iterator[CourseGoal]:
    for steps in (0, 3, 7, 12):
        yield longer_than(chain, steps)
        yield no_longer_than(chain, steps)
    yield ending_in([0])
    yield CourseGoal({end: 3 + 4 * end for end in range(len(chain.ends))})
    yield CourseGoal({end: 9 - 3 * end for end in range(len(chain.ends))}, at_most=True)
    for happenings in ([0], [1], [0, 1]):
        yield bringing(chain, happenings)
        yield bringing(chain, happenings, 3)
        yield bringing_at_most(chain, happenings)
        yield bringing_at_most(chain, happenings, 1)


@pytest.mark.parametrize("seed", range(60))
def test_no_call_of_the_kind_is_commoner(seed: int) -> None:
    chain = drawn(seed)
    courses = all_courses(seed)
    for goal in goals(chain):
        meant = [each for each in courses if goal.is_met(each.end, amount(chain, each, goal))]
        most = max((likely(each, goal.counts) for each in meant), default=0.0)
        found = commonest(chain, goal)
        if found is None:
            assert not meant
            continue
        assert goal.is_met(found.end, amount(chain, found, goal))
        assert is_call(chain, found)
        assert likely(found, goal.counts) > most * (1 - 1e-9)
        if most > LISTED and goal.counts is None:
            assert isclose(found.probability, most, rel_tol=1e-9)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("counts", [None, frozenset([0]), frozenset([0, 1])])
def test_no_other_call_weighs_more(seed: int, counts: frozenset[int] | None) -> None:
    chain = drawn(seed)
    goal = CourseGoal({}, counts)
    courses = all_courses(seed)
    likeliest = max((likely(each, counts) for each in courses), default=0.0)
    if likeliest < 0.1:
        return  # the list may lack calls that count
    asked = [each for each in courses if likely(each, counts) >= likeliest * 0.01 * (1 - 1e-9)]
    most = max(likely(each, counts) * amount(chain, each, goal) for each in asked)
    found = weightiest(chain, counts, rare=0.01)
    if found is None:
        assert most == 0
        return
    assert is_call(chain, found)
    assert likely(found, counts) * amount(chain, found, goal) >= most * (1 - 1e-9)
    assert likely(found, counts) >= likeliest * 0.01 * (1 - 1e-9)


def is_call(chain: Chain, course: Course) -> bool:
    """Whether it goes from the start to its end along the chain."""
    node = 0
    for step in course.steps:
        assert step.node == node
        node = chain.nodes[node].options[step.option].ways[step.way].target
    return chain.nodes[node].end == course.end and course == course_of(chain, course.steps, course.end)


def one_way(*ways: ChainWay) -> ChainNode:
    return ChainNode((Option(1.0, 1.0, ways),))


END = CallEnd("person", "person", "hung up")


def test_a_start_that_is_an_end() -> None:
    chain = Chain(100, (ChainNode((), 0),), (), (END,))
    assert commonest(chain, ending_in([0])) == Course((), 0, 1.0, 1.0)
    assert commonest(chain, longer_than(chain, 0)) is None
    assert commonest(chain, CourseGoal({})) is None
    assert weightiest(chain) is None


def test_a_call_that_never_ends_is_none() -> None:
    chain = Chain(100, (one_way(ChainWay(1.0, 0, 0)), ChainNode((), 0)), (((3, 1.0),),), (END,))
    assert commonest(chain, ending_in([0])) is None
    assert commonest(chain, longer_than(chain, 10)) is None
    assert weightiest(chain) is None


def test_a_long_geometric_tail_is_waited_out() -> None:
    delay = tuple((steps, 0.01 * 0.99**steps) for steps in range(400))
    chain = Chain(100, (one_way(ChainWay(1.0, 0, 1)), ChainNode((), 0)), (delay,), (END,))
    found = commonest(chain, longer_than(chain, 250))
    assert found is not None
    assert found.duration == 251


def test_circles_are_walked_as_often_as_it_takes() -> None:
    again, out = ChainWay(0.5, 0, 0, (0,)), ChainWay(0.5, 1, 1)
    chain = Chain(
        100, (one_way(again, out), ChainNode((), 0)), (((7, 1.0),), ((1, 1.0),)), (END,), (CallHappening("key", "1"),)
    )
    found = commonest(chain, longer_than(chain, 700))
    assert found is not None
    assert len(found.steps) == 101
    assert found.probability == pytest.approx(0.5**101)
    counted = commonest(chain, bringing(chain, [0], 5))
    assert counted is not None
    assert counted.times(chain, frozenset([0])) == 5


def test_a_share_of_which_only_bounds_are_known_counts_as_its_greatest() -> None:
    options_ = (Option(0.1, 0.4, (ChainWay(1.0, 0, 1),)), Option(0.6, 0.9, (ChainWay(1.0, 0, 2),)))
    chain = Chain(100, (ChainNode(options_), ChainNode((), 0), ChainNode((), 1)), (((1, 1.0),),), (END, END))
    found = commonest(chain, ending_in([0]))
    assert found is not None
    assert found.probability == 0.4


def test_an_end_of_the_search_is_an_error_and_no_call() -> None:
    chain = Chain(100, (one_way(ChainWay(0.5, 0, 0), ChainWay(0.5, 0, 1)), ChainNode((), 0)), (((1, 1.0),),), (END,))
    with pytest.raises(IvrError, match="not among 10 beginnings"):
        commonest(chain, longer_than(chain, 100), max_labels=10)


def test_what_is_rare_does_not_stand_for_a_mean() -> None:
    ways = (ChainWay(1 - 1e-6, 0, 1), ChainWay(1e-6, 1, 1))
    chain = Chain(100, (one_way(*ways), ChainNode((), 0)), (((1, 1.0),), ((10**9, 1.0),)), (END,))
    found = weightiest(chain)
    assert found is not None
    assert found.duration == 1
    assert RARE > 1e-6
    rarer = weightiest(chain, rare=1e-7)
    assert rarer is not None
    assert rarer.duration == 10**9
