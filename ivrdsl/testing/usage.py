"""What a test has used: plans, calls and texts whose secrets its report may not tell.

This file is part of every pytest start where ivrdsl is installed, so it imports nothing of ivrdsl.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Mapping
from contextvars import ContextVar
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ivrdsl.model.nodes import Dialplan
    from ivrdsl.testing.local_platform import LocalPlatform
    from ivrsim.core.table import Plan
    from ivrsim.play.call import Call
    from ivrsim.play.transcript import Transcript

_CALLS_KEPT: Final = 200
"""Hypothesis makes thousands of calls in a test, and shows one of the last."""


class Used:
    """What a test has used so far.

    Attributes:
        plans: made ready for calls or proofs.
        calls: made to plans, the last ones.
        nodes: plans that nobody has compiled.
        platforms: stand-ins that have heard calls and got texts.
        texts: what else may tell codes.
    """

    def __init__(self) -> None:
        self.plans: list[Plan] = []
        self.calls: deque[Call | Transcript] = deque(maxlen=_CALLS_KEPT)
        self.nodes: list[Dialplan] = []
        self.platforms: list[LocalPlatform] = []
        self.texts: set[str] = set()

    def __bool__(self) -> bool:
        return any((self.plans, self.calls, self.nodes, self.platforms, self.texts))

    def plan(self, plan: Plan) -> None:
        if not any(each is plan for each in self.plans):
            self.plans.append(plan)

    def values(self, values: Mapping[str, str]) -> None:
        """Parameters and variables: one that is named like a secret is one, as in "code is 2517"."""
        self.texts |= {f"{name.replace('_', ' ').replace('.', ' ')} is {value}" for name, value in values.items()}

    def trace(self, trace: TracebackType | None) -> None:
        """Note plans and calls in the variables of a traceback: a test can make them without any help of ours."""
        if "ivrdsl.model.structure" not in sys.modules:
            return
        while trace is not None:
            for value in list(trace.tb_frame.f_locals.values()):
                self._note(value)
            trace = trace.tb_next

    def _note(self, value: object) -> None:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        found: Any = value
        match kind:
            case "ivrsim.play.call.Call" | "ivrsim.play.transcript.Transcript":
                self.calls.append(found)
            case "ivrsim.core.table.Plan":
                self.plan(found)
            case "ivrdsl.model.structure.Dialplan":
                self.nodes.append(found)


USED: ContextVar[Used | None] = ContextVar("USED", default=None)
"""What the test that runs has used; or a module, while pytest collects it."""


def use(
    *,
    plan: Plan | None = None,
    call: Call | Transcript | None = None,
    platform: LocalPlatform | None = None,
    values: Mapping[str, str] | None = None,
) -> None:
    """Note what a test uses, if one runs."""
    used = USED.get()
    if used is None:
        return
    if plan is not None:
        used.plan(plan)
    if call is not None:
        used.calls.append(call)
    if platform is not None:
        used.platforms.append(platform)
    used.values(values or {})
