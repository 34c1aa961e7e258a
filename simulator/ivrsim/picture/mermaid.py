"""A picture as a Mermaid flowchart. Source: the Mermaid documentation, "Flowcharts".

Mermaid reads a label several times: it looks for directives and comments, reads Markdown, replaces codes such as
`#35;`, and reads HTML, formulas and icons. So every character that could mean something to one of these readers is
written as a code. A space of no width parts what is read after the codes are.
"""

import re
from collections.abc import Iterable
from typing import Final

from ivrdsl.findings.arguments import door, require
from ivrsim.picture.boxes import AFTER_HANG_UP, CAUGHT, HUNG_UP, NEVER, NOWHERE, TAKEN, Box, Frame, Picture
from ivrsim.picture.lines import DrawnLine, box_lines, drawn_lines

MOST_ARROWS: Final = 500
"""Lines that Mermaid draws at most, unless the page that shows the picture sets `maxEdges`."""
MOST_CHARACTERS: Final = 50_000
"""Characters that Mermaid reads at most, unless the page sets `maxTextSize`."""

_HEAD: Final = """\
%%{init: {"flowchart": {"wrappingWidth": 400}}}%%
flowchart TD
"""
"""The lines of a text are wrapped here: Mermaid shall not do it again."""
_SHAPES: Final = {
    "start": ("([", "])"),
    "end": ("([", "])"),
    "error": ("([", "])"),
    "question": ("{", "}"),
    "prompt": ("(", ")"),
    "pause": ("(", ")"),
    "keys": ("{{", "}}"),
    "recording": ("[(", ")]"),
    "transfer": ("[[", "]]"),
    "action": ("[", "]"),
    "note": (">", "]"),
    "passing": ("[", "]"),
}
"""By the kind of a box: the brackets round its text."""
_STYLES: Final = {
    "start": "fill:#d9ead3,stroke:#5b6b7b,color:#111",
    "end": "fill:#e3e6ea,stroke:#5b6b7b,color:#111",
    "error": "fill:#f8d3cf,stroke:#b3261e,color:#111",
    "question": "fill:#fff2cc,stroke:#5b6b7b,color:#111",
    "prompt": "fill:#dbe9f9,stroke:#5b6b7b,color:#111",
    "pause": "fill:#dbe9f9,stroke:#5b6b7b,color:#111",
    "keys": "fill:#fde7cf,stroke:#5b6b7b,color:#111",
    "recording": "fill:#eadcf5,stroke:#5b6b7b,color:#111",
    "transfer": "fill:#eadcf5,stroke:#5b6b7b,color:#111",
    "action": "fill:#eadcf5,stroke:#5b6b7b,color:#111",
    "note": "fill:#fff8b8,stroke:#5b6b7b,color:#111",
    "passing": "fill:#f7f7f7,stroke:#5b6b7b,color:#111",
    NOWHERE: "fill:#f2f2f2,stroke:#a6a6a6,color:#7d7d7d",
    AFTER_HANG_UP: "fill:#f2f2f2,stroke:#5b6b7b,color:#111,stroke-dasharray:4 3",
}
_CLASSES: Final = {kind: f"is_{kind.replace(' ', '_').replace('-', '_')}" for kind in _STYLES}
_LINES: Final = {TAKEN: "-->", CAUGHT: "-.->", HUNG_UP: "-.->", NEVER: "-->"}
_LINE_STYLES: Final = {
    CAUGHT: "stroke:#8a5a00,color:#8a5a00",
    HUNG_UP: "stroke:#7d7d7d,color:#7d7d7d",
    NEVER: "stroke:#bdbdbd,color:#8f8f8f",
}


@door
def as_mermaid(picture: Picture) -> str:
    """Return a picture as a Mermaid flowchart; the id of a box is "p" and its place."""
    require(isinstance(picture, Picture), "as_mermaid", "picture", picture, "what draw(plan) returns")
    told = [_HEAD]
    for frame, boxes in picture.groups():
        told += [_box(box, "  ") for box in boxes] if frame is None else _frame(frame, boxes)
    lines = drawn_lines(picture.arrows)
    told += [_line(line) for line in lines]
    told += _classes(picture)
    told += _line_styles(lines)
    return "".join(told)


def _frame(frame: Frame, boxes: Iterable[Box]) -> Iterable[str]:
    yield f"  subgraph f{frame.element} [{quoted([frame.title])}]\n"
    yield from (_box(box, "    ") for box in boxes)
    yield "  end\n"


def _box(box: Box, indent: str) -> str:
    opens, closes = _SHAPES[box.kind]
    return f"{indent}p{box.place}{opens}{quoted(box_lines(box))}{closes}\n"


def _line(line: DrawnLine) -> str:
    beside = f"|{quoted(line.text)}|" if line.text else ""
    return f"  p{line.source} {_LINES[line.kind]}{beside} p{line.target}\n"


def _classes(picture: Picture) -> Iterable[str]:
    """The colours: a class for each kind of box that there is."""
    members: dict[str, list[str]] = {}
    for box in picture.boxes:
        members.setdefault(box.reached if box.reached in _STYLES else box.kind, []).append(f"p{box.place}")
    for kind, places in members.items():
        yield f"  classDef {_CLASSES[kind]} {_STYLES[kind]}\n"
        yield f"  class {','.join(places)} {_CLASSES[kind]}\n"
    if picture.frames:
        yield "  classDef is_menu fill:none,stroke:#d09a55,color:#8a5a00\n"
        yield f"  class {','.join([f'f{frame.element}' for frame in picture.frames])} is_menu\n"


def _line_styles(lines: list[DrawnLine]) -> Iterable[str]:
    for kind, style in _LINE_STYLES.items():
        if numbers := [str(number) for number, line in enumerate(lines) if line.kind == kind]:
            yield f"  linkStyle {','.join(numbers)} {style}\n"


def quoted(lines: Iterable[str]) -> str:
    """Lines of text as one label; Mermaid refuses one with nothing in it."""
    return '"' + ("<br/>".join([_escape(line) for line in lines]) or _code_of(ZERO_WIDTH)) + '"'


def _escape(text: str) -> str:
    return _MEANS_SOMETHING.sub(_code, _READ_LATER.sub(r"\1" + ZERO_WIDTH, text))


ZERO_WIDTH: Final = "\u200b"
_READ_LATER: Final = re.compile(r"([$](?=[$])|\bfa[a-z]?:(?=fa-))")
"""A formula, $$x$$, and an icon, fa:fa-bell."""

_MEANS_SOMETHING: Final = re.compile(
    r"^\d+[.)](?=\s|$)"  # a list
    r"|^-"
    r"|--"
    r"|[.](?=[^\W\d])"  # an address
    r"|[^\w\s,.!?'’“”…()-]"
    r"|_"
)


def _code(found: re.Match[str]) -> str:
    return "".join([each if each.isdigit() else _code_of(each) for each in found[0]])


def _code_of(character: str) -> str:
    return f"#{ord(character)};"
