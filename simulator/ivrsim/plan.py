"""Nodes to the flat table that `step` runs: names are resolved and quirks are bound here, once.

Theory of operation. A dialplan has no calls and no returns: after a tag the call goes to the next sibling, and after
the last sibling to what follows the parent (reference section 5, rule 1). So every tag's successor is known
beforehand. The builder walks each body backwards with the successor in hand, and gives back the instruction where the
body starts. A menu becomes its prompts followed by one Collect; its branches continue after the menu. Only a goto
looks ahead: jumps are filled in at the end, when every name has its place.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from ivrdsl.model import nodes as n
from ivrdsl.model import walk
from ivrdsl.model.odd import Odd
from ivrdsl.model.values import Secret
from ivrsim import table as t
from ivrsim.platform import Platform
from ivrsim.speech import heard
from ivrsim.template import Template, parse


def compile_plan(dialplan: n.Dialplan, platform: Platform | None = None) -> t.Plan:
    """Make a dialplan ready to run.

    Args:
        dialplan: the nodes; what only odd files contain is read as the platform's quirks say.
        platform: whose quirks and timings are bound; the default platform when not given.
    """
    builder = _Builder(dialplan, platform or Platform())
    table = builder.build()
    return t.Plan(table, builder.elements, builder.platform, builder.reads_input)


class _Builder:
    """Builds one table; see the module's text for how."""

    def __init__(self, dialplan: n.Dialplan, platform: Platform) -> None:
        self.platform = platform
        self.elements = walk.elements(dialplan)
        self.children: list[list[int]] = [[] for _ in self.elements]
        for element in self.elements[1:]:
            self.children[element.parent].append(element.number)
        self.table: list[t.Instruction] = []
        self.reads_input = False
        self.starts: dict[int, int] = {}
        self.listening: int | None = None
        """The Collect of the menu whose prompts are being built: where a key goes while they play."""

    def build(self) -> tuple[t.Instruction, ...]:
        start = t.Exit("answered", 0)
        self.add(t.Ring(0, start))
        self.add(t.Finish(0, "end of plan"))
        first = self.body(0, t.END)
        self.starts[0] = first
        self.table[0] = t.Ring(0, start._replace(to=first))
        self.resolve_jumps()
        return tuple(self.table)

    def add(self, instruction: t.Instruction) -> int:
        self.table.append(instruction)
        return len(self.table) - 1

    def body(self, number: int, after: int) -> int:
        """Build what stands inside an element; returns where it starts."""
        return self.sequence(self.children[number], after)

    def sequence(self, numbers: list[int], after: int) -> int:
        for number in reversed(numbers):
            after = self.element(number, after)
        return after

    def element(self, number: int, after: int) -> int:
        """Build one element; returns where it starts, which is where a goto to it goes."""
        node = self.node(number)
        build = _BUILDERS.get(type(node), _Builder.unknown)
        start = build(self, number, node, after)
        if self.odd_case(number):
            start = self.add(t.Assume(number, ("attr_case_insensitive",), t.Exit("", start)))
        self.starts[number] = start
        return start

    def node(self, number: int) -> Any:
        """The node that an element is on this platform; an Odd when it is none."""
        node = self.elements[number].node
        if type(node) is Odd:
            return (node.folded if self.platform.attr_case_insensitive else node.exact) or node
        return node

    def odd_case(self, number: int) -> bool:
        node = self.elements[number].node
        return type(node) is Odd and node.exact != node.folded

    # --- tags with a body ------------------------------------------------------------------------------------------

    def amd(self, number: int, node: n.Amd, after: int) -> int:
        after = self.after_amd(number, after)
        ways: dict[type, int] = {}
        for child in self.children[number]:
            kind = type(self.node(child))
            start = self.branch(child, after)
            if kind in (n.Live, n.Machine):
                ways.setdefault(kind, start)
        live, machine = ways.get(n.Live, after), ways.get(n.Machine, after)
        delay = self.platform.amd_delay_ms
        return self.add(t.Detect(number, t.Exit("live", live), t.Exit("machine", machine), delay))

    def after_amd(self, number: int, after: int) -> int:
        """Where a branch of amd goes on when it ends without goto or hangup (section 7, not documented)."""
        quirk = ("after_amd_branch",)
        if self.platform.after_amd_branch == "end":
            return self.add(t.Finish(number, "end of plan", assumes=quirk))
        return self.add(t.Assume(number, quirk, t.Exit("", after)))

    def branch(self, number: int, after: int) -> int:
        """Build the body of a live, machine, keypress or else, in which no menu outside listens any more."""
        listening, self.listening = self.listening, None
        start = self.body(number, after)
        self.listening = listening
        self.starts[number] = start
        return start

    def menu(self, number: int, node: n.Menu, after: int) -> int:
        branches: dict[int, int] = {}
        for child in reversed(self.children[number]):
            if isinstance(self.node(child), n.Keypress | n.NoInput | n.NoMatch):
                branches[child] = self.branch(child, after)
        collect = self.add(
            t.Finish(number, "end of plan")
        )  # a place, filled in below: replaying leads back to the start
        listening, self.listening = self.listening, collect
        prompts = [child for child in self.children[number] if child not in branches]
        start = self.sequence(prompts, collect)
        self.listening = listening
        self.table[collect] = self.collect(number, node, branches, start, after)
        return start

    def collect(self, number: int, node: n.Menu, branches: dict[int, int], start: int, after: int) -> t.Collect:
        timeout_ms, assumes_timeout = self.timeout(node)
        same = self.platform.interdigit == "same"
        limit = node.max_digits
        assumes_max_digits: tuple[str, ...] = ()
        if limit is None:
            limit = None if self.platform.default_max_digits == "none" else int(self.platform.default_max_digits)
            assumes_max_digits = ("default_max_digits",)
        exact, ranges = self.keys(branches)
        no_match = self.first(branches, n.NoMatch, "no match") or self.unmatched(number, start, after)
        return t.Collect(
            number,
            timeout_ms=timeout_ms,
            interdigit_ms=timeout_ms if same else int(self.platform.interdigit),
            max_digits=limit,
            exact=exact,
            ranges=ranges,
            no_match=no_match,
            no_input=self.first(branches, n.NoInput, "no input") or self.silent(number, branches, after),
            assumes_timeout=assumes_timeout,
            assumes_max_digits=assumes_max_digits,
        )

    def timeout(self, node: n.Menu) -> tuple[int, tuple[str, ...]]:
        """A menu's no-input time in ms, and the quirks behind it (section 8)."""
        if node.timeout_ms is not None:
            return node.timeout_ms, ()
        if node.timeout_s is None:
            return self.platform.default_menu_timeout_ms, ("default_menu_timeout_ms",)
        if node.timeout_s == 1000:
            return (1_000_000 if self.platform.timeout_1000 == "s" else 1000), ("timeout_1000",)
        return node.timeout_s * 1000, ()

    def keys(self, branches: dict[int, int]) -> tuple[dict[str, t.Exit], tuple[t.Range, ...]]:
        """What a menu's keypresses take: exact input, then ranges, the first in document order winning (section 6)."""
        exact: dict[str, t.Exit] = {}
        ranges: list[t.Range] = []
        for child in sorted(branches):
            node = self.node(child)
            if not isinstance(node, n.Keypress):
                continue
            way = t.Exit(node.pressed, branches[child])
            low, dash, high = node.pressed.partition("-")
            if dash:
                strict = self.platform.range_digit_count == "strict"
                ranges.append(t.Range(int(low), int(high), (len(low), len(high)) if strict else (), way))
            else:
                exact.setdefault(node.pressed, way)
        return exact, tuple(ranges)

    def first(self, branches: dict[int, int], kind: type, label: str) -> t.Exit | None:
        for child in sorted(branches):
            if isinstance(self.node(child), kind):
                return t.Exit(label, branches[child])
        return None

    def unmatched(self, number: int, start: int, after: int) -> t.Exit:
        """Where input goes that no branch takes, in a menu without a no-match branch (section 6, not documented)."""
        ways = {"fallthrough": after, "replay": start}
        quirk = ("no_match",)
        way = ways.get(self.platform.no_match) or self.add(t.Finish(number, "end of plan"))
        return t.Exit("no match", way, quirk)

    def silent(self, number: int, branches: dict[int, int], after: int) -> t.Exit:
        """Where silence goes in a menu without a no-input branch (section 6, not documented)."""
        quirk = ("no_timeout_branch",)
        default = self.first(branches, n.NoMatch, "no input")
        match self.platform.no_timeout_branch:
            case "default" if default:
                return default._replace(assumes=quirk)
            case "end":
                return t.Exit("no input", self.add(t.Finish(number, "end of plan")), quirk)
            case _:
                return t.Exit("no input", after, quirk)

    def condition(self, number: int, node: Any, after: int) -> int:
        otherwise = after
        inside = []
        for child in self.children[number]:
            if isinstance(self.node(child), n.Else):
                otherwise = self.body(child, after)
                self.starts[child] = otherwise
            else:
                inside.append(child)
        start = self.sequence(inside, after)
        compared = None if isinstance(node, n.If) else self.template(str(node.value))
        negated = isinstance(node, n.NotEqual)
        true, false = t.Exit("true", start), t.Exit("false", otherwise)
        return self.add(t.Test(number, self.template(node.expression), compared, negated, true, false))

    def unknown(self, number: int, node: Any, after: int) -> int:
        """A tag that is not simulated, is unknown, or stands in the wrong place: the call stops there."""
        self.body(number, t.END)  # a goto may lead into it
        return self.add(t.Unsupported(number, node.tag))

    # --- tags without a body ---------------------------------------------------------------------------------------

    def play(self, number: int, node: Any, after: int) -> int:
        fixed = -1 if isinstance(node, n.Say) else self.platform.sound_ms
        rate = self.platform.speaking_rate(node.voice) if fixed < 0 else 0
        source = {n.Say: "tts", n.PlaySound: "callfireid", n.PlayUrl: "url"}[type(node)]
        words = self.words(node)
        following, cut = t.Exit("", after), self.cut()
        return self.add(
            t.Play(number, words, _said(words, source), source, node.voice or "", rate, fixed, following, cut)
        )

    def words(self, node: Any) -> t.Words:
        """The text of a prompt, with its secrets told apart."""
        if isinstance(node, n.Say):
            return t.Words(tuple((isinstance(part, Secret), self.template(str(part))) for part in node.parts))
        text = node.sound if isinstance(node, n.PlaySound) else node.url
        return t.Words(((False, self.template(str(text))),))

    def template(self, text: str) -> Template:
        """A text with variables in it; a name that is put together during the call may be any variable's."""
        found = parse(text)
        self.reads_input |= "lastinput" in text or "${" in text.replace("${", "", 1).partition("}")[0]
        return found

    def cut(self) -> t.Exit | None:
        return None if self.listening is None else t.Exit("key", self.listening, ("barge_in",))

    def wait(self, number: int, node: n.Wait, after: int) -> int:
        return self.add(t.Pause(number, self.template(str(node.seconds)), t.Exit("", after), self.cut()))

    def goto(self, number: int, node: n.Goto, after: int) -> int:
        return self.add(t.Jump(number, node.target, t.Exit("goto", after)))

    def hangup(self, number: int, node: n.Hangup, after: int) -> int:
        return self.add(t.Finish(number, "hangup"))

    def assign(self, number: int, node: Any, after: int) -> int:
        kind = "set" if isinstance(node, n.SetVar) else "stash"
        return self.add(
            t.Assign(number, kind, self.template(node.variable), self.template(node.value), t.Exit("", after))
        )

    # --- jumps -----------------------------------------------------------------------------------------------------

    def resolve_jumps(self) -> None:
        named: dict[str, list[int]] = {}
        for element in self.elements:
            name = walk.name_of(element.node)
            if name is not None and element.number in self.starts:
                named.setdefault(self.fold(name), []).append(element.number)
        for place, instruction in enumerate(self.table):
            if isinstance(instruction, t.Jump):
                way = self.target(instruction, named.get(self.fold(instruction.target), []))
                self.table[place] = replace(instruction, next=way)

    def fold(self, name: str) -> str:
        return name.lower() if self.platform.name_case_insensitive else name

    def target(self, jump: t.Jump, found: list[int]) -> t.Exit:
        """Where a goto leads: one named element, or what the quirks say about none and about several (section 5)."""
        if not found:
            return self.dangling(jump)
        assumes: tuple[str, ...] = ()
        if len(found) > 1:
            assumes = ("duplicate_names",)
            if self.platform.duplicate_names == "error":
                message = f'goto "{jump.target}": {len(found)} tags have this name'
                end = self.add(t.Finish(jump.element, "error:ambiguous-goto", message))
                return t.Exit("goto", end, assumes)
        chosen = found[-1] if self.platform.duplicate_names == "last" else found[0]
        if self.elements[chosen].node.tag.lower() in ("keypress", "else", "live", "machine"):
            assumes = (*assumes, "jump_into_branch")
            if self.platform.jump_into_branch == "end":
                return t.Exit("goto", self.add(t.Finish(jump.element, "end of plan")), assumes)
        return t.Exit("goto", self.starts[chosen], assumes)

    def dangling(self, jump: t.Jump) -> t.Exit:
        quirk = ("dangling_goto",)
        if self.platform.dangling_goto == "ignore":
            return jump.next._replace(assumes=quirk)
        message = f'goto "{jump.target}": no tag has this name'
        return t.Exit("goto", self.add(t.Finish(jump.element, "error:dangling-goto", message)), quirk)


def _said(words: t.Words, source: str) -> tuple[str, str] | None:
    """What is heard of a prompt in which there are no variables, and the same with its secrets masked."""
    spoken, masked = [], []
    for secret, template in words.pieces:
        if any(type(piece) is not str for piece in template):
            return None
        spoken.append("".join(map(str, template)))
        masked.append("[secret]" if secret else spoken[-1])
    return heard("".join(spoken), source), heard("".join(masked), source)


_BUILDERS: Final[dict[type, Callable[[_Builder, int, Any, int], int]]] = {
    n.Amd: _Builder.amd,
    n.Menu: _Builder.menu,
    n.If: _Builder.condition,
    n.Equal: _Builder.condition,
    n.NotEqual: _Builder.condition,
    n.Say: _Builder.play,
    n.PlaySound: _Builder.play,
    n.PlayUrl: _Builder.play,
    n.Wait: _Builder.wait,
    n.Goto: _Builder.goto,
    n.Hangup: _Builder.hangup,
    n.SetVar: _Builder.assign,
    n.Stash: _Builder.assign,
}
