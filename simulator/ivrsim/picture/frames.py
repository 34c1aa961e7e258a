"""Menus as frames round what belongs to them: their prompts, and the box at which they listen."""

from collections.abc import Sequence

from ivrdsl.model import nodes as n
from ivrdsl.model.odd import Odd
from ivrsim.core import table as t
from ivrsim.core.instructions.base import KEYS
from ivrsim.picture.boxes import Frame
from ivrsim.picture.words import Captions


def frames(plan: t.Plan, places: Sequence[int], words: Captions) -> tuple[Frame, ...]:
    """Return a frame for each menu of which at least two boxes are drawn.

    Args:
        plan: the plan.
        places: of the boxes, in the order in which they are drawn.
        words: for the titles.
    """
    menus = _menus(plan)
    inside: dict[int, list[int]] = {}
    for place in places:
        instruction = plan.table[place]
        menu = menus[instruction.element]
        if menu is not None and not instruction.ending() and instruction.drawn != "note":
            inside.setdefault(menu, []).append(place)
    for found in inside.values():
        found.sort(key=lambda place: plan.table[place].awaits == KEYS)  # it listens behind its prompts
    framed = [(menu, tuple(found)) for menu, found in inside.items() if len(found) > 1]
    return tuple([Frame(menu, words.node(menu), words.label(menu), found) for menu, found in framed])


def _menus(plan: t.Plan) -> list[int | None]:
    """For each element the menu of which it is a part: itself, or the one outside, but for what stands in a branch."""
    found: list[int | None] = []
    for element in plan.elements:  # parents come first
        node = plan.nodes[element.number]
        if type(node) is n.Menu:
            found.append(element.number)
        elif isinstance(node, n.Keypress | n.NoInput | n.NoMatch) or (type(node) is Odd and element.parent >= 0):
            found.append(None)
        else:
            found.append(found[element.parent] if element.parent >= 0 else None)
    return found
