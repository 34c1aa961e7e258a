"""Where a plan looks at what comes from outside: exact comparisons, copies, and uses that no list of values covers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ivrsim.core import table as t
from ivrsim.core.instructions.base import CONTROL, REPLY, SENT
from ivrsim.core.javascript import evaluate
from ivrsim.core.run import NO_NAMES
from ivrsim.core.template import Reference, Template, source_of
from ivrsim.core.variables import LAST_INPUT, canonical, given_by_platform, is_other_time
from ivrsim.graph.exact import Compared, constants_in, exact_operands, is_exact, number_of
from ivrsim.graph.usage import copied_name, fixed, may_be_silent, names_in, reads, variables, writes
from ivrsim.search.escape import EVALUATED, NAMED, Escape
from ivrsim.search.short import cannot_fail, is_short

NOTHING_GIVEN: Final[Mapping[str, str]] = {}

_CHANCE: Final = re.compile(r"random|\b(?:Math|this|globalThis)\s*\[|\beval\b|\bFunction\b")
"""JavaScript that draws lots, or may, by a name that is put together."""
_DECIMAL: Final = re.compile(r"[+-]?[0-9]+([.][0-9]+)?")
_PLAIN: Final = re.compile(r"'[\w\s.,-]*'|\"[\w\s.,-]*\"|[\w\s.${}+*-]*")
"""A value that changes nothing of the test that it is put into: words, numbers and sums of them."""


def is_outside(name: str, attributes: Iterable[str] = ()) -> bool:
    """Return whether a variable has a value from the start that the plan does not set."""
    if name.startswith("attribute."):
        return name.removeprefix("attribute.") in attributes
    return given_by_platform(name)


def given_for_good(plan: t.Plan, names: Iterable[str]) -> frozenset[str]:
    """Return those of some variables, given before a call, that no tag can give another value.

    Args:
        plan: the plan.
        names: the names under which they are kept.
    """
    usage = variables(plan)
    return NO_NAMES if usage.written_any else frozenset(names) - usage.written.keys()


class Scan:
    """One look at a plan: where values from outside go.

    Args:
        plan: the plan.
        attributes: variables that recipients have.
        known: variables that are given a value before the call, by the names under which they are kept.
        forks: whether what no list of values covers is taken to come out in any way: then it is no escape.
        unknown: the places of tests and assignments that are taken so in any case.
        every_key: whether each input is tried, so that none stands for another.

    Attributes:
        copies: pairs of variables of which one may hold what the other held.
        compared: the operands of exact tests, by the names under which the variables are kept.
        bare: places at which a variable is compared outside of quotes, and the variable.
        trimmed: the texts that an equal compares with, blanks around them apart; by variable.
        tested: the variables that an if looks at.
        escapes: uses that no list of values covers.
        computed: the variables that hold what was made of values from outside, other than copies; "" for any.
        outside: the variables that hold something from outside, or a copy of it; replies: those that a web server's
            reply is put into.
        read: every variable that stands in the plan; known: those that are given one value for good.
        unknown: with `forks`, the places of tests and assignments whose outcome no list of values covers.
        filled: the places into whose texts something is put that nobody knows.
        unfailing: the places of tests that come out true or false, whatever is put in.
        writes_input: whether the plan, or a server, writes what a callee enters elsewhere.
        takes_programs: whether an input may be more to JavaScript than its keys: some menu takes one such as 3*4, or
            what is read as an input comes from elsewhere.
    """

    def __init__(
        self,
        plan: t.Plan,
        attributes: frozenset[str],
        *,
        known: Mapping[str, str] = NOTHING_GIVEN,
        forks: bool = False,
        unknown: Iterable[int] = (),
        every_key: bool = False,
    ) -> None:
        self._plan = plan
        self._inputs = () if every_key else (LAST_INPUT,)
        self._forks = forks
        self.unknown = set(unknown)
        self._attributes = attributes
        self.known = {name: known[name] for name in given_for_good(plan, known)}
        self._names = _spellings(plan)
        self._assigned = [(place, each) for place, each in enumerate(plan.table) if type(each) is t.Assign]
        self.copies: list[tuple[str, str]] = []
        self.compared: list[Compared] = []
        self.bare: list[tuple[int, str]] = []
        self.trimmed: list[tuple[str, str]] = []
        self.tested: set[str] = set()
        self.escapes: list[Escape] = []
        self.unfailing: set[int] = set()
        self.read = frozenset(self._names.values())
        self.writes_input = any(
            each.writes not in ("", LAST_INPUT) and LAST_INPUT in self.written_by(getattr(each, each.writes) or ())
            for each in plan.table
        )
        products = any(each.max_digits is None or each.max_digits >= len("3*4") for each in plan.menus())
        self.takes_programs = products or self.writes_input
        self.replies = frozenset(
            name
            for each in plan.table
            if each.awaits == REPLY and getattr(each, each.writes)
            for name in self.written_by(getattr(each, each.writes))
        )
        self.outside, self.computed = self._flows()
        self.filled = frozenset(
            place
            for place, each in enumerate(plan.table)
            if any(self._tainted_names(text) or self._tells_time(text) for text, _ in t.texts(each))
        )
        for place, instruction in enumerate(plan.table):
            self._look(place, instruction)
            self.escapes += [Escape(place, "", NAMED)] * any(self._is_named(text) for text, _ in t.texts(instruction))

    def written_by(self, template: Template) -> list[str]:
        """The variables of the plan that a name in an attribute may mean, by the names under which they are kept."""
        name = fixed(template)
        if name is not None:
            return [canonical(name, self._plan.platform)[0]]
        pattern = "".join(re.escape(piece) if isinstance(piece, str) else ".*" for piece in template)
        matches = re.compile(pattern, re.DOTALL | re.IGNORECASE).fullmatch  # columns are read in either letter case
        return sorted({kept for spelling, kept in self._names.items() if matches(spelling) or matches(kept)})

    # --- variables --------------------------------------------------------------------------------------------------

    def _kept_names(self, template: Template) -> list[str]:
        """The variables of a text, by the names under which they are kept; one with a name made up is ""."""
        return [canonical(name, self._plan.platform)[0] if name else "" for name in names_in(template)]

    def _flows(self) -> tuple[set[str], set[str]]:
        """The variables that hold something from outside, and those that hold what was computed from it."""
        sets = [(target, each.value) for _, each in self._assigned for target in self.written_by(each.variable)]
        outside = {*self._inputs, *self.replies}
        computed = set(filter(is_other_time, self.read)) if self._forks else set()
        computed |= {
            name
            for place, each in self._assigned
            if place in self.unknown or (self._forks and _CHANCE.search(source_of(each.value)))
            for name in self.written_by(each.variable)
        }
        changed = True
        while changed:
            changed = False
            for name, value in sets:
                known = outside | computed
                if not any(self._is_from_outside(each, known) for each in self._kept_names(value)):
                    continue
                copied = self._copy(value)
                group = outside if copied and copied not in computed else computed
                if name not in group:
                    group.add(name)
                    changed = True
                if copied and (group is outside or self._forks):
                    self.copies.append((name, copied))
        return outside, computed

    def _is_from_outside(self, name: str, known: set[str]) -> bool:
        if name in self.known:
            return False
        return not name or name in known or name in self._attributes or is_outside(name, self._attributes)

    def _copy(self, value: Template) -> str:
        """The variable that a value is a copy of; else nothing.

        `'${x}'` is what JavaScript makes of it. A value outside of quotes is a program: an input of few keys is its own
        value, and what a contact or a web server says may be another one.
        """
        name, bare = copied_name(value)
        if name is None:
            return ""
        kept = canonical(name, self._plan.platform)[0]
        literal = self._plan.platform.setvar_mode == "literal"
        if not bare:
            return "" if literal else kept
        return kept if kept == LAST_INPUT and (literal or not self.takes_programs) else ""

    def _tainted_names(self, template: Template) -> list[str]:
        return [name for name in self._kept_names(template) if self._matters(name)]

    def _is_named(self, template: Template) -> bool:
        """Whether a text has a variable in it whose name nobody knows."""
        inner = [piece.name for piece in template if isinstance(piece, Reference) and fixed(piece.name) is None]
        return any(map(self._tainted_names, inner))

    def _tells_time(self, template: Template) -> bool:
        return any(map(is_other_time, self._kept_names(template)))

    def _matters(self, name: str) -> bool:
        return self._is_from_outside(name, self.outside | self.computed)

    # --- uses -------------------------------------------------------------------------------------------------------

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
                if self._forks and self._tainted_names(value) and not self._copy(value):
                    self.unknown.add(place)
                self._evaluated(place, value)
            case t.Stash(value=value):
                self._evaluated(place, value)
                self._texts(place, instruction)
            case _:
                self._texts(place, instruction)

    def _texts(self, place: int, instruction: t.Instruction) -> None:
        """What an instruction fills in; at the last one of a call no text decides how the call goes on."""
        for template, use in t.texts(instruction):
            self._escape(place, template, SENT if use == CONTROL and not t.exits(instruction) else use)
        if may_be_silent(instruction):
            self._silence(place, instruction)

    def _silence(self, place: int, instruction: t.Instruction) -> None:
        """A prompt in which nothing is left to say takes no time, so that no key can come.

        With a `<` in it, it depends on a value whether what follows is markup, which nobody hears.
        """
        templates = [template for template, _ in t.texts(instruction)]
        names = {name for template in templates for name in self._tainted_names(template)}
        if any("<" in piece for template in templates for piece in template if isinstance(piece, str)):
            self.escapes += [Escape(place, name, CONTROL) for name in names]
            return
        unsure = {""} if self._forks else {"", *self.computed}  # what is computed may be nothing: that is tried, too
        self.escapes += [Escape(place, name, CONTROL) for name in names & unsure]

    def _escape(self, place: int, template: Template, kind: str) -> None:
        names = self._tainted_names(template)
        self.escapes += [Escape(place, name, kind) for name in names]
        if "" in names and self._plan.platform.undefined_variable == "error":  # which may be set, or not
            self.escapes.append(Escape(place, "", CONTROL))

    def _evaluated(self, place: int, value: Template) -> None:
        """What may run into a limit with values that nobody tried."""
        names = self._tainted_names(value)
        if not names or is_short(value):
            return
        if self._forks:
            self.unknown.add(place)
        else:
            self.escapes += [Escape(place, name, EVALUATED) for name in names]

    def _chance(self, place: int, template: Template) -> None:
        """What draws lots: the search follows one draw."""
        if not _CHANCE.search(source_of(template)):
            return
        if self._forks:
            self.unknown.add(place)
        else:
            self.escapes.append(Escape(place, "Math.random", CONTROL))

    def _condition(self, place: int, expression: Template) -> None:
        """An if: exact if each of its references to a value from outside is one operand of an exact form."""
        names = self._tainted_names(expression)
        if not names and not self._forks:
            return
        from ivrdsl.expr import SyntaxProblem, parse  # most plans have no conditions

        root = parse(source_of(expression))
        if not isinstance(root, SyntaxProblem) and cannot_fail(root) and self._is_data(expression):
            self.unfailing.add(place)
        if not names:
            return
        found = None if isinstance(root, SyntaxProblem) else exact_operands(root, self._is_unknown)
        if found is None or len(found) != len(names) or not self._keeps_its_form(expression):
            self._escapes_with(place, names, [] if isinstance(root, SyntaxProblem) else constants_in(root))
            return
        self.tested.update(names)
        for each in found:
            self._note(place, each._replace(name=canonical(each.name, self._plan.platform)[0]))

    def _is_data(self, expression: Template) -> bool:
        """Whether nothing that is put into a text can end a quotation in it."""
        names = set(self._kept_names(expression))
        if "" in names or names & self.computed or not self._keeps_its_form(expression):
            return False
        written = [each.value for _, each in self._assigned if names.intersection(self.written_by(each.variable))]
        return all(self._copy(value) or _PLAIN.fullmatch(source_of(value).strip()) for value in written)

    def _escapes_with(self, place: int, names: list[str], constants: list[str]) -> None:
        """A test that is not exact: it may come out in any way, or the constants in it are tried, and prove nothing."""
        if self._forks:
            self.unknown.add(place)
            return
        self.escapes += [Escape(place, name, CONTROL) for name in set(names)]
        self.compared += [Compared(name, text=constant.strip()) for name in set(names) for constant in constants]

    def _is_unknown(self, spelling: str | None) -> bool:
        return spelling is None or self._matters(canonical(spelling, self._plan.platform)[0])

    def _note(self, place: int, compared: Compared) -> None:
        name = compared.name
        if name in self.computed:  # which may hold quotes, too
            self._escapes_with(place, [name], [])
            return
        self.compared.append(compared)
        if compared.bare:
            self.bare.append((place, name))

    def _keeps_its_form(self, expression: Template) -> bool:
        """Whether the values that the plan itself puts into a test can neither end a text in it nor begin a comment."""
        known = {name for name in self._kept_names(expression) if not self._matters(name)}
        given = (self.known[name] for name in known.intersection(self.known))
        return (
            all(map(_PLAIN.fullmatch, given))
            and all(
                _PLAIN.fullmatch(source_of(each.value).strip())
                for _, each in self._assigned
                if known.intersection(self.written_by(each.variable))
            )
            and not any(known.intersection(self.written_by(name)) for name in self._kept_otherwise())
        )

    def _kept_otherwise(self) -> Iterator[Template]:
        """The names of variables that other tags than setvar write, such as the number of a recording."""
        for instruction in self._plan.table:
            if type(instruction) is not t.Assign and instruction.awaits != REPLY and instruction.writes:
                name = getattr(instruction, instruction.writes, None)
                if name and isinstance(name, tuple):
                    yield name

    def _equal(self, place: int, value: Template, expression: Template) -> None:
        """An equal: exact if a variable, alone, is compared with a constant."""
        names = [*self._tainted_names(value), *self._tainted_names(expression)]
        if not names:
            return
        found = self._compared_by_equal(value, expression) if len(names) == 1 else None
        if found is None:
            constants = [constant for each in (value, expression) if (constant := fixed(each)) is not None]
            self._escapes_with(place, names, constants)
            return
        self._note(place, found)
        if found.text is not None:
            self.trimmed.append((found.name, found.text))

    def _compared_by_equal(self, value: Template, expression: Template) -> Compared | None:
        """What an equal tells apart: trimmed texts, and numbers under the quirk `equal_compare`."""
        in_expression = bool(self._tainted_names(expression))
        name, bare = copied_name(expression if in_expression else value)
        constant = fixed(value) if in_expression else _constant(expression)
        if name is None or constant is None or (not in_expression and not bare):
            return None
        kept, constant = canonical(name, self._plan.platform)[0], constant.strip()
        number = number_of(constant) if _DECIMAL.fullmatch(constant) else None
        if number is not None and not is_exact(number):
            return None
        return Compared(kept, constant, number, bare=in_expression and bare)


def _spellings(plan: t.Plan) -> dict[str, str]:
    """Every variable that stands in a plan, as it is written, and the name under which it is kept."""
    spelled = {name for each in plan.table for name in (*reads(each), *writes(each)) if name}
    return {name: canonical(name, plan.platform)[0] for name in spelled}


def _constant(expression: Template) -> str | None:
    """The text to which an expression without variables evaluates; a bare word is itself."""
    source = fixed(expression)
    if source is None:
        return None
    result = evaluate(source, seed=None)
    return source if result.text is None and not result.needs else result.text
