"""The law of a chain in exact fractions, worked out again without any of the code that is tested."""

from collections import defaultdict
from fractions import Fraction
from typing import NamedTuple

from ivrsim.chains.chain import CallEnd, Chain, ChainNode, ChainWay

Row = dict[int, Fraction]


class Step(NamedTuple):
    """A way of a node, with one time of its law."""

    share: Fraction
    steps: int
    target: int
    marks: tuple[int, ...]


class Exact:
    """A chain in fractions.

    Attributes:
        steps: of each node, its ways.
        behind: of each node, those that it leads to, itself too.
        live: the nodes that calls come to and leave for good: no ends, and none of a class that is never left.
    """

    def __init__(self, chain: Chain, start: int = 0) -> None:
        self.chain = chain
        self.start = start
        self.steps = [self._steps(number) for number in range(len(chain.nodes))]
        self.behind = [self._grown({number}) for number in range(len(chain.nodes))]
        self.live = sorted(n for n in self.behind[start] if self.steps[n] and not self.is_endless(n))

    def is_endless(self, node: int) -> bool:
        """Whether a node is in a class that is never left."""
        return bool(self.steps[node]) and all(self.steps[n] and node in self.behind[n] for n in self.behind[node])

    def _steps(self, number: int) -> list[Step]:
        found = []
        for option in self.chain.nodes[number].options:
            for way in option.ways:
                for steps, share in self.chain.delays[way.delay]:
                    exact = fraction(option.low) * fraction(way.probability) * fraction(share)
                    if exact:
                        found.append(Step(exact, steps, way.target, way.marks))
        assert not found or sum(each.share for each in found) == 1
        return found

    def _grown(self, nodes: set[int]) -> set[int]:
        while True:
            more = nodes | {step.target for node in nodes for step in self.steps[node]}
            if more == nodes:
                return nodes
            nodes = more

    def from_nodes(self, gain: dict[int, Fraction]) -> dict[int, Fraction]:
        """Solve x = gain + P x for all nodes that are left for good, by Gauss."""
        live = self.live
        rows = []
        for node in live:
            row: Row = defaultdict(Fraction, {node: Fraction(1)})
            for step in self.steps[node]:
                if step.target in live:
                    row[step.target] -= step.share
            rows.append((row, gain.get(node, Fraction(0))))
        solved: list[tuple[int, Row, Fraction]] = []
        for node in live:
            place = next(index for index, (row, _) in enumerate(rows) if row.get(node))
            row, value = rows.pop(place)
            row, value = {key: each / row[node] for key, each in row.items()}, value / row[node]
            rows = [
                (minus(other, row, other.get(node, Fraction(0))), of - value * other.get(node, 0)) for other, of in rows
            ]
            solved.append((node, row, value))
        found: dict[int, Fraction] = {}
        for node, row, value in reversed(solved):
            found[node] = value - sum(
                (each * found[key] for key, each in row.items() if key != node and each), Fraction(0)
            )
        return found

    def ending(self, end: int) -> list[dict[int, Fraction]]:
        """How likely calls from each node end so, and the parts of the mean and the mean square of their steps."""
        is_end = {number for number, node in enumerate(self.chain.nodes) if node.end == end}

        def at(found: dict[int, Fraction], node: int) -> Fraction:
            return found.get(node, Fraction(0))

        zero = self.from_nodes(
            {n: sum((s.share for s in self.steps[n] if s.target in is_end), Fraction(0)) for n in self.live}
        )
        zero.update(dict.fromkeys(is_end, Fraction(1)))
        one = self.from_nodes(
            {n: sum((s.share * s.steps * at(zero, s.target) for s in self.steps[n]), Fraction(0)) for n in self.live}
        )
        two = self.from_nodes(
            {
                n: sum(
                    (
                        s.share * (s.steps**2 * at(zero, s.target) + 2 * s.steps * at(one, s.target))
                        for s in self.steps[n]
                    ),
                    Fraction(0),
                )
                for n in self.live
            }
        )
        return [zero, one, two]

    def law(self, steps: int) -> list[list[Fraction]]:
        """For each end how likely calls end so after 0 steps, 1 step and so on, by going through all of them."""
        found = [[Fraction(0)] * (steps + 1) for _ in self.chain.ends]
        coming: list[Row] = [defaultdict(Fraction) for _ in range(steps + 1)]
        coming[0][self.start] = Fraction(1)
        for now in range(steps + 1):
            here = dict(coming[now])
            visits = self.at_once(here)
            for node, share in visits.items():
                if self.chain.nodes[node].end >= 0:
                    found[self.chain.nodes[node].end][now] += share
                for step in self.steps[node]:
                    if step.steps and now + step.steps <= steps:
                        coming[now + step.steps][step.target] += share * step.share
        return found

    def at_once(self, here: Row) -> Row:
        """How often calls come to each node at this step, by ways of no time too."""
        allowed = [*self.live, *(n for n in self.behind[self.start] if self.chain.nodes[n].end >= 0)]
        index = {node: place for place, node in enumerate(allowed)}
        size = len(allowed)
        matrix = [
            [Fraction(int(i == j)) for j in range(size)] + [here.get(allowed[i], Fraction(0))] for i in range(size)
        ]
        for node in allowed:
            for step in self.steps[node]:
                if not step.steps and step.target in index:
                    matrix[index[step.target]][index[node]] -= step.share
        for column in range(size):
            pivot = next(row for row in range(column, size) if matrix[row][column])
            matrix[column], matrix[pivot] = matrix[pivot], matrix[column]
            top = matrix[column] = [each / matrix[column][column] for each in matrix[column]]
            for row in range(size):
                if row != column and matrix[row][column]:
                    times = matrix[row][column]
                    matrix[row] = [each - times * other for each, other in zip(matrix[row], top, strict=True)]
        return {node: matrix[index[node]][size] for node in allowed if matrix[index[node]][size]}


def fraction(number: float) -> Fraction:
    """The fraction of small numbers that is meant."""
    return Fraction(number).limit_denominator(1000)


def minus(row: Row, other: Row, times: Fraction) -> Row:
    """A row less a multiple of another one."""
    if not times:
        return row
    found = defaultdict(Fraction, row)
    for key, each in other.items():
        found[key] -= each * times
    return found


def counted(chain: Chain, happenings: set[int], most: int) -> Chain:
    """A chain whose end is how often happenings come, up to a bound; its last end is more than that."""
    exact = Exact(chain)
    size = len(chain.nodes)
    nodes = []
    for count in range(most + 1):
        for number, node in enumerate(chain.nodes):
            behind = [step for each in exact.behind[number] for step in exact.steps[each]]
            if not any(happenings.intersection(step.marks) for step in behind):
                nodes.append(ChainNode((), count))
                continue
            nodes.append(
                ChainNode(
                    tuple(
                        option._replace(
                            ways=tuple(_counting(way, happenings, count, most, size) for way in option.ways)
                        )
                        for option in node.options
                    )
                )
            )
    return chain._replace(nodes=[*nodes, ChainNode((), most + 1)], ends=[CallEnd("", "", "")] * (most + 2))


def _counting(way: ChainWay, happenings: set[int], count: int, most: int, size: int) -> ChainWay:
    count += sum(mark in happenings for mark in way.marks)
    return way._replace(target=(most + 1) * size if count > most else count * size + way.target)
