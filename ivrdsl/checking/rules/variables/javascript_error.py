"""Expressions that are no JavaScript."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ivrdsl.checking.facts.expressions import Written, conditions, problem, tree, values
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR, WARNING
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import If

if TYPE_CHECKING:
    from ivrdsl.expr import SyntaxProblem

_CODE = r"""['"]\$\{[^{}'"]*\}['"]\s*\.|\.(?:split|join|substr|substring|slice|toLowerCase|toUpperCase|replace)\("""
_MISREAD = r"[`\\]|/\*|<!--|-->|[^\x00-\x7f]"
_BARE = r"(?:[\w-]|\$\{[A-Za-z0-9_.\-]+\})+"
_WORDS = (
    (r"\band\b", "write && for and (in XML &amp;&amp;)"),
    (r"\bor\b", "write || for or"),
    (r"\bnot\b", "write ! for not"),
    (r"<>", "write != for <>"),
    (r"\b(?:eq|equals|is)\b", "write == to compare"),
)


@rule(
    "IVR206",
    "javascript-error",
    ERROR,
    valid=(
        '<setvar varname="a">Hello there, it is (almost) noon</setvar>',
        '<setvar varname="a">you\'re welcome</setvar>',
        '<equal var="${a}" expr="8-DNC"><hangup/></equal>',
        '<equal var="${a}" expr="default"><hangup/></equal>',
        '<equal var="${a}" expr=""><hangup/></equal>',
        '<if expr="${condition}"><hangup/></if>',
        '<if expr="${a} == 1;"><hangup/></if>',
        '<if expr="${a} = 1"><hangup/></if>',
        '<stash varname="a">http://example.com/(a</stash>',
        "<setvar varname=\"a\">'${call.lastinput}'.split('').join(' ');</setvar>",
        '<if expr="`${a} b` == 1"><hangup/></if>',
        "<if expr=\"'${a}'.length == 4\"><hangup/></if>",
        "<if expr=\"'${a}' in {a: 1}\"><hangup/></if>",
        '<if expr="len = 4; len == ${a}"><hangup/></if>',
        "<if expr=\"typeof len == '${a}' || '${a}' == 'len(x) in y'\"><hangup/></if>",
    ),
    invalid=(
        '<if expr="${a} == 1 and ${b} == 2"><hangup/></if>',
        '<if expr="${a} =="><hangup/></if>',
        '<if expr="(1 == 2"><hangup/></if>',
        '<if expr="  "><hangup/></if>',
        '<equal var="${a}" expr="Homer Simpson"><hangup/></equal>',
        "<setvar varname=\"a\">'${call.lastinput}'.split('').join(' '</setvar>",
        '<if expr="${a} == New York"><hangup/></if>',
        "<if expr=\"len('${call.lastinput}') == 4\"><hangup/></if>",
        "<if expr=\"'ok' in '${r}'\"><hangup/></if>",
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """An expression is no JavaScript.

    ## What it does
    Reads the expression of every if, equal and notEqual. It is an error where it cannot be read whatever the variables
    hold. It is a warning where only an odd value, such as one with an operator in it, could make it JavaScript. A
    setvar or stash that is no JavaScript is plain text and fine; it is only reported, as a warning, where it calls text
    functions such as `.split(`. Python's functions such as `len(`, and its `in` before a text, are errors too. Beyond
    that, expressions are read here and not evaluated: that one can be read and fails all the
    same, `ivrdsl verify` finds (`no-javascript-error`).

    ## Why is this bad
    An expression that fails counts as false, so the branch is never taken. A setvar stores the program text itself,
    and the callee hears it.

    ## Example
    ```xml
    <if expr="1 == 1 and 2 == 2"><hangup/></if>
    ```

    ## Use instead
    ```xml
    <if expr="1 == 1 &amp;&amp; 2 == 2"><hangup/></if>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    That expressions are JavaScript: documented. What a failing one does: assumed (quirk `js_error`). A bare word in
    equal is taken as it stands: observed in users' plans.
    """
    for written in subject.ask(conditions):
        yield from _condition(subject, written)
    for written in subject.ask(values):
        if "(" in written.text and "." in written.text and re.search(_CODE, written.text):
            why = problem(subject, written.text)
            if why and not re.search(_MISREAD, written.text):
                yield _stored_hit(subject, written, why)


def _condition(subject: Subject, written: Written) -> Iterator[Hit]:
    if not written.text.strip():
        if isinstance(subject.node(written.element), If):
            message = f"{subject.label(written.element)} has an empty expression"
            yield Hit(written.element, message, "the branch is never taken", "write a condition into expr")
        return
    why = problem(subject, written.text)
    if why is None:
        yield from _of_python(subject, written)
        return
    from ivrdsl.checking.facts.javascript import assigned

    bare = re.fullmatch(_BARE, written.text.strip()) and not isinstance(subject.node(written.element), If)
    if not bare and not assigned(why, written.text):
        yield from _failing(subject, written, why)


def _of_python(subject: Subject, written: Written) -> Iterator[Hit]:
    """What can be read, and is an error all the same: Python's functions, and its `in` before a text."""
    if "(" not in written.text and "in" not in written.text:
        return
    root = tree(subject, written.text)
    if root is None:
        return
    from ivrdsl.checking.facts.javascript import words_of_python

    for word, fix in islice(words_of_python(root), 1):
        message = f"{subject.label(written.element)}: {quoted(written.text)} cannot be evaluated: {word}"
        why = "the simulator takes an expression that fails for false, so the branch is never taken"
        surely = not re.search(r"&&|\|\||\?", written.text)  # what decides before is evaluated first
        yield Hit(written.element, message, why, fix, severity=ERROR if surely else WARNING)


def _failing(subject: Subject, written: Written, found: "SyntaxProblem") -> Iterator[Hit]:
    if found.doubt in ("parser", "limit") or (found.doubt and re.search(_MISREAD, written.text)):
        return
    surely = not found.doubt
    rest = "" if surely else "; only an odd value of a variable, such as one with an operator, could change that"
    where = f"{subject.label(written.element)}: {quoted(written.text)} does not parse"
    message = f"{where}: {found.message}{rest}"
    why = "the simulator takes an expression that fails for false, so the branch is never taken"
    yield Hit(written.element, message, why, _fix(written.text, found), severity=ERROR if surely else WARNING)


def _fix(text: str, found: "SyntaxProblem") -> str:
    outside = re.sub(r"'[^']*'|\"[^\"]*\"", "''", text)
    for pattern, fix in _WORDS:
        if re.search(pattern, outside, re.IGNORECASE):
            return fix
    return f"expected here: {found.expected}" if found.expected else "put quotes round texts, and close what you open"


def _stored_hit(subject: Subject, written: Written, found: "SyntaxProblem") -> Hit:
    message = f"{subject.label(written.element)}: {quoted(written.text)} is no JavaScript: {found.message}"
    why = "the simulator stores it as it stands, as a plain text; callees may hear it"
    return Hit(written.element, message, why, _fix(written.text, found), severity=WARNING)
