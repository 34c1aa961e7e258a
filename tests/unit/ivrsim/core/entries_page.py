"""docs/entries.md: the kinds of entries and their details, made from the classes of effects."""

import re
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any, Final

from ivrdsl.model.structs import fields
from ivrsim.core.effects import KINDS, Effect, names_of

PAGE: Final = Path(__file__).resolve().parents[4] / "docs" / "entries.md"

_INTRODUCTION: Final = """\
# Entries: what a call tells

Made from `simulator/ivrsim/core/effects.py` by `pytest tests/unit/ivrsim/core --update-golden`; change the classes, not
this page. A transcript is a list of entries. Each has `at_ms`, when it happened, in ms since the call began to ring;
`kind`, one of those below; `element`, the number of the tag in document order; and `details`, a dictionary.

`entry.details["value"]` is an error where an entry has no such detail, and tells what it has.
`entry.details.get("value")` is None there, if entries of another kind have it; a name that none has is an error, too.
[proofs.md](proofs.md#properties-of-your-own) says how properties of your own ask for entries.

| kind | | detail | is | |
| --- | --- | --- | --- | --- |
"""
_TYPES: Final = {
    "str": "text",
    "int": "number",
    "int | None": "number or None",
    "bool": "True or False",
    "tuple": "texts",
}


def page() -> str:
    """The whole page."""
    return _INTRODUCTION + "".join(_row(cells) for kind in sorted(KINDS) for cells in _rows(KINDS[kind]))


def meanings_of(kind: type[Effect]) -> tuple[str, dict[str, str]]:
    """What the docstring of a class says of its kind, and of each detail by name."""
    summary, _, attributes = cleandoc(kind.__doc__ or "").partition("\n\nAttributes:\n")
    found = re.findall(r"^    (\w+): (.*(?:\n        .*)*)", attributes, flags=re.M)
    return " ".join(summary.split()), {name: " ".join(text.split()) for name, text in found}


def _rows(kind: type[Effect]) -> Iterator[list[str]]:
    summary, meanings = meanings_of(kind)
    first = [f"`{kind.kind}`", summary]
    for name in names_of(kind):
        yield [*first, f"`{name}`", type_of(kind, name), meanings[name]]
        first = ["", ""]
    if first[0]:
        yield [*first, "", "", ""]


def type_of(kind: type[Effect], name: str) -> str:
    types: dict[str, Any] = {each.name: each.type for each in fields(kind)}
    annotation = types.get(name, str)
    shown = getattr(annotation, "__origin__", annotation)
    word = _TYPES[shown.__name__ if isinstance(shown, type) else str(shown)]
    return word.replace("number", "ms") if name.endswith("_ms") else word


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
