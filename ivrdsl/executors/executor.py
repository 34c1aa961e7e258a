"""Who does the work: this process, processes of this machine, or Dask. The one place that decides it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from ivrdsl.executors.inline import InlineExecutor, SizedExecutor


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def executor_for(jobs: int | None = None, scheduler: str | None = None) -> Iterator[SizedExecutor]:
    """Who does the work; they end when the work is left, at once where it is left by an error.

    Args:
        jobs: how many processes, 1 or more; as many as there are processors where nobody says it. One is this process.
        scheduler: Dask's, as an address; "local" for a cluster of this machine. None for no Dask.

    Raises:
        IvrError: Dask is not installed, or no scheduler answers, or its workers cannot do our work.
    """
    workers = jobs or cores()
    if scheduler is not None:
        from ivrdsl.executors.cluster import cluster

        with cluster(scheduler, workers) as executor:
            yield from _used(executor)
    elif workers == 1:
        yield InlineExecutor()
    else:
        from ivrdsl.executors.processes import ProcessExecutor

        yield from _used(ProcessExecutor(workers))


def _used(executor: SizedExecutor) -> Iterator[SizedExecutor]:
    try:
        yield executor
    except BaseException:
        executor.end()
        raise
    executor.shutdown()
