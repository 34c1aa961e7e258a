"""Properties of one's own: what holds of everything that a call tells, in all calls of a plan.

    from ivrsim.proofs.own import eventually, leads_to, never

    never_stashes_no = never(lambda entry: entry.kind == "stash" and entry.details["value"] == "No")
    says_goodbye = eventually(lambda entry: entry.kind == "prompt" and "Goodbye" in entry.details["text"])

A predicate is given an `ivrsim.Entry`: its kind, the number of its tag, and its details (`ivrsim.core.effects` lists
them). What the search looks at has no clock, so `at_ms` is 0. Predicates must be pure: each is asked once for
each step that calls can take, not once for each call.
"""

from collections.abc import Callable, Iterable
from typing import Final, Literal

from ivrdsl.errors import IvrError
from ivrsim.core.instructions.base import SENT, SPOKEN
from ivrsim.play.transcript import Entry
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.memories import BAD
from ivrsim.proofs.paths import Path
from ivrsim.proofs.property import Answer, Broken, Holds, PlanCalls, Property, entries_of
from ivrsim.search.domains import EVALUATED
from ivrsim.search.explore import Move

EVERYTHING: Final = (SPOKEN, SENT, EVALUATED)
"""A predicate may look at all that a call tells."""

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

    def check(subject: PlanCalls) -> Answer:
        paths = subject.search.to_moves(lambda move: _some(predicate, name, move))
        path = next(paths, None)
        if path is not None:
            return Broken(path, "it happens", more=paths)
        return Holds(
            subject.search.to_state(subject.ends, allows=subject.person), "a call that a person answers, to its end"
        )

    return Property(name, says or f"never: {name}", check, leans_on=EVERYTHING)


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

    def check(subject: PlanCalls) -> Answer:
        def without(move: Move) -> bool:
            return person(move) and not _some(predicate, name, move)

        rounds = subject.circles(subject.search.behind([0], without), without)
        endless = subject.way_round(rounds, without, to=without)
        path = subject.search.first_choice(subject.search.to_state(subject.ends, allows=without), endless)
        if path is not None:
            return Broken(path, "it does not happen in this call")
        found = subject.search.to_move(lambda move: _some(predicate, name, move), allows=person)
        return Holds(found, "it happens")

    return Property(name, says or f"eventually: {name}", check, leans_on=EVERYTHING)


def leads_to(
    cause: Predicate, effect: Predicate, *, callee: Callee = "stays", name: str = "", says: str = ""
) -> Property:
    """Whenever a call of a person tells what satisfies `cause`, it later tells what satisfies `effect`. See `never`.

    Args:
        callee: whose calls count.
    """
    name = name or f"{_name(cause, 'cause')}-leads-to-{_name(effect, 'effect')}"
    person = _callee(callee)

    def advance(waits: bool, move: Move) -> bool:
        for entry in entries_of(move):
            if waits and _holds(effect, name, entry):
                waits = False
            if _holds(cause, name, entry) and not _holds(effect, name, entry):
                waits = True
        return waits

    def waiting(move: Move) -> bool:
        return person(move) and not _some(effect, name, move)

    def check(subject: PlanCalls) -> Answer:
        search = subject.search
        ends = search.to_state(subject.ends, allows=person, start=False, advance=advance, remembering=bool)
        path = search.first_choice(ends, _endless(subject, advance, person, waiting))
        if path is not None:
            how = "ends" if path is ends else "goes round for ever"
            return Broken(path, f"the call {how} before")

        def happens(waits: bool, move: Move) -> object:
            return BAD if any(_holds(cause, name, entry) for entry in entries_of(move)) else waits

        return Holds(search.cheapest(False, happens, allows=person), "the cause happens")

    return Property(name, says or name.replace("-", " "), check, leans_on=EVERYTHING)


def _endless(subject: PlanCalls, advance: Callable[[bool, Move], bool], person: Allows, waiting: Allows) -> Path | None:
    """A call that goes round for ever without the effect, after the cause."""
    states = subject.search.states
    causes = subject.search.facts(lambda move: person(move) and advance(False, move))
    starts = {target for label, target in zip(states.labels, states.targets, strict=True) if causes[label]}
    rounds = subject.circles(subject.search.behind(starts, waiting), waiting)
    inside = {state for members in rounds for state in members}
    if not inside:
        return None
    return subject.search.lasso(inside, waiting, to=person, start=False, advance=advance, remembering=bool)


def _callee(callee: Callee) -> Allows:
    if callee == "stays":
        return PlanCalls.stays
    if callee == "any":
        return PlanCalls.person
    raise IvrError(f'callee is {callee!r}; expected "stays" or "any"')


def _some(predicate: Predicate, name: str, move: Move) -> bool:
    return any(_holds(predicate, name, entry) for entry in entries_of(move))


def _holds(predicate: Predicate, name: str, entry: Entry) -> bool:
    """Ask a predicate; what it raises is told with its name."""
    try:
        return bool(predicate(entry))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the user's code may raise anything, and leave, too
        raise PredicateError(
            f"the predicate of {name} raised {type(error).__name__}: {error} (for an entry {entry.kind!r})"
        ) from error


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
    return Property(name, says, check, each.exists, each.shown, each.leans_on)


def _last(text: str, old: str, new: str) -> str:
    head, _, tail = text.rpartition(old)
    return f"{head}{new}{tail}"
