"""Conditions that come out in one way only."""

from collections.abc import Iterator

from ivrdsl.checking.facts.expressions import tree
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrdsl.model.nodes import Else
from ivrsim.core.template import source_of
from ivrsim.graph.outcomes import DeadOutcome, dead_outcomes
from ivrsim.graph.usage import reads


@rule(
    "IVR307",
    "condition-never-true",
    WARNING,
    valid=(
        '<if expr="${global.time.hour.military} &gt;= 22 || ${global.time.hour.military} &lt; 7"><hangup/></if>',
        '<if expr="${global.date.dayOfWeek} == 1 || ${global.date.dayOfWeek} == 7"><hangup/></if>',
        '<if expr="${global.time.hour} &lt; 9 &amp;&amp; ${global.time.hour.military} &gt;= 17"><hangup/></if>',
        '<equal var="${global.date.dayOfWeek}" expr="7"><hangup/></equal>',
        "<if expr=\"'${contact.A}' == 'yes' || '${contact.A}' == 'no'\"><hangup/></if>",
        "<if expr=\"'${contact.A}' != '5' &amp;&amp; '${contact.A}' == 5\"><hangup/></if>",
        "<if expr=\"'${contact.A}' == '' || '${contact.A}' &gt; 5\"><hangup/></if>",
        '<if expr="${contact.A} &gt; 5 &amp;&amp; ${contact.A} &lt; 3"><hangup/></if>',
        '<setvar varname="n">0</setvar><setvar varname="n">${n} + 1</setvar><if expr="${n} &lt; 3"><hangup/></if>',
        "<setvar varname=\"n\">'x'.toUpperCase()</setvar>"
        "<if expr=\"'${n}' == 'X' &amp;&amp; '${n}' == 'Y'\"><hangup/></if>",
        '<if expr="${n} &gt; 5 &amp;&amp; ${n} &lt; 3"><hangup/></if>',
        '<if expr="1 =="><hangup/></if>',
        '<if expr="Math.random() &lt; 2"><hangup/></if>',
    ),
    invalid=(
        '<if expr="${global.time.hour.military} &gt; 17 || ${global.time.hour.military} &lt; 20"><hangup/><else>'
        '<play type="tts">Hello.</play></else></if>',
        '<if expr="${global.date.dayOfWeek} == 0"><hangup/></if>',
        '<if expr="${global.date.dayOfWeek} == 1 &amp;&amp; ${global.date.dayOfWeek} == 7"><hangup/></if>',
        '<if expr="${global.date.dayOfWeek} != 1 || ${global.date.dayOfWeek} != 7"><hangup/></if>',
        '<if expr="${global.time.hour.military} == 24"><hangup/></if>',
        '<if expr="${global.time.hour} &gt;= 13"><hangup/></if>',
        '<equal var="${global.date.dayOfWeek}" expr="8"><hangup/></equal>',
        '<notEqual var="${global.time.hour}" expr="0"><hangup/></notEqual>',
        "<if expr=\"'${contact.A}' == 'yes' &amp;&amp; '${contact.A}' == 'no'\"><hangup/></if>",
        "<if expr=\"'${contact.a}' != 'yes' || '${contact.A}' != 'no'\"><hangup/></if>",
        '<get varname="r">https://example.com/</get>'
        "<if expr=\"'${r}' &gt; 5 &amp;&amp; '${r}' &lt; 3\"><hangup/></if>",
        '<menu maxDigits="1"><keypress pressed="default"/></menu>'
        '<if expr="${call.lastinput} == 1 &amp;&amp; ${call.lastinput} == 2"><hangup/></if>',
        '<setvar varname="n">0</setvar><setvar varname="n">${n} + 1</setvar>'
        '<if expr="${n} &gt; 5 &amp;&amp; ${n} &lt; 3"><hangup/></if>',
        '<if expr="1 == 2"><hangup/></if>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A condition is never true, or never false, whatever values are put in.

    ## What it does
    Reports an if, equal or notEqual that comes out in one way only. Two comparisons may never be true together, an hour
    or a day may not exist, and a condition without a variable is a note. Every hour and day of the week is
    tried, and one of each kind of values of what callees enter, of contacts, and of numbers that the plan counts.
    Nothing is said of conditions that do more than to compare, and of variables that may hold a program. What was
    tested before on the way is not looked at; `ivrdsl verify` does (`every-branch-can-be-taken`). In one plan 20,000
    combinations of values are tried, and in one condition 2,000; conditions that need more are left alone.

    ## Why is this bad
    One of the two ways is never taken. With && where || was meant, nobody is told that the office is closed.

    ## Example
    ```xml
    <if expr="${global.time.hour.military} &gt; 17 &amp;&amp; ${global.time.hour.military} &lt; 9">
      <play type="tts">Our office is closed.</play>
      <hangup/>
    </if>
    ```

    ## Use instead
    ```xml
    <if expr="${global.time.hour.military} &gt; 17 || ${global.time.hour.military} &lt; 9">
      <play type="tts">Our office is closed.</play>
      <hangup/>
    </if>
    ```

    ## Fix safety
    There is no automatic fix: only the author knows what was meant.

    ## Source
    The hour is 0 to 23 or 1 to 12, and the day of the week 1 to 7, Sunday first (documented).
    """
    for each in subject.ask_engine(dead_outcomes).values():
        yield _hit(subject, each)


def _hit(subject: Subject, dead: DeadOutcome) -> Hit:
    test = subject.engine.table[dead.place]
    message = f"{subject.label(test.element)} is never {dead.outcome}, so {_consequence(subject, test.element, dead)}"
    fix = _fix(subject, source_of(test.program()), dead.outcome)
    in_xml = f"{fix}; in XML && is written &amp;&amp;" if "&&" in fix else fix
    severity = WARNING if any(reads(test)) else NOTE
    return Hit(test.element, message, dead.reason.words(subject.label), in_xml, fix, severity=severity)


def _consequence(subject: Subject, element: int, dead: DeadOutcome) -> str:
    """What is never done because of it; a goto may lead into it all the same."""
    body = subject.below(element)
    otherwise = next((child for child, _ in subject.inside(element, Else)), body.stop)  # it comes last
    if dead.outcome == "true":
        what, inside = "it", range(body.start, otherwise)
    elif otherwise < body.stop:
        what, inside = "its else", range(otherwise, body.stop)
    else:
        return "it decides nothing"
    aimed_at = (number for jump in subject.jumps for number in subject.names.get(jump.target, ()))
    if any(number in inside for number in aimed_at):
        return f"no call goes into {what} but by a goto"
    return f"what stands in {what} is never done"


def _fix(subject: Subject, expression: str, outcome: str) -> str:
    """What to write: where both of two are asked, perhaps one of them was meant."""
    parsed = tree(subject, expression)
    operator = getattr(parsed, "operator", "")
    if operator == "&&" and outcome == "true":
        return "write || where one of them is enough, or mend the values"
    if operator == "||" and outcome == "false":
        return "write && where all of them must hold, or mend the values"
    return "compare with a value that it can have, or leave the condition out"
