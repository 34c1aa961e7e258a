"""Every block of README.md and docs/ is what it says: files are written, programs run, commands print what is shown.

A block `LANGUAGE NAME` is a file. A command that is shown with what it prints must print that, and end with 0 or with
the `[exit N]` below it; one that is shown alone must not be wrong (exit code 2). Python without a name runs, in the
names of the blocks before it.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests import processes
from tests.documents.reader import FENCE, ROOT, prepare
from tests.needs import later, library, missing

yaml: Any = later("yaml", "dev")
ELSEWHERE = {"tutorial.md": "cli/test_pages.py", "testing.md": "plugin/test_page.py"}
"""Pages that another test runs, block by block."""
PAGES = [ROOT / "README.md", *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.name not in ELSEWHERE)]
NEEDS = {
    "campaign.md": [("numpy", "campaign")],
    "forecast.md": [("matplotlib", "forecast")],
    "graph.md": [("resvg_py", "pictures")],
    "listen.md": [("espeakng_loader", "speech"), ("tinytag", "speech")],
}
NOT_HERE = {
    "make demo": "CI runs it",
    "make test": "this is it",
    "ivrdsl campaign examples/reminder.py --recipients 50000 --report campaign.html": "cli/test_campaign.py",
    "ivrdsl phone plan.py": "phone/test_terminal.py has a terminal",
    "ivrdsl phone plan.py --clock step": "phone/test_terminal.py has a terminal",
    'pip install "PATH/TO/ivrdsl[phone]"': "packaging/test_wheel.py installs",
    'pip install "PATH/TO/ivrdsl[serve]"': "packaging/test_wheel.py installs",
    'pip install "PATH/TO/ivrdsl[speech]"': "packaging/test_wheel.py installs",
    'eval "$(_IVRDSL_COMPLETE=bash_source ivrdsl)"': "cli/test_quick.py completes",
}
"""Commands that are not run here, and who runs them."""
OF_A_SERVER = re.compile(
    r"ivrdsl serve|ivrdsl payload .*\| sh$|curl |export |echo .*/etc/hosts|\w+=\S+ |node |python send"
)
"""Commands that need a server: tests/serve/test_documentation.py and tests/clients run what they stand for."""
SHELL = re.compile(r"[|>&]|\$\(")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_blocks(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_golden: bool) -> None:
    for name, extra in NEEDS.get(page.name, []):
        library(name, extra)
    prepare(tmp_path)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": page.stem}
    text = page.read_text(encoding="utf-8")
    told = FENCE.sub(lambda fence: as_told(fence, names), text)
    if update_golden:
        page.write_text(told, encoding="utf-8")
    assert told == text


def as_told(fence: re.Match[str], names: dict[str, Any]) -> str:
    """A block as it should be: what commands print is printed again."""
    info, body = fence.groups()
    language, _, name = info.partition(" ")
    if name:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(body, encoding="utf-8")
    elif language == "python":
        exec(compile(body, body.splitlines()[0], "exec"), names)
    elif language == "console":
        return f"```console\n{console(body)}```"
    else:
        READERS[language](body)
    return fence[0]


def test_pages_that_other_tests_run_are_there() -> None:
    assert all((ROOT / "docs" / name).exists() and (ROOT / "tests" / test).exists() for name, test in ELSEWHERE.items())


def console(body: str) -> str:
    """Commands, each with what it prints."""
    commands = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.M)
    assert commands, f"no command in {body!r}"
    return "".join(f"$ {command}\n{run(re.sub(r'  +# .*', '', command), printed)}" for command, printed in commands)


def run(command: str, printed: str = "") -> str:
    """What a command prints, if the page shows that."""
    if command in NOT_HERE or OF_A_SERVER.match(command):
        return printed
    done = by_shell(command) if SHELL.search(re.sub(r"'[^']*'", "", command)) else by_us(command)
    if not printed:
        assert done.code in (0, 1, 3), f"{command}: {done}"
        return ""
    output = done.output if not done.output or done.output.endswith("\n") else done.output + "\n"
    return output + (f"[exit {done.code}]\n" if done.code else "")


def by_us(command: str) -> processes.Done:
    words = shlex.split(command)
    if words[0] == "python":
        return by_shell(command)
    assert words[0] == "ivrdsl", f"who runs {command!r}?"
    return processes.run("ivrdsl", expanded(words[1:]), Path.cwd(), together=True)


def expanded(words: list[str]) -> list[str]:
    """As a shell expands `examples/*.call`; a quoted pattern without such files stays as it is."""
    found = [sorted(map(str, Path().glob(word))) if "*" in word and "/" in word else [word] for word in words]
    return [each for word, files in zip(words, found, strict=True) for each in files or [word]]


def by_shell(command: str) -> processes.Done:
    """With `ivrdsl` and `python` of this checkout first on the path."""
    if "| dot " in command and not shutil.which("dot"):
        missing("Graphviz is not installed (Debian: graphviz)")
    commands = Path("commands")
    commands.mkdir(exist_ok=True)
    for name, words in {"ivrdsl": "-m ivrdsl", "python": ""}.items():
        (commands / name).write_text(f'#!/bin/sh\nexec {sys.executable} {words} "$@"\n')
        (commands / name).chmod(0o755)
    variables = {
        **os.environ,
        "PATH": f"{commands.resolve()}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "simulator")]),
    }
    done = subprocess.run(
        ["sh", "-c", command], env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=processes.LONGEST_S, check=False,
    )  # fmt: skip
    return processes.Done(done.returncode, done.stdout + done.stderr, "")


def of_yaml(body: str) -> None:
    """A workflow, or steps of one: what it has ivrdsl do is done."""
    read = yaml.safe_load(body)
    assert read
    for command in re.findall(r"^\s*(?:- run: |- )(ivrdsl .*)$", body, re.M):
        run(command)


def of_xml(body: str) -> None:
    etree.fromstring(f"<block>{re.sub(r'<[?].*[?]>', '', body)}</block>")


def of_toml(body: str) -> None:
    assert tomllib.loads(body)


def of_json(body: str) -> None:
    assert json.loads(body)


def of_text(body: str) -> None:
    """Words for people: nothing can be run."""
    assert body.strip()


READERS = {
    "yaml": of_yaml,
    "xml": of_xml,
    "toml": of_toml,
    "json": of_json,
    "text": of_text,
}


def test_no_file_of_a_document_hides_a_module_of_python() -> None:
    """`code.py` beside a test would be imported where Python's own `code` is meant, by pdb for one."""
    names = {
        (page.name, Path(name).stem)
        for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        for info, body in FENCE.findall(page.read_text(encoding="utf-8"))
        for name in [info.partition(" ")[2], *re.findall(r"[\w/]+\.py\b", body)]
        if name.endswith(".py")
    }
    assert len(names) > 10
    assert {(page, name) for page, name in names if name in sys.stdlib_module_names} == set()
