"""From a plan to its picture.

Theory of operation. The flow has a place for each instruction and an edge for each exit and each catch; `everything`
shows it as it is. By default two things are left out, by rule, and nothing else:

1. Ways that no call can take (`arrows.py`).
2. Boxes that say nothing (`places.py`) pass the call on and have one way out. These are a goto, the beginning of a menu
   or a catch, and the note that a quirk matters. An arrow that leads to one ends where that way leads, and leans on its
   quirks as well.

What no call gets to is drawn as well, marked as such.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from ivrdsl.findings.arguments import door
from ivrdsl.model.nodes import Dialplan
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.instructions.base import KEYS
from ivrsim.core.masking import mask_of_plans
from ivrsim.graph.extent import reached as reached_by
from ivrsim.graph.search import behind
from ivrsim.picture.arrows import Way, how_reached, leaving
from ivrsim.picture.boxes import NOWHERE, Arrow, Box, Picture
from ivrsim.picture.frames import frames
from ivrsim.picture.places import End, boxed, ends, joined
from ivrsim.picture.words import Captions


@door
def draw(
    plan: Dialplan | t.Plan,
    *,
    everything: bool = False,
    only_reached: bool = False,
    show_secrets: bool = False,
    secrets: Iterable[re.Pattern[str]] = (),
) -> Picture:
    """Return the picture of a plan.

    Args:
        plan: the nodes, on the default platform, or a plan that `compile_plan` made ready.
        everything: draw every instruction and every edge of the flow, those that no call takes too.
        only_reached: leave out what no call gets to.
        show_secrets: do not mask secrets.
        secrets: what is secret beside what the plan marks, and digits that are read out one by one.
    """
    plan = compile_plan(plan)
    words = Captions(plan, mask_of_plans(plan, patterns=secrets, shows=show_secrets))
    calls = reached_by(plan)
    ways = leaving(plan, calls, everything=everything)
    boxes = set(range(len(plan.table))) if everything else boxed(plan, ways)
    end_of = ends(ways, boxes)
    if only_reached:
        boxes = {place for place in boxes if how_reached(calls, place) != NOWHERE}
    arrows = [_arrow(words, way, end_of) for place in sorted(boxes) for way in ways[place]]
    arrows = [arrow for arrow in arrows if arrow.target in boxes]
    if not everything and all(arrow.target != t.END for arrow in arrows):
        boxes.discard(t.END)  # no tag stands for the end of the plan
    order = _order(plan, boxes, arrows)
    rank = {place: number for number, place in enumerate(order)}
    arrows.sort(key=lambda arrow: rank[arrow.source])
    framed = frames(plan, order, words)
    inside = {place for frame in framed for place in frame.places}
    drawn = tuple([_box(words, place, how_reached(calls, place), inside) for place in order])
    passed = tuple([(place, end.place) for place, end in sorted(end_of.items()) if end.place in rank])
    return Picture(drawn, tuple(arrows), framed, passed)


def _arrow(words: Captions, way: Way, end_of: Mapping[int, End]) -> Arrow:
    edge = way.edge
    end = end_of.get(edge.target) or End(edge.target, ())
    text = words.caught(edge.label) if edge.catch else words.way(edge.source, edge.label)
    label, assumes = words.hidden(edge.label), joined(edge.assumes, end.assumes)
    return Arrow(edge.source, end.place, label, text, way.kind, assumes, edge.exit)


def _box(words: Captions, place: int, reached: str, inside: Collection[int]) -> Box:
    instruction = words.plan.table[place]
    framed = place in inside and instruction.awaits == KEYS  # the frame has its title
    title = "" if framed else words.title(place)
    node = words.node(instruction.element)
    return Box(place, instruction.element, node, words.kind(place), title, words.text(place), reached)


def _order(plan: t.Plan, boxes: Collection[int], arrows: Sequence[Arrow]) -> list[int]:
    """The boxes as a reader meets them: from the ringing phone on, then the rest as it stands in the plan."""
    onward: list[list[int]] = [[] for _ in plan.table]
    for arrow in arrows:
        onward[arrow.source].append(arrow.target)
    seen = bytearray(len(plan.table))
    met = behind(onward, (0,), seen)
    return met + behind(onward, sorted(boxes, key=lambda place: (plan.table[place].element, -place)), seen)
