"""Codes that are compared as numbers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivrdsl.checking.facts import contents as c
from ivrdsl.checking.facts.expressions import Written, conditions, rewrite, tree
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING

if TYPE_CHECKING:
    from ivrdsl.checking.facts.javascript import NumberComparison


@rule(
    "IVR208",
    "leading-zero-comparison",
    WARNING,
    valid=(
        '<if expr="${call.lastinput} == 1"><hangup/></if>',
        '<if expr="${call.lastinput} &gt; 100"><hangup/></if>',
        "<if expr=\"'${call.lastinput}' == '0123'\"><hangup/></if>",
        '<setvar varname="n">1</setvar><if expr="${n} == 300"><hangup/></if>',
        '<if expr="${n} == 0"><hangup/></if>',
        '<if expr="${n} == 0.5 || ${n} == 0x10"><hangup/></if>',
        '<equal var="${call.lastinput}" expr="\'0123\'"><hangup/></equal>',
        '<equal var="${call.lastinput}" expr="123"><hangup/></equal>',
        '<setvar varname="a">0123</setvar>',
    ),
    invalid=(
        '<if expr="${n} == 007"><hangup/></if>',
        '<equal var="${call.lastinput}" expr="0123"><hangup/></equal>',
        '<setvar varname="pin">${call.lastinput}</setvar><if expr="1234 == \'${pin}\'"><hangup/></if>',
        '<if expr="${call.lastinput} != 12345 || ${call.lastinput} == 777"><hangup/></if>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A code that a callee enters is compared as a number, to which leading zeros mean nothing.

    ## What it does
    Reports input that is compared, for being the same, with a number of three digits or more, and numbers that
    begin with a zero in expressions.

    ## Why is this bad
    As numbers, 0012345 and 12345 are the same, so a wrong code is let in. JavaScript reads 0123 as an octal number,
    which is 83, so the right one is not. An input that begins with zero may be read as octal as well.

    ## Example
    ```xml
    <menu maxDigits="5" timeout="8000">
      <play type="tts">Please enter the password.</play>
      <keypress pressed="default">
        <if expr="${call.lastinput} == 12345"><transfer timeout="25">2135551234</transfer></if>
      </keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="5" timeout="8000">
      <play type="tts">Please enter the password.</play>
      <keypress pressed="default">
        <if expr="'${call.lastinput}' == '12345'"><transfer timeout="25">2135551234</transfer></if>
      </keypress>
    </menu>
    ```

    ## Fix safety
    Unsafe: quotes are put round both sides, so what is compared is text. Codes with other zeros in front no longer
    count as the same.

    ## Source
    One of the vendor's samples compares a password as a number (observed). Expressions are JavaScript (documented).
    """
    for written in subject.ask(conditions):
        if any(digit in written.text for digit in "0123456789"):
            yield from _in_text(subject, written)


def _in_text(subject: Subject, written: Written) -> Iterator[Hit]:
    parsed = tree(subject, written.text)
    if parsed is None:
        return
    from ivrdsl.checking.facts import javascript

    compared = javascript.compared_numbers(parsed, written.text)
    zeros = javascript.leading_zeros(parsed, written.text)
    codes = [each for each in compared if each.literal_at in zeros or _is_input(subject, each)]
    if not codes and not zeros:
        return
    spans: set[tuple[int, int]] = set()
    for each in codes:
        spans |= {each.literal_at} if each.quoted else {each.literal_at, each.variable_at}
    mended = written.text
    for start, end in sorted(spans, reverse=True):
        mended = f"{mended[:start]}'{mended[start:end]}'{mended[end:]}"
    yield _hit(subject, written, mended if spans >= {*zeros} else "", codes, zeros)


def _is_input(subject: Subject, compared: "NumberComparison") -> bool:
    from ivrdsl.checking.facts import javascript

    return javascript.is_code(compared) and c.INPUT in c.holds(subject, compared.name)


def _hit(
    subject: Subject, written: Written, mended: str, codes: list["NumberComparison"], zeros: list[tuple[int, int]]
) -> Hit:
    label = subject.label(written.element)
    if zeros:
        number = written.text[slice(*zeros[0])]
        message = f"{label}: the number {number} begins with a zero"
        octal = f"JavaScript reads it as octal, {int(number, 8)}" if set(number) <= set("01234567") else "it is lost"
        why = f"{octal}; a text such as '{number}', or the same number written otherwise, is not equal to it"
    else:
        message = f"{label}: the input ${{{codes[0].name}}} is compared with the number {codes[0].literal}"
        why = f"as numbers, 0{codes[0].literal} and {codes[0].literal} are the same: a wrong code is let in"
    if not mended:
        return Hit(written.element, message, why, "write it without the zero, or compare texts, both in quotes")
    fix = f"compare texts: {mended}"
    repair = rewrite(subject, written, mended)
    return Hit(written.element, message, why, fix, repair=repair)
