"""How figures are taken: rounds, clocks and noise, on contenders that take no time."""

import subprocess
import sys
import time

import pytest

from benchmarks import measure, processes
from benchmarks.measure import (
    LEAST_ROUNDS,
    AbsentError,
    Contender,
    Settings,
    figure,
    interleave,
    times_as_fast,
    times_as_long,
)
from benchmarks.report import Report, render, row


@pytest.fixture(autouse=True)
def no_litter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Emptying the collector takes long in a process with many tests, and decides nothing here."""
    monkeypatch.setattr(measure.gc, "collect", lambda: 0)


def contender(name: str, cost: float = 1.0) -> Contender:
    """A contender whose clock says that each operation takes so many seconds."""
    spent = 0.0

    def work(times: int) -> None:
        nonlocal spent
        spent += cost * times

    return Contender(name, "a.path", "a command", work, clock=lambda: spent)


@pytest.mark.parametrize(("path", "user_runs"), [("", "a command"), ("a.path", " ")])
def test_a_row_has_to_say_its_path_and_what_a_user_runs(path: str, user_runs: str) -> None:
    with pytest.raises(ValueError, match="which path it drives, and what a user runs"):
        Contender("a row", path, user_runs)


def test_ratios_are_of_processor_time() -> None:
    one, other = contender("one", 2.0), contender("other", 6.0)
    interleave([one, other], Settings(), 4, batch_s=0)
    assert one.cpu == [2.0] * 4
    assert other.cpu == [6.0] * 4
    assert len(one.wall) == len(other.wall) == 4
    assert one.wall != one.cpu
    fast, long = times_as_fast(one, other), times_as_long(one, other)
    assert fast is not None
    assert long is not None
    assert (fast.value, fast.noise, fast.rounds, fast.more_is_better) == (3.0, 0.0, 4, True)
    assert (round(long.value, 3), long.more_is_better) == (0.333, False)


def test_noise_is_how_far_the_rounds_lie_apart() -> None:
    found = figure([1.0, 1.1, 0.9, 5.0, 1.0], more_is_better=True)
    assert found is not None
    assert (found.value, round(found.noise, 3), found.rounds) == (1.0, 0.148, 5)
    assert figure([], more_is_better=True) is None


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wall clock on which a minute passes whenever somebody looks."""
    now = 0.0

    def later() -> float:
        nonlocal now
        now += 60.0
        return now

    monkeypatch.setattr(measure.time, "monotonic", later)


@pytest.mark.usefixtures("minutes")
def test_no_time_left_means_few_rounds_and_every_row() -> None:
    rows = [contender("one"), contender("other")]
    interleave(rows, Settings(until=0.0), 50, batch_s=0)
    assert [len(each.cpu) for each in rows] == [LEAST_ROUNDS] * 2


@pytest.mark.usefixtures("minutes")
def test_rounds_end_before_the_time_does() -> None:
    one = contender("one")
    interleave([one], Settings(until=20 * 60.0), 50, batch_s=0)
    assert LEAST_ROUNDS < len(one.cpu) < 10  # two looks a round, and the next round would be too long


def test_rounds_that_were_asked_for_are_run() -> None:
    one = contender("one")
    interleave([one], Settings(rounds=7, until=0.0), 2, batch_s=0)
    assert len(one.cpu) == 7


def test_a_batch_is_long_enough() -> None:
    one = contender("one", 0.003)
    assert one.work is not None
    assert measure.batch_size(one.work, 0.3, one.clock) == 100


def test_an_absent_row_keeps_its_place_and_tells_why() -> None:
    def make() -> measure.Work:
        raise AbsentError("no such system")

    def other() -> measure.Work:
        raise ModuleNotFoundError("No module named 'sismic'", name="sismic.interpreter")

    rows = [Contender("gone", "p", "u").present(make), Contender("lost", "p", "u").present(other), contender("one")]
    interleave(rows, Settings(), 3, batch_s=0)
    shown = [row(each, {"of L": times_as_fast(each, rows[2])}) for each in rows]
    text = render(Report("calls", "title", "us", 1e6, ["of L"], shown))
    assert "| gone      | absent: no such system |" in text
    assert "| lost      | absent: not installed: sismic.interpreter |" in text
    assert text.count("    path  ") == text.count("    user  ") == 3


def test_a_module_of_ours_that_is_missing_is_no_absent_row() -> None:
    def make() -> measure.Work:
        raise ModuleNotFoundError("No module named 'ivrsim.play'", name="ivrsim.play")

    with pytest.raises(ModuleNotFoundError):
        Contender("a row", "p", "u").present(make)


def test_the_clock_with_children_counts_what_they_use() -> None:
    clock = measure.with_children_exactly()
    before, own = clock(), time.process_time()
    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)
    assert clock() - before > time.process_time() - own


def test_the_peak_of_a_child_does_not_begin_with_that_of_its_parent() -> None:
    """Else a child of a large process seems to need nothing; this process is large while the child runs."""
    ballast = b"x" * 150_000_000
    code = f"{processes.PEAK}\nbefore = peak()\nkept = bytearray(50_000_000)\nprint(peak() - before)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert 45_000_000 < int(done.stdout) < 60_000_000
    assert len(ballast) == 150_000_000
