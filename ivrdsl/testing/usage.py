"""What a test has used: plans, calls and texts whose secrets its report may not tell.

This file is part of every pytest start where ivrdsl is installed, so it imports nothing of ivrdsl.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Mapping
from contextvars import ContextVar
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from ivrdsl.model.nodes import Dialplan
    from ivrsim.core.table import Plan
    from ivrsim.play.call import Call
    from ivrsim.play.transcript import Transcript

_CALLS_KEPT: Final = 200
"""Hypothesis makes thousands of calls in a test, and shows one of the last."""
_LONGEST: Final = 40
"""Characters of a value that may be a code."""


class StandInServer(Protocol):
    """A stand-in that has heard calls and got texts, as a report needs it."""

    def told(self) -> list[str]:
        """What may have a code in it."""

    def story(self) -> str:
        """The texts and calls so far; "" for none."""


class Used:
    """What a test has used so far.

    Attributes:
        plans: made ready for calls or proofs.
        calls: made to plans, the last ones.
        nodes: plans that nobody has compiled.
        platforms: stand-ins that have heard calls and got texts.
        texts: parameters and variables as sentences, because one that is named like a secret is one: "code is 2517".
        locals: variables of the test itself, likewise.

    Args:
        shows: whether its report may tell secrets all the same.
    """

    def __init__(self, *, shows: bool = False) -> None:
        self.shows = shows
        self.plans: list[Plan] = []
        self.calls: deque[Call | Transcript] = deque(maxlen=_CALLS_KEPT)
        self.nodes: list[Dialplan] = []
        self.platforms: list[StandInServer] = []
        self.texts: set[str] = set()
        self.locals: set[str] = set()

    def __bool__(self) -> bool:
        """Whether the test has used anything of ours; its own variables are none of ours."""
        return any((self.plans, self.calls, self.nodes, self.platforms, self.texts))

    def plan(self, plan: Plan) -> None:
        if not any(each is plan for each in self.plans):
            self.plans.append(plan)

    def call(self, call: Call | Transcript) -> None:
        if not any(each is call for each in self.calls):
            self.calls.append(call)

    def platform(self, platform: StandInServer) -> None:
        if not any(each is platform for each in self.platforms):
            self.platforms.append(platform)

    def failure(self, error: BaseException | None) -> None:
        """Note plans and calls in the variables of a traceback: a test can make them without any help of ours."""
        seen: set[int] = set()
        while error is not None and id(error) not in seen and "ivrdsl.model.structure" in sys.modules:
            seen.add(id(error))
            for frame, _ in walk_tb(error.__traceback__):
                self._note_all(dict(frame.f_locals))
            error = error.__cause__ or error.__context__

    def _note_all(self, variables: dict[str, object]) -> None:
        self.locals |= sentences({name: value for name, value in variables.items() if isinstance(value, str)})
        for value in variables.values():
            self._note(value)

    def _note(self, value: object) -> None:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        found: Any = value
        match kind:
            case "ivrsim.play.call.Call" if not hasattr(found, "line"):
                pass  # what was wrong with it kept it from being made
            case "ivrdsl.model.structure.Dialplan" if not hasattr(found, "body"):
                pass  # likewise
            case "ivrsim.play.call.Call" | "ivrsim.play.transcript.Transcript":
                self.call(found)
            case "ivrsim.core.table.Plan":
                self.plan(found)
            case "ivrdsl.model.structure.Dialplan":
                self.nodes.append(found)


def sentences(values: Mapping[str, str]) -> set[str]:
    """Values as prompts would tell them."""
    short = {name: value for name, value in values.items() if len(value) <= _LONGEST}
    return {f"{' '.join(re.split(r'[_.]', name))} is {value}" for name, value in short.items()}


USED: ContextVar[Used | None] = ContextVar("USED", default=None)
"""What the test that runs has used; or a module, while pytest collects it."""


LASTING: list[StandInServer] = []
"""Stand-ins that are there for longer than a test: each test may have used them, without us."""


def use(
    *,
    plan: Plan | None = None,
    call: Call | Transcript | None = None,
    platform: StandInServer | None = None,
    values: Mapping[str, str] | None = None,
) -> None:
    """Note what a test uses, if one runs."""
    used = USED.get()
    if used is None:
        return
    if plan is not None:
        used.plan(plan)
    if call is not None:
        used.call(call)
    if platform is not None:
        used.platform(platform)
    used.texts |= sentences(values or {})
