"""Call scripts as pytest sees them: a file, and one test for each of its calls."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from ivrdsl.errors import IvrError
from ivrdsl.files.calls import load_call_file
from ivrdsl.testing.options import platform_for
from ivrdsl.testing.plans import PLANS, Played
from ivrdsl.testing.told import told_of
from ivrdsl.testing.usage import use
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.play.call import Call
from ivrsim.play.story import as_text
from ivrsim.play.transcript import Transcript
from ivrsim.script.callfile import ScriptedCall
from ivrsim.script.statements import Statement

_PARAMETER: Final = re.compile(r"""(\w+)=("[^"]*"|'[^']*'|\S+)""")


class FailureLocation(NamedTuple):
    """Where a call failed, and why: what pytest's summaries show of it."""

    path: str
    lineno: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.lineno}: {self.message}"


class CallFailed(Exception):  # noqa: N818  # a verdict, as pytest's Failed is
    """A scripted call failed. Pytest shows it as it stands, without a traceback."""

    def __init__(self, transcript: Transcript, place: FailureLocation, statement: str) -> None:
        super().__init__(transcript, place, statement)
        self.reprcrash = place
        self.story = f"{as_text(transcript)}\n\n{place.path}:{place.lineno}: {statement}\n    {place.message}"

    def __str__(self) -> str:
        return self.story

    def masked(self, hide: Callable[[str], str]) -> CallFailed:
        """The failure with its texts masked."""
        failed = CallFailed(*self.args)
        failed.reprcrash = self.reprcrash._replace(message=hide(self.reprcrash.message))
        failed.story = hide(self.story)
        return failed

    def toterminal(self, terminal: Any) -> None:
        """Print the report; pytest calls this."""
        terminal.line(self.story)


class CallScripts(pytest.File):
    """A `*.call` file. Its plan is loaded and compiled once."""

    def collect(self) -> Iterable[ScriptItem]:
        """One item a call.

        Raises:
            CollectError: the file does not parse, or its plan cannot be loaded.
        """
        config = self.config
        self.shown = _path_from(self.path, config.invocation_params.dir)
        try:
            found = load_call_file(self.shown, folders=["", config.rootpath], plans=PLANS)
        except IvrError as error:
            use(values=_given(self.path))
            raise self.CollectError(str(error)) from None
        named = found.loaded.named
        self.given = named.given if named is not None else {}
        self.parameters = {**(named.parameters if named is not None else {}), **found.file.parameters}
        self.plan: t.Plan = compile_plan(found.loaded.plan, platform_for(config, named))
        self.lines = found.loaded.lines
        self.source, self.varies = found.loaded.source, bool(self.parameters)
        for call in found.file.calls:
            yield ScriptItem.from_parent(self, name=call.name, call=call)


class ScriptItem(pytest.Item):
    """One call of a file."""

    parent: CallScripts

    def __init__(self, *, call: ScriptedCall, **rest: Any) -> None:
        super().__init__(**rest)
        self.call = call
        self.played: list[Played] = []

    def runtest(self) -> None:
        """Play the call.

        Raises:
            CallFailed: a statement failed, or the call ended in an error or at a limit.
        """
        call = Call(self.parent.plan, variables=self.parent.given, lines=self.parent.lines)
        use(call=call, values={**self.parent.parameters, **self.parent.given})
        self.played = [Played(call, self.parent.source, self.parent.varies)]
        failed = _first_failure(call, self.call.statements)
        told = told_of(call.transcript())
        transcript = told.transcript
        self._tell(transcript)
        if failed is not None:
            statement, error = failed
            raise self._failure(transcript, statement.line, statement.source, told.retold(str(error)))
        if transcript.ended_by in ("error", "limit"):
            message = f"no statement failed, but the call ended in an error: {transcript.outcome}"
            raise self._failure(transcript, self.call.line, f'call "{self.name}"', message)

    def _tell(self, transcript: Transcript) -> None:
        """What JUnit XML says about the call."""
        self.user_properties += [
            ("outcome", transcript.outcome),
            ("ended_by", transcript.ended_by or ""),
            ("duration_ms", transcript.duration_ms),
            *(("assumption", f"{each.quirk}={each.value}") for each in transcript.assumptions),
        ]

    def _failure(self, transcript: Transcript, line: int, statement: str, message: str) -> CallFailed:
        return CallFailed(transcript, FailureLocation(self.parent.shown, line, message), statement)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The transcript and what failed; no traceback, which would show nothing of the user's."""
        return excinfo.value if isinstance(excinfo.value, CallFailed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        return self.path, self.call.line - 1, f'{self.parent.shown}: call "{self.name}"'


def _given(path: Path) -> dict[str, str]:
    """The parameters that a file of calls seems to give to its plan, though it cannot be read as one."""
    return dict(_PARAMETER.findall(path.read_text("utf-8", "replace"))) if path.is_file() else {}


def _first_failure(call: Call, statements: Iterable[Statement]) -> tuple[Statement, IvrError] | None:
    for statement in statements:
        try:
            statement.run(call)
        except IvrError as error:
            return statement, error
    return None


def _path_from(path: Path, here: Path) -> str:
    """A file's name as users know it: from the folder where pytest was started, if it is in there."""
    return os.fspath(path.relative_to(here)) if path.is_relative_to(here) else os.fspath(path)
