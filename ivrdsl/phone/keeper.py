"""A call by hand as a `.call` file that passes at once."""

import os
from collections.abc import Callable
from typing import Final

from ivrdsl.errors import LoadError, StepFailed
from ivrdsl.files.callfolder import CallFolder
from ivrdsl.files.load import Loaded
from ivrdsl.files.names import split
from ivrdsl.phone.player import run_on
from ivrdsl.phone.session import PhoneSession
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import differing
from ivrsim.play.call import call_given
from ivrsim.script.callfile import WrittenCall, parse_call_file, write_calls
from ivrsim.script.run import passes

COMMAND: Final = "ivrdsl phone"
_ENDS: Final = ("expect hangup", "expect no error")
"""What a call can be expected to have come to in the end; the first that holds is written."""
_LONGEST_NAME: Final = 60


class CallKeeper:
    """Writes calls by hand into files; never over a file that it has not written itself since it was made.

    Args:
        source: the plan, as the command line names it.
        folder: makes the folder of a file.
        output: where a call goes if nobody says otherwise.
    """

    def __init__(self, source: str, folder: Callable[[str], CallFolder], output: str | None = None) -> None:
        self._source = source
        self._folder = folder
        self._output = output
        self._own: list[str] = []

    def proposed(self) -> str:
        """The name of a file for the next call: the one that was asked for, or one beside the plan that is free."""
        if self._output is not None:
            return self._output
        stem = os.path.splitext(split(self._source)[0])[0]
        number = 1
        while os.path.lexists(f"{stem}-{number}.call"):
            number += 1
        return f"{stem}-{number}.call"

    def save(self, session: PhoneSession, loaded: Loaded, path: str) -> str:
        """Write a call.

        Args:
            session: the call.
            loaded: the plan that is called.
            path: the file; without an ending it gets `.call`.

        Returns:
            What was written, in a sentence.

        Raises:
            LoadError: there is such a file, or no call yet.
            IvrError: it cannot be written.
        """
        if session.rings:
            raise LoadError("there is no call yet: somebody must answer first", usage=True)
        path = path if path.endswith(".call") else f"{path}.call"
        if os.path.lexists(path) and path not in self._own:
            raise LoadError(f"{path} is there already, and stays as it is: give another name", usage=True)
        folder = self._folder(os.path.dirname(path))
        call = written_call(session)
        fails = self._why_it_fails(call, session, folder, loaded)
        note = f"a call by hand.{f' It {fails}.' if fails else ''}"
        folder.write(path, [call], [note])
        self._own.append(path)
        return f"saved {path}: it {fails or 'passes'}"

    @staticmethod
    def _why_it_fails(call: WrittenCall, session: PhoneSession, folder: CallFolder, loaded: Loaded) -> str:
        """Why the file of a call would not pass; "" where it does."""
        (read,) = parse_call_file(write_calls("plan", {}, [call])).calls
        own = folder.platform()
        passed, _ = passes(call_given(compile_plan(loaded.plan, own), folder.given), read.statements)
        if passed:
            return ""
        if session.call.ended_by in ("error", "limit"):
            return f"fails until the plan is mended: {session.call.outcome}"
        quirks = differing(session.phoned.plan.platform)
        return f"passes with --quirk {' '.join(quirks)} only" if quirks else "fails in its file alone"


def written_call(session: PhoneSession) -> WrittenCall:
    """A call by hand as a file holds it."""
    statements = session.script
    if session.call.line.ended and statements[-1] != _ENDS[0]:
        statements += [each for each in _ENDS if _holds(session, each)][:1]
    return WrittenCall(_title(session), (), tuple(statements))


def _holds(session: PhoneSession, expectation: str) -> bool:
    try:
        run_on(session.ahead(), expectation)
    except StepFailed:
        return False
    return True


def _title(session: PhoneSession) -> str:
    """What the call shows: what somebody did in it."""
    told = ", ".join(each for each in session.moves if not each.startswith(("hear", "expect")))
    return told if len(told) <= _LONGEST_NAME else f"{told[: _LONGEST_NAME - 3].rstrip(', ')}..."
