"""The files of calls that somebody has written for a plan."""

import os
from collections.abc import Mapping, Sequence
from glob import escape, glob

from ivrdsl.callfiles import LoadedCalls, find_plan, load_call_file, read_script
from ivrdsl.covering import named
from ivrdsl.errors import IvrError, LoadError
from ivrdsl.paths import split
from ivrsim.callfile import parse_call_file


def calls_beside(source: str) -> list[str]:
    """Return the files of calls beside a plan that call it, in order. Files that cannot be read are left out."""
    folder = os.path.dirname(split(source)[0])
    found = sorted(glob(os.path.join(escape(folder), "*.call")))
    return [path for path in found if _called_by(path) == named(source)]


def _called_by(path: str) -> str:
    """The plan that a file calls; "" where it names none that is there."""
    try:
        plan = parse_call_file(read_script(path)).plan
        return named(find_plan(plan, [os.path.dirname(path), ""]))
    except IvrError:
        return ""


def read_calls(source: str, paths: Sequence[str]) -> list[tuple[str, LoadedCalls]]:
    """Read files of calls to a plan.

    Raises:
        IvrError: one cannot be read, or calls another plan.
    """
    found: list[tuple[str, LoadedCalls]] = []
    for path in dict.fromkeys(paths):
        calls = load_call_file(path)
        if named(calls.source) != named(source):
            raise LoadError(f"{path} calls {named(calls.source)}, not {named(source)}", usage=True)
        found.append((path, calls))
    return found


def parameters_of(files: Sequence[tuple[str, LoadedCalls]], given: Mapping[str, str]) -> Mapping[str, str]:
    """Return the parameters that a plan is loaded with: what is given, else those of the first file of calls."""
    return given if given or not files else files[0][1].file.parameters
