"""Who hears what is secret, and how often."""

from typing import Final

from ivrdsl.findings.finding import WARNING
from ivrsim.core.effects import Prompt
from ivrsim.core.events import MACHINE
from ivrsim.graph.search import behind
from ivrsim.proofs.memories import BAD
from ivrsim.proofs.paths import Path
from ivrsim.proofs.property import SECRET, Answer, Broken, Holds, NotAsked, PlanCalls, Property
from ivrsim.proofs.reasons.secrets import why_a_person_hears, why_it_can_be_repeated, why_no_machine_hears
from ivrsim.script.statements import quoted
from ivrsim.search.explore import Move


def _machine(subject: PlanCalls) -> Answer:
    """A secret that starts while a machine listens is on the tape."""
    if MACHINE not in subject.found.world.answers:
        return NotAsked()
    if not subject.has_secret:
        return None
    path = subject.search.to_move(subject.starts_secret, allows=subject.machine)
    if path is not None:
        return Broken(
            path, "a machine answers, and the secret is spoken to it", f"expect never heard {_secret(subject, path)}"
        )
    path = subject.search.to_state(subject.ends, allows=subject.machine)
    return Holds(path, "a machine answers, and the call ends")


def _secret(subject: PlanCalls, path: Path) -> str:
    """The secret with which a way ends, as a script quotes it."""
    effect = next(effect for effect in reversed(path[-1].move.effects) if isinstance(effect, Prompt))
    found = subject.secrets.in_prompt(effect)
    return quoted(found[0].text if found else effect.text)


def _person(subject: PlanCalls) -> Answer:
    """Every call of a person who stays on the line has a prompt with a secret that is spoken to its end."""
    if not subject.has_secret:
        return None

    def deaf(move: Move) -> bool:
        return subject.stays(move) and not subject.completes_secret(move)

    ends = subject.search.to_state(subject.ends, allows=deaf)
    rounds = subject.circles(subject.search.behind([0], deaf), deaf)
    path = subject.search.first_choice(ends, subject.way_round(rounds, deaf, to=deaf))
    if path is not None and path is ends:
        first = _first_secret(subject)
        expect = f"expect heard at least 1 times {first}" if first else ""
        return Broken(path, "a person stays on the line, and the call ends without the secret", expect)
    if path is not None:
        return Broken(path, "a person stays on the line, and never hears the secret", "expect end in silence")
    path = subject.search.to_move(subject.completes_secret, allows=subject.stays)
    return Holds(path, "a person hears the secret to its end")


def _first_secret(subject: PlanCalls) -> str:
    for move in subject.found.moves:
        for effect in move.effects:
            if isinstance(effect, Prompt) and (found := subject.secrets.in_prompt(effect)):
                return quoted(found[0].text)
    return ""


def _again(subject: PlanCalls) -> Answer:
    """After a person has heard the secret once, there is something to do that brings it again."""
    if not subject.has_secret:
        return None
    good = _can_hear(subject)

    def once(after: int, move: Move) -> int:
        """0 before the secret was heard, 1 just after that, 2 from then on."""
        return min(subject.completed_secrets(move), 2) if after == 0 else 2

    others = set(range(len(subject.found))) - good
    path = subject.search.to_state(others, allows=subject.stays, advance=once, remembering=lambda after: after == 1)
    if path is not None:
        return Broken(path, "the secret was heard once, and nothing that the callee can do brings it again")

    def heard(times: int, move: Move) -> object:
        times += subject.completed_secrets(move)
        return BAD if times >= 2 else times

    path = subject.search.cheapest(0, heard, allows=subject.stays)
    return None if path is None else Holds(path, "the secret is heard twice")


def _can_hear(subject: PlanCalls) -> set[int]:
    """The states from which a person who stays on the line can come to hear a secret to its end."""
    states, stays = subject.search.states, subject.search.facts(subject.stays)
    completes = subject.search.facts(subject.completes_secret)
    back: list[list[int]] = [[] for _ in range(len(states))]
    good: set[int] = set()
    for state in range(len(states)):
        for label, target in states.steps(state):
            if stays[label]:
                back[target].append(state)
                if completes[label]:
                    good.add(state)
    return set(behind(back, good))


PROPERTIES: Final = (
    Property(
        "machine-never-hears-secret",
        "no secret is spoken to an answering machine",
        _machine,
        harm="the code stays on a tape that others can hear",
        leans_on=(SECRET,),
        conclusive=True,
        keyless=True,
        why=why_no_machine_hears,
    ),
    Property(
        "person-hears-secret",
        "a person who stays on the line hears the secret to its end at least once",
        _person,
        level=WARNING,
        harm="the call misses what it is made for",
        leans_on=(SECRET,),
        why=why_a_person_hears,
    ),
    Property(
        "secret-can-be-repeated",
        "who has heard the secret can hear it again",
        _again,
        level=WARNING,
        harm="who has no pen at hand, or misses a digit, must ask for another call",
        exists=True,
        leans_on=(SECRET,),
        why=why_it_can_be_repeated,
    ),
)
