"""Hours that end an hour later than they seem to."""

from collections.abc import Iterator

from ivrdsl.checking.facts.expressions import conditions, tree
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE

_HOURS = ("global.time.hour", "global.time.hour.military")


@rule(
    "IVR214",
    "hour-boundary",
    NOTE,
    valid=(
        '<if expr="${global.time.hour.military} &lt; 9"><hangup/></if>',
        '<if expr="17 &lt;= ${global.time.hour.military}"><hangup/></if>',
        '<if expr="${global.time.hour.military} == 9"><hangup/></if>',
        '<if expr="${global.date.dayOfWeek} &gt; 5"><hangup/></if>',
    ),
    invalid=(
        "<if expr=\"'${global.time.hour}' &lt;= 9\"><hangup/></if>",
        '<if expr="21 &lt; ${global.time.hour.military}"><hangup/></if>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A condition about the hour begins or ends an hour later than it seems to.

    ## What it does
    Reports `>` and `<=` between the hour and a number.

    ## Why is this bad
    The hour is a whole number: `> 21` is true from 22:00 on and not after 21:00. One of the vendor's samples about
    opening hours takes calls for an hour longer than its neighbours because of this.

    ## Example
    ```xml
    <if expr="${global.time.hour.military} &lt; 17 || ${global.time.hour.military} &gt; 21"><hangup/></if>
    ```

    ## Use instead
    Write `>=` with the hour at which it begins, which nobody can misread:

    ```xml
    <if expr="${global.time.hour.military} &lt; 17 || ${global.time.hour.military} &gt;= 22"><hangup/></if>
    ```

    ## Fix safety
    There is no automatic fix: only the author knows which hour was meant.

    ## Source
    The hour is a number without minutes (documented).
    """
    for written in subject.ask(conditions):
        if "global.time.hour" not in written.text:
            continue
        parsed = tree(subject, written.text)
        if parsed is None:
            continue
        from ivrdsl.checking.facts import javascript

        for each in javascript.compared_numbers(parsed, written.text):
            if each.name in _HOURS and each.operator in (">", "<=") and each.literal.isdecimal():
                yield _hit(subject, written.element, each.operator, int(each.literal))
                break


def _hit(subject: Subject, element: int, operator: str, hour: int) -> Hit:
    label = subject.label(element)
    if operator == ">":
        message = f'{label}: "> {hour}" leaves out {hour}:00 to {hour}:59; it is true from {hour + 1}:00 on'
        fix = f"write >= {hour} if {hour}:00 was meant, else >= {hour + 1} (in XML &gt;=)"
    else:
        message = f'{label}: "<= {hour}" takes in {hour}:00 to {hour}:59; it is true until {hour + 1}:00'
        fix = f"write < {hour} if it ends at {hour}:00, else < {hour + 1} (in XML &lt;)"
    why = "calls in that hour go the other way than most readers expect"
    return Hit(element, message, why, fix)
