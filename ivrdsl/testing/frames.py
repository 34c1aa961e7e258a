"""Takes our lines out of what pytest shows of an error: a test that fails shows its own line, and what is wrong."""

from __future__ import annotations

from traceback import walk_tb
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

_OURS: Final = ("ivrdsl", "ivrsim")


def without_ours(found: pytest.ExceptionInfo[Any]) -> pytest.ExceptionInfo[Any]:
    """An error, and those that led to it, without our lines in their tracebacks.

    An error that is none of ours and was raised in our lines is a bug of ours: it keeps them.
    """
    for error in _chain(found.value):
        trace = error.__traceback__
        frames = [frame for frame, _ in walk_tb(trace)]
        if frames and (not _is_ours(frames[-1]) or _is_meant(error)) and not all(map(_is_ours, frames)):
            error.__traceback__ = _cut(trace)
    value = found.value
    return type(found).from_exc_info((type(value), value, value.__traceback__)) if value.__traceback__ else found


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_meant(error: BaseException) -> bool:
    """Whether an error is one that we raise on purpose, for the user."""
    return isinstance(error, AssertionError) or any(each.__name__ == "IvrError" for each in type(error).__mro__)


def _is_ours(frame: FrameType) -> bool:
    """Whether a line is one of ours; methods that `structs` writes belong to no module."""
    module = frame.f_globals.get("__name__")
    if module is None or module == "builtins":
        return frame.f_code.co_filename == "<string>"
    return str(module).partition(".")[0] in _OURS


def _cut(trace: TracebackType | None) -> TracebackType | None:
    """A traceback without our lines."""
    kept: TracebackType | None = None
    entries: list[TracebackType] = []
    while trace is not None:
        entries.append(trace)
        trace = trace.tb_next
    for entry in reversed(entries):
        if not _is_ours(entry.tb_frame):
            kept = TracebackType(kept, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return kept
