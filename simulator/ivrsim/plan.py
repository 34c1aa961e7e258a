"""Nodes to the flat table that `step` runs: names are resolved and quirks are bound here, once.

Theory of operation. A dialplan has no calls and no returns: after a tag the call goes to the next sibling, and after
the last sibling to what follows the parent (reference section 5, rule 1). So every tag's successor is known beforehand.
The builder walks each body backwards with the successor in hand, and gives back the instruction where the body starts.
A menu becomes its prompts followed by one Collect; its branches continue after the menu. Only a goto looks ahead: jumps
are filled in at the end, when every name has its place. How each tag is built is in `builders/`, by topic.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ivrdsl.model import nodes as n
from ivrdsl.model import walk
from ivrdsl.model.odd import Odd
from ivrsim import table as t
from ivrsim.builders import BUILDERS
from ivrsim.platform import Platform
from ivrsim.template import Template, parse


def compile_plan(
    dialplan: n.Dialplan, platform: Platform | None = None, *, documents: Mapping[str, n.Dialplan] | None = None
) -> t.Plan:
    """Make a dialplan ready to run.

    Args:
        dialplan: the nodes; what only odd files contain is read as the platform's quirks say.
        platform: whose quirks and timings are bound; the default platform when not given.
        documents: the dialplans that gotoXML can lead to, by URL. Nothing is ever fetched.
    """
    return Builder(platform or Platform()).build(dialplan, documents or {})


class Builder:
    """Builds one table; see the module's text for how.

    Attributes:
        elements: of the plan, then of the documents; children: their numbers, by parent.
        table: the instructions so far.
        starts: for each element the instruction where it starts, which is where a goto to it goes.
        listening: the Collect of the menu whose prompts are being built: where a key goes while they play.
        documents: where each document starts, by URL.
    """

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.elements: list[walk.Element] = []
        self.children: list[list[int]] = []
        self.table: list[t.Instruction] = []
        self.starts: dict[int, int] = {}
        self.listening: int | None = None
        self.documents: dict[str, int] = {}
        self.catching: tuple[int, ...] = ()
        self._guards: list[tuple[int, ...]] = []
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
        return self._resolved()

    def _add_elements(self, dialplan: n.Dialplan) -> int:
        """Number a document's elements behind those that are there; returns its root's number."""
        base = len(self.elements)
        for element in walk.elements(dialplan):
            parent = element.parent + base if element.parent >= 0 else -1
            self.elements.append(element._replace(number=element.number + base, parent=parent))
            self.children.append([])
            if parent >= 0:
                self.children[parent].append(element.number + base)
        self._roots.append(base)
        return base

    # --- for the builders of tags -----------------------------------------------------------------------------------

    def add(self, instruction: t.Instruction) -> int:
        self.table.append(instruction)
        self._guards.append(self.catching)
        return len(self.table) - 1

    def body(self, number: int, after: int) -> int:
        """Build what stands inside an element; returns where it starts."""
        return self.sequence(self.children[number], after)

    def sequence(self, numbers: list[int], after: int) -> int:
        for number in reversed(numbers):
            after = self.element(number, after)
        return after

    def element(self, number: int, after: int) -> int:
        """Build one element; returns where it starts."""
        node = self.node(number)
        start = (
            BUILDERS[type(node)](self, number, node, after) if type(node) in BUILDERS else self._unknown(number, node)
        )
        return self._started(number, start)

    def _started(self, number: int, start: int) -> int:
        """Note where an element starts, behind the quirk that makes it what it is if its spelling is odd."""
        node = self.elements[number].node
        if type(node) is Odd and node.exact != node.folded:
            start = self.add(t.Assume(number, ("attr_case_insensitive",), t.Exit("", start)))
        if type(node) is Odd and node.left_out:
            values = ", ".join(f'{name}="{value}"' for name, value in node.attributes if name in node.left_out)
            start = self.add(t.LeftOut(number, values, t.Exit("", start)))
        self.starts[number] = start
        return start

    def branch(self, number: int, after: int, *, listens: bool = False) -> int:
        """Build the body of a live, machine, keypress or else.

        Args:
            listens: whether the menu outside still listens: not in a keypress, but in an else among its prompts.
        """
        listening = self.listening
        self.listening = listening if listens else None
        start = self.body(number, after)
        self.listening = listening
        return self._started(number, start)

    def node(self, number: int) -> Any:
        """The node that an element is on this platform; an Odd when it is none."""
        node = self.elements[number].node
        if type(node) is Odd:
            return (node.folded if self.platform.attr_case_insensitive else node.exact) or node
        return node

    def template(self, text: object) -> Template:
        """A text with variables in it; a name that is put together during the call may be any variable's."""
        found = parse(str(text))
        if len(found) > 1 or (found and not isinstance(found[0], str)):
            source = str(text)
            self._reads_input |= "lastinput" in source or "${" in source.replace("${", "", 1).partition("}")[0]
        return found

    def ends(self, number: int, *assumes: str) -> int:
        """An end of the plan at an element, because some quirk says so."""
        return self.add(t.Finish(number, "end of plan", assumes=assumes))

    def _unknown(self, number: int, node: Any) -> int:
        """A tag that is unknown, or stands in the wrong place: the call stops there."""
        self.body(number, t.END)  # a goto may lead into it
        return self.add(t.Unsupported(number, node.tag))

    # --- jumps ------------------------------------------------------------------------------------------------------

    def _resolved(self) -> t.Plan:
        """The plan, with every goto and catch led to its target."""
        named: dict[tuple[int, str], list[tuple[int, str]]] = {}
        for element in self.elements:
            name = walk.name_of(self.node(element.number))
            if name is not None and element.number in self.starts:
                named.setdefault((self._root(element.number), name.lower()), []).append((element.number, name))

        def lead(number: int, target: str, otherwise: int) -> t.Exit:
            found = named.get((self._root(number), target.lower()), [])
            exact = [each for each, name in found if name == target]
            folded = [each for each, _ in found]
            chosen = folded if self.platform.name_case_insensitive else exact
            way = self._target(number, target, chosen, otherwise)
            leans = ("name_case_insensitive",) if exact != folded else ()
            return way._replace(assumes=leans + way.assumes)

        for place, instruction in enumerate(self.table):
            if isinstance(instruction, t.Jump):
                way = lead(instruction.element, instruction.target, instruction.next.to)
                self.table[place] = replace(instruction, next=way)
        handlers: dict[int, t.Handler] = {}
        for number in range(len(self.elements)):
            node = self.node(number)
            if isinstance(node, n.Catch):
                event = "hangup" if node.type == "hangup" else str(node.value)
                handlers[number] = t.Handler(number, event, lead(number, node.goto, t.END)._replace(label=event))
        guarded = tuple(tuple(handlers[number] for number in guards) for guards in self._guards)
        guarded += ((),) * (len(self.table) - len(guarded))
        return t.Plan(tuple(self.table), self.elements, self.platform, guarded, handlers, self._reads_input)

    def _root(self, number: int) -> int:
        """The root of the document that an element belongs to: names are known only inside."""
        return max(root for root in self._roots if root <= number)

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
        if self.elements[chosen].node.tag.lower() in ("keypress", "else", "live", "machine"):
            assumes = (*assumes, "jump_into_branch")
            if self.platform.jump_into_branch == "end":
                return t.Exit("goto", self.ends(number), assumes)
        return t.Exit("goto", self.starts[chosen], assumes)

    def _dangling(self, number: int, target: str, otherwise: int) -> t.Exit:
        quirk = ("dangling_goto",)
        if self.platform.dangling_goto == "ignore":
            return t.Exit("goto", otherwise, quirk)
        message = f'goto "{target}": no tag has this name'
        return t.Exit("goto", self.add(t.Finish(number, "error:dangling-goto", message)), quirk)
