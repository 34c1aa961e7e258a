"""What nobody wants in any call: acts that silence triggers, dead branches, and errors."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, TypeGuard

from ivrdsl.findings.finding import WARNING
from ivrsim.core import table as t
from ivrsim.core.effects import Effect, ReadUnset, Trouble
from ivrsim.core.events import LIVE, MACHINE
from ivrsim.core.instructions.base import REPLY
from ivrsim.core.platform import Platform
from ivrsim.core.variables import is_there
from ivrsim.graph.reason import Reason, reason
from ivrsim.play.consequences import DONE, QUIET, SilenceWatch
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.memories import BAD
from ivrsim.proofs.paths import Path
from ivrsim.proofs.property import (
    Answer,
    Breach,
    Broken,
    Goal,
    Holds,
    Options,
    PlanCalls,
    Property,
    broken_by,
    kinds_of,
)
from ivrsim.proofs.reasons.branches import BRANCHES, DeadBranches, branches_of
from ivrsim.proofs.reasons.endings import why_no_error, why_nothing_after_hang_up
from ivrsim.proofs.reasons.silence import why_silence_does_nothing
from ivrsim.proofs.reasons.variables import why_no_expression_fails, why_none_is_unset
from ivrsim.proofs.unset import first_unset
from ivrsim.search.escape import EVALUATED, NAMED
from ivrsim.search.explore import Move

_DONE: Final = {
    "transfer": "is connected",
    "stash": "is written into the report",
    "sms": "is sent a message",
    "dnc": "is put on the do-not-call list",
    "recording": "is recorded",
    "http": "is told to a web server",
}
"""What is done to a callee, by the kind of the entry that tells it."""
_NEED_CALLEE: Final = frozenset(("prompt", "listening", "recording", "transfer", "wait", "amd"))


def _after(memory: bool, move: Move, sets: Callable[[str], bool | None], bad: Callable[[str], bool]) -> object:
    """What a move makes of a memory that some kinds of effects set and clear, and others break while it is set."""
    for kind in kinds_of(move):
        if memory and bad(kind):
            return BAD
        change = sets(kind)
        memory = memory if change is None else change
    return memory


def _silence(subject: PlanCalls) -> Answer:
    """Where a callee presses nothing at a menu that has nothing for silence, no act follows until he does something.
    It is as IVR110, of every call; docs/proofs.md says it exactly.

    ## Example
    ```xml
    <menu maxDigits="1" timeout="3500">
      <play type="tts">Press 1 to hang up.</play>
      <keypress pressed="1"><hangup/></keypress>
    </menu>
    <transfer timeout="25">12135550100</transfer>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1" timeout="3500">
      <play type="tts">Press 1 to hang up.</play>
      <keypress pressed="1"><hangup/></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    <transfer timeout="25">12135550100</transfer>
    ```

    ## Undecided
    A value from outside decides whether silence leads to the act, or the search came to a bound.
    """
    unasked = SilenceWatch(subject.plan)

    def advance(memory: str, move: Move) -> object:
        for effect in move.effects:
            memory = unasked.after(memory, effect)
            if memory == DONE:
                return BAD
        return memory

    def words(path: Path) -> Breach:
        kind = next(each for each in reversed(kinds_of(path[-1].move)) if each in _DONE)
        return Breach(path, _unasked_for(kind), "expect no act in silence")

    found = broken_by(subject.search.ways(QUIET, advance), words)
    if found is not None:
        return found
    path = subject.search.to_move(lambda move: "no input" in kinds_of(move))
    return None if path is None else Holds(path, "a callee says nothing at a menu, and nothing is done")


def _unasked_for(kind: str) -> str:
    return f"a callee who says nothing {_DONE[kind]}, because a menu has nothing for silence"


def _silence_acts(transcript: Transcript, options: Options) -> str:
    """What silence has done in a call, in words."""
    done = SilenceWatch(transcript.plan).first(transcript)
    return "" if done is None else _unasked_for(done.kind)


def _branches(subject: PlanCalls) -> Answer:
    """Each branch of a menu, a condition or answering-machine detection is taken by some call.

    ## Example
    ```xml
    <menu maxDigits="1" timeout="3500">
      <play type="tts">Press 1 for the opening hours, or 12 for the desk.</play>
      <keypress pressed="1"><play type="tts">From nine to six.</play></keypress>
      <keypress pressed="12"><play type="tts">One moment.</play></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="2" timeout="3500">
      <play type="tts">Press 1 for the opening hours, or 12 for the desk.</play>
      <keypress pressed="1"><play type="tts">From nine to six.</play></keypress>
      <keypress pressed="12"><play type="tts">One moment.</play></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Undecided
    No value that was tried leads into a branch, and others may: the reason says which test would have to come out
    how.
    """
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
    """After the callee has hung up nothing is played, asked, recorded or connected.

    ## Example
    ```xml
    <catch type="hangup" goto="gone"><play type="tts">Please stay on the line.</play><hangup/></catch>
    <amd name="gone">
      <live><hangup/></live>
      <machine><hangup/></machine>
    </amd>
    ```

    ## Use instead
    ```xml
    <catch type="hangup" goto="gone"><play type="tts">Please stay on the line.</play><hangup/></catch>
    <stash name="gone" varname="Left">early</stash>
    ```

    ## Undecided
    A value from outside decides where the handler goes on, or the search came to a bound.
    """

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
    """No text has a variable put in that was never set. Names of the platform that the vendor does not document, such
    as `call.phoneNumber`, are set by nobody.

    ## Example
    ```xml
    <setvar varname="hours">nine to six</setvar>
    <play type="tts">We are open from ${hour}.</play>
    ```

    ## Use instead
    ```xml
    <setvar varname="hours">nine to six</setvar>
    <play type="tts">We are open from ${hours}.</play>
    ```

    ## Undecided
    A name is put together from values from outside, or a value decides whether a call comes to what sets the
    variable.
    """
    platform = subject.plan.platform

    def reads_unset(move: Move) -> bool:
        return "undefined" in kinds_of(move)

    def words(path: Path) -> Breach:
        name = next(each.variable for each in path[-1].move.effects if isinstance(each, ReadUnset))
        return Breach(path, _read_unset(name, platform), _SET)

    def misses(move: Move) -> bool:
        return bool(_missing(move, platform))

    def is_documented(move: Move) -> bool:
        """Allows no value of a variable that the platform may not have."""
        return all(is_there(name, platform) for name, value in move.chosen if value)

    missing = subject.search.to_move(misses, allows=is_documented) or subject.search.to_move(misses)
    if missing is not None:
        return Broken(missing, _read_unset(_missing(missing[-1].move, platform), platform), _SET)
    found = broken_by(subject.search.to_moves(reads_unset), words)
    if found is not None:
        return found
    forgotten = first_unset(subject.search, subject.unset)
    if forgotten is not None:
        path, name = forgotten
        return Broken(path, _read_unset(name, platform), _SET)
    if not any(each.javascript or each.awaits == REPLY for each in subject.plan.table):
        return None
    done = {"set", "condition", "reply", "stash"}
    holds = subject.search.to_move(lambda move: bool(done & set(kinds_of(move))))
    return Holds(holds, "variables are set and read")


_SET: Final = "expect no unset variable"


def _read_unset(name: str, platform: Platform) -> str:
    if is_there(name, platform):
        return f"the variable {name} is read before anything set it"
    return f"there is no variable {name}, and nothing sets it"


def _reads_unset(transcript: Transcript, options: Options) -> str:
    """What a call has read before it was set, in words."""
    platform = transcript.plan.platform
    return next((_read_unset(entry.details["variable"], platform) for entry in transcript.of_kind("undefined")), "")


def _missing(move: Move, platform: Platform) -> str:
    """A variable of the platform's that a move is the first to read, and that nobody documents; "" where there is none.

    The search tries values for it, because there may be one. The call that is shown has none.
    """
    return next((name for name, value in move.chosen if not value and not is_there(name, platform)), "")


def _is_javascript(effect: Effect) -> TypeGuard[Trouble]:
    return isinstance(effect, Trouble) and "javascript" in effect.error


def _javascript(subject: PlanCalls) -> Answer:
    """No expression fails, or hits a limit.

    ## Example
    ```xml
    <if expr="${contact.B} == yes"><play type="tts">Your books are due.</play></if>
    ```

    ## Use instead
    ```xml
    <if expr="'${contact.B}' == 'yes'"><play type="tts">Your books are due.</play></if>
    ```

    ## Undecided
    A value from outside stands in an expression in a form that no list covers; docs/proofs.md lists the forms.
    """

    def fails(move: Move) -> bool:
        return any(_is_javascript(effect) for effect in move.effects)

    def words(path: Path) -> Breach:
        trouble = next(each for each in path[-1].move.effects if _is_javascript(each))
        return Breach(path, f"{subject.label(trouble.element)}: {trouble.message}", "expect no javascript error")

    found = broken_by(subject.search.to_moves(fails), words)
    if found is not None:
        return found
    if not any(each.javascript for each in subject.plan.table):
        return None
    path = subject.search.to_move(lambda move: bool({"condition", "set", "stash"} & set(kinds_of(move))))
    return Holds(path, "an expression is evaluated")


def _javascript_failed(transcript: Transcript, options: Options) -> str:
    """Which expression has failed in a call, in words."""
    failed = (entry for entry in transcript.of_kind("error") if "javascript" in entry.details["error"])
    label = transcript.plan.elements
    return next((f"{label[entry.element].label}: {entry.details['message']}" for entry in failed), "")


def _ended_in_error(transcript: Transcript, options: Options) -> str:
    """In which error a call has ended, in words."""
    outcome = transcript.state.outcome
    return _error(outcome) if outcome.startswith("error:") else ""


def _error(outcome: str) -> str:
    return f"the call ends in an error: {outcome.removeprefix('error:')}"


def _errors(subject: PlanCalls) -> Answer:
    """No call ends because the plan cannot go on: a goto to a name that no tag has, a wait for what is no number.

    ## Example
    ```xml
    <play type="tts">Hello.</play>
    <goto>nowhere</goto>
    ```

    ## Use instead
    ```xml
    <play name="hello" type="tts">Hello.</play>
    <hangup/>
    ```

    ## Undecided
    A name or a number is put together from values from outside: `--set NAME=VALUE` makes them known.
    """
    failed = {state for state in subject.ends if subject.found.control(state).state.outcome.startswith("error:")}
    path = subject.search.to_state(failed) if failed else None
    if path is not None:
        outcome = subject.found.control(subject.after(path)).state.outcome
        return Broken(path, _error(outcome), "expect no error at the end")
    path = subject.search.to_state(subject.ends, allows=subject.person)
    return Holds(path, "a call that a person answers, and its end")


PROPERTIES: Final = (
    Property(
        "no-call-ends-in-error",
        "no call ends because the plan cannot go on",
        _errors,
        harm="the callee hears half a call, and the line goes dead",
        tells=_ended_in_error,
        conclusive=True,
        why=why_no_error,
    ),
    Property(
        "silence-never-acts",
        "silence does nothing to a callee, unless it is written for silence",
        _silence,
        level=WARNING,
        harm="answering machines, and people who have laid the phone down, get what they did not choose",
        tells=_silence_acts,
        conclusive=True,
        why=why_silence_does_nothing,
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
        tells=_reads_unset,
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
        tells=_javascript_failed,
        conclusive=True,
        why=why_no_expression_fails,
    ),
)
