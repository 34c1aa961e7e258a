"""docs/testing.md is true: its files are written down, its commands run, and they print what the page says, in order.

A fence whose info line is `LANGUAGE NAME` is a file. A `console` fence is one command and lines that its output has, in
this order; rules (`____ title ____`) are compared without their length.
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "testing.md"
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)

QUICK = """
from hypothesis import Phase, settings

phases = [Phase.generate, Phase.shrink]
settings.register_profile("quick", max_examples=20, stateful_step_count=20, deadline=None, phases=phases)
settings.load_profile("quick")
"""


def test_the_page(tmp_path: Path, run_in: Callable[..., tuple[int, str]]) -> None:
    fences = FENCE.findall(PAGE.read_text(encoding="utf-8"))
    assert len(fences) > 8
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "conftest.py").write_text(QUICK)
    commands = 0
    for language, name, body in fences:
        if name:
            (tmp_path / name).write_text(body, encoding="utf-8")
        else:
            assert language == "console"
            expect(body, tmp_path, run_in)
            commands += 1
    assert commands == 10
    code, output = run_in(tmp_path, "test_callees.py")
    assert code == 0, output


def expect(body: str, folder: Path, run_in: Callable[..., tuple[int, str]]) -> None:
    """One command prints these lines, in this order."""
    command, *lines = body.splitlines()
    words = shlex.split(command.removeprefix("$ "))
    assert words[0] == "pytest"
    _, output = run_in(folder, *words[1:])
    rest = bare(output)
    for line in filter(None, lines):
        _, found, rest = rest.partition(bare(line))
        assert found, f"{line!r} is not in this place of:\n{output}"


def bare(text: str) -> str:
    """Text without the rules that pytest draws as wide as the terminal."""
    return re.sub(r"[_=-]{3,}", "", text)
