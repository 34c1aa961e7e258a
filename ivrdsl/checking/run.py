"""A document in, findings out: parse, schema, rules; then places, looked up only for what was found."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from lxml import etree

from ivrdsl.checking.control import DEFAULT, Control
from ivrdsl.checking.registry import rules
from ivrdsl.checking.rule import Hit, Rule
from ivrdsl.checking.subject import Subject
from ivrdsl.checking.suppressions import applied, suppressions, unused
from ivrdsl.errors import XmlError
from ivrdsl.findings.finding import ERROR, Finding, Position, Problem, Repair
from ivrdsl.model.collector import paused
from ivrdsl.model.nodes import Dialplan, Say, Sms
from ivrdsl.model.walk import elements
from ivrdsl.xml import read
from ivrdsl.xml.parse import from_tree
from ivrdsl.xml.validation import schema
from ivrdsl.xml.validation.xsd import MISSING_CHILD

NOT_WELL_FORMED: Final = ("IVR001", "not-well-formed")
CRASHED: Final = ("IVR900", "rule-crashed")
AMD_BRANCHES: Final = "IVR013"
_WHY_UNREADABLE: Final = "the platform cannot read the plan either, so no call is made"
_NOWHERE: Final = Position()


class CheckedDocument(NamedTuple):
    """A document that was checked.

    Attributes:
        findings: by line, column and code; none for a document in which nothing is wrong.
        plan: its nodes, or why it has none.
        content: as bytes.
    """

    findings: list[Finding]
    plan: Dialplan | XmlError
    content: bytes = b""


def check_bytes(
    data: bytes | str, file: str, *, max_bytes: int = read.MAX_BYTES, control: Control = DEFAULT
) -> list[Finding]:
    """What is wrong with a document. See `check_document`."""
    return check_document(data, file, max_bytes=max_bytes, control=control).findings


@paused()
def check_document(
    data: bytes | str, file: str, *, max_bytes: int = read.MAX_BYTES, control: Control = DEFAULT
) -> CheckedDocument:
    """Check a document.

    Args:
        data: the document.
        file: what findings call it.
        max_bytes: larger documents are refused (one finding).
        control: which rules apply.
    """
    try:
        content = read.to_bytes(data, max_bytes=max_bytes)
        root = read.parse(content, max_bytes=max_bytes)
    except XmlError as error:
        return CheckedDocument(locate(_by_preset([unreadable(error)], control, file), lambda _: _NOWHERE, file), error)
    plan = _nodes_of(root)
    found = _problems(root, plan, control, file)
    findings = locate(_without_losses(found, root), _position_in(content, root), file) if found else []
    return CheckedDocument(with_codes(findings, plan), plan, content)


def _nodes_of(root: etree._Element) -> Dialplan | XmlError:
    try:
        return from_tree(root)
    except XmlError as error:  # the root is no dialplan
        return error


@paused()
def problems_of(
    root: etree._Element, dialplan: Dialplan | None = None, *, control: Control = DEFAULT, file: str = "<plan>"
) -> list[Problem]:
    """What the schema and the rules have against a plan.

    Args:
        root: the plan as XML.
        dialplan: the plan as nodes, where they are not to be read from the tree: those that were made in Python know
            which parts of a text are secret.
        control: which rules apply.
        file: the file's name, for rules that are ignored for some files.
    """
    return _problems(root, _nodes_of(root) if dialplan is None else dialplan, control, file)


def _problems(root: etree._Element, plan: Dialplan | XmlError, control: Control, file: str) -> list[Problem]:
    invalid = schema.problems(root)
    if isinstance(plan, XmlError):  # the schema has said so, and somebody else's file is not mended
        return _by_preset([each._replace(repair=None) for each in invalid], control, file)
    subject = Subject(plan)
    found = [
        problem
        for rule in rules().values()
        if control.wants(rule, file)
        for problem in _problems_of_rule(rule, subject)
    ]
    explained = {each.element for each in found if each.code == AMD_BRANCHES}
    kept = [each for each in invalid if not (each.element in explained and MISSING_CHILD in each.detail)]
    return _without_suppressed(subject, kept + found, control, file)


def with_codes(findings: list[Finding], plan: Dialplan | XmlError) -> list[Finding]:
    """Findings that know the codes which the plan's prompts and messages tell: reports for machines mask them."""
    if not findings or isinstance(plan, XmlError):
        return findings
    from ivrdsl.wording.mask import codes_told  # a plan without findings does without

    texts = (each.node.text for each in elements(plan) if isinstance(each.node, (Say, Sms)))
    codes = tuple(sorted(codes_told(texts)))
    return [each._replace(codes=codes) for each in findings] if codes else findings


def locate(problems: list[Problem], position_of: Callable[[int], Position], file: str) -> list[Finding]:
    """Give problems their places.

    Args:
        problems: in any order.
        position_of: the place of an element by its number in document order.
        file: what findings call the file.
    """
    findings = [_finding(problem, position_of, file) for problem in problems]
    return sorted(findings, key=lambda each: (each.line or 0, each.column or 0, each.code, each.message))


def unreadable(error: XmlError) -> Problem:
    """The problem that an unreadable document is."""
    place = Position(error.line, error.column)
    return Problem(*NOT_WELL_FORMED, ERROR, None, "", str(error), _WHY_UNREADABLE, error.fix, position=place)


def _problems_of_rule(rule: Rule, subject: Subject) -> Iterator[Problem]:
    """What a rule finds; a rule that crashes is a finding too, and does not take the others with it."""
    if rule.check is None:
        return
    try:
        for hit in rule.check(subject):
            yield _problem(rule, hit, subject)
    except Exception as error:  # noqa: BLE001  # whatever it is, the user must not see a traceback
        yield _crash(rule, error)


def _problem(rule: Rule, hit: Hit, subject: Subject) -> Problem:
    node = subject.path(hit.element) if hit.element is not None else ""
    severity = hit.severity or rule.severity
    words = (hit.message, hit.why, hit.fix)
    return Problem(
        rule.code,
        rule.name,
        severity,
        hit.element,
        node,
        *words,
        repair=hit.repair,
        python=hit.python,
        python_message=hit.python_message,
    )


def _crash(rule: Rule, error: Exception) -> Problem:
    kind = type(error).__name__
    message = f"the rule {rule.code} {rule.name} failed with {kind}: {error!s:.200}"
    why = f"this plan was not fully checked: {rule.code} may or may not apply; all other rules ran"
    fix = f"report it with the plan; until then, --ignore {rule.code} passes it over"
    return Problem(*CRASHED, ERROR, None, "", message, why, fix)


def _by_preset(problems: list[Problem], control: Control, file: str) -> list[Problem]:
    """The problems whose rules apply to a file, as bad as the preset has them."""
    known = rules()
    kept = [each for each in problems if each.code not in known or control.wants(known[each.code], file)]
    return [each._replace(severity=control.severity(each)) for each in kept]


def _without_suppressed(subject: Subject, problems: list[Problem], control: Control, file: str) -> list[Problem]:
    comments, wrong = suppressions(subject)
    kept, used = applied(problems, comments)
    known = rules()
    wrong += [
        unused(subject, each, code)
        for at, each in enumerate(comments)
        for code in each.codes
        if (at, code) not in used and control.wants(known[code], file)
    ]
    return _by_preset(kept + wrong, control, file)


def _finding(problem: Problem, position_of: Callable[[int], Position], file: str) -> Finding:
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


def _without_losses(problems: list[Problem], root: etree._Element) -> list[Problem]:
    """The problems, without the repairs that would take somebody's comment or instruction along."""
    taken = {each: _takes(each) for each in dict.fromkeys(problem.repair for problem in problems) if each}
    if not any(taken.values()):
        return problems
    elements = list(root.iter("*"))
    lossy = {repair for repair, numbers in taken.items() if any(_has_asides(elements[number]) for number in numbers)}
    return [each._replace(repair=None) if each.repair in lossy else each for each in problems]


def _takes(repair: Repair) -> list[int]:
    """The elements whose content a repair takes out, or replaces."""
    return [edit.element for edit in repair.edits if edit.kind in ("set text", "remove element")]


def _has_asides(element: etree._Element) -> bool:
    return any(not isinstance(each.tag, str) for each in element.iter())


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
