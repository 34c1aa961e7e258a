"""Variables that some calls set and others do not."""

from collections.abc import Iterator

from ivrdsl.checking.facts.expressions import marked
from ivrdsl.checking.facts.turns import way_in_words
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrdsl.findings.words import quoted
from ivrsim.core import table as t
from ivrsim.core.instructions.base import PROMPT, REPLY
from ivrsim.graph.sure import Sure
from ivrsim.graph.unset import MAYBE, Unset, surely_unset, unset_reads, unset_way

_LARGE = 5_000
_MOST_WAYS = 10
"""How many findings of a plan, and of a large plan (one), tell a way: each has to be searched for."""


@rule(
    "IVR202",
    "maybe-unset-variable",
    WARNING,
    valid=(
        '<setvar varname="a">1</setvar><menu maxDigits="1"><keypress pressed="1"><setvar varname="a">2</setvar>'
        '</keypress></menu><play type="tts">${a}</play>',
        '<if expr="1 == 1"><setvar varname="a">1</setvar><else><setvar varname="a">2</setvar></else></if>'
        '<play type="tts">${a}</play>',
        '<menu maxDigits="1"><keypress pressed="1"><play type="tts">${call.lastinput}</play></keypress></menu>',
    ),
    invalid=(
        '<menu maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu><dnc>${call.lastinput}</dnc>',
        '<if expr="1 == 1"><setvar varname="a">1</setvar></if><play type="tts">${a}</play>',
        '<catch type="hangup" goto="end"><play type="tts">Hello</play><setvar varname="a">1</setvar>'
        '<play type="tts">Bye</play></catch><stash name="end" varname="said">${a}</stash>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A variable is read that only some ways to there have set.

    ## What it does
    Follows every way that a call can take, timeouts and hang-ups included, and reports variables that are read where
    only some ways have set them, once a variable. Conditions are taken to go either way: where every such way passes
    one, calls *may* not have set the variable, and `ivrdsl verify` knows (`no-unset-variable`). What is only written to
    the report is a note: there a gap says something too. A name that is put together during the call, such as
    `choice${n}`, is not looked for.

    ## Why is this bad
    Some callees hear a gap, or take the wrong branch, and tests of the usual way never show it.

    ## Example
    ```xml
    <menu maxDigits="1" timeout="3500">
      <play type="tts">For sales press 1.</play>
      <keypress pressed="1"><setvar varname="team">sales</setvar></keypress>
    </menu>
    <play type="tts">You will be connected to ${team}.</play>
    ```

    ## Use instead
    ```xml
    <setvar varname="team">the front desk</setvar>
    <menu maxDigits="1" timeout="3500">
      <play type="tts">For sales press 1.</play>
      <keypress pressed="1"><setvar varname="team">sales</setvar></keypress>
    </menu>
    <play type="tts">You will be connected to ${team}.</play>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    One of the vendor's samples reads a variable that a silent caller never sets (observed). What is in such a
    variable: assumed (quirk `undefined_variable`); where silence leads: assumed (quirk `no_timeout_branch`).
    """
    if not subject.ask(marked):
        return
    first: dict[str, Unset] = {}
    severe: dict[str, bool] = {}
    table = subject.engine.table
    for unset in sorted(subject.ask_engine(unset_reads), key=lambda each: table[each.place].element):
        if unset.certainty == MAYBE:
            matters = not _only_keeps(table[unset.place])
            if unset.name not in first or matters > severe[unset.name]:
                first[unset.name], severe[unset.name] = unset, matters
    ways = 1 if len(table) > _LARGE else _MOST_WAYS
    for index, unset in enumerate(first.values()):
        yield _hit(subject, unset, telling=index < ways)


def _only_keeps(instruction: t.Instruction) -> bool:
    """Whether what is read is only kept, or sent: in a variable, in the report, to a web server."""
    return instruction.awaits == REPLY or (bool(instruction.javascript) and not instruction.asks)


def _hit(subject: Subject, unset: Unset, *, telling: bool) -> Hit:
    instruction = subject.engine.table[unset.place]
    element = instruction.element
    sure = telling and surely_unset(subject.engine, unset, subject.ask_engine(Sure).ways)
    which = "only some calls have set by then" if sure else "some calls may not have set by then"
    message = f"{subject.label(element)} reads {quoted(unset.name)}, which {which}"
    if telling:
        way = way_in_words(subject, unset_way(subject.engine, unset.place, unset.name))
        message += f"; not those that go {way}" if way else ""
    only_report = instruction.deed == "stash"
    why = _why(instruction)
    fix = f'set it at the beginning: <setvar varname="{unset.name}">...</setvar>'
    python = f'set it at the beginning: SetVar("{unset.name}", ...)'
    if unset.name.startswith("call."):
        fix = python = "give the menu a branch for callees who press nothing, which leads elsewhere"
    return Hit(element, message, why, fix, python, severity=NOTE if only_report else WARNING)


def _why(instruction: t.Instruction) -> str:
    if instruction.asks:
        return "for the other calls the condition has a gap in it: it fails, or compares with nothing"
    if instruction.awaits == PROMPT:
        return "the other callees hear a gap, or whatever the platform says for an unset variable"
    if instruction.deed == "stash":
        return "for the other calls the report has a gap there"
    return "for the other calls there is nothing to put in"
