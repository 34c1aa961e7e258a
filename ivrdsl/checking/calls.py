"""Checks a file of scripted calls: what it says, what it names of its plan, and that plan."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from ivrdsl.checking.control import Control
from ivrdsl.checking.registry import rules
from ivrdsl.checking.run import locate
from ivrdsl.checking.sources import Checked, check_source
from ivrdsl.errors import IvrError, LoadError, ScriptError
from ivrdsl.files.calls import FoundPlan, mistake_of_plan, plan_of, read_script
from ivrdsl.files.load import Plans
from ivrdsl.findings.finding import ERROR, WARNING, Finding, Position, Problem
from ivrsim.script.callfile import ReadFile, read_call_file
from ivrsim.script.names import UnknownName, unknown_names

MISTAKE: Final = ("IVR903", "script-mistake")
UNKNOWN: Final = ("IVR904", "unknown-name-in-script")


class CheckedCalls(NamedTuple):
    """A file of calls that was checked.

    Attributes:
        findings: what is wrong with it, by line, and then with its plan.
        plan: the file of the plan; "" where there is none.
    """

    findings: list[Finding]
    plan: str


def check_calls(path: str, plans: Plans, *, max_bytes: int, control: Control) -> CheckedCalls:
    """Check a file of calls, and the plan that it names.

    Args:
        path: the file.
        plans: what the command has loaded.
        max_bytes: a larger plan in XML is refused (one finding).
        control: which rules apply; a plan of the project has its own preset.

    Raises:
        LoadError: the file cannot be read.
    """
    try:
        read = read_call_file(read_script(path))
    except IvrError as error:
        raise LoadError(str(error), usage=True) from None
    mistakes = list(read.mistakes)
    checked, found = None, None
    try:
        found = plan_of(path, read)
        if found is not None:
            checked = _check_plan(found, read, plans, max_bytes, _control_of(found, control))
            if isinstance(checked.found, LoadError) and checked.found.usage:
                raise checked.found
    except LoadError as error:
        mistakes.append(mistake_of_plan(read, error))
    problems = [*map(_mistake, mistakes), *_unknown(read, checked, found)]
    wanted = [each for each in problems if control.wants(rules()[each.code], path)]
    own = locate([each._replace(severity=control.severity(each)) for each in wanted], lambda _: Position(), path)
    return CheckedCalls(own + (checked.findings if checked else []), found.source if found and checked else "")


def _control_of(found: FoundPlan, control: Control) -> Control:
    """Which rules apply to a plan: one of the project may have a preset of its own."""
    own = found.named.settings.get("preset") if found.named is not None else None
    return control._replace(preset=own) if own else control


def _check_plan(found: FoundPlan, read: ReadFile, plans: Plans, max_bytes: int, control: Control) -> Checked:
    parameters = {**found.parameters, **read.file.parameters}
    return check_source(found.source, parameters, plans, max_bytes=max_bytes, control=control)


def _unknown(read: ReadFile, checked: Checked | None, found: FoundPlan | None) -> Iterator[Problem]:
    """The names in a file of calls that its plan has not; none where there is no plan to ask."""
    if checked is None or isinstance(checked.found, IvrError):
        return
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.core.platform import Platform

    named = found.named if found else None
    plan = compile_plan(checked.found.plan, named.platform() if named else Platform())
    for call in read.file.calls:
        for each in unknown_names(call.statements, plan, named.given if named else ()):
            yield _unknown_problem(call.name, each)


def _mistake(mistake: ScriptError) -> Problem:
    words = (str(mistake), "no call of this file can be played", "")
    return Problem(*MISTAKE, ERROR, None, "", *words, position=Position(mistake.line, mistake.column))


def _unknown_problem(call: str, unknown: UnknownName) -> Problem:
    severity = ERROR if unknown.fails else WARNING
    words = (unknown.message, unknown.why, unknown.fix)
    position = Position(unknown.line, unknown.column)
    return Problem(*UNKNOWN, severity, None, f'call "{call}"', *words, position=position)
