"""Processes of this machine that are replaced when they die: only what is lost is done again."""

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.process import BaseProcess
from threading import Lock
from typing import Any, Final, NamedTuple, TypeVar

from ivrdsl.errors import IvrError
from ivrdsl.executors.inline import SizedExecutor

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
        self._lock = Lock()
        self._ended = False
        self._context = _Context()
        self._pool = self._new_pool()
        self._mender = ThreadPoolExecutor(1)
        """Submits lost work again: threads of a pool that is broken are busy with its end."""

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
        self._mender.shutdown(wait=wait)

    def end(self) -> None:
        """End the processes at once."""
        with self._lock:
            self._ended = True
        for each in self._context.made:
            if each.pid is not None:
                each.kill()
        self.shutdown(cancel_futures=True)

    def _new_pool(self) -> ProcessPoolExecutor:
        context: Any = self._context
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=_leave_interrupts)

    def _begin(self, task: _Task) -> None:
        with self._lock:
            pool = self._pool
        try:
            inner = pool.submit(task.work)
        except BrokenProcessPool:
            self._mend(task, pool)
        else:
            inner.add_done_callback(partial(self._done, task, pool))

    def _done(self, task: _Task, pool: ProcessPoolExecutor, inner: "Future[Any]") -> None:
        """Hand a result on, or what was raised; it is called by a thread of the pool."""
        if inner.cancelled():
            task.future.set_exception(IvrError(_ENDED))
        elif isinstance(error := inner.exception(), BrokenProcessPool):
            self._mend(task._replace(losses=task.losses + 1), pool)
        elif error is not None:
            task.future.set_exception(error)
        else:
            task.future.set_result(inner.result())

    def _mend(self, task: _Task, broken: ProcessPoolExecutor) -> None:
        try:
            self._mender.submit(self._again, task, broken)
        except RuntimeError:  # it has ended, too
            task.future.set_exception(IvrError(_ENDED))

    def _again(self, task: _Task, broken: ProcessPoolExecutor) -> None:
        """Submit lost work to a new pool; all that one pool has lost goes to the same."""
        try:
            if task.losses >= MOST_LOSSES:
                raise IvrError(_TOO_MANY)
            with self._lock:
                if self._ended:
                    raise IvrError(_ENDED)
                if self._pool is broken:
                    self._pool = self._new_pool()
            self._begin(task)
        except Exception as error:  # noqa: BLE001  # whoever waits for the result is told
            task.future.set_exception(error)


class _Context:
    """Starts processes as multiprocessing does, and knows which."""

    def __init__(self) -> None:
        self.made: list[BaseProcess] = []
        self._inner: Any = multiprocessing.get_context(_METHOD)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def Process(self, *args: Any, **options: Any) -> BaseProcess:  # noqa: N802  # as multiprocessing calls it
        made: BaseProcess = self._inner.Process(*args, **options)
        self.made = [*(each for each in self.made if each.pid is None or each.exitcode is None), made]
        return made


_ENDED: Final = "the work was ended before it was done"
_TOO_MANY: Final = (
    f"{MOST_LOSSES} processes died one after the other over the same piece of work; perhaps the memory of this machine"
    " is not enough: fewer --jobs take less"
)


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that has begun this one, and ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
