"""The plan on the disk: it is loaded again when its file changes, or one in its folder that it imports."""

import os
import sys
from collections.abc import Callable, Mapping
from typing import Final

from ivrdsl.checking.control import Control
from ivrdsl.checking.sources import check_source
from ivrdsl.errors import IvrError, LoadError
from ivrdsl.files.load import Loaded, Plans
from ivrdsl.files.names import split
from ivrdsl.findings.finding import ERROR
from ivrdsl.findings.render.concise import one
from ivrdsl.phone.session import Phoned
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform

_Stamp = tuple[int, int, int]
_NO_FILE: Final = (-1, -1, -1)


class PlanFile:
    """A plan that may change while somebody is on the phone.

    Args:
        loaded: loads the plan the first time.
        again: loads it when a file has changed.
        platform: what calls run on.
        given: the values that the project gives before a call.

    Attributes:
        loaded: the plan as it is called.
        phoned: the same, ready to be called.

    Raises:
        IvrError: there is no such plan.
    """

    def __init__(
        self,
        loaded: Callable[[], Loaded],
        again: Callable[[], Loaded],
        platform: Platform,
        given: Mapping[str, str],
    ) -> None:
        self._again = again
        self._platform = platform
        self._given = given
        self._imported: dict[str, str] = {}
        self._stamps: dict[str, _Stamp] = {}
        self.loaded, self.phoned = self._load(loaded)

    def has_changed(self) -> bool:
        """Whether a file is another one than when this was last asked, or when the plan was loaded."""
        now = {file: _stamp(file) for file in self._stamps}
        changed = now != self._stamps
        self._stamps = now
        return changed

    def load_again(self) -> Phoned:
        """The plan as its file has it now.

        Raises:
            IvrError: it makes none; the plan that is called stays.
        """
        for name in self._imported:
            sys.modules.pop(name, None)
        self.loaded, self.phoned = self._load(self._again)
        return self.phoned

    def _load(self, load: Callable[[], Loaded]) -> tuple[Loaded, Phoned]:
        before = set(sys.modules)
        try:
            loaded = load()
        finally:
            self._imported |= {name: file for name, file in _modules().items() if name not in before}
        path, _ = split(loaded.source)
        folder = os.path.join(os.path.dirname(os.path.realpath(path)), "")
        self._imported = {name: file for name, file in self._imported.items() if file.startswith(folder)}
        self._stamps = {file: _stamp(file) for file in (path, *self._imported.values())}
        return loaded, Phoned(compile_plan(loaded.plan, self._platform), loaded.lines, self._given)


def load_checked(file: str, parameters: Mapping[str, str], max_bytes: int, control: Control) -> Loaded:
    """Load a plan anew.

    Raises:
        LoadError: it cannot be read; the text is what the check finds first.
    """
    checked = check_source(file, parameters, Plans(), max_bytes=max_bytes, control=control)
    if isinstance(checked.found, IvrError):
        errors = [each for each in checked.findings if each.severity == ERROR]
        raise LoadError(one(errors[0]) if errors else str(checked.found), usage=False)
    return checked.found


def _modules() -> dict[str, str]:
    """The modules that are loaded from files, by name."""
    found = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    return {name: os.path.realpath(file) for name, file in found.items() if isinstance(file, str)}


def _stamp(file: str) -> _Stamp:
    try:
        found = os.stat(file)
    except OSError:
        return _NO_FILE
    return found.st_mtime_ns, found.st_size, found.st_ino
