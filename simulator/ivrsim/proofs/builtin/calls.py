"""That calls end, and do not repeat themselves."""

from typing import Final, TypeGuard

from ivrsim.core.effects import Effect, Prompt, Trouble
from ivrsim.core.instructions.base import PROMPT
from ivrsim.graph.search import components
from ivrsim.proofs.gaps import known_parts, values_in
from ivrsim.proofs.paths import BAD, Path, anything, is_reply, waits_for_decision
from ivrsim.proofs.property import Answer, Broken, Holds, PlanCalls, Property
from ivrsim.proofs.secrets import secrets_in
from ivrsim.proofs.witness import public_part
from ivrsim.script.statements import quoted
from ivrsim.search.explore import Move

_ENDS: Final = "expect end in silence"
_STUCK: Final = "the plan runs in a circle without a pause"
_GOES_ON: Final = ("loop", "limit")


def _names(subject: PlanCalls, path: Path) -> str:
    """The tags at whose end a call waits on its last way round, in words."""
    states = [act.state for act in path]
    last = subject.after(path)
    around = states[states.index(last) :] if last in states else states[-1:]
    places = [subject.found.control(state).state.place for state in around]
    return ", ".join(dict.fromkeys(subject.label(subject.plan.table[place].element) for place in places))


def _loops(move: Move) -> bool:
    """Whether a call goes round without a pause, in one situation or with a variable that grows."""
    return any(isinstance(effect, Trouble) and effect.error in _GOES_ON for effect in move.effects)


def _every_call_ends(subject: PlanCalls) -> Answer:
    """From every state that a call can be in, a callee who then says nothing gets to its end."""
    silent = subject.silent
    stuck = subject.search.to_move(_loops)
    rounds = subject.circles(range(len(subject.found)), silent)
    path = subject.search.first_choice(stuck, subject.way_round(rounds, silent))
    if path is not None and path is stuck:
        return Broken(path, _STUCK, _ENDS)
    if path is not None:
        return Broken(path, f"a silent callee hears {_names(subject, path)} again and again, for ever", _ENDS)
    path = subject.search.to_state(subject.ends, allows=lambda move: silent(move) and subject.person(move))
    return Holds(path, "a person answers, says nothing, and the call ends")


def _no_loop(subject: PlanCalls) -> Answer:
    """Nothing goes round that waits for nobody."""
    plan = subject.plan

    def automatic(move: Move) -> bool:
        by_itself = move.event.kind in ("timer", "told", "cut off") and not waits_for_decision(move, plan)
        return by_itself or is_reply(move)

    stuck = subject.search.to_move(_loops)
    around = subject.way_round(subject.circles(range(len(subject.found)), automatic), automatic)
    path = subject.search.first_choice(stuck, around)
    if path is not None and path is stuck:
        return Broken(path, _STUCK, "expect no error")
    if path is not None:
        return Broken(path, "the call goes round, and nothing that the callee does or leaves can end it", _ENDS)
    return Holds(
        subject.search.to_state(subject.ends, allows=subject.person), "a call that a person answers, and its end"
    )


def _plays(effect: Effect, element: int) -> TypeGuard[Prompt]:
    return isinstance(effect, Prompt) and effect.element == element


def plays(move: Move, element: int) -> int:
    """How often a move starts a prompt."""
    return sum(_plays(effect, element) for effect in move.effects)


def _at_most(subject: PlanCalls) -> Answer:
    """No prompt is played too often in one call."""
    most = subject.options.max_plays
    suspects = _played_often(subject, most)
    best: tuple[int, Path, int] | None = None
    for element in suspects:

        def count(played: int, move: Move, element: int = element) -> object:
            after = played + plays(move, element)
            return BAD if after > most else after

        path = subject.search.cheapest(0, count, below=None if best is None else best[0])
        if path is not None:
            best = subject.search.cost(path), path, element
    if best is not None:
        _, path, element = best
        played = next(each for act in path for each in act.move.effects if _plays(each, element))
        words = quoted(_same_each_time(subject, played))
        kind = words if played.source == "tts" else f"sound {quoted(played.text)}"
        return Broken(
            path, f"{subject.label(element)} is played {most + 1} times", f"expect heard at most {most} times {kind}"
        )
    path = subject.search.to_move(lambda move: any(isinstance(effect, Prompt) for effect in move.effects))
    return None if path is None else Holds(path, "a prompt is played")


def _same_each_time(subject: PlanCalls, played: Prompt) -> str:
    """The longest part of a prompt that tells no secret and no variable's value; all of it where there is none."""
    table = subject.plan.table
    place = next(at for at, each in enumerate(table) if each.element == played.element and each.awaits == PROMPT)
    secrets = [secret.text for secret in secrets_in(played)]
    parts = [public_part(part, secrets) for part in known_parts(played, values_in(subject.plan, place))]
    return max(parts, key=len, default="") or played.text


def _played_often(subject: PlanCalls, most: int) -> list[int]:
    """The prompts that may be played too often: in a circle, or by more steps than are allowed plays."""
    found = subject.found
    onward = subject.search.onward(range(len(found)), anything)
    group = [0] * len(found)
    for number, members in enumerate(components(onward, [0])):
        for state in members:
            group[state] = number
    often: dict[int, None] = {}
    steps: dict[int, set[tuple[int, int]]] = {}
    playing = {
        move.number: {effect.element for effect in move.effects if isinstance(effect, Prompt)} for move in found.moves
    }
    for state in range(len(found)):
        for move, target in found.outgoing(state):
            for element in playing[move.number]:
                if group[state] == group[target]:
                    often[element] = None
                else:
                    steps.setdefault(element, set()).add((group[state], group[target]))
    often.update((element, None) for element, edges in steps.items() if len(edges) > most)
    return sorted(often)


PROPERTIES: Final = (
    Property("every-call-ends", "from wherever a call is, silence ends it", _every_call_ends),
    Property("no-loop-without-callee", "nothing goes round that waits for nobody", _no_loop),
    Property("at-most-N-plays", "no prompt is played more than N times in one call", _at_most),
)
