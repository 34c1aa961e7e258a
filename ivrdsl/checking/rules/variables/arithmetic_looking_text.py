"""Texts that JavaScript computes."""

import re
from collections.abc import Iterator

from ivrdsl.checking.facts.expressions import Written, rewrite, tree, values
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrdsl.findings.words import quoted
from ivrdsl.wording.figures import kind
from ivrsim.graph.kept import kept

_COMPUTABLE = r"(?=[^-+/,.eExX]*[-+/,.eExX])[0-9\s.+\-*/(),eExX]*[0-9][0-9\s.+\-*/(),eExXa-fA-F]*;?"
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
        '<setvar varname="n">3/4</setvar>',
        '<setvar varname="n">12-31</setvar>',
        '<setvar varname="n">1,000</setvar>',
        '<setvar varname="n">1.50</setvar>',
        '<setvar varname="n">12E4</setvar>',
        '<setvar varname="n">12345678901234567890.5</setvar>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A text of numbers with signs between them would be computed as JavaScript.

    ## What it does
    Reports setvar and stash texts of numbers with `-`, `/` or commas between them. As a note, reports numbers that
    JavaScript prints in another way, such as 1.50. `${n} - 1` is meant as arithmetic and is left alone. What is
    surely a date or a telephone number IVR217 tells.

    ## Why is this bad
    Text that is JavaScript is evaluated: 3/4 becomes 0.75, 1,000 becomes 0, and nobody notices before they read
    the report.

    ## Example
    ```xml
    <stash varname="amount">1,000</stash>
    ```

    ## Use instead
    ```xml
    <stash varname="amount">'1,000'</stash>
    ```

    ## Fix safety
    Unsafe: quotes are put round the text, so that it is stored as it stands.

    ## Source
    That setvar and stash evaluate JavaScript: documented. Whether text that only looks like arithmetic is
    evaluated too: assumed (quirk `setvar_mode`).
    """
    for written in subject.ask(values):
        text = written.text.strip()
        if len(text) < _LONGEST and re.fullmatch(_COMPUTABLE, text) and not kind(text.removesuffix(";")):
            yield from _hits_of(subject, written, text)


def _hits_of(subject: Subject, written: Written, text: str) -> Iterator[Hit]:
    parsed = tree(subject, text)
    if parsed is None:
        return
    from ivrdsl.checking.facts import javascript

    result = kept(subject.engine, subject.engine.starts[written.element], {})
    if result is not None and result != text and javascript.is_arithmetic(parsed):
        yield _hit(subject, written, text, result, is_number=javascript.is_number(parsed))


def _hit(subject: Subject, written: Written, text: str, result: str, *, is_number: bool) -> Hit:
    message = f"{subject.label(written.element)}: {quoted(text)} is JavaScript, and may be stored as {result}"
    why = "the report, and callees, get the result and not what was written"
    mended = f"'{text.removesuffix(';')}'"
    repair = rewrite(subject, written, mended)
    severity = NOTE if is_number else WARNING
    python = f'write "{mended}", with the quotes of JavaScript inside those of Python'
    return Hit(written.element, message, why, f"write {mended}", python, severity=severity, repair=repair)
