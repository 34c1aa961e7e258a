"""Checks plans that are nodes: they are written as XML and go the way of every document, then find their Python
lines.
"""

from collections.abc import Sequence

from ivrdsl.checking.control import DEFAULT, Control, control_of
from ivrdsl.checking.run import check_bytes, locate, problems_of, unreadable, with_codes
from ivrdsl.errors import NodeError, XmlError
from ivrdsl.files.lines import Place
from ivrdsl.findings.arguments import door
from ivrdsl.findings.finding import Finding, Position, Problem
from ivrdsl.model.nodes import Dialplan
from ivrdsl.model.values import Secret
from ivrdsl.model.walk import elements
from ivrdsl.xml import read
from ivrdsl.xml.compile import to_xml


@door
def check(
    plan: Dialplan | str | bytes,
    *,
    file: str = "<plan>",
    preset: str = "default",
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> list[Finding]:
    """Check a plan, or dialplan XML.

    Args:
        plan: nodes, or a document.
        file: what findings call it.
        preset: "default"; "strict", which has every rule and makes errors of warnings; "otp", for one-time codes.
        select: codes, or beginnings of codes such as "IVR1": only these are reported.
        ignore: the same for what is not reported.

    Raises:
        IvrError: there is no such preset, or no rule has such a code.

    Returns:
        Everything that is wrong, by line and code; an empty list for a clean plan.
    """
    several = [[each] if isinstance(each, str) else each for each in (select, ignore)]
    chosen = control_of(preset=preset, select=several[0], ignore=several[1])
    if isinstance(plan, Dialplan):
        return check_nodes(plan, [], file, control=chosen)
    return check_bytes(plan, file, control=chosen)


def check_nodes(plan: Dialplan, places: Sequence[Place], file: str, *, control: Control = DEFAULT) -> list[Finding]:
    """Check nodes whose places are known (by element number)."""
    try:
        problems = problems_of(read.parse(to_xml(plan, indent=False)), plan, control=control, file=file)
    except (NodeError, XmlError) as error:
        problems = [unreadable(error if isinstance(error, XmlError) else XmlError(str(error)))]

    def position_of(number: int) -> Position:
        return Position(places[number].line) if number < len(places) else Position()

    findings = []
    for problem in problems:
        known = problem.element is not None and problem.element < len(places)
        home = places[problem.element].file if known else file  # type: ignore[index]  # `known` says it is a number
        findings += locate([_in_python(problem)], position_of, home)
    secrets = _secrets(plan) if findings else ()
    findings = with_codes([each._replace(secrets=secrets) for each in findings], plan)
    return sorted(findings, key=lambda each: (each.file != file, each.file, each.line or 0, each.code))


def _in_python(problem: Problem) -> Problem:
    """A problem in the words of a plan that is Python; no file of Python is mended."""
    message, fix = problem.python_message or problem.message, problem.python or problem.fix
    return problem._replace(message=message, fix=fix, repair=None)


def _secrets(plan: Dialplan) -> tuple[str, ...]:
    """The texts that a plan's author marked as secret; reports for machines mask them."""
    parts = {part for element in elements(plan) for part in getattr(element.node, "parts", ())}
    texts = (part.text for part in parts if isinstance(part, Secret))
    return tuple(sorted(text for text in texts if len("".join(text.split())) > 1))  # one character is in every word
