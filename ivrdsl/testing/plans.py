"""Whatever names a plan in a test, made ready to be called; and what a test's platform is called."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Final, NamedTuple

from ivrdsl.errors import ArgumentError
from ivrdsl.files.calls import find_plan
from ivrdsl.files.load import Plans
from ivrdsl.files.project import NamedPlan
from ivrdsl.findings.arguments import shown
from ivrdsl.model.base import Node
from ivrdsl.model.nodes import Dialplan
from ivrdsl.testing.usage import use
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.platform import Platform, differing
from ivrsim.play.call import Call

PlanLike = Dialplan | t.Plan | str | os.PathLike[str] | Callable[[], Dialplan]
"""A plan as tests name it: nodes, `FILE.xml` or `FILE.py[:NAME]`, the name that a project gives it, a function that
makes one, or one that is ready."""


class Ready(NamedTuple):
    """A plan that is ready to be called.

    Attributes:
        plan: compiled for a platform.
        lines: the source line of each element, when the plan comes from a file.
        source: how a call script names it, when it comes from a file; else "".
        named: the plan as the project names it, where the test did so.
    """

    plan: t.Plan
    lines: Sequence[int | None]
    source: str
    named: NamedPlan | None = None


class Played(NamedTuple):
    """A call that a test made.

    Attributes:
        call: the call, as it is now.
        source: how its plan is named, when it comes from a file; else "".
        varies: whether the plan was made by a function with parameters, or in the test.
    """

    call: Call
    source: str
    varies: bool


PLANS: Final = Plans(keeps_failures=False)
"""What this pytest run has loaded: a plan runs once, however many tests call it, until its file changes."""
PLAYED: ContextVar[list[Played] | None] = ContextVar("PLAYED", default=None)
"""Where calls are noted that are made without `dial`, while a test runs and somebody wants to know."""


def note(call: Call, source: str = "", *, varies: bool = True) -> None:
    """Note a call that has been made, if somebody wants to know. See `Played`."""
    use(call=call)
    found = PLAYED.get()
    if found is not None:
        found.append(Played(call, source, varies))


def ready(
    plan: PlanLike,
    platform: Platform | None = None,
    *,
    parameters: Mapping[str, str] | None = None,
    documents: Mapping[str, Dialplan] | None = None,
    folders: Sequence[str | os.PathLike[str]] = ("",),
    named_on: Callable[[NamedPlan], Platform] | None = None,
) -> Ready:
    """Make ready whatever names a plan.

    Args:
        plan: the plan; one that is ready already stays on its platform.
        parameters: of a plan that is a function in a file.
        documents: what gotoXML leads to, by URL.
        folders: where files are looked for, "" being the current folder.
        named_on: what a plan runs on that was named as its project names it; its own platform if nothing else is said.

    Raises:
        IvrError: there is no such plan.
    """
    use(values=parameters)
    found = _ready(plan, platform, parameters or {}, documents, folders, named_on)
    if found.named is not None:
        use(values={**found.named.parameters, **found.named.given})
    use(plan=found.plan)
    return found


def _ready(
    plan: PlanLike,
    platform: Platform | None,
    parameters: Mapping[str, str],
    documents: Mapping[str, Dialplan] | None,
    folders: Sequence[str | os.PathLike[str]],
    named_on: Callable[[NamedPlan], Platform] | None,
) -> Ready:
    if isinstance(plan, t.Plan):
        return Ready(plan, (), "")
    if isinstance(plan, str | os.PathLike):
        found = find_plan(os.fspath(plan), folders)
        loaded = PLANS.load(found.source, {**found.parameters, **parameters})
        if found.named is not None and (platform is None or named_on is not None):
            platform = (named_on or NamedPlan.platform)(found.named)
        ready_plan = compile_plan(loaded.plan, platform, documents=documents)
        return Ready(ready_plan, loaded.lines, found.source, found.named)
    # a node can be called, too, and says that nobody should
    made: Any = _made(plan) if callable(plan) and not isinstance(plan, type | Node) else plan
    return Ready(compile_plan(made, platform, documents=documents), (), "")


def _made(function: Callable[[], object]) -> Any:
    """The plan that a function makes.

    Raises:
        ArgumentError: it takes arguments, or makes something else.
    """
    try:
        made = function()
    except TypeError as error:
        if error.__traceback__ is not None and error.__traceback__.tb_next is None:  # it did not begin
            story = f"the plan is {shown(function)}, which takes arguments; give a function without"
            raise ArgumentError(f"{story}: lambda: {getattr(function, '__name__', 'make')}(...)") from None
        raise
    if not isinstance(made, Dialplan):
        raise ArgumentError(f"the plan is {shown(made)}; expected a Dialplan from {shown(function)}")
    return made


def described(platform: Platform) -> str:
    """A platform in a line: its name, and what it reads otherwise than the default one."""
    tables = {
        "voice_rates": platform.voice_rates,
        "voice_factors": platform.voice_factors,
        "sounds_s": [(sound, f"{ms / 1000:g}") for sound, ms in platform.sounds_ms],
    }
    rows = [f"{table}.{name}={value}" for table, rows in tables.items() for name, value in rows]
    return ", ".join([f"platform {platform.name}", *differing(platform), *rows])
