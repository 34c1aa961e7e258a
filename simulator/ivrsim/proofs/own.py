"""Properties of one's own: what holds of everything that a call tells, in all calls of a plan.

    from ivrsim.proofs.own import eventually, leads_to, never

    never_stashes_no = never(lambda entry: entry.kind == "stash" and entry.details["value"] == "No")
    says_goodbye = eventually(lambda entry: entry.kind == "prompt" and entry.says("Goodbye"))

A predicate is given an `ivrsim.Entry`: its kind, the number of its tag, and its details; docs/entries.md lists them.
Predicates must be pure: each is asked once for each step that calls can take, not once for each call. One that
asks for what is not known of all these calls, such as `at_ms`, has no answer (`ivrsim.proofs.entries`). One that asks
for a kind or a detail that there is not, is a mistake (`ivrsim.proofs.predicates`).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal

from ivrdsl.errors import IvrError
from ivrdsl.findings.words import Speller, did_you_mean, one_of, quoted
from ivrdsl.model.structs import replace, struct
from ivrsim.play.entry import Entry
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.entries import told_in
from ivrsim.proofs.paths import Path, anything
from ivrsim.proofs.predicates import Asking, InDoubt, Predicate, require_predicate
from ivrsim.proofs.property import Answer, Broken, Holds, PlanCalls, Property
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


def never(predicate: Predicate, *, callee: Callee = "any", name: str = "", says: str = "") -> Property:
    """Nothing that any call tells satisfies the predicate.

    Args:
        predicate: of an entry.
        callee: whose calls count; "any" is every call, those that a machine or nobody answers, too.
        name: what reports call the property. If not given: its variable, in a file of properties; else the
            predicate's own name.
        says: the claim in words.

    Raises:
        IvrError: the predicate is no function of an entry, or something else is not as it is said here.
    """
    return _no_entry("never", predicate, callee, name, says, wrong=True)


def always(predicate: Predicate, *, callee: Callee = "any", name: str = "", says: str = "") -> Property:
    """Everything that any call tells satisfies the predicate. See `never`."""
    return _no_entry("always", predicate, callee, name, says, wrong=False)


def _no_entry(word: str, predicate: Predicate, callee: str, name: str, says: str, *, wrong: bool) -> Property:
    """A property of no entry being there of which the predicate's answer is wrong; `word`: what users call it."""
    require_predicate(predicate, word)
    counting = _counting(word, callee, _EVERY_CALL)
    shown = _OF_PEOPLE[callee]

    def make(name: str) -> OwnProperty:
        asking = Asking(predicate, name, wanted=wrong)

        def check(subject: PlanCalls) -> Answer:
            surely, maybe = _surely(subject, False), InDoubt(True)
            paths = subject.search.to_moves(lambda move: asking.some(subject, move, surely), allows=counting)
            path = next(paths, None)
            if path is not None:
                return Broken(path, "it happens", more=paths)
            if subject.search.to_move(lambda move: asking.some(subject, move, maybe), allows=counting) is not None:
                return asking.unsure()
            return Holds(
                subject.search.to_state(subject.ends, allows=shown), "a call that a person answers, to its end"
            )

        def judges(transcript: Transcript) -> bool:
            return any(asking.holds(told_in(entry)) for entry in transcript)

        everybody = callee == "any"  # then it can be told of any call whether it breaks the claim
        return _property(name, says or f"{word}: {name}", check, judges, conclusive=everybody)

    return _named(word, make, name, says, _name(predicate, word))


def eventually(predicate: Predicate, *, callee: Callee = "stays", name: str = "", says: str = "") -> Property:
    """Every call of a person tells something, before it ends, that satisfies the predicate. See `never`.

    Args:
        callee: whose calls count; "any" is any person.
    """
    require_predicate(predicate, "eventually")
    person = _counting("eventually", callee, _OF_PEOPLE)

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

        return _property(name, says or f"eventually: {name}", check, judges)

    return _named("eventually", make, name, says, _name(predicate, "eventually"))


def leads_to(
    cause: Predicate, effect: Predicate, *, callee: Callee = "stays", name: str = "", says: str = ""
) -> Property:
    """Whenever a call of a person tells what satisfies `cause`, it later tells what satisfies `effect`. See `never`.

    Args:
        callee: whose calls count; "any" is any person.
    """
    for each in (cause, effect):
        require_predicate(each, "leads_to")
    person = _counting("leads_to", callee, _OF_PEOPLE)

    def make(name: str) -> OwnProperty:
        asking = Asking(cause, name), Asking(effect, name)

        def check(subject: PlanCalls) -> Answer:
            surely = _surely(subject, False), _surely(subject, True)
            found = _Leading(subject, *asking, person, *surely).way_without()
            if found is not None:
                path, how = found
                return Broken(path, f"the call {how} before")
            if _Leading(subject, *asking, person, InDoubt(True), InDoubt(False)).way_without() is not None:
                return asking[1].unsure()

            def happens(move: Move) -> bool:
                return asking[0].some(subject, move, InDoubt(False))

            return Holds(subject.search.to_move(happens, allows=person), "the cause happens")

        def judges(transcript: Transcript) -> bool:
            waits = False
            for told in map(told_in, transcript):
                waits = (waits or asking[0].holds(told)) and not asking[1].holds(told)
            return waits

        return _property(name, says or name.replace("-", " "), check, judges)

    otherwise = f"{_name(cause, 'cause')}-leads-to-{_name(effect, 'effect')}"
    return _named("leads_to", make, name, says, otherwise)


def _property(
    name: str,
    says: str,
    check: Callable[[PlanCalls], Answer],
    judges: Callable[[Transcript], bool],
    *,
    conclusive: bool = False,
) -> OwnProperty:
    return OwnProperty(name, says, check, leans_on=(EVALUATED, NAMED), whole=True, judges=judges, conclusive=conclusive)


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


def _counting(word: str, callee: str, allows: Mapping[str, Allows]) -> Allows:
    """What may happen in the calls that count."""
    if not isinstance(callee, str) or callee not in allows:
        near = did_you_mean(Speller(allows).near(callee)) if isinstance(callee, str) else ""
        raise IvrError(f"{word}: callee is {callee!r}; {near or f'expected {one_of(map(quoted, allows))}'}")
    return allows[callee]


def _named(word: str, make: Callable[[str], OwnProperty], name: str, says: str, otherwise: str) -> Property:
    """A property by the name that the user has given it, or by another one for as long as it has no better."""
    for what, given in (("name", name), ("says", says)):
        if not isinstance(given, str):
            raise IvrError(f"{word}: {what} is {given!r}; expected a text")
    return make(name) if name else replace(make(otherwise), called=make)


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
