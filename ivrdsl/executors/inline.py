"""An executor that knows how many workers it has, and the one that has none: the work is done in this process."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

R = TypeVar("R")


class SizedExecutor(Executor):
    """An executor that knows its size.

    Attributes:
        workers: how many pieces are worked on at a time.
        dashboard: where one can watch it in a browser; "" where nobody can.
    """

    workers = 1
    dashboard = ""

    def end(self) -> None:
        """End without waiting for what goes on."""
        self.shutdown(wait=False, cancel_futures=True)


class InlineExecutor(SizedExecutor):
    """Does the work in this process, at once, when it is submitted."""

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> "Future[R]":
        """Do the work; what it raises is in the future, but for what ends the program."""
        future: Future[R] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # as executors do: who asks for the result gets it
            future.set_exception(error)
        return future
