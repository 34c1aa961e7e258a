"""All pages of docs/reference/, and the page that lists them, from which `ivrdsl explain` reads what there is."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from tests.reference import entries, nodes, outcomes, parties, properties, quirks, statements, variables, verdicts
from tests.reference.page import ReferencePage, codes, table

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "reference"
_TITLES: Final = {
    "node": "Nodes: the tags of a plan",
    "property": "Properties that `ivrdsl verify` asks for",
    "quirk": "Quirks and timings of the platform",
    "outcome": "Outcomes: how calls end",
    "verdict": "Verdicts of `ivrdsl verify`",
    "exit": "Exit codes",
    "statement": "Statements of call scripts",
    "party": "Parties: who may really answer a call",
    "entry": "Kinds of entries: what calls tell",
    "variable": "Variables of the platform",
}


@cache
def pages() -> tuple[ReferencePage, ...]:
    """Every page, kind by kind."""
    return (
        *nodes.pages(),
        *properties.pages(),
        *quirks.pages(),
        *outcomes.pages(),
        *verdicts.pages(),
        *verdicts.exit_pages(),
        *statements.pages(),
        *parties.pages(),
        *entries.pages(),
        *variables.pages(),
    )


def index(found: Iterable[ReferencePage]) -> str:
    """The page that lists them."""
    kinds: dict[str, list[ReferencePage]] = {}
    for each in found:
        kinds.setdefault(each.kind, []).append(each)
    parts = [
        "# Reference",
        "Made from the code by `pytest tests/reference --update-golden`; change the code, not these pages.\n"
        "`ivrdsl explain WORD` prints a page of this folder, or of [docs/rules/](../rules/README.md).\n"
        "A word may be the name, or what is in the second column.",
    ]
    for kind, of_kind in kinds.items():
        rows = [(f"[{each.name}]({each.file})", codes(each.words), each.summary) for each in of_kind]
        parts.append(f"## {_TITLES[kind]}\n\n{table(['name', 'also found by', 'what it is'], rows)}")
    return "\n\n".join(parts) + "\n"


def files() -> dict[str, str]:
    """Every file of the folder, by its path."""
    return {each.file: each.whole for each in pages()} | {"README.md": index(pages())}
