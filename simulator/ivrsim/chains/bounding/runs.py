"""A law of time in runs: stretches of steps in which each is as likely as the last one, times a ratio.

Hanging up at any moment, or pressing a key at any, makes laws of hundreds of steps that are one run. The mean of
something over a run moves from one time to the next by its two ends alone, however long it is.
"""

from math import fsum
from typing import Final, NamedTuple

from ivrsim.chains.chain import Delay

_SHORTEST: Final = 4
"""Steps of a run; what is shorter is told step by step."""
_SAME: Final = 1e-12


class GeometricRun(NamedTuple):
    """A stretch of a law of time.

    Attributes:
        first: how likely its first step is.
        ratio: by which each further one is as likely as the one before; 0 where there is none.
        start: its first step.
        stop: the step after its last.
        share: how likely all its steps are together.
    """

    first: float
    ratio: float
    start: int
    stop: int
    share: float

    @property
    def lost(self) -> float:
        """What the step after the last would be."""
        return float(self.first * self.ratio ** (self.stop - self.start))


def runs_of(delay: Delay) -> tuple[GeometricRun, ...]:
    """Return a law of time as runs; a step of 0 is one by itself, where it can be."""
    points = [(steps, share) for steps, share in delay if share > 0]
    found, at = [], 0
    while at < len(points):
        length = 1 if points[at][0] == 0 else _length(points, at)
        part = points[at : at + length]
        ratio = min(part[1][1] / part[0][1], 1.0) if length > 1 else 0.0
        start = part[0][0]
        found.append(GeometricRun(part[0][1], ratio, start, start + length, fsum(share for _, share in part)))
        at += length
    return tuple(found)


def _length(points: list[tuple[int, float]], start: int) -> int:
    """How many points from one on are a run; 1 where they are too few."""
    if start + _SHORTEST > len(points):
        return 1
    first_step, first = points[start]
    ratio = points[start + 1][1] / first
    if ratio > 1 + _SAME:
        return 1
    length, expected = 1, first
    for steps, share in points[start + 1 :]:
        expected *= ratio
        if steps != first_step + length or abs(share - expected) > _SAME * share:
            break
        length += 1
    return length if length >= _SHORTEST else 1
