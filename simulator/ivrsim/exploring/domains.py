"""Which values of what comes from outside a search must try, and where a plan uses them in ways that no list covers.

Theory of operation. Keys, contact fields, recipients' attributes and web servers' replies can be anything. What a
call does depends on them only where a plan looks at them: in a comparison with a constant, every value that is not one
of the constants is as good as any other. So each such variable gets the constants that it, or a copy of it, is compared
with, and one more value. Where a plan does anything else with it (computes, cuts it up, speaks it), the search still
follows the values that it has, and what it finds is real; but that nothing else could happen is no longer proven. Each
such use is an `Escape`, and takes from a proof what it can touch.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ivrsim import table as t
from ivrsim.exploring.entry import Compared
from ivrsim.javascript import evaluate
from ivrsim.template import Reference, Template
from ivrsim.usage import fixed, names_in
from ivrsim.variables import LAST_INPUT, canonical

if TYPE_CHECKING:
    from ivrdsl.expr.queries import Constant

CONTROL: Final = "control"
"""The use can decide how the call goes on."""
SPOKEN: Final = "spoken"
"""The use decides only what is said, and how long that takes."""
SENT: Final = "sent"
"""The use decides only what is stored, sent or dialled."""

_CHANCE: Final = re.compile(r"random|\b(?:Math|this|globalThis)\s*\[|\beval\b|\bFunction\b")
"""JavaScript that draws lots, or may, by a name that is put together."""
ORDERED: Final = frozenset(("<", ">", "<=", ">="))


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


class Domains:
    """What the values from outside are compared with, in one plan or in several that are searched together.

    Args:
        plans: the plans; they run on one platform.
        attributes: variables that recipients have, whatever their values.

    Attributes:
        escapes: for each plan, its uses that no list covers, by place.
    """

    def __init__(self, plans: Sequence[t.Plan], attributes: Iterable[str] = ()) -> None:
        self._group: dict[str, str] = {}
        self._texts: dict[str, set[str]] = {}
        self._numbers: dict[str, set[str]] = {}
        self._attributes = frozenset(attributes)
        scans = [_Scan(plan, self._attributes) for plan in plans]
        for scan in scans:
            for left, right in scan.copies:
                self._join(left, right)
        self.escapes: list[list[Escape]] = []
        for scan in scans:
            for name, operator, constant in scan.compared:
                self._note(name, operator, constant)
            self.escapes.append(sorted(set(scan.escapes)))

    def compared(self, name: str) -> Compared:
        """Return what a variable, or a copy of it, is compared with."""
        group = self._find(name)
        return Compared(frozenset(self._texts.get(group, ())), frozenset(self._numbers.get(group, ())))

    def values(self, name: str) -> list[str]:
        """Return the values that a variable from outside must be tried with: constants, another value, and nothing."""
        found = self.compared(name)
        numbers = sorted({int(number) for number in found.numbers})
        near = {str(each) for number in numbers for each in (number - 1, number, number + 1)}
        tried = [*sorted(found.texts), *sorted(near - found.texts, key=int)]
        return [*tried, _another(tried), *([] if "" in tried else [""])]

    def is_outside(self, name: str) -> bool:
        """Return whether a variable has a value from the start: the platform's, the contact's, a recipient's."""
        return is_outside(name, self._attributes)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _find(self, name: str) -> str:
        while (above := self._group.get(name, name)) != name:
            name = above
        return name

    def _join(self, left: str, right: str) -> None:
        one, other = self._find(left), self._find(right)
        if one != other:
            self._group[max(one, other)] = min(one, other)

    def _note(self, name: str, operator: str, constant: "str | int | float") -> None:
        group = self._find(name)
        if isinstance(constant, str):
            self._texts.setdefault(group, set()).add(constant)
            return
        whole = abs(int(constant))
        texts = self._texts.setdefault(group, set())
        if operator not in ORDERED:
            texts.add(str(constant))
        numbers = {whole} if constant == whole else {whole, whole + 1}
        self._numbers.setdefault(group, set()).update(map(str, numbers))


def is_outside(name: str, attributes: Iterable[str] = ()) -> bool:
    """Return whether a variable has a value from the start that the plan does not set."""
    if name.startswith("attribute."):
        return name.removeprefix("attribute.") in attributes
    return name.startswith(("call.", "contact.")) and name != LAST_INPUT


def _another(tried: Sequence[str]) -> str:
    """A value that is none of some others: a number if they are numbers, because a word would be no answer there."""
    if tried and all(each.isdigit() for each in tried):
        return str(max(map(int, tried)) + 7)
    return next(word for word in ("other", "another", *(f"other-{n}" for n in range(len(tried)))) if word not in tried)


class _Scan:
    """One look at a plan: where values from outside go."""

    def __init__(self, plan: t.Plan, attributes: frozenset[str]) -> None:
        self._plan = plan
        self.copies: list[tuple[str, str]] = []
        self.compared: list[tuple[str, str, str | int | float]] = []
        self.escapes: list[Escape] = []
        self._attributes = attributes
        self._outside, self._computed = self._flows()
        for place, instruction in enumerate(plan.table):
            self._look(place, instruction)

    def _kept(self, template: Template) -> list[str]:
        """The variables of a text, by the names under which they are kept; one with a name made up is ""."""
        return [canonical(name, self._plan.platform)[0] if name else "" for name in names_in(template)]

    def _flows(self) -> tuple[set[str], set[str]]:
        """The variables that hold something from outside, and those that hold what was computed from it."""
        sets = []
        outside = {LAST_INPUT}
        for instruction in self._plan.table:
            if type(instruction) is t.Assign and instruction.kind == "set":
                sets.append((fixed(instruction.variable) or "", instruction.value))
            elif type(instruction) is t.Request:
                outside.add(canonical(fixed(instruction.variable) or "", self._plan.platform)[0])
        computed: set[str] = set()
        changed = True
        while changed:
            changed = False
            for target, value in sets:
                name = canonical(target, self._plan.platform)[0]
                known = outside | computed
                if not any(self._is_from_outside(each, known) for each in self._kept(value)):
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

    def _tainted(self, template: Template) -> list[str]:
        return [name for name in self._kept(template) if self._matters(name)]

    def _matters(self, name: str) -> bool:
        return self._is_from_outside(name, self._outside | self._computed)

    def _look(self, place: int, instruction: t.Instruction) -> None:
        match instruction:
            case t.Test(expression=expression, value=None):
                self._condition(place, expression)
                self._chance(place, expression)
            case t.Test(expression=expression, value=value):
                self._equal(place, value or (), expression)
                self._chance(place, expression)
            case t.Assign(kind=kind, variable=variable, value=value):
                self._chance(place, value)
                self._escape(place, variable, CONTROL)
                if kind == "stash":
                    self._escape(place, value, SENT)
            case t.Play(words=words):
                self._words(place, words, SPOKEN)
            case t.Send(kind=kind, words=words, to=to):
                self._words(place, words, SPOKEN if kind == "tones" else SENT)
                self._escape(place, to, SENT)
            case t.Transfer(numbers=numbers, caller_id=caller_id, whisper=whisper):
                for template in (numbers, caller_id, whisper):
                    self._escape(place, template, SENT)
            case t.Request(url=url, variable=variable):
                self._escape(place, url, SENT)
                self._escape(place, variable, CONTROL)
            case t.Record(variable=variable):
                self._escape(place, variable, CONTROL)
            case t.Pause(seconds=seconds):
                self._escape(place, seconds, CONTROL)
            case t.GotoDocument(url=url, documents=documents):
                self._escape(place, url, CONTROL if documents else SENT)

    def _words(self, place: int, words: t.Words, kind: str) -> None:
        for _, template in words.pieces:
            self._escape(place, template, kind)

    def _escape(self, place: int, template: Template, kind: str) -> None:
        self.escapes += [Escape(place, name, kind) for name in self._tainted(template)]
        if any(isinstance(piece, Reference) and fixed(piece.name) is None for piece in template):
            self.escapes += [Escape(place, name, CONTROL) for name in self._tainted(template)]

    def _chance(self, place: int, template: Template) -> None:
        """What draws lots: the search follows one draw."""
        if _CHANCE.search(source_of(template)):
            self.escapes.append(Escape(place, "Math.random", CONTROL))

    def _condition(self, place: int, expression: Template) -> None:
        """An if: the constants that its variables are compared with, and what else it does with them."""
        names = dict.fromkeys(self._tainted(expression))
        if not names:
            return
        from ivrdsl.expr import SyntaxProblem, constants_compared_with, parse  # most plans have no conditions

        root = parse(source_of(expression))
        for name in names:
            if isinstance(root, SyntaxProblem) or name in self._computed or not name:
                self.escapes.append(Escape(place, name, CONTROL))
                continue
            spellings = self._spellings(expression, name)
            elsewhere = False
            for spelling in spellings:
                uses = constants_compared_with(root, spelling)
                elsewhere |= uses.elsewhere
                self.compared += [(name, each.operator, _value(each.constant)) for each in uses.constants]
            if elsewhere:
                self.escapes.append(Escape(place, name, CONTROL))

    def _spellings(self, template: Template, name: str) -> list[str]:
        """How a variable is written in a text."""
        written = [each for each in names_in(template) if each]
        return list(dict.fromkeys(each for each in written if canonical(each, self._plan.platform)[0] == name))

    def _equal(self, place: int, value: Template, expression: Template) -> None:
        """An equal: its variable and the constant with which it is compared."""
        for one, other in ((value, expression), (expression, value)):
            names = self._tainted(one)
            if not names:
                continue
            constant = _constant(other) if one is value else fixed(other)
            copied = self._copy(one)
            if copied and constant is not None and copied not in self._computed:
                self.compared.append((copied, "==", constant.strip()))
                if constant.strip().isdigit():  # the quirk `equal_compare` may read it as a number
                    self.compared.append((copied, "==", int(constant)))
            else:
                self.escapes += [Escape(place, name, CONTROL) for name in names]


def _constant(expression: Template) -> str | None:
    """The text to which an expression without variables evaluates; a bare word is itself."""
    source = fixed(expression)
    if source is None:
        return None
    result = evaluate(source)
    return source if result.text is None and not result.needs_clock else result.text


def _value(constant: "Constant") -> str | int | float:
    """A constant of JavaScript as it compares with a variable: a number as one, all else as text."""
    value = getattr(constant, "value", type(constant).__name__.lower())
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, int | float) else str(value or "")


def source_of(template: Template) -> str:
    """The text that a template was made from."""
    return "".join(_written(template))


def _written(template: Template) -> Iterator[str]:
    for piece in template:
        yield piece if isinstance(piece, str) else f"${{{source_of(piece.name)}}}"
