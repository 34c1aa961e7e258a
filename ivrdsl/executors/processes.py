"""Processes of this machine that are replaced when they die: only what is lost is done again."""

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from threading import RLock
from typing import Any, Final, NamedTuple, TypeVar

from ivrdsl.errors import IvrError
from ivrdsl.executors.sizes import SizedExecutor

R = TypeVar("R")
MOST_LOSSES: Final = 3
"""How often a process may die over a piece before that is an error."""
_METHOD: Final = "spawn"
"""A fork would take threads, locks and open files of ours along."""


class _Task(NamedTuple):
    """A piece of work; its future is done once, whatever becomes of processes.

    Attributes:
        future: what the caller waits for.
        work: does it, without arguments.
        losses: how many processes have died while it was theirs.
    """

    future: "Future[Any]"
    work: Callable[[], Any]
    losses: int = 0


class ProcessExecutor(SizedExecutor):
    """Runs work in processes. One that dies takes the pool of all with it, as the standard library has it.

    Then there is a new pool, and the work that has no result is submitted to it again. So no result comes twice.

    Args:
        workers: how many processes.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._others = set(multiprocessing.active_children())
        self._lock = RLock()
        self._ended = False
        self._pool = self._new_pool()

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> "Future[R]":
        """Submit work. What is not a result after `MOST_LOSSES` deaths is an `IvrError`."""
        future: Future[R] = Future()
        future.set_running_or_notify_cancel()  # it may be with a second pool already: nobody can take it back
        self._begin(_Task(future, partial(fn, *args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes when they have done what they do."""
        with self._lock:
            self._ended = True
        self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def end(self) -> None:
        """End the processes at once."""
        with self._lock:
            self._ended = True
        for each in set(multiprocessing.active_children()) - self._others:
            each.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _new_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context(_METHOD)
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=_leave_interrupts)

    def _begin(self, task: _Task) -> None:
        with self._lock:
            pool = self._pool
        try:
            inner = pool.submit(task.work)
        except BrokenProcessPool:
            self._again(task, pool)
        else:
            inner.add_done_callback(partial(self._done, task, pool))

    def _done(self, task: _Task, pool: ProcessPoolExecutor, inner: "Future[Any]") -> None:
        """Hand a result on, or what was raised; it is called by a thread of the pool."""
        if inner.cancelled():
            task.future.set_exception(IvrError("the work was ended before it was done"))
        elif isinstance(error := inner.exception(), BrokenProcessPool):
            self._again(task._replace(losses=task.losses + 1), pool)
        elif error is not None:
            task.future.set_exception(error)
        else:
            task.future.set_result(inner.result())

    def _again(self, task: _Task, broken: ProcessPoolExecutor) -> None:
        """Submit lost work to a new pool; all that one pool has lost goes to the same."""
        with self._lock:
            if self._ended or task.losses >= MOST_LOSSES:
                task.future.set_exception(IvrError(_told(task.losses)))
                return
            if self._pool is broken:
                self._pool = self._new_pool()
        self._begin(task)


def _told(losses: int) -> str:
    if losses < MOST_LOSSES:
        return "the work was ended before it was done"
    mend = "perhaps the memory of this machine is not enough: fewer --jobs take less"
    return f"{losses} processes died one after the other over the same piece of work; {mend}"


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that has begun this one, and ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
