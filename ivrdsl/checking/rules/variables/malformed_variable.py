"""Variables that are written in a way the platform does not know."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from ivrdsl.checking.facts.contents import names_set
from ivrdsl.checking.facts.expressions import Written, marked, rewrite
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import Say, Sms, Text
from ivrdsl.model.system import is_documented, is_system

_COMPLETE: Final = r"\$\{[A-Za-z0-9_.\-]+\}"
_NAME: Final = r"[A-Za-z_][A-Za-z0-9_.\-]*"
_SUSPECT: Final = rf"""(?P<inside>\$?\{{\s{{0,9}}\$\s{{0,9}}(?P<n1>{_NAME})\s{{0,9}}\}})
    |\$\{{\s{{0,9}}(?P<n2>{_NAME})\s{{0,9}}(?P<closed>\}}|(?=[\s,;:!?)'"=<>&|]|$)(?![^{{}}$]*\}}))
    |(?P<gap>\$\s{{1,9}}\{{\s{{0,9}}(?P<n3>{_NAME})\s{{0,9}}\}})
    |(?P<double>\{{\{{\s{{0,9}}(?P<n4>{_NAME})\s{{0,9}}\}}\}})
    |[\#@]?(?<!\{{)\{{(?P<n5>{_NAME})\}}
    |\$\((?P<n6>{_NAME})\)
    |(?<![\w$])\$(?P<n7>{_NAME})
    |%(?P<n8>{_NAME})%
    |(?P<empty>\$\{{)"""
_MOST_LEVELS: Final = 20
_MOST_PLACES: Final = 20
"""How many places of one text are looked at; each finding has the whole text in its repair."""
_SHOWN: Final = 30


@rule(
    "IVR209",
    "malformed-variable",
    WARNING,
    valid=(
        '<play type="tts">It costs $5, or $ 7, or US$ a lot, and $$.</play>',
        '<play type="tts">You have ${a} and ${b${c}}, that is $${contact.A} or ${contact.B}%.</play>',
        '<play type="tts">Save 20%today% and {smile}.</play>',
        '<get varname="x">https://example.com/?a=%20name%20&amp;b={id}</get>',
        "<setvar varname=\"a\">'${call.lastinput}'.replace(/^(1)$/, 'x')</setvar>",
        '<setvar varname="a">`${1 + 1}`</setvar>',
        '<play type="tts">$name</play>',
    ),
    invalid=(
        '<notEqual var="$call.lastinput" expr="1"><hangup/></notEqual>',
        '<play type="tts">You pressed ${call.lastinput, thank you.</play>',
        '<play type="tts">Hello { $contact.firstName }.</play>',
        '<play type="tts">Hello $ {contact.firstName}.</play>',
        '<play type="tts">Hello ${ contact.firstName }.</play>',
        '<play type="tts">Hello {{contact.firstName}}.</play>',
        '<play type="tts">Hello {{ first_name }}.</play>',
        '<play type="tts">Hello {contact.firstName}.</play>',
        '<play type="tts">Hello %contact.firstName%.</play>',
        '<play type="tts">Hello $(contact.firstName).</play>',
        '<play type="tts">Hello ${first name}.</play>',
        '<play type="tts">Hello ${}.</play>',
        '<setvar varname="first">1</setvar><play type="tts">Hello ${first name}.</play>',
        '<setvar varname="n">1</setvar><play type="tts">You are number $n.</play>',
        '<setvar varname="n">1</setvar><if expr="$n == 1"><hangup/></if>',
        '<transfer callerid="$call.callerid">2135551234</transfer>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """Something looks like a variable but is written in a way that the platform does not know.

    ## What it does
    Looks in all texts and attributes for braces that are missing, not closed, doubled or have blanks in them, and
    for other languages' ways of writing variables. `$n`, `{n}` and `%n%` count only where `n` is a variable of
    the plan or of the platform, so prices such as $5 are left alone.

    ## Why is this bad
    The text stays as it stands: the callee hears "dollar call dot last input", and a condition is an error. The
    vendor's own page about notEqual has this in its example.

    ## Example
    ```xml
    <play type="tts">You entered $call.lastinput.</play>
    ```

    ## Use instead
    ```xml
    <play type="tts">You entered ${call.lastinput}.</play>
    ```

    ## Fix safety
    Unsafe: the variable is written as `${name}`, where its name is plain. Calls then have its value there.

    ## Source
    The form `${name}`: documented. That anything else stays in the text: assumed, not documented.
    """
    known = {*names_set(subject)} if subject.ask(marked) else set()
    for written in subject.ask(marked):
        text = _with_digits(written.text)
        if "$" in text or "{" in text or "%" in text:
            for found in islice(re.finditer(_SUSPECT, text, re.VERBOSE), _MOST_PLACES):
                yield from _hits_at(subject, written, found, known)


def _with_digits(text: str) -> str:
    """The text with digits in the place of its variables, inner ones first."""
    for _ in range(_MOST_LEVELS):
        before = text
        if "}" in text and "${" in text:
            text = re.sub(_COMPLETE, lambda found: "0" * len(found[0]), text)
        if text == before:
            break
    return text


def _hits_at(subject: Subject, written: Written, found: re.Match[str], known: set[str]) -> Iterator[Hit]:
    name = next((found[group] for group in ("n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8") if found[group]), "")
    if "`" in written.text and written.field in ("expression", "value"):
        return
    plain = name.rstrip(".-")
    is_known = plain in known or is_documented(plain)
    prose = isinstance(subject.node(written.element), Say | Sms | Text)
    surely = found["inside"] or found["n2"] or found["gap"] or found["empty"] or (found["double"] and prose)
    if surely or is_known or (found["n7"] and (written.field == "expression" or is_system(plain))):
        yield _hit(subject, written, found, plain if is_known or found["closed"] or not found["n2"] else "")


def _hit(subject: Subject, written: Written, found: re.Match[str], name: str) -> Hit:
    shown = written.text[found.start() : found.end()]
    if found["empty"] or not name:
        shown, closing, _ = written.text[found.start() : found.start() + _SHOWN].partition("}")
        shown += closing
        fix = "write ${name}, with letters, digits and underscores between the braces"
        repair = None
    else:
        fix = f"write ${{{name}}}"
        rest = shown[len(shown.rstrip(".-")) :] if found["n7"] else ""
        new = f"{written.text[: found.start()]}${{{name}}}{rest}{written.text[found.end() :]}"
        repair = rewrite(subject, written, new)
    message = f"{subject.label(written.element)}: {quoted(shown)} is no variable as the platform writes them"
    why = "the simulator leaves it as it stands: the callee hears it, or the expression fails"
    python = f'write Var("{name}")' if name else 'write Var("name"), with letters, digits and underscores in the name'
    return Hit(written.element, message, why, fix, python, repair=repair)
