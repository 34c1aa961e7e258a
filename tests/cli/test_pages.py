"""Runs the commands in tests/cli/*.md and docs/tutorial.md and compares what they print with what the page says.

A page is Markdown. A fence whose info line is `xml NAME` or `python NAME` or `text NAME` is a file; a `console` fence
is commands (`$ ivrdsl ...`), each followed by all that it prints and, unless it is 0, `[exit N]`. A fence of more
backticks may hold fences.
"""

import re
import shlex
from pathlib import Path

import pytest

from tests import processes
from tests.needs import library

HERE = Path(__file__).parent
PAGES = [*sorted(HERE.glob("*.md")), HERE.parents[1] / "docs" / "tutorial.md"]
FRESH = ("first_call", "serve")
"""Pages whose commands each start a Python of their own, as users do: what is forked could hide that."""
NEEDS = {
    "campaign": ("numpy", "campaign"),
    "listen": ("espeakng_loader", "speech"),
    "phone": ("textual", "phone"),
    "serve": ("uvicorn", "serve"),
    "sounds": ("tinytag", "speech"),
}
"""Pages that need a library, and the extra that has it."""
FENCE = re.compile(r"^(```+)(\w+)(?: (\S+))?\n(.*?)^\1$", re.M | re.S)


def test_there_are_pages() -> None:
    assert PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path, tmp_path: Path, update_golden: bool) -> None:
    if page.stem in NEEDS:
        library(*NEEDS[page.stem])
    text = page.read_text(encoding="utf-8")
    told = FENCE.sub(lambda fence: as_told(fence, tmp_path, page.stem in FRESH), text)
    if update_golden:
        page.write_text(told, encoding="utf-8")
    assert told == text


def as_told(fence: re.Match[str], folder: Path, fresh: bool) -> str:
    """A fence as it should be: files are written down, commands are run again."""
    ticks, kind, name, body = fence.groups()
    if name:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body, encoding="utf-8")
        return fence[0]
    if kind != "console":
        return fence[0]
    commands = re.findall(r"^\$ (.*(?:\\\n.*)*)", body, re.M)
    assert commands, f"no command in {body!r}"
    told = "".join(f"$ {command}\n{run(command, folder, fresh)}" for command in commands)
    return f"{ticks}console\n{told}{ticks}"


def run(command: str, folder: Path, fresh: bool) -> str:
    words = shlex.split(command.replace("\\\n", " "))
    assert words[0] == "ivrdsl"
    done = processes.run("ivrdsl", words[1:], folder, together=True, fresh=fresh)
    output = done.output.replace(str(folder), "FOLDER")
    if output and not output.endswith("\n"):
        output += "\n"
    return output + (f"[exit {done.code}]\n" if done.code else "")
