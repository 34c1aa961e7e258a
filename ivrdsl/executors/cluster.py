"""Dask as an executor: a cluster of this machine, or one that somebody runs."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, TypeVar

from ivrdsl._version import __version__
from ivrdsl.errors import IvrError
from ivrdsl.executors.inline import SizedExecutor

R = TypeVar("R")
LOCAL: Final = "local"
"""In the place of a scheduler's address: a cluster of this machine, as long as the work takes."""
_SCHEMES: Final = ("tcp://", "tls://", "ws://", "wss://")
_EXAMPLE: Final = "tcp://127.0.0.1:8786"
_LOOPBACK: Final = "127.0.0.1"
_REPLACED_AFTER: Final = "200ms"
_ANSWER_S: Final = 10
"""How long a scheduler may take to answer. Unit: seconds."""


class ClusterExecutor(SizedExecutor):
    """Dask's own executor, with its size. Dask replaces workers that die, and does again what they had.

    Args:
        client: of Dask.
        dashboard: where its dashboard is; "" where there is none.
    """

    def __init__(self, client: Any, dashboard: str = "") -> None:
        self._inner = client.get_executor(pure=False)
        self.workers = max(sum(client.nthreads().values()), 1)
        self.dashboard = dashboard

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> "Future[R]":
        future: Future[R] = self._inner.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End; what goes on is taken back unless it is waited for."""
        self._inner.shutdown(wait=wait and not cancel_futures)


def require_address(scheduler: str) -> None:
    """Refuse what is no scheduler.

    Raises:
        IvrError: it is none.
    """
    if scheduler != LOCAL and not scheduler.startswith(_SCHEMES):
        raise IvrError(f"{scheduler!r} is no scheduler of Dask: write {LOCAL}, or an address such as {_EXAMPLE}")


@contextmanager
def cluster(scheduler: str, workers: int) -> Iterator[ClusterExecutor]:
    """An executor that is a cluster of Dask.

    Args:
        scheduler: its address; `LOCAL` for processes of this machine, which end with it.
        workers: how many processes that are.

    Raises:
        IvrError: Dask is not installed, no scheduler answers, it has no workers, or they have another ivrdsl.
    """
    require_address(scheduler)
    try:
        distributed: Any = import_module("distributed")
    except ModuleNotFoundError as error:
        raise IvrError(f"{error.name} is not installed; Dask needs: pip install 'ivrdsl[campaign]'") from None

    if scheduler != LOCAL:
        with _client(distributed, scheduler) as client:
            _require_workers(client, scheduler)
            yield ClusterExecutor(client, _dashboard(client.dashboard_link))
        return
    with (
        _silence(),
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host=_LOOPBACK, silence_logs=50,
            dashboard_address=f"{_LOOPBACK}:0",
        ) as made,
        distributed.Client(made) as client,
    ):  # fmt: skip
        made.adapt(minimum=workers, maximum=workers, interval=_REPLACED_AFTER)  # a nanny may die with its worker
        yield ClusterExecutor(client, _dashboard(made.dashboard_link))


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what Dask logs of workers that die from stderr: they are replaced, and what is lost for good is told."""
    loggers = [logging.getLogger(name) for name in ("distributed", "tornado", "asyncio")]
    before = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)


def is_loss(error: BaseException) -> bool:
    """Whether a cluster has lost work for good: its workers died over it, or it is gone itself."""
    names = {each.__name__ for each in type(error).__mro__}
    ours = type(error).__module__.partition(".")[0] in ("distributed", "dask", "concurrent", "asyncio")
    return ours and bool(names & {"KilledWorker", "CommClosedError", "CancelledError", "FutureCancelledError"})


def _client(distributed: Any, scheduler: str) -> Any:
    try:
        return distributed.Client(scheduler, timeout=_ANSWER_S, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise IvrError(f"no scheduler of Dask answers at {scheduler}: {reason}"[:300]) from None


def _require_workers(client: Any, scheduler: str) -> None:
    if not client.nthreads():
        raise IvrError(f"the scheduler at {scheduler} has no workers; start some:  dask worker {scheduler}")
    needed = f"its workers need ivrdsl {__version__}, as it is here: the same version gives the same numbers"
    try:
        found = client.run(version_here)
    except ModuleNotFoundError as error:
        raise IvrError(f"the workers of {scheduler} lack {error.name}; {needed}") from None
    if others := sorted({each for each in found.values() if each != __version__}):
        raise IvrError(f"the workers of {scheduler} have ivrdsl {', '.join(others)}; {needed}")


def version_here() -> str:
    """The version of ivrdsl where this runs."""
    return __version__


def _has_dashboard() -> bool:
    return find_spec("bokeh") is not None  # Dask's page of a dashboard is made with it


def _dashboard(link: Any) -> str:
    return str(link) if link and _has_dashboard() else ""
