"""Jumps to names that no tag has."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject, TargetReference
from ivrdsl.findings.finding import ERROR, Edit, Repair
from ivrdsl.findings.words import Speller, did_you_mean, one_of, quoted
from ivrdsl.model.nodes import Catch

_WHY = "the simulator ends the call here; what the platform does is not documented (it may refuse the plan)"


@rule(
    "IVR003",
    "dangling-goto",
    ERROR,
    valid=("<goto>${where}</goto>", '<catch type="hangup" goto="end"/><hangup name="end"/>'),
    invalid=("<goto/>", '<catch type="hangup" goto="gone"/>', '<goto>end</goto><hangup name="End"/>'),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A goto or catch leads to a name that no tag has.

    ## What it does
    Compares the target of every goto and catch with the names in the plan, letter case included. A target with a
    variable in it is left alone, because it is known only during the call. Whether any call comes to the goto is not
    asked: `ivrdsl verify` knows (`no-call-ends-in-error`).

    ## Why is this bad
    The simulator ends the call there. What the platform does is not documented; it may refuse the whole plan. Two
    of the vendor's own samples go to `Live` where the menu is called `live`.

    ## Example
    ```xml
    <amd><live><goto>Live</goto></live><machine><hangup/></machine></amd>
    <menu name="live" maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Use instead
    ```xml
    <amd><live><goto>live</goto></live><machine><hangup/></machine></amd>
    <menu name="live" maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Fix safety
    Unsafe: where exactly one name differs from the target in letter case alone, the target is rewritten. Calls that
    ended there then go on.

    ## Source
    Names are case-sensitive: observed, the vendor's corrected samples. What a dangling goto does: assumed, not
    documented (quirk `dangling_goto`).
    """
    missing = [jump for jump in subject.jumps if jump.target not in subject.names and "${" not in jump.target]
    speller = Speller(subject.names) if missing else None
    for jump in missing:
        yield _hit(subject, jump, speller.near(jump.target) if speller and jump.target else [])


def _hit(subject: Subject, jump: TargetReference, near: list[str]) -> Hit:
    is_catch = isinstance(subject.node(jump.element), Catch)
    what = "catch" if is_catch else "goto"

    def xml(name: str) -> str:
        return f'goto="{name}"' if is_catch else f"<goto>{name}</goto>"

    def python(name: str) -> str:
        return f'goto="{name}"' if is_catch else f'Goto("{name}")'

    if not jump.target:
        message, fix = f"{what} has no target: it names no tag", "write {} with the name of a tag"
        return Hit(jump.element, message, _WHY, fix.format(xml("name")), fix.format(python("name")))
    same = [name for name in near if name.lower() == jump.target.lower() and subject.names[name] != [jump.element]]
    if not same:
        message = f"{what} target {quoted(jump.target)} does not exist: no tag has this name"
        return Hit(jump.element, message, _WHY, did_you_mean(near) or _give_name(jump.target))
    named = one_of(map(quoted, same)).replace(" or ", " and ")
    message = f"{what} target {quoted(jump.target)} differs in letter case from {named}; names are case-sensitive"
    repair = Repair(safe=False, edits=(_edit(jump, is_catch, same[0]),)) if _is_one(subject, same) else None
    return Hit(jump.element, message, _WHY, f"write {xml(same[0])}", f"write {python(same[0])}", repair=repair)


def _is_one(subject: Subject, names: list[str]) -> bool:
    """Whether there is one such name, and one tag that has it."""
    return len(names) == 1 and len(subject.names[names[0]]) == 1


def _edit(jump: TargetReference, is_catch: bool, name: str) -> Edit:
    if is_catch:
        return Edit(jump.element, "set attribute", "goto", name)
    return Edit(jump.element, "set text", value=name)


def _give_name(target: str) -> str:
    return f"give the tag that it should reach name={quoted(target)}"
