"""Texts that JavaScript computes."""

import re
from collections.abc import Iterator

from ivrdsl.checking.facts.expressions import Written, edit, tree, values
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING, Repair
from ivrdsl.findings.words import quoted

_COMPUTABLE = r"(?=[^-+/,.eExX]*[-+/,.eExX])[0-9\s.+\-*/(),eExX]*[0-9][0-9\s.+\-*/(),eExXa-fA-F]*;?"
_DATE = "${global.date."
_LARGEST = 1e21
_LONGEST = 200


@rule(
    "IVR211",
    "arithmetic-looking-text",
    WARNING,
    valid=(
        '<setvar varname="n">1</setvar><setvar varname="n">${n} + 1</setvar><setvar varname="m">${n} - 1</setvar>',
        '<setvar varname="n">0</setvar>',
        '<setvar varname="n">-5</setvar>',
        '<setvar varname="n">0.5</setvar>',
        '<setvar varname="n">0123</setvar>',
        '<setvar varname="n">60 * 5 + 2</setvar>',
        '<stash varname="n">8-DNC</stash>',
        '<stash varname="n">On-Line</stash>',
        "<stash varname=\"n\">'555-1234'</stash>",
        '<stash varname="n">(213) 555-1234</stash>',
        '<stash varname="n">10:30</stash>',
        '<stash varname="n">1/0</stash>',
        '<stash varname="n">130496d0-5c4a-11e3-83f9-90b8d0128a60</stash>',
        '<stash varname="n">Bed</stash>',
    ),
    invalid=(
        '<stash varname="n">555-1234</stash>',
        '<stash varname="n">213-555-1234</stash>',
        '<setvar varname="n">3/4</setvar>',
        '<setvar varname="n">12-31</setvar>',
        '<setvar varname="n">1/2/2024</setvar>',
        '<setvar varname="n">1,000</setvar>',
        '<setvar varname="n">1.50</setvar>',
        '<setvar varname="n">12E4</setvar>',
        '<setvar varname="n">+12135551234</setvar>',
        '<setvar varname="d">${global.date.month}/${global.date.day}/${global.date.year}</setvar>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A text such as a phone number or a date would be computed as JavaScript.

    ## What it does
    Reports setvar and stash texts of numbers with `-`, `/` or commas between them, and of parts of the date with those
    between them. As a note, reports numbers that JavaScript prints in another way, such as 1.50. `${n} - 1` is meant as
    arithmetic and is left alone.

    ## Why is this bad
    Text that is JavaScript is evaluated: 555-1234 becomes -679, 1,000 becomes 0, and nobody notices before
    they read the report.

    ## Example
    ```xml
    <stash varname="hotline">555-1234</stash>
    ```

    ## Use instead
    ```xml
    <stash varname="hotline">'555-1234'</stash>
    ```

    ## Fix safety
    Unsafe: quotes are put round the text, so that it is stored as it stands.

    ## Source
    That setvar and stash evaluate JavaScript: documented. Whether text that only looks like arithmetic is
    evaluated too: assumed (quirk `setvar_mode`).
    """
    for written in subject.ask(values):
        text = written.text.strip()
        if text.isalpha():
            continue
        if _DATE in text or (len(text) < _LONGEST and re.fullmatch(_COMPUTABLE, text)):
            yield from _hits_of(subject, written, text)


def _hits_of(subject: Subject, written: Written, text: str) -> Iterator[Hit]:
    parsed = tree(subject, text)
    if parsed is None:
        return
    from ivrdsl.checking.facts import javascript

    if javascript.is_date(parsed):
        yield _hit(subject, written, text, "the result of a calculation, and no date", is_number=False)
        return
    result = javascript.computed(parsed)
    if result is not None and (shown := _javascript_number(result)) not in ("", text):
        yield _hit(subject, written, text, shown, is_number=javascript.is_number(parsed))


def _javascript_number(value: int | float) -> str:
    """A number as JavaScript prints it; "" for very large and very small ones, which it prints in another way."""
    if value and not 1e-6 <= abs(value) < _LARGEST:
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))


def _hit(subject: Subject, written: Written, text: str, result: str, *, is_number: bool) -> Hit:
    message = f"{subject.label(written.element)}: {quoted(text)} is JavaScript, and may be stored as {result}"
    why = "the report, and callees, get the result and not what was written"
    mended = f"'{text.removesuffix(';')}'"
    edits = edit(subject, written, mended)
    repair = Repair(safe=False, edits=edits) if edits else None
    severity = NOTE if is_number else WARNING
    python = f'write "{mended}", with the quotes of JavaScript inside those of Python'
    return Hit(written.element, message, why, f"write {mended}", python, severity=severity, repair=repair)
