"""Reads certificates, whoever has written them: nothing in one is believed before it was looked at."""

from collections.abc import Sequence
from typing import Any, Final, NoReturn

from ivrdsl.errors import IvrError
from ivrsim.certificates.certificate import FORMAT, MAKE_ANEW, Certificate, CertifiedMove, way_of
from ivrsim.certificates.identity import CertifiedIdentity, identity_of
from ivrsim.core import table as t
from ivrsim.core.events import KEYS, Event
from ivrsim.core.memo import ControlState
from ivrsim.core.state import State
from ivrsim.search.world import World

_MOST_DIGITS: Final = 10_000
"""Keys entered so far in a control: what a hostile file says must fit into memory."""
_DIFFERS: Final = CertifiedIdentity(
    "another platform: give the --platform and --quirk with which it was made",
    "other calls: give the --inbound, --set and --attribute with which it was made",
    f"another plan: give that plan, with the -p with which it was made, or {MAKE_ANEW}",
)


class CertificateError(IvrError):
    """A file is no certificate, or one of something else; the text says where, and how to mend it."""


def certificate_from(data: object, plan: t.Plan, world: World) -> Certificate:
    """Make a certificate of what a file holds.

    Args:
        data: what JSON makes of the file.
        plan: the plan, ready to run, that it is to be about.
        world: whose calls it is to be about.

    Raises:
        CertificateError: it is no certificate, or not of this plan, platform and world, or damaged.
    """
    version = _held(data, "certificate", int, "the file")
    if version != FORMAT:
        raise CertificateError(f"it has another format than {FORMAT}, which this ivrdsl reads: {MAKE_ANEW}")
    identity = CertifiedIdentity(
        *(_held(data, f"{name}_sha256", str, "the file") for name in CertifiedIdentity._fields)
    )
    for said, there, differs in zip(identity, identity_of(plan, world), _DIFFERS, strict=True):
        if said != there:
            raise CertificateError(f"it is about {differs}")
    parts = {name: _held(data, name, list, "the file") for name in ("proves", "controls", "moves", "states", "edges")}
    names = [_is(name, str, f"proves[{at}]") for at, name in enumerate(parts["proves"])]
    controls = [_control(each, plan, f"controls[{at}]") for at, each in enumerate(parts["controls"])]
    keys = [_keys(each, f"controls[{at}]") for at, each in enumerate(parts["controls"])]
    moves = [_move(each, plan, f"moves[{at}]") for at, each in enumerate(parts["moves"])]
    states = [_number(each, len(controls), f"states[{at}]") for at, each in enumerate(parts["states"])]
    if not states or len(states) != len(parts["edges"]):
        _damaged("edges", "as many lists as there are states, and at least one")
    edges = [_edges(each, (len(moves), len(states)), f"edges[{at}]") for at, each in enumerate(parts["edges"])]
    taken = {way for move in moves for way in move.ways}
    for at, each in enumerate(_held(data, "not_taken", list, "the file")):
        where = f"not_taken[{at}]"
        if _way((_held(each, "place", int, where), _held(each, "exit", int, where)), plan, where) in taken:
            _damaged(where, "a way that no edge takes")
    return Certificate(identity, names, controls, keys, moves, states, edges)


def _control(data: object, plan: t.Plan, where: str) -> ControlState:
    place = _number(_held(data, "place", int, where), len(plan.table), f"{where}.place")
    digits = _number(_held(data, "digits", int, where), _MOST_DIGITS, f"{where}.digits")
    caught = _held(data, "caught", list, where)
    elements = tuple(_number(each, len(plan.elements), f"{where}.caught[{at}]") for at, each in enumerate(caught))
    phase, outcome, hung_up = (_held(data, name, str, where) for name in ("phase", "outcome", "hung_up"))
    state = State(place, "?" * digits, phase=phase, outcome=outcome, hung_up=hung_up, caught=elements)
    return ControlState(state, ())


def _keys(data: object, where: str) -> str:
    keys: str = _held(data, "keys", str, where)
    if keys and (len(keys) != len(KEYS) or not set(keys) <= set(KEYS)):
        _damaged(f"{where}.keys", f"one key for each of {KEYS}")
    return keys


def _move(data: object, plan: t.Plan, where: str) -> CertifiedMove:
    event = Event(_held(data, "event", str, where), _held(data, "value", str, where))
    pairs = enumerate(_held(data, "ways", list, where))
    return CertifiedMove(event, tuple(_way(_pair(each, where), plan, f"{where}.ways[{at}]") for at, each in pairs))


def _way(data: Sequence[Any], plan: t.Plan, where: str) -> tuple[int, t.Exit]:
    place, number = data
    try:
        return way_of(plan, _number(place, len(plan.table), where), _is(number, int, where))
    except LookupError:
        _damaged(where, "an exit of the plan")


def _edges(data: object, ends: tuple[int, int], where: str) -> list[tuple[int, ...]]:
    pairs = (_pair(each, f"{where}[{at}]") for at, each in enumerate(_is(data, list, where)))
    return [tuple(_number(*each, where) for each in zip(pair, ends, strict=True)) for pair in pairs]


# --- what is looked at ------------------------------------------------------------------------------------------------

_KINDS: Final = {int: "a whole number", str: "a text", list: "a list", dict: "an object"}


def _is(data: object, kind: type, where: str) -> Any:
    if type(data) is not kind:  # True is no number
        _damaged(where, _KINDS[kind])
    return data


def _held(data: object, name: str, kind: type, where: str) -> Any:
    return _is(_is(data, dict, where).get(name), kind, f"{name} of {where}")


def _number(data: object, below: int, where: str) -> int:
    number: int = _is(data, int, where)
    if not 0 <= number < below:
        _damaged(where, f"a number from 0 to {below - 1}")
    return number


def _pair(data: object, where: str) -> Sequence[Any]:
    pair: list[Any] = _is(data, list, where)
    if len(pair) != 2:
        _damaged(where, "two numbers")
    return pair


def _damaged(where: str, expected: str) -> NoReturn:
    raise CertificateError(f"{where} is not {expected}: it is no certificate, or damaged; {MAKE_ANEW}")
