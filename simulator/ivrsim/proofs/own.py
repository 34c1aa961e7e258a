"""Properties of one's own: what holds of everything that a call tells, in all calls of a plan.

    from ivrsim.proofs.own import eventually, leads_to, never

    never_stashes_no = never(lambda entry: entry.kind == "stash" and entry.details["value"] == "No")
    says_goodbye = eventually(lambda entry: entry.kind == "prompt" and entry.says("Goodbye"))

A predicate is given an `ivrsim.Entry`: its kind, the number of its tag, and its details (`ivrsim.core.effects` lists
them). Predicates must be pure: each is asked once for each step that calls can take, not once for each call. One that
asks for what is not known of all these calls, such as `at_ms`, has no answer (`ivrsim.proofs.entries`).
"""

from collections.abc import Callable, Iterable
from typing import Literal

from ivrdsl.errors import IvrError
from ivrdsl.model.structs import replace
from ivrsim.play.transcript import Entry, Transcript
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.entries import Unknown
from ivrsim.proofs.paths import Path
from ivrsim.proofs.property import Answer, Broken, Holds, PlanCalls, Property, Unsure
from ivrsim.search.escape import EVALUATED, NAMED
from ivrsim.search.explore import Move

__all__ = ["Entry", "Predicate", "Property", "always", "eventually", "leads_to", "never"]

Predicate = Callable[[Entry], bool]
Callee = Literal["stays", "any"]
"""Whose calls count: those of a person who "stays" on the line and cuts no prompt, or "any" person's."""


class PredicateError(IvrError):
    """A predicate of the user's raised something, or is no function."""


def never(predicate: Predicate, *, name: str = "", says: str = "") -> Property:
    """Nothing that any call tells satisfies the predicate.

    Args:
        predicate: of an entry.
        name: what reports call the property; the predicate's own name if not given.
        says: the claim in words.
    """
    name = name or _name(predicate, "never")
    asked = _Asked(predicate, name)

    def check(subject: PlanCalls) -> Answer:
        paths = subject.search.to_moves(lambda move: asked.some(subject, move, _surely(subject, False)))
        path = next(paths, None)
        if path is not None:
            return Broken(path, "it happens", more=paths)
        if subject.search.to_move(lambda move: asked.some(subject, move, True)) is not None:
            return asked.unsure()
        return Holds(
            subject.search.to_state(subject.ends, allows=subject.person), "a call that a person answers, to its end"
        )

    def judges(transcript: Transcript) -> bool:
        return any(map(asked.holds, transcript))

    return Property(
        name,
        says or f"never: {name}",
        check,
        leans_on=(EVALUATED, NAMED),
        whole=True,
        judges=judges,
        conclusive=True,
    )


def always(predicate: Predicate, *, name: str = "", says: str = "") -> Property:
    """Everything that any call tells satisfies the predicate. See `never`."""
    name = name or _name(predicate, "always")
    return never(lambda entry: not predicate(entry), name=name, says=says or f"always: {name}")


def eventually(predicate: Predicate, *, callee: Callee = "stays", name: str = "", says: str = "") -> Property:
    """Every call of a person tells something, before it ends, that satisfies the predicate. See `never`.

    Args:
        callee: whose calls count.
    """
    name = name or _name(predicate, "eventually")
    person = _callee(callee)
    asked = _Asked(predicate, name)

    def way_without(subject: PlanCalls, unknown: bool | None) -> Path | None:
        def without(move: Move) -> bool:
            return person(move) and not asked.some(subject, move, unknown)

        rounds = subject.circles(subject.search.behind([0], without), without)
        endless = subject.way_round(rounds, without, to=without)
        return subject.search.first_choice(subject.search.to_state(subject.ends, allows=without), endless)

    def check(subject: PlanCalls) -> Answer:
        path = way_without(subject, _surely(subject, True))
        if path is not None:
            return Broken(path, "it does not happen in this call")
        if way_without(subject, False) is not None:
            return asked.unsure()
        found = subject.search.to_move(lambda move: asked.some(subject, move, False), allows=person)
        return Holds(found, "it happens")

    def judges(transcript: Transcript) -> bool:
        return not any(map(asked.holds, transcript))

    return Property(name, says or f"eventually: {name}", check, leans_on=(EVALUATED, NAMED), whole=True, judges=judges)


def leads_to(
    cause: Predicate, effect: Predicate, *, callee: Callee = "stays", name: str = "", says: str = ""
) -> Property:
    """Whenever a call of a person tells what satisfies `cause`, it later tells what satisfies `effect`. See `never`.

    Args:
        callee: whose calls count.
    """
    name = name or f"{_name(cause, 'cause')}-leads-to-{_name(effect, 'effect')}"
    person = _callee(callee)
    asked = _Asked(cause, name), _Asked(effect, name)

    def check(subject: PlanCalls) -> Answer:
        surely = _surely(subject, True)
        found = _Leading(subject, *asked, person, None if surely is None else not surely, surely).way_without()
        if found is not None:
            path, how = found
            return Broken(path, f"the call {how} before")
        if _Leading(subject, *asked, person, True, False).way_without() is not None:
            return asked[1].unsure()

        def happens(move: Move) -> bool:
            return asked[0].some(subject, move, False)

        return Holds(subject.search.to_move(happens, allows=person), "the cause happens")

    def judges(transcript: Transcript) -> bool:
        waits = False
        for entry in transcript:
            waits = (waits or asked[0].holds(entry)) and not asked[1].holds(entry)
        return waits

    return Property(name, says or name.replace("-", " "), check, leans_on=(EVALUATED, NAMED), whole=True, judges=judges)


def _surely(subject: PlanCalls, unknown: bool) -> bool | None:
    """What a predicate without an answer counts as, for what surely happens.

    The values that were tried are those of real calls: then it is asked about these. Where a search was told what comes
    of tests, its values are of no call.
    """
    return unknown if subject.found.told else None


class _Asked:
    """A predicate, asked about moves and entries; what it raises is told with its name."""

    def __init__(self, predicate: Predicate, name: str) -> None:
        self._predicate = predicate
        self._name = name
        self._wanted = ""

    def some(self, subject: PlanCalls, move: Move, unknown: bool | None) -> bool:
        """Whether some entry of a move satisfies it.

        Args:
            subject: the calls.
            move: the move.
            unknown: what counts where it has no answer; None for that of the values that were tried.
        """
        entries = subject.entries.of(move, as_tried=unknown is None)
        return any(self.holds(entry, bool(unknown)) for entry in entries)

    def holds(self, entry: Entry, unknown: bool = False) -> bool:
        """Whether an entry satisfies it."""
        try:
            answer = bool(self._predicate(entry))
        except Unknown as detail:
            return self._without_answer(str(detail), entry, unknown)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # the user's code may raise anything, and leave, too
            raise PredicateError(
                f"the predicate of {self._name} raised {type(error).__name__}: {error} (for an entry {entry.kind!r})"
            ) from error
        asked = getattr(entry, "asked", ())
        return self._without_answer(asked[0], entry, unknown) if asked else answer

    def _without_answer(self, detail: str, entry: Entry, unknown: bool) -> bool:
        self._wanted = f"the {detail} of {entry.kind!r}"
        return unknown

    def unsure(self) -> Unsure:
        return Unsure(f"it asks for {self._wanted}, which is not known before a call")


class _Leading:
    """Calls in which a cause has no effect.

    Args:
        subject: the calls.
        cause, effect: what each is.
        person: whose calls.
        if_cause, if_effect: what counts where these have no answer; see `_Asked.some`.
    """

    def __init__(
        self,
        subject: PlanCalls,
        cause: _Asked,
        effect: _Asked,
        person: Allows,
        if_cause: bool | None,
        if_effect: bool | None,
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
        for entry in self._subject.entries.of(move, as_tried=self._if_cause is None):
            waits |= self._cause.holds(entry, bool(self._if_cause))
            waits = waits and not self._effect.holds(entry, bool(self._if_effect))
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


def _callee(callee: Callee) -> Allows:
    if callee == "stays":
        return PlanCalls.stays
    if callee == "any":
        return PlanCalls.person
    raise IvrError(f'callee is {callee!r}; expected "stays" or "any"')


def _name(predicate: Predicate, otherwise: str) -> str:
    name = getattr(predicate, "__name__", "")
    return otherwise if name in ("", "<lambda>") else name.strip("_").replace("_", "-")


def properties_in(names: Iterable[tuple[str, object]]) -> list[Property]:
    """Return the properties among the names of a module; one without a name of its own is called as its variable."""
    found = []
    for name, value in names:
        if isinstance(value, Property):
            generic = value.name in ("never", "always", "eventually", "cause-leads-to-effect")
            found.append(_rename(value, name.replace("_", "-")) if generic else value)
    return found


def _rename(each: Property, name: str) -> Property:
    """Return a property under another name, in what it says and in what goes wrong with it too."""

    def check(subject: PlanCalls) -> Answer:
        try:
            return each.check(subject)
        except PredicateError as error:
            raise PredicateError(str(error).replace(each.name, name, 1)) from error

    words = {each.name: name, each.name.replace("-", " "): name.replace("-", " ")}
    says = next((_last(each.says, old, new) for old, new in words.items() if old in each.says), each.says)
    return replace(each, name=name, says=says, check=check)


def _last(text: str, old: str, new: str) -> str:
    head, _, tail = text.rpartition(old)
    return f"{head}{new}{tail}"
