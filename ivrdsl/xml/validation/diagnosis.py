"""An invalid tree explained: every error at once, by repairing a copy until the schema has nothing against it.

Theory of operation. Each repair is one finding: first the root, then letter case (warnings), then tags that are unknown
or misplaced. Of these libxml2 stops at the first in each body, so they are all found from the schema's tables. What
libxml2 still has against the copy are attributes, values and texts, of which it reports all. The findings carry the
element numbers of the original, which stays as it is.
"""

import re
from typing import Final

from lxml import etree

from ivrdsl.findings.finding import Problem
from ivrdsl.findings.words import quoted
from ivrdsl.xml.lookalikes import holds_tags
from ivrdsl.xml.validation import letter_case
from ivrdsl.xml.validation.error_paths import ErrorPaths
from ivrdsl.xml.validation.explain import Explainer
from ivrdsl.xml.validation.hints import HINTS
from ivrdsl.xml.validation.places import Places
from ivrdsl.xml.validation.problems import ProblemCollector
from ivrdsl.xml.validation.vocabulary import executables, vocabulary
from ivrdsl.xml.validation.wide import grouped
from ivrdsl.xml.validation.words import local, tag_of
from ivrdsl.xml.validation.xsd import complaints

_SUBJECT: Final = re.compile(r"Element '([^']*)': (?:This element is not expected|Element content is not allowed)")


def diagnosed(root: etree._Element) -> list[Problem]:
    """All problems of a tree that the schema rejects."""
    report = ProblemCollector(root)
    if _settle_root(report):
        letter_case.repair(report)
        _settle_places(report)
        _explain_rest(report)
    return report.problems


def _settle_root(report: ProblemCollector) -> bool:
    """Make the copy's root a plain <dialplan>; False when there is no dialplan to look at."""
    root = report.copy
    tag = tag_of(root)
    if tag.startswith("{"):
        _drop_namespace(report, tag[1:].partition("}")[0])
        tag = tag_of(root)
    right = letter_case.right_tag(tag)
    if right == "dialplan":
        return True
    fix = HINTS.get(tag.lower(), "put everything into <dialplan> ... </dialplan>")
    if holds_tags(root.text):
        fix = f"the dialplan is the text inside <{tag}>, escaped: take that text out and unescape it once"
    message = f"the root tag is <{tag}>; it must be <dialplan>"
    report.add(root, message, why="the platform runs what is inside <dialplan>, and nothing else", fix=fix)
    if right not in executables():
        return False
    report.copy = etree.Element("dialplan")
    report.copy.append(root)
    return True


def _drop_namespace(report: ProblemCollector, namespace: str) -> None:
    message = f"the tags are in a namespace, {quoted(namespace)}"
    why = "no known dialplan has one, and the platform may not find its tags"
    report.add(report.copy, message, why=why, fix="delete the xmlns attribute of the root, and prefixes before tags")
    mark = f"{{{namespace}}}"
    for element in report.copy.iter(f"{mark}*"):
        element.tag = local(tag_of(element))


def _settle_places(report: ProblemCollector) -> None:
    """Find unknown and misplaced tags; libxml2 says whether there are any, and the words for the last line."""
    with grouped(report.copy):
        words = {found[0]: each.words for each in complaints(report.copy) if (found := _SUBJECT.match(each.words))}
    if words:
        Places(report, words).settle()


def _explain_rest(report: ProblemCollector) -> None:
    """Attributes, values and texts."""
    explainer = Explainer(report)
    known = vocabulary()
    with grouped(report.copy) as bodies:
        paths = ErrorPaths(report.copy)
        found = [(paths.element(complaint.path), complaint) for complaint in complaints(report.copy)]
    for place, complaint in found:
        element = report.copy if place is None else bodies.get(place, place)
        explainer.explain(element if tag_of(element) in known else report.copy, complaint)
