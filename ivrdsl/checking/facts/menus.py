"""What several rules about menus ask, and the repairs that they share."""

from typing import Final

from ivrdsl.checking.facts.onward import Consequence, act
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import Edit, Repair
from ivrdsl.model.odd import Odd
from ivrsim.core.table import Collect, Range
from ivrsim.graph.silence import is_unasked

_NO_INPUT: Final = '<keypress pressed="timeout"><hangup/></keypress>'
ADD_NO_INPUT: Final = f"add {_NO_INPUT}, or what a silent callee should get"
ADD_NO_INPUT_PYTHON: Final = "add NoInput()[Hangup()], or what a silent callee should get"


def acts_on_silence(subject: Subject, collect: Collect) -> Consequence | None:
    """Return what a menu that has nothing for silence does to a silent callee, or None."""
    return act(subject, collect.no_input.to) if is_unasked(collect, subject.engine) else None


def digits_of(taken: Range) -> int:
    """How many digits the longest input has that a range takes."""
    return max(taken.lengths)


def hang_up_on_silence(collect: Collect) -> Repair:
    """Hang up on silent callees."""
    return Repair(safe=False, edits=(Edit(collect.element, "append", value=_NO_INPUT),))


def set_max_digits(subject: Subject, menu: int, digits: int) -> Repair:
    """Let a menu take so many keys."""
    edit = Edit(menu, "set attribute", spelt(subject, menu, "maxDigits"), str(digits))
    return Repair(safe=False, edits=(edit,))


def spelt(subject: Subject, number: int, attribute: str) -> str:
    """An attribute's name as an element has it, in whatever letter case."""
    node = subject.elements[number].node
    given = [name for name, _ in node.attributes] if type(node) is Odd else []
    return next((name for name in given if name.lower() == attribute.lower()), attribute)
