"""What the fixture `dial` is: it makes calls to plans, on the session's platform, and remembers them for the report."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from traceback import walk_tb
from typing import Final

from ivrdsl.files.project import NamedPlan
from ivrdsl.findings.arguments import door, require_texts
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

    @door
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
            IvrError: there is no such plan, or something else is not as it is said here; the text says why.
        """
        for name, values in (("parameters", parameters), ("variables", variables)):
            if values is not None:
                require_texts("dial", name, values, '{"contact.firstName": "Ann"}')
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


_MOST_TOLD: Final = 5
"""Calls of a test's own variables that are told."""


def sections(dialled: Sequence[Call], error: BaseException) -> list[tuple[str, str]]:
    """The transcripts of calls, for a report.

    Args:
        dialled: those that the fixture has made.
        error: what failed; calls in the variables of a test, which it made itself, are told, too.
    """
    own = [each for each in _calls_in(error) if not any(each is other for other in dialled)]
    calls = [*dialled, *own[:_MOST_TOLD]]
    return [
        (
            f"transcript of call {number}" if len(calls) > 1 else "transcript",
            as_text(told_of(call.transcript()).transcript),
        )
        for number, call in enumerate(calls, 1)
    ]


def _is_made(value: object) -> bool:
    """Whether a value is a call that has been made; one with wrong arguments has not."""
    return type(value) is Call and hasattr(value, "line")


def _calls_in(error: BaseException) -> list[Call]:
    """The calls in the variables of the lines that led to an error."""
    found: dict[int, Call] = {}
    for frame, _ in walk_tb(error.__traceback__):
        found.update((id(each), each) for each in list(frame.f_locals.values()) if _is_made(each))
    return list(found.values())
