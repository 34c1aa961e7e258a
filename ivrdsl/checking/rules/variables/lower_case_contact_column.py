"""Columns of the contact sheet in lower case."""

import re
from collections.abc import Iterator

from ivrdsl.checking.facts.expressions import Written, marked, rewrite
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE
from ivrdsl.findings.words import one_of, quoted

_COLUMN = r"\$\{contact\.(?![A-Z]{1,2}\})([A-Za-z]{1,2})\}"


@rule(
    "IVR210",
    "lower-case-contact-column",
    NOTE,
    valid=(
        '<play type="tts">${contact.A} ${contact.BC} ${contact.firstName} ${contact.zipcode}</play>',
        '<play type="tts">contact.a</play>',
    ),
    invalid=(
        '<sms to="2135551234">${contact.aB}</sms>',
        '<transfer callerid="${contact.a}">2135551234</transfer>',
        "<if expr=\"'${contact.c}' == 'x'\"><hangup/></if>",
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A column of the contact sheet is written in lower case.

    ## What it does
    Reports `${contact.a}` to `${contact.zz}`.

    ## Why is this bad
    Three of the vendor's samples were edited for nothing but turning such names into upper case, so lower case
    probably did not work.

    ## Example
    ```xml
    <play type="tts">Your appointment is on ${contact.c}.</play>
    ```

    ## Use instead
    ```xml
    <play type="tts">Your appointment is on ${contact.C}.</play>
    ```

    ## Fix safety
    Safe: the name is written as the vendor writes it today. The simulator takes both for the same.

    ## Source
    The vendor's pages write both; the history of the samples shows the change (observed). That both work: assumed
    (quirk `contact_column_case_insensitive`).
    """
    for written in subject.ask(marked):
        if "${contact." in written.text:
            columns = list(dict.fromkeys(re.findall(_COLUMN, written.text)))
            if columns:
                yield _hit(subject, written, columns)


def _hit(subject: Subject, written: Written, columns: list[str]) -> Hit:
    shown = one_of(quoted(f"contact.{column}") for column in columns).replace(" or ", " and ")
    is_are = "are columns" if len(columns) > 1 else "is a column"
    message = f"{subject.label(written.element)}: {shown} {is_are} of the sheet in lower case"
    why = "the vendor changed its samples to upper case; lower case may stay empty, and the callee hears a gap"
    mended = re.sub(_COLUMN, lambda found: f"${{contact.{found[1].upper()}}}", written.text)
    repair = rewrite(subject, written, mended, safe=True)
    fix = f"write {one_of(f'${{contact.{column.upper()}}}' for column in columns).replace(' or ', ' and ')}"
    named = [f'CONTACT.column("{column.upper()}")' for column in columns]
    python = f"write {one_of(named).replace(' or ', ' and ')}"
    return Hit(written.element, message, why, fix, python, repair=repair)
