"""Single calls on a chain: the way that one takes, and which calls are meant."""

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import NamedTuple

from ivrsim.chains.chain import Chain


class CourseStep(NamedTuple):
    """One step of a call from a node to the next.

    Attributes:
        node: its number.
        option: the number of the option that is the case there, from 0.
        way: the number of the way among those of the option, from 0.
        delay: how long it takes, in steps of time.
    """

    node: int
    option: int
    way: int
    delay: int


class Course(NamedTuple):
    """One call, from the start to an end.

    Attributes:
        steps: in their order.
        end: the number of its end.
        probability: of exactly this call; at most that where a share is not known.
        share: of the calls that go this way, however long its steps take; likewise.
    """

    steps: tuple[CourseStep, ...]
    end: int
    probability: float
    share: float

    @property
    def duration(self) -> int:
        """How long it takes, in steps of time."""
        return sum(step.delay for step in self.steps)

    def times(self, chain: Chain, happenings: frozenset[int]) -> int:
        """How often some happenings come about in it."""
        ways = (chain.nodes[step.node].options[step.option].ways[step.way] for step in self.steps)
        return sum(mark in happenings for way in ways for mark in way.marks)


class CourseGoal(NamedTuple):
    """Which calls are meant: how they end, and how much they have of something by then.

    Attributes:
        limits: for each end that is meant, by its number, how much of it a call has at least; at most where that is
            asked.
        counts: the numbers of the happenings that are counted; None where steps of time are.
        at_most: whether the limits are the greatest amounts.
    """

    limits: Mapping[int, int]
    counts: frozenset[int] | None = None
    at_most: bool = False

    def is_met(self, end: int, amount: int) -> bool:
        """Whether a call is meant that ends so, with so much."""
        limit = self.limits.get(end)
        return limit is not None and (amount <= limit if self.at_most else amount >= limit)


def longer_than(chain: Chain, steps: int) -> CourseGoal:
    """Calls that take more steps of time."""
    return CourseGoal(dict.fromkeys(range(len(chain.ends)), steps + 1))


def no_longer_than(chain: Chain, steps: int) -> CourseGoal:
    """Calls that take so many steps of time, or fewer."""
    return CourseGoal(dict.fromkeys(range(len(chain.ends)), steps), at_most=True)


def ending_in(ends: Iterable[int]) -> CourseGoal:
    """Calls that end in one of some ends, by number."""
    return CourseGoal(dict.fromkeys(ends, 0), frozenset())


def bringing(chain: Chain, happenings: Iterable[int], times: int = 1) -> CourseGoal:
    """Calls in which some happenings come about so often, or more often."""
    return CourseGoal(dict.fromkeys(range(len(chain.ends)), times), frozenset(happenings))


def bringing_at_most(chain: Chain, happenings: Iterable[int], times: int = 0) -> CourseGoal:
    """Calls in which some happenings come about at most so often."""
    return CourseGoal(dict.fromkeys(range(len(chain.ends)), times), frozenset(happenings), at_most=True)


def course_of(chain: Chain, steps: Sequence[CourseStep], end: int) -> Course:
    """The call that goes so, with how likely that is."""
    share = prod(_share(chain, step) for step in steps)
    return Course(tuple(steps), end, share * prod(_likely(chain, step) for step in steps), share)


def _share(chain: Chain, step: CourseStep) -> float:
    option = chain.nodes[step.node].options[step.option]
    return option.high * option.ways[step.way].probability


def _likely(chain: Chain, step: CourseStep) -> float:
    way = chain.nodes[step.node].options[step.option].ways[step.way]
    return dict(chain.delays[way.delay]).get(step.delay, 0.0)
