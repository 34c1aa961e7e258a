"""How many lines, agents and waiting callers there are over time: added up exactly, in not too many bins."""

from typing import Final, NamedTuple

MOST_BINS: Final = 2000
MINUTE: Final = 60_000_000
"""In microseconds: how wide bins are at first. Where they become too many, pairs are joined."""


class LoadSeries(NamedTuple):
    """Levels over time, each summed up over bins: level times microseconds. Bins begin at the start of the campaign.

    Attributes:
        width_us: how wide a bin is, in microseconds: minutes, times a power of two.
        lines: calls that ring or go on.
        agents: transfers that are talked in.
        waiting: callers who wait for an agent.
        dialled: calls that begin; a count.
    """

    width_us: int
    lines: tuple[int, ...]
    agents: tuple[int, ...]
    waiting: tuple[int, ...]
    dialled: tuple[int, ...]

    def widened(self, width_us: int) -> "LoadSeries":
        """Return the same with wider bins; the width is this one's times a power of two."""
        several = width_us // self.width_us
        columns = (self.lines, self.agents, self.waiting, self.dialled)
        return LoadSeries(
            width_us,
            *(tuple(sum(each[first : first + several]) for first in range(0, len(each), several)) for each in columns),
        )


class LoadMeter:
    """Adds up levels while time passes. Whoever changes a level calls `pass_to` first."""

    def __init__(self) -> None:
        self.lines = self.agents = self.waiting = 0
        self.most_lines = self.most_agents = self.most_waiting = 0
        self.now = 0
        self._width, self._end = MINUTE, MINUTE
        self._bins: list[list[int]] = [[0, 0, 0, 0]]
        self._bin = self._bins[0]

    def pass_to(self, moment: int) -> None:
        """Let time pass."""
        while moment >= self._end:
            self._add(self._end)
            self._next_bin()
        self._add(moment)

    def dial(self) -> None:
        """Note that a call begins."""
        self._bin[3] += 1
        self.lines += 1
        if self.lines > self.most_lines:
            self.most_lines = self.lines

    def _add(self, moment: int) -> None:
        time = moment - self.now
        if time:
            level = self._bin
            level[0] += self.lines * time
            level[1] += self.agents * time
            level[2] += self.waiting * time
            self.now = moment
            self.most_agents = max(self.most_agents, self.agents)
            self.most_waiting = max(self.most_waiting, self.waiting)

    def _next_bin(self) -> None:
        if len(self._bins) == MOST_BINS:
            pairs = zip(self._bins[::2], self._bins[1::2], strict=True)
            self._bins = [[one + other for one, other in zip(*pair, strict=True)] for pair in pairs]
            self._width *= 2
        self._bin = [0, 0, 0, 0]
        self._bins.append(self._bin)
        self._end += self._width

    def series(self) -> LoadSeries:
        """Return what was added up."""
        lines, agents, waiting, dialled = zip(*self._bins, strict=True)
        return LoadSeries(self._width, lines, agents, waiting, dialled)
