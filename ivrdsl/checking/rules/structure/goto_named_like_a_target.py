"""Gotos whose own name is where another goto leads."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import Goto
from ivrdsl.model.odd import Odd


@rule(
    "IVR006",
    "goto-named-like-a-target",
    WARNING,
    valid=(
        '<goto name="to_end">end</goto><hangup name="end"/>',
        '<goto name="end">end</goto><hangup name="end"/>',  # a duplicate: IVR004 says it
        '<goto name="unused">end</goto><hangup name="end"/>',
        '<goto>${place}</goto><goto name="place">end</goto><hangup name="end"/>',
    ),
    invalid=(
        '<goto>again</goto><hangup name="end"/><goto name="again">end</goto>',
        '<catch type="digit" value="1" goto="again"><wait>1</wait></catch><hangup name="end"/>'
        '<goto name="again">end</goto>',
        '<goto name=" live ">live</goto>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A goto has the name that a goto or catch means.

    ## What it does
    Reports a goto whose own name is its own target, or the target of another goto or of a catch. Where another tag
    has the name too, IVR004 reports that.

    ## Why is this bad
    The name of a goto is the goto's own; where it leads is the text inside. A goto that means its own name leads to
    itself for ever: the callee hears nothing until somebody hangs up.

    ## Example
    ```xml
    <goto name="live">live</goto>
    <menu maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Use instead
    ```xml
    <goto>live</goto>
    <menu name="live" maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Fix safety
    There is no automatic fix: which tag is meant is not known.

    ## Source
    The vendor's Java sample has this mistake; that names of gotos count like all others is observed.
    """
    names, elements = subject.names, subject.elements
    reported: set[int] = set()
    for _, target in subject.jumps:
        found = names.get(target)
        if found and len(found) == 1 and type(elements[found[0]].node) in (Goto, Odd) and found[0] not in reported:
            goto = subject.node(found[0])
            if type(goto) is Goto:
                reported.add(found[0])
                itself = goto.target.strip() == target
                yield _itself(found[0], target) if itself else _relay(found[0], target, goto)


def _itself(number: int, name: str) -> Hit:
    message = f"the goto is named {quoted(name)} and leads to {quoted(name)}: to itself"
    why = "the call goes round here for ever, in silence; the simulator ends it as a loop"
    fix = f'write <goto>{name}</goto>, and name="{name}" on the tag that it should reach'
    return Hit(number, message, why, fix, f'write Goto("{name}"), and name="{name}" on the node that it should reach')


def _relay(number: int, name: str, goto: Goto) -> Hit:
    message = f"a goto or catch means {quoted(name)}, which is the name of this goto and of no other tag"
    why = (
        f"the name of a goto is its own, not where it leads; a call that should reach {quoted(name)} "
        f"is sent on to {quoted(goto.target)}"
    )
    fix = f'put name="{name}" on the tag that is meant; if this is wanted, let the other one say {goto.target} itself'
    return Hit(number, message, why, fix)
