"""What the fixture `dial` is: it makes calls to plans, on the session's platform, and remembers them for the report."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from types import TracebackType
from typing import Any, NamedTuple

import pytest

from ivrdsl.callfiles import find_plan
from ivrdsl.errors import IvrError
from ivrdsl.loading import load_plan
from ivrdsl.model.nodes import Dialplan
from ivrsim import table as t
from ivrsim.call import Call
from ivrsim.line import NOON
from ivrsim.plan import compile_plan
from ivrsim.platform import Platform
from ivrsim.report import as_text
from ivrsim.web import Reply

PlanLike = Dialplan | t.Plan | str | os.PathLike[str] | Callable[[], Dialplan]
"""A plan as tests name it: nodes, `FILE.xml` or `FILE.py[:NAME]`, a function that makes one, or one that is ready."""


class Ready(NamedTuple):
    """A plan that is ready to be called.

    Attributes:
        plan: compiled for a platform.
        lines: the source line of each element, when the plan comes from a file.
        source: how a call script names it, when it comes from a file; else "".
    """

    plan: t.Plan
    lines: Sequence[int | None]
    source: str


def ready(
    plan: PlanLike,
    platform: Platform | None = None,
    *,
    parameters: Mapping[str, str] | None = None,
    documents: Mapping[str, Dialplan] | None = None,
    folders: Sequence[str | os.PathLike[str]] = ("",),
) -> Ready:
    """Make ready whatever names a plan.

    Args:
        plan: the plan; one that is ready already stays on its platform.
        parameters: of a plan that is a function in a file.
        documents: what gotoXML leads to, by URL.
        folders: where files are looked for, "" being the current folder.

    Raises:
        IvrError: there is no such plan.
    """
    if isinstance(plan, t.Plan):
        return Ready(plan, (), "")
    if isinstance(plan, str | os.PathLike):
        source = find_plan(os.fspath(plan), folders)
        loaded = load_plan(source, parameters or {})
        return Ready(compile_plan(loaded.plan, platform, documents=documents), loaded.lines, source)
    made: object = plan if isinstance(plan, Dialplan) else plan()
    if not isinstance(made, Dialplan):
        raise IvrError(f"the plan is {made!r:.80}; expected a Dialplan, FILE.xml, FILE.py:NAME, or a function")
    return Ready(compile_plan(made, platform, documents=documents), (), "")


class Dial:
    """Makes calls: the fixture `dial`.

    Args:
        platform: what the calls run on.
        folders: where plans are looked for.
    """

    def __init__(self, platform: Platform, folders: Sequence[str | os.PathLike[str]]) -> None:
        self.platform = platform
        self.calls: list[Call] = []
        self._folders = folders

    def __call__(
        self,
        plan: PlanLike,
        *,
        parameters: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        web: Mapping[str, Reply] | None = None,
        clock: datetime = NOON,
        documents: Mapping[str, Dialplan] | None = None,
    ) -> Call:
        """Dial: the phone rings, and nobody has answered yet.

        Args:
            plan: nodes, or `FILE.xml` or `FILE.py[:NAME]` from the test's folder, the current one or pytest's root.
            parameters: of a plan that is a function in a file: `{"code": "2517"}`.
            variables, web, clock, documents: see `ivrsim.call.Call`.

        Raises:
            IvrError: there is no such plan; the text says why.
        """
        found = ready(plan, self.platform, parameters=parameters, documents=documents, folders=self._folders)
        call = Call(found.plan, variables=variables, clock=clock, lines=found.lines, web=web)
        self.calls.append(call)
        return call

    def sections(self) -> list[tuple[str, str]]:
        """The transcripts of the calls, for a report."""
        many = len(self.calls) > 1
        return [
            (f"transcript of call {number}" if many else "transcript", as_text(call.transcript()))
            for number, call in enumerate(self.calls, 1)
        ]


def described(platform: Platform) -> str:
    """A platform in a line: its name, and what it reads otherwise than the default one."""
    default = Platform()
    names = [field.name for field in fields(platform) if field.name not in ("name", "voice_rates")]
    differing = [f"{key}={platform.value(key)}" for key in names if getattr(platform, key) != getattr(default, key)]
    differing += [f"voice_rates.{voice}={rate}" for voice, rate in platform.voice_rates]
    return f"platform {platform.name}" + (f", {', '.join(differing)}" if differing else "")


def without_ours(found: pytest.ExceptionInfo[Any]) -> pytest.ExceptionInfo[Any]:
    """A failed step without the engine's lines at the end of its traceback."""
    chain: list[TracebackType] = []
    entry: TracebackType | None = found.value.__traceback__
    while entry is not None:
        chain.append(entry)
        entry = entry.tb_next
    while chain and str(chain[-1].tb_frame.f_globals.get("__name__", "")).startswith("ivrsim."):
        chain.pop()
    if not chain:
        return found
    kept: TracebackType | None = None
    for entry in reversed(chain):
        kept = TracebackType(kept, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return pytest.ExceptionInfo.from_exc_info((found.type, found.value.with_traceback(kept), kept))
