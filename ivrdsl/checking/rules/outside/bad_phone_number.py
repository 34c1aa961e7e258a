"""Phone numbers that nobody has."""

import re
from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import Dnc, Sms, Text, Transfer

_NUMBER = r"\+?1?[2-9][0-9]{9}"
_SEPARATORS = str.maketrans("", "", " -().\t\r\n")


@rule(
    "IVR405",
    "bad-phone-number",
    WARNING,
    valid=(
        '<transfer callerid="${call.callerid}">12135551234, (213) 555-1234,2135551234x22</transfer>',
        '<sms to="${call.callerid}">Hello</sms>',
        "<dnc>+1 213 555 1234</dnc>",
        "<transfer>${number}</transfer>",
    ),
    invalid=(
        "<transfer>213555123</transfer>",
        "<transfer>2135551234,0135551234</transfer>",
        '<sms to="sales">Hello</sms>',
        "<dnc>21355512345</dnc>",
        '<transfer callerid="12345">2135551234</transfer>',
        "<transfer>2135551234,</transfer>",
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A phone number has too few or too many digits, or is no number of the United States or Canada.

    ## What it does
    Looks at the numbers of transfer (and its callerid), sms, text and dnc: ten digits, or eleven that begin with 1,
    the area code not beginning with 0 or 1. Blanks, dashes, dots and brackets
    between digits, and an extension behind an x, are fine. Numbers with variables are left alone.

    ## Why is this bad
    The transfer fails, or the text goes nowhere, and the callee is left with silence.

    ## Example
    ```xml
    <transfer timeout="25">213555123</transfer>
    ```

    ## Use instead
    ```xml
    <transfer timeout="25">2135551234</transfer>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    Samples write ten or eleven digits, and extensions as x22 (observed). That numbers of other countries cannot be
    called is assumed: the vendor's are all of the United States and Canada.
    """
    for number, transfer in subject.each(Transfer):
        yield from _hits_of(subject, number, transfer.numbers.split(","), extension=True)
        if transfer.caller_id:
            yield from _hits_of(subject, number, [str(transfer.caller_id)], what="the callerid")
    for number, message in subject.each(Sms, Text):
        yield from _hits_of(subject, number, [str(message.to)])
    for number, dnc in subject.each(Dnc):
        yield from _hits_of(subject, number, [str(dnc.number)])


def _hits_of(
    subject: Subject, element: int, numbers: list[str], *, extension: bool = False, what: str = "the number"
) -> Iterator[Hit]:
    for text in numbers:
        bare = text.translate(_SEPARATORS)
        if extension:
            bare = re.sub("x[0-9]+$", "", bare)
        if "${" in text or re.fullmatch(_NUMBER, bare):
            continue
        message = f"{subject.label(element)}: {what} {quoted(text.strip())} {_wrong(bare)}"
        why = "nobody has such a number in the United States or Canada, so nothing arrives there"
        yield Hit(element, message, why, "write ten digits, or eleven that begin with 1, such as 12135551234")


def _wrong(bare: str) -> str:
    digits = bare.removeprefix("+")
    if not digits:
        return "is empty"
    if not (digits.isascii() and digits.isdecimal()):
        return "is no phone number"
    if len(digits) == 11 and not digits.startswith("1"):
        return "has 11 digits but does not begin with 1"
    if len(digits) not in (10, 11):
        return f"has {len(digits)} digit{'s' if len(digits) > 1 else ''}; expected 10, or 11 that begin with 1"
    return "is none of the United States or Canada, where no area code begins with 0 or 1"
