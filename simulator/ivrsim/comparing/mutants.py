"""Plans with one fault each, such as people make: what a test of the plan should notice.

A mutant is made on nodes, and named in words. Whether anybody can notice it is not known here: `compare` says so.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from ivrdsl.findings.arguments import door, require
from ivrdsl.model import nodes as n, walk
from ivrdsl.model.base import changed
from ivrdsl.model.checks import MOST_SECONDS
from ivrdsl.model.odd import ASIDES, Odd
from ivrdsl.model.structs import field, struct

_KEYS: Final = "1234567890*#"
_LONG_S: Final = 30
"""The seconds of a timer that had none of its own."""


class _Tree:
    """A plan whose nodes are changed, one at a time.

    Args:
        plan: the plan.

    Attributes:
        elements: its elements, in document order.
        names: of its tags.
    """

    def __init__(self, plan: n.Dialplan) -> None:
        self.elements, self._inside = walk.numbered(plan)
        self._places = {number: place for inside in self._inside for place, number in enumerate(inside)}
        self.names = _Names([name for each in self.elements[1:] if (name := walk.name_of(each.node))])

    def readable(self) -> Iterator[walk.Element]:
        """Yield the elements that are not odd, nor inside one that is."""
        odd = bytearray(len(self.elements))
        for each in self.elements:
            odd[each.number] = type(each.node) is Odd or (each.parent >= 0 and odd[each.parent])
            if not odd[each.number]:
                yield each

    def siblings(self, element: walk.Element) -> Iterator[Any]:
        """Yield the nodes beside one, it among them."""
        numbers = self._inside[element.parent] if element.parent >= 0 else ()
        return (self.elements[number].node for number in numbers)

    def changed(self, number: int, node: Any) -> n.Dialplan:
        """Return the plan with another node, or none, in the place of an element: the same but for what encloses it."""
        inside: tuple[Any, ...] = (node,) if node is not None else ()
        element = self.elements[number]
        while element.parent >= 0:
            parent = self.elements[element.parent]
            body = parent.node.body
            own = (position for position, item in enumerate(body) if type(item) not in ASIDES)
            position = next(islice(own, self._places[element.number], None))
            inside = (changed(parent.node, body=(*body[:position], *inside, *body[position + 1 :])),)
            element = parent
        (made,) = inside
        plan: n.Dialplan = made
        return plan


class _Names:
    """The names in a plan, and which comes after one.

    Args:
        names: in document order; one may come several times.
    """

    def __init__(self, names: list[str]) -> None:
        self._different = list(dict.fromkeys(names))
        self._first: dict[str, int] = {}
        for position, name in enumerate(names):
            self._first.setdefault(name, position)
        self._places = {name: place for place, name in enumerate(self._different)}

    def after(self, target: str, own: str | None) -> str | None:
        """Return another name than a target and one's own, the next one if possible; None if there is none."""
        left_out = sorted(self._places[name] for name in {target, own} if name in self._places)
        left = len(self._different) - len(left_out)
        if not left:
            return None
        place = self._first.get(target, 0) % left
        for each in left_out:
            place += each <= place
        return self._different[place]


@struct(eq=False)
class Mutant:
    """A plan with a fault.

    Attributes:
        element: the number of the tag that was changed, in the plan as it was.
        kind: what was done, in a word.
        words: the same as people read it.
    """

    element: int
    kind: str
    words: str
    _tree: _Tree = field(repr=False)
    _node: Any

    @property
    def plan(self) -> n.Dialplan:
        """The plan with the fault; it is made when it is asked for."""
        return self._tree.changed(self.element, self._node)


class _Change(NamedTuple):
    """Another node in a node's place, or nothing if it is None."""

    node: Any
    words: str


@door
def mutants(plan: n.Dialplan) -> list[Mutant]:
    """Return every mutant of a plan, in document order. What stands inside an odd element stays as it is."""
    require(isinstance(plan, n.Dialplan), "mutants", "plan", plan, "a Dialplan, not yet compiled")
    tree = _Tree(plan)
    return [
        Mutant(element.number, kind, change.words, tree, change.node)
        for element in tree.readable()
        for kind, make in _KINDS
        for change in make(element, tree)
        if change.node != element.node
    ]


# --- the faults -----------------------------------------------------------------------------------------------------

_Make = Callable[[walk.Element, _Tree], Iterator[_Change]]


def _swap(element: walk.Element, tree: _Tree) -> Iterator[_Change]:
    """Live and machine take each other's places."""
    node = element.node
    if not isinstance(node, n.Amd):
        return
    live = next((item for item in node.body if isinstance(item, n.Live)), None)
    machine = next((item for item in node.body if isinstance(item, n.Machine)), None)
    if live is None or machine is None:
        return
    other = {id(live): changed(live, body=machine.body), id(machine): changed(machine, body=live.body)}
    body = tuple(other.get(id(item), item) for item in node.body)
    yield _Change(changed(node, body=body), "live and machine are swapped")


def _drop_branch(element: walk.Element, tree: _Tree) -> Iterator[_Change]:
    """A branch is gone."""
    if isinstance(element.node, n.Keypress | n.NoInput | n.NoMatch | n.Else):
        yield _Change(None, f"{element.label} is left out")


def _other_key(element: walk.Element, tree: _Tree) -> Iterator[_Change]:
    """A keypress takes another key."""
    node = element.node
    if not isinstance(node, n.Keypress):
        return
    taken = {item.pressed for item in tree.siblings(element) if isinstance(item, n.Keypress)}
    key = _neighbour(node.pressed, taken)
    if key is not None:
        yield _Change(changed(node, pressed=key), f"{element.label} takes {key} instead")


def _neighbour(pressed: str, taken: set[str]) -> str | None:
    """Another key, other digits or a shorter range that no branch has yet; None if there is none."""
    low, dash, high = pressed.partition("-")
    if dash:
        last = str(int(high) - 1).zfill(len(high))
        shorter = f"{low}-{last}" if int(last) > int(low) else low
        return None if shorter in taken or int(high) <= int(low) else shorter
    if len(pressed) == 1:
        return next((key for key in _KEYS if key not in taken), None)
    others = (f"{pressed[:-1]}{digit}" for digit in _KEYS[:10])
    return next((other for other in others if other not in taken), None)


def _longer(element: walk.Element, tree: _Tree) -> Iterator[_Change]:
    """A timer lasts twice as long."""
    node = element.node
    if isinstance(node, n.Menu | n.Record | n.Transfer):
        timers = {"timeout_ms": getattr(node, "timeout_ms", None), "timeout_s": node.timeout_s}
        if timers["timeout_ms"]:
            times, told = {"timeout_ms": 2 * timers["timeout_ms"]}, f"{2 * timers['timeout_ms']} ms"
        else:
            longer_s = min(2 * node.timeout_s, MOST_SECONDS) if node.timeout_s else _LONG_S
            times, told = {"timeout_s": longer_s}, f"{longer_s} s"
        yield _Change(changed(node, **times), f"{element.label} waits for {told}")
    elif isinstance(node, n.Wait) and (seconds := _number(node.seconds)) is not None:
        longer = f"{2 * seconds:g}" if seconds else "1"
        yield _Change(changed(node, seconds=longer), f"{element.label} lasts {longer} s")


def _number(text: object) -> float | None:
    """Seconds that a wait says, unless a variable says them."""
    try:
        return float(str(text))
    except ValueError:
        return None


def _without_hangup(element: walk.Element, tree: _Tree) -> Iterator[_Change]:
    """A hangup is gone."""
    if isinstance(element.node, n.Hangup):
        yield _Change(None, f"{element.label} is left out")


def _elsewhere(element: walk.Element, tree: _Tree) -> Iterator[_Change]:
    """A goto, or a catch, leads to something else that has a name."""
    node = element.node
    field = {n.Goto: "target", n.Catch: "goto"}.get(type(node))
    if field is None:
        return
    target = getattr(node, field)
    after = tree.names.after(target, node.name)
    if after is not None:
        yield _Change(changed(node, **{field: after}), f'{element.label} leads to "{after}" instead of "{target}"')


def _turn_condition(element: walk.Element, tree: _Tree) -> Iterator[_Change]:
    """A comparison is turned round."""
    node = element.node
    if isinstance(node, n.Equal | n.NotEqual):
        other = n.NotEqual if isinstance(node, n.Equal) else n.Equal
        made = other(node.value, node.expression, name=node.name, body=node.body)
        yield _Change(made, f"{element.label} is turned into {other.tag}")


_KINDS: Final[tuple[tuple[str, _Make], ...]] = (
    ("swap", _swap),
    ("drop branch", _drop_branch),
    ("change key", _other_key),
    ("lengthen timer", _longer),
    ("delete hangup", _without_hangup),
    ("retarget", _elsewhere),
    ("turn condition", _turn_condition),
)
KINDS: Final = tuple(kind for kind, _ in _KINDS)
