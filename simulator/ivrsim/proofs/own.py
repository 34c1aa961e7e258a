"""Properties of one's own: what holds of everything that a call tells, in all calls of a plan.

    from ivrsim.proofs.own import eventually, leads_to, never

    never_stashes_no = never(lambda entry: entry.kind == "stash" and entry.details["value"] == "No")
    says_goodbye = eventually(lambda entry: entry.kind == "prompt" and entry.says("Goodbye"))

A predicate is given an `ivrsim.Entry`: its kind, the number of its tag, and its details; docs/entries.md lists them.
Predicates must be pure: each is asked once for each step that calls can take, not once for each call. One that
asks for what is not known of all these calls, such as `at_ms`, has no answer (`ivrsim.proofs.entries`). One that asks
for a kind or a detail that there is not, is a mistake (`ivrsim.proofs.predicates`).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final, Literal

from ivrdsl.errors import IvrError
from ivrdsl.findings.arguments import door
from ivrdsl.findings.finding import ERROR, SEVERITIES, Severity
from ivrdsl.findings.words import nearest_word, one_of, quoted
from ivrdsl.model.structs import replace, struct
from ivrsim.play.entry import Entry
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.entries import told_in
from ivrsim.proofs.paths import Path, anything
from ivrsim.proofs.predicates import Asking, InDoubt, Predicate, require_predicate
from ivrsim.proofs.property import Answer, Breach, Broken, Holds, PlanCalls, Property
from ivrsim.search.escape import EVALUATED, NAMED
from ivrsim.search.explore import Move

__all__ = ["Entry", "Predicate", "Property", "always", "eventually", "leads_to", "never"]

Callee = Literal["stays", "any"]
"""Whose calls count: those of a person who "stays" on the line and cuts no prompt, or "any"."""
_EVERY_CALL: Final[Mapping[str, Allows]] = {"stays": PlanCalls.stays, "any": anything}
_OF_PEOPLE: Final[Mapping[str, Allows]] = {"stays": PlanCalls.stays, "any": PlanCalls.person}
"""What may happen in the calls that count."""


@struct
class OwnProperty(Property):
    """A claim of the user's.

    Attributes:
        called: makes the same claim under another name; None where the user has given it one.
    """

    called: "Callable[[str], Property] | None" = None


@struct
class _Given:
    """What a user says of a property.

    Attributes:
        word: what users call its making.
        name, says, level: see `never`.
    """

    word: str
    name: str
    says: str
    level: Severity

    def __post_init__(self) -> None:
        for what, given in (("name", self.name), ("says", self.says)):
            if not isinstance(given, str):
                raise IvrError(f"{self.word}: {what} is {given!r}; expected a text")
        _require_one_of(SEVERITIES, self.level, f"{self.word}: level")


@door
def never(
    predicate: Predicate, *, callee: Callee = "any", name: str = "", says: str = "", level: Severity = ERROR
) -> Property:
    """Nothing that any call tells satisfies the predicate.

    Args:
        predicate: of an entry.
        callee: whose calls count; "any" is every call, those that a machine or nobody answers, too.
        name: what reports call the property. If not given: its variable, in a file of properties; else the
            predicate's own name.
        says: the claim in words.
        level: how bad it is where it does not hold: "error", "warning" or "note".

    Raises:
        IvrError: the predicate is no function of an entry, or something else is not as it is said here.
    """
    return _no_entry(predicate, callee, _Given("never", name, says, level), wrong=True)


@door
def always(
    predicate: Predicate, *, callee: Callee = "any", name: str = "", says: str = "", level: Severity = ERROR
) -> Property:
    """Everything that any call tells satisfies the predicate. See `never`."""
    return _no_entry(predicate, callee, _Given("always", name, says, level), wrong=False)


def _no_entry(predicate: Predicate, callee: str, given: _Given, *, wrong: bool) -> Property:
    """The claim that no entry is there of which the predicate's answer is the wrong one."""
    require_predicate(predicate, given.word)
    counting = _counting(given, callee, _EVERY_CALL)
    shown = _OF_PEOPLE[callee]

    def make(name: str) -> OwnProperty:
        asking = Asking(predicate, name, wanted=wrong)

        def check(subject: PlanCalls) -> Answer:
            surely, maybe = _surely(subject, False), InDoubt(True)
            paths = subject.search.to_moves(lambda move: asking.some(subject, move, surely), allows=counting)
            path = next(paths, None)
            if path is not None:
                return Broken(path, "it happens", more=(Breach(each, "it happens") for each in paths))
            if subject.search.to_move(lambda move: asking.some(subject, move, maybe), allows=counting) is not None:
                return asking.unsure()
            return Holds(
                subject.search.to_state(subject.ends, allows=shown), "a call that a person answers, to its end"
            )

        def judges(transcript: Transcript) -> bool:
            return any(asking.holds(told_in(entry)) for entry in transcript)

        everybody = callee == "any"  # then it can be told of any call whether it breaks the claim
        return _property(given, name, f"{given.word}: {name}", check, judges, conclusive=everybody)

    return _named(given, make, _name(predicate, given.word))


@door
def eventually(
    predicate: Predicate, *, callee: Callee = "stays", name: str = "", says: str = "", level: Severity = ERROR
) -> Property:
    """Every call of a person tells something, before it ends, that satisfies the predicate. See `never`.

    Args:
        callee: whose calls count; "any" is any person.
    """
    given = _Given("eventually", name, says, level)
    require_predicate(predicate, given.word)
    person = _counting(given, callee, _OF_PEOPLE)

    def make(name: str) -> OwnProperty:
        asking = Asking(predicate, name)

        def way_without(subject: PlanCalls, in_doubt: InDoubt) -> Path | None:
            def without(move: Move) -> bool:
                return person(move) and not asking.some(subject, move, in_doubt)

            rounds = subject.circles(subject.search.behind([0], without), without)
            endless = subject.way_round(rounds, without, to=without)
            return subject.search.first_choice(subject.search.to_state(subject.ends, allows=without), endless)

        def check(subject: PlanCalls) -> Answer:
            path = way_without(subject, _surely(subject, True))
            if path is not None:
                return Broken(path, "it does not happen in this call")
            if way_without(subject, InDoubt(False)) is not None:
                return asking.unsure()
            found = subject.search.to_move(lambda move: asking.some(subject, move, InDoubt(False)), allows=person)
            return Holds(found, "it happens")

        def judges(transcript: Transcript) -> bool:
            return not any(asking.holds(told_in(entry)) for entry in transcript)

        return _property(given, name, f"eventually: {name}", check, judges)

    return _named(given, make, _name(predicate, given.word))


@door
def leads_to(
    cause: Predicate,
    effect: Predicate,
    *,
    callee: Callee = "stays",
    name: str = "",
    says: str = "",
    level: Severity = ERROR,
) -> Property:
    """Whenever a call of a person tells what satisfies `cause`, it later tells what satisfies `effect`. See `never`.

    Args:
        callee: whose calls count; "any" is any person.
    """
    given = _Given("leads_to", name, says, level)
    for each in (cause, effect):
        require_predicate(each, given.word)
    person = _counting(given, callee, _OF_PEOPLE)

    def make(name: str) -> OwnProperty:
        asking = Asking(cause, name), Asking(effect, name)

        def check(subject: PlanCalls) -> Answer:
            surely = _surely(subject, False), _surely(subject, True)
            found = _Leading(subject, *asking, person, *surely).way_without()
            if found is not None:
                path, how = found
                return Broken(path, f"the call {how} before")
            if _Leading(subject, *asking, person, InDoubt(True), InDoubt(False)).way_without() is not None:
                return (asking[1] if asking[1].missed else asking[0]).unsure()

            def happens(move: Move) -> bool:
                return asking[0].some(subject, move, InDoubt(False))

            return Holds(subject.search.to_move(happens, allows=person), "the cause happens")

        def judges(transcript: Transcript) -> bool:
            waits = False
            for told in map(told_in, transcript):
                waits = (waits or asking[0].holds(told)) and not asking[1].holds(told)
            return waits

        return _property(given, name, name.replace("-", " "), check, judges)

    return _named(given, make, f"{_name(cause, 'cause')}-leads-to-{_name(effect, 'effect')}")


def _property(
    given: _Given,
    name: str,
    claim: str,
    check: Callable[[PlanCalls], Answer],
    judges: Callable[[Transcript], bool],
    *,
    conclusive: bool = False,
) -> OwnProperty:
    """A property; `claim`: what it says where the user has not said it."""
    return OwnProperty(
        name,
        given.says or claim,
        check,
        given.level,
        leans_on=(EVALUATED, NAMED),
        whole=True,
        judges=judges,
        conclusive=conclusive,
    )


def _surely(subject: PlanCalls, counts: bool) -> InDoubt:
    """What counts, of what surely happens, where a predicate has no answer.

    The values that were tried are those of real calls: then it is asked about these. Where a search was told what comes
    of tests, its values are of no call.
    """
    return InDoubt(counts, as_tried=not subject.found.told)


class _Leading:
    """Calls in which a cause has no effect.

    Args:
        subject: the calls.
        cause, effect: what each is.
        person: whose calls.
        if_cause, if_effect: what counts where these have no answer.
    """

    def __init__(
        self,
        subject: PlanCalls,
        cause: Asking,
        effect: Asking,
        person: Allows,
        if_cause: InDoubt,
        if_effect: InDoubt,
    ) -> None:
        self._subject = subject
        self._cause, self._effect = cause, effect
        self._person = person
        self._if_cause, self._if_effect = if_cause, if_effect

    def way_without(self) -> tuple[Path, str] | None:
        """The cheapest call that ends, or goes round for ever, with a cause and without its effect; and which."""
        search = self._subject.search
        ends = search.to_state(
            self._subject.ends, allows=self._person, start=False, advance=self._advance, remembering=bool
        )
        path = search.first_choice(ends, self._endless())
        return None if path is None else (path, "ends" if path is ends else "goes round for ever")

    def _advance(self, waits: bool, move: Move) -> bool:
        causes = self._cause.each(self._subject, move, self._if_cause)
        effects = self._effect.each(self._subject, move, self._if_effect)
        for happens, ends in zip(causes, effects, strict=True):
            waits = (waits or happens) and not ends
        return waits

    def _waiting(self, move: Move) -> bool:
        return self._person(move) and not self._effect.some(self._subject, move, self._if_effect)

    def _endless(self) -> Path | None:
        """A call that goes round for ever without the effect, after the cause."""
        subject = self._subject
        states = subject.search.states
        causes = subject.search.facts(lambda move: self._person(move) and self._advance(False, move))
        starts = {target for label, target in zip(states.labels, states.targets, strict=True) if causes[label]}
        rounds = subject.circles(subject.search.behind(starts, self._waiting), self._waiting)
        inside = {state for members in rounds for state in members}
        if not inside:
            return None
        return subject.search.lasso(
            inside, self._waiting, to=self._person, start=False, advance=self._advance, remembering=bool
        )


def _counting(given: _Given, callee: str, allows: Mapping[str, Allows]) -> Allows:
    """What may happen in the calls that count."""
    _require_one_of(allows, callee, f"{given.word}: callee")
    return allows[callee]


def _require_one_of(known: Collection[str], value: object, what: str) -> None:
    if not isinstance(value, str) or value not in known:
        near = nearest_word(value, known) if isinstance(value, str) else ""
        raise IvrError(f"{what} is {value!r}; {near or f'expected {one_of(map(quoted, known))}'}")


def _named(given: _Given, make: Callable[[str], OwnProperty], otherwise: str) -> Property:
    """A property by the name that the user has given it, or by another one for as long as it has no better."""
    return make(given.name) if given.name else replace(make(otherwise), called=make)


def _name(predicate: Predicate, otherwise: str) -> str:
    name = getattr(predicate, "__name__", "")
    return otherwise if name in ("", "<lambda>") else _as_name(name)


def _as_name(variable: str) -> str:
    """A name of Python's as reports and --select write names."""
    return variable.strip("_").replace("_", "-")


def properties_in(names: Iterable[tuple[str, object]]) -> list[Property]:
    """Return the properties among the names of a module; one without a name of its own is called as its variable."""
    found = []
    for variable, value in names:
        if isinstance(value, OwnProperty) and value.called is not None:
            found.append(value.called(_as_name(variable)))
        elif isinstance(value, Property):
            found.append(value)
    return found
