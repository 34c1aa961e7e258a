"""A call in progress: who is on the phone, what has happened, and when something is due by itself.

A call of a person is its moves; the engine plays them. A scripted call is played to its end when it begins, and on a
slow clock what happened in it becomes known as time passes.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ivrdsl.serve.engine.play import Opening
from ivrdsl.serve.store.actions import Action

Json = dict[str, Any]


@dataclass(slots=True)
class LiveCall:
    """A call in progress. Times are ms by `Clock.steady_ms`, unless they are of the call.

    Attributes:
        action: as it is stored.
        opening: how it began.
        callee: the name of who answers.
        human: whether a person, or a test, decides what the callee does.
        originate_ms: when it began to ring, by the platform's clock.
        base_ms: when it was answered, the call's own 0; None while it rings.
        answer_ms: the same by the platform's clock, as it was told then.
        ring_due_ms: when it stops ringing by itself.
        moves: what the callee has done.
        held: its own timers do not run: only statements of a script, or a manual clock, move it.
        snapshot: what the engine said last.
        told: how many entries readers have been told of.
        lock: one move at a time.
    """

    action: Action
    opening: Opening
    callee: str
    human: bool
    originate_ms: int
    snapshot: Json
    base_ms: int | None = None
    answer_ms: int | None = None
    ring_due_ms: int = 0
    moves: list[Json] = field(default_factory=list)
    held: bool = False
    told: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def entries(self) -> list[Json]:
        found: list[Json] = self.snapshot["report"]["entries"]
        return found

    @contextmanager
    def undone_if_it_fails(self) -> Iterator[None]:
        """Take back what is done to it here where that cannot be stored: whoever did it is told so, or tries again."""
        before = replace(self, moves=[*self.moves])
        try:
            yield
        except BaseException:
            for each in fields(self):
                setattr(self, each.name, getattr(before, each.name))
            raise

    def answered_at(self, steady_ms: int, told_ms: int) -> None:
        """Note that it is answered at a time, which the platform's clock tells so."""
        self.base_ms, self.answer_ms = steady_ms, told_ms

    def is_answered(self, steady_ms: int) -> bool:
        """Whether somebody has answered by now; it is known beforehand when a scripted callee will."""
        return self.base_ms is not None and self.base_ms <= steady_ms

    def shown(self, steady_ms: int) -> list[Json]:
        """What has happened so far."""
        return self.so_far(self.entries, steady_ms)

    def so_far(self, happened: list[Json], steady_ms: int) -> list[Json]:
        """What of it has happened so far: each has its time in the call, `at_ms`."""
        if self.human:
            return happened
        passed_ms = -1 if self.base_ms is None else steady_ms - self.base_ms
        return [each for each in happened if each["at_ms"] <= passed_ms]

    @property
    def end_ms(self) -> int | None:
        """When a scripted call ends."""
        return None if self.base_ms is None else self.base_ms + int(self.snapshot["now_ms"])

    def due_ms(self, steady_ms: int) -> int | None:
        """When something happens by itself, or None."""
        if self.human and self.base_ms is not None and self.snapshot["ended"]:  # its end could not be stored
            return self.base_ms + int(self.snapshot["now_ms"])
        if self.held:
            return None
        if self.base_ms is None:
            return self.ring_due_ms
        if self.human:
            due: int | None = self.snapshot["due_ms"]
            return None if due is None else self.base_ms + due
        later = [entry["at_ms"] for entry in self.entries if self.base_ms + entry["at_ms"] > steady_ms]
        return min(self.base_ms + min(later), self.end_ms or 0) if later else self.end_ms
