"""Runs what is the user's own and may never come to an end: a predicate, a pattern.

Nothing here looks at a clock. Who does, such as the command line, can tell from a frame that it runs, and raise
`OverdueError` there.
"""

from collections.abc import Callable
from types import FrameType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class OverdueError(BaseException):  # what is run may catch every Exception, and must not catch this
    """What is run does not come to an end; the text says how long it took."""


def patiently(run: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run something that may never come to an end.

    Raises:
        OverdueError: somebody has lost patience.
    """
    return run(*args, **kwargs)


def patient_frame(frame: FrameType | None) -> FrameType | None:
    """The call of `patiently` in which a frame runs; None if it runs in none."""
    while frame is not None and frame.f_code is not patiently.__code__:
        frame = frame.f_back
    return frame
