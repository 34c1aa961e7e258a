"""A plan's calls under a model of callers, as a chain: where a call can be, how likely it goes on where, and when.

The chain is semi-Markov, in discrete time. What happens next depends on the node alone; how long that takes has a law
of its own, in whole steps. All that is asked of a forecast is asked of this.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

Delay = tuple[tuple[int, float], ...]
"""A law of time: steps, and how likely they are. Sorted by steps, which are 0 or more; the sum is 1."""

AT_ONCE: Final[Delay] = ((0, 1.0),)


class ChainWay(NamedTuple):
    """One way on from a node.

    Attributes:
        probability: of it, among the ways of its option.
        delay: the number of the law of how long it takes.
        target: the number of the node that it leads to.
        marks: the numbers of the happenings that it brings; one that happens twice stands there twice.
    """

    probability: float
    delay: int
    target: int
    marks: tuple[int, ...] = ()


class Option(NamedTuple):
    """Something that may be the case at a node, with how likely it is.

    Attributes:
        low, high: the least and the greatest share that it may have; equal where that is known. The shares of a node's
            options add up to 1. Each time a call comes to the node they may be others.
        ways: what happens then; their probabilities add up to 1.
        says: what bounds the share, in words, where it is not known: the name of an assumption, or of a value that has
            no law; "" where it is known.
    """

    low: float
    high: float
    ways: tuple[ChainWay, ...]
    says: str = ""


class ChainNode(NamedTuple):
    """Where a call can be.

    Attributes:
        options: what may be the case; none at an end.
        end: the number of the end; -1 where a call goes on.
    """

    options: tuple[Option, ...]
    end: int = -1


class CallEnd(NamedTuple):
    """How calls end, and who was on the line: what totals are made of.

    Attributes:
        party: who was on the line: who really answered, or the person who came later; "" where nobody was.
        taken_for: what the detector took it for: "person", "machine" or "unsure"; "" where none was asked.
        outcome: how the call ended, as transcripts say it; "busy" or "no answer" where nobody answered; "unknown" where
            the chain is not complete.
        talk_steps: how long transfers were talked in, in steps.
        legs: how long each of them was, in steps.
        reached: whether the goal was reached that the chain was made for; False where it was made for none.
    """

    party: str
    taken_for: str
    outcome: str
    talk_steps: int = 0
    legs: tuple[int, ...] = ()
    reached: bool = False


class CallHappening(NamedTuple):
    """Something that can happen in a call, more than once.

    Attributes:
        kind: "prompt", "heard", "key", "branch", "transfer", "talk", "kept" ...
        name: which one, in words.
    """

    kind: str
    name: str


class Chain(NamedTuple):
    """A plan's calls under a model of callers. Node 0 is the start; no circle takes no time.

    Attributes:
        step_ms: how long a step is, in ms.
        nodes: where calls can be.
        delays: the laws of time, each once.
        ends: how calls end.
        happenings: what the marks mean.
        bound: why the chain is not complete, in words; "" where it is.
    """

    step_ms: int
    nodes: Sequence[ChainNode]
    delays: Sequence[Delay]
    ends: Sequence[CallEnd]
    happenings: Sequence[CallHappening] = ()
    bound: str = ""

    @property
    def is_known(self) -> bool:
        """Whether every share is known: then there is one law, and no bounds are needed."""
        return all(option.low == option.high for node in self.nodes for option in node.options)
