"""Strongly connected components of a graph of places: what leads back to itself (Tarjan, without recursion).

Theory of operation. One walk down from the starts. Each place gets the number of its visit, and `low`, the lowest visit
that it leads back to among places still on the stack. A place whose `low` stays its own number closes a component: the
stack down to it. Components close in reverse order of flow: what a component leads to has closed before it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence


def components(onward: Sequence[Sequence[int]], starts: Iterable[int]) -> list[list[int]]:
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


def circles(onward: Sequence[Sequence[int]], starts: Iterable[int]) -> list[list[int]]:
    """Return the components in which a call can go round: several places, or one that leads to itself."""
    found = components(onward, starts)
    return [members for members in found if len(members) > 1 or members[0] in onward[members[0]]]


def circles_behind(onward: Sequence[Sequence[int]], start: int) -> list[list[int]]:
    """Return the same for one start to which nothing leads back.

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


def _passed_upwards(onward: Sequence[Sequence[int]], start: int) -> list[tuple[int, int]]:
    """The lowest and the highest place of each stretch that ways up pass, those of the start aside."""
    found: list[tuple[int, int]] = []
    for place, targets in enumerate(onward):
        if targets and (high := max(targets)) >= place and place != start:
            if found and place <= found[-1][1]:
                found[-1] = (found[-1][0], max(high, found[-1][1]))
            else:
                found.append((place, high))
    return found


def behind(onward: Sequence[Sequence[int]], starts: Iterable[int], seen: bytearray | None = None) -> list[int]:
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


def circling(onward: Sequence[Sequence[int]], places: Iterable[int]) -> list[int]:
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
