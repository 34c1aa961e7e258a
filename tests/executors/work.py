"""Work for executors: functions of a module, as other processes must find them."""

import os
import signal
from pathlib import Path
from random import Random

from ivrdsl.errors import IvrError

LONGEST = 300_000
"""Turns that a piece waits for its end: about a minute."""


def squared(number: int) -> int:
    return number * number


def where(number: int) -> int:
    """In which process it is done; it takes so long that others begin meanwhile."""
    sum(range(200_000))
    return os.getpid()


def deadly(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def refusing(number: int) -> int:
    raise IvrError(f"{number} is refused")


def seeded(piece: tuple[int, str]) -> bytes:
    """Bytes that its seed alone decides; piece 3 says at first in which process it is, and waits there for its end."""
    seed, mark = piece
    if seed == 3:
        _wait_for_death(Path(mark))
    return Random(seed).randbytes(1000)


def _wait_for_death(mark: Path) -> None:
    if mark.exists():
        return
    begun = mark.with_suffix(".begun")
    begun.write_text(str(os.getpid()), encoding="utf-8")
    begun.rename(mark)
    for _ in range(LONGEST):
        sum(range(10_000))
    raise AssertionError("nobody ended this process")
