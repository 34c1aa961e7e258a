"""What the fixture `dial` is: it makes calls to plans, on the session's platform, and remembers them for the report."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any

import pytest

from ivrdsl.files.project import NamedPlan
from ivrdsl.model.nodes import Dialplan
from ivrdsl.testing.plans import PlanLike, Played, ready
from ivrdsl.testing.told import told_of
from ivrdsl.testing.usage import use
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.play.line import NOON
from ivrsim.play.story import as_text
from ivrsim.play.web import Replies


class Dial:
    """Makes calls: the fixture `dial`.

    Args:
        platform: what the calls run on.
        folders: where plans are looked for.
        named_on: what a plan of a project runs on; its own platform if not given.
    """

    def __init__(
        self,
        platform: Platform,
        folders: Sequence[str | os.PathLike[str]],
        named_on: Callable[[NamedPlan], Platform] = NamedPlan.platform,
    ) -> None:
        self.platform = platform
        self._named_on = named_on
        self.calls: list[Call] = []
        self.played: list[Played] = []
        self._folders = folders

    def __call__(
        self,
        plan: PlanLike,
        *,
        parameters: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        web: Mapping[str, Replies] | None = None,
        clock: datetime = NOON,
        documents: Mapping[str, Dialplan] | None = None,
    ) -> Call:
        """Dial: the phone rings, and nobody has answered yet.

        Args:
            plan: nodes, or `FILE.xml` or `FILE.py[:NAME]` from the test's folder, the current one or pytest's root. The
                name that the project gives it brings along parameters, platform and values.
            parameters: of a plan that is a function in a file: `{"code": "2517"}`.
            variables, web, clock, documents: see `ivrsim.play.call.Call`.

        Raises:
            IvrError: there is no such plan; the text says why.
        """
        found = ready(
            plan,
            self.platform,
            parameters=parameters,
            documents=documents,
            folders=self._folders,
            named_on=self._named_on,
        )
        if found.named is not None:
            variables = {**found.named.given, **(variables or {})}
        call = Call(found.plan, variables=variables, clock=clock, lines=found.lines, web=web)
        use(call=call, values=variables)
        self.calls.append(call)
        varies = not found.source or bool(parameters) or bool(found.named and found.named.parameters)
        self.played.append(Played(call, found.source, varies=varies))
        return call

    def sections(self) -> list[tuple[str, str]]:
        """The transcripts of the calls, for a report."""
        many = len(self.calls) > 1
        return [
            (f"transcript of call {number}" if many else "transcript", as_text(told_of(call.transcript()).transcript))
            for number, call in enumerate(self.calls, 1)
        ]


def without_ours(found: pytest.ExceptionInfo[Any]) -> pytest.ExceptionInfo[Any]:
    """What a test's own line did, without the engine's lines at the end of its traceback."""
    chain: list[TracebackType] = []
    entry: TracebackType | None = found.value.__traceback__
    while entry is not None:
        chain.append(entry)
        entry = entry.tb_next
    while chain and str(chain[-1].tb_frame.f_globals.get("__name__", "")).startswith("ivrsim."):
        chain.pop()
    kept: TracebackType | None = None
    for entry in reversed(chain):
        kept = TracebackType(kept, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    if kept is None:
        return found
    return pytest.ExceptionInfo.from_exc_info((found.type, found.value.with_traceback(kept), kept))
