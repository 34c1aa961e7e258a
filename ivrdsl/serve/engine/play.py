"""Plays calls, in the engine's process: a script to its end, or a person's call as far as it has come.

What the dialplan does, only `ivrsim` knows; what the callee does is statements of the call script, and keys.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from ivrdsl.errors import IvrError, StepFailed, XmlError
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.events import NO_REPLY
from ivrsim.core.instructions import base
from ivrsim.core.keys import taken
from ivrsim.core.platform import Platform
from ivrsim.core.table import Plan
from ivrsim.play.call import Call
from ivrsim.play.failure import Failed
from ivrsim.play.party import require_person
from ivrsim.play.story import as_json, as_text, known_from
from ivrsim.play.transcript import Transcript
from ivrsim.play.web import Answer, Web
from ivrsim.script.statements import parse_script

Json = dict[str, Any]

TALK_MS: Final = 30_000
"""How long the parties of a transfer talk when a script does not say."""
SPEAK_MS: Final = 4_000
"""How long a person speaks into a recording when a script does not say."""
REMEMBERED: Final = 500
"""Calls in progress that are remembered; others are played again from their moves."""
WRONG_KEYS: Final = 3
"""How many keys a callee of wrong keys presses at most."""


class Opening(NamedTuple):
    """How a call begins.

    Attributes:
        xml: the dialplan.
        variables: set before the call, by the platform's names.
        clock_ms: when it rings, ms since 1970-01-01 UTC.
    """

    xml: str
    variables: dict[str, str]
    clock_ms: int


class Engine:
    """Plays calls on a platform."""

    def __init__(self, platform: Platform, max_plan_bytes: int) -> None:
        self._platform = platform
        self._max_plan_bytes = max_plan_bytes
        self.plan = lru_cache(maxsize=16)(self._plan)
        self._live: dict[int, tuple[Opening, list[Json], Call]] = {}

    def _plan(self, xml: str) -> Plan:
        from ivrdsl.xml.parse import from_xml

        return compile_plan(from_xml(xml, max_bytes=self._max_plan_bytes), self._platform)

    def check(self, xml: str) -> list[Json]:
        """What `ivrdsl check` finds in a plan.

        Raises:
            XmlError: it cannot be read as a dialplan at all.
        """
        from ivrdsl.checking.run import check_document

        checked = check_document(xml, "dialplanXml", max_bytes=self._max_plan_bytes)
        if isinstance(checked.plan, XmlError):
            raise checked.plan
        wanted = ("code", "name", "severity", "line", "column", "node", "message", "why", "fix")
        return [{key: value for key, value in each._asdict().items() if key in wanted} for each in checked.findings]

    def play(self, opening: Opening, script: str, *, wrong_keys: bool = False) -> Json:
        """Play a call to its end. A callee does what the script says as far as it can, then stays silent."""
        call = self._ringing(opening)
        failed = _follow(call, script)
        for _ in range(WRONG_KEYS if wrong_keys else 0):
            if not _press_wrong_key(call):
                break
        _run_on(call)
        return snapshot(call, failed)

    def move(self, call_id: int, opening: Opening, moves: Sequence[Json], until_ms: int | None) -> Json:
        """Play a call as far as it has come.

        Args:
            call_id: under which the call is remembered; a call that is not is played again from its moves.
            opening: how it begins.
            moves: everything that its callee has done, in order.
            until_ms: let so much time pass since it was answered, with every timer on the way; None for no more.
        """
        before = self._live.pop(call_id, None)
        if before is not None and before[0] == opening and list(moves[: len(before[1])]) == before[1]:
            done, call = len(before[1]), before[2]
        else:
            done, call = 0, self._ringing(opening)
        failed = None
        for each in moves[done:]:
            failed = _make_move(call, each)
        if until_ms is not None and call.line.waiting.awaits != base.ANSWER:
            call.line.run_to(until_ms, tie=True)
        if not call.line.ended:
            self._live[call_id] = (opening, list(moves), call)
            if len(self._live) > REMEMBERED:
                del self._live[next(iter(self._live))]
        return snapshot(call, failed)

    def _ringing(self, opening: Opening) -> Call:
        clock = datetime.fromtimestamp(opening.clock_ms / 1000, UTC)
        call = Call(self.plan(opening.xml), clock=clock)
        call.line.give(opening.variables)  # a recipient has what the plan reads, and more
        call.line.web = _NobodyElse()
        return call


class _NobodyElse(Web):
    """The web as a stand-in has it: what a script does not answer is a failed request. Nothing is ever sent."""

    def answer(self, method: str, url: str) -> Answer:
        try:
            return super().answer(method, url)
        except StepFailed:
            return Answer(NO_REPLY)


# --- what a callee does ---------------------------------------------------------------------------------------------


def _follow(call: Call, script: str) -> Failed | None:
    """Follow a script to its end, or to the first statement that cannot be done."""
    for statement in parse_script(script):
        try:
            statement.run(call)
        except IvrError as failure:
            return Failed(statement.line, statement.source, str(failure))
    return None


def _make_move(call: Call, move: Mapping[str, Any]) -> Failed | None:
    """Make one move of a person: at a time of the call, or when its script says."""
    if "script" in move:
        return _follow(call, move["script"])
    if "at_ms" in move and call.line.waiting.awaits != base.ANSWER:
        call.line.run_to(move["at_ms"])
    if not call.line.ended:
        match move["do"]:
            case "answer":
                call.answer(move["by"])
            case "key":
                return _by_a_person(call, f"press {move['key']}", lambda: call.line.key(move["key"]))
            case "hang up":
                return _by_a_person(call, "hang up", call.line.hang_up)
    return None


def _by_a_person(call: Call, act: str, do: Callable[[], object]) -> Failed | None:
    """Do what only a person does, if one is on the line."""
    try:
        require_person(call.line, act)
    except StepFailed as failure:
        return Failed(1, act, str(failure))
    do()
    return None


def _press_wrong_key(call: Call) -> bool:
    """Press what the next menu has no branch for; False where no menu comes that could be given such a key."""
    try:
        while (menu := call.line.plan.menu_at(call.line.state.place)) is None:
            if call.line.due_ms is None or call.line.waiting.decides:
                return False
            call.line.fire()
        length = min(menu.max_digits or 1, 10)
        keys = next((key * length for key in "9876543210" if taken(menu, key * length).exit is None), None)
        if keys is None:
            return False
        call.press(keys)
        if not menu.max_digits:
            call.line.key("#")
    except StepFailed:
        return False
    return True


def _run_on(call: Call) -> None:
    """Let the call come to its end. A person takes transfers, and speaks into recordings; a machine does neither."""
    able = True
    while not call.line.ended:
        waiting = call.line.waiting
        person = able and _is_a_person(call)
        try:
            if person and waiting.awaits == base.TRANSFER and not call.line.state.phase:
                call.transfer("answered", talk_ms=TALK_MS)
            elif person and waiting.awaits == base.RECORDING and not call.line.state.phase:
                call.record(SPEAK_MS, then="#")
            elif call.line.due_ms is not None:
                call.line.fire()
            else:
                call.line.hang_up() if waiting.awaits != base.ANSWER else call.answer("no answer")
        except StepFailed:
            able = False
            if call.line.due_ms is None and not call.line.ended:
                call.line.hang_up()


def _is_a_person(call: Call) -> bool:
    """Whether a person is on the line now."""
    line = call.line
    if line.waiting.awaits == base.ANSWER:
        return False
    side = line.other_side
    if side is None or not side.named:
        return line.state.detected != "machine"
    return side.person_ms is not None and side.person_ms <= line.now_ms


# --- what came of it ------------------------------------------------------------------------------------------------

_WAITS: Final = {
    base.ANSWER: "ring",
    base.KEYS: "key",
    base.PROMPT: "prompt",
    base.TRANSFER: "transfer",
    base.RECORDING: "record",
}


def snapshot(call: Call, failed: Failed | None) -> Json:
    """Where a call is and what happened so far, as data."""
    line = call.line
    transcript = call.transcript()
    waits = None if line.ended else {"for": _WAITS.get(line.waiting.awaits, "time"), "due_ms": line.due_ms}
    return {
        "ended": line.ended,
        "now_ms": line.now_ms,
        "due_ms": line.due_ms,
        "waits": waits,
        "doing": call.doing(),
        "report": as_json(transcript, failed, show_secrets=True)
        | {"masking": _masking(transcript), "detects": call.line.plan.detects(), "said": _said(transcript)},
        "story": as_text(transcript, failed),
    }


def _said(transcript: Transcript) -> list[Json]:
    """What was said of each prompt, and when it began: of one that was cut, the words until then."""
    return [{"at_ms": each.at_ms, "text": str(each)} for each in transcript.said()]


def _masking(transcript: Transcript) -> Json:
    """What a mask is told of a call, beside what is in its report."""
    known = known_from(transcript)
    return {name: sorted(texts) for name, texts in known._asdict().items()}
