"""That calls end, and do not repeat themselves."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, TypeGuard

from ivrdsl.findings.finding import WARNING
from ivrdsl.model.walk import name_of
from ivrsim.core.effects import Effect, Prompt, Trouble
from ivrsim.core.table import Plan
from ivrsim.graph.search import components
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.memories import BAD
from ivrsim.proofs.paths import Path, anything
from ivrsim.proofs.plays import played_by, played_more_than
from ivrsim.proofs.property import Answer, Broken, Holds, Options, PlanCalls, Property, Unsure
from ivrsim.proofs.reasons.calls import why_not_played_more, why_nothing_goes_round, why_silence_ends
from ivrsim.proofs.witness import same_each_time
from ivrsim.script.statements import quoted
from ivrsim.search.explore import Move

_ENDS: Final = "expect end in silence"
_STUCK: Final = "the plan runs in a circle without a pause"
_BY_CHANCE: Final = "a call goes round that ends by chance alone, or when the time has come"
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


def _endless(subject: PlanCalls, allows: Allows) -> tuple[Path | None, bool]:
    """The cheapest way of a call that never ends by some moves, at any time of day and with any luck.

    Returns:
        The way, or None, and whether it ends in a circle without a pause.
    """

    def foreseen(move: Move) -> bool:
        return allows(move) and subject.foreseen(move)

    stuck = subject.search.to_move(lambda move: _loops(move) and subject.foreseen(move))
    around = subject.way_round(subject.circles(range(len(subject.found)), foreseen), foreseen)
    path = subject.search.first_choice(stuck, around)
    return path, path is not None and path is stuck


def _by_chance(subject: PlanCalls, allows: Allows) -> bool:
    """Whether some call goes round, and leaves that by chance, or when the time has come."""
    if all(map(subject.foreseen, subject.found.moves)):
        return False
    return bool(subject.search.to_move(_loops) or subject.circles(range(len(subject.found)), allows))


def _never_by_chance(transcript: Transcript) -> bool:
    """Whether neither the time nor chance has led a call round, the last time that it came back to where it was."""
    moves = [move for move in transcript.log[2::3] if move is not None]
    last = moves[-1].target
    back = next((at for at in range(len(moves) - 1, -1, -1) if moves[at].source is last), len(moves) - 1)
    return not any(move.unforeseen or move.asked for move in moves[back:])


def _every_call_ends(subject: PlanCalls) -> Answer:
    """From every state that any call comes to, silence ends it.

    ## Example
    ```xml
    <menu name="main" maxDigits="1" timeout="3500">
      <play type="tts">Press 1 for the opening hours.</play>
      <keypress pressed="1"><play type="tts">From nine to six.</play></keypress>
      <keypress pressed="timeout"><goto>main</goto></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu name="main" maxDigits="1" timeout="3500">
      <play type="tts">Press 1 for the opening hours.</play>
      <keypress pressed="1"><play type="tts">From nine to six.</play></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Undecided
    A variable grows in each round, so that the search comes to a bound; or a value from outside decides whether the
    loop ends, and `--set NAME=VALUE` makes it known.
    """
    path, stuck = _endless(subject, silent := subject.silent)
    if path is not None and stuck:
        return Broken(path, _STUCK, _ENDS)
    if path is not None:
        around = "the same" if subject.found.told else _names(subject, path)  # a call may go another way than it
        return Broken(path, f"a silent callee hears {around} again and again, for ever", _ENDS)
    if _by_chance(subject, silent):
        return Unsure(_BY_CHANCE)
    path = subject.search.to_state(subject.ends, allows=lambda move: silent(move) and subject.person(move))
    return Holds(path, "a person answers, says nothing, and the call ends")


def _no_loop(subject: PlanCalls) -> Answer:
    """Nothing goes round that waits for nobody.

    ## Example
    ```xml
    <play name="again" type="tts">The library is closed.</play>
    <goto>again</goto>
    ```

    ## Use instead
    ```xml
    <play type="tts">The library is closed.</play>
    <hangup/>
    ```

    ## Undecided
    A value from outside, or a search that came to a bound, decides whether the circle is left.
    """
    path, stuck = _endless(subject, automatic := subject.automatic)
    if path is not None and stuck:
        return Broken(path, _STUCK, _ENDS)
    if path is not None:
        return Broken(path, "the call goes round, and nothing that the callee does or leaves can end it", _ENDS)
    if _by_chance(subject, automatic):
        return Unsure(_BY_CHANCE)
    return Holds(
        subject.search.to_state(subject.ends, allows=subject.person), "a call that a person answers, and its end"
    )


def _at_most(subject: PlanCalls) -> Answer:
    """No prompt is played more than N times in one call: `--max-plays`, 5 if not given. A play counts when it starts.

    ## Example
    ```xml
    <menu name="main" maxDigits="1" timeout="3500">
      <play type="tts">We are open from nine to six. Press 1 to hear it again.</play>
      <keypress pressed="1"><goto>main</goto></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <setvar varname="rounds">0</setvar>
    <menu name="main" maxDigits="1" timeout="3500">
      <play type="tts">We are open from nine to six. Press 1 to hear it again.</play>
      <keypress pressed="1">
        <setvar varname="rounds">${rounds} + 1</setvar>
        <if expr="${rounds} &lt; 3"><goto>main</goto></if>
      </keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Undecided
    What counts the rounds is computed from a value from outside, or the search came to a bound before it was done.
    """
    most = subject.options.max_plays
    best: tuple[int, Path, int] | None = None
    played_by_moves = _played_by_moves(subject)
    for element in _played_often(subject, most, sorted(played_by_moves)):
        times = played_by_moves[element]
        if best is not None and _least_price(subject, times, most + 1) >= best[0]:
            continue

        def count(played: int, move: Move, times: Mapping[int, int] = times) -> object:
            after = played + times.get(move.number, 0)
            return BAD if after > most else after

        path = subject.search.cheapest(0, count, below=None if best is None else best[0])
        if path is not None:
            best = subject.search.cost(path), path, element
    if best is not None:
        _, path, element = best
        played = next(each for act in path for each in act.move.effects if _plays(each, element))
        words = quoted(same_each_time(subject.plan, played))
        kind = words if played.source == "tts" else f"sound {quoted(played.text)}"
        expect = f"expect heard at most {most} time{'s' * (most != 1)} {kind}"
        return Broken(path, _played(subject.plan, element, most + 1), expect)
    path = subject.search.to_move(lambda move: any(isinstance(effect, Prompt) for effect in move.effects))
    return None if path is None else Holds(path, "a prompt is played")


def _played(plan: Plan, element: int, times: int) -> str:
    """How often a prompt is played; one without a name is told by what it stands in: a plan has many a `play`."""
    each = plan.elements[element]
    inside = each.parent >= 0 and not name_of(each.node)
    where = f" in {plan.elements[each.parent].label}" if inside else ""
    return f"{each.label}{where} is played {times} times"


def _played_too_often(transcript: Transcript, options: Options) -> str:
    """Which prompt a call has played too often, in words."""
    times: Counter[int] = Counter()
    for entry in transcript.of_kind("prompt"):
        times[entry.element] += 1
        if times[entry.element] > options.max_plays:
            return _played(transcript.plan, entry.element, times[entry.element])
    return ""


def _plays(effect: Effect, element: int) -> TypeGuard[Prompt]:
    return isinstance(effect, Prompt) and effect.element == element


def _least_price(subject: PlanCalls, times: Mapping[int, int], plays: int) -> int:
    """What so many plays of a prompt cost at least, as controls tell: the way to the first, and from each to the next.

    Args:
        times: how often moves play it, by their numbers.
        plays: how many.
    """
    search, moves = subject.search, subject.found.moves
    price = search.least_price([search.states.control_of[0]], times)
    again = -(-plays // max(times.values())) - 1  # moves that play it, after the first one
    if again:
        price += again * search.least_price({moves[label].target.number for label in times}, times)
    return price


def _played_by_moves(subject: PlanCalls) -> dict[int, dict[int, int]]:
    """For each prompt the moves that play it, by their numbers, and how often."""
    found: dict[int, dict[int, int]] = {}
    for move in subject.found.moves:
        for element, times in played_by(move).items():
            found.setdefault(element, {})[move.number] = times
    return found


def _played_often(subject: PlanCalls, most: int, elements: list[int]) -> list[int]:
    """Those of some prompts that a call plays too often; controls are asked first, which are few."""
    search, everything = subject.search, subject.search.facts(anything)
    onward = search.controls.onward(range(len(search.controls)), everything)
    groups = components(onward, [search.states.control_of[0]])
    suspects = played_more_than(most, search.controls, groups, elements)
    return played_more_than(most, search.states, subject.groups, suspects) if suspects else []


PROPERTIES: Final = (
    Property(
        "every-call-ends",
        "from wherever a call is, silence ends it",
        _every_call_ends,
        harm="who has laid the phone down, or a machine that was taken for a person, keeps the line open, at a price",
        judges=_never_by_chance,
        conclusive=True,
        why=why_silence_ends,
    ),
    Property(
        "no-loop-without-callee",
        "nothing goes round that waits for nobody",
        _no_loop,
        harm="no callee can end it; the platform cuts such a call, or bills it until somebody notices",
        judges=_never_by_chance,
        why=why_nothing_goes_round,
    ),
    Property(
        "at-most-N-plays",
        "no prompt is played more than N times in one call",
        _at_most,
        level=WARNING,
        harm="who holds a key down, or whose keypad is stuck, keeps the line open; to repeat a few times is ordinary",
        tells=_played_too_often,
        conclusive=True,
        why=why_not_played_more,
    ),
)
