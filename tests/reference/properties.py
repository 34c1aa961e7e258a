"""Pages of the built-in properties, made from their claims (the docstrings of their checks) and docs/proofs.md.

A property's check has a docstring with the headings `HEADINGS`: what stands under "Example" must break the property,
what stands under "Use instead" must not.
"""

import re
from collections.abc import Iterator
from functools import cache
from inspect import cleandoc
from pathlib import Path
from typing import Final

from ivrdsl.checking.rule import sections
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.levels import OTP
from ivrsim.proofs.names import names_of
from ivrsim.proofs.property import Options, Property
from tests.reference.page import ReferencePage, section

PROOFS: Final = Path(__file__).resolve().parents[2] / "docs" / "proofs.md"
HEADINGS: Final = ("", "Example", "Use instead", "Undecided")
OPTIONS: Final = Options(max_duration_ms=60_000)
"""What the examples are asked with; the other options are those that hold if nobody says otherwise."""


def pages() -> Iterator[ReferencePage]:
    """A page for each property."""
    return map(_page, BUILT_IN)


def parts(each: Property) -> dict[str, str]:
    """What a property says of itself, by heading.

    Raises:
        ValueError: it lacks a heading; the text says how to write it.
    """
    found = sections(cleandoc(each.check.__doc__ or ""))
    if tuple(found) != HEADINGS or not all(found.values()):
        raise ValueError(
            f"property {each.name}: the docstring of {each.check.__name__} needs its claim, and below it the headings"
            " ## Example (a plan that breaks it, in ```xml), ## Use instead (one that does not), ## Undecided"
        )
    return found


def claim(each: Property) -> str:
    """What a property claims, exactly."""
    return " ".join(parts(each)[""].split())


def claims() -> str:
    """The table of docs/proofs.md."""
    rows = [f"| {each.name} | {each.level} | {claim(each)} |\n" for each in BUILT_IN]
    return f"\n| name | level | claim |\n| --- | --- | --- |\n{''.join(rows)}\n"


def _page(each: Property) -> ReferencePage:
    (name,) = names_of([each])
    told = parts(each)
    with_option = " Asked with `--max-duration 60s`." if each.name == "call-ends-in-time" else ""
    text = f"A property that `ivrdsl verify` asks every plan for. {each.says[:1].upper()}{each.says[1:]}."
    text += section("What it claims", told[""])
    raised = f", and with `--preset otp` an error; `--level {name}=LEVEL` says otherwise"
    level = f"Where it does not hold, that is {_A[each.level]}{raised if each.name in OTP else ''}: {each.harm}."
    text += section("Why that is bad", level)
    text += section("A plan that breaks it", with_option, told["Example"])
    text += section("Use instead", told["Use instead"])
    text += section("What makes it undecided", told["Undecided"], "docs/proofs.md says how a verdict comes about.")
    text += section("What `--why` says of it", _from_table("what `--why` says", each.name))
    codes = re.findall(r"IVR\d+", _from_table("rules", each.name))
    rules = f"{', '.join(codes)}. Only the proof sees {_from_table('what only the proof sees', each.name)}."
    text += section("Rules of `ivrdsl check` that speak of it", rules if codes else "")
    text += section(
        "To choose it", f"`ivrdsl verify FILE --select {name}`; `--ignore {name}` leaves it out.", _places(each)
    )
    return ReferencePage("property", name, f"{each.says[:1].upper()}{each.says[1:]}.", text, (each.name,))


_A: Final = {"error": "an error", "warning": "a warning", "note": "a note"}


def _places(each: Property) -> str:
    where = "or before the tag that it is about" if each.has_places else "for the plan as a whole"
    return f"A comment suppresses it before the root, {where}: `<!-- ivrdsl: ignore {names_of([each])[0]} REASON -->`."


@cache
def _rows() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The rows of the tables of docs/proofs.md, each with the head of its table."""
    found, head = [], ()
    for line in PROOFS.read_text(encoding="utf-8").splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split(" | ")) if line.startswith("|") else ()
        head = head if cells and head else cells
        if cells and cells != head:
            found.append((head, cells))
    return tuple(found)


def _from_table(column: str, name: str) -> str:
    """What a table of docs/proofs.md says of a property in a column."""
    for head, cells in _rows():
        if head[0] == "property" and column in head and name in cells[0].split(", "):
            return cells[head.index(column)]
    return ""
