"""What some tests need and not every machine has: a reason to skip them, and in CI, which has all of it, a failure."""

import importlib
import os
from typing import Any, NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip a test, or a file of tests that is being imported."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}. Nothing may be missing in CI", pytrace=False)
    pytest.skip(reason, allow_module_level=True)


def library(name: str, extra: str) -> Any:
    """A module of an extra of ours, or a skipped test that names the extra."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if not name.startswith(f"{error.name}"):
            raise
        missing(f"{error.name} is not installed: it comes with ivrdsl[{extra}]")


class later:  # noqa: N801  # it stands where `import` would
    """A module of an extra that is asked for when a test first uses it: the other tests of a file do without."""

    def __init__(self, name: str, extra: str) -> None:
        self._of = name, extra

    def __getattr__(self, name: str) -> Any:
        if name.startswith(("_", "pytest", "is")):  # pytest looks whether it is one of its own, or a mock
            raise AttributeError(name)
        return getattr(library(*self._of), name)
