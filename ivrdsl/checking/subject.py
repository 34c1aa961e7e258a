"""A plan as the rules see it: its nodes by kind, its names and jumps, and the table that the engine would run.

What several rules need is made once, when the first of them asks. What a tag does is asked of the engine's table and
nowhere else; how odd spellings are read is the default platform's business.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, overload

from ivrdsl.model import walk
from ivrdsl.model.nodes import Catch, Dialplan, Goto
from ivrdsl.model.odd import Odd
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.core.table import Collect, Plan

N = TypeVar("N")
T = TypeVar("T")


class TargetReference(NamedTuple):
    """A goto, or a catch: the element, and the name it jumps to."""

    element: int
    target: str


class Subject:
    """One plan under check.

    Attributes:
        dialplan: its nodes.
        engine: the table that the simulator runs, on the default platform.
        elements: its elements in document order; an element's place here is its number.
        nodes: what each element is read as; an Odd where it cannot be read.
    """

    def __init__(self, dialplan: Dialplan) -> None:
        self.dialplan = dialplan
        self.engine: Plan = compile_plan(dialplan, Platform())
        self.elements = self.engine.elements
        self.nodes = self.engine.nodes
        self._answers: dict[Callable[..., Any], Any] = {}

    def node(self, number: int) -> Any:
        """The node that an element is read as; an Odd where it cannot be read."""
        return self.nodes[number]

    @overload
    def each(self, kind: type[N], /) -> Iterator[tuple[int, N]]: ...
    @overload
    def each(self, *kinds: type[Any]) -> Iterator[tuple[int, Any]]: ...
    def each(self, *kinds: type[Any]) -> Iterator[tuple[int, Any]]:
        """All elements that are read as nodes of some kinds, with their numbers, kind by kind in document order."""
        for kind in kinds:
            numbers = self._by_kind.get(kind, ())
            yield from zip(numbers, map(self.nodes.__getitem__, numbers), strict=True)

    def count(self, *kinds: type) -> int:
        """How many elements are read as nodes of some kinds."""
        return sum(len(self._by_kind.get(kind, ())) for kind in kinds)

    @overload
    def inside(self, number: int, kind: type[N], /) -> list[tuple[int, N]]: ...
    @overload
    def inside(self, number: int, *kinds: type[Any]) -> list[tuple[int, Any]]: ...
    def inside(self, number: int, *kinds: type[Any]) -> list[tuple[int, Any]]:
        """The children of an element that are read as nodes of some kinds."""
        nodes = self.nodes
        return [(child, nodes[child]) for child in self.engine.children[number] if type(nodes[child]) in kinds]

    def below(self, number: int) -> range:
        """The numbers of all elements inside an element, however deep."""
        end = number + 1
        while self.engine.children[end - 1]:
            end = self.engine.children[end - 1][-1] + 1
        return range(number + 1, end)

    def around(self, number: int, *kinds: type[Any]) -> int | None:
        """The number of the nearest element of some kinds that encloses an element, or None."""
        number = self.elements[number].parent
        while number >= 0:
            if type(self.node(number)) in kinds:
                return number
            number = self.elements[number].parent
        return None

    def label(self, number: int) -> str:
        """What an element is called: `menu "live"`."""
        return self.elements[number].label

    def path(self, number: int) -> str:
        """The way to an element: `dialplan "Root" > menu "live"`."""
        return walk.path(self.elements, number)

    @cached_property
    def names(self) -> dict[str, list[int]]:
        """The elements by name, in document order."""
        found: dict[str, list[int]] = {}
        for number, node in enumerate(self.nodes):
            name = walk.name_of(node) if type(node) is Odd else node.name
            if name is not None:
                found.setdefault(name.strip(), []).append(number)
        return found

    @cached_property
    def jumps(self) -> list[TargetReference]:
        """Every goto and catch, in document order; one without a target has the target ""."""
        without = [TargetReference(number, "") for number, odd in self.each(Odd) if odd.tag.lower() == Goto.tag]
        gotos = [TargetReference(number, node.target.strip()) for number, node in self.each(Goto)]
        catches = [TargetReference(number, node.goto.strip()) for number, node in self.each(Catch)]
        return sorted([*without, *gotos, *catches], key=attrgetter("element"))

    @cached_property
    def collects(self) -> list[Collect]:
        """What the engine knows of each menu, in document order."""
        found = [instruction for instruction in self.engine.table if type(instruction) is Collect]
        return sorted(found, key=attrgetter("element"))

    def ask(self, question: Callable[["Subject"], T]) -> T:
        """What a function of `ivrdsl.checking.facts` says about this plan; it is asked once."""
        if question not in self._answers:
            self._answers[question] = question(self)
        answer: T = self._answers[question]
        return answer

    def ask_engine(self, question: Callable[[Plan], T]) -> T:
        """What a function of `ivrsim.graph` says about the engine's table; it is asked once."""
        if question not in self._answers:
            self._answers[question] = question(self.engine)
        answer: T = self._answers[question]
        return answer

    @cached_property
    def _by_kind(self) -> dict[type, list[int]]:
        found: defaultdict[type, list[int]] = defaultdict(list)
        for number, kind in enumerate(map(type, self.nodes)):
            found[kind].append(number)
        return found
