"""Runs pytest inside pytest, in a process of its own: the plugin is found as users' pytest finds it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.processes import under_pytest

ROOT = Path(__file__).resolve().parents[2]

MENU = """
from ivrdsl import Dialplan, Goto, Hangup, Keypress, Menu, NoInput, Say

def ask(name: str = "you"):
    return Dialplan("Root")[
        Menu("ask", max_digits=1, timeout_ms=3000)[
            Say(f"Hello {name}, press 1."),
            Keypress("1")[Say("Thank you.")],
            Keypress("2")[Say("Round."), Goto("circle")],
            NoInput()[Say("Goodbye.")],
        ],
        Hangup(),
        Say("On and on.", name="circle"),
        Goto("circle"),
    ]

dialplan = ask()
"""


class Ran(NamedTuple):
    """What a pytest did: its exit code and all that it printed."""

    code: int
    output: str


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Ran]:
    """Write files into a folder and run pytest there."""

    def run_pytest(files: dict[str, str], *arguments: str, fresh: bool = False) -> Ran:
        for name, text in {"pytest.ini": "[pytest]\n", "menu.py": MENU, **files}.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return ran(tmp_path, *arguments, fresh=fresh)

    return run_pytest


def ran(folder: Path, *arguments: str, fresh: bool = False) -> Ran:
    done = under_pytest(folder, *arguments, fresh=fresh)
    return Ran(done.code, done.output)


@pytest.fixture(scope="session")
def run_in() -> Callable[..., Ran]:
    """Run pytest in a folder that is there already."""
    return ran


@pytest.fixture(scope="session")
def menu() -> str:
    """The plan that most tests call, as the text of its file."""
    return MENU
