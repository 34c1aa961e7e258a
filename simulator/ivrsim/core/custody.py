"""A process that evaluates texts which may go on, and is ended after a second of processor time.

Theory of operation. The process is started with the first such text, and evaluates one after the other. It watches
itself: a thread looks at the processor time that the process takes, and ends it. The engine runs without Python's lock,
so the thread comes to its turn, on each system that Python knows. Whoever waits here learns of the end by the pipe.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Any, Final

from ivrsim.core import sandbox
from ivrsim.core.sandbox import Result

SECONDS: Final = 1.0
"""Of processor time that a text may take, its limits tried twice included."""
_LOOK_S: Final = 0.05
_TIME_IS_UP: Final = 75
"""The exit code that says so."""
_START: Final = "import sys; sys.path[:] = sys.argv[1:]; from ivrsim.core.custody import serve; serve()"


def run(source: str, now_ms: int | None, seed: int | None) -> Result:
    """Evaluate a text as `sandbox.run` does, in the process.

    Args:
        source: JavaScript.
        now_ms: the virtual clock, ms since 1970-01-01 UTC; None when it is not known.
        seed: what Math.random starts from; None when it is not known.

    Returns:
        What came of it. Where the process ended, a limit that nobody remembers.
    """
    global _process
    with _lock:
        if _process is None or _process.poll() is not None:
            try:
                _process = _started()
            except OSError as error:
                return Result(error=f"no process can be started to evaluate it: {error}", limited=True, fleeting=True)
        try:
            answer = _exchange(_process, [source, now_ms, seed])
        except BaseException:  # Ctrl-C: what it answers then is nobody's
            _end(_process)
            raise
        if answer is not None:
            return Result(*answer)
        code = _process.wait()
        why = f"it takes more than {SECONDS:g} s of processor time" if code == _TIME_IS_UP else "the engine broke down"
        return Result(error=why, limited=True, fleeting=True)


_process: subprocess.Popen[bytes] | None = None
_lock = threading.Lock()


def _started() -> subprocess.Popen[bytes]:
    apart: dict[str, Any] = {} if sys.platform == "win32" else {"start_new_session": True}  # Ctrl-C is not meant for it
    path = [os.path.abspath(each) for each in sys.path]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _START, *path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        **apart,
    )


def _exchange(process: subprocess.Popen[bytes], question: list[Any]) -> list[Any] | None:
    """Ask the process, and read its answer; None where it ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(question).encode() + b"\n")
        process.stdin.flush()
        line = process.stdout.readline()
    except OSError:
        return None
    answer: list[Any] | None = json.loads(line) if line.endswith(b"\n") else None
    return answer


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process, and its pipes."""
    process.kill()
    process.communicate()


@atexit.register
def _close() -> None:
    if _process is not None and _process.poll() is None:
        _end(_process)


def _forget() -> None:
    """After a fork: the process is that of the parent, and so may the lock be."""
    global _process, _lock
    if _process is not None:
        for pipe in (_process.stdin, _process.stdout):
            if pipe is not None:
                pipe.close()
        _process.returncode = 0  # nobody here waits for it
    _process, _lock = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


# --- in the process --------------------------------------------------------------------------------------------------


def serve() -> None:
    """Answer questions until nobody asks any more; each is a line of JSON."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch = _Watch()
    sandbox.run("1", None, 0, swept=True)  # loads the engine, which is not the fault of any text
    watch.start()
    for line in sys.stdin.buffer:
        watch.until = time.process_time() + SECONDS
        answer = sandbox.run(*json.loads(line), swept=True)
        watch.until = float("inf")
        with suppress(BrokenPipeError):
            sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
            sys.stdout.buffer.flush()


class _Watch(threading.Thread):
    """Ends the process when its time is up.

    Attributes:
        until: the processor time at which it is, in s.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.until = float("inf")

    def run(self) -> None:
        pause = threading.Event()
        while not pause.wait(_LOOK_S):
            if time.process_time() > self.until:
                os._exit(_TIME_IS_UP)
