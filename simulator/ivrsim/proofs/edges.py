"""The graph of all calls as flat arrays: of states, and of controls, which is the same with all values left out.

Theory of operation. A plan has few controls and few moves, and each move leads from one control to another. States are
many, and so are edges, but every edge is one of the moves between the controls of its ends. So a way through states is
a way through controls. What no way through controls does, no call does; only what one may do is looked for among the
states.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from ivrsim.search.explore import ControlState, Exploration, Move

Allows = Callable[[Move], bool]


class Edges:
    """A graph whose nodes have controls and whose edges are moves.

    Args:
        found: has the moves and the controls.
        control_of: for each node, the number of its control.
        offsets: where the edges of each node begin; the last ones end at the last offset.
        targets: for each edge, the node that it leads to.
        labels: for each edge, the number of its move.
    """

    def __init__(
        self,
        found: Exploration,
        control_of: Sequence[int],
        offsets: "array[int]",
        targets: "array[int]",
        labels: "array[int]",
    ) -> None:
        self.moves: list[Move] = found.moves
        self.control_of = control_of
        self.targets = targets
        self.labels = labels
        self._controls = found.controls
        self._offsets = offsets

    def __len__(self) -> int:
        """How many nodes there are."""
        return len(self.control_of)

    def control(self, node: int) -> ControlState:
        """The control of a node."""
        return self._controls[self.control_of[node]]

    def steps(self, node: int) -> Iterator[tuple[int, int]]:
        """The numbers of the moves in a node, and the nodes that they lead to."""
        begin, end = self._offsets[node], self._offsets[node + 1]
        return zip(self.labels[begin:end], self.targets[begin:end], strict=True)

    def outgoing(self, node: int) -> Iterator[tuple[Move, int]]:
        """The moves in a node, and the nodes that they lead to."""
        return ((self.moves[label], target) for label, target in self.steps(node))

    def onward(self, nodes: Iterable[int], allowed: Sequence[int]) -> list[Sequence[int]]:
        """Return where some nodes lead by the moves that are allowed, as lists; all others lead nowhere.

        Args:
            nodes: the nodes.
            allowed: for each move, whether it is; see `facts`.
        """
        found: list[Sequence[int]] = [()] * len(self)
        for node in nodes:
            found[node] = [target for label, target in self.steps(node) if allowed[label]]
        return found

    def behind(self, starts: Iterable[int], allowed: Sequence[int]) -> list[int]:
        """Return the nodes that some nodes lead to by the moves that are allowed, themselves too, nearest first."""
        found = list(dict.fromkeys(starts))
        seen = bytearray(len(self))
        for node in found:
            seen[node] = 1
        for node in found:
            for label, target in self.steps(node):
                if allowed[label] and not seen[target]:
                    seen[target] = 1
                    found.append(target)
        return found


def facts(moves: Iterable[Move], wanted: Callable[[Move], object]) -> bytearray:
    """Return, for each move, whether something is true of it: 0 or 1."""
    return bytearray([bool(wanted(move)) for move in moves])


def edges_of_states(found: Exploration) -> Edges:
    """Return the graph of all states; those that were not looked at, because a bound was hit, lead nowhere."""
    offsets, targets, labels = found.arrays
    unseen = len(found) + 1 - len(offsets)
    return Edges(found, found.control_of, offsets + array("q", [len(targets)]) * unseen, targets, labels)


def edges_of_controls(found: Exploration) -> Edges:
    """Return the graph of all controls, numbered as they are."""
    leaving: list[list[Move]] = [[] for _ in found.controls]
    for move in found.moves:
        leaving[move.source.number].append(move)
    ordered = [move for moves in leaving for move in moves]
    return Edges(
        found,
        range(len(leaving)),
        array("q", accumulate(map(len, leaving), initial=0)),
        array("i", [move.target.number for move in ordered]),
        array("i", [move.number for move in ordered]),
    )
