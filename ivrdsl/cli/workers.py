"""Runs of one command in processes of their own, several at a time: what each prints is kept, and told in order.

A process for each run: none finds what another one left in Python, and one that dies takes no other with it.
"""

import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import connection
from multiprocessing.process import BaseProcess, parent_process
from types import FrameType
from typing import Any, Final, NamedTuple, TextIO

from ivrdsl.cli.exits import FOUND, INTERRUPTED, Ended
from ivrdsl.cli.output import lead_reports_to

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


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """Processes, each for one run.

    Args:
        work: what each does.
        runs: the arguments of each run.
        jobs: how many there are at a time.
        watch: is told a few times a second which runs go on, by number, and how many have ended.

    Attributes:
        interrupted: whether Ctrl-C ended them.
    """

    def __init__(
        self, work: Work, runs: Sequence[tuple[Any, ...]], jobs: int, watch: Callable[[list[int], int], None]
    ) -> None:
        self.interrupted = False
        self._work = work
        self._runs = runs
        self._jobs = jobs
        self._watch = watch
        self._context: Any = multiprocessing.get_context(_METHOD)
        self._going: dict[int, BaseProcess] = {}
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
        process = self._context.Process(target=_run, args=(self._work, self._runs[number], place), daemon=False)
        process.start()
        self._going[number] = process

    def _wait(self) -> list[int]:
        """The runs that end in the next moment, by number."""
        going: dict[Any, int] = {process.sentinel: number for number, process in self._going.items()}
        return [going[each] for each in connection.wait(list(going), timeout=_TURN_S)] if going else []

    def _collect(self, number: int, folder: str) -> None:
        """Take what a run has left."""
        process = self._going[number]
        process.join()
        del self._going[number]
        place = os.path.join(folder, str(number))
        self._outcomes[number] = Outcome(self._ended(place, process), _read(f"{place}.out"), _read(f"{place}.err"))

    def _ended(self, place: str, process: BaseProcess) -> Ended:
        try:
            return Ended(*pickle.loads(_read(f"{place}.end")))
        except (EOFError, pickle.UnpicklingError):  # it never came to that
            if self.interrupted:
                return Ended(INTERRUPTED, "interrupted")
            return Ended(FOUND, f"its process died: {_how(process.exitcode or 0)}")

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if os.getpid() != self._owner:  # a child that has not come to the line where it is its own
            raise KeyboardInterrupt
        again, self.interrupted = self.interrupted, True
        if again:
            self._kill()
        elif os.name != "nt":  # where all get it from the console
            for process in self._going.values():
                if process.pid is not None and process.exitcode is None:
                    os.kill(process.pid, signal.SIGINT)

    def _kill(self) -> None:
        for process in list(self._going.values()):
            process.kill()
            process.join()


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


def _run(work: Work, arguments: tuple[Any, ...], place: str) -> None:
    """One run: what it prints goes to files, and at the end of all, how it ended."""
    if os.name != "nt":
        os.setpgid(0, 0)  # Ctrl-C comes from the parent, and once
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    reports = _file(f"{place}.out", sys.stdout)
    lead_reports_to(reports)
    sys.stdout = sys.stderr = _file(f"{place}.err", sys.stderr)
    for number in (1, 2):  # for programs that a plan's file starts, too
        os.dup2(sys.stderr.fileno(), number)
    ended = work(*arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reports.flush()
    sys.stderr.flush()
    with open(f"{place}.end", "wb") as file:
        pickle.dump((ended.code, ended.told, ended.handed), file)


def _file(path: str, stream: TextIO) -> TextIO:
    """A file that stands for a stream of the process; what several write to it stands in the order of time."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return open(handle, "w", encoding=stream.encoding or "utf-8", errors=stream.errors, newline="\n")


def _end_with_parent() -> None:
    """Leave no process behind when the parent is killed."""
    parent = parent_process()
    assert parent is not None  # only children come here
    connection.wait([parent.sentinel])
    os._exit(INTERRUPTED)
