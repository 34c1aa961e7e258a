"""What a finding is: plain data, the same for every rule, every renderer and every source (XML or Python).

Nothing here knows how a finding is found or printed. NamedTuples and not dataclasses: `ivrdsl check FILE.xml` starts
without importing dataclasses' code generation, and a finding's fields are its JSON keys, in order.
"""

from typing import Final, Literal, NamedTuple

Severity = Literal["error", "warning", "note"]

ERROR: Final[Severity] = "error"
"""The platform rejects the plan, or the call breaks."""
WARNING: Final[Severity] = "warning"
"""Callees suffer."""
NOTE: Final[Severity] = "note"
"""A matter of taste."""
SEVERITIES: Final = (ERROR, WARNING, NOTE)
"""All of them, the worst first."""
PRESETS: Final = ("default", "strict", "otp")
"""The choices of rules that a check offers."""


class Position(NamedTuple):
    """A place in a source file: `line` and `column` counted from 1, `offset` in bytes from 0; None where unknown."""

    line: int | None = None
    column: int | None = None
    offset: int | None = None


EditKind = Literal[
    "set attribute",
    "remove attribute",
    "rename attribute",
    "rename tag",
    "set text",
    "prepend",
    "append",
    "insert before",
    "insert after",
    "remove element",
]


class Edit(NamedTuple):
    """One change to a document, told by an element's number; `ivrdsl.xml.edits` makes it a change of bytes.

    Attributes:
        element: number of the element in document order.
        kind: what is done. "set attribute" sets `name` to `value`, and adds it where it is missing. "rename attribute"
            gives the attribute `name` the name `value`; "rename tag" gives the element the tag `value`. "set text"
            makes `value` the whole content; words that stay, and what is between them, are left as they are. The others
            put the XML `value` inside (first or last) or beside it.
        name: the attribute as the document spells it.
        value: plain text, not escaped; XML for what is inserted.
    """

    element: int
    kind: EditKind
    name: str = ""
    value: str = ""


class Repair(NamedTuple):
    """How a finding can be mended without a person.

    Attributes:
        safe: whether every call stays the same; else a person must want the change.
        edits: all of them, or none.
    """

    safe: bool
    edits: tuple[Edit, ...]


class Problem(NamedTuple):
    """What a rule says, before anybody knows the file: the place is an element's number in document order.

    Attributes:
        code, name: the rule's, e.g. "IVR003" and "dangling-goto".
        element: number of the element in document order (the root is 0), or None for the document as a whole.
        node: the way from the root in words, e.g. 'dialplan "Root" > menu "live"'.
        message: what is wrong, with the offending value.
        why: what callees, or the platform, will do about it.
        fix: what to write instead.
        detail: the validator's own words, kept as a last line for those who want them.
        position: the exact place when it is not an element's (a syntax error), else None.
        repair: how `check --fix` mends it, or None.
        python: the fix in words of Python, for plans that are Python; empty where `fix` serves both.
        python_message: the message likewise.
    """

    code: str
    name: str
    severity: Severity
    element: int | None
    node: str
    message: str
    why: str
    fix: str
    detail: str = ""
    position: Position | None = None
    repair: Repair | None = None
    python: str = ""
    python_message: str = ""


class Finding(NamedTuple):
    """A problem with its place in a file. The first ten fields are the keys of the JSON report, in this order.

    `secrets` are texts of the plan that its author marked as secret, and `codes` those that its prompts tell: this
    finding may quote them.
    """

    code: str
    name: str
    severity: Severity
    file: str
    line: int | None
    column: int | None
    node: str
    message: str
    why: str
    fix: str
    detail: str = ""
    repair: Repair | None = None
    secrets: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def counts(findings: list[Finding]) -> dict[str, int]:
    """How many findings there are of each severity: {"errors": n, "warnings": n, "notes": n}."""
    severities = [finding.severity for finding in findings]
    return {f"{severity}s": severities.count(severity) for severity in SEVERITIES}
