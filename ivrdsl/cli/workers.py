"""Runs of one command in processes of their own, several at a time: what each prints is kept, and told in order.

A process for each run: none finds what another one left in Python, and one that dies takes no other with it. A `Crew`
keeps processes for who runs the same again and again: see there.
"""

import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import connection
from multiprocessing.process import BaseProcess, parent_process
from types import FrameType
from typing import Any, Final, NamedTuple, TextIO

from ivrdsl.cli.exits import FOUND, INTERRUPTED, Ended
from ivrdsl.cli.output import lead_reports_to
from ivrdsl.files.state import ProcessState

Work = Callable[..., Ended]
"""What a process does with the arguments of a run, by the name of a module's function."""
_METHOD: Final = "fork" if sys.platform == "linux" else "spawn"
_TURN_S: Final = 0.2
"""How long at most nobody looks at how far it is."""
_GRACE: Final = 25
"""Turns that runs have to end by themselves after Ctrl-C."""


class Outcome(NamedTuple):
    """What came of a run.

    Attributes:
        ended: its exit code, and what came out in a few words.
        output: the report that it printed.
        errors: what else it printed, on stderr; what the files of plans print on stdout, too.
    """

    ended: Ended
    output: bytes
    errors: bytes


class Workers:
    """Processes, each for one run.

    Args:
        work: what each does.
        runs: the arguments of each run.
        jobs: how many there are at a time.
        watch: is told a few times a second which runs go on, by number, and how many have ended. What it raises ends
            all runs.
        crew: processes that stay; each run has a new one if not given.

    Attributes:
        interrupted: whether Ctrl-C ended them.
    """

    def __init__(
        self,
        work: Work,
        runs: Sequence[tuple[Any, ...]],
        jobs: int,
        watch: Callable[[list[int], int], None],
        crew: "Crew | None" = None,
    ) -> None:
        self.interrupted = False
        self._work = work
        self._runs = runs
        self._jobs = jobs
        self._watch = watch
        self._crew = crew or Crew(most_runs=1)
        self._going: dict[int, Worker] = {}
        self._outcomes: dict[int, Outcome] = {}
        self._owner = os.getpid()

    def outcomes(self) -> Iterator[Outcome]:
        """What comes of the runs, in their order, each as soon as all before it have ended.

        The first Ctrl-C asks all that go on to end, and starts no more; the second one, or none ending, ends them.
        """
        before = signal.signal(signal.SIGINT, self._interrupt)
        try:
            with tempfile.TemporaryDirectory(prefix="ivrdsl-") as folder:
                yield from self._in_turns(folder)
        finally:
            self._kill()
            signal.signal(signal.SIGINT, before)

    def _in_turns(self, folder: str) -> Iterator[Outcome]:
        waiting = list(range(len(self._runs)))
        told = turns = 0
        while told < len(self._runs):
            while waiting and len(self._going) < self._jobs and not self.interrupted:
                self._start(waiting.pop(0), folder)
            if self.interrupted:
                for number in waiting:
                    self._outcomes[number] = Outcome(Ended(INTERRUPTED, "not run: interrupted"), b"", b"")
                waiting = []
                turns += 1
                if turns > _GRACE:
                    self._kill()
            for number in self._wait():
                self._collect(number, folder)
            self._watch(sorted(self._going), len(self._outcomes))
            while told in self._outcomes:
                yield self._outcomes[told]
                told += 1

    def _start(self, number: int, folder: str) -> None:
        sys.stdout.flush()  # else the child has it, too
        sys.stderr.flush()
        place = os.path.join(folder, str(number))
        self._going[number] = self._crew.take()
        self._going[number].begin(self._work, self._runs[number], place)

    def _wait(self) -> list[int]:
        """The runs that end in the next moment, by number."""
        going: dict[Any, int] = {each: number for number, worker in self._going.items() for each in worker.tells}
        ready = connection.wait(list(going), timeout=_TURN_S) if going else []
        return list(dict.fromkeys(going[each] for each in ready))

    def _collect(self, number: int, folder: str) -> None:
        """Take what a run has left."""
        worker = self._going.pop(number)
        self._crew.give_back(worker)
        place = os.path.join(folder, str(number))
        self._outcomes[number] = Outcome(self._ended(place, worker), _read(f"{place}.out"), _read(f"{place}.err"))

    def _ended(self, place: str, worker: "Worker") -> Ended:
        try:
            return Ended(*pickle.loads(_read(f"{place}.end")))
        except (EOFError, pickle.UnpicklingError):  # it never came to that
            if self.interrupted:
                return Ended(INTERRUPTED, "interrupted")
            return Ended(FOUND, f"its process died: {_how(worker.process.exitcode or 0)}")

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if os.getpid() != self._owner:  # a child that has not come to the line where it is its own
            raise KeyboardInterrupt
        again, self.interrupted = self.interrupted, True
        if again:
            self._kill()
        elif os.name != "nt":  # where all get it from the console
            for worker in self._going.values():
                if worker.process.pid is not None and worker.process.exitcode is None:
                    os.kill(worker.process.pid, signal.SIGINT)

    def _kill(self) -> None:
        for worker in list(self._going.values()):
            worker.kill()


class Worker:
    """A process that does runs, one after another, until it is told no more, or is not as it was before a run.

    Args:
        stays: whether it may do several. Then it ends at once, and waits for no thread of the user's.
    """

    def __init__(self, *, stays: bool) -> None:
        context: Any = multiprocessing.get_context(_METHOD)
        self._connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, stays), daemon=False)
        self.process.start()
        theirs.close()
        self.runs = 0

    @property
    def tells(self) -> Sequence[Any]:
        """What to wait for: one of them is ready when a run has ended, or the process has."""
        return (self._connection, self.process.sentinel)

    def begin(self, work: Work, arguments: tuple[Any, ...], place: str) -> None:
        """Let it do a run."""
        self.runs += 1
        with suppress(BrokenPipeError):  # it has died, which is told where the run is collected
            self._connection.send((work, arguments, place))

    def is_as_before(self) -> bool:
        """Whether it has done its run, and found itself as it was before it."""
        try:
            return bool(self._connection.poll() and self._connection.recv())
        except (EOFError, OSError):
            return False

    def end(self) -> None:
        """Let it end, and wait for that."""
        with suppress(OSError):  # it has ended already
            self._connection.send(None)  # others may have its end of the pipe, too: it would not learn of a close
        self._connection.close()
        self.process.join()

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.end()


class Crew:
    """Processes that stay for further runs, for who does the same again and again: a new one costs as much as a plan.

    A process takes out of Python what a run has loaded of the user's, and looks whether it is as it was before: one
    that is not ends. So does one that has done many runs, which bounds what they can leave behind.

    Args:
        most_runs: of a process.
    """

    def __init__(self, most_runs: int = 32) -> None:
        self._most_runs = most_runs
        self._idle: list[Worker] = []

    def take(self) -> Worker:
        """A process for a run."""
        while self._idle:
            worker = self._idle.pop()
            if worker.process.exitcode is None:
                return worker
            worker.end()
        return Worker(stays=self._most_runs > 1)

    def give_back(self, worker: Worker) -> None:
        """Take a process back whose run has ended."""
        if worker.is_as_before() and worker.runs < self._most_runs:
            self._idle.append(worker)
        else:
            worker.end()

    def close(self) -> None:
        """End all processes."""
        while self._idle:
            self._idle.pop().end()


def _how(code: int) -> str:
    """How a process ended."""
    if code >= 0:
        return f"exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    hint = ", as it happens when the memory runs out" if name == "SIGKILL" else ""
    return f"{name}{hint}"


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


# --- in the process of a run ------------------------------------------------------------------------------------


def _serve(runs: connection.Connection, stays: bool) -> None:
    """Do runs, and end; see `Worker`."""
    with suppress(OSError):  # a run may close what is ours: then it has died
        _do_runs(runs)
    if stays:
        os._exit(0)


def _do_runs(runs: connection.Connection) -> None:
    """Do runs: what each prints goes to files, and at the end of all, how it ended."""
    if os.name != "nt":
        os.setpgid(0, 0)  # Ctrl-C comes from the parent, and once
    threading.Thread(target=_end_with_parent, daemon=True).start()
    reports = _stream(os.open(os.devnull, os.O_WRONLY), sys.stdout)
    lead_reports_to(reports)
    sys.stdout = sys.stderr = _stream(2, sys.stderr)
    while True:
        task = runs.recv()
        if task is None:
            return
        work, arguments, place = task
        before = ProcessState()
        _lead(f"{place}.out", reports.fileno())
        _lead(f"{place}.err", 1, 2)  # for programs that a plan's file starts, too
        signal.signal(signal.SIGINT, signal.default_int_handler)
        ended = work(*arguments)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        reports.flush()
        sys.stderr.flush()
        with open(f"{place}.end", "wb") as file:
            pickle.dump((ended.code, ended.told, ended.handed), file)
        is_as_before = before.is_restored()
        runs.send(is_as_before)
        if not is_as_before:
            return


def _stream(handle: int, like: TextIO) -> TextIO:
    """A stream of the process that writes where a handle leads."""
    return open(handle, "w", encoding=like.encoding or "utf-8", errors=like.errors, newline="\n", closefd=False)


def _lead(path: str, *handles: int) -> None:
    """Lead handles to a new file; what several write to it stands in the order of time."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for handle in handles:
        os.dup2(file, handle, inheritable=handle in (1, 2))
    os.close(file)


def _end_with_parent() -> None:
    """Leave no process behind when the parent is killed."""
    parent = parent_process()
    assert parent is not None  # only children come here
    connection.wait([parent.sentinel])
    os._exit(INTERRUPTED)
