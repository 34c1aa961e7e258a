"""Dates and telephone numbers that JavaScript computes."""

from collections.abc import Iterator

from ivrdsl.checking.facts.expressions import Written, rewrite, tree, values
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrdsl.findings.words import quoted
from ivrdsl.wording.figures import DATE, kind
from ivrsim.graph.kept import Computed, computed_copies, kept

_DATE_PARTS = "${global.date."


@rule(
    "IVR217",
    "computed-date-or-number",
    WARNING,
    valid=(
        "<stash varname=\"d\">'2026-11-30'</stash><stash varname=\"n\">'555-1234'</stash>",
        '<stash varname="n">(213) 555-1234</stash><stash varname="t">10:30</stash><stash varname="z">0412</stash>',
        '<stash varname="n">2135551234567890123456</stash>',
        '<stash varname="n">555.123.4567</stash><stash varname="m">213 555 1234</stash>',
        '<setvar varname="n">${n} - 1</setvar><stash varname="x">${n}</stash><stash varname="m">86400 - 3600</stash>',
        "<setvar varname=\"d\">'2026-11-30'</setvar><stash varname=\"day\">'${d}'</stash>"
        '<play type="tts">${d}</play><stash varname="words">on ${d} at ten</stash>',
        '<setvar varname="d">\'2026-11-30\'</setvar><play type="tts">${d}</play><setvar varname="d">7</setvar>'
        '<stash varname="n">${d}</stash>',
        '<stash varname="d">\'${global.date}\'</stash><stash varname="t">${global.time}</stash>',
        '<stash varname="p">\'${contact.homePhone}\'</stash><stash varname="q">${call.callerid}</stash>',
        '<stash varname="y">${global.date.year} - 1</stash>',
    ),
    invalid=(
        '<stash varname="n">555-1234</stash>',
        '<stash varname="n">213-555-1234</stash>',
        '<stash varname="n">1-800-555-1234;</stash>',
        '<stash varname="n">(213)-555-1234</stash>',
        '<stash varname="n">030/1234567</stash>',
        '<setvar varname="n">1/2/2024</setvar>',
        '<setvar varname="n">+12135551234</setvar>',
        '<setvar varname="n">+49301234567890123456789</setvar>',
        '<setvar varname="d">${global.date.month}/${global.date.day}/${global.date.year}</setvar>',
        '<setvar varname="d">\'2026-11-30\'</setvar><stash varname="day">${d}</stash>',
        "<setvar varname=\"d\">'2026-11-30'</setvar><setvar varname=\"e\">'${d}'</setvar>"
        '<stash varname="day">${e}</stash>',
        '<stash varname="day">${global.date}</stash>',
        '<setvar varname="d">\'${global.date}\'</setvar><stash varname="day">${d}</stash>',
        '<stash varname="p">${contact.homePhone}</stash>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A date or a telephone number is computed as JavaScript, and something else is stored.

    ## What it does
    Reports setvar and stash texts that are a date or a telephone number, with what becomes of them. So it does with
    parts of today's date that have `-` or `/` between them. It also reports a variable with a date or a number in it
    that is copied without quotes: of a constant of the plan, and of `${global.date}`. A telephone number of the contact
    that is copied so is a note: whether it has dashes is up to the list of contacts. So is a number that loses its `+`.

    ## Why is this bad
    Values are put in as text, and then the text is evaluated: 2026-11-30 becomes 1985, 555-1234 becomes -679. A date
    that was set in quotes is text once; copied without them it is arithmetic again.

    ## Example
    ```xml
    <setvar varname="due">'2026-11-30'</setvar>
    <stash varname="due">${due}</stash>
    <stash varname="hotline">555-1234</stash>
    ```

    ## Use instead
    ```xml
    <setvar varname="due">'2026-11-30'</setvar>
    <stash varname="due">'${due}'</stash>
    <stash varname="hotline">'555-1234'</stash>
    ```

    ## Fix safety
    Unsafe: quotes are put round the text, so that it is stored as it stands.

    ## Source
    That variables are put in before setvar and stash evaluate JavaScript: documented. Whether text that only looks like
    arithmetic is evaluated too: assumed (quirk `setvar_mode`).
    """
    written = {each.element: each for each in subject.ask(values)}
    for element, each in written.items():
        yield from _itself(subject, each, element)
    for copy in subject.ask_engine(computed_copies) if any("${" in each.text for each in written.values()) else ():
        yield _copy(subject, copy, written[copy.element])


def _itself(subject: Subject, written: Written, element: int) -> Iterator[Hit]:
    """A date, or a number, that stands in the tag."""
    text = written.text.strip()
    what = kind(text.removesuffix(";")) or (DATE if _is_of_date_parts(subject, text) else "")
    if not what:
        return
    result = kept(subject.engine, subject.engine.starts[element], {})
    if result is None or result == text:
        return
    such = ", e.g. " if "${" in text else " "
    message = f"{subject.label(element)}: the {what} {quoted(text)} is JavaScript, and becomes{such}{result}"
    mended = f"'{text.removesuffix(';')}'"
    python = f'write "{mended}", with the quotes of JavaScript inside those of Python'
    loses_plus = what != DATE and text.removeprefix("+") == result
    severity = NOTE if loses_plus else WARNING
    yield _hit(subject, written, message, mended, python, severity == NOTE)


def _is_of_date_parts(subject: Subject, text: str) -> bool:
    """Whether a text is parts of today's date with signs between them."""
    if _DATE_PARTS not in text or (parsed := tree(subject, text)) is None:
        return False
    from ivrdsl.checking.facts import javascript

    return javascript.is_date(parsed)


def _copy(subject: Subject, copy: Computed, written: Written) -> Hit:
    """A variable that is copied without quotes."""
    label = subject.label(copy.element)
    message = (
        f"{label}: ${{{copy.name}}} is copied without quotes: a value such as {quoted(copy.text)} becomes {copy.kept}"
    )
    mended = f"'${{{copy.name}}}'"
    python = f'write Var("{copy.name}").quoted'
    return _hit(subject, written, message, mended, python, not copy.sure)


def _hit(subject: Subject, written: Written, message: str, mended: str, python: str, is_note: bool) -> Hit:
    why = "the report, and callees, get the result of a calculation and not what was written"
    repair = rewrite(subject, written, mended)
    severity = NOTE if is_note else WARNING
    return Hit(written.element, message, why, f"write {mended}", python, severity=severity, repair=repair)
