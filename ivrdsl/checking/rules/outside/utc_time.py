"""Times of day and weekdays that are not those of the callee."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE
from ivrdsl.findings.words import quoted
from ivrsim.graph.usage import reads


@rule(
    "IVR404",
    "utc-time",
    NOTE,
    valid=('<setvar varname="x">${global.date.year}</setvar>', '<if expr="${hour} &gt; 8"><hangup/></if>'),
    invalid=("<if expr=\"'${global.date.dayOfWeek}' == 'Sunday'\"><hangup/></if>",),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A condition depends on the time of day or the weekday, which the platform gives in UTC.

    ## What it does
    Reports conditions, setvars and stashes that read `global.time...` or `global.date.dayOfWeek`, `.day`, or the
    date itself.

    ## Why is this bad
    Nine in the morning in UTC is one at night in Los Angeles. A plan that means local time opens and closes at the
    wrong hours. One that shifts the hours but not the weekday is wrong around midnight, and summer time moves
    everything by an hour.

    ## Example
    ```xml
    <if expr="${global.time.hour.military} &gt; 9"><hangup/></if>
    ```

    ## Use instead
    Let a web server of yours say whether somebody is there, or write down in a comment that the hours are UTC and
    suppress this note:

    ```xml
    <!-- ivrdsl: ignore IVR404 the hours are UTC -->
    <if expr="${global.time.hour.military} &gt; 9"><hangup/></if>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    Date and time are UTC (documented on the vendor's page about system variables); comments in the vendor's samples
    say that authors had to shift them.
    """
    if not any("global." in str(text) for text in _texts(subject)):
        return
    seen = set()
    for instruction in subject.engine.table:
        if instruction.javascript and instruction.element not in seen:
            name = next((each for each in reads(instruction) if each and _is_local(each)), None)
            if name is not None:
                seen.add(instruction.element)
                yield _hit(subject, instruction.element, name)


def _texts(subject: Subject) -> Iterator[object]:
    from ivrdsl.model.nodes import Equal, If, NotEqual, SetVar, Stash

    for _, condition in subject.each(If, Equal, NotEqual):
        yield condition.expression
    for _, assignment in subject.each(SetVar, Stash):
        yield assignment.value


def _is_local(name: str) -> bool:
    """Whether a variable has another value in another time zone, most days."""
    folded = name.lower()
    return folded.startswith("global.time") or folded in ("global.date", "global.date.day", "global.date.dayofweek")


def _hit(subject: Subject, number: int, name: str) -> Hit:
    message = f"{subject.label(number)} reads {quoted(name)}, which is UTC and not the callee's time"
    why = "hours and weekdays are those of Greenwich without summer time; others are off by hours, or by a day"
    fix = "ask a server of yours, or shift the time (the weekday too) and say so in a comment that suppresses this note"
    return Hit(number, message, why, fix)
