"""A Python that has imported everything once, and forks for each program that it is told to run.

`python forking.py PROGRAM SOCKET` takes requests on the socket of this number, a line of JSON each, and answers with
exit codes. A child runs `python -m PROGRAM` to the end of the interpreter: exit codes, tracebacks and late flushes
are Python's own. The parent imports and never runs anything, so nothing finds what another one left.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import socket
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

OTHERS = {
    "ivrdsl": ("rich.console", "tree_sitter", "xmlschema"),
    "pytest": ("hypothesis.stateful",),
}
"""By program: what of other people takes long to import. Not quickjs, which starts a thread: no child would have it."""
OURS = ("ivrdsl", "ivrsim")
NOT_OURS = ("ivrdsl.__main__", "ivrdsl.serve", "ivrdsl.testing")
"""What ends when it is imported, or what not every environment can import."""
OURS_ALONE = [word for name in ("anyio", "randomly", "schemathesis", "xdist") for word in ("-p", f"no:{name}")]
"""Words for pytest: tests of our plugin neither depend on the plugins of others nor wait for them."""


def warm(program: str) -> None:
    """Import what takes long, and what our programs import only when they need it."""
    for name in OTHERS[program]:
        importlib.import_module(name)
    for name in OURS:
        package = importlib.import_module(name)
        for each in modules(package.__path__, name):
            importlib.import_module(each)


def modules(path: Iterable[str], prefix: str) -> Iterator[str]:
    """The modules in a package and below."""
    for each in pkgutil.iter_modules(path, f"{prefix}."):
        if each.name not in NOT_OURS:
            yield each.name
            if each.ispkg:
                yield from modules([os.path.join(place, each.name.rpartition(".")[2]) for place in path], each.name)


class Warm:
    """Imports within pytest, whose own loader of modules must have seen its plugins."""

    def pytest_configure(self) -> None:
        warm("pytest")


def warm_pytest() -> None:
    """Run no test at all, which imports pytest and every plugin."""
    import pytest

    with tempfile.TemporaryDirectory() as empty:
        Path(empty, "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        code = pytest.main(["-q", "-p", "no:cacheprovider", *OURS_ALONE, "--rootdir", empty, empty], plugins=[Warm()])
    assert code == pytest.ExitCode.NO_TESTS_COLLECTED


def become(request: dict[str, Any], path: list[str]) -> None:
    """Take on what a fresh process would have been started with."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for number, name in enumerate((os.devnull, request["output"], request["errors"])):
        opened = os.open(name, os.O_WRONLY | os.O_APPEND if number else os.O_RDONLY)
        os.dup2(opened, number)
        os.close(opened)
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    added = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    sys.path[:] = [request["folder"], *added, *(part for part in path if part not in added)]
    sys.argv[1:] = request["words"]
    importlib.invalidate_caches()


def serve(program: str, number: str) -> bool:
    """Fork for each request until nobody asks any more; whether this is a child, which has a program to run."""
    path = sys.path[1:]
    warm_pytest() if program == "pytest" else warm(program)
    sys.stdout.flush()  # else every child prints it once more
    sys.stderr.flush()
    gc.collect()
    gc.freeze()  # what is shared with the children need not be copied for them
    with socket.socket(fileno=int(number)) as asked, asked.makefile("r", encoding="utf-8") as lines:
        for line in lines:
            child = os.fork()
            if child == 0:
                become(json.loads(line), path)
                return True
            _, status = os.waitpid(child, 0)
            asked.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    return False


ENDED: list[object] = []
"""In a child whose program has ended: with what."""


def leave() -> None:
    """End as Python does, but do not tidy up: that would copy all that is shared with the parent.

    It is the last of what runs at the end of a program, whose last words were printed before.
    """
    if not ENDED:
        return
    (code,) = ENDED
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # Python tells it
    os._exit(code if isinstance(code, int) else code is not None)


def run(program: str) -> None:
    """Run a program as the main module."""
    try:
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        ENDED.append(end.code)
        raise
    ENDED.append(None)


if __name__ == "__main__":
    atexit.register(leave)
    program, number = sys.argv[1:]
    if serve(program, number):
        run(program)
