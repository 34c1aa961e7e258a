"""Calls that break a property, kept as `.call` files: each fails today, and passes when the plan is mended."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.files.callfolder import CallFolder
from ivrdsl.model.nodes import Dialplan
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.instructions.base import REPLY
from ivrsim.core.platform import Platform, differing
from ivrsim.core.table import Plan
from ivrsim.play.call import Call, call_given
from ivrsim.proofs.verdict import BROKEN, Verdict, Verification
from ivrsim.proofs.witness import Witness
from ivrsim.script.callfile import WrittenCall, parse_call_file, write_calls
from ivrsim.script.run import passes

_NOTES: Final = ("this call fails until the plan is mended.",)
_BEFORE: Final = ("set ", "http ")
"""Beginnings of statements that set up a call. It begins with an answer, and every other statement is tried."""
_ANYTHING_ELSE: Final = 'http "*" -> error'
"""What web servers answer that no statement before it names."""
_LONGEST_NAME: Final = 80
"""Characters of a file's name."""


class KeptCall(NamedTuple):
    """What became of a call that breaks a property.

    Attributes:
        path: its file.
        call: what the file holds; None where it is not written.
        why: why it is not.
    """

    path: str
    call: WrittenCall | None
    why: str = ""


def save(report: Verification, dialplan: Dialplan, platform: Platform, folder: CallFolder) -> list[KeptCall]:
    """Write each call that breaks a property as a file of its own, if it fails when the file is played.

    Args:
        report: the verdicts.
        dialplan: the plan.
        platform: that of the verdicts; files are played on the one that the folder's files name.
        folder: where to.

    Returns:
        All files, those too that were not written, with the reason.

    Raises:
        LoadError: a file of this name is somebody's own; then nothing is written.
        IvrError: a file cannot be written.
    """
    own = folder.platform()
    plan, quirks = compile_plan(dialplan, own), [] if platform == own else differing(platform)
    kept = [each for verdict in report.verdicts for each in _kept(verdict, plan, quirks, folder)]
    written = [(each.path, each.call) for each in kept if each.call is not None]
    folder.require_ours(path for path, _ in written)
    for path, call in written:
        folder.write(path, [call], _NOTES)
    return kept


def kept_call(verdict: Verdict, witness: Witness) -> WrittenCall:
    """Return a call as a file holds it: what the callee tries, and what must hold.

    A mended plan may ask web servers for something else than this call tells: they fail then.
    """
    before = [each for each in witness.statements if each.startswith(_BEFORE)]
    others = [each for each in witness.statements if not each.startswith(_BEFORE)]
    asks = any(each.awaits == REPLY for each in witness.transcript.plan.table)
    steps = [each if each.startswith("answer") else f"try {each}" for each in others]
    statements = (*before, *[_ANYTHING_ELSE] * asks, *steps, witness.expect)
    return WrittenCall(verdict.name, (verdict.says, witness.because), statements)


def _kept(verdict: Verdict, plan: Plan, quirks: list[str], folder: CallFolder) -> Iterator[KeptCall]:
    if verdict.verdict != BROKEN:
        return
    if not verdict.witnesses:
        yield KeptCall(folder.path(_file_name(verdict.name, 1)), None, f"there is no call to keep: {verdict.because}")
    for number, witness in enumerate(verdict.witnesses, 1):
        path = folder.path(_file_name(verdict.name, number))
        call = kept_call(verdict, witness)
        why = _why_not(call, witness, call_given(plan, folder.given), quirks)
        yield KeptCall(path, None if why else call, why)


def _why_not(call: WrittenCall, witness: Witness, played: Call, quirks: list[str]) -> str:
    """Why a call is not kept; "" where what must hold fails in it today, and nothing else does."""
    if not witness.expect:
        return "no statement of a call script says what should hold"
    (read,) = parse_call_file(write_calls("plan", {}, [call])).calls
    try:
        passed, failed = passes(played, read.statements)
    except IvrError as error:
        return f"it cannot be played: {error}"
    if failed is not None and failed.statement == witness.expect:
        return ""
    only = f"it fails with {', '.join(quirks)} alone, and a .call file cannot name a platform" if quirks else ""
    if passed:
        return only or "it passes today"
    return only or f"it fails for another reason: {failed.message if failed else 'the call ends in an error'}"


def _file_name(name: str, number: int) -> str:
    """The name of a file; a property may be called anything."""
    plain = re.sub(r"[^\w.-]+", "-", name).strip(".-")[:_LONGEST_NAME] or "property"
    return f"{plain}.call" if number == 1 else f"{plain}-{number}.call"
