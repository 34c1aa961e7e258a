"""Where a plan looks at what comes from outside: comparisons with constants, copies, and uses that no list covers."""

import re
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import TYPE_CHECKING, Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.instructions.base import CONTROL, REPLY, SENT
from ivrsim.core.javascript import evaluate
from ivrsim.core.template import Reference, Template
from ivrsim.core.variables import LAST_INPUT, canonical
from ivrsim.graph.usage import fixed, names_in, writes

if TYPE_CHECKING:
    from ivrdsl.expr.queries import Constant
    from ivrdsl.expr.tree import Expression

_CHANCE: Final = re.compile(r"random|\b(?:Math|this|globalThis)\s*\[|\beval\b|\bFunction\b")
"""JavaScript that draws lots, or may, by a name that is put together."""
ORDERED: Final = frozenset(("<", ">", "<=", ">="))
_NUMBER: Final = re.compile(r"[+-]?[0-9]+([.][0-9]+)?")
_EXACT: Final = 2**53
"""From here on JavaScript does not tell every whole number from the next."""


class Escape(NamedTuple):
    """A place at which a value from outside is used in a way that no list of values covers.

    Attributes:
        place: of the instruction.
        name: the variable.
        kind: CONTROL, SPOKEN or SENT.
    """

    place: int
    name: str
    kind: str


class ConstantComparison(NamedTuple):
    """A comparison of a variable with a constant.

    Attributes:
        name: the variable, by the name under which it is kept.
        operator: of JavaScript.
        constant: the constant.
        bare: whether the variable stands outside of quotes, so that JavaScript reads its value as a program.
    """

    name: str
    operator: str
    constant: str | int | float
    bare: bool = False


def is_outside(name: str, attributes: Iterable[str] = ()) -> bool:
    """Return whether a variable has a value from the start that the plan does not set."""
    if name.startswith("attribute."):
        return name.removeprefix("attribute.") in attributes
    return name.startswith(("call.", "contact.")) and name != LAST_INPUT


class Scan:
    """One look at a plan: where values from outside go.

    Attributes:
        copies: pairs of variables of which one may hold what the other held.
        compared: comparisons with constants.
        bare: places at which a variable that is compared, or copied, is read as a program, and the variable.
        escapes: uses that no list of values covers.
        computed: the variables that hold what was made of values from outside, other than copies; "" for any.
        takes_products: whether some menu takes an input such as 3*4.
    """

    def __init__(self, plan: t.Plan, attributes: frozenset[str]) -> None:
        self._plan = plan
        self.copies: list[tuple[str, str]] = []
        self.compared: list[ConstantComparison] = []
        self.bare: list[tuple[int, str]] = []
        self.escapes: list[Escape] = []
        self._attributes = attributes
        self.takes_products = any(each.max_digits is None or each.max_digits >= len("3*4") for each in plan.menus())
        self._outside, self.computed = self._flows()
        for place, instruction in enumerate(plan.table):
            self._look(place, instruction)

    def _kept_names(self, template: Template) -> list[str]:
        """The variables of a text, by the names under which they are kept; one with a name made up is ""."""
        return [canonical(name, self._plan.platform)[0] if name else "" for name in names_in(template)]

    def _flows(self) -> tuple[set[str], set[str]]:
        """The variables that hold something from outside, and those that hold what was computed from it."""
        sets = []
        outside = {LAST_INPUT}
        for instruction in self._plan.table:
            if type(instruction) is t.Assign:
                sets.append((fixed(instruction.variable) or "", instruction.value))
            elif instruction.awaits == REPLY:
                outside.update(canonical(name or "", self._plan.platform)[0] for name in writes(instruction) or ("",))
        computed: set[str] = set()
        changed = True
        while changed:
            changed = False
            for target, value in sets:
                name = canonical(target, self._plan.platform)[0]
                known = outside | computed
                if not any(self._is_from_outside(each, known) for each in self._kept_names(value)):
                    continue
                copied = self._copy(value)
                group = outside if copied and copied not in computed else computed
                if name not in group:
                    group.add(name)
                    changed = True
                if copied and group is outside:
                    self.copies.append((name, copied))
        return outside, computed

    def _is_from_outside(self, name: str, known: set[str]) -> bool:
        return not name or name in known or name in self._attributes or is_outside(name, self._attributes)

    def _copy(self, value: Template) -> str:
        """The variable that a value is a copy of: `${x}`, alone or in quotes; else nothing."""
        pieces = [piece for piece in value if not isinstance(piece, str) or piece.strip() not in ("", "'", '"')]
        if len(pieces) != 1 or not isinstance(pieces[0], Reference):
            return ""
        name = fixed(pieces[0].name)
        return canonical(name, self._plan.platform)[0] if name else ""

    def _tainted_names(self, template: Template) -> list[str]:
        return [name for name in self._kept_names(template) if self._matters(name)]

    def _matters(self, name: str) -> bool:
        return self._is_from_outside(name, self._outside | self.computed)

    def _look(self, place: int, instruction: t.Instruction) -> None:
        match instruction:
            case t.Test(expression=expression, value=None):
                self._condition(place, expression)
                self._chance(place, expression)
            case t.Test(expression=expression, value=value):
                self._equal(place, value or (), expression)
                self._chance(place, expression)
            case t.Assign(variable=variable, value=value):
                self._chance(place, value)
                self._escape(place, variable, CONTROL)
                if _is_bare(value) and (copied := self._copy(value)):
                    self.bare.append((place, copied))
            case _:
                self._texts(place, instruction)

    def _texts(self, place: int, instruction: t.Instruction) -> None:
        """What an instruction fills in; at the last one of a call no text decides how the call goes on."""
        for template, use in t.texts(instruction):
            self._escape(place, template, SENT if use == CONTROL and not t.exits(instruction) else use)
        if isinstance(instruction, t.Stash):
            self._chance(place, instruction.value)
        if isinstance(instruction, t.Play):
            self._silence(place, instruction.words)

    def _silence(self, place: int, words: t.Words) -> None:
        """A prompt in which nothing is left to say takes no time, so that no key can come."""
        if any(isinstance(piece, str) and piece.strip() for _, template in words.pieces for piece in template):
            return
        names = [
            name for _, template in words.pieces for name in self._tainted_names(template) if name in self.computed
        ]
        self.escapes += [Escape(place, name, CONTROL) for name in names]

    def _escape(self, place: int, template: Template, kind: str) -> None:
        self.escapes += [Escape(place, name, kind) for name in self._tainted_names(template)]
        if any(isinstance(piece, Reference) and fixed(piece.name) is None for piece in template):
            self.escapes += [Escape(place, name, CONTROL) for name in self._tainted_names(template)]

    def _chance(self, place: int, template: Template) -> None:
        """What draws lots: the search follows one draw."""
        if _CHANCE.search(source_of(template)):
            self.escapes.append(Escape(place, "Math.random", CONTROL))

    def _condition(self, place: int, expression: Template) -> None:
        """An if: the constants that its variables are compared with, and what else it does with them."""
        names = dict.fromkeys(self._tainted_names(expression))
        if not names:
            return
        from ivrdsl.expr import SyntaxProblem, constants_compared_with, parse  # most plans have no conditions

        root = parse(source_of(expression))
        for name in names:
            if isinstance(root, SyntaxProblem) or name in self.computed or not name:
                self.escapes.append(Escape(place, name, CONTROL))
                continue
            elsewhere = False
            for spelling in self._spellings(expression, name):
                uses = constants_compared_with(root, spelling)
                elsewhere |= uses.elsewhere
                for operator, constant in uses.constants:
                    elsewhere |= self._compare(
                        place, root, spelling, ConstantComparison(name, operator, _value(constant))
                    )
            if elsewhere:
                self.escapes.append(Escape(place, name, CONTROL))

    def _compare(self, place: int, root: "Expression", spelling: str, comparison: ConstantComparison) -> bool:
        """Note a comparison; whether no list of values covers it: an order of texts, or a number that is inexact."""
        from ivrdsl.expr import tree, walk

        quoted = {
            node.quoted for node in walk(root) if isinstance(node, tree.PlatformVariable) and node.name == spelling
        }
        if False in quoted:
            self.bare.append((place, comparison.name))
        self.compared.append(comparison._replace(bare=False in quoted))
        constant = comparison.constant
        if isinstance(constant, str):
            return comparison.operator in ORDERED and True in quoted
        return is_inexact(constant)

    def _spellings(self, template: Template, name: str) -> list[str]:
        """How a variable is written in a text."""
        written = [each for each in names_in(template) if each]
        return list(dict.fromkeys(each for each in written if canonical(each, self._plan.platform)[0] == name))

    def _equal(self, place: int, value: Template, expression: Template) -> None:
        """An equal: its variable and the constant with which it is compared."""
        for one, other in ((value, expression), (expression, value)):
            names = self._tainted_names(one)
            if not names:
                continue
            constant = _constant(other) if one is value else fixed(other)
            copied = self._copy(one)
            if copied and constant is not None and copied not in self.computed:
                self._equals(place, copied, constant.strip(), bare=one is expression and _is_bare(one))
            else:
                self.escapes += [Escape(place, name, CONTROL) for name in names]

    def _equals(self, place: int, name: str, text: str, *, bare: bool) -> None:
        """Note an equal; the quirk `equal_compare` may read numbers as such."""
        number = number_of(text)
        numeric = number is not None and (bare or self._plan.platform.equal_compare == "number" or text.isdigit())
        self.compared.append(ConstantComparison(name, "==", text, bare))
        if numeric and number is not None:
            self.compared.append(ConstantComparison(name, "==", number, bare))
        if numeric and number is not None and is_inexact(number):
            self.escapes.append(Escape(place, name, CONTROL))
        if bare:
            self.bare.append((place, name))


def number_of(constant: str | int | float) -> int | float | None:
    """Return the number that a constant is where it is compared with one; None if it is none."""
    if not isinstance(constant, str):
        return int(constant) if isinstance(constant, bool) else constant
    if not _NUMBER.fullmatch(constant.strip()):
        return None
    value = float(constant)
    return int(constant) if value.is_integer() and "." not in constant else value


def is_inexact(number: int | float) -> bool:
    """Return whether JavaScript takes another whole number for this one."""
    return isfinite(number) and abs(number) >= _EXACT


def _is_bare(template: Template) -> bool:
    """Whether a copy of a variable stands outside of quotes."""
    return not any(isinstance(piece, str) and piece.strip() for piece in template)


def _constant(expression: Template) -> str | None:
    """The text to which an expression without variables evaluates; a bare word is itself."""
    source = fixed(expression)
    if source is None:
        return None
    result = evaluate(source)
    return source if result.text is None and not result.needs_clock else result.text


def _value(constant: "Constant") -> str | int | float:
    """A constant of JavaScript as it compares with a variable."""
    from ivrdsl.expr import tree

    if isinstance(constant, tree.NullLiteral | tree.Undefined):
        return "null" if isinstance(constant, tree.NullLiteral) else "undefined"
    return constant.value if isinstance(constant.value, int | float) else constant.value or ""


def source_of(template: Template) -> str:
    """The text that a template was made from."""
    return "".join(_source_pieces(template))


def _source_pieces(template: Template) -> Iterator[str]:
    for piece in template:
        yield piece if isinstance(piece, str) else f"${{{source_of(piece.name)}}}"
