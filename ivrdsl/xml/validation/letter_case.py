"""Known names in another letter case (<Menu>, maxdigits, type="TTS"): a warning each, and put right in the copy."""

from functools import cache

from lxml import etree

from ivrdsl.findings.finding import WARNING, Edit
from ivrdsl.findings.words import quoted
from ivrdsl.xml.validation.problems import LETTER_CASE, ProblemCollector
from ivrdsl.xml.validation.vocabulary import Tag, vocabulary
from ivrdsl.xml.validation.words import tag_of

WHY = "it is not known whether the platform ignores letter case; its own pages differ, and only one spelling is sure"


@cache
def right_tag(tag: str) -> str:
    """The language's spelling of a tag that differs in letter case at most; other tags come back as they are."""
    return _folded_tags().get(tag.lower(), tag)


@cache
def _folded_tags() -> dict[str, str]:
    return {tag.lower(): tag for tag in vocabulary()}


@cache
def folded_attributes(tag: str) -> dict[str, str]:
    """For each attribute of a tag, by its lower-case spelling, the language's spelling."""
    return {name.lower(): name for name in vocabulary()[tag].attributes}


def repair(report: ProblemCollector) -> None:
    """Put letter case right in the copy, and warn of each place."""
    tags = vocabulary()
    for element in report.copy.iter("*"):
        tag = tag_of(element)
        if tag not in tags:
            right = right_tag(tag)
            if right == tag:
                continue
            report.add(
                element,
                f"<{tag}> is written <{right}> in this language",
                why=WHY,
                fix=f"write <{right}> ... </{right}>",
                rule=LETTER_CASE,
                severity=WARNING,
                edit=Edit(report.number(element), "rename tag", value=right),
            )
            element.tag = tag = right
        if element.attrib:
            _attributes(element, tags[tag], report)


def _attributes(element: etree._Element, tag: Tag, report: ProblemCollector) -> None:
    known = folded_attributes(tag_of(element))
    for key, text in element.items():
        name, value = str(key), str(text)
        if name not in tag.attributes:
            right = known.get(name.lower())
            if right is None or right in element.attrib:
                continue
            edit = Edit(report.number(element), "rename attribute", name, right)
            message = f"the attribute {name} is written {right} in this language"
            _warn(report, element, message, f"{right}={quoted(value)}", edit)
            del element.attrib[name]
            element.set(right, value)
            name = right
        edit = Edit(report.number(element), "set attribute", str(key))
        _choice(element, name, value, tag.attributes[name].value.choices, report, edit)


def _choice(
    element: etree._Element, name: str, value: str, choices: tuple[str, ...], report: ProblemCollector, edit: Edit
) -> None:
    """A value from a closed list, in another letter case."""
    if not choices or value in choices:
        return
    right = next((choice for choice in choices if choice.lower() == value.lower()), None)
    if right is not None:
        message = f"{name}={quoted(value)} is written {quoted(right)} in this language"
        _warn(report, element, message, f'{name}="{right}"', edit._replace(value=right))
        element.set(name, right)


def _warn(report: ProblemCollector, element: etree._Element, message: str, right: str, edit: Edit) -> None:
    message = f"{tag_of(element)}: {message}"
    safe = edit.element > 0 or edit.value != "name"  # the simulator knows the root by no other spelling
    report.add(
        element, message, why=WHY, fix=f"write {right}", rule=LETTER_CASE, severity=WARNING, edit=edit, safe=safe
    )
