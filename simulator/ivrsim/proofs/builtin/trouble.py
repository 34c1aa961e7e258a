"""What nobody wants in any call: acts that silence triggers, dead branches, and errors."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, TypeGuard

from ivrdsl.findings.finding import WARNING
from ivrsim.core import table as t
from ivrsim.core.effects import Effect, ReadUnset, Trouble
from ivrsim.core.events import LIVE, MACHINE
from ivrsim.core.instructions.base import REPLY
from ivrsim.core.variables import is_there
from ivrsim.graph.reason import Reason, reason
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.memories import BAD
from ivrsim.proofs.property import Answer, Broken, Goal, Holds, PlanCalls, Property, kinds_of
from ivrsim.proofs.reasons.branches import BRANCHES, DeadBranches, branches_of
from ivrsim.proofs.reasons.endings import why_no_error, why_nothing_after_hang_up
from ivrsim.proofs.reasons.silence import why_silence_does_nothing
from ivrsim.proofs.reasons.variables import why_no_expression_fails, why_none_is_unset
from ivrsim.proofs.unset import first_unset
from ivrsim.search.escape import EVALUATED, NAMED
from ivrsim.search.explore import Move

_ACTS: Final = ("transfer", "stash", "sms", "dnc")
_NEED_CALLEE: Final = frozenset(("prompt", "listening", "recording", "transfer", "wait", "amd"))


def _after(memory: bool, move: Move, sets: Callable[[str], bool | None], bad: Callable[[str], bool]) -> object:
    """What a move makes of a memory that some kinds of effects set and clear, and others break while it is set."""
    for kind in kinds_of(move):
        if memory and bad(kind):
            return BAD
        change = sets(kind)
        memory = memory if change is None else change
    return memory


def _sets_silence(kind: str) -> bool | None:
    """Whether silence has just triggered what follows, after an effect; None where that stays as it was."""
    if kind == "no input":
        return True
    return False if kind in ("key", "recorded", "callee hung up") else None


def _silence_acts(transcript: Transcript) -> bool:
    """Whether silence leads to an act in a call."""
    triggered = False
    for entry in transcript:
        if triggered and entry.kind in _ACTS:
            return True
        change = _sets_silence(entry.kind)
        triggered = triggered if change is None else change
    return False


def _silence(subject: PlanCalls) -> Answer:
    """What a menu's silence leads to is no act, until the callee does something."""

    def advance(memory: bool, move: Move) -> object:
        return _after(memory, move, _sets_silence, lambda kind: kind in _ACTS)

    paths = subject.search.ways(False, advance)
    path = next(paths, None)
    if path is not None:
        kind = next(each for each in reversed(kinds_of(path[-1].move)) if each in _ACTS)
        words = {"transfer": "is transferred", "stash": "is written into the report", "sms": "is sent a message"}
        because = f"a callee who says nothing {words.get(kind, 'is put on the do-not-call list')}"
        return Broken(path, because, f"expect never {kind}", paths)
    path = subject.search.to_move(lambda move: "no input" in kinds_of(move))
    return None if path is None else Holds(path, "a callee says nothing at a menu, and nothing is done")


def _why_silent(subject: PlanCalls) -> Iterator[Reason]:
    """After what each act comes."""
    return why_silence_does_nothing(subject, _ACTS)


def _branches(subject: PlanCalls) -> Answer:
    """Every way that a tag of the plan offers is taken by some call."""
    dead = DeadBranches(subject.found, subject.options.leaves_out, all_answer=_all_are_asked(subject))
    if dead.names:
        because = f"no call takes {'; '.join(dead.names)}"
        return Broken(None, because, elements=tuple(dead.elements), reasons=dead.reasons)
    offered = dead.offered
    if not offered:
        return None
    path = subject.search.to_move(lambda move: any(way in offered for way in move.ways))
    return Holds(path, "a branch is taken")


def _takes(branch: tuple[int, t.Exit], move: Move) -> bool:
    return branch in move.ways


def _goals(subject: PlanCalls) -> list[Goal]:
    """Each branch of the plan that somebody who answers may take."""
    table, left_out = enumerate(subject.plan.table), subject.options.leaves_out
    found = [
        (place, way)
        for place, each in table
        if not left_out(BRANCHES, each.element)
        for _, way in branches_of(subject.found, each)
    ]
    return [partial(_takes, branch) for branch in found]


def _why_taken(subject: PlanCalls) -> Iterator[Reason]:
    """How many branches there are."""
    goals = len(_goals(subject))
    yield reason("the one branch is taken" if goals == 1 else f"each of the {goals} branches is taken by some call")


def _all_are_asked(subject: PlanCalls) -> bool:
    """Whether what no call comes to is dead, and not just meant for somebody who is not among those who answer."""
    found = subject.found
    return {LIVE, MACHINE} <= set(found.world.answers) or bool(found.bound or found.escapes)


def _hang_up(subject: PlanCalls) -> Answer:
    """After the callee has hung up nothing is played, asked or connected."""

    def sets(kind: str) -> bool | None:
        return True if kind == "callee hung up" else None

    def advance(memory: bool, move: Move) -> object:
        return _after(memory, move, sets, lambda kind: kind in _NEED_CALLEE)

    path = subject.search.cheapest(False, advance)
    if path is not None:
        return Broken(path, "something that needs a callee runs although nobody is there")
    catches = subject.search.to_move(lambda move: {"callee hung up", "caught"} <= set(kinds_of(move)))
    path = catches or subject.search.to_move(lambda move: move.event.kind == "hang up")
    return None if path is None else Holds(path, "the callee hangs up")


def _unset(subject: PlanCalls) -> Answer:
    """No text has a variable put in that was never set."""

    def reads_unset(move: Move) -> bool:
        return "undefined" in kinds_of(move)

    missing = subject.search.to_move(lambda move: bool(_missing(subject, move)))
    if missing is not None:
        name = _missing(subject, missing[-1].move)
        return Broken(missing, f"there is no variable {name}, and nothing sets it", "expect no unset variable")
    paths = subject.search.to_moves(reads_unset)
    path = next(paths, None)
    if path is not None:
        name = next(each.variable for each in path[-1].move.effects if isinstance(each, ReadUnset))
        return Broken(path, f"the variable {name} is read before anything set it", "expect no unset variable", paths)
    forgotten = first_unset(subject.search, subject.unset)
    if forgotten is not None:
        path, name = forgotten
        return Broken(path, f"the variable {name} is read before anything set it", "expect no unset variable")
    if not any(each.javascript or each.awaits == REPLY for each in subject.plan.table):
        return None
    done = {"set", "condition", "reply", "stash"}
    path = subject.search.to_move(lambda move: bool(done & set(kinds_of(move))))
    return Holds(path, "variables are set and read")


def _missing(subject: PlanCalls, move: Move) -> str:
    """A variable of the platform's that a move is the first to read, and that nobody documents; "" where there is none.

    The search tries values for it, because there may be one. The call that is shown has none.
    """
    platform = subject.plan.platform
    return next((name for name, value in move.chosen if not value and not is_there(name, platform)), "")


def _is_javascript(effect: Effect) -> TypeGuard[Trouble]:
    return isinstance(effect, Trouble) and "javascript" in effect.error


def _javascript(subject: PlanCalls) -> Answer:
    """Every expression evaluates."""

    def fails(move: Move) -> bool:
        return any(_is_javascript(effect) for effect in move.effects)

    paths = subject.search.to_moves(fails)
    path = next(paths, None)
    if path is not None:
        trouble = next(each for each in path[-1].move.effects if _is_javascript(each))
        return Broken(path, f"{subject.label(trouble.element)}: {trouble.message}", "expect no error", paths)
    if not any(each.javascript for each in subject.plan.table):
        return None
    path = subject.search.to_move(lambda move: bool({"condition", "set", "stash"} & set(kinds_of(move))))
    return Holds(path, "an expression is evaluated")


def _javascript_failed(transcript: Transcript) -> bool:
    return any("javascript" in entry.details["error"] for entry in transcript.of_kind("error"))


def _ended_in_error(transcript: Transcript) -> bool:
    return transcript.state.outcome.startswith("error:")


def _errors(subject: PlanCalls) -> Answer:
    """No call ends because the plan cannot go on."""
    failed = {state for state in subject.ends if subject.found.control(state).state.outcome.startswith("error:")}
    path = subject.search.to_state(failed) if failed else None
    if path is not None:
        outcome = subject.found.control(subject.after(path)).state.outcome
        return Broken(path, f"the call ends in an error: {outcome.removeprefix('error:')}", "expect no error")
    path = subject.search.to_state(subject.ends, allows=subject.person)
    return Holds(path, "a call that a person answers, and its end")


PROPERTIES: Final = (
    Property(
        "no-call-ends-in-error",
        "no call ends because the plan cannot go on",
        _errors,
        harm="the callee hears half a call, and the line goes dead",
        judges=_ended_in_error,
        conclusive=True,
        why=why_no_error,
    ),
    Property(
        "silence-never-acts",
        "silence never leads to a transfer, a stash, a message or a do-not-call entry",
        _silence,
        level=WARNING,
        harm="answering machines, and people who have laid the phone down, get what they did not choose",
        judges=_silence_acts,
        conclusive=True,
        why=_why_silent,
    ),
    Property(
        BRANCHES,
        "every branch of the plan is taken by some call",
        _branches,
        level=WARNING,
        harm="somebody wrote it for callees, and none of them gets it",
        has_places=True,
        exists=True,
        shown=True,
        goals=_goals,
        why=_why_taken,
    ),
    Property(
        "nothing-after-hang-up",
        "after the callee has hung up only what a catch allows runs",
        _hang_up,
        level=WARNING,
        harm="prompts are played to nobody, and a transfer rings somebody who then finds no callee",
        why=why_nothing_after_hang_up,
    ),
    Property(
        "no-unset-variable",
        "no variable is read before it is set",
        _unset,
        level=WARNING,
        harm="the callee hears a gap, and a test of it goes where nobody meant it to go",
        leans_on=(NAMED,),
        conclusive=True,
        why=why_none_is_unset,
    ),
    Property(
        "no-javascript-error",
        "no expression fails",
        _javascript,
        level=WARNING,
        harm="what the platform then does is not documented; the call may go on with a wrong value",
        leans_on=(EVALUATED,),
        judges=_javascript_failed,
        conclusive=True,
        why=why_no_expression_fails,
    ),
)
