"""Branches of a menu that were copied and not changed."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import Keypress, Menu, Stash


@rule(
    "IVR507",
    "copied-branch",
    WARNING,
    valid=(
        '<menu maxDigits="1"><keypress pressed="1"><stash varname="a">yes</stash></keypress>'
        '<keypress pressed="2"><stash varname="a">yes</stash></keypress></menu>',
        '<menu maxDigits="1"><keypress pressed="1"><stash varname="a">${call.lastinput}</stash><hangup/></keypress>'
        '<keypress pressed="2"><stash varname="a">${call.lastinput}</stash></keypress></menu>',
        '<menu maxDigits="1"><keypress pressed="1"><stash varname="a">x</stash><hangup/></keypress>'
        '<keypress pressed="default"><stash varname="a">x</stash></keypress></menu>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """Two branches of a menu that do different things report the same.

    ## What it does
    Reports a stash in the branch of a key that writes what a stash in the branch of another key of that menu writes,
    when the branches differ otherwise. Both write the same value to the same name. Values with variables are left
    alone.

    ## Why is this bad
    In the report nobody can tell who chose what. Usually a branch was copied and its stash was forgotten, as in one
    of the vendor's samples.

    ## Example
    ```xml
    <menu maxDigits="1">
      <keypress pressed="1"><stash varname="choice">sales</stash><transfer>2135551234</transfer></keypress>
      <keypress pressed="2"><stash varname="choice">sales</stash><transfer>2135551235</transfer></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1">
      <keypress pressed="1"><stash varname="choice">sales</stash><transfer>2135551234</transfer></keypress>
      <keypress pressed="2"><stash varname="choice">support</stash><transfer>2135551235</transfer></keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    The vendor's advertising samples (observed).
    """
    if next(subject.each(Stash), None) is None:
        return
    for number, _ in subject.each(Menu):
        first: dict[tuple[str, str], int] = {}
        for branch, _ in subject.inside(number, Keypress):
            for child, stash in subject.inside(branch, Stash):
                said = (stash.variable, str(stash.value))
                before = first.setdefault(said, branch)
                if before != branch and "${" not in said[1] and not _same(subject, before, branch):
                    yield _hit(subject, child, before, said)


def _same(subject: Subject, one: int, two: int) -> bool:
    """Whether two branches do the same."""
    nodes = [[subject.node(child) for child in subject.engine.children[branch]] for branch in (one, two)]
    return nodes[0] == nodes[1]


def _hit(subject: Subject, child: int, before: int, said: tuple[str, str]) -> Hit:
    parent = subject.label(subject.elements[child].parent)
    message = f"{parent} reports {said[0]} = {quoted(said[1])}, as {subject.label(before)} does"
    why = "the report cannot tell who pressed which key; this branch looks copied"
    return Hit(child, message, why, "write what this branch stands for")
