"""Writes certificates: what a search has found, for a checker that knows no search (`ivrsim.certificates`)."""

from collections.abc import Mapping
from typing import Any

from ivrdsl._version import __version__
from ivrdsl.errors import IvrError
from ivrsim.certificates.certificate import FORMAT, VALUELESS, number_of
from ivrsim.certificates.identity import identity_of
from ivrsim.core.events import KEY, KEYS
from ivrsim.core.masking import mask_of_plans
from ivrsim.core.memo import ControlState, Move
from ivrsim.core.table import Plan
from ivrsim.proofs.doubt import doubt_of_states
from ivrsim.proofs.property import PlanCalls
from ivrsim.proofs.reasons.untaken import Untaken, UntakenWays
from ivrsim.proofs.searches import CALLS, MORE, Searches
from ivrsim.proofs.verdict import Verification
from ivrsim.search.explore import Exploration
from ivrsim.search.liveness import CLOCK


class NoCertificate(IvrError):  # noqa: N818  # a verdict: no search found all states
    """No search has found all states; the text says why."""


def certificate_of(searches: Searches, report: Verification) -> dict[str, Any]:
    """Return a certificate as data, in the shape of schemas/certificate.schema.json.

    Args:
        searches: of the plan.
        report: the verdicts that were made from them.

    Raises:
        NoCertificate: no search has found all states of the plan's calls.
    """
    search, subject = _complete(searches)
    found = subject.found
    mask = mask_of_plans(found.plan, patterns=subject.options.secrets)
    identity = identity_of(found.plan, found.world)
    return {
        "certificate": FORMAT,
        "ivrdsl": __version__,
        **{f"{name}_sha256": value for name, value in identity._asdict().items()},
        "search": search,
        "proves": [verdict.name for verdict in report.verdicts if verdict.rests_on == search],
        "told": sorted(found.told),
        "forgotten": mask.deep(sorted(found.forgotten - {CLOCK})),
        **_reached(found),
        "not_taken": mask.deep([_not_taken(subject, each) for each in UntakenWays(found, telling=False).all()]),
    }


def _complete(searches: Searches) -> tuple[str, PlanCalls]:
    """The first search that found all states, and its name.

    Raises:
        NoCertificate: none has.
    """
    doubt = doubt_of_states(searches.calls)
    if doubt is None:
        return CALLS, searches.calls
    more = searches.more.subject
    if left := doubt_of_states(more):
        both = f"{doubt.because}; and of {MORE}: {left.because}"
        raise NoCertificate(doubt.because if left.because == doubt.because else both)
    return MORE, more


def _reached(found: Exploration) -> dict[str, Any]:
    """The states and edges."""
    pressed = {move.source.number for move in found.moves if move.event in KEY.values()}
    return {
        "controls": [_control(found, each, pressed=each.number in pressed) for each in found.controls],
        "moves": [_move(found.plan, each) for each in found.moves],
        "states": list(found.control_of),
        "edges": [[(move.number, target) for move, target in found.outgoing(number)] for number in range(len(found))],
    }


def _control(found: Exploration, control: ControlState, *, pressed: bool) -> Mapping[str, Any]:
    state = control.state
    return {
        "place": state.place,
        "digits": len(state.digits),
        "phase": state.phase,
        "outcome": state.outcome,
        "hung_up": state.hung_up,
        "caught": state.caught,
        "keys": "".join(found.choices.standing_for(state, key) for key in KEYS) if pressed else "",
    }


def _move(plan: Plan, move: Move) -> Mapping[str, Any]:
    event = move.event
    ways = [(place, number_of(plan, place, way)) for place, way in move.ways]
    return {"event": event.kind, "value": "" if event.kind in VALUELESS else event.value, "ways": ways}


def _not_taken(subject: PlanCalls, each: Untaken) -> Mapping[str, Any]:
    plan = subject.plan
    return {
        "place": each.place,
        "exit": number_of(plan, each.place, each.exit),
        "node": subject.label(plan.table[each.place].element),
        "way": each.exit.label,
        "reason": each.reason.words(subject.label),
    }
