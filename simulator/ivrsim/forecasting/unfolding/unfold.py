"""A plan's calls under a model of callers, unfolded into a chain.

Theory of operation. A node of the chain is a state of the search with what is beside it (`heads.Head`). That is who
is at the other side, how far a wait has come, and what a person is about. Some nodes take no time: there it is
drawn who answers, what the detector says, which value a variable has. All others are waits (`waits`). What a call
does then, only `step` knows: the search has taken it already.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any, Final

from ivrsim.callers.model import Callers, Share
from ivrsim.chains.chain import AT_ONCE, CallEnd, Chain, ChainNode, ChainWay, Delay, Option
from ivrsim.core.events import BUSY, NO_ANSWER, Event
from ivrsim.core.memo import Move
from ivrsim.core.parties import VERDICTS
from ivrsim.forecasting.unfolding.happenings import Happenings
from ivrsim.forecasting.unfolding.heads import Head
from ivrsim.forecasting.unfolding.intents import bounds_of
from ivrsim.forecasting.unfolding.runners import ANYTHING
from ivrsim.forecasting.unfolding.search import OTHER, CallerSearch
from ivrsim.forecasting.unfolding.sides import Part, SideAtWait, hears_at_once, parts_of, side_from, side_of
from ivrsim.forecasting.unfolding.spots import START, ChainSpot, Drawn, SpotBranch, SpotChoice
from ivrsim.forecasting.unfolding.waits import UNKNOWN, Landing, Waits
from ivrsim.graph.search import Numbering, components
from ivrsim.search.bounds import ENDED, Watch
from ivrsim.search.liveness import CLOCK

MAX_NODES: Final = 500_000
_WATCHED: Final = 250
"""Nodes between two looks at whether to end."""
NOBODY: Final = Head(-1, 0, "")
ANSWERED: Final = "answered"
_AT_THE_ANSWER: Final = ("reach", "party", "taken for")
"""Kinds of happenings that are over once a call is answered."""


class Unfolding:
    """The chain of a plan's calls while it is made, and what its nodes and ways mean.

    Args:
        found: the search.
        callers: the model.
        happenings: what is counted.
        goal: the numbers of happenings that reach the goal; ends tell whether one has come.
        max_nodes: where the chain ends, and is not complete.

    Attributes:
        spots: what each node is made of, by number.
        sides: who may answer, by number.
        step_ms: how long a step is.
        unknown: what has no law and makes bounds of numbers, in words.
    """

    def __init__(
        self,
        found: CallerSearch,
        callers: Callers,
        happenings: Happenings,
        goal: frozenset[int] = frozenset(),
        max_nodes: int = MAX_NODES,
    ) -> None:
        self.found = found
        self.spots: Numbering[ChainSpot] = Numbering()
        self.sides: Numbering[SideAtWait] = Numbering()
        self.unknown: list[str] = []
        self._plan = found.plan
        self._callers = callers
        self.step_ms = callers.step_ms
        self._happenings = happenings
        self._waits = Waits(found, callers, happenings, self.sides, goal)
        self._max_nodes = max_nodes
        self._ends: Numbering[CallEnd] = Numbering()
        self._delays: Numbering[Delay] = Numbering()
        self._drawing: dict[str, Callable[[ChainSpot], SpotChoice]] = {
            "start": self._start,
            "party": self._party,
            "verdict": self._verdict,
            "part": self._part,
            "fork": self._fork,
            "others": self._others,
            "wait": lambda spot: self._waits.choice(*spot.of),
        }

    def chain(self, watch: Watch | None = None) -> Chain:
        """Unfold all of it.

        Args:
            watch: is told of the progress, in nodes, and may end it.
        """
        self.spots.of(START)
        nodes: list[ChainNode] = []
        ended = ""
        for spot in self.spots.all:  # it grows meanwhile
            if nodes and len(nodes) % _WATCHED == 0 and (ended := self._ended(len(nodes), watch)):
                break
            nodes.append(self._node(spot))
        bound = "" if self.found.only_ahead else self.found.bound  # nobody here presses before a menu listens
        bound = bound or next(iter(self.found.lost.values()), "") or ended
        if ended:
            lost = ChainNode((), self._ends.of(CallEnd("", "", UNKNOWN)))
            nodes += [lost] * (len(self.spots.all) - len(nodes))
        if bound:
            nodes = self._with_anything(nodes, bound)
        timed = _without_instant_circles(nodes, self._delays)
        told = self._callers.step_ms, timed, self._delays.all, self._ends.all, self._happenings.numbering.all
        return Chain(*told, bound)

    def _ended(self, nodes: int, watch: Watch | None) -> str:
        """Why it ends before all is unfolded; "" where it goes on."""
        if nodes >= self._max_nodes:
            return f"the forecast has more than {self._max_nodes:,} nodes"
        why = watch(len(self.spots.all), nodes) if watch is not None else ""
        return f"{ENDED} after {nodes:,} nodes of the forecast: {why}" if why else ""

    def _with_anything(self, nodes: list[ChainNode], bound: str) -> list[ChainNode]:
        """Let everything happen, in any order and for as long as it likes, where nothing more is known."""
        self._happenings.expect_all()
        step, at_once = self._delays.of(((1, 1.0),)), self._delays.of(AT_ONCE)
        counted = enumerate(self._happenings.numbering.all)
        happenings = tuple([number for number, each in counted if each.kind not in _AT_THE_ANSWER])
        lost = {number for number, node in enumerate(nodes) if node.end >= 0 and self._is_lost(node)}
        nodes = [*nodes, ChainNode((), self._ends.of(CallEnd("", "", UNKNOWN)))]  # some other end
        ends = {node.end: number for number, node in enumerate(nodes) if node.end >= 0}
        self.unknown.append(bound)
        for number in lost:
            onward = [ChainWay(1.0, step, number, happenings)]
            onward += [ChainWay(1.0, at_once, end) for end in ends.values() if end not in lost]
            nodes[number] = ChainNode(tuple([Option(0.0, 1.0, (way,), bound) for way in onward]))
        return nodes

    def _is_lost(self, node: ChainNode) -> bool:
        return self._ends.all[node.end].outcome == UNKNOWN

    def branch(self, node: int, option: int, way: int) -> SpotBranch:
        """What a way of a node means."""
        return self._choice(self.spots.all[node]).options()[option][2][way]

    # --- nodes ------------------------------------------------------------------------------------------------------

    def _node(self, spot: ChainSpot) -> ChainNode:
        if spot.kind == "end":
            return ChainNode((), self._ends.of(spot.of[0]))
        choice = self._choice(spot)
        options = [
            Option(low, high, tuple(map(self._way, branches)), "" if low == high else choice.says)
            for low, high, branches in choice.options()
        ]
        if choice.says and choice.says not in self.unknown and any(each.says for each in options):
            self.unknown.append(choice.says)
        return ChainNode(tuple(options))

    def _way(self, branch: SpotBranch) -> ChainWay:
        return ChainWay(branch.probability, self._delays.of(branch.delay), self.spots.of(branch.to), branch.marks)

    def _choice(self, spot: ChainSpot) -> SpotChoice:
        return self._drawing[spot.kind](spot)

    # --- who answers ------------------------------------------------------------------------------------------------

    def _start(self, spot: ChainSpot) -> SpotChoice:
        drawn = []
        for what, share in self._callers.reach.items():
            if what == ANSWERED:
                branch = SpotBranch(1.0, AT_ONCE, ChainSpot("party"), self._marks("reach", ANSWERED))
            else:
                branch = SpotBranch(1.0, AT_ONCE, *self._waits.landing(0, NOBODY, _UNANSWERED[what], 0))
            drawn.append(Drawn(share, [branch]))
        return SpotChoice(drawn, "how many answer")

    def _party(self, spot: ChainSpot) -> SpotChoice:
        drawn = [
            Drawn(
                share,
                [
                    SpotBranch(
                        1.0, AT_ONCE, ChainSpot("verdict", (party,)), self._marks("party", f"answered by {party}")
                    )
                ],
            )
            for party, share in self._callers.parties.items()
        ]
        return SpotChoice(drawn, "who answers")

    def _verdict(self, spot: ChainSpot) -> SpotChoice:
        (party,) = spot.of
        if not self._plan.detects():
            return SpotChoice([Drawn(1.0, [SpotBranch(1.0, AT_ONCE, ChainSpot("part", (party, "", ())))])])
        drawn = [
            Drawn(
                share,
                [SpotBranch(1.0, AT_ONCE, ChainSpot("part", (party, verdict, ())), self._marks("taken for", told))],
            )
            for verdict, share in self._callers.detector[party].shares.items()
            for told in [f"{party} taken for {verdict}"]
        ]
        return SpotChoice(drawn, f"what the detector takes a {party} for")

    def _part(self, spot: ChainSpot) -> SpotChoice:
        """One of the things that make up who answers whose share is not known; then all others, and the call begins."""
        party, verdict, chosen = spot.of
        parts = parts_of(party, verdict, self._callers, self._plan)
        unknown = [number for number, part in enumerate(parts) if not part.is_known and number not in dict(chosen)]
        if not unknown:
            return SpotChoice([Drawn(1.0, self._answers(party, verdict, parts, dict(chosen)))])
        part = parts[unknown[0]]
        drawn = []
        for value, share in part.law.items():
            now = (*chosen, (unknown[0], value))
            drawn.append(Drawn(share, [SpotBranch(1.0, AT_ONCE, ChainSpot("part", (party, verdict, now)))]))
        return SpotChoice(drawn, part.name)

    def _answers(self, party: str, verdict: str, parts: Sequence[Part], chosen: dict[int, Any]) -> list[SpotBranch]:
        """The call is answered by each kind of other side that is left."""
        laws = [{chosen[number]: 1.0} if number in chosen else part.law for number, part in enumerate(parts)]
        return [
            SpotBranch(
                prod(bounds_of(share)[0] for _, share in several), AT_ONCE, *self._answered(party, verdict, values)
            )
            for several in product(*(law.items() for law in laws))
            for values in [tuple([value for value, _ in several])]
        ]

    def _answered(self, party: str, verdict: str, chosen: tuple[str | int, ...]) -> Landing:
        who = side_of(party, verdict, chosen, self._plan, self.step_ms)
        number = self.sides.of(side_from(who, self.step_ms))
        head = Head(number, 0, hears_at_once(who))
        spot, marks, _ = self._waits.landing(0, head, VERDICTS[who.taken_for or "person"], 0)
        return Landing(spot, marks, ("side", str(number)))

    def _marks(self, kind: str, name: str) -> tuple[int, ...]:
        return (self._happenings.number(kind, name),)

    # --- values -----------------------------------------------------------------------------------------------------

    def _fork(self, spot: ChainSpot) -> SpotChoice:
        """A value that a move is the first to read."""
        number, _, event, known = spot.of
        moves = [each for each in self._waits.moves(number)[event] if _begins(each[0].chosen, known)]
        name = moves[0][0].chosen[len(known)][0]
        values = list(dict.fromkeys(move.chosen[len(known)][1] for move, _ in moves))
        says = "when calls are made" if name == CLOCK else f"the value of {name}"
        several = self._several(name, values)
        if several is None:
            return SpotChoice(_of_anything(self._chosen(spot, moves, name, [each]) for each in values), says)
        return SpotChoice([Drawn(share, [self._chosen(spot, moves, name, each)]) for share, each in several], says)

    def _others(self, spot: ChainSpot) -> SpotChoice:
        """One of the values that no law tells apart."""
        number, head, event, known, name, values = spot.of
        moves = [each for each in self._waits.moves(number)[event] if _begins(each[0].chosen, known)]
        fork = ChainSpot("fork", (number, head, event, known))
        drawn = _of_anything(self._chosen(fork, moves, name, [each]) for each in values)
        return SpotChoice(drawn, f"which other value {name} has")

    def _several(self, name: str, values: Sequence[str]) -> list[tuple[Share, list[str]]] | None:
        """What a variable may hold, with the shares; several values, where it is known of these together.

        None where nothing is known.
        """
        if name == CLOCK and not self.found.moments:
            return None
        if name == CLOCK:
            return [(self.found.moments[int(each)], [each]) for each in values]
        law = self.found.laws.get(name)
        if law is None:
            return None
        others = [each for each in values if each not in law]
        found: list[tuple[Share, list[str]]] = [(law[each], [each]) for each in values if each in law]
        return [*found, (law[OTHER], others)] if OTHER in law and others else found

    def _chosen(self, spot: ChainSpot, moves: Sequence[tuple[Move, int]], name: str, values: list[str]) -> SpotBranch:
        number, head, event, known = spot.of
        if len(values) > 1:
            return SpotBranch(1.0, AT_ONCE, ChainSpot("others", (number, head, event, known, name, tuple(values))))
        now = (*known, (name, values[0]))
        act = ("chosen", name, values[0])
        fitting = [each for each in moves if _begins(each[0].chosen, now)]
        if len(fitting) == 1 and fitting[0][0].chosen == now:
            return SpotBranch(1.0, AT_ONCE, *self._waits.arrive(head, *fitting[0]), act)
        return SpotBranch(1.0, AT_ONCE, ChainSpot("fork", (number, head, event, now)), (), act)


def _of_anything(branches: Iterable[SpotBranch]) -> list[Drawn]:
    """What may be or not, and nobody knows how likely; what leads to the same is one."""
    apart: dict[tuple[ChainSpot, tuple[int, ...]], SpotBranch] = {}
    for each in branches:
        apart.setdefault((each.to, each.marks), each)
    return [Drawn(ANYTHING if len(apart) > 1 else 1.0, [each]) for each in apart.values()]


def _begins(chosen: tuple[tuple[str, str], ...], known: tuple[tuple[str, str], ...]) -> bool:
    return chosen[: len(known)] == known


_UNANSWERED: Final[Mapping[str, Event]] = {"busy": BUSY, "no answer": NO_ANSWER}


def _without_instant_circles(nodes: list[ChainNode], delays: Numbering[Delay]) -> list[ChainNode]:
    """Let ways that could go round in no time take a step: only what nobody knows leads there."""
    instant = [
        [way.target for option in node.options for way in option.ways if delays.all[way.delay][0][0] == 0]
        for node in nodes
    ]
    circles = [each for each in components(instant, range(len(nodes))) if len(each) > 1 or each[0] in instant[each[0]]]
    if not circles:
        return nodes
    inside = {place: number for number, each in enumerate(circles) for place in each}
    for place, number in inside.items():
        nodes[place] = _slowed(nodes[place], {each for each in inside if inside[each] == number}, delays)
    return nodes


def _slowed(node: ChainNode, circle: set[int], delays: Numbering[Delay]) -> ChainNode:
    """A node whose ways into a circle take a step at least."""

    def slowed(way: ChainWay) -> ChainWay:
        return way._replace(delay=delays.of(_later(delays.all[way.delay]))) if way.target in circle else way

    options = [option._replace(ways=tuple(map(slowed, option.ways))) for option in node.options]
    return node._replace(options=tuple(options))


def _later(delay: Delay) -> Delay:
    law: dict[int, float] = {}
    for steps, probability in delay:
        law[max(steps, 1)] = law.get(max(steps, 1), 0.0) + probability
    return tuple(sorted(law.items()))
