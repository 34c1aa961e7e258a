"""Times that look like milliseconds and are read as seconds."""

from collections.abc import Iterator
from typing import Final

from ivrdsl.checking.facts.menus import spelt
from ivrdsl.checking.facts.onward import duration
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING, Edit, Repair
from ivrdsl.model.checks import MOST_SECONDS
from ivrdsl.model.nodes import Record

LOW: Final = 100
"""Nobody waits longer than this for a key. Unit: seconds."""


@rule(
    "IVR107",
    "ambiguous-timeout-unit",
    WARNING,
    valid=(
        '<menu maxDigits="1" timeout="1001"><keypress pressed="1"/></menu>',
        '<menu maxDigits="1" timeout="99"><keypress pressed="1"/></menu>',
        '<menu maxDigits="1"><keypress pressed="1"/></menu>',
        '<record timeout="30000" varname="x"/><record varname="y"/><record timeout="60" varname="z"/>',
        '<transfer timeout="120">15551230100</transfer>',
    ),
    invalid=(
        '<menu maxDigits="1" timeout="100"><keypress pressed="1"/></menu>',
        '<menu maxDigits="1" TIMEOUT="500"><keypress pressed="1"/></menu>',
        '<record timeout="300" varname="x"/>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A time of 100 to 1000 looks like milliseconds and is read as seconds.

    ## What it does
    Reports a menu or a record whose timeout is a number from 100 to 1000.

    ## Why is this bad
    A number above 1000 is milliseconds, any other one is seconds. So timeout="1000" is not a second, but nearly 17
    minutes: for as long the callee of a menu hears nothing, and the call is paid for.

    ## Example
    ```xml
    <menu maxDigits="1" timeout="1000"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1" timeout="5"><keypress pressed="1"><hangup/></keypress></menu>
    <menu maxDigits="1" timeout="3500"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Fix safety
    Unsafe: makes timeout="1000" of a menu timeout="1", one second, which three of the vendor's samples clearly mean.
    It is less than most callees need. Other numbers are left to you.

    ## Source
    Seconds up to 1000 and milliseconds above are documented for menus; for records it is assumed. What the platform
    makes of exactly 1000 is doubtful (quirk `timeout_1000`).
    """
    for collect in subject.collects:
        if LOW * 1000 <= collect.timeout_ms <= MOST_SECONDS * 1000:
            seconds = subject.node(collect.element).timeout_s  # None where the file has milliseconds
            if seconds is not None:
                yield _menu(subject, collect.element, seconds)
    for number, record in subject.each(Record):
        seconds = record.timeout_s
        if seconds is not None and LOW <= seconds <= MOST_SECONDS:
            yield _record(subject, number, seconds)


def _menu(subject: Subject, number: int, seconds: int) -> Hit:
    label, long = subject.label(number), duration(seconds * 1000)
    read = f"which is read as {seconds} seconds: {long}"
    message, said = f'{label} has timeout="{seconds}", {read}', f"{label} has timeout_s={seconds}, {read}"
    why = f"who presses nothing hears {long} of silence; a number is milliseconds only above 1000"
    fix = 'write seconds (timeout="5"), or more than 1000 milliseconds (timeout="3500")'
    edit = Edit(number, "set attribute", spelt(subject, number, "timeout"), "1")
    repair = Repair(safe=False, edits=(edit,)) if seconds == MOST_SECONDS else None
    python = "write timeout_s=5, or timeout_ms=3500"
    return Hit(number, message, why, fix, python, repair=repair, python_message=said)


def _record(subject: Subject, number: int, seconds: int) -> Hit:
    label = subject.label(number)
    message = f'{label} has timeout="{seconds}": {seconds} seconds, or milliseconds?'
    said = f"{label} has timeout_s={seconds}: {seconds} seconds, or milliseconds?"
    why = (
        f"the vendor's only sample gives milliseconds; the simulator reads it as a menu's timeout, as "
        f"{duration(seconds * 1000)}; if it is milliseconds, the callee is cut off after {duration(seconds)}"
    )
    fix = f'write milliseconds above 1000, e.g. timeout="{seconds * 1000}" for {duration(seconds * 1000)}'
    return Hit(number, message, why, fix, f"write timeout_ms={seconds * 1000}", python_message=said)
