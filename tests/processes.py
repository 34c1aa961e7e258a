"""Runs `ivrdsl` and `pytest` each in a process of its own, most of them forked from one that has imported everything.

A fresh Python imports for longer than most tests run. `fresh` asks for one all the same: for what is imported when, and
for how plugins are found.
"""

import atexit
import functools
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.forking import OURS_ALONE

ROOT = Path(__file__).resolve().parents[1]
LONGEST_S = 120
"""How long a program may take. Unit: seconds."""


class Done(NamedTuple):
    """What a program did. `errors` is empty where it was told to write to one place."""

    code: int
    output: str
    errors: str


class Forking:
    """A process that forks for every program; see tests/forking.py."""

    def __init__(self, program: str) -> None:
        self._asking, given = socket.socketpair()
        self._asking.settimeout(LONGEST_S)
        self._busy = threading.Lock()
        command = [sys.executable, str(ROOT / "tests" / "forking.py"), program, str(given.fileno())]
        environment = {
            name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTEST_ADDOPTS")
        }
        with given:
            self._process = subprocess.Popen(
                command,
                env=environment,
                pass_fds=[given.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        atexit.register(self.close)

    def run(
        self, words: Sequence[str], folder: Path, environment: Mapping[str, str], output: Path, errors: Path
    ) -> int:
        request = {"words": list(words), "folder": str(folder), "environment": dict(environment)}
        line = json.dumps({**request, "output": str(output), "errors": str(errors)}) + "\n"
        with self._busy:
            self._asking.sendall(line.encode())
            answer = self._asking.recv(100)
        assert answer, f"the process that forks is gone: {self._process.wait()}"
        return int(answer)

    def close(self) -> None:
        """End it, with a program that may still run: it waits for nothing but us."""
        self._asking.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, 9)
            self._process.wait()


@functools.cache
def forking(program: str) -> Forking:
    """One for all tests that this process runs."""
    return Forking(program)


def run(
    program: str,
    words: Sequence[str],
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    together: bool = False,
    fresh: bool = False,
) -> Done:
    """Run `python -m PROGRAM WORDS` in a folder.

    Args:
        environment: what is set besides what is set here.
        together: its errors go where its output goes, in the order in which they are written.
        fresh: in a Python that has just been started.
    """
    path = os.pathsep.join([str(ROOT), str(ROOT / "simulator")])
    variables = {**os.environ, "PYTHONPATH": path, "COLUMNS": "100", "NO_COLOR": "1", **(environment or {})}
    with tempfile.TemporaryDirectory() as place:
        output, errors = Path(place, "output"), Path(place, "output" if together else "errors")
        output.touch()
        errors.touch()
        if fresh or not hasattr(os, "fork"):
            with output.open("ab") as out, errors.open("ab") as err:
                command = [sys.executable, "-m", program, *words]
                code = subprocess.run(
                    command, cwd=folder, env=variables, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                    timeout=LONGEST_S, check=False,
                ).returncode  # fmt: skip
        else:
            code = forking(program).run(words, folder, variables, output, errors)
        return Done(code, output.read_text("utf-8"), "" if together else errors.read_text("utf-8"))


def ivrdsl(*words: str, folder: Path = ROOT, environment: Mapping[str, str] | None = None, fresh: bool = False) -> Done:
    """Run a command of ours."""
    return run("ivrdsl", words, folder, environment=environment, fresh=fresh)


def under_pytest(folder: Path, *words: str, environment: Mapping[str, str] | None = None, fresh: bool = False) -> Done:
    """Run pytest, which finds our plugin as users' pytest does.

    It keeps no bytecode: a file that a test changes twice in a second would be taken for the one that it was.
    """
    variables = {"COLUMNS": "120", "PYTEST_ADDOPTS": "", "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})}
    command = ["-p", "no:cacheprovider", *OURS_ALONE, *words]
    return run("pytest", command, folder, environment=variables, together=True, fresh=fresh)
