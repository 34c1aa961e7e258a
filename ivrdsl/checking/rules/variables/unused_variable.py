"""Variables that nobody reads."""

import re
from collections.abc import Iterator

from ivrdsl.checking.facts.bare_names import bare_variables
from ivrdsl.checking.facts.expressions import marked
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import GotoXml, SetVar
from ivrdsl.model.system import is_system
from ivrsim.graph.usage import variables

_INNER = "\0"
"""Stands for a variable inside another one's name; XML has no such character."""
_VARIABLE = r"\$\{([A-Za-z0-9_.\-\0]+)\}"

_MOST_LEVELS = 8


@rule(
    "IVR212",
    "unused-variable",
    NOTE,
    valid=(
        '<setvar varname="a">1</setvar><stash varname="b">${a}</stash>',
        '<record varname="url"/>',
        '<get varname="reply">https://example.com/log</get>',
        '<setvar varname="choice1">x</setvar><setvar varname="n">1</setvar><play type="tts">${choice${n}}</play>',
        '<setvar varname="a">1</setvar><gotoXML>https://example.com/next.xml</gotoXML>',
        '<setvar varname="contact.A">1</setvar>',
        '<setvar varname="a">1</setvar><if expr="a &gt; 0"><hangup/></if>',  # IVR216 tells what is wrong
        '<stash varname="a">1</stash>',
    ),
    invalid=(
        '<setvar varname="a">1</setvar><setvar varname="a">2</setvar><stash varname="a">3</stash>',
        '<setvar varname="other1">x</setvar><setvar varname="n">1</setvar><play type="tts">${choice${n}}</play>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A variable is set and never read.

    ## What it does
    Reports variables that setvar sets and nothing reads. What get, post and record write does not count, because
    these are often there for their effect; nor do plans that go on with another document, which may read them.

    ## Why is this bad
    It is harmless, but often a typing mistake, or a stash was meant: only what is stashed is in the report.

    ## Example
    ```xml
    <setvar varname="answer">${call.id}</setvar>
    ```

    ## Use instead
    ```xml
    <stash varname="answer">${call.id}</stash>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    That setvar is not part of the report: observed; the vendor's samples stash whatever they want to see there.
    """
    if not subject.count(SetVar) or subject.count(GotoXml):
        return
    usage = subject.ask_engine(variables)
    table = subject.engine.table
    made = list(_made_names(subject)) if usage.read_any else []
    for name, places in usage.written.items():
        if name in usage.read or is_system(name) or name in subject.ask(bare_variables):
            continue
        if any(name.startswith(first) and name.endswith(last) for first, last in made):
            continue
        if all(table[place].javascript for place in places):
            yield _hit(subject, table[places[0]].element, name)


def _made_names(subject: Subject) -> Iterator[tuple[str, str]]:
    """The fixed beginnings and ends of the names that are made during the call, as in `${choice${n}}`."""
    for written in subject.ask(marked):
        text = written.text
        for _ in range(_MOST_LEVELS):
            for name in re.findall(_VARIABLE, text):
                if _INNER in name:
                    yield name.partition(_INNER)[0], name.rpartition(_INNER)[2]
            text = re.sub(_VARIABLE, _INNER, text)


def _hit(subject: Subject, element: int, name: str) -> Hit:
    message = f"the variable {quoted(name)} is set and never read"
    why = "nothing depends on it, and it is not in the report either; perhaps its name is spelt differently elsewhere"
    return Hit(element, message, why, "leave it out, or stash it if it is for the report")
