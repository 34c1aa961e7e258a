"""Plans by the names that users give them, `FILE.xml` or `FILE.py[:NAME]`: each is read, or run, once."""

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Final, NamedTuple

from ivrdsl.errors import ArgumentError, IvrError, LoadError
from ivrdsl.files.lines import Place
from ivrdsl.files.names import DEFAULT_NAME, is_python, read_bytes, require_file, require_plan, shown, split
from ivrdsl.model.nodes import Dialplan
from ivrdsl.model.walk import elements
from ivrdsl.xml import read

if TYPE_CHECKING:
    from ivrdsl.files.project import NamedPlan
    from ivrdsl.files.python import PythonFile


class Loaded:
    """A plan with its origin.

    Args:
        plan: the nodes.
        source: how the plan is named: `FILE.xml`, `FILE.py` or `FILE.py:NAME`.
        content: the document, of a plan in XML.
        places: file and line of each element of a plan in Python, by its number in document order.

    Attributes:
        named: the plan as the project names it, where somebody called it by that name.
    """

    def __init__(
        self, plan: Dialplan, source: str, *, content: bytes = b"", places: Sequence[Place] | None = None
    ) -> None:
        self.named: NamedPlan | None = None
        self.plan = plan
        self.source = source
        self.content = content
        self._given = places

    @cached_property
    def places(self) -> Sequence[Place]:
        """File and line of each element, by its number in document order; the line is None where it is unknown."""
        if self._given is not None:
            return self._given
        from ivrdsl.xml.positions import positions  # a second pass over the document, which few need

        found = [Place(self.source, position.line) for position in positions(self.content)]
        return found or [Place(self.source, None) for _ in elements(self.plan)]

    @property
    def lines(self) -> list[int | None]:
        """The line of each element."""
        return [place.line for place in self.places]


_Key = tuple[str, str, str]
"""A file's path, the name of a plan in it, and the parameters. A link in another folder has other files beside it."""
_MOST_KEPT: Final = 256
"""Plans that are kept; a test may draw parameters without end."""


class _Version(NamedTuple):
    """What a plan was when its file held this."""

    content: bytes
    plan: Dialplan | IvrError
    places: Sequence[Place] | None


class Plans:
    """The plans of one command, or of one pytest run; not for several threads.

    A Python file is run once for each plan and its parameters. So what was checked is what is compiled, played and
    proved, and no plan finds what another one left. A file that has changed is loaded again.

    Args:
        keeps_failures: whether what failed fails again without being run.
    """

    def __init__(self, *, keeps_failures: bool = True) -> None:
        self._keeps_failures = keeps_failures
        self._plans: dict[_Key, _Version] = {}
        self._runs: dict[str, PythonFile] = {}

    def load(self, source: str, parameters: Mapping[str, str], *, max_bytes: int = read.MAX_BYTES) -> Loaded:
        """Load a plan.

        Args:
            source: the file; NAME is a Dialplan or a function that returns one, and defaults to `dialplan`.
            parameters: the function's arguments.
            max_bytes: larger documents are refused.

        Raises:
            LoadError, XmlError: there is no such plan; the text says why, with the user's own lines.
        """
        path, name = split(source)
        require_plan(path)
        content = read_bytes(path, read.MAX_BYTES if is_python(path) else max_bytes)
        key = (os.path.abspath(path), name or DEFAULT_NAME, repr(sorted(map(repr, parameters.items()))))
        known = self._plans.get(key)
        if known is None or known.content != content:
            known = self._load(path, name or DEFAULT_NAME, content, parameters, max_bytes)
            if self._keeps_failures or not isinstance(known.plan, IvrError):
                self._keep(key, known)
        if isinstance(known.plan, IvrError):
            raise _again(known.plan) from None
        if known.places is None:
            return Loaded(known.plan, path, content=content)
        places = [Place(shown(place.file, path), place.line) for place in known.places]
        return Loaded(known.plan, source, places=places)

    def keep(self, loaded: Loaded) -> None:
        """Take a plan that somebody has read already, so that nobody reads it again."""
        if loaded.content:
            key = (os.path.abspath(loaded.source), DEFAULT_NAME, "[]")
            self._keep(key, _Version(loaded.content, loaded.plan, None))

    def module(self, path: str) -> ModuleType:
        """A Python file of the user's, such as one of properties, as a module.

        Raises:
            LoadError: there is no such file, or its code fails; the text says where, in the user's own lines.
        """
        require_file(path)
        if not is_python(path):
            raise LoadError(f"{path} is not a Python file", usage=True)
        try:
            return self._run(path, read_bytes(path, read.MAX_BYTES)).module
        except LoadError as error:
            where = path if error.line is None else f"{path}:{error.line}"
            raise LoadError(f"{where}: {error}", usage=True) from None

    def _load(self, path: str, name: str, content: bytes, parameters: Mapping[str, str], max_bytes: int) -> _Version:
        try:
            if is_python(path):
                run = self._run(path, content)
                return _Version(run.source, *run.plan(name, parameters, path))
            require_no_parameters(path, parameters)
            from ivrdsl.xml.parse import from_tree  # plans in Python need it not

            return _Version(content, from_tree(read.parse(content, max_bytes=max_bytes)), None)
        except IvrError as error:
            return _Version(content, _again(error), None)

    def _run(self, path: str, content: bytes) -> "PythonFile":
        """A run of a file in which no function has been called."""
        from ivrdsl.files.python import PythonFile  # plans in XML need it not

        key = os.path.abspath(path)
        run = self._runs.get(key)
        if run is not None and run.source == content:
            if run.is_fresh:
                return run
            content = run.source  # one copy of what many plans are made of
        run = self._runs[key] = PythonFile(path, content)
        return run

    def _keep(self, key: _Key, version: _Version) -> None:
        self._plans.pop(key, None)
        self._plans[key] = version
        if len(self._plans) > _MOST_KEPT:
            del self._plans[next(iter(self._plans))]


def load(source: str | os.PathLike[str], /, **parameters: str) -> Dialplan:
    """Load a plan from `FILE.xml` or `FILE.py[:NAME]`.

    Args:
        source: the file; NAME is a Dialplan or a function that returns one, and defaults to `dialplan`.
        parameters: the function's arguments.

    Raises:
        LoadError, XmlError: there is no such plan; the text says why, with the user's own lines.
    """
    if not isinstance(source, str | os.PathLike):
        raise ArgumentError(f"load: {source!r:.60} is no file; expected FILE.xml or FILE.py:NAME as text, or a path")
    return Plans().load(os.fspath(source), parameters).plan


def require_no_parameters(path: str, parameters: Mapping[str, str]) -> None:
    """Refuse parameters for a plan in XML.

    Raises:
        LoadError: there are some.
    """
    if parameters:
        raise LoadError(f"{path} is XML, which has neither names nor parameters", usage=True)


def _again(error: IvrError) -> IvrError:
    """An error like another one, without what has been noted on that one while it went through somebody's tests."""
    again = type(error).__new__(type(error), *error.args)
    again.__dict__.update({name: value for name, value in vars(error).items() if name != "__notes__"})
    return again
