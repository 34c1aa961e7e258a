"""Checks plans that are nodes: they are written as XML and go the way of every document, then find their Python
lines.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ivrdsl.checking import check_bytes, locate, problems_of
from ivrdsl.checking.run import unreadable
from ivrdsl.diagnostics import Finding, Position
from ivrdsl.errors import LoadError, NodeError, XmlError
from ivrdsl.loading import load_plan
from ivrdsl.model.nodes import Dialplan
from ivrdsl.paths import split
from ivrdsl.recording import Place
from ivrdsl.xml import read
from ivrdsl.xml.compile import to_xml


def check(plan: Dialplan | str | bytes, *, file: str = "<plan>") -> list[Finding]:
    """Check a plan, or dialplan XML.

    Args:
        plan: nodes, or a document.
        file: what findings call it.

    Returns:
        Everything that is wrong, worst first where places are equal; an empty list for a clean plan.
    """
    return check_nodes(plan, [], file) if isinstance(plan, Dialplan) else check_bytes(plan, file)


def check_nodes(plan: Dialplan, places: Sequence[Place], file: str) -> list[Finding]:
    """Check nodes whose places are known (by element number)."""
    try:
        problems = problems_of(read.parse(to_xml(plan, indent=False)))
    except (NodeError, XmlError) as error:
        problems = [unreadable(error if isinstance(error, XmlError) else XmlError(str(error)))]

    def position_of(number: int) -> Position:
        return Position(places[number].line) if number < len(places) else Position()

    findings = []
    for problem in problems:
        known = problem.element is not None and problem.element < len(places)
        home = places[problem.element].file if known else file  # type: ignore[index]  # `known` says it is a number
        findings += locate([problem._replace(fix=_in_python(problem.fix))], position_of, home)
    return sorted(findings, key=lambda each: (each.file != file, each.file, each.line or 0, each.code))


_PYTHON: Final = (
    (r"<goto>([^<]*)</goto>", r'Goto("\1")'),
    (r'<keypress pressed="([^"]*)">\.\.\.</keypress>', r'Keypress("\1")[...]'),
    (r"<(live|machine)>\.\.\.</\1>", lambda found: f"{found[1].title()}()[...]"),
    (r"<hangup/>", "Hangup()"),
)
"""What fixes say in XML, and how a plan in Python says it. Nodes cannot break the schema, so these few are all."""


def _in_python(fix: str) -> str:
    for pattern, python in _PYTHON:
        fix = re.sub(pattern, python, fix)
    return fix


def check_named(source: str, parameters: Mapping[str, str], *, max_bytes: int = read.MAX_BYTES) -> list[Finding]:
    """Check a plan of a Python file. What the user's code raises is a finding; a wrong command is a LoadError."""
    path, _ = split(source)
    try:
        plan, places = load_plan(source, parameters, max_bytes=max_bytes)
    except LoadError as error:
        if error.usage:
            raise
        problem = unreadable(XmlError(str(error), line=error.line, column=error.column))
        why = "the file makes no plan, so there is no call"
        return locate([problem._replace(name="no-plan", code="IVR000", why=why)], lambda _: Position(), path)
    return check_nodes(plan, places, path)
