"""What must be known to go through time step by step: which earlier values each node's value is made of."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ivrdsl.errors import IvrError
from ivrsim.chains.bounding.nature import Choices, visited
from ivrsim.chains.bounding.runs import GeometricRun, runs_of
from ivrsim.chains.chain import Delay, Option
from ivrsim.graph.search import components


class Stretch(NamedTuple):
    """The mean, over a run of steps back from now, of the value of a node."""

    target: int
    run: GeometricRun


class Recipe(NamedTuple):
    """An option, in what its value is made of.

    Attributes:
        stretches: numbers of means of earlier values, and their weights.
        instants: nodes whose values of the same time it needs, and their weights.
    """

    stretches: tuple[tuple[int, float], ...]
    instants: tuple[tuple[int, float], ...]


class March(NamedTuple):
    """A chain, as its values go through time. Nodes are those that a call can come to; the start is the first.

    Attributes:
        options: what nature can pick at each node; () at an end.
        recipes: for each node the same options, in what they are made of.
        stretches: the means of earlier values, each once.
        levels: nodes that go on; each needs values of the same time from levels before alone.
        sooner: what each node is worth at times before 0.
        depth: how far back values are needed, in steps.
    """

    options: Sequence[tuple[Option, ...]]
    recipes: Sequence[tuple[Recipe, ...]]
    stretches: Sequence[Stretch]
    levels: Sequence[Sequence[int]]
    sooner: Sequence[float]
    depth: int


def march_of(choices: Choices, start: int, delays: Sequence[Delay], sooner: Mapping[int, float]) -> March:
    """Return what a chain's values are made of.

    Args:
        choices: what nature can pick at each node.
        start: the node in which calls begin.
        delays: the laws of time.
        sooner: what each node is worth at times before 0.

    Raises:
        IvrError: a circle of the chain takes no time.
    """
    nodes = visited(choices, start)
    number_of = {node: number for number, node in enumerate(nodes)}
    cook = _Cook(number_of, [runs_of(delay) for delay in delays])
    recipes = [tuple(cook.recipe(option) for option in choices[node]) for node in nodes]
    depth = max((stretch.run.stop for stretch in cook.stretches), default=0) + 1
    return March(
        [choices[node] for node in nodes],
        recipes,
        cook.stretches,
        _levels(recipes),
        [sooner[node] for node in nodes],
        depth,
    )


class _Cook:
    """Makes recipes, and keeps the stretches that they share."""

    def __init__(self, number_of: Mapping[int, int], runs: Sequence[tuple[GeometricRun, ...]]) -> None:
        self.stretches: list[Stretch] = []
        self._number_of = number_of
        self._runs = runs
        self._known: dict[tuple[int, int], list[int]] = {}

    def recipe(self, option: Option) -> Recipe:
        stretches: dict[int, float] = {}
        instants: dict[int, float] = {}
        for way in option.ways:
            target = self._number_of[way.target]
            for run in self._runs[way.delay]:
                if run.start == 0:
                    instants[target] = instants.get(target, 0.0) + way.probability * run.first
            for number in self._of(way.delay, target):
                stretches[number] = stretches.get(number, 0.0) + way.probability
        return Recipe(tuple(stretches.items()), tuple(instants.items()))

    def _of(self, delay: int, target: int) -> list[int]:
        """The numbers of the stretches of a law of time before a node."""
        if (delay, target) not in self._known:
            new = [Stretch(target, run) for run in self._runs[delay] if run.start > 0]
            self._known[delay, target] = list(range(len(self.stretches), len(self.stretches) + len(new)))
            self.stretches += new
        return self._known[delay, target]


def _levels(recipes: Sequence[tuple[Recipe, ...]]) -> list[list[int]]:
    at_once = [[target for recipe in options for target, _ in recipe.instants] for options in recipes]
    level = [0] * len(recipes)
    for group in components(at_once, range(len(recipes))):  # what is further on comes first
        if len(group) > 1 or group[0] in at_once[group[0]]:
            raise IvrError(f"nodes of the chain make a circle that may take no time ({len(group)} of them)")
        level[group[0]] = max((level[target] + bool(recipes[target]) for target in at_once[group[0]]), default=0)
    levels: list[list[int]] = [[] for _ in range(max(level, default=0) + 1)]
    for number, options in enumerate(recipes):
        if options:
            levels[level[number]].append(number)
    return levels
