"""What silence at a menu leads to by itself: menus whose author wrote nothing for it, and what counts as an act.

One answer for the rule that looks at a plan, the proof of all its calls, and a call that is played.
"""

from collections.abc import Iterator
from typing import Final

from ivrdsl.model import nodes as n
from ivrdsl.wording import offers_silence
from ivrsim.core import table as t
from ivrsim.core.variables import LAST_INPUT, canonical
from ivrsim.graph.usage import reads

ACTS: Final = {
    "transfer": "transfer",
    "stash": "stash",
    "sms": "sms",
    "dnc": "dnc",
    "record": "recording",
    "request": "http",
}
"""What is done to a callee or in his name, and the kind of the entry that tells it."""

_BRANCHES: Final = frozenset({n.Keypress, n.NoInput, n.NoMatch})
_OF_THE_PLATFORM: Final = ("call.", "contact.", "attribute.", "global.")


def is_act(instruction: t.Instruction, plan: t.Plan) -> bool:
    """Return whether an instruction does something to a callee, or in his name.

    It connects or records him, sends a message, bars a number, or writes down what can be taken for an answer. Or it
    tells a web server something, by a post, or by a get with a variable in its address. A stash of nothing but what the
    platform or the contact gives, such as the number that was called, is no answer.
    """
    match instruction.deed:
        case "request":
            return getattr(instruction, "method", "") == "POST" or bool(reads(instruction))
        case "stash":
            return _is_answer(instruction, plan)
        case deed:
            return deed in ACTS


def acts(plan: t.Plan) -> frozenset[int]:
    """Return the elements of a plan that are acts."""
    return frozenset(each.element for each in plan.table if each.deed and is_act(each, plan))


def unasked(plan: t.Plan) -> frozenset[int]:
    """Return the menus, by their elements, whose silence leads somewhere although their author wrote nothing for it."""
    return frozenset(menu.element for menu in plan.menus() if is_unasked(menu, plan))


def is_unasked(menu: t.Collect, plan: t.Plan) -> bool:
    """Return whether a menu asks for a key, has no branch for silence, and does not offer silence in words either."""
    return bool(menu.no_input.assumes) and has_branch(menu) and not says_so(plan, menu.element)


def has_branch(menu: t.Collect) -> bool:
    """Return whether a menu has any keypress, be it for silence or for other keys."""
    return bool(menu.exact or menu.ranges or not menu.no_match.assumes or not menu.no_input.assumes)


def says_so(plan: t.Plan, menu: int) -> bool:
    """Return whether a menu's prompts offer silence as a choice: "or stay on the line"."""
    return any(offers_silence(prompt.text) for prompt in _prompts(plan, menu))


def _prompts(plan: t.Plan, number: int) -> Iterator[n.Say]:
    """What is said before a menu listens, wherever it stands in it; what its branches say is not."""
    for child in plan.children[number]:
        node = plan.nodes[child]
        if type(node) is n.Say:
            yield node
        elif type(node) not in _BRANCHES:
            yield from _prompts(plan, child)


def _is_answer(instruction: t.Instruction, plan: t.Plan) -> bool:
    kept = {canonical(name, plan.platform)[0] if name else LAST_INPUT for name in reads(instruction)}
    return not kept or any(name == LAST_INPUT or not name.startswith(_OF_THE_PLATFORM) for name in kept)
