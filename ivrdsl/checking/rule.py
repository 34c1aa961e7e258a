"""What a rule is: a function from a plan to what is wrong with it, whose docstring is its documentation.

The headings of the docstring are fixed (`HEADINGS`); `ivrdsl explain`, the pages in docs/rules/ and the tests are made
from it. What stands under "Example" must be found by the rule, what stands under "Use instead" must not.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple, TypeVar

from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import Repair, Severity

HEADINGS: Final = ("What it does", "Why is this bad", "Example", "Use instead", "Fix safety", "Source")


class Hit(NamedTuple):
    """One place where a rule finds something.

    Attributes:
        element: number of the element in document order, or None for the plan as a whole.
        message: what is wrong, with the offending value.
        why: what callees, or the platform, will do about it.
        fix: what to write instead, in words of XML.
        python: the same in words of Python, for plans that are Python; empty where `fix` serves both.
        severity: another one than the rule's.
        repair: how `check --fix` mends it.
        python_message: the message in words of Python; empty where `message` serves both.
    """

    element: int | None
    message: str
    why: str
    fix: str
    python: str = ""
    severity: Severity | None = None
    repair: Repair | None = None
    python_message: str = ""


Check = Callable[[Subject], Iterable[Hit]]


class Rule(NamedTuple):
    """A rule.

    Attributes:
        code, name: e.g. "IVR003" and "dangling-goto". A code is never used for anything else again.
        severity: of its findings, unless a finding says otherwise.
        strict: whether only the preset `strict` has it: a matter of taste, or seldom wrong.
        check: finds the places; None for what the parser, the schema or ivrdsl itself reports.
        documentation: as the docstring has it.
        valid, invalid: further examples, beside those in the documentation.
    """

    code: str
    name: str
    severity: Severity
    strict: bool
    check: Check | None
    documentation: str
    valid: tuple[str, ...]
    invalid: tuple[str, ...]

    @property
    def text(self) -> str:
        """The documentation: a sentence, then the headings."""
        from inspect import cleandoc  # no check reads it

        return cleandoc(self.documentation)

    @property
    def summary(self) -> str:
        """The first sentence of the documentation."""
        return self.text.partition("\n")[0]


C = TypeVar("C", bound=Check)

_RULE: Final = "__ivrdsl_rule__"


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    strict: bool = False,
    elsewhere: bool = False,
    valid: tuple[str, ...] = (),
    invalid: tuple[str, ...] = (),
) -> Callable[[C], C]:
    """Make a function a rule.

    Args:
        code, name, severity, strict, valid, invalid: see `Rule`. Examples are XML: a document, or what stands in one.
        elsewhere: the function only documents what the parser, the schema or ivrdsl itself reports.
    """

    def register(check: C) -> C:
        found = None if elsewhere else check
        made = Rule(code, name, severity, strict, found, check.__doc__ or "", valid, invalid)
        setattr(check, _RULE, made)
        return check

    return register


def rule_of(check: object) -> Rule | None:
    """The rule that a function was made, or None."""
    found = getattr(check, _RULE, None)
    return found if isinstance(found, Rule) else None


def sections(text: str) -> dict[str, str]:
    """The parts of a rule's documentation by heading; what stands before the first is under ""."""
    found: dict[str, list[str]] = {"": []}
    heading = ""
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
            found[heading] = []
        else:
            found[heading].append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def blocks(section: str) -> Iterator[str]:
    """The XML examples in a section, each a whole document."""
    inside: list[str] | None = None
    for line in section.splitlines():
        if not line.startswith("```"):
            if inside is not None:
                inside.append(line)
        elif inside is None and line == "```xml":
            inside = []
        elif inside is not None:
            yield document("\n".join(inside))
            inside = None


def document(example: str) -> str:
    """An example as a document: pieces of a plan are put into one."""
    if "<dialplan" in example or not example.lstrip().startswith("<"):
        return example
    return f'<dialplan name="Root">\n{example}\n</dialplan>'


def examples(rule: Rule) -> tuple[list[str], list[str]]:
    """All documents that a rule accepts, and all that it must find something in."""
    parts = sections(rule.text)
    valid = [*blocks(parts.get("Use instead", "")), *map(document, rule.valid)]
    invalid = [*blocks(parts.get("Example", "")), *map(document, rule.invalid)]
    return valid, invalid
