"""That keys do what prompts say, and are never lost without a word."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from ivrdsl.model.structs import replace
from ivrdsl.wording import offers
from ivrsim.core.effects import CatchTaken, Effect, Input, Unmatched
from ivrsim.core.events import KEY, TIMER
from ivrsim.core.instructions.base import KEYS, RECORDING
from ivrsim.core.run import SAME_TIMER
from ivrsim.core.state import State
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.search import followed
from ivrsim.proofs.gaps import gaps, known_parts, unknown_names
from ivrsim.proofs.paths import Path, PathStep, takes_ms
from ivrsim.proofs.property import Answer, Broken, Holds, PlanCalls, Property, kinds_of
from ivrsim.search.entry import DIGITS
from ivrsim.search.explore import Move
from ivrsim.search.liveness import live


class _Offer(NamedTuple):
    """Keys that a prompt offers: the move that starts it, and where the call is then."""

    keys: str
    move: Move
    state: int


def _offers(subject: PlanCalls) -> Iterator[_Offer]:
    """What prompts offer to a person, each key of each prompt once for each state in which it starts.

    A value that nobody knows is taken to offer nothing.
    """
    unknown = unknown_names(subject.found)
    reached = subject.search.behind([0], subject.person)
    seen: set[tuple[int, int]] = set()
    for state in sorted(reached):
        for move, target in subject.found.outgoing(state):
            if not subject.person(move) or (move.number, target) in seen or move.target.playing is None:
                continue
            seen.add((move.number, target))
            prompt, place = move.target.playing, move.target.state.place
            if prompt.source == "tts" and any(effect is prompt for effect in move.effects):
                for text in known_parts(prompt, gaps(subject.plan, place, unknown.get(place, ()))):
                    for keys in _keys_in(text):
                        yield _Offer(keys, move, target)


def _keys_in(text: str) -> Iterator[str]:
    for offer in offers(text):
        if offer.certain and "$" not in offer.keys:
            if offer.kind == "key":
                yield offer.keys
            elif offer.kind == "range":
                yield from map(str, range(offer.low, min(offer.high, offer.low + 9) + 1))


def _offered_keys(subject: PlanCalls) -> Answer:
    """A key that a prompt offers takes a branch of whatever menu listens next."""
    some: tuple[Path, str] | None = None
    lost: list[tuple[int, Path, str, str]] = []
    for offer in _offers(subject):
        for stop in [] if _catch_takes(subject, offer) else _stops(subject, offer.state):
            reason = _why_ignored(subject, stop, offer.keys)
            path = _to_offer(subject, offer, stop, reason) if reason or some is None else None
            if path is not None and reason:
                lost.append((subject.search.cost(path), path, offer.keys, reason))
            if path is not None and some is None:
                some = path, offer.keys
    if lost:
        _, path, keys, reason = min(lost, key=lambda each: each[0])
        return Broken(path, f"a prompt offers {keys}, and {reason}", "expect key taken")
    caught = ((path, offer.keys) for offer in _offers(subject) if (path := _to_catch(subject, offer)))
    some = some or next(caught, None)
    return None if some is None else Holds(some[0], f"a prompt offers {some[1]}, and it is taken")


_GOES_ON: Final = ("timer", "reply", "no reply", "told", "cut off")
_NO_MENU: Final = "no menu listens"


def _goes_on(move: Move) -> bool:
    return move.event.kind in _GOES_ON


def _stops(subject: PlanCalls, state: int) -> list[int]:
    """The states in which a call that goes on by itself is next stopped: at a menu, a recording, a transfer, its end.

    Where it never is, the state itself.
    """

    def stopped(each: int) -> bool:
        place = subject.found.control(each).state.place
        return subject.ended(each) or subject.plan.table[place].decides

    def onward(each: int) -> list[int]:
        return [] if stopped(each) else [to for move, to in subject.found.outgoing(each) if _goes_on(move)]

    return [each for each in followed([state], onward) if stopped(each)] or [state]


def _why_ignored(subject: PlanCalls, stop: int, keys: str) -> str:
    """Why pressing what a prompt offers comes to nothing where a call is stopped; "" if it does not."""
    state = subject.found.state(stop)
    awaits = subject.plan.table[state.place].awaits
    if awaits == KEYS:
        return _why_unanswered(subject, state, keys)
    return "" if awaits == RECORDING and keys == "#" else _NO_MENU


def _catch_takes(subject: PlanCalls, offer: _Offer) -> bool:
    """Whether a catch takes the key while the prompt plays."""
    effects = subject.step(subject.found.state(offer.state), KEY[offer.keys[0]]).effects
    return any(isinstance(effect, CatchTaken) for effect in effects)


def _why_unanswered(subject: PlanCalls, state: State, keys: str) -> str:
    """Why a menu has no answer to keys; whether it has is for `step` to say."""
    place = state.place
    if keys == "#" and _ends_input(subject, state):
        return ""
    effects: list[Effect] = []
    for key in keys:
        if state.place != place:
            return "the menu decides before all of it is pressed"
        made = subject.step(state, KEY[key])
        state = made.state
        effects += made.effects
        if made.timer_ms == SAME_TIMER:
            return "the key is ignored"
    if state.place == place and state.digits:
        effects += subject.step(state, TIMER).effects
    if not any(isinstance(effect, Unmatched) for effect in effects):
        return ""
    menu = subject.plan.menu_at(place)
    assert menu is not None
    if not menu.no_match.assumes and live(subject.plan).keeps(menu.no_match.to, LAST_INPUT):
        return ""  # the branch for everything else asks which key it was
    return f"{subject.label(menu.element)} has no branch for it"


def _ends_input(subject: PlanCalls, state: State) -> bool:
    """Whether a menu takes `#` for the end of what is entered, once something is."""
    for digit in DIGITS:
        after = subject.step(state, KEY[digit]).state
        if after.place == state.place and after.digits:
            return any(isinstance(effect, Input) for effect in subject.step(after, KEY["#"]).effects)
    return False


def _to_offer(subject: PlanCalls, offer: _Offer, stop: int, reason: str) -> Path | None:
    """A call in which the key is offered and pressed: where the call is stopped, or at once if no menu listens."""
    path = subject.search.to_move(lambda move: move is offer.move, allows=subject.person)
    if path is None or reason == _NO_MENU:
        return path and path + _pressing(subject, subject.after(path), offer.keys)
    onward = subject.search.to_state({stop}, at=subject.after(path), allows=_goes_on)
    return None if onward is None else path + onward + _pressing(subject, stop, offer.keys)


def _to_catch(subject: PlanCalls, offer: _Offer) -> Path | None:
    path = subject.search.to_move(lambda move: move is offer.move, allows=subject.person)
    return path and path + _pressing(subject, subject.after(path), offer.keys)


def _pressing(subject: PlanCalls, state: int, keys: str) -> Path:
    """Pressing keys, one after the other; a key stands for its class, so it is put in its place."""
    acts: list[PathStep] = []
    for key in keys:
        found = list(subject.found.outgoing(state))
        same = subject.step(subject.found.state(state), KEY[key])
        match = [
            (move, to)
            for move, to in found
            if move.event.kind == "key" and _alike(subject, state, move, key, same.timer_ms)
        ]
        if not match:
            break
        move, to = match[0]
        acts.append(PathStep(replace(move, event=KEY[key]), state, takes_ms(move)))
        state = to
    return (*acts, *_waiting(subject, state))


def _waiting(subject: PlanCalls, state: int) -> Path:
    """Waiting until a menu takes what was entered for all of it."""
    if not subject.found.control(state).state.digits:
        return ()
    timer = next((move for move, _ in subject.found.outgoing(state) if move.event == TIMER), None)
    return () if timer is None else (PathStep(timer, state, takes_ms(timer)),)


def _alike(subject: PlanCalls, state: int, move: Move, key: str, timer_ms: int) -> bool:
    """Whether a move stands for a key: it is the key, or of its class."""
    control = subject.found.control(state)
    cut_to = subject.plan.table[control.state.place].cut_to()
    place = control.state.place if cut_to is None else cut_to
    if move.event.value == key:
        return True
    if subject.plan.menu_at(place) is None or key in "#*" or move.event.value in "#*":
        return timer_ms == SAME_TIMER == move.timer_ms
    digits = control.state.digits
    entry = subject.found.choices.entry(place)
    return entry.representative(digits + key) == entry.representative(digits + move.event.value)


def _every_key_answered(subject: PlanCalls) -> Answer:
    """What is pressed at a menu is taken by a branch, or answered by one for everything else."""
    paths = subject.search.to_moves(lambda move: _swallows(subject, move), allows=subject.person)
    path = next(paths, None)
    if path is not None:
        because = "what the callee presses at a menu is lost: no branch takes it, and none says so"
        return Broken(path, because, "expect key answered", paths)
    path = subject.search.to_move(lambda move: "input" in kinds_of(move), allows=subject.person)
    return None if path is None else Holds(path, "a key is pressed at a menu, and a branch takes it")


def _swallows(subject: PlanCalls, move: Move) -> bool:
    kept = subject.plan.platform.type_ahead == "keep"
    if move.event.kind == "key" and "ignored" in kinds_of(move) and not kept:
        waiting = subject.plan.table[move.source.state.place]
        return waiting.awaits == KEYS or waiting.cut_to() is not None
    return any(way.assumes for _, way in move.ways if way.label == "no match")


PROPERTIES: Final = (
    Property("offered-keys-work", "every key that a prompt offers is taken by a branch", _offered_keys),
    Property("no-key-swallowed", "no key that is pressed at a menu is lost without a word", _every_key_answered),
)
