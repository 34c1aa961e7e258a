"""A file of scripted calls (`*.call`) with the plan that it calls, for the command line and the pytest plugin."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivrdsl.errors import IvrError, LoadError, ScriptError, XmlError
from ivrdsl.files.load import Loaded, Plans
from ivrdsl.files.names import is_name, near_file, split
from ivrdsl.files.origins import look_for
from ivrdsl.files.writing import write_new
from ivrsim.script.callfile import CallFile, ReadFile, WrittenCall, read_call_file, write_calls
from ivrsim.script.reader import pointed, require_none
from ivrsim.script.statements import Statement, parse_script

if TYPE_CHECKING:
    from ivrdsl.files.project import NamedPlan


class LoadedCalls(NamedTuple):
    """A file of calls, ready to be played.

    Attributes:
        file: its calls.
        loaded: the plan that it names.
    """

    file: CallFile
    loaded: Loaded


def load_call_file(
    path: str | os.PathLike[str], *, folders: Sequence[str | os.PathLike[str]] = ("",), plans: Plans | None = None
) -> LoadedCalls:
    """Read a file of calls and load its plan.

    Args:
        path: the file.
        folders: where the plan is looked for when it is not beside the file; the current folder if not given.
        plans: what has been loaded already.

    Raises:
        ScriptError: the file does not parse, or its plan cannot be loaded. The text is complete: of every mistake
            `FILE:LINE:COLUMN`, what is wrong, and the line with a pointer.
        IvrError: the file cannot be read.
    """
    name = os.fspath(path)
    text = read_script(name)
    read = read_call_file(text)
    mistakes = list(read.mistakes)
    try:
        found = plan_of(name, read, folders)
        if found is not None:
            loaded = (plans or Plans()).load(found.source, {**found.parameters, **read.file.parameters})
            loaded.named = found.named
    except (LoadError, XmlError) as error:
        mistakes.append(mistake_of_plan(read, error))
    try:
        require_none(mistakes)
    except ScriptError as error:
        raise pointed(name, text, error) from None
    return LoadedCalls(read.file, loaded)


def plan_of(name: str, read: ReadFile, folders: Sequence[str | os.PathLike[str]] = ("",)) -> "FoundPlan | None":
    """The plan that a file of calls names; None where it names none.

    Args:
        name: of the file.
        read: what it says.
        folders: where the plan is looked for when it is not beside the file.

    Raises:
        LoadError: there is no such plan.
    """
    return find_plan(read.file.plan, [os.path.dirname(name), *folders]) if read.file.plan else None


def mistake_of_plan(read: ReadFile, error: LoadError | XmlError) -> ScriptError:
    """What is wrong with the plan of a file of calls, as a mistake of the line that names it."""
    return ScriptError(_story(read.file.plan, error), line=read.plan_line, column=read.plan_column)


class FoundPlan(NamedTuple):
    """A plan that was looked for.

    Attributes:
        source: as `load` takes it.
        named: the plan of the project that has this name; None for a file.
    """

    source: str
    named: "NamedPlan | None" = None

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters that the project gives."""
        return self.named.parameters if self.named is not None else {}


def find_plan(source: str, folders: Sequence[str | os.PathLike[str]]) -> FoundPlan:
    """Find a plan by its name in a project, or its file in the first folder that has it.

    Args:
        source: `FILE.xml` or `FILE.py[:NAME]`, absolute or from one of the folders; or NAME, of the project in which
            one of these is.
        folders: "" is the current one.

    Raises:
        LoadError: there is none; or the settings of a project cannot be read.
    """
    if is_name(source) and (named := _named(source, folders)) is not None:
        return FoundPlan(named.source, named)
    path, _ = split(source)
    rest = source[len(path) :]
    tried = list(dict.fromkeys(os.path.join(folder, path) for folder in folders))
    for candidate in tried:
        look_for(candidate)
        if os.path.exists(candidate):
            return FoundPlan(candidate + rest)
    there = " or ".join(dict.fromkeys(os.path.dirname(each) or "the current folder" for each in tried))
    near = near_file(path, tried)
    raise LoadError(f"{path}: there is no such file in {there}{near and f'; {near}'}", usage=True)


def _named(name: str, folders: Sequence[str | os.PathLike[str]]) -> "NamedPlan | None":
    """The plan of that name; None for a file of that name.

    Raises:
        LoadError: there is neither.
    """
    from ivrdsl.files.project import project_of  # most plans are named by their files

    projects = [project_of(os.fspath(folder)) for folder in dict.fromkeys(folders)]
    for project in projects:
        if (found := project.find(name)) is not None:
            found.require()
            return found
    if any(os.path.exists(os.path.join(folder, name)) for folder in folders):
        return None
    raise next((each for each in projects if each.plans), projects[0]).unknown(name)


def plan_from(folder: str, source: str) -> str:
    """A plan that the command line names as a file, as a file of calls in a folder names it."""
    plan, _ = split(source)
    return (os.path.relpath(plan, folder or ".") + source[len(plan) :]).replace(os.sep, "/")


def write_call_file(
    path: str,
    source: str,
    parameters: Mapping[str, str],
    calls: Iterable[WrittenCall],
    notes: Sequence[str] = (),
) -> None:
    """Write a file of calls to a plan. Folders on the way are made.

    Args:
        path: the file; one that is there is replaced, in one step.
        source: the plan, as the file names it; see `plan_from`.
        parameters: of a plan that is a function.
        calls: what it holds.
        notes: comments at its beginning.

    Raises:
        IvrError: the file cannot be written.
    """
    data = write_calls(source, parameters, calls, notes).encode()
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        write_new(path, data)
    except OSError as error:
        raise IvrError(f"{path} cannot be written: {error.strerror or error}") from None


def read_script(name: str) -> str:
    """Read a file of call-script text.

    Raises:
        IvrError: it cannot be read, or is not UTF-8.
    """
    try:
        with open(name, encoding="utf-8-sig") as file:
            return file.read()
    except OSError as error:
        raise IvrError(f"{name} cannot be read: {error.strerror}") from None
    except ValueError:
        raise IvrError(f"{name} cannot be read: it is not UTF-8 text") from None


def read_statements(name: str) -> list[Statement]:
    """Read a file of statements, which are one call.

    Raises:
        ScriptError: it does not parse, or holds no statement; the text is complete.
        IvrError: it cannot be read.
    """
    text = read_script(name)
    try:
        found = parse_script(text)
        if not found:
            raise ScriptError("the script has no statements", line=1, column=1)
    except ScriptError as error:
        raise pointed(name, text, error) from None
    return found


def _story(plan: str, error: LoadError | XmlError) -> str:
    """What is wrong with a plan, for somebody who wrote `dialplan PLAN` in a file and not `-p` on a command line."""
    message = re.sub(r"-p (?=\w+=)", "", str(error))
    if error.line is None or f":{error.line}" in message:
        return message
    column = f":{error.column}" if error.column else ""
    return f"{split(plan)[0]}:{error.line}{column}: {message}"
