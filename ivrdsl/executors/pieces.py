"""Work in pieces: results come in the order of the pieces, whoever did them, and few are held at a time."""

import os
import platform
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Final, Generic, NamedTuple, TypeVar

from ivrdsl.errors import IvrError
from ivrdsl.executors.inline import SizedExecutor

P = TypeVar("P")
R = TypeVar("R")
_AHEAD: Final = 4
"""Pieces that wait for each worker, so that none is idle: memory is flat, however many there are."""


class Pieces:
    """Spreads work over an executor.

    A piece brings all that its result depends on, its seed too. So results are the same for any number of workers.

    Args:
        executor: who does the work.
        watch: is told how many pieces are done, after each.

    Attributes:
        done_by: how many pieces each worker has done, by its host and process.
    """

    def __init__(self, executor: SizedExecutor, watch: Callable[[int], None] = lambda done: None) -> None:
        self.done_by: Counter[str] = Counter()
        self._executor = executor
        self._watch = watch

    def results(self, work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
        """What comes of the pieces, in their order.

        Args:
            work: does a piece; a function of a module, so that another process finds it.
            pieces: as many as there are; each is made when a worker will soon be free.

        Raises:
            IvrError: workers die over a piece again and again, or are gone; or what `work` raises.
        """
        ahead = self._executor.workers * _AHEAD if self._executor.workers > 1 else 1
        waiting: deque[Future[_Result[R]]] = deque()
        for piece in pieces:
            waiting.append(self._executor.submit(partial(_do, work), piece))
            if len(waiting) >= ahead:
                yield self._collected(waiting.popleft())
        while waiting:
            yield self._collected(waiting.popleft())

    def _collected(self, future: "Future[_Result[R]]") -> R:
        try:
            found = future.result()
        except BaseException as error:
            from ivrdsl.executors.cluster import is_loss  # only for a mistake

            if not isinstance(error, IvrError) and is_loss(error):
                told = "the workers of the cluster died, or it is gone, before the work was done"
                raise IvrError(f"{told}: {' '.join(str(error).split())}"[:300]) from None
            raise
        self.done_by[found.worker] += 1
        self._watch(sum(self.done_by.values()))
        return found.value


class _Result(NamedTuple, Generic[R]):
    worker: str
    value: R


def _do(work: Callable[[P], R], piece: P) -> _Result[R]:
    return _Result(f"{platform.node()}:{os.getpid()}", work(piece))
