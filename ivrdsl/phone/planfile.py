"""The plan on the disk: it is loaded again when something changes that it was loaded from."""

from collections.abc import Callable, Mapping
from typing import Final

from ivrdsl.checking.control import Control
from ivrdsl.checking.sources import check_source
from ivrdsl.errors import IvrError, LoadError
from ivrdsl.files.changes import Changes
from ivrdsl.files.load import Loaded, Plans
from ivrdsl.files.origins import Signature, noting
from ivrdsl.files.state import ProcessState
from ivrdsl.findings.finding import ERROR
from ivrdsl.findings.render.concise import one
from ivrdsl.phone.session import Phoned
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform

_PLAN: Final = "the plan"


class PlanFile:
    """A plan that may change while somebody is on the phone.

    Args:
        loaded: loads the plan the first time.
        again: loads it when something has changed.
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
        self._process = ProcessState()
        self._changes: Changes[str] = Changes()
        self._is_old = False
        self.loaded, self.phoned = self._load(loaded)

    def has_changed(self) -> bool:
        """Whether what the plan was loaded from is otherwise than when this was last asked, or when it was loaded."""
        changed = bool(self._changes.look()) or self._is_old
        self._is_old = False
        return changed

    def load_again(self) -> Phoned:
        """The plan as its file has it now.

        Raises:
            IvrError: it makes none; the plan that is called stays.
        """
        self._process.is_restored()  # its modules are imported anew
        self.loaded, self.phoned = self._load(self._again)
        return self.phoned

    def _load(self, load: Callable[[], Loaded]) -> tuple[Loaded, Phoned]:
        read: dict[str, Signature] = {}

        def tell(path: str, signature: Signature | None) -> None:
            if signature is None:  # it has written that itself
                read.pop(path, None)
            else:
                read[path] = signature

        try:
            with noting(tell):
                loaded = load()
        finally:
            self._is_old = bool(self._changes.keep(_PLAN, read))
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
