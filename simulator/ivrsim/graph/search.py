"""Walks over graphs: what is behind a node, what goes round, and which way is the shortest or the cheapest.

Nodes are numbers, and a graph says for each where it leads: as lists, or by a function where nobody has listed it all.
Whoever has nodes of another kind numbers them (`Numbering`).

Theory of operation of `components` (Tarjan, without recursion). One walk down from the starts. Each place gets the
number of its visit, and `low`, the lowest visit that it leads back to among places still on the stack. A place whose
`low` stays its own number closes a component: the stack down to it. Components close in reverse order of flow: what a
component leads to has closed before it.
"""

import heapq
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

N = TypeVar("N", bound=Hashable)
S = TypeVar("S")

Graph = Sequence[Sequence[int]]
"""For each number, those that it leads to."""


class Numbering(Generic[N]):
    """Numbers for things, in the order in which they come; for graphs whose nodes are no numbers."""

    def __init__(self) -> None:
        self.all: list[N] = []
        self._known: dict[N, int] = {}

    def of(self, thing: N) -> int:
        """Return the number of a thing."""
        number = self._known.get(thing)
        if number is None:
            number = self._known[thing] = len(self.all)
            self.all.append(thing)
        return number


# --- what is behind -------------------------------------------------------------------------------------------------


def behind(onward: Graph, starts: Iterable[int], seen: bytearray | None = None) -> list[int]:
    """Return the starts and all that they lead to, each once.

    Args:
        onward: the graph.
        starts: of the walk.
        seen: a byte for each place: 1 where the walk must not go. What it returns is marked in it.
    """
    seen = bytearray(len(onward)) if seen is None else seen
    found = []
    for place in starts:
        if not seen[place]:
            seen[place] = 1
            found.append(place)
    for here in found:
        for place in onward[here]:
            if not seen[place]:
                seen[place] = 1
                found.append(place)
    return found


def followed(starts: Iterable[N], onward: Callable[[N], Iterable[N]]) -> Iterator[N]:
    """Yield the starts and all that they lead to, nearest first; who has seen enough stops asking."""
    found = dict.fromkeys(starts)
    todo = list(found)
    for here in todo:
        yield here
        for place in onward(here):
            if place not in found:
                found[place] = None
                todo.append(place)


def turned_round(onward: Graph) -> list[list[int]]:
    """Return, for each number, those that lead to it."""
    back: list[list[int]] = [[] for _ in onward]
    for place, targets in enumerate(onward):
        for target in targets:
            back[target].append(place)
    return back


def in_order(onward: Graph, starts: Iterable[int]) -> list[int]:
    """Return what the starts lead to, each before what it leads to, but for ways back."""
    seen = bytearray(len(onward))
    done = []
    for start in starts:
        if seen[start]:
            continue
        seen[start] = 1
        path = [(start, iter(onward[start]))]
        while path:
            number, targets = path[-1]
            for target in targets:
                if not seen[target]:
                    seen[target] = 1
                    path.append((target, iter(onward[target])))
                    break
            else:
                done.append(number)
                path.pop()
    done.reverse()
    return done


class Dominance:
    """Which nodes every way from a start to a node passes (dominators, after Cooper, Harvey and Kennedy).

    Args:
        onward: the graph.
        start: where all ways begin.
    """

    def __init__(self, onward: Graph, start: int) -> None:
        order = in_order(onward, (start,))
        self._rank = {number: index for index, number in enumerate(order)}
        above = _immediate(onward, order, self._rank)
        self._last = list(range(len(order)))
        for index in range(len(order) - 1, 0, -1):  # what lies below a node has higher ranks
            self._last[above[index]] = max(self._last[above[index]], self._last[index])
        self._above = above

    def passes(self, number: int, before: int) -> bool:
        """Return whether every way from the start to a number passes another one; nothing leads there: yes, too."""
        if number not in self._rank:
            return True
        here, top = self._rank[number], self._rank.get(before, -1)
        if top < 0 or not top <= here <= self._last[top]:
            return False
        while here > top:
            here = self._above[here]
        return here == top


def _immediate(onward: Graph, order: Sequence[int], rank: Mapping[int, int]) -> list[int]:
    """For each rank that of its nearest dominator."""
    coming: list[list[int]] = [[] for _ in order]
    for index, number in enumerate(order):
        for target in onward[number]:
            coming[rank[target]].append(index)
    above = [-1] * len(order)
    above[0] = 0
    changed = True
    while changed:
        changed = False
        for index in range(1, len(order)):
            found = -1
            for other in coming[index]:
                if above[other] >= 0:
                    found = other if found < 0 else _meeting(above, found, other)
            if found != above[index]:
                above[index] = found
                changed = True
    return above


def _meeting(above: Sequence[int], one: int, two: int) -> int:
    """The nearest rank that dominates both."""
    while one != two:
        if one < two:
            two = above[two]
        else:
            one = above[one]
    return one


# --- the best way ---------------------------------------------------------------------------------------------------


class CheapestFirst(Generic[S]):
    """Dijkstra's search: whoever iterates gets the numbers that a start leads to, and their prices, the cheapest first.

    Of equally cheap ones that comes first to which a way was found first.

    Args:
        start: where the search begins.
        onward: for a number its steps on: where to, for what price, and what the step is.
        below: only what costs less than this is found.

    Attributes:
        came: for each number the one before it, and the step, on the cheapest way that was found.
    """

    def __init__(
        self, start: int, onward: Callable[[int], Iterable[tuple[int, int, S]]], *, below: int | None = None
    ) -> None:
        self._start = start
        self._onward = onward
        self._below = below
        self._best = {start: 0}
        self.came: dict[int, tuple[int, S]] = {}

    def __len__(self) -> int:
        """How many numbers were found so far."""
        return len(self._best)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        heap = [(0, 0, self._start)]
        best, came, below, onward = self._best, self.came, self._below, self._onward
        serial = 0
        while heap:
            cost, _, here = heapq.heappop(heap)
            if cost > best[here]:
                continue
            yield here, cost
            for target, price, step in onward(here):
                total = cost + price
                if below is not None and total >= below:
                    continue
                known = best.get(target)
                if known is None or total < known:
                    best[target] = total
                    came[target] = here, step
                    serial += 1
                    heapq.heappush(heap, (total, serial, target))

    def way(self, target: int) -> list[tuple[int, S]]:
        """Return the cheapest way to a number that was found: each step, with the number that it leaves."""
        steps = []
        while target in self.came:
            target, step = self.came[target]
            steps.append((target, step))
        return steps[::-1]


def tree(
    starts: Iterable[int],
    onward: Callable[[int], Iterable[tuple[int, S]]],
    found: "dict[int, tuple[int, S] | None] | None" = None,
) -> dict[int, tuple[int, S] | None]:
    """Return, for what the starts lead to, from where and by which step it is come to first; None for a start.

    Args:
        starts: of the walk.
        onward: for a number its steps on: where to, and what the step is.
        found: what was found before, where the walk does not go again; it grows.
    """
    found = {} if found is None else found
    todo = list(starts)
    for start in todo:
        found.setdefault(start, None)
    for here in todo:
        for target, step in onward(here):
            if target not in found:
                found[target] = here, step
                todo.append(target)
    return found


def shortest(starts: Iterable[int], goals: Collection[int], onward: Callable[[int], Iterable[int]]) -> list[int]:
    """Return a shortest way from one of some starts to one of some goals, both included; empty if there is none."""
    came = dict.fromkeys(starts, -1)
    for here in (todo := list(came)):
        if here in goals:
            return _back(came, here)
        for target in onward(here):
            if target not in came:
                came[target] = here
                todo.append(target)
    return []


def _back(came: Mapping[int, int], here: int) -> list[int]:
    way = []
    while here >= 0:
        way.append(here)
        here = came[here]
    return way[::-1]


# --- what goes round ------------------------------------------------------------------------------------------------


def components(onward: Graph, starts: Iterable[int]) -> list[list[int]]:
    """Return all components that the starts lead to, single places too; those further on come first."""
    size = len(onward)
    low = [0] * size  # 0: not visited; `size + 1`: its component is closed
    closed = size + 1
    visit = 0
    stack: list[int] = []
    found: list[list[int]] = []
    for start in starts:
        if low[start]:
            continue
        visit += 1
        low[start] = visit
        stack.append(start)
        path = [(start, visit, iter(onward[start]))]
        while path:
            place, number, targets = path[-1]
            lowest = low[place]
            for target in targets:
                seen = low[target]
                if not seen:
                    low[place] = lowest
                    visit += 1
                    low[target] = visit
                    stack.append(target)
                    path.append((target, visit, iter(onward[target])))
                    break
                if seen < lowest:
                    lowest = seen
            else:
                path.pop()
                if lowest == number:
                    found.append(_pop_component(stack, place, low, closed))
                else:
                    low[place] = lowest
                    above = path[-1][0]
                    if lowest < low[above]:
                        low[above] = lowest
    return found


def _pop_component(stack: list[int], root: int, low: list[int], closed: int) -> list[int]:
    """Take a component off the stack, down to its root."""
    members = []
    while True:
        place = stack.pop()
        low[place] = closed
        members.append(place)
        if place == root:
            return members


def numbers_of(groups: Iterable[Iterable[int]], size: int) -> list[int]:
    """Return, for each of so many places, the number of the group that it is in; 0 where it is in none."""
    found = [0] * size
    for number, members in enumerate(groups):
        for place in members:
            found[place] = number
    return found


def circles(onward: Graph, starts: Iterable[int]) -> list[list[int]]:
    """Return the components in which a call can go round: several places, or one that leads to itself."""
    found = components(onward, starts)
    return [members for members in found if len(members) > 1 or members[0] in onward[members[0]]]


def circles_behind(onward: Graph, start: int) -> list[list[int]]:
    """Return what goes round behind one start, to which nothing leads back.

    Most ways of a table lead to lower places, because bodies are built from their ends. A circle needs a way up, and
    lies where ways up pass: only there is anything worked out, which for most plans is nowhere.
    """
    spans = _passed_upwards(onward, start)
    if not spans:
        return []
    inside = bytearray(len(onward))
    for low, high in spans:
        inside[low : high + 1] = b"\1" * (high + 1 - low)
    places = [place for place in behind(onward, (start,)) if inside[place]]
    part: list[Sequence[int]] = [()] * len(onward)
    for place in places:
        part[place] = [target for target in onward[place] if inside[target]]
    return circles(part, places)


def _passed_upwards(onward: Graph, start: int) -> list[tuple[int, int]]:
    """The lowest and the highest place of each stretch that ways up pass, those of the start aside."""
    found: list[tuple[int, int]] = []
    for place, targets in enumerate(onward):
        if targets and (high := max(targets)) >= place and place != start:
            if found and place <= found[-1][1]:
                found[-1] = (found[-1][0], max(high, found[-1][1]))
            else:
                found.append((place, high))
    return found


def goes_round(around: Mapping[int, Sequence[int]], without: Collection[int] = ()) -> bool:
    """Return whether a call can go round in a part of a graph.

    Args:
        around: the part: for each of its places, where it leads; what leads out of the part is left aside.
        without: places that the call must not pass.
    """
    coming = {place: 0 for place in around if place not in without}
    for place in coming:
        for target in around[place]:
            if target in coming:
                coming[target] += 1
    todo = [place for place, count in coming.items() if not count]
    passed = 0
    while todo:
        passed += 1
        for target in around[todo.pop()]:
            if target in coming:
                coming[target] -= 1
                if not coming[target]:
                    todo.append(target)
    return passed < len(coming)


def circling(onward: Graph, places: Iterable[int]) -> list[int]:
    """Return the places that are in a circle or behind one: a quick look before the components are worked out.

    Args:
        onward: the graph; it does not lead out of `places`, or only to what leads nowhere.
        places: of the graph.
    """
    coming = [0] * len(onward)
    places = list(places)
    for place in places:
        for target in onward[place]:
            coming[target] += 1
    todo = [place for place in places if not coming[place]]
    for place in todo:
        for target in onward[place]:
            coming[target] -= 1
            if not coming[target] and onward[target]:
                todo.append(target)
    return [place for place in places if coming[place]]
