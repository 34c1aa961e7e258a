"""What commands write to files is written whole or not at all: what was there before stays, and the reason is said."""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAN = (
    '<dialplan name="Root"><menu name="m" maxDigits="1" timeout="3500"><play type="tts">Your code is 2517.</play>'
    '<keypress pressed="1"><goto>M</goto></keypress></menu></dialplan>\n'
)
PYTHON = 'from ivrdsl import Dialplan, Say\n\ndialplan = Dialplan("Root")[Say("Hello.")]\n'
OLD = b"what was there before\n"
MOST_BYTES = 16

WRITES = {
    "compile": (["compile", "plan.py", "-o", "out"], "out"),
    "graph": (["graph", "plan.xml", "-o", "out"], "out"),
    "page": (["page", "plan.xml", "-o", "out"], "out"),
    "import": (["import", "plan.xml", "-o", "out", "--force"], "out"),
    "check": (["check", "plan.xml", "--format", "json", "-o", "out"], "out"),
    "verify": (["verify", "plan.xml", "--format", "junit", "-o", "out"], "out"),
    "certificate": (["verify", "plan.py", "--certificate", "out"], "out"),
    "coverage": (["cover", "plan.py", "calls.call", "--save", "new/out"], "new/out"),
    "saved calls": (["verify", "plan.xml", "--save", "new"], "new"),
    "paths": (["paths", "plan.xml", "--save", "new"], "new"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.xml").write_text(PLAN)
    (tmp_path / "plan.py").write_text(PYTHON)
    (tmp_path / "calls.call").write_text('dialplan plan.py\ncall "x"\n  answer live\n  expect hangup\n')
    (tmp_path / "new").mkdir()
    return tmp_path


def run(folder: Path, *arguments: str, most_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, in a process that can make no file larger than some bytes."""

    def limited() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    command = [sys.executable, "-B", "-m", "ivrdsl", *arguments]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'simulator'}"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, preexec_fn=limited
    )


def everything(folder: Path) -> dict[str, bytes]:
    """The files of a folder; of the saved data that somebody locks, the lock is none."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", WRITES)
def test_a_full_disk_leaves_what_was_there(name: str, folder: Path) -> None:
    arguments, output = WRITES[name]
    if output == "out":
        (folder / "out").write_bytes(OLD)
    before = everything(folder)
    full = run(folder, *arguments, most_bytes=MOST_BYTES)
    assert full.returncode == 2, full.stderr
    assert "cannot be written: File too large" in full.stderr
    assert "Traceback" not in full.stderr
    assert everything(folder) == before
    assert run(folder, *arguments).returncode in (0, 1, 3)
    assert everything(folder) != before, "the command writes nothing at all"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("new",), "(is a directory|Is a directory)"),
        (("plan.xml/out", "missing/out"), "(Not a directory|No such file)"),
        (("/dev/full",), "No space left"),
    ],
)
def test_what_cannot_be_a_file_is_said(names: Sequence[str], words: str, folder: Path) -> None:
    before = everything(folder)
    for name in names:
        done = run(folder, "graph", "plan.xml", "-o", name)
        assert done.returncode == 2, done.stderr
        assert re.search(words, done.stderr)
        assert everything(folder) == before


def test_a_mend_that_does_not_fit_leaves_the_plan(folder: Path) -> None:
    (folder / "plan.xml").write_text('<dialplan name="Root"><goto>LIVE</goto><hangup name="live"/></dialplan>')
    before = everything(folder)
    full = run(folder, "check", "plan.xml", "--fix", "--unsafe", most_bytes=MOST_BYTES)
    assert full.returncode == 2, full.stderr + full.stdout
    assert "plan.xml cannot be written: File too large" in full.stderr
    assert everything(folder) == before


def test_standard_output_and_links_are_written_to(folder: Path) -> None:
    (folder / "real").write_bytes(OLD)
    (folder / "real").chmod(0o640)
    (folder / "link.dot").symlink_to("real")
    assert run(folder, "graph", "plan.xml", "-o", "link.dot").returncode == 0
    assert (folder / "link.dot").is_symlink()
    assert (folder / "real").read_text().startswith("digraph")
    assert (folder / "real").stat().st_mode & 0o777 == 0o640
    assert run(folder, "graph", "plan.xml", "-o", "/dev/stdout").stdout.startswith("%%{init")
