"""Call scripts as pytest sees them: a file, and one test for each of its calls."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from ivrdsl.callfiles import load_call_file
from ivrdsl.errors import IvrError
from ivrdsl.testing.plugin import platform_of
from ivrsim import table as t
from ivrsim.call import Call
from ivrsim.callfile import ScriptedCall
from ivrsim.plan import compile_plan
from ivrsim.report import as_text
from ivrsim.script import Statement
from ivrsim.transcript import Transcript


class CallFailed(Exception):  # noqa: N818  # a verdict, as pytest's Failed is
    """A scripted call failed; the text is the whole report."""


class CallScripts(pytest.File):
    """A `*.call` file. Its plan is loaded and compiled once."""

    def collect(self) -> Iterable[ScriptItem]:
        """One item a call.

        Raises:
            CollectError: the file does not parse, or its plan cannot be loaded.
        """
        config = self.config
        self.shown = _shown(self.path, config.invocation_params.dir)
        try:
            found = load_call_file(self.shown, folders=["", config.rootpath])
        except IvrError as error:
            raise self.CollectError(str(error)) from None
        self.plan: t.Plan = compile_plan(found.loaded.plan, platform_of(config))
        self.lines = found.loaded.lines
        for call in found.file.calls:
            yield ScriptItem.from_parent(self, name=call.name, call=call)


class ScriptItem(pytest.Item):
    """One call of a file."""

    parent: CallScripts

    def __init__(self, *, call: ScriptedCall, **rest: Any) -> None:
        super().__init__(**rest)
        self.call = call

    def runtest(self) -> None:
        """Play the call.

        Raises:
            CallFailed: a statement failed, or the call ended in an error or at a limit.
        """
        call = Call(self.parent.plan, lines=self.parent.lines)
        failed = _first_failure(call, self.call.statements)
        transcript = call.transcript()
        self._tell(transcript)
        if failed is not None:
            statement, error = failed
            raise CallFailed(self._report(transcript, statement.line, statement.source, str(error)))
        if transcript.ended_by in ("error", "limit"):
            message = f"no statement failed, but the call ended in an error: {transcript.outcome}"
            raise CallFailed(self._report(transcript, self.call.line, f'call "{self.name}"', message))

    def _tell(self, transcript: Transcript) -> None:
        """What JUnit XML says about the call."""
        self.user_properties += [
            ("outcome", transcript.outcome),
            ("ended_by", transcript.ended_by or ""),
            ("duration_ms", transcript.duration_ms),
            *(("assumption", f"{each.quirk}={each.value}") for each in transcript.assumptions),
        ]

    def _report(self, transcript: Transcript, line: int, statement: str, message: str) -> str:
        return f"{as_text(transcript)}\n\n{self.parent.shown}:{line}: {statement}\n    {message}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The transcript and what failed; no traceback, which would show nothing of the user's."""
        return str(excinfo.value) if isinstance(excinfo.value, CallFailed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        return self.path, self.call.line - 1, f'{self.parent.shown}: call "{self.name}"'


def _first_failure(call: Call, statements: Iterable[Statement]) -> tuple[Statement, IvrError] | None:
    for statement in statements:
        try:
            statement.run(call)
        except IvrError as error:
            return statement, error
    return None


def _shown(path: Path, here: Path) -> str:
    """A file's name as users know it: from the folder where pytest was started, if it is in there."""
    return os.fspath(path.relative_to(here)) if path.is_relative_to(here) else os.fspath(path)
