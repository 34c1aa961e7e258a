"""Jumps into a branch that nobody chose."""

from collections.abc import Iterator
from typing import Any, Final

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING, Edit, Repair
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import Catch, Else, Goto, Keypress, Live, Machine, NoInput, NoMatch
from ivrdsl.model.odd import Odd

_BRANCHES: Final = frozenset({Keypress, NoInput, NoMatch, Else, Live, Machine})
_MAY_BE: Final = _BRANCHES | {Odd}
_WHY = "what it does is not documented: the simulator runs what stands inside, as if it had been chosen"


@rule(
    "IVR007",
    "jump-into-branch",
    WARNING,
    valid=(
        '<menu maxDigits="1"><play name="options" type="tts">Press 1.</play>'
        '<keypress pressed="1"><goto>options</goto></keypress></menu>',
        '<menu maxDigits="1"><keypress pressed="1" name="one"><hangup name="end"/></keypress></menu><goto>end</goto>',
        '<goto>x</goto><menu maxDigits="1"><keypress name="x" pressed="1"/><keypress name="x" pressed="2"/></menu>',
    ),
    invalid=(
        '<amd><live name="person"><hangup/></live><machine><goto>person</goto></machine></amd>',
        '<amd><live><goto>robot</goto></live><machine name="robot"><hangup/></machine></amd>',
        '<if expr="1"><goto>no</goto><else name="no"><hangup/></else></if>',
        '<catch type="digit" value="1" goto="quiet"><menu maxDigits="1"><keypress pressed="1"/>'
        '<keypress pressed="timeout" name="quiet"><hangup/></keypress></menu></catch>',
        '<menu maxDigits="1"><keypress pressed="1"><goto>other</goto></keypress>'
        '<keypress pressed="default" name="other"/></menu>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A goto or catch jumps to a keypress, an else, a live or a machine.

    ## What it does
    Reports a goto or catch whose target is a branch: a tag that only runs when its menu, if or amd chooses it.

    ## Why is this bad
    What the platform does is not documented: it may run what stands inside, pass it over, or end the call.

    ## Example
    ```xml
    <menu name="main" maxDigits="1">
      <keypress pressed="1" name="sales"><transfer timeout="25">15551230100</transfer></keypress>
      <keypress pressed="2"><goto>sales</goto></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu name="main" maxDigits="1">
      <keypress pressed="1"><transfer name="sales" timeout="25">15551230100</transfer></keypress>
      <keypress pressed="2"><goto>sales</goto></keypress>
    </menu>
    ```

    ## Fix safety
    Unsafe: moves the name to the first tag inside the branch, where the simulator goes anyway. The platform may have
    gone elsewhere.

    ## Source
    Assumed, not documented (quirk `jump_into_branch`); no sample of the vendor does it.
    """
    names, elements = subject.names, subject.elements
    for number, target in subject.jumps:
        found = names.get(target)
        may_be = found and len(found) == 1 and type(elements[found[0]].node) in _MAY_BE  # decides nearly all at once
        if found and may_be and type(subject.node(found[0])) in _BRANCHES:
            yield _hit(subject, number, found[0], target)


def _hit(subject: Subject, number: int, branch: int, name: str) -> Hit:
    what = "catch" if isinstance(subject.node(number), Catch) else "goto"
    message = f"{what} jumps to {quoted(name)}, which is a branch: {subject.path(branch)}"
    inside = subject.engine.children[branch]
    if not inside:
        return Hit(number, message, _WHY, "put the name on a tag that runs by itself; this branch has none inside")
    first = inside[0]
    node = subject.node(first)
    if isinstance(node, Goto) and node.target == name:
        return Hit(number, message, _WHY, "give the name to a tag that does something; this branch jumps to itself")
    own = getattr(node, "name", None)
    if own is not None:
        return Hit(number, message, _WHY, f"jump to {quoted(own)} instead, the first tag inside it")
    fix = f"move the name from {subject.label(branch)} to the first tag inside it, {subject.label(first)}"
    return Hit(number, message, _WHY, fix, repair=_move_name(subject, branch, first, name))


def _move_name(subject: Subject, branch: int, first: int, name: str) -> Repair | None:
    """Move the name; not where one of the two is spelt oddly, or the tag inside has a name that others may mean."""
    nodes: tuple[Any, ...] = (subject.elements[branch].node, subject.elements[first].node)
    if any(type(node) is Odd for node in nodes) or nodes[1].name is not None:
        return None
    edits = Edit(branch, "remove attribute", "name"), Edit(first, "set attribute", "name", name)
    return Repair(safe=False, edits=edits)
