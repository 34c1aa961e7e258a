"""A way through pairs of states as one call script, which shows on both plans that they differ.

A way is written as `ivrsim.proofs.witness` writes it for one of the plans; then it is played on both, and what is
noticed of the two calls is compared. A script that shows no difference is never given out.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ivrdsl.model.structs import replace
from ivrsim.comparing.notice import Ignored, Seen, in_rows, recorded, timeline, translated
from ivrsim.comparing.pairs import Found, PairStep
from ivrsim.comparing.sides import TakenStep
from ivrsim.core import table as t
from ivrsim.core.effects import Prompt
from ivrsim.core.run import NO_TIMER, SAME_TIMER
from ivrsim.core.variables import canonical
from ivrsim.play.call import Call
from ivrsim.play.failure import Failed
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.paths import Path, PathStep
from ivrsim.proofs.witness import UnscriptableError, witness
from ivrsim.script.run import run_script
from ivrsim.script.statements import Statement, parse_script
from ivrsim.search.explore import ControlState, Move, World

FOR_EVER: Final = 1 << 62
_MOST_WAITS: Final = 4
"""How often a script stays silent in the end, where only the order of things counts, until something differs."""


class Apart(NamedTuple):
    """The first thing in which two calls differ.

    Attributes:
        at_ms: when.
        old, new: what is noticed of the one and not of the other; None where nothing is.
    """

    at_ms: int
    old: Seen | None
    new: Seen | None


class Telling(NamedTuple):
    """A call that tells two plans apart.

    Attributes:
        statements: its script.
        old, new: what happens when it is played.
        failed: of each, the statement that could not be played to its end, if one could not.
        apart: where they differ first.
        actions: how many times the callee acts.
        unworded: whether it was played with all prompts equally long, because their lengths are to be ignored.
    """

    statements: tuple[str, ...]
    old: Transcript
    new: Transcript
    failed: tuple[Failed | None, Failed | None]
    apart: Apart
    actions: int
    unworded: bool = False

    @property
    def script(self) -> str:
        """The script, one statement a line."""
        return "".join(f"{statement}\n" for statement in self.statements)


Lines = tuple[Sequence[int | None], Sequence[int | None]]


def telling(
    found: Found,
    plans: tuple[t.Plan, t.Plan],
    forms: Sequence[tuple[t.Plan, t.Plan]],
    ignore: Sequence[Ignored],
    world: World,
    lines: Lines,
) -> Telling | None:
    """Return a call script that shows a difference on both plans, or None if none can be written.

    Args:
        found: the way to the difference.
        plans: the two plans as they were compared.
        forms: the same as they are to be played, in several forms if they can be, the truest first.
        ignore: what does not count as a difference.
        world: what is given before the call.
        lines: the source lines of each plan's elements.
    """
    for written in _scripts(found, plans, world):
        for number, pair in enumerate(forms):
            timed = "timing" not in ignore and (number > 0 or "wording" not in ignore)
            for waits in range(1 if timed else _MOST_WAITS):
                statements = (*written, *["try wait"] * waits)
                parsed = parse_script("\n".join(statements))
                (old, ours), (new, theirs) = (_play(p, parsed, own) for p, own in zip(pair, lines, strict=True))
                apart = first_difference(old, new, ignore, timed=timed)
                if apart is not None:
                    return Telling(statements, old, new, (ours, theirs), apart, found.actions, unworded=number > 0)
    return None


def _play(
    plan: t.Plan, statements: Sequence[Statement], lines: Sequence[int | None]
) -> tuple[Transcript, Failed | None]:
    call = Call(plan, lines=lines)
    failed = run_script(call, statements)
    return call.transcript(), failed


# --- two calls ------------------------------------------------------------------------------------------------------


def first_difference(
    old: Transcript, new: Transcript, ignore: Sequence[Ignored] = (), *, timed: bool = True
) -> Apart | None:
    """Return the first thing in which two calls of one callee differ, or None.

    Where a call was left open, or a bound of the simulation ended it, what would have come later is not known.

    Args:
        old, new: the calls.
        ignore: what does not count.
        timed: whether the moments count, and not only the order of things.
    """
    ours, theirs = timeline(old, ignore), timeline(new, ignore)
    if not timed:
        return _first_of_order(ours, theirs, old, new)
    known_ms = min(_known_ms(old), _known_ms(new))
    recordings: tuple[tuple[str, str], ...] = ()
    one, other = dict(ours), dict(theirs)
    for at_ms in sorted({*one, *other}):
        if at_ms > known_ms:
            break
        left, right = one.get(at_ms, []), other.get(at_ms, [])
        recordings = recorded(left, right, recordings)
        apart = _unequal(in_rows(left), in_rows(translated(right, recordings)))
        if apart is not None:
            return Apart(at_ms, *apart)
    return None


def _known_ms(call: Transcript) -> int:
    return FOR_EVER if call.ended_by not in (None, "limit") else call.duration_ms


def _first_of_order(
    ours: list[tuple[int, list[Seen]]], theirs: list[tuple[int, list[Seen]]], old: Transcript, new: Transcript
) -> Apart | None:
    """The first difference without time, in the order of things, row by row; None if there is none."""
    left = [(at, seen) for at, moment in ours for seen in moment]
    right = [(at, seen) for at, moment in theirs for seen in moment]
    recordings = recorded([seen for _, seen in left], [seen for _, seen in right], ())
    right = [(at, seen) for (at, _), seen in zip(right, translated([s for _, s in right], recordings), strict=True)]
    for row in dict.fromkeys(seen.row for _, seen in (*left, *right)):
        one = [each for each in left if each[1].row == row]
        other = [each for each in right if each[1].row == row]
        for (at_ms, mine), (then_ms, yours) in zip(one, other, strict=False):
            if mine != yours:
                return Apart(max(at_ms, then_ms), mine, yours)
        shorter, more = (new, one[len(other) :]) if len(one) > len(other) else (old, other[len(one) :])
        if more and _known_ms(shorter) == FOR_EVER:
            at_ms, seen = more[0]
            return Apart(at_ms, seen if shorter is new else None, None if shorter is new else seen)
    return None


def _unequal(old: list[Seen], new: list[Seen]) -> tuple[Seen | None, Seen | None] | None:
    """The first of each that the other lacks, or None if they are equal."""
    if old == new:
        return None
    row = min({seen.row for seen in (*old, *new) if _row(old, seen.row) != _row(new, seen.row)})
    one, other = _row(old, row), _row(new, row)
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return (one[same] if same < len(one) else None), (other[same] if same < len(other) else None)


def _row(seen: list[Seen], row: str) -> list[Seen]:
    return [each for each in seen if each.row == row]


# --- one way as a script --------------------------------------------------------------------------------------------


def _scripts(found: Found, plans: tuple[t.Plan, t.Plan], world: World) -> Iterator[tuple[str, ...]]:
    """Scripts that play a way, as one of the plans goes it: first the one that shows something in the end."""
    last = [which for which, _ in found.acts[-1].taken]
    for which in dict.fromkeys((*sorted(last), 0, 1)):
        plan = plans[which]
        for gap_ms in dict.fromkeys((0, plan.platform.key_gap_ms)):
            path, over_ms = path_of(found.acts, which, plan, gap_ms)
            try:
                written = witness(plan, path, world=world)
            except UnscriptableError:
                continue
            yield (*written.statements, *([f"wait {over_ms}ms"] if over_ms else []))


def path_of(acts: Sequence[PairStep], which: int, plan: t.Plan, gap_ms: int) -> tuple[Path, int]:
    """Return the way as one plan goes it, and the ms that pass after its last step.

    What the last step says is left out: the other plan may not say it.

    Args:
        acts: the way.
        which: the plan: 0 for the old one, 1 for the new one.
        plan: the same, as a table.
        gap_ms: how long after a key of an entry the next one is pressed.
    """
    steps: list[PathStep] = []
    waited_ms = since_ms = 0  # since the wait began, and since the last thing that happened
    for act in acts:
        since_ms += act.at_ms
        for side, taken in act.taken:
            if side != which:
                continue
            more = taken.event.kind == "key" and taken.state.digits and not since_ms
            waited_ms += since_ms + (gap_ms if more else 0)
            since_ms = 0
            steps.append(PathStep(_move(plan, taken, waited_ms), 0, waited_ms))
            if taken.step.timer_ms != SAME_TIMER:
                waited_ms = 0
    if steps:
        last = steps[-1]
        quiet = tuple(effect for effect in last.move.effects if not isinstance(effect, Prompt))
        steps[-1] = last._replace(move=replace(last.move, effects=quiet))
    return tuple(steps), since_ms


def _move(plan: t.Plan, taken: TakenStep, waited_ms: int) -> Move:
    """A step as a move of an exploration.

    Of two spellings of a column a platform may read one as the other. What is set last holds there, so that comes last
    under whose name it is kept.
    """
    step = taken.step
    chosen = sorted(taken.chosen, key=lambda pair: not canonical(pair[0], plan.platform)[1])
    source = ControlState(taken.state, (), waited_ms)
    target = ControlState(step.state, (), max(step.timer_ms, NO_TIMER))
    return Move(taken.event, step.timer_ms, step.effects, source, target, None, (), step.ways, chosen=tuple(chosen))
