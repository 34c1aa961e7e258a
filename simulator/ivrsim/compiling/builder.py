"""Nodes to the flat table that `step` runs: names are resolved and quirks are bound here, once.

Theory of operation. A dialplan has no calls and no returns. After a tag the call goes to the next sibling, and after
the last sibling to what follows the parent (reference section 5, rule 1). So every tag's successor is known beforehand.
The builder walks each body backwards with the successor in hand, and gives back the instruction where the body starts.
A menu becomes its prompts followed by one Collect; its branches continue after the menu. Only a goto looks ahead: jumps
are made at the end, when every name has its place. How each tag is built is handed to it, see `compile.py`.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any, Final

from ivrdsl.model import nodes as n, walk
from ivrdsl.model.content import NEEDED, lacks_content
from ivrdsl.model.odd import Odd
from ivrsim.core import table as t
from ivrsim.core.lengths import PromptLength, length_of
from ivrsim.core.platform import Platform
from ivrsim.core.template import Template, parse


def reading(node: Any, platform: Platform) -> Any:
    """Return the node that an element is on a platform: itself, what its odd spelling reads as, or the Odd if nothing.

    Args:
        node: a node, or the Odd that stands for an element that is none to the letter.
        platform: whose quirk `attr_case_insensitive` chooses between the readings.
    """
    if type(node) is Odd:
        return (node.folded if platform.attr_case_insensitive else node.exact) or node
    return node


_BRANCHES: Final = frozenset({"keypress", "else", "live", "machine"})
_Named = dict[tuple[int, str], list[tuple[int, str]]]


_Goto = tuple[int, int, str, int]
"""A goto whose target is not looked up yet: place in the table, element, target, where the call goes on without it."""


class Builder:
    """Builds one table; see the module's text for how.

    Args:
        platform: whose quirks and timings are bound.
        builders: how each tag becomes instructions.

    Attributes:
        elements: of the plan, then of the documents; nodes: what each is on this platform, an Odd when it is none.
        children: the numbers of the elements inside each.
        table: the instructions so far.
        starts: for each element the instruction where it starts, which is where a goto to it goes; -1 until it has one.
        listening: the Collect of the menu whose prompts are being built: where a key goes while they play.
        documents: where each document starts, by URL.
    """

    def __init__(self, platform: Platform, builders: "Mapping[type, BuildTag]") -> None:
        self.platform = platform
        self._builders = builders
        self.elements: list[walk.Element] = []
        self.nodes: list[Any] = []
        self.children: list[list[int]] = []
        self.table: list[t.Instruction] = []
        self.starts: list[int] = []
        self.listening: int | None = None
        self.documents: dict[str, int] = {}
        self.catching: tuple[int, ...] = ()
        self._odd: set[int] = set()
        self._guards: dict[int, tuple[int, ...]] = {}
        self._gotos: list[_Goto] = []
        self._ways: dict[int, t.Exit] = {}
        self._lengths: dict[tuple[str, str], PromptLength] = {}
        self._reads_input = False
        self._roots: list[int] = []

    def build(self, dialplan: n.Dialplan, documents: Mapping[str, n.Dialplan]) -> t.Plan:
        self.add(t.Ring(0, t.Exit("answered", 0)))
        self.add(t.Finish(0, "end of plan"))
        main = self._add_elements(dialplan)  # first: its elements' numbers are those of its file
        roots = {url: self._add_elements(document) for url, document in documents.items()}
        for url, root in roots.items():
            self.documents[url] = len(self.table)
            self.add(t.Assume(root, (), t.Exit("", 0)))  # a place, filled in below: documents may lead to each other
        for url, root in roots.items():
            self.table[self.documents[url]] = t.Assume(root, (), t.Exit("", self.body(root, t.END)))
            self.starts[root] = self.documents[url]
        self.starts[main] = self.body(main, t.END)
        self.table[0] = t.Ring(0, t.Exit("answered", self.starts[main]))
        return self._resolve()

    def _add_elements(self, dialplan: n.Dialplan) -> int:
        """Number a document's elements behind those that are there; returns its root's number."""
        base = len(self.elements)
        found, inside = walk.numbered(dialplan)
        if base:
            found = [each._replace(number=each.number + base, parent=each.parent + base) for each in found]
            found[0] = found[0]._replace(parent=-1)
            inside = [[number + base for number in numbers] for numbers in inside]
        self.elements += found
        self.children += inside
        self.nodes += [each.node for each in found]
        for number in range(base, len(self.nodes)):
            if type(self.nodes[number]) is Odd:
                self._odd.add(number)
                self.nodes[number] = reading(self.nodes[number], self.platform)
        self.starts += [-1] * len(found)
        self._roots.append(base)
        return base

    # --- for the builders of tags -----------------------------------------------------------------------------------

    def add(self, instruction: t.Instruction) -> int:
        place = len(self.table)
        self.table.append(instruction)
        if self.catching:
            self._guards[place] = self.catching
        return place

    def body(self, number: int, after: int) -> int:
        """Build what stands inside an element; returns where it starts."""
        for child in reversed(self.children[number]):  # not by `sequence`: nesting may be 256 deep, and Python counts
            after = self.element(child, after)
        return after

    def sequence(self, numbers: list[int], after: int) -> int:
        for number in reversed(numbers):
            after = self.element(number, after)
        return after

    def element(self, number: int, after: int) -> int:
        """Build one element; returns where it starts."""
        node = self.nodes[number]
        build = self._builders.get(type(node))
        start = self._build_unknown(number, node) if build is None else build(self, number, node, after)
        return self._note_start(number, start)

    def _note_start(self, number: int, start: int) -> int:
        """Note where an element starts, behind the quirk that makes it what it is if its spelling is odd."""
        if number in self._odd:
            start = self._behind_its_spelling(number, start)
        self.starts[number] = start
        return start

    def _behind_its_spelling(self, number: int, start: int) -> int:
        odd: Odd = self.elements[number].node
        if odd.exact != odd.folded:
            start = self.add(t.Assume(number, ("attr_case_insensitive",), t.Exit("", start)))
        if odd.left_out:
            values = ", ".join(f'{name}="{value}"' for name, value in odd.attributes if name in odd.left_out)
            start = self.add(t.LeftOut(number, values, t.Exit("", start)))
        return start

    def branch(self, number: int, after: int, *, listens: bool = False) -> int:
        """Build the body of a live, machine, keypress or else.

        Args:
            listens: whether the menu outside still listens: not in a keypress, but in an else among its prompts.
        """
        listening = self.listening
        self.listening = listening if listens else None
        start = after
        for child in reversed(self.children[number]):
            start = self.element(child, start)
        self.listening = listening
        return self._note_start(number, start)

    def goto(self, number: int, target: str, otherwise: int) -> int:
        """A jump to a name, which may stand anywhere: its instruction is made when all names have their places."""
        place = self.add(t.LATER)
        self._gotos.append((place, number, target, otherwise))
        return place

    def length(self, source: str, voice: str) -> PromptLength:
        """How long prompts of a source and a voice take."""
        found = self._lengths.get((source, voice))
        if found is None:
            found = self._lengths[source, voice] = length_of(self.platform, source, voice)
        return found

    def template(self, text: object) -> Template:
        """A text with variables in it; a name that is put together during the call may be any variable's."""
        source = str(text)
        if "${" not in source:
            return (source,) if source else ()
        found = parse(source)
        if len(found) > 1 or not isinstance(found[0], str):
            self._reads_input |= "lastinput" in source or "${" in source.replace("${", "", 1).partition("}")[0]
        return found

    def ends(self, number: int, *assumes: str) -> int:
        """An end of the plan at an element, because some quirk says so."""
        return self.add(t.Finish(number, "end of plan", assumes=assumes))

    def _build_unknown(self, number: int, node: Any) -> int:
        """A tag that is unknown, stands in the wrong place, or lacks what it needs: the call stops there."""
        self.body(number, t.END)  # a goto may lead into it
        lacks = NEEDED[node.tag.lower()] if lacks_content(node) else ""
        return self.add(t.Unsupported(number, node.tag, lacks))

    # --- jumps ------------------------------------------------------------------------------------------------------

    def _resolve(self) -> t.Plan:
        """The plan, with every goto and catch led to its target."""
        named = self._elements_by_name()
        for place, element, target, otherwise in self._gotos:
            self.table[place] = t.Jump(element, target, self._lead(named, element, target, otherwise))
        handlers: dict[int, t.Handler] = {}
        for number, node in enumerate(self.nodes):
            if type(node) is n.Catch:
                event = "hangup" if node.type == "hangup" else str(node.value)
                way = self._lead(named, number, node.goto, t.END)
                handlers[number] = t.Handler(number, event, way._replace(label=event))
        guarded: list[tuple[t.Handler, ...]] = [()] * len(self.table)
        for place, guards in self._guards.items():
            guarded[place] = tuple(handlers[number] for number in guards)
        return t.Plan(
            tuple(self.table),
            self.elements,
            self.nodes,
            self.children,
            self.starts,
            self.platform,
            tuple(guarded),
            handlers,
            self._reads_input,
        )

    def _elements_by_name(self) -> _Named:
        """The elements that a goto can lead to, with their names, by document and name in lower case."""
        named: _Named = {}
        for number, node in enumerate(self.nodes):
            name = walk.name_of(node) if type(node) is Odd else node.name
            if name is not None and self.starts[number] >= 0:
                named.setdefault((self._root(number), name.lower()), []).append((number, name))
        return named

    def _lead(self, named: _Named, number: int, target: str, otherwise: int) -> t.Exit:
        """Where a goto or catch leads."""
        found = named.get((self._root(number), target.lower()), [])
        if len(found) == 1 and found[0][1] == target:  # as nearly always
            return self._ways.get(found[0][0]) or self._target(number, target, [found[0][0]], otherwise)
        exact = [each for each, name in found if name == target]
        folded = [each for each, _ in found]
        chosen = folded if self.platform.name_case_insensitive else exact
        way = self._target(number, target, chosen, otherwise)
        return way if exact == folded else way._replace(assumes=("name_case_insensitive", *way.assumes))

    def _root(self, number: int) -> int:
        """The root of the document that an element belongs to: names are known only inside."""
        return self._roots[bisect_right(self._roots, number) - 1] if len(self._roots) > 1 else 0

    def _target(self, number: int, target: str, found: list[int], otherwise: int) -> t.Exit:
        """Where a goto leads: one named element, or what the quirks say about none and about several (section 5)."""
        assumes: tuple[str, ...] = ()
        if not found:
            return self._dangling(number, target, otherwise)
        if len(found) > 1:
            assumes = ("duplicate_names",)
            if self.platform.duplicate_names == "error":
                message = f'goto "{target}": {len(found)} tags have this name'
                return t.Exit("goto", self.add(t.Finish(number, "error:ambiguous-goto", message)), assumes)
        chosen = found[-1] if self.platform.duplicate_names == "last" else found[0]
        if self.elements[chosen].node.tag.lower() in _BRANCHES:
            assumes = (*assumes, "jump_into_branch")
            if self.platform.jump_into_branch == "end":
                return t.Exit("goto", self.ends(number), assumes)
        way = t.Exit("goto", self.starts[chosen], assumes)
        if len(found) == 1:
            self._ways[chosen] = way
        return way

    def _dangling(self, number: int, target: str, otherwise: int) -> t.Exit:
        quirk = ("dangling_goto",)
        if self.platform.dangling_goto == "ignore":
            return t.Exit("goto", otherwise, quirk)
        message = f'goto "{target}": no tag has this name'
        return t.Exit("goto", self.add(t.Finish(number, "error:dangling-goto", message)), quirk)


BuildTag = Callable[[Builder, int, Any, int], int]
"""Makes a tag's instructions: from the builder, the element's number, its node, and where the call goes on after the
tag. Returns where the tag starts."""
