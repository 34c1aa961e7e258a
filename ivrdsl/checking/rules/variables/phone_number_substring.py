"""Pieces of phone numbers, counted from the wrong end."""

from collections.abc import Iterator

from ivrdsl.checking.facts import contents as c
from ivrdsl.checking.facts.expressions import conditions, tree, values
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE
from ivrdsl.findings.words import quoted


@rule(
    "IVR213",
    "phone-number-substring",
    NOTE,
    valid=(
        "<setvar varname=\"a\">'${call.lastinput}'.substring(0,3)</setvar>",
        "<setvar varname=\"a\">'${call.callerid}'.slice(-4)</setvar>",
        "<setvar varname=\"a\">'${call.callerid}'.split('').join(' ')</setvar>",
        "<setvar varname=\"a\">say 'substring' of ${call.callerid}</setvar>",
    ),
    invalid=(
        "<if expr=\"'${call.dnis}'.substr(0,3) == '213'\"><hangup/></if>",
        '<setvar varname="p">${call.phonenumber}</setvar><setvar varname="a">\'${p}\'.slice(1,4)</setvar>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A piece of a phone number is taken at a position counted from its beginning.

    ## What it does
    Reports substring, substr and slice with fixed positions on the numbers of the call.

    ## Why is this bad
    Numbers come with ten digits or with eleven, a 1 in front. Counted from the beginning, the area code of one is
    something else of the other. A sample of the vendor takes characters 2 to 4, which is the area code of neither.

    ## Example
    ```xml
    <setvar varname="areaCode">'${call.callerid}'.substring(2,5)</setvar>
    <stash varname="area">${areaCode}</stash>
    ```

    ## Use instead
    Count from the end:

    ```xml
    <setvar varname="areaCode">'${call.callerid}'.slice(-10, -7)</setvar>
    <stash varname="area">${areaCode}</stash>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    Samples write numbers with ten and with eleven digits (observed); substring counts from 0, as JavaScript does.
    """
    for written in (*subject.ask(values), *subject.ask(conditions)):
        if "(" not in written.text or not ("substr" in written.text or "slice" in written.text):
            continue
        parsed = tree(subject, written.text)
        if parsed is None:
            continue
        from ivrdsl.checking.facts import javascript

        for cut in javascript.cuts(parsed, written.text):
            if c.holds(subject, cut.name) & {c.CALLER, c.PHONE}:
                yield _hit(subject, written.element, cut.name, cut.written)
                break


def _hit(subject: Subject, element: int, name: str, written: str) -> Hit:
    message = f"{subject.label(element)}: {quoted(written)} counts from the beginning of the phone number ${{{name}}}"
    why = "numbers have 10 digits, or 11 with a 1 in front: for one kind of them this is another piece"
    return Hit(element, message, why, f"count from the end: '${{{name}}}'.slice(-10, -7) is the area code of both")
