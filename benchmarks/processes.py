"""Whole processes of the topic `checks`: peak memory beside lxml's tree, and one check of all plans of the corpus."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.generated import plan
from benchmarks.measure import AbsentError, Contender, Work, WrongResultError, interleave, present, ratio

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
SCHEMA = ROOT / "schemas" / "dialplan.xsd"
NULL = subprocess.DEVNULL

MEMORY = """\
import sys
from resource import RUSAGE_SELF, getrusage
from lxml import etree
from ivrdsl.checking.run import check_bytes

data = open(sys.argv[1], "rb").read()
check_bytes(b"<dialplan/>", "warm")
before = getrusage(RUSAGE_SELF).ru_maxrss
kept = etree.fromstring(data) if sys.argv[2] == "tree" else check_bytes(data, "plan.xml", max_bytes=len(data))
print(getrusage(RUSAGE_SELF).ru_maxrss - before)
"""
"""Prints how much the peak of the process rises, in the system's unit, which a ratio does not need to know."""


def memory(menus: int) -> float:
    """Return the peak memory of check_bytes on a generated plan, as a ratio to that of lxml's tree.

    Ask this before the process gets large: on Linux a child's peak begins with what its parent had.

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
    if done.returncode or int(done.stdout) <= 0:
        raise WrongResultError(f"measuring memory ({what}) failed:\n{done.stderr}")
    return int(done.stdout)


def corpus(rounds: int) -> float | None:
    """Return the time of one `ivrdsl check` of all schema-valid plans of the corpus; `import lxml.etree` = 1.

    Raises:
        AbsentError: the corpus is not there.
    """
    files = valid_plans()
    check = present("check", lambda: _process([sys.executable, "-m", "ivrdsl", "check", *map(str, files)]))
    bare = present("bare", lambda: _process([sys.executable, "-c", "import lxml.etree"]))
    pair: list[Contender] = [check, bare]
    interleave(pair, rounds, 0.0)
    return ratio(check, bare)


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


def _process(argv: list[str]) -> Work:
    """Return the work of running a command; findings (exit code 1) are no failure."""

    def work(times: int) -> None:
        for _ in range(times):
            done = subprocess.run(argv, cwd=ROOT, stdin=NULL, stdout=NULL, stderr=NULL)
            if done.returncode not in (0, 1):
                raise WrongResultError(f"{' '.join(argv[1:4])} ended with exit code {done.returncode}")

    return work
