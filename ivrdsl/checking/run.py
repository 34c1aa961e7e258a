"""A document in, findings out: parse, schema and structure; then places, looked up only for what was found."""

from collections.abc import Callable
from typing import Final

from lxml import etree

from ivrdsl.checking import structure
from ivrdsl.diagnostics import ERROR, Finding, Position, Problem
from ivrdsl.errors import XmlError
from ivrdsl.xml import read
from ivrdsl.xml.validation import schema
from ivrdsl.xml.validation.xsd import MISSING_CHILD

NOT_WELL_FORMED: Final = ("IVR001", "not-well-formed")
_WHY_UNREADABLE: Final = "the platform cannot read the plan either, so no call is made"
_NOWHERE: Final = Position()


def check_bytes(data: bytes | str, file: str, *, max_bytes: int = read.MAX_BYTES) -> list[Finding]:
    """Check a document.

    Args:
        data: the document.
        file: what findings call it.
        max_bytes: larger documents are refused (one finding).

    Returns:
        All findings, by line, column and code; none for a document in which nothing is wrong.
    """
    try:
        content = read.to_bytes(data, max_bytes=max_bytes)
        root = read.parse(content, max_bytes=max_bytes)
    except XmlError as error:
        return locate([unreadable(error)], lambda _: _NOWHERE, file)
    found = problems_of(root)
    if not found:
        return []
    return locate(found, _position_in(content, root), file)


def problems_of(root: etree._Element) -> list[Problem]:
    """What the schema and the structure rules have against a tree, wherever the tree comes from."""
    invalid = schema.problems(root)
    structural = list(structure.problems(root, any_case=bool(invalid)))
    explained = {each.element for each in structural if each[:2] == structure.AMD_BRANCHES}
    kept = [each for each in invalid if not (each.element in explained and MISSING_CHILD in each.detail)]
    return kept + structural


def locate(problems: list[Problem], position_of: Callable[[int], Position], file: str) -> list[Finding]:
    """Give problems their places.

    Args:
        problems: in any order.
        position_of: the place of an element by its number in document order.
        file: what findings call the file.
    """
    findings = [_located(problem, position_of, file) for problem in problems]
    return sorted(findings, key=lambda each: (each.line or 0, each.column or 0, each.code, each.message))


def unreadable(error: XmlError) -> Problem:
    """The problem that an unreadable document is."""
    place = Position(error.line, error.column)
    return Problem(*NOT_WELL_FORMED, ERROR, None, "", str(error), _WHY_UNREADABLE, error.fix, position=place)


def _located(problem: Problem, position_of: Callable[[int], Position], file: str) -> Finding:
    place = problem.position
    if place is None:
        place = position_of(problem.element) if problem.element is not None else _NOWHERE
    return Finding(
        problem.code,
        problem.name,
        problem.severity,
        file,
        place.line,
        place.column,
        problem.node,
        problem.message,
        problem.why,
        problem.fix,
        problem.detail,
        problem.repair,
    )


def _position_in(content: bytes, root: etree._Element) -> Callable[[int], Position]:
    """Places by element number; lxml's lines where expat cannot read the document."""
    from ivrdsl.xml.positions import positions

    places = positions(content)
    elements = None if places else list(root.iter("*"))

    def position_of(number: int) -> Position:
        if elements is not None:
            return Position(elements[number].sourceline)
        return places[number] if number < len(places) else _NOWHERE

    return position_of
