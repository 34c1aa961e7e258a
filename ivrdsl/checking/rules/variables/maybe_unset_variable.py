"""Variables that some calls set and others do not."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from ivrdsl.checking.facts.expressions import marked
from ivrdsl.checking.facts.onward import called
from ivrdsl.checking.facts.turns import way_in_words
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING, Severity
from ivrdsl.findings.words import quoted
from ivrsim.core import table as t
from ivrsim.core.instructions.base import PROMPT, REPLY
from ivrsim.graph.sure import Sure
from ivrsim.graph.unset import MAYBE, Unset, surely_unset, unset_reads, unset_way
from ivrsim.graph.usage import as_kept, writes

_LARGE = 5_000
_MOST_WAYS = 10
"""How many findings of a plan, and of a large plan (one), tell a way: each has to be searched for."""
_MOST_SKIPPED: Final = 100
"""Prompts behind one that are looked at for what a key skips."""


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
        '<menu maxDigits="1"><play type="tts">Say your name, then press 1.</play><record varname="who"/>'
        '<keypress pressed="1"><play type="url">${who}</play><hangup/></keypress>'
        '<keypress pressed="timeout"><hangup/></keypress></menu>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A variable is read that only some ways to there have set.

    ## What it does
    Follows every way that a call can take, timeouts and hang-ups included, and reports variables that are read where
    only some ways have set them, once a variable. Conditions are taken to go either way: where every such way passes
    one, calls *may* not have set the variable, and `ivrdsl verify` knows (`no-unset-variable`). What is only written to
    the report is a note: there a gap says something too. A key that is pressed during a menu's prompt skips the prompts
    and the recordings behind it; where that is why, the finding says so. A name that is put together during the call,
    such as `choice${n}`, is not looked for.

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
    severity = NOTE if instruction.deed == "stash" else WARNING
    found = unset_way(subject.engine, unset.place, unset.name) if telling else []
    skipped = _skipped(subject, found, unset.name)
    if skipped is not None:
        return _skipped_hit(subject, element, message, skipped, severity)
    way = way_in_words(subject, found)
    message += f"; not those that go {way}" if way else ""
    fix = f'set it at the beginning: <setvar varname="{unset.name}">...</setvar>'
    python = f'set it at the beginning: SetVar("{unset.name}", ...)'
    if unset.name.startswith("call."):
        fix = python = "give the menu a branch for callees who press nothing, which leads elsewhere"
    return Hit(element, message, _why(instruction), fix, python, severity=severity)


class _Skipped(NamedTuple):
    """What a key skips that is pressed while a menu's prompt is spoken: the elements of both."""

    prompt: int
    setter: int


def _skipped(subject: Subject, way: list[int], name: str) -> _Skipped | None:
    """What would have set a variable on a way, had no key cut the prompt before it; None where nothing would."""
    table = subject.engine.table
    for here, there in pairwise(way):
        prompt = table[here]
        if type(prompt) is not t.Play or prompt.next.to == there or prompt.cut_to() != there:
            continue
        place = prompt.next.to
        for _ in range(_MOST_SKIPPED):
            if name in as_kept(writes(table[place]), subject.engine.platform):
                return _Skipped(prompt.element, table[place].element)
            behind = {each.to for each in t.exits(table[place])} - {there}
            if len(behind) != 1:
                break
            place = behind.pop()
    return None


def _skipped_hit(subject: Subject, element: int, message: str, skipped: _Skipped, severity: Severity) -> Hit:
    setter, prompt = subject.label(skipped.setter), called(subject, skipped.prompt)
    message += f": a key that is pressed during {prompt} skips the {setter} behind it"
    why = f"who presses the key early goes on without the {setter}, and nothing tells them so"
    fix = f"move the {setter}, and the prompts before it, in front of the menu: no key skips them there"
    return Hit(element, message, why, fix, severity=severity)


def _why(instruction: t.Instruction) -> str:
    if instruction.asks:
        return "for the other calls the condition has a gap in it: it fails, or compares with nothing"
    if instruction.awaits == PROMPT:
        return "the other callees hear a gap, or whatever the platform says for an unset variable"
    if instruction.deed == "stash":
        return "for the other calls the report has a gap there"
    return "for the other calls there is nothing to put in"
