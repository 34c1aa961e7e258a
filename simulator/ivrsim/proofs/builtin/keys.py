"""That keys do what prompts say, and are never lost without a word."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from ivrdsl.model.wording import offers
from ivrsim import table as t
from ivrsim.events import KEY, TIMER
from ivrsim.explore import Move
from ivrsim.exploring.domains import SPOKEN
from ivrsim.exploring.liveness import live
from ivrsim.proofs.paths import Act, Path, takes_ms, waits_for_decision
from ivrsim.proofs.property import Answer, Broken, Holds, Property, Subject, kinds_of
from ivrsim.run import SAME_TIMER
from ivrsim.state import State
from ivrsim.step import step
from ivrsim.variables import LAST_INPUT


class _Offer(NamedTuple):
    """Keys that a prompt offers: the move that starts it, and where the call is then."""

    keys: str
    move: Move
    state: int


def _offers(subject: Subject) -> Iterator[_Offer]:
    """What prompts offer to a person, each key of each prompt once for each state in which it starts."""
    reached = subject.search.behind([0], subject.person)
    seen: set[tuple[int, int]] = set()
    for state in sorted(reached):
        for move, target in subject.found.outgoing(state):
            if not subject.person(move) or (move.number, target) in seen or move.target.playing is None:
                continue
            seen.add((move.number, target))
            if move.target.playing[4] == "tts" and any(effect is move.target.playing for effect in move.effects):
                for keys in _offered(move.target.playing[2]):
                    yield _Offer(keys, move, target)


def _offered(text: str) -> Iterator[str]:
    for offer in offers(text):
        if offer.certain and "$" not in offer.keys:
            if offer.kind == "key":
                yield offer.keys
            elif offer.kind == "range":
                yield from map(str, range(offer.low, min(offer.high, offer.low + 9) + 1))


def _offered_keys(subject: Subject) -> Answer:
    """A key that a prompt offers takes a branch of the menu that listens next."""
    some = None
    lost: list[tuple[int, Path, str, str]] = []
    for offer in _offers(subject):
        some = some or offer
        reason = _ignored(subject, offer)
        if reason:
            path = _to_offer(subject, offer)
            if path is not None:
                lost.append((subject.search.cost(path), path, offer.keys, reason))
    if lost:
        _, path, keys, reason = min(lost, key=lambda each: each[0])
        return Broken(path, f"a prompt offers {keys}, and {reason}", "expect key taken")
    if some is None:
        return None
    return Holds(_to_offer(subject, some), f"a prompt offers {some.keys}, and it is taken")


def _listening(subject: Subject, state: int) -> int | None:
    """Where the call stops for the callee after a prompt, or None where it does not."""
    seen = set()
    while state not in seen:
        seen.add(state)
        if isinstance(subject.plan.table[subject.found.control(state).state.place], t.Collect | t.Record):
            return state
        onward = [to for move, to in subject.found.outgoing(state) if move.event.kind in ("timer", "reply")]
        if not onward or isinstance(subject.plan.table[subject.found.control(state).state.place], t.Transfer):
            return None
        state = onward[0]
    return None


def _ignored(subject: Subject, offer: _Offer) -> str:
    """Why pressing what a prompt offers comes to nothing; "" if it does not."""
    listening = _listening(subject, offer.state)
    if _caught(subject, offer):
        return ""
    if listening is None:
        return "no menu listens"
    state = subject.found.state(listening)
    waiting = subject.plan.table[state.place]
    if isinstance(waiting, t.Record):
        return "" if offer.keys == "#" else "no menu listens"
    return _unanswered(subject, state, offer.keys)


def _caught(subject: Subject, offer: _Offer) -> bool:
    """Whether a catch takes the key."""
    handlers = subject.plan.handlers[subject.found.control(offer.state).state.place]
    return any(handler.event == offer.keys for handler in handlers)


def _unanswered(subject: Subject, state: State, keys: str) -> str:
    """Why a menu has no answer to keys; whether it has is for `step` to say."""
    place = state.place
    effects: list[tuple[object, ...]] = []
    for key in keys:
        if state.place != place:
            return "the menu decides before all of it is pressed"
        state, timer_ms, done = step(subject.plan, state, KEY[key])
        effects += done
        if timer_ms == SAME_TIMER:
            return "the key is ignored"
    if state.place == place and state.digits:
        effects += step(subject.plan, state, TIMER).effects
    if all(effect[0] != "no match" for effect in effects):
        return ""
    menu = subject.plan.table[place]
    assert isinstance(menu, t.Collect)
    if not menu.no_match.assumes and live(subject.plan).keeps(menu.no_match.to, LAST_INPUT):
        return ""  # the branch for everything else asks which key it was
    return f"{subject.label(menu.element)} has no branch for it"


def _to_offer(subject: Subject, offer: _Offer) -> Path | None:
    """A call in which the key is offered and pressed."""
    path = subject.search.to_move(lambda move: move is offer.move, allows=subject.person)
    if path is None:
        return None
    state = subject.after(path)
    target = _listening(subject, state)
    path = subject.on(path, state, lambda move: move.event.kind in ("timer", "reply"), lambda each: each == target)
    return path + _pressed(subject, subject.after(path), offer.keys)


def _pressed(subject: Subject, state: int, keys: str) -> Path:
    """Pressing keys, one after the other; a key stands for its class, so it is put in its place."""
    acts: list[Act] = []
    for key in keys:
        found = list(subject.found.outgoing(state))
        same = step(subject.plan, subject.found.state(state), KEY[key])
        match = [
            (move, to)
            for move, to in found
            if move.event.kind == "key" and _alike(subject, state, move, key, same.timer_ms)
        ]
        if not match:
            break
        move, to = match[0]
        acts.append(Act(move._replace(event=KEY[key]), state, takes_ms(move)))
        state = to
    return tuple(acts)


def _alike(subject: Subject, state: int, move: Move, key: str, timer_ms: int) -> bool:
    """Whether a move stands for a key: it is the key, or of its class."""
    control = subject.found.control(state)
    waiting = subject.plan.table[control.state.place]
    place = waiting.cut.to if isinstance(waiting, t.Play | t.Pause) and waiting.cut is not None else control.state.place
    if move.event.value == key:
        return True
    if not isinstance(subject.plan.table[place], t.Collect) or key in "#*" or move.event.value in "#*":
        return timer_ms == SAME_TIMER == move.timer_ms
    digits = control.state.digits
    entry = subject.found.choices.entry(place)
    return entry.representative(digits + key) == entry.representative(digits + move.event.value)


def _swallowed(subject: Subject) -> Answer:
    """What is pressed at a menu is taken by a branch, or answered by one for everything else."""
    paths = subject.search.to_moves(lambda move: _swallows(subject, move), allows=subject.person)
    path = next(paths, None)
    if path is not None:
        because = "what the callee presses at a menu is lost: no branch takes it, and none says so"
        return Broken(path, because, "expect key answered", paths)
    path = subject.search.to_move(lambda move: "input" in kinds_of(move), allows=subject.person)
    return None if path is None else Holds(path, "a key is pressed at a menu, and a branch takes it")


def _swallows(subject: Subject, move: Move) -> bool:
    if move.event.kind == "key" and "ignored" in kinds_of(move):
        waiting = subject.plan.table[move.source.state.place]
        return isinstance(waiting, t.Collect) or getattr(waiting, "cut", None) is not None
    no_match = [way for _, way in move.ways if way.label == "no match"]
    return any(way.assumes for way in no_match) and waits_or_cuts(subject, move)


def waits_or_cuts(subject: Subject, move: Move) -> bool:
    """Whether a menu decided."""
    return waits_for_decision(move, subject.plan) or move.event.kind == "key"


PROPERTIES: Final = (
    Property(
        "offered-keys-work", "every key that a prompt offers is taken by a branch", _offered_keys, leans_on=(SPOKEN,)
    ),
    Property("no-key-swallowed", "no key that is pressed at a menu is lost without a word", _swallowed),
)
