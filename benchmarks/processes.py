"""Whole processes of the topic `checks`: peak memory beside lxml's tree, and one check of all plans of the corpus."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from benchmarks.generated import plan
from benchmarks.measure import AbsentError, Contender, Work, WrongResultError, with_children_exactly

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
SCHEMA = ROOT / "schemas" / "dialplan.xsd"
NULL = subprocess.DEVNULL

PEAK = """\
import sys

def peak():
    try:
        with open("/proc/self/status") as status:
            return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        from resource import RUSAGE_SELF, getrusage

        return getrusage(RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
"""
"""Tells how many bytes this process had at most. `ru_maxrss` is the second choice: on Linux it begins with what the
parent had, so that a child of a large process seems to need nothing."""

MEMORY = f"""\
{PEAK}
from lxml import etree
from ivrdsl.checking.run import check_bytes

data = open(sys.argv[1], "rb").read()
check_bytes(b"<dialplan/>", "warm")
before = peak()
kept = etree.fromstring(data) if sys.argv[2] == "tree" else check_bytes(data, "plan.xml", max_bytes=len(data))
print(peak() - before)
"""
"""Prints by how many bytes the peak of the process rises."""


@cache
def environment() -> dict[str, str]:
    """Return the environment of children whose start is timed: compiled modules are kept, as any installation has them.

    They are kept in a folder of their own, whatever the environment of this process says, and not beside the sources.
    """
    folder = tempfile.mkdtemp(prefix="ivrdsl-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": folder}


def memory(menus: int) -> float:
    """Return the peak memory of check_bytes on a generated plan, as a ratio to that of lxml's tree.

    Raises:
        AbsentError: this system does not tell the peak.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.xml"
        file.write_bytes(plan(menus))
        return _rise(file, "check") / _rise(file, "tree")


def _rise(file: Path, what: str) -> int:
    done = subprocess.run([sys.executable, "-c", MEMORY, str(file), what], stdin=NULL, capture_output=True, text=True)
    if "No module named 'resource'" in done.stderr:
        raise AbsentError("this system does not tell a process its peak memory")
    if done.returncode or int(done.stdout) <= 0:  # nothing at all is a peak that was not seen
        raise WrongResultError(f"measuring memory ({what}) failed:\n{done.stderr}")
    return int(done.stdout)


def corpus_rows() -> tuple[Contender, Contender]:
    """Return the row of one `ivrdsl check` of all schema-valid plans of the corpus, and that of `import lxml.etree`."""
    clock = with_children_exactly()
    check = Contender(
        "ivrdsl check, all valid plans of the corpus", "ivrdsl.cli, ivrdsl.checking.run.check_bytes",
        "`ivrdsl check FILE...`, a process of its own", clock=clock, ours=True,
    ).present(lambda: process([sys.executable, "-m", "ivrdsl", "check", *map(str, valid_plans())]))  # fmt: skip
    bare = Contender(
        "python -c 'import lxml.etree'", "imports", "a process of its own that only imports lxml", clock=clock
    ).present(lambda: process([sys.executable, "-c", "import lxml.etree"]))
    return check, bare


def valid_plans() -> list[Path]:
    """Return the plans of the corpus that the schema accepts."""
    from lxml import etree

    if not CORPUS.is_dir():
        raise AbsentError("no corpus beside this checkout (../shared/corpus)")
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    found = []
    for file in sorted(CORPUS.rglob("*.xml")):
        try:
            tree = etree.parse(file)
        except etree.XMLSyntaxError:
            continue
        if schema.validate(tree):
            found.append(file)
    return found


def process(argv: list[str]) -> Work:
    """Return the work of running a command, once it was run to warm the caches; findings (exit code 1) are fine."""

    def work(times: int) -> None:
        for _ in range(times):
            done = subprocess.run(argv, cwd=ROOT, env=environment(), stdin=NULL, stdout=NULL, stderr=NULL)
            if done.returncode not in (0, 1):
                raise WrongResultError(f"{' '.join(argv[1:4])} ended with exit code {done.returncode}")

    work(1)
    return work
