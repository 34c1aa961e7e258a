"""What is known of an instruction stands on its class: few modules name one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivrsim.core import table as t

ROOT = Path(__file__).resolve().parents[2]
HOMES = ("simulator/ivrsim/core/instructions/", "simulator/ivrsim/core/table.py")
ABOUT_MENUS = (
    "ivrdsl/checking/rules/menus/",
    "ivrdsl/checking/rules/wording/offered_key_without_branch.py",
    "ivrdsl/checking/facts/entries.py",
    "ivrdsl/checking/facts/menus.py",
    "ivrdsl/checking/subject.py",
    "simulator/ivrsim/graph/silence.py",
    "simulator/ivrsim/forecasting/unfolding/intents.py",
)
"""Rules about menus, and what they share: they are about nothing else."""
MOST = 10
"""Modules: those that make it, run it, and list what runs, and seven more."""


def named(tree: ast.AST) -> Iterator[str]:
    """The names that a module takes from the table: `t.Collect`, or imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "t":
            yield node.attr
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ivrsim.core."):
            yield from (alias.name for alias in node.names)


FILES = {
    str(path.relative_to(ROOT)): frozenset(named(ast.parse(path.read_text(encoding="utf-8"))))
    for folder in ("ivrdsl", "simulator")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
KINDS = sorted(name for name, kind in vars(t).items() if isinstance(kind, type) and issubclass(kind, t.Instruction))
KINDS.remove("Instruction")


def test_all_are_looked_at() -> None:
    assert len(KINDS) == 23
    assert {"Collect", "Play", "Ring", "Test"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_few_modules_name_an_instruction(kind: str) -> None:
    found = [name for name, names in FILES.items() if kind in names and not name.startswith(HOMES)]
    if kind == "Collect":
        found = [name for name in found if not name.startswith(ABOUT_MENUS)]
    assert len(found) <= MOST, found
