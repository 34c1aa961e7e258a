"""What several rules about menus ask, and the repairs that they share."""

from typing import Final

from ivrdsl.checking.facts.onward import Consequence, act
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import Edit, Repair
from ivrdsl.model.nodes import Say
from ivrdsl.model.odd import Odd
from ivrsim.core.table import Collect, Range

_NO_INPUT: Final = '<keypress pressed="timeout"><hangup/></keypress>'
ADD_NO_INPUT: Final = f"add {_NO_INPUT}, or what a silent callee should get"
ADD_NO_INPUT_PYTHON: Final = "add NoInput()[Hangup()], or what a silent callee should get"

_STAY: Final = ("on the line", "hold for", "hold the line", "wait for", "en la línea", "en la linea", "en ligne")
"""What prompts say that offer silence as a choice."""


def has_branch(collect: Collect) -> bool:
    """Whether a menu has any keypress, be it for silence or for other keys."""
    return bool(collect.exact or collect.ranges or not collect.no_match.assumes or not collect.no_input.assumes)


def acts_on_silence(subject: Subject, collect: Collect) -> Consequence | None:
    """Return what a menu without a branch for silence does to a silent callee who was not told so, or None."""
    done = act(subject, collect.no_input.to)
    return None if done is None or offers_silence(subject, collect.element) else done


def offers_silence(subject: Subject, menu: int) -> bool:
    """Whether a menu's prompts offer silence as a choice."""
    texts = [prompt.text.lower() for _, prompt in subject.inside(menu, Say)]
    return any(words in text for text in texts for words in _STAY)


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
