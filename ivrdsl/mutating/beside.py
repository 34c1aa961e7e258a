"""The files of calls that somebody has written for a plan."""

import os
from collections.abc import Mapping, Sequence
from glob import escape, glob
from typing import NamedTuple

from ivrdsl.errors import IvrError, LoadError
from ivrdsl.files.calls import LoadedCalls, find_plan, load_call_file, read_script
from ivrdsl.files.coverage import named
from ivrdsl.files.load import Plans
from ivrdsl.files.names import split
from ivrsim.script.callfile import read_call_file


class Beside(NamedTuple):
    """The files of calls beside a plan.

    Attributes:
        calls: those that call it, in order.
        unread: those that do not parse, and name the plan, or nobody knows which.
    """

    calls: list[str]
    unread: list[str]


Known = dict[str, tuple[str | None, bool]]
"""By file of calls: the plan that it calls, and whether it parses; see `_plan_called_by`."""


def calls_beside(source: str, *, any_plan: bool = False, known: "Known | None" = None) -> Beside:
    """Return the files of calls beside a plan.

    Args:
        source: the plan.
        any_plan: whether calls to any plan of its file are meant.
        known: what has been read already, for who asks about many plans.
    """
    folder = os.path.dirname(split(source)[0])
    found = sorted(filter(os.path.isfile, glob(os.path.join(escape(folder), "*.call"))))  # a pipe may never end
    known = {} if known is None else known
    for path in found:
        if path not in known:
            known[path] = _plan_called_by(path)
    called = {path: known[path] for path in found}
    own = _file(named(source)) if any_plan else named(source)
    if any_plan:
        called = {path: (plan and _file(plan), parses) for path, (plan, parses) in called.items()}
    calls = [path for path, (plan, parses) in called.items() if parses and plan == own]
    return Beside(calls, [path for path, (plan, parses) in called.items() if not parses and plan in (own, None)])


def parsing(paths: Sequence[str]) -> Beside:
    """Files of calls to one plan, those that do not parse apart."""
    called = {path: _plan_called_by(path)[1] for path in paths}
    return Beside([path for path, parses in called.items() if parses], [path for path in called if not called[path]])


def _file(source: str) -> str:
    return split(source)[0]


def _plan_called_by(path: str) -> tuple[str | None, bool]:
    """The plan that a file calls, and whether it parses; "" where that plan is not there, None where it names none."""
    try:
        read = read_call_file(read_script(path))
    except IvrError:
        return None, False
    parses = not read.mistakes
    if not read.file.plan:
        return None, parses
    try:
        return named(find_plan(read.file.plan, [os.path.dirname(path), ""]).source), parses
    except LoadError:
        return "" if parses else None, parses


def read_calls(source: str, paths: Sequence[str], plans: Plans) -> list[tuple[str, LoadedCalls]]:
    """Read files of calls to a plan.

    Args:
        source: the plan.
        paths: the files.
        plans: what has been loaded already.

    Raises:
        IvrError: one cannot be read, or calls another plan.
    """
    found: list[tuple[str, LoadedCalls]] = []
    for path in dict.fromkeys(paths):
        calls = load_call_file(path, plans=plans)
        if named(calls.loaded.source) != named(source):
            raise LoadError(f"{path} calls {named(calls.loaded.source)}, not {named(source)}", usage=True)
        found.append((path, calls))
    return found


def parameters_of(files: Sequence[tuple[str, LoadedCalls]], given: Mapping[str, str]) -> Mapping[str, str]:
    """Return the parameters that a plan is loaded with: what is given, else those of the first file of calls."""
    return given if given or not files else files[0][1].file.parameters
