"""The tags that hold others: the whole call, answering-machine detection, menus, conditions and catches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final, Literal, Never

from ivrdsl.errors import NodeError
from ivrdsl.model import checks
from ivrdsl.model.base import Container, check_body, node, with_body
from ivrdsl.model.odd import Comment, Instruction, Odd
from ivrdsl.model.values import Textual

if TYPE_CHECKING:
    from ivrdsl.model.nodes import AmdItem, IfItem, Item, MenuItem

_set = object.__setattr__
_ONE_KEY: Final = frozenset("0123456789*#")
_KEYS: Final = re.compile(r"[0-9]+|[*#]|[0-9]+-[0-9]+")
_SPECIAL: Final = {"timeout": "NoInput", "default": "NoMatch"}


@node
class Dialplan(Container):
    """The whole script: runs its body in order, and the call ends after the last tag. Source: observed in all samples.

    Args:
        name: nearly always "Root".
        logging_enabled: seen in other people's plans only; its effect is not documented.
        before, after: comments (and processing instructions of an imported file) outside the root element.
        extra, spelling: what an odd file has on its root; only `from_xml` sets them.
    """

    name: str | None = None
    logging_enabled: bool | None = None
    before: tuple[Comment | Instruction, ...] = ()
    after: tuple[Comment | Instruction, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    spelling: str = "dialplan"
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "dialplan"
    belongs: ClassVar[str] = "no other node: it is the whole call"

    def _repr_html_(self) -> str | None:
        """Its picture, for notebooks; secrets are masked."""
        from ivrdsl.model.notebooks import plan_as_html  # imported here: only notebooks ask for it

        return plan_as_html(self)

    def __post_init__(self) -> None:
        if self.logging_enabled is not None:
            checks.flag("Dialplan", "logging_enabled", self.logging_enabled)
        if self.before or self.after:
            _check_outside("before", self.before)
            _check_outside("after", self.after)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Dialplan:
        return with_body(self, body)


@node
class Amd(Container):
    """Answering-machine detection: runs its Live or its Machine branch, then goes on. Outbound calls only; documented.

    `Amd(live=Goto("live"), machine=Hangup())` is short for `Amd()[Live()[Goto("live")], Machine()[Hangup()]]`.
    """

    name: str | None = None
    body: tuple[AmdItem, ...] = ()

    tag: ClassVar[str] = "amd"

    def __init__(
        self,
        name: str | None = None,
        *excess: Never,
        live: Item | tuple[Item, ...] | None = None,
        machine: Item | tuple[Item, ...] | None = None,
        body: tuple[AmdItem, ...] = (),
        **unknown: Never,
    ) -> None:
        if excess or unknown:
            checks.refuse_arguments(Amd, {"name": name}, excess, unknown)
        _set(self, "name", name if name is None else checks.name("Amd", name))
        for branch, given in (("live", live), ("machine", machine)):
            if isinstance(given, list):
                checks.refuse("Amd", branch, given, "a node, or a tuple of nodes")
        short: tuple[AmdItem, ...] = ()
        if live is not None and machine is not None:
            short = (Live()[live], Machine()[machine])
        elif live is not None or machine is not None:
            one, missing = ("live", "machine") if machine is None else ("machine", "live")
            fix = f"expected both, or neither: add {missing}=Hangup(), or what else shall happen"
            raise NodeError(f"Amd: {one}=... is given, but not {missing}=...", fix)
        _set(self, "body", short if body == () else (*short, *body))
        if body != ():
            check_body(self)
            _check_branches(self)

    def __getitem__(self, body: AmdItem | tuple[AmdItem, ...]) -> Amd:
        return _check_branches(with_body(self, body))


@node
class Live(Container):
    """What a person hears: a branch of Amd. Source: documented."""

    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "live"
    belongs: ClassVar[str] = "an Amd"

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Live:
        return with_body(self, body)


@node
class Machine(Container):
    """What an answering machine records: a branch of Amd, run after the machine's beep. Source: documented."""

    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "machine"
    belongs: ClassVar[str] = "an Amd"

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Machine:
        return with_body(self, body)


@node
class Menu(Container):
    """Plays its prompts, collects keys, runs at most one branch, then goes on after the menu. Source: documented.

    Args:
        max_digits: collection ends at this many keys; missing means no limit (assumed: `default_max_digits`).
        timeout_ms: how long silence lasts before the no-input branch, in ms, above 1000.
        timeout_s: the same in seconds, 1 to 1000; the platform reads a number of 1000 or less as seconds.
            Missing means 5 s (assumed: `default_menu_timeout_ms`).
    """

    name: str | None = None
    max_digits: int | None = None
    timeout_ms: int | None = None
    timeout_s: int | None = None
    body: tuple[MenuItem, ...] = ()

    tag: ClassVar[str] = "menu"

    def __post_init__(self) -> None:
        if self.max_digits is not None:
            checks.whole("Menu", "max_digits", self.max_digits, "digits")
        checks.timeouts("Menu", self.timeout_ms, self.timeout_s)

    def __getitem__(self, body: MenuItem | tuple[MenuItem, ...]) -> Menu:
        return with_body(self, body)


@node
class Keypress(Container):
    """One branch of a menu. Source: documented; several digits and ranges of several digits observed.

    Args:
        pressed: a key ("1", "#", "*"), several digits ("700"), or a range ("4-6", "300-315").
    """

    pressed: str
    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "keypress"
    belongs: ClassVar[str] = "a Menu"

    def __post_init__(self) -> None:
        pressed: object = self.pressed
        if type(pressed) is str and (pressed in _ONE_KEY or _KEYS.fullmatch(pressed)):
            return
        expected, fix = 'a key, digits or a range as text, such as "1", "#", "700" or "4-6"', ""
        if isinstance(pressed, str) and (branch := _SPECIAL.get(pressed.strip().lower())):
            expected, fix = "a key", f"for this branch write {branch}()"
        checks.refuse("Keypress", "pressed", pressed, expected, fix)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Keypress:
        return with_body(self, body)


@node
class NoInput(Container):
    """The branch of a menu for a silent callee: `pressed="timeout"`. Source: documented."""

    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "keypress"
    belongs: ClassVar[str] = "a Menu"

    def __getitem__(self, body: Item | tuple[Item, ...]) -> NoInput:
        return with_body(self, body)


@node
class NoMatch(Container):
    """The branch of a menu for input that no other branch takes: `pressed="default"`. Source: documented."""

    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "keypress"
    belongs: ClassVar[str] = "a Menu"

    def __getitem__(self, body: Item | tuple[Item, ...]) -> NoMatch:
        return with_body(self, body)


@node
class If(Container):
    """Runs its body when a JavaScript expression is true, else its Else, then goes on. Source: documented.

    Args:
        expression: JavaScript; variables are put in as text first, so text needs quotes: `Var("v").quoted`.
    """

    expression: str
    name: str | None = None
    body: tuple[IfItem, ...] = ()

    tag: ClassVar[str] = "if"

    def __post_init__(self) -> None:
        _set(self, "expression", checks.attribute("If", "expression", self.expression))
        if self.body:
            _check_else(self)

    def __getitem__(self, body: IfItem | tuple[IfItem, ...]) -> If:
        return _check_else(with_body(self, body))


@node
class Else(Container):
    """The last child of an If: runs when the expression is not true. Source: documented."""

    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "else"
    belongs: ClassVar[str] = "an If, as its last node"

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Else:
        return with_body(self, body)


@node
class Equal(Container):
    """Runs its body when a value equals the result of an expression. Source: documented.

    Args:
        value: a variable or text (attribute `var`).
        expression: JavaScript, or a bare word.
    """

    value: Textual
    expression: str
    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "equal"
    positional: ClassVar[int] = 2

    def __post_init__(self) -> None:
        _check_comparison(self)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Equal:
        return with_body(self, body)


@node
class NotEqual(Container):
    """Runs its body when a value differs from the result of an expression. Source: documented.

    Args:
        value: a variable or text (attribute `var`).
        expression: JavaScript, or a bare word.
    """

    value: Textual
    expression: str
    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "notEqual"
    positional: ClassVar[int] = 2

    def __post_init__(self) -> None:
        _check_comparison(self)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> NotEqual:
        return with_body(self, body)


@node
class Catch(Container):
    """While its body runs, a hang-up or a key jumps at once to `goto`. Source: documented.

    Args:
        type: "hangup" or "digit".
        goto: the name of the node to jump to.
        value: the key that is caught, 0-9 or `*`; needed when type is "digit".
    """

    type: Literal["hangup", "digit"]
    goto: str
    value: str | None = None
    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "catch"

    def __post_init__(self) -> None:
        checks.choice("Catch", "type", self.type, ("hangup", "digit"))
        _set(self, "goto", checks.filled("Catch", "goto", self.goto, "the name of a node"))
        if self.type == "digit" or self.value is not None:
            if self.value is None:
                expected = "the key that is caught, one of *, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9"
                checks.refuse("Catch", "value", self.value, expected, 'write value="9"')
            checks.choice("Catch", "value", self.value, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*"])

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Catch:
        return with_body(self, body)


# --- checks that a type cannot say -----------------------------------------------------------------------------------


def _check_outside(field: str, items: object) -> None:
    """What stands outside the root element."""
    expected = "a tuple of Comment(...)"
    if type(items) is not tuple:
        checks.refuse("Dialplan", field, items, expected)
    for item in items:
        if type(item) is not Comment and type(item) is not Instruction:
            checks.refuse("Dialplan", field, item, expected)


def _check_branches(amd: Amd) -> Amd:
    """An amd with a body has one Live and one Machine: both are required (documented)."""
    kinds: list[type] = [type(item) for item in amd.body]
    if (kinds.count(Live), kinds.count(Machine)) != (1, 1) and Odd not in kinds:
        given = " and ".join(kind.__name__ for kind in kinds if kind is not Comment) or "neither"
        raise NodeError(f"Amd: its body has {given}", "expected one Live()[...] and one Machine()[...]")
    return amd


def _check_else(item: If) -> If:
    """An Else is the last node of its If (observed in all samples), and the only one."""
    kinds = [type(each) for each in item.body if type(each) is not Comment]
    if Else in kinds[:-1]:
        wrong = "it has two Else" if kinds.count(Else) > 1 else "its Else has nodes after it"
        raise NodeError(f"If: {wrong}", "expected one Else, as the last node in the brackets", part=kinds.index(Else))
    return item


def _check_comparison(item: Equal | NotEqual) -> None:
    for field in ("value", "expression"):
        _set(item, field, checks.attribute(type(item).__name__, field, getattr(item, field)))
