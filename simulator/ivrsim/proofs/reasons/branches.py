"""Branches that no call takes: each thing that keeps calls from some is named once, with what lies behind it."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from ivrdsl.model import nodes as n
from ivrsim.core import table as t
from ivrsim.core.instructions.base import DETECTION, KEYS
from ivrsim.graph.barriers import first_alike
from ivrsim.graph.reason import Part, Reason, listed, reason
from ivrsim.proofs.reasons.untaken import Root, UntakenWays
from ivrsim.search.explore import Exploration

BRANCHES: Final = "every-branch-can-be-taken"

Branch = tuple[int, t.Exit]
"""A way, with the place that it leaves."""


class DeadBranches:
    """The branches of a plan that no call takes, if a search has found all states.

    Args:
        found: the search.
        leaves_out: whether a property, by its name, is not asked at an element.
        all_answer: whether what no call comes to is dead, and not just meant for somebody who is not asked.

    Attributes:
        names: those that nothing else keeps calls from, and tags to which no call comes, in words.
        elements: the tags of these.
        reasons: for each name why it is so, and what else lies behind it.
        offered: the branches of tags to which calls come.
    """

    def __init__(self, found: Exploration, leaves_out: Callable[[str, int], bool], *, all_answer: bool) -> None:
        self._found = found
        self._plan = found.plan
        self._ways = UntakenWays(found)
        self.names: list[str] = []
        self._parts: list[tuple[Part, ...]] = []
        self.elements: list[int] = []
        self._behind: dict[Root, list[int]] = {}
        self._roots: dict[Root, int] = {}
        """For each thing that keeps calls from branches, the number of its name."""
        offering = [(place, each) for place, each in enumerate(found.plan.table) if branches_of(found, each)]
        reached = found.places
        self.offered = {
            (place, way) for place, each in offering if place in reached for _, way in branches_of(found, each)
        }
        offering = [(place, each) for place, each in offering if not leaves_out(BRANCHES, each.element)]
        offering.sort(key=lambda each: each[1].element)
        for place, instruction in offering:
            if place in reached:
                self._reached(place, instruction)
        for place, instruction in offering:
            if place not in reached and all_answer:
                self._not_reached(place, instruction)
        self.reasons = tuple(self._reasons())

    def _reached(self, place: int, instruction: t.Instruction) -> None:
        """Look at the branches of a tag to which calls come."""
        taken, lost = self._found.ways, set()
        for name, way in branches_of(self._found, instruction):
            if (place, way) not in taken:
                lost.add(name)
                self._name(Root(place, way), instruction.element, name, self._ways.why(place, way))
        for child, first in taken_before(self._plan, instruction):
            name = _BRANCHES[type(self._plan.nodes[child])](self._plan.nodes[child])
            if name not in lost:
                root, why = Root(self._plan.starts[child], None), reason(first, " before it takes the same input")
                self._name(root, instruction.element, f"{name} once more", why)

    def _not_reached(self, place: int, instruction: t.Instruction) -> None:
        """Look at a tag to which no call comes: behind what?"""
        root = self._ways.root(place)
        if root in self._roots:
            self._behind.setdefault(root, []).append(instruction.element)
        else:
            self._name(root, instruction.element, "no call comes to it", self._ways.why_not_reached(place))

    def _name(self, root: Root, element: int, name: str, why: Reason) -> None:
        named = f"{self._plan.elements[element].label}: {name}"
        if named in self.names:
            self._roots[root] = self.names.index(named)
            return
        self._roots[root] = len(self.names)
        self.names.append(named)
        self._parts.append((element, f": {name}: ", *why.parts))
        self.elements.append(element)

    def _reasons(self) -> Iterator[Reason]:
        behind = {self._roots[root]: elements for root, elements in self._behind.items()}
        for number, (parts, element) in enumerate(zip(self._parts, self.elements, strict=True)):
            after = listed(list(dict.fromkeys(behind[number]))) if number in behind else ()
            yield Reason((*parts, *(("; so no call comes to ", *after) if after else ())), element)


_BRANCHES: Final[dict[type, Callable[[Any], str]]] = {
    n.Keypress: lambda branch: f"key{'s' * ('-' in branch.pressed)} {branch.pressed}",
    n.NoInput: lambda _: "no input",
    n.NoMatch: lambda _: "no match",
}


def taken_before(plan: t.Plan, instruction: t.Instruction) -> list[tuple[int, int]]:
    """Return the branches of a menu that stand behind another one for the same keys, each with that one."""
    if instruction.awaits != KEYS:
        return []
    children = [each for each in plan.children[instruction.element] if type(plan.nodes[each]) in _BRANCHES]
    firsts = [(each, first_alike(plan, each)) for each in children]
    return [(each, first) for each, first in firsts if first is not None]


def branches_of(found: Exploration, instruction: t.Instruction) -> list[tuple[str, t.Exit]]:
    """Return the branches that stand in the plan, each with its name; those left out that nobody asked can take."""
    branches = instruction.branches()
    if instruction.awaits != DETECTION:
        return branches
    answers = {"live" if event.value == "inbound" else event.value for event in found.world.answers}
    return [(name, way) for name, way in branches if name in answers]
