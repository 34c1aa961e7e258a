"""Plans by the names that users give them, `FILE.xml` or `FILE.py[:NAME]`: each is read, or run, once."""

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from ivrdsl.errors import IvrError, LoadError
from ivrdsl.files.lines import Place
from ivrdsl.files.names import DEFAULT_NAME, is_python, read_bytes, require_file, split
from ivrdsl.model.nodes import Dialplan
from ivrdsl.model.walk import elements
from ivrdsl.xml import read

if TYPE_CHECKING:
    from ivrdsl.files.python import PythonFile

T = TypeVar("T")


class Loaded:
    """A plan with its origin.

    Args:
        plan: the nodes.
        source: how the plan is named: `FILE.xml`, `FILE.py` or `FILE.py:NAME`.
        content: the document, of a plan in XML.
        places: file and line of each element of a plan in Python, by its number in document order.
    """

    def __init__(
        self, plan: Dialplan, source: str, *, content: bytes = b"", places: Sequence[Place] | None = None
    ) -> None:
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


_File = tuple[str, bytes]
"""A file as it is now: its real path, and what it holds. Its time may stay when it is written twice within 4 ms."""
_Key = tuple[_File, str, str]
"""A file, the name of a plan in it as it was written, and the parameters."""


class Plans:
    """The plans of one command, or of one pytest run.

    A Python file is run once, whatever is asked of it, and a function in it is called once for the same parameters. So
    what was checked is what is compiled, played and proved. A file that has changed is loaded again.
    """

    def __init__(self) -> None:
        self._files: dict[_File, PythonFile | IvrError] = {}
        self._plans: dict[_Key, Loaded | IvrError] = {}

    def load(self, source: str, parameters: Mapping[str, str], *, max_bytes: int = read.MAX_BYTES) -> Loaded:
        """Load a plan.

        Args:
            source: the file; NAME is a Dialplan or a function that returns one, and defaults to `dialplan`.
            parameters: the function's arguments.
            max_bytes: larger documents are refused.

        Raises:
            LoadError, XmlError: there is no such plan; the text says why, with the user's own lines.
        """
        path, _ = split(source)
        require_file(path)
        file = _file(path, read.MAX_BYTES if is_python(path) else max_bytes)
        key = (file, source, repr(sorted(parameters.items())))
        if key not in self._plans:
            try:
                self._plans[key] = self._load(source, file, parameters, max_bytes)
            except IvrError as error:
                self._plans[key] = error
        return _value(self._plans[key])

    def keep(self, loaded: Loaded) -> None:
        """Take a plan that somebody has read already, so that nobody reads it again."""
        if not is_python(split(loaded.source)[0]):
            file = (os.path.realpath(loaded.source), loaded.content)
            self._plans.setdefault((file, loaded.source, "[]"), loaded)

    def module(self, path: str) -> ModuleType:
        """A Python file of the user's, such as one of properties, as a module.

        Raises:
            LoadError: there is no such file, or its code fails; the text says where, in the user's own lines.
        """
        require_file(path)
        if not is_python(path):
            raise LoadError(f"{path} is not a Python file", usage=True)
        try:
            return self._run(path, _file(path, read.MAX_BYTES)).module
        except LoadError as error:
            where = path if error.line is None else f"{path}:{error.line}"
            raise LoadError(f"{where}: {error}", usage=True) from None

    def _load(self, source: str, file: _File, parameters: Mapping[str, str], max_bytes: int) -> Loaded:
        path, name = split(source)
        if is_python(path):
            plan, places = self._run(path, file).plan(name or DEFAULT_NAME, parameters, path)
            return Loaded(plan, source, places=places)
        require_no_parameters(path, parameters)
        from ivrdsl.xml.parse import from_tree  # plans in Python need it not

        content = file[1]
        return Loaded(from_tree(read.parse(content, max_bytes=max_bytes)), path, content=content)

    def _run(self, path: str, file: _File) -> "PythonFile":
        from ivrdsl.files.python import PythonFile  # plans in XML need it not

        if file not in self._files:
            try:
                self._files[file] = PythonFile(path, file[1])
            except IvrError as error:
                self._files[file] = error
        return _value(self._files[file])


def load(source: str | os.PathLike[str], /, **parameters: str) -> Dialplan:
    """Load a plan from `FILE.xml` or `FILE.py[:NAME]`.

    Args:
        source: the file; NAME is a Dialplan or a function that returns one, and defaults to `dialplan`.
        parameters: the function's arguments.

    Raises:
        LoadError, XmlError: there is no such plan; the text says why, with the user's own lines.
    """
    return Plans().load(os.fspath(source), parameters).plan


def require_no_parameters(path: str, parameters: Mapping[str, str]) -> None:
    """Refuse parameters for a plan in XML.

    Raises:
        LoadError: there are some.
    """
    if parameters:
        raise LoadError(f"{path} is XML, which has neither names nor parameters", usage=True)


def _file(path: str, max_bytes: int) -> _File:
    return os.path.realpath(path), read_bytes(path, max_bytes)


def _value(found: T | IvrError) -> T:
    """What was found; what failed before fails alike, without running the user's code again."""
    if isinstance(found, IvrError):
        raise found.with_traceback(None)
    return found
