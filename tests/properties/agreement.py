"""What rules of `check` and properties of `verify` say of the same thing: the one table, and what contradicts it.

A rule looks at the text of a plan and at its flow, in which conditions may have any value. A property looks at calls.
So a rule says "may" where conditions decide, and where it says more, no proof may deny it (`CLAIMS`). What a property
finds broken, a rule must have seen, but for what the documentation says that rules cannot see (`SHOWN`).
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

from ivrdsl.checking.facts.contents import looks_like_attribute
from ivrdsl.checking.registry import rules
from ivrdsl.checking.subject import Subject
from ivrdsl.model import nodes as n
from ivrdsl.model.values import has_variable
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.effects import Trouble
from ivrsim.core.instructions.base import KEYS
from ivrsim.core.keys import taken
from ivrsim.graph.cycles import cycles
from ivrsim.graph.unset import NEVER, unset_reads
from ivrsim.graph.usage import fixed, reads, variables
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.property import SECRET, PlanCalls
from ivrsim.proofs.question import Asked
from ivrsim.proofs.searches import Searches
from ivrsim.proofs.verdict import BROKEN, UNDECIDED
from ivrsim.proofs.verify import verdicts_from, verify
from ivrsim.search.bounds import Bounds
from ivrsim.search.explore import Move, World

BOUNDS: Final = Bounds(max_states=3000)
"""What comes to a bound is undecided, and contradicts nothing."""
NOT_LISTED: Final = ""
"""The verdict of a property that is about nothing in the plan."""


class Found(NamedTuple):
    """A finding of a rule: of which, how bad, where, and its words."""

    rule: str
    severity: str
    element: int
    message: str


class Judged:
    """A plan, with what both commands say of it.

    Attributes:
        plan: the plan; verdicts: by property; findings: those that nobody suppresses.
    """

    def __init__(self, dialplan: n.Dialplan) -> None:
        self._subject = Subject(dialplan)
        self.findings = list(self._findings())
        self.plan = compile_plan(dialplan)
        asked = Asked(bounds=BOUNDS, witnesses=0)
        self._searches = Searches(self.plan, asked)
        report = verdicts_from(self._searches, asked)
        self.verdicts = {each.name: each.verdict for each in report.verdicts}
        if self._attributes:  # a rule takes them for given, so they are
            secret = tuple(each for each in BUILT_IN if SECRET in each.leans_on)
            world = World(attributes=self._attributes)
            again = verify(self.plan, asked=asked._replace(properties=secret, world=world))
            self.verdicts.update({each.name: NOT_LISTED for each in secret})
            self.verdicts.update({each.name: each.verdict for each in again.verdicts})

    def _findings(self) -> Iterator[Found]:
        for code, rule in rules().items():
            for hit in rule.check(self._subject) if rule.check else ():
                element = -1 if hit.element is None else hit.element
                yield Found(code, hit.severity or rule.severity, element, hit.message)

    @cached_property
    def _attributes(self) -> tuple[str, ...]:
        """The variables that nothing in the plan sets, and that a sender may give."""
        written = variables(self.plan).written
        never = {each.name for each in unset_reads(self.plan) if each.certainty == NEVER}
        return tuple(sorted(name for name in never if name not in written and looks_like_attribute(name)))

    def verdict(self, name: str) -> str:
        return self.verdicts.get(name, NOT_LISTED)

    def node(self, element: int) -> object:
        return self.plan.nodes[element]

    # --- what calls do ----------------------------------------------------------------------------------------------

    @cached_property
    def reached(self) -> frozenset[int]:
        """The elements that some call comes to."""
        return frozenset(self.plan.table[place].element for place in self._calls.found.places)

    @cached_property
    def passed(self) -> frozenset[int]:
        """The elements that some call passes while nobody has hung up."""
        return frozenset(self._elements(self._calls.found.moves))

    @cached_property
    def heard(self) -> frozenset[int]:
        """The elements that a person's call passes while nobody has hung up."""
        return self._passed_by(self._calls.person)

    @cached_property
    def awaited(self) -> frozenset[int]:
        """The elements that the call of a person passes who stays on the line."""
        return self._passed_by(self._calls.stays)

    def _passed_by(self, allows: Callable[[Move], bool]) -> frozenset[int]:
        calls = self._calls
        states = calls.search.behind([0], allows)
        moves = {move.number: move for state in states for move, _ in calls.found.outgoing(state) if allows(move)}
        return frozenset(self._elements(list(moves.values())))

    @cached_property
    def listening(self) -> frozenset[int]:
        """The menus that wait for a key of a person."""
        return (
            frozenset(
                self.plan.table[control.state.place].element
                for control in self._calls.found.controls
                if self.plan.table[control.state.place].awaits == KEYS and not control.state.hung_up
            )
            & self.heard
        )

    @cached_property
    def caught(self) -> frozenset[int]:
        """The catches that catch something in some call."""
        handlers = {each.exit: each.element for each in self.plan.every_handler.values()}
        taken = {way for move in self._calls.found.moves for _, way in move.ways}
        return frozenset(element for way, element in handlers.items() if way in taken)

    def _elements(self, moves: list[Move]) -> Iterator[int]:
        for move in moves:
            if not move.source.state.hung_up and move.event.kind != "hang up":
                yield from (self.plan.table[place].element for place, _ in move.ways)
                if not move.target.state.outcome:
                    yield self.plan.table[move.target.state.place].element

    @property
    def _calls(self) -> PlanCalls:
        return self._searches.calls

    @property
    def moves(self) -> list[Move]:
        return self._calls.found.moves

    # --- what a plan has in it --------------------------------------------------------------------------------------

    @cached_property
    def counts(self) -> bool:
        """Whether something goes round that is counted."""
        return any(each.bounded for each in cycles(self.plan))

    @cached_property
    def tests(self) -> bool:
        return any(each.asks for each in self.plan.table)

    @cached_property
    def makes_names(self) -> bool:
        usage = variables(self.plan)
        return bool(usage.read_any or usage.written_any)

    @cached_property
    def speaks_variables(self) -> bool:
        return any(type(each) is t.Play and reads(each) for each in self.plan.table)


# --- where a rule says something of calls -----------------------------------------------------------------------------

Where = Callable[[Judged, Found], bool]


def _always(judged: Judged, found: Found) -> bool:
    return True


def _passed(judged: Judged, found: Found) -> bool:
    return found.element in judged.passed


def _reached(judged: Judged, found: Found) -> bool:
    return found.element in judged.reached


def _heard(judged: Judged, found: Found) -> bool:
    return found.element in judged.heard


def _awaited(judged: Judged, found: Found) -> bool:
    return found.element in judged.awaited


def _listens(judged: Judged, found: Found) -> bool:
    return found.element in judged.listening


def _jumps(judged: Judged, found: Found) -> bool:
    """A call comes to the goto, or the catch catches something."""
    is_catch = isinstance(judged.node(found.element), n.Catch)
    return found.element in (judged.caught if is_catch else judged.reached)


def _is_aimed_at(judged: Judged, found: Found) -> bool:
    """A call comes to a goto that means the name."""
    name = getattr(judged.node(found.element), "name", None)
    gotos = (element for element in judged.reached if isinstance(judged.node(element), n.Goto))
    return name is not None and any(getattr(judged.node(element), "target", None) == name for element in gotos)


def _has_branches(judged: Judged, found: Found) -> bool:
    """The tag that no call gets to has branches."""
    return isinstance(judged.node(found.element), n.Menu | n.If | n.Equal | n.NotEqual | n.Amd)


class Claim(NamedTuple):
    """A finding says that calls do what a property denies.

    Attributes:
        rule: its code.
        name: the property. It must not be PROVED, nor VACUOUS, nor about nothing in the plan.
        words: with which the finding says so; others say "may", or only what stands in the text of the plan.
        where: for which findings: what a rule says of a tag, it says of the calls that come to it.
        severities: how bad the finding is.
    """

    rule: str
    name: str
    words: str = ""
    where: Where = _always
    severities: tuple[str, ...] = ("error", "warning", "note")

    def is_made_by(self, judged: Judged, found: Found) -> bool:
        said = found.rule == self.rule and found.severity in self.severities and self.words in found.message
        return said and self.where(judged, found)


_SEVERE: Final = ("error", "warning")

CLAIMS: Final = (
    Claim("IVR003", "no-call-ends-in-error", where=_jumps),
    Claim("IVR004", "no-call-ends-in-error", where=_is_aimed_at, severities=("error",)),
    Claim("IVR101", "no-key-swallowed", where=_listens),
    Claim("IVR103", "no-key-swallowed", where=_listens),
    Claim("IVR104", "every-branch-can-be-taken"),
    Claim("IVR106", "every-branch-can-be-taken"),
    Claim("IVR201", "no-unset-variable", where=_passed, severities=_SEVERE),
    Claim("IVR202", "no-unset-variable", "only some calls have set", severities=_SEVERE),
    Claim("IVR206", "no-javascript-error", "does not parse", where=_reached, severities=("error",)),
    Claim("IVR206", "every-branch-can-be-taken", "has an empty expression"),
    Claim("IVR301", "every-branch-can-be-taken", where=_has_branches),
    Claim("IVR302", "no-loop-without-callee", "goes round for ever"),
    Claim("IVR302", "every-call-ends", "goes round for ever"),
    Claim("IVR303", "every-call-ends", "is played again without end while"),
    Claim("IVR307", "every-branch-can-be-taken"),
    Claim("IVR308", "every-branch-can-be-taken"),
    Claim("IVR401", "machine-never-hears-secret", "an answering machine hears"),
    Claim("IVR502", "offered-keys-work", where=_heard),
    Claim("IVR506", "secret-can-be-repeated", where=_awaited),
)


# --- what rules cannot see --------------------------------------------------------------------------------------------


def _never(judged: Judged) -> bool:
    return False


def _only_dynamic_errors(judged: Judged) -> bool:
    """No call ends at a goto to a fixed name that is missing, or given twice."""
    ends = [each for move in judged.moves for each in move.effects if isinstance(each, Trouble)]
    jumps = [each for each in ends if each.error in ("error:dangling-goto", "error:duplicate-name")]
    return all(has_variable(str(getattr(judged.node(each.element), "target", ""))) for each in jumps)


def _only_values_fail(judged: Judged) -> bool:
    """Each expression that fails has a variable in it, or is JavaScript that fails when it is evaluated."""
    failing = [each for move in judged.moves for each in move.effects if isinstance(each, Trouble)]
    wrong = {each.element for each in failing if each.error == "javascript" and "SyntaxError" in each.message}
    return all(fixed(each.program()) is None for each in judged.plan.table if each.element in wrong and each.asks)


def _takes_digits_or_entries(judged: Judged) -> bool:
    """Each menu without a branch for other keys takes an entry, or all digits."""
    menus = [each for each in judged.plan.table if type(each) is t.Collect and each.no_match.assumes]
    return all(not (each.exact or each.ranges) or _takes_every_digit(each) for each in menus)


def _takes_every_digit(menu: t.Collect) -> bool:
    return all(taken(menu, digit).exit for digit in "0123456789")


def _only_conditions_forbid(judged: Judged) -> bool:
    """Of the menus that listen, no key's branch is dead."""
    taken_ways = {way for move in judged.moves for way in move.ways}
    for place, menu in enumerate(judged.plan.table):
        listens = type(menu) is t.Collect and menu.element in judged.listening
        if listens and any((place, way) not in taken_ways for way in menu.exact.values()):
            return False
    return True


class Shown(NamedTuple):
    """Where a property is broken, some rule has found something.

    Attributes:
        name: the property.
        rules: one of these has; none, where no rule is about it.
        unseen: whether what is broken is nothing that rules can see; the documentation says so, in these words.
    """

    name: str
    rules: tuple[str, ...]
    unseen: Callable[[Judged], bool] = _never
    words: str = ""


SHOWN: Final = (
    Shown("every-call-ends", ("IVR302", "IVR303", "IVR306"), lambda judged: judged.counts, "loops that count"),
    Shown("no-loop-without-callee", ("IVR302", "IVR306"), lambda judged: judged.counts, "loops that count"),
    Shown("at-most-5-plays", ("IVR302", "IVR303", "IVR306"), lambda judged: judged.counts, "loops that count"),
    Shown("call-ends-in-time", ()),
    Shown("machine-never-hears-secret", ("IVR401",), lambda judged: judged.speaks_variables, "what a variable holds"),
    Shown(
        "machine-never-hears-secret-misjudged",
        ("IVR401", "IVR411"),
        lambda judged: judged.speaks_variables,
        "what a variable holds",
    ),
    Shown("person-hears-secret", ()),
    Shown("person-hears-secret-misjudged", ()),
    Shown("person-hears-secret-late", ()),
    Shown("mailbox-keeps-number", ()),
    Shown("nobody-is-left-in-silence", ()),
    Shown(
        "secret-can-be-repeated",
        ("IVR506",),
        lambda judged: judged.speaks_variables or judged.tests,
        "what a variable holds",
    ),
    Shown(
        "offered-keys-work",
        ("IVR502", "IVR106"),
        lambda judged: judged.speaks_variables or judged.tests,
        "what a variable holds",
    ),
    Shown("no-key-swallowed", ("IVR101", "IVR103"), _takes_digits_or_entries, "a menu that takes an entry"),
    Shown("no-call-ends-in-error", ("IVR003", "IVR004"), _only_dynamic_errors, "with a variable in it"),
    Shown("silence-never-acts", ()),
    Shown(
        "every-branch-can-be-taken",
        ("IVR104", "IVR106", "IVR301", "IVR307", "IVR308"),
        _only_conditions_forbid,
        "as if conditions could have any value",
    ),
    Shown("nothing-after-hang-up", ()),
    Shown("no-unset-variable", ("IVR201", "IVR202", "IVR203"), lambda judged: judged.makes_names, "put together"),
    Shown("no-javascript-error", ("IVR205", "IVR206"), _only_values_fail, "not evaluated"),
)


# --- contradictions ---------------------------------------------------------------------------------------------------


class Comparison(NamedTuple):
    """Two answers to one question: of which row, and what contradicts, if anything does."""

    row: str
    contradiction: str = ""


def compared(judged: Judged) -> Iterator[Comparison]:
    """Yield every pair of answers that can be compared."""
    for claim in CLAIMS:
        for found in judged.findings:
            if claim.is_made_by(judged, found):
                verdict = judged.verdict(claim.name)
                agrees = verdict in (BROKEN, UNDECIDED)
                row = f"{claim.rule} {claim.name}"
                words = f"{found.message}, and {claim.name} is {verdict or 'not listed'}"
                yield Comparison(row, "" if agrees else words)
    for found in judged.findings:
        if found.rule == "IVR301":
            yield Comparison("IVR301", found.message if _reached(judged, found) else "")
    codes = {each.rule for each in judged.findings}
    for shown in SHOWN:
        if shown.rules and judged.verdict(shown.name) == BROKEN:
            is_seen = not codes.isdisjoint(shown.rules) or shown.unseen(judged)
            yield Comparison(shown.name, "" if is_seen else f"{shown.name} is broken, and no rule says so")
