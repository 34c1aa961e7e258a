"""Why no call takes a way, or comes to a place, as far as the table of a plan tells.

A way is barred where it starts: a catch takes its key, a branch before it does, or a menu decides before all of it is
pressed. A place to which no call comes lies behind such ways, or nothing leads to it: then what stands before it never
goes on.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Final, NamedTuple

from ivrdsl.model import nodes as n
from ivrsim.core import table as t
from ivrsim.core.events import KEY, TIMER
from ivrsim.core.run import SOME_TIME
from ivrsim.core.state import State
from ivrsim.graph.flow import Edge, Flow
from ivrsim.graph.limits import first_of, forbidden
from ivrsim.graph.reason import Part, Reason, listed, reason
from ivrsim.graph.search import behind, followed

# --- ways ---------------------------------------------------------------------------------------------------------


class _Block(NamedTuple):
    """What keeps an input from a branch: a catch, a branch, the number of digits, or a key."""

    kind: str
    element: int
    what: str


_CATCH: Final = "catch"
_BRANCH: Final = "branch"
_DIGITS: Final = "digits"
_HASH: Final = "#"
_NO_KEY: Final = "no key"


def why_forbidden(plan: t.Plan, place: int, way: t.Exit) -> Reason:
    """Return why no input takes an exit of a menu, or of a prompt, that `ivrsim.graph.limits` forbids.

    Args:
        plan: the plan.
        place: of the menu, or of a prompt in one.
        way: the exit.
    """
    menu = plan.menu_at(place)
    if menu is None:
        return reason("no key cuts it", element=plan.table[place].element)
    found = _blocks(plan, menu, place, way)
    clauses = [_CLAUSES[kind](blocks, way.label) for kind, blocks in found.items()]
    if not clauses:
        return reason(f"no input lies in {way.label}", element=menu.element)
    parts: list[Part] = []
    for clause in clauses:
        parts += [*([", or "] if parts else []), *clause]
    return Reason(tuple(parts), next((each for each in parts if isinstance(each, int)), menu.element))


class CaughtBranch(NamedTuple):
    """A branch of a menu that a catch keeps every call from.

    Attributes:
        menu, branch: the elements.
        reason: why no input takes it.
    """

    menu: int
    branch: int
    reason: Reason


def caught_branches(plan: t.Plan) -> list[CaughtBranch]:
    """Return the branches of menus that no input takes because catches take their keys, or some of them."""
    found = []
    for place in Flow(plan).forbidding() if plan.every_handler else ():
        menu = plan.menu_at(place)
        if menu is None:  # a prompt that no key cuts
            continue
        for way in forbidden(plan, place):
            if _CATCH in _blocks(plan, menu, place, way):
                branch, why = branch_of(plan, menu, way.label), why_forbidden(plan, place, way)
                found.append(CaughtBranch(menu.element, branch, why))
    return found


def _blocks(plan: t.Plan, menu: t.Collect, place: int, way: t.Exit) -> dict[str, list[_Block]]:
    """What keeps the inputs of a way from it, by kind."""
    caught = {each.event for each in plan.handlers[place]} - {"hangup"}
    found: dict[str, list[_Block]] = {}
    for keys in next((inputs for each, inputs in menu.doubts(caught) if each is way), []):
        block = _block(plan, menu, place, keys)
        if block not in (known := found.setdefault(block.kind, [])):
            known.append(block)
    return found


def _block(plan: t.Plan, menu: t.Collect, place: int, keys: str) -> _Block:
    """What becomes of an input that does not take its branch."""
    from ivrsim.core.step import step  # most plans leave no doubt, and a check starts faster without it

    state = State(place)
    for number, key in enumerate(keys, 1):
        if key not in KEY:
            return _Block(_NO_KEY, menu.element, key)
        made = step(plan, state, KEY[key], SOME_TIME)
        catch = next((each for each in plan.handlers[place] if each.event == key), None)
        if catch is not None:
            return _Block(_CATCH, catch.element, key)
        if made.ways and number < len(keys):
            return _Block(_DIGITS, menu.element, str(menu.max_digits or number))
        if made.ways and key == "#" and number > 1:
            return _Block(_HASH, menu.element, keys)
        if made.ways:
            return _taken_by(plan, menu, first_of(made.ways, place))
        state = made.state
    return _taken_by(plan, menu, first_of(step(plan, state, TIMER, SOME_TIME).ways, place))


def _taken_by(plan: t.Plan, menu: t.Collect, way: t.Exit | None) -> _Block:
    label = "" if way is None else way.label
    return _Block(_BRANCH, branch_of(plan, menu, label), label)


def branch_of(plan: t.Plan, menu: t.Collect, label: str) -> int:
    """Return the element of a menu's branch, the first for these keys; the menu where there is none."""
    for child in plan.children[menu.element]:
        if getattr(plan.nodes[child], "pressed", None) == label and isinstance(plan.nodes[child], n.Keypress):
            return child
    return menu.element


def _catches(blocks: list[_Block], _: str) -> list[Part]:
    parts: list[Part] = []
    for block in blocks:
        parts += [*([" and "] if parts else []), block.element, f" takes key {block.what} first"]
    return parts


def _branches(blocks: list[_Block], _: str) -> list[Part]:
    elements = list(dict.fromkeys(block.element for block in blocks))
    return [*listed(elements), " before it takes the same input" if len(elements) == 1 else " take the same inputs"]


def _digits(blocks: list[_Block], label: str) -> list[Part]:
    most = blocks[0].what
    return [blocks[0].element, f" takes {most} key{'s' * (most != '1')} (maxDigits), too few for {label}"]


def _hash(blocks: list[_Block], _: str) -> list[Part]:
    return ["# ends what is entered at ", blocks[0].element, ", and is no part of it"]


def _no_key(blocks: list[_Block], _: str) -> list[Part]:
    return [f"{blocks[0].what} is no key of a telephone"]


_CLAUSES: Final[dict[str, Callable[[list[_Block], str], list[Part]]]] = {
    _CATCH: _catches,
    _BRANCH: _branches,
    _DIGITS: _digits,
    _HASH: _hash,
    _NO_KEY: _no_key,
}


# --- places -------------------------------------------------------------------------------------------------------


class Before(NamedTuple):
    """What lies before a place to which no call comes.

    Attributes:
        ways: those that lead on to it from where calls come, and that no call takes.
        heads: where there are none, the first places before it, to which nothing leads.
    """

    ways: tuple[Edge, ...]
    heads: tuple[int, ...]


class Unreached:
    """The places of a plan to which no call comes.

    Args:
        plan: the plan.
        reached: the places to which calls come.
    """

    def __init__(self, plan: t.Plan, reached: Collection[int]) -> None:
        self._plan = plan
        self._reached = reached
        self._coming: dict[int, list[Edge]] = {}
        flow = Flow(plan)
        for place in range(flow.size):
            for edge in flow.edges(place):
                if not edge.gone and edge.target not in reached:
                    self._coming.setdefault(edge.target, []).append(edge)

    def before(self, place: int) -> Before:
        """Return what lies before a place to which no call comes."""
        around = list(followed([place], self._sources))
        ways = [edge for each in around for edge in self._coming.get(each, ()) if edge.source in self._reached]
        heads = [each for each in around if not any(edge.source != each for edge in self._coming.get(each, ()))]
        return Before(tuple(ways), tuple(heads) if heads or ways else (min(around),))

    def _sources(self, place: int) -> Iterator[int]:
        """The places that lead to one, and to which no call comes either."""
        return (edge.source for edge in self._coming.get(place, ()) if edge.source not in self._reached)


def why_not_led_to(plan: t.Plan, place: int) -> Reason:
    """Return why no way leads to a place: what stands before it never goes on."""
    element = plan.table[place].element
    while element > 0:
        parent = plan.elements[element].parent
        children = plan.children[parent] if parent >= 0 else ()
        before = [each for each in children if each < element and not _is_branch(plan, each)]
        if _is_branch(plan, element):
            return _why_no_branch(plan, element)
        if before:
            return _why_it_never_goes_on(plan, before[-1])
        element = parent
    return reason("no way leads to it")


_BRANCHES: Final = (n.Keypress, n.NoInput, n.NoMatch)


def _is_branch(plan: t.Plan, element: int) -> bool:
    return isinstance(plan.nodes[element], _BRANCHES)


def _why_no_branch(plan: t.Plan, element: int) -> Reason:
    """Why nothing leads into a branch of a menu: one before it is for the same keys."""
    first = first_alike(plan, element)
    return reason("no way leads into ", element) if first is None else reason(first, " before it takes the same input")


def first_alike(plan: t.Plan, element: int) -> int | None:
    """Return the branch of a menu that stands before another one and is for the same keys; None if none does."""
    node = plan.nodes[element]
    for each in plan.children[plan.elements[element].parent]:
        other = plan.nodes[each]
        if each >= element:
            return None
        if type(other) is type(node) and getattr(other, "pressed", "") == getattr(node, "pressed", ""):
            return each
    return None


def _why_it_never_goes_on(plan: t.Plan, element: int) -> Reason:
    """Why a call never goes on behind a tag."""
    start = plan.starts[element]
    if start < 0:
        return reason("it stands behind ", element, ", which leads nowhere")
    if not any(map(_ends, (plan.table[place] for place in behind(Flow(plan).on_the_line(), (start,))))):
        return reason("it comes only after a loop that no way leaves, and ", element, " is part of that")
    node = plan.nodes[element]
    if isinstance(node, n.Goto):
        return reason("it stands behind ", element, f", which leads to {node.target}")
    if plan.table[start].ending():
        return reason("it stands behind ", element, ", which ends the call")
    return reason("it stands behind ", element, ", none of whose ways goes on to it")


def _ends(instruction: t.Instruction) -> bool:
    """Whether a call may end at an instruction, by itself."""
    return bool(instruction.ending()) or not instruction.ways or type(instruction) is t.GotoDocument


def why_not_reached(plan: t.Plan, place: int, unreached: Unreached) -> Reason:
    """Return why no call comes to a place, as the table tells it.

    Args:
        plan: the plan.
        place: the place.
        unreached: all places to which no call comes.
    """
    before = unreached.before(place)
    dead = next((edge for edge in before.ways if edge.forbidden), None)
    if dead is None:
        return (
            why_not_led_to(plan, first_head(plan, before)) if before.heads else reason("no call takes the ways to it")
        )
    return behind_way(plan, dead.source, dead.exit, why_forbidden(plan, dead.source, dead.exit))


def first_head(plan: t.Plan, before: Before) -> int:
    """Return the place to which nothing leads that comes first in the plan."""
    return min(before.heads, key=lambda place: plan.table[place].element)


def behind_way(plan: t.Plan, place: int, way: t.Exit, why: Reason) -> Reason:
    """Return why no call comes to what lies behind a way that none takes.

    Args:
        plan: the plan.
        place: that the way leaves; way: the way.
        why: why no call takes it.
    """
    instruction = plan.table[place]
    name = next((name for name, each in instruction.branches() if each == way), way.label or "the way on")
    return reason(f"only {name} at ", instruction.element, " leads there, and ", *why.parts)
