"""Where nature can keep a call for ever, and from where it can surely bring it to an end.

An end component is a set of nodes in which nature, by its choice of shares, can keep a call for ever. Within it, nature
can bring the call from each node to each other. How to find the largest ones (de Alfaro): whoever cannot stay in a set
is taken out of it. What is left falls into strongly connected parts, and each part is looked at again.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import fsum

from ivrsim.chains.bounding.nature import Choices
from ivrsim.chains.chain import Option
from ivrsim.chains.quantity import SLACK
from ivrsim.graph.search import behind, components, turned_round

Usable = Callable[[Option], bool]
"""Whether nature may take an option at all."""


def everything(_: Option) -> bool:
    """Every option may be taken."""
    return True


def staying(options: Iterable[Option], area: Collection[int], usable: Usable = everything) -> tuple[Option, ...]:
    """Return the options that nature can take so that a call stays in an area for sure; () where it cannot."""
    kept, most = [], []
    for option in options:
        if usable(option) and all(way.target in area for way in option.ways):
            kept.append(option)
            most.append(option.high)
        elif option.low > 0:
            return ()
    return tuple(kept) if fsum(most) >= 1 - SLACK else ()


def end_components(choices: Choices, nodes: Iterable[int], usable: Usable = everything) -> list[list[int]]:
    """Return the largest sets of nodes in which nature can keep a call for ever, and go about as it likes.

    Args:
        choices: what nature can pick.
        nodes: among which to look.
        usable: what it may take to stay.
    """
    found, areas = [], [set(nodes)]
    while areas:
        area = _closed(choices, areas.pop(), usable)
        parts = _parts(choices, area, usable)
        if len(parts) == 1:
            found.append(sorted(parts[0]))
        else:
            areas.extend(set(part) for part in parts)
    return sorted(found)


def surely(choices: Choices, nodes: Iterable[int], goals: Collection[int]) -> set[int]:
    """Return the goals and the nodes from which nature can bring every call to one of them."""
    area = {*nodes, *goals}
    while True:
        area = _closed(choices, area, everything, goals)
        kept = {node: staying(choices[node], area) for node in area}
        reaching = leading_to(kept, goals, area, len(choices))
        if len(reaching) == len(area):
            return area
        area = reaching


def leading_to(
    options: Choices | Mapping[int, Sequence[Option]], goals: Collection[int], area: Iterable[int], size: int
) -> set[int]:
    """Return the nodes of an area from which a goal can be reached within it, goals too.

    Args:
        options: what may be taken at each node.
        goals: to reach.
        area: in which to look.
        size: the number of all nodes.
    """
    onward: list[list[int]] = [[] for _ in range(size)]
    for node in area:
        if node not in goals:
            onward[node] = [way.target for option in options[node] for way in option.ways]
    return set(behind(turned_round(onward), goals))


def _closed(choices: Choices, area: set[int], usable: Usable, goals: Collection[int] = ()) -> set[int]:
    """An area without the nodes where a call cannot be kept in what is left of it; goals always are."""
    onward: list[list[int]] = [[] for _ in choices]
    for node in area:
        onward[node] = [way.target for option in choices[node] for way in option.ways]
    coming = turned_round(onward)
    left, todo = set(area), sorted(area)
    while todo:
        node = todo.pop()
        if node in left and node not in goals and not staying(choices[node], left, usable):
            left.discard(node)
            todo.extend(each for each in coming[node] if each in left)
    return left


def _parts(choices: Choices, area: set[int], usable: Usable) -> list[list[int]]:
    onward: list[list[int]] = [[] for _ in choices]
    for node in area:
        onward[node] = [way.target for option in staying(choices[node], area, usable) for way in option.ways]
    return components(onward, sorted(area))
