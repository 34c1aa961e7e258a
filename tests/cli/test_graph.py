"""`ivrdsl graph` in images: what it needs, what it refuses, and that it writes the same again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import library
from tests.processes import LONGEST_S, ROOT, ivrdsl

PLAN = '<dialplan name="Root"><play type="tts">Hello.</play><hangup/></dialplan>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.xml").write_text(PLAN)
    return tmp_path


@pytest.mark.parametrize("ending", ["svg", "png", "SVG"])
def test_the_same_input_gives_the_same_bytes(ending: str, folder: Path) -> None:
    if ending == "png":
        library("resvg_py", "pictures")
    for name in ("one", "two"):
        done = ivrdsl("graph", "plan.xml", "-o", f"{name}.{ending}", folder=folder)
        assert (done.code, done.output, done.errors) == (0, "", "")
    one, two = ((folder / f"{name}.{ending}").read_bytes() for name in ("one", "two"))
    assert one == two
    assert one.startswith(b"\x89PNG" if ending == "png" else b"<svg xmlns=")


def test_without_the_extra_the_sentence_says_what_to_install(folder: Path) -> None:
    (folder / "blocked").mkdir()
    (folder / "blocked" / "resvg_py.py").write_text('raise ImportError("it is not here")')
    blocked = {"PYTHONPATH": str(folder / "blocked")}
    done = ivrdsl("graph", "plan.xml", "-o", "plan.png", folder=folder, environment=blocked, fresh=True)
    told = "ivrdsl: resvg-py is not installed; a PNG needs: pip install 'ivrdsl[pictures]'\n"
    assert (done.code, done.output, done.errors) == (2, "", told)
    assert not (folder / "plan.png").exists()
    done = ivrdsl("graph", "plan.xml", "-o", "plan.svg", folder=folder, environment=blocked, fresh=True)
    assert (done.code, done.errors) == (0, "")


def png_to(output: int, folder: Path) -> "subprocess.CompletedProcess[bytes]":
    """Draw an image to a file descriptor, in a Python of its own."""
    return subprocess.run(
        [sys.executable, "-m", "ivrdsl", "graph", "plan.xml", "--format", "png"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "simulator")])},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        timeout=LONGEST_S,
        check=False,
    )


def test_a_program_gets_a_png_and_a_terminal_does_not(folder: Path) -> None:
    library("resvg_py", "pictures")
    assert png_to(subprocess.PIPE, folder).stdout.startswith(b"\x89PNG")
    ours, terminal = pytest.importorskip("pty").openpty()
    try:
        done = png_to(terminal, folder)
    finally:
        os.close(ours)
        os.close(terminal)
    assert done.returncode == 2
    assert b"Error: a terminal shows no PNG: write it to a file with -o FILE.png" in done.stderr
