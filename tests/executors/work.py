"""Work for executors: functions of a module, as other processes must find them."""

import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Event

from ivrdsl.errors import IvrError
from ivrsim.callers.model import Price
from ivrsim.campaigns.queue import replicate
from ivrsim.campaigns.recipients import Group
from ivrsim.campaigns.replicate import Replicate
from ivrsim.campaigns.settings import Campaign, RetryConfig
from ivrsim.forecasting.kinds import CallKind

LONGEST = 300_000
"""Turns that a piece waits for its end: about a minute."""


def squared(number: int) -> int:
    return number * number


def where(number: int) -> int:
    """In which process it is done; it takes so long that others begin meanwhile, however busy the machine is."""
    Event().wait(0.02)
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


def simulated(piece: tuple[int, str]) -> Replicate:
    """A replicate of a campaign; of one it is said at first in which process it is, which waits there for its end."""
    number, mark = piece
    if number == 3:
        _wait_for_death(Path(mark))
    return replicate(*campaign(), number)


def campaign() -> tuple[Campaign, list[Group]]:
    """A campaign that calls again, and has few lines."""
    long = tuple((steps, 0.01) for steps in range(200, 300))
    kinds = [
        CallKind(0.5, "LA", "person", "hangup", True, ((30, 1.0),), long),
        CallKind(0.5, "NO_ANS", "", "no answer", False, ((300, 1.0),), ((0, 1.0),)),
    ]
    start, price = datetime(2026, 1, 5, 9, tzinfo=UTC), Price(0.1, 0.1, 60, "USD")
    again = RetryConfig(3, 5)
    return Campaign(start, price, max_active=5, retry_config=again, replicates=8), [Group("all", 60, kinds)]


def _wait_for_death(mark: Path) -> None:
    if mark.exists():
        return
    begun = mark.with_suffix(".begun")
    begun.write_text(str(os.getpid()), encoding="utf-8")
    begun.rename(mark)
    for _ in range(LONGEST):
        sum(range(10_000))
    raise AssertionError("nobody ended this process")
