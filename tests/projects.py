"""The project of six plans that tests/cli/project.md describes."""

import re
from pathlib import Path

PAGE = Path(__file__).parent / "cli" / "project.md"
PLANS = ("survey", "goodbye", "code", "hotline", "member", "vote")
COMMANDS = ("check", "verify", "simulate", "cover", "mutate", "paths")
"""Those that look at all plans where nobody names one."""


def write(folder: Path) -> None:
    """Write the files of the project: those of the page before its first command."""
    page = PAGE.read_text(encoding="utf-8").partition("```console")[0]
    for name, body in re.findall(r"^```\w+ (\S+)\n(.*?)^```$", page, re.M | re.S):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body, encoding="utf-8")


def settings(folder: Path, text: str) -> None:
    """Write other settings."""
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
