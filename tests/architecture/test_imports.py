"""What is imported when, what the core must not touch, and that no table of nodes has a gap."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivrdsl.model import nodes
from ivrdsl.xml.compile import _WRITERS
from ivrdsl.xml.names import SPELLINGS

ROOT = Path(__file__).resolve().parents[2]
HEAVY = "ivrsim click pytest hypothesis lxml xmlschema rich quickjs dataclasses inspect".split()  # noqa: SIM905


def loaded(statement: str) -> set[str]:
    """The modules that a fresh Python has loaded after a statement."""
    code = f"import sys; before = set(sys.modules); {statement}; print(*set(sys.modules) - before)"
    path = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'simulator')!r}]; "
    command = [sys.executable, "-I", "-c", path + code]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import ivrdsl", [*HEAVY, "ivrdsl.model", "ivrdsl.errors"]),
        ("import ivrdsl; dir(ivrdsl); ivrdsl.__version__", HEAVY),
        ("import ivrdsl.errors, ivrdsl.model.labels", HEAVY),
        ("import ivrdsl.model.nodes", ["lxml", "ivrsim", "click", "pytest", "hypothesis", "xmlschema", "ivrdsl.xml"]),
        ("import ivrdsl.xml.compile", ["lxml", "ivrsim", "click", "pytest", "hypothesis", "xmlschema"]),
        ("import ivrdsl.xml.parse", ["ivrsim", "click", "pytest", "hypothesis", "xmlschema"]),
        ("import ivrdsl.testing", HEAVY),
    ],
)
def test_heavy_modules_wait_until_they_are_needed(statement: str, absent: list[str]) -> None:
    found = loaded(statement)
    assert found & {statement.split()[1].rstrip(";,"), "ivrdsl"}
    assert found & set(absent) == set()


RARE = {
    "click", "dataclasses", "difflib", "hypothesis", "ivrsim.core.step", "pytest", "quickjs", "rich", "shutil",
    "tomllib", "tree_sitter", "xmlschema",
}  # fmt: skip
"""What hardly any command loads. `inspect` is not among them only because lxml imports it."""
IN_A_CALL = {"ivrsim.core.step"}
NO_PLAN = {*RARE, "inspect", "ivrdsl.model.base", "ivrdsl.checking.rule", "ivrsim", "lxml"}


@pytest.mark.parametrize(
    ("words", "absent"),
    [
        (["--version"], NO_PLAN),
        (["check", "tests/packaging/code.xml"], RARE),
        (["check", "examples/one_time_code.py"], RARE),
        (["compile", "examples/one_time_code.py"], RARE),
        (["payload", "examples/one_time_code.py", "--to", "12135551100"], RARE - {"dataclasses"}),
        (["verify", "tests/packaging/code.xml", "--select", "every-call-ends"], RARE - IN_A_CALL),
        (["explain", "IVR003"], NO_PLAN),
        (["explain", "menu"], NO_PLAN),
        (["explain", "no_match", "--json"], NO_PLAN),
        (["explain"], NO_PLAN),
        (["rules"], NO_PLAN),
        (["rules", "--json"], NO_PLAN),
        (["import", "tests/packaging/code.xml"], {"ivrsim", *RARE}),
        (["graph", "examples/one_time_code.py"], RARE),
        (["simulate", "tests/packaging/code.xml", "-e", "answer live; wait; expect hangup"], RARE - IN_A_CALL),
        (["sounds", "--help"], {"ivrsim", "ivrdsl.sounds.folder", "rich", "tinytag"}),
        (["cover", "examples/one_time_code.py:one_time_code", "examples/one_time_code.call"], RARE - IN_A_CALL),
    ],
)
def test_a_command_loads_what_it_needs(words: list[str], absent: set[str]) -> None:
    run = "from ivrdsl.cli import main\ntry: main()\nexcept SystemExit as end: assert not end.code, end.code\n"
    path = (
        f"import sys\nsys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'simulator')!r}]\nsys.argv = ['ivrdsl', *{words!r}]\n"
    )
    command = [sys.executable, "-I", "-c", path + run + "print(*sys.modules, file=sys.stderr)"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found = set(done.stderr.split())
    assert "ivrdsl.cli" in found
    assert found & absent == set()


# --- no wall clock, no chance, no network ------------------------------------------------------------------------

BANNED = {
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "sleep"},
    "datetime": {"now", "utcnow", "today"},
    "random": {""},
    "secrets": {""},
    "socket": {""},
    "urllib": {"request", "urlopen"},
    "http": {""},
    "httpx": {""},
}
"""Module to the names in it that are banned; "" bans the module."""
ALLOWED: dict[str, set[str]] = {
    "ivrdsl/cli/budget.py": {"time"},
    "ivrdsl/cli/phone.py": {"time"},
    "ivrdsl/cli/watch.py": {"time"},
    "ivrdsl/serve/base/clock.py": {"time"},
    "ivrdsl/serve/running/server.py": {"socket"},
    "ivrdsl/serve/running/front.py": {"socket"},
    "ivrdsl/serve/webhooks/connection.py": {"socket"},
    "ivrdsl/testing/async_twin.py": {"httpx"},
    "ivrdsl/testing/local_server.py": {"httpx"},
    "simulator/ivrsim/script/callee.py": {"random"},
}
"""File to the modules that it may use all the same, each with a reason in the file."""

SOURCES = sorted([*(ROOT / "ivrdsl").rglob("*.py"), *(ROOT / "simulator").rglob("*.py")])


def banned_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for name in (alias.name for alias in names):
                    if "" in BANNED.get(name.split(".")[0], ()) or _is_banned(*name.rpartition(".")[::2]):
                        yield name
            case ast.ImportFrom(module=str(module), names=names):
                for alias in names:
                    if "" in BANNED.get(module.split(".")[0], ()) or _is_banned(module, alias.name):
                        yield f"{module}.{alias.name}"
            case ast.Attribute(attr=attribute, value=value):
                if _is_banned(ast.unparse(value), attribute):
                    yield f"{ast.unparse(value)}.{attribute}"


def _is_banned(module: str, name: str) -> bool:
    return name in BANNED.get(module.split(".")[0], ())


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 30


@pytest.mark.parametrize("path", SOURCES, ids=[path.relative_to(ROOT).as_posix() for path in SOURCES])
def test_no_wall_clock_no_chance_no_network(path: Path) -> None:
    allowed = ALLOWED.get(path.relative_to(ROOT).as_posix(), set())
    found = {name for name in banned_names(ast.parse(path.read_bytes())) if name.split(".")[0] not in allowed}
    assert found == set()


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "from random import choice",
        "import socket as s",
        "import time; time.monotonic()",
        "from time import time",
        "from datetime import datetime; datetime.now()",
        "import datetime; datetime.datetime.now()",
        "import urllib.request",
        "from urllib.request import urlopen",
    ],
)
def test_the_search_finds_what_is_banned(source: str) -> None:
    assert list(banned_names(ast.parse(source)))


# --- tables of nodes ---------------------------------------------------------------------------------------------


def test_every_node_has_a_spelling_a_writer_and_a_public_name() -> None:
    import ivrdsl

    assert set(SPELLINGS) == set(nodes.NODES)
    assert all(callable(_WRITERS[cls]) for cls in nodes.NODES)
    assert {cls.__name__ for cls in nodes.NODES} <= set(dir(ivrdsl))
    assert [cls for cls, spelling in SPELLINGS.items() if spelling.tag != cls.tag] == []


def test_every_public_name_can_be_loaded() -> None:
    import ivrdsl

    assert [name for name in ivrdsl.__all__ if not hasattr(ivrdsl, name)] == []


# --- golden data -------------------------------------------------------------------------------------------------

DATA = sorted(
    path
    for name in ("good", "bad", "golden")
    for path in (ROOT / "tests").rglob(name)
    if path.is_dir() and "__pycache__" not in path.parts
)


@pytest.mark.parametrize("folder", DATA, ids=[path.relative_to(ROOT).as_posix() for path in DATA])
def test_no_folder_of_examples_is_empty(folder: Path) -> None:
    assert [path for path in folder.rglob("*") if path.is_file()]
