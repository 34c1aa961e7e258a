"""What a process is like before a run of a user's code, and whether it is so again afterwards."""

import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from ivrdsl.files.origins import is_installed


class ProcessState:
    """What runs leave behind in a process, as it is now."""

    def __init__(self) -> None:
        self._modules = set(sys.modules)
        self._rest = _rest()

    def is_restored(self) -> bool:
        """Forget the user's own modules that have been loaded since; whether all else is as it was.

        What a run has changed inside of libraries is not seen.
        """
        for name in sys.modules.keys() - self._modules:
            if _is_own(sys.modules[name]):
                del sys.modules[name]
        importlib.invalidate_caches()
        if (cache := sys.modules.get("linecache")) is not None:
            cache.clearcache()
        return _rest() == self._rest


def _is_own(module: ModuleType | None) -> bool:
    """Whether a module is the user's: neither part of Python or of ours, nor installed."""
    places = list(_places(module))
    return bool(places) and not all(map(is_installed, places))


def _places(module: Any) -> Iterator[str]:
    file = getattr(module, "__file__", None)
    if isinstance(file, str):
        yield os.path.abspath(file)
    else:
        try:
            yield from map(os.path.abspath, getattr(module, "__path__", ()))
        except (TypeError, ValueError):  # somebody's own idea of a module
            yield ""


def _rest() -> tuple[Any, ...]:
    """What else of a process a run may have changed."""
    try:
        folder = os.getcwd()
    except OSError:
        folder = ""
    handlers = [signal.getsignal(each) for each in (signal.SIGTERM, getattr(signal, "SIGALRM", signal.SIGTERM))]
    return (
        folder, dict(os.environ), list(sys.path), list(sys.meta_path), sys.argv[:], sys.getrecursionlimit(),
        threading.active_count(), handlers, sys.stdout, sys.stderr, sys.gettrace(), sys.getprofile(),
    )  # fmt: skip
