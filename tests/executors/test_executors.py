"""Results are the same whoever does the work, and whoever dies over it."""

import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from ivrdsl.errors import IvrError
from ivrdsl.executors.executor import executor_for
from ivrdsl.executors.inline import InlineExecutor, SizedExecutor
from ivrdsl.executors.pieces import Pieces
from ivrsim.campaigns.records import as_dict
from ivrsim.campaigns.summary import run, summary_of
from tests.executors.work import campaign, deadly, refusing, seeded, simulated, squared, where
from tests.needs import library

PIECES = 40


@pytest.fixture(scope="module")
def two() -> Iterator[SizedExecutor]:
    with executor_for(2) as executor:
        yield executor


@pytest.fixture(scope="module")
def dask() -> Iterator[SizedExecutor]:
    """One cluster for all tests of this file: it takes as long to start as they take together."""
    library("distributed", "campaign")
    with executor_for(2, "local") as executor:
        yield executor


@pytest.fixture(params=["inline", "two", "dask"])
def executor(request: pytest.FixtureRequest) -> SizedExecutor:
    if request.param == "inline":
        return InlineExecutor()
    found: SizedExecutor = request.getfixturevalue(request.param)
    return found


def test_results_come_in_the_order_of_the_pieces(executor: SizedExecutor) -> None:
    assert isinstance(executor, Executor)
    told: list[int] = []
    pieces = Pieces(executor, told.append)
    assert list(pieces.results(squared, range(PIECES))) == [each * each for each in range(PIECES)]
    assert told == list(range(1, PIECES + 1))
    assert list(executor.map(squared, range(5))) == [0, 1, 4, 9, 16]


def test_what_the_work_refuses_is_told(executor: SizedExecutor) -> None:
    with pytest.raises(IvrError, match=r"^0 is refused$"):
        list(Pieces(executor).results(refusing, range(PIECES)))
    assert list(Pieces(executor).results(squared, range(3))) == [0, 1, 4]  # it goes on


def test_no_pieces_have_no_results(executor: SizedExecutor) -> None:
    assert list(Pieces(executor).results(squared, [])) == []


def test_few_pieces_are_held(executor: SizedExecutor) -> None:
    """However many there are, and even without an end."""
    results = Pieces(executor).results(squared, numbers := count())
    assert [next(results) for _ in range(50)] == [each * each for each in range(50)]
    assert next(numbers) <= 50 + 4 * executor.workers


@pytest.mark.parametrize("name", ["two", "dask"])
def test_two_workers_share_the_work(name: str, request: pytest.FixtureRequest) -> None:
    executor = request.getfixturevalue(name)
    begun = Pieces(executor)
    for _ in range(100):  # one may have been killed before, or may still be starting
        list(begun.results(where, range(20)))
        if len(begun.done_by) > 1:
            break
    pieces = Pieces(executor)
    found = list(pieces.results(where, range(100)))
    shares = sorted(pieces.done_by.values())
    assert sum(shares) == 100
    assert len(set(found)) == len(shares) == 2
    assert max(shares) <= 60


@pytest.mark.parametrize("name", ["two", "dask"])
def test_a_worker_that_is_killed_changes_nothing(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    mark.write_text("", encoding="utf-8")
    expected = list(Pieces(InlineExecutor()).results(seeded, [(seed, str(mark)) for seed in range(PIECES)]))
    mark.unlink()
    pieces = Pieces(request.getfixturevalue(name))
    with killer(mark) as killed:
        found = list(pieces.results(seeded, [(seed, str(mark)) for seed in range(PIECES)]))
    assert killed == [int(mark.read_text(encoding="utf-8"))]
    assert found == expected
    assert sum(pieces.done_by.values()) == PIECES  # nothing is counted twice


@pytest.mark.parametrize("name", ["two", "dask"])
def test_a_campaign_is_the_same_when_a_worker_is_killed(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    library("numpy", "campaign")
    settings, groups = campaign()
    expected = as_dict(run(settings, groups))
    mark = tmp_path / "mark"
    executor = request.getfixturevalue(name)
    with killer(mark) as killed:
        numbers = [(number, str(mark)) for number in range(settings.replicates)]
        found = as_dict(summary_of(settings, groups, list(Pieces(executor).results(simulated, numbers))))
    assert len(killed) == 1
    assert json.dumps(found) == json.dumps(expected)


class killer:  # noqa: N801  # it reads as a function
    """Ends the process that a file names, as soon as the file is there."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._kill)
        self._killed: list[int] = []

    def __enter__(self) -> list[int]:
        self._thread.start()
        return self._killed

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join()

    def _kill(self) -> None:
        while not self._left.wait(0.005):
            if self._mark.exists():
                self._killed.append(int(self._mark.read_text(encoding="utf-8")))
                os.kill(self._killed[0], signal.SIGKILL)
                return


@pytest.mark.parametrize("name", ["two", "dask"])
def test_a_piece_that_kills_everybody_is_an_error(name: str, request: pytest.FixtureRequest) -> None:
    executor = request.getfixturevalue(name)
    with pytest.raises(IvrError, match="died"):
        list(Pieces(executor).results(deadly, [1]))
    assert list(Pieces(executor).results(squared, [2])) == [4]


def test_processes_end_with_an_error() -> None:
    with suppress(KeyError), executor_for(2) as executor:
        (found,) = Pieces(executor).results(where, [0])
        raise KeyError
    with pytest.raises(ProcessLookupError):
        os.kill(found, 0)


def test_one_job_is_this_process() -> None:
    with executor_for(1) as executor:
        assert list(Pieces(executor).results(where, [0])) == [os.getpid()]


@pytest.mark.parametrize("scheduler", ["lokal", "", "127.0.0.1:8786", "http://x"])
def test_what_is_no_scheduler_is_refused(scheduler: str) -> None:
    with pytest.raises(IvrError, match=r"is no scheduler of Dask: write local, or an address such as tcp://"):
        executor_for(1, scheduler).__enter__()


# --- clusters that somebody runs -------------------------------------------------------------------------------------


def test_a_cluster_is_found_by_its_address(dask: SizedExecutor) -> None:
    distributed = library("distributed", "campaign")
    with executor_for(None, distributed.default_client().scheduler.address) as executor:
        assert list(Pieces(executor).results(squared, range(5))) == [0, 1, 4, 9, 16]
    assert list(Pieces(dask).results(squared, [3])) == [9]  # it is not ended with who has used it


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    library("distributed", "campaign")
    monkeypatch.setattr("ivrdsl.executors.cluster._ANSWER_S", 0.1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(IvrError, match=f"^no scheduler of Dask answers at {address}"):
            executor_for(None, address).__enter__()


def test_a_scheduler_without_workers_is_told() -> None:
    distributed = library("distributed", "campaign")
    options = {"processes": False, "dashboard_address": "127.0.0.1:0", "host": "127.0.0.1", "protocol": "tcp"}
    with (
        distributed.LocalCluster(n_workers=0, **options) as made,
        pytest.raises(IvrError, match=r"has no workers; start some:  dask worker tcp://"),
    ):
        executor_for(None, made.scheduler_address).__enter__()


def test_workers_with_another_ivrdsl_are_told(dask: SizedExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    address = library("distributed", "campaign").default_client().scheduler.address
    monkeypatch.setattr("ivrdsl.executors.cluster.__version__", "0.0")
    with pytest.raises(IvrError, match=r"have ivrdsl .*; its workers need ivrdsl 0.0"):
        executor_for(None, address).__enter__()


def test_what_dask_needs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(IvrError, match=r"^distributed is not installed; Dask needs: pip install 'ivrdsl\[campaign\]'$"):
        executor_for(None, "local").__enter__()
