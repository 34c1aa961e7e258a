"""Variables that are in the report and nowhere else."""

from collections.abc import Iterator

from ivrdsl.checking.facts.expressions import marked
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import Stash
from ivrdsl.model.system import is_system
from ivrsim.graph.usage import variables


@rule(
    "IVR203",
    "stash-read-back",
    WARNING,
    valid=(
        '<setvar varname="a">1</setvar><stash varname="a">${a}</stash><play type="tts">${a}</play>',
        '<stash varname="a">1</stash><play type="tts">Thank you.</play>',
        '<stash varname="contact.A">1</stash><play type="tts">${contact.A}</play>',
    ),
    invalid=('<stash varname="a">1</stash><if expr="${a} == 1"><hangup/></if>',),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A variable is read that is only ever stashed.

    ## What it does
    Reports variables that are read, and that only stash writes.

    ## Why is this bad
    A stash goes into the report and cannot be read back by the call, so the callee hears a gap. The second example
    on the vendor's own page about stash does this all the same.

    ## Example
    ```xml
    <stash varname="answer">${call.id}</stash>
    <play type="tts">Your number is ${answer}.</play>
    ```

    ## Use instead
    ```xml
    <setvar varname="answer">${call.id}</setvar>
    <stash varname="answer">${answer}</stash>
    <play type="tts">Your number is ${answer}.</play>
    ```

    ## Fix safety
    There is no automatic fix: write a setvar of the same name before the stash.

    ## Source
    That a stash cannot be read back: documented on the vendor's page about stash, which contradicts itself.
    """
    if not subject.ask(marked) or not subject.count(Stash):
        return
    usage = subject.ask_engine(variables)
    for name in usage.stashed:
        places = usage.read.get(name)
        if places and name not in usage.written and not is_system(name):
            element = subject.engine.table[places[0]].element
            message = f"{subject.label(element)} reads {quoted(name)}, which is only ever stashed"
            why = "a stash is written to the report; the call cannot read it back, so nothing is put in here"
            fix = f'set it as well: <setvar varname="{name}">...</setvar>'
            yield Hit(element, message, why, fix, f'set it as well: SetVar("{name}", ...)')
