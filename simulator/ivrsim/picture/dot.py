"""A picture in DOT, the language of Graphviz. Source: the Graphviz manual, "DOT language", "escString"."""

from collections.abc import Iterable
from typing import Final

from ivrdsl.findings.arguments import door, require
from ivrsim.picture.boxes import AFTER_HANG_UP, CAUGHT, HUNG_UP, NEVER, NOWHERE, TAKEN, Box, Frame, Picture
from ivrsim.picture.lines import DrawnLine, box_lines, drawn_lines

_HEAD: Final = """\
digraph call {
  graph [fontname="Helvetica,Arial,sans-serif", fontsize=12, nodesep=0.35, ranksep=0.45]
  node [fontname="Helvetica,Arial,sans-serif", fontsize=11, shape=box, style=filled, color="#5b6b7b", margin="0.14,0.08"]
  edge [fontname="Helvetica,Arial,sans-serif", fontsize=10, color="#3c4a57", fontcolor="#24303a", arrowsize=0.7]
"""  # noqa: E501

_BOXES: Final[dict[str, dict[str, str]]] = {
    "start": {"style": "filled,rounded", "fillcolor": "#d9ead3"},
    "end": {"style": "filled,rounded", "fillcolor": "#e3e6ea"},
    "error": {"style": "filled,rounded", "fillcolor": "#f8d3cf", "color": "#b3261e"},
    "question": {"shape": "diamond", "fillcolor": "#fff2cc", "margin": "0.02,0.02"},
    "prompt": {"style": "filled,rounded", "fillcolor": "#dbe9f9"},
    "pause": {"style": "filled,rounded", "fillcolor": "#dbe9f9"},
    "keys": {"shape": "hexagon", "fillcolor": "#fde7cf", "margin": "0.02,0.05"},
    "recording": {"shape": "cylinder", "fillcolor": "#eadcf5"},
    "transfer": {"peripheries": "2", "fillcolor": "#eadcf5"},
    "action": {"fillcolor": "#eadcf5"},
    "note": {"shape": "note", "fillcolor": "#fff8b8"},
    "passing": {"style": "filled,rounded", "fillcolor": "#f7f7f7"},
}
"""By the kind of a box: its attributes."""
_GREY: Final = {"fillcolor": "#f2f2f2", "color": "#a6a6a6", "fontcolor": "#7d7d7d"}
_LINES: Final = {
    TAKEN: "",
    CAUGHT: 'style=dashed, color="#8a5a00", fontcolor="#8a5a00"',
    HUNG_UP: 'style=dotted, color="#7d7d7d", fontcolor="#7d7d7d"',
    NEVER: 'color="#bdbdbd", fontcolor="#8f8f8f"',
}


@door
def as_dot(picture: Picture) -> str:
    """Return a picture as a DOT graph; the id of a box is "p" and its place."""
    require(isinstance(picture, Picture), "as_dot", "picture", picture, "what draw(plan) returns")
    told = [_HEAD]
    for frame, boxes in picture.groups():
        told += [_box(box, "  ") for box in boxes] if frame is None else _frame(frame, boxes)
    told += [_line(line) for line in drawn_lines(picture.arrows)]
    return "".join([*told, "}\n"])


def _frame(frame: Frame, boxes: Iterable[Box]) -> Iterable[str]:
    yield f"  subgraph cluster_{frame.element} {{\n"
    yield f'    label={quoted([frame.title])}; style="rounded"; color="#d09a55"; fontcolor="#8a5a00"; labeljust=l\n'
    yield from (_box(box, "    ") for box in boxes)
    yield "  }\n"


def _box(box: Box, indent: str) -> str:
    attributes = dict(_BOXES[box.kind])
    if box.reached == NOWHERE:
        attributes |= _GREY
    elif box.reached == AFTER_HANG_UP:
        attributes["style"] = attributes.get("style", "filled") + ",dashed"
    told = "".join([f', {name}="{value}"' for name, value in attributes.items()])
    return f"{indent}p{box.place} [label={quoted(box_lines(box))}{told}]\n"


def _line(line: DrawnLine) -> str:
    padded = [f" {text} " for text in line.text]  # so that it does not touch the line
    attributes = [f"label={quoted(padded)}" if padded else "", _LINES[line.kind]]
    told = ", ".join(filter(None, attributes))
    return f"  p{line.source} -> p{line.target}{f' [{told}]' if told else ''}\n"


def quoted(lines: Iterable[str]) -> str:
    """Lines of text as one quoted string. In a label, Graphviz also reads backslashes and HTML entities."""
    return '"' + "\\n".join([_escape(line) for line in lines]) + '"'


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
