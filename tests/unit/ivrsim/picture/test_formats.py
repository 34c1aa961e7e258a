"""How each format writes a picture, read back by Graphviz where it is installed. tests/properties has other readers."""

import shutil
import subprocess
from xml.etree import ElementTree

from ivrdsl.model import nodes as n
from ivrsim.compiling.compile import compile_plan
from ivrsim.picture.boxes import Arrow, Box, Picture
from ivrsim.picture.data import as_data
from ivrsim.picture.dot import as_dot, quoted as dot_label
from ivrsim.picture.draw import draw
from ivrsim.picture.lines import box_lines, drawn_lines
from ivrsim.picture.mermaid import quoted as mermaid_label
from tests.needs import missing

HOSTILE = [
    'a "quoted" text',
    "back\\slash \\N \\n \\",
    "end",
    "1. a list",
    "- a list",
    "# Heading",
    "`code` *bold* _it_ ~~no~~",
    "<b>&amp;</b> &quot; &#35; #35; #quot;",
    "%%{init: {'theme': 'dark'}}%%",
    "%% comment",
    "style p0 fill:#f00;",
    "classDef x:y#z;",
    "a --> b | c ] } ) ; {{x}}",
    "$$x^2$$ $$$",
    "fa:fa-bell www.example.com http://example.com a@example.com",
    "click p0 call f()",
    "漢字 é \U0001f4de ü“”",
    "ﬂ°°35¶ß",
    "",
    "a" * 300,
]


def hostile() -> Picture:
    boxes = tuple(
        Box(place, place, "", "prompt", "", text, "on the line") for place, text in enumerate(HOSTILE, start=2)
    )
    arrows = [Arrow(box.place, boxes[0].place, box.text, box.text, "taken", ()) for box in boxes]
    return Picture(boxes, tuple(arrows), ())


def test_dot_labels_are_escaped() -> None:
    assert dot_label(['a "b" \\N', "&lt; <b>"]) == '"a \\"b\\" \\\\N\\n&amp;lt; <b>"'


def test_mermaid_labels_are_escaped() -> None:
    assert mermaid_label(['"a"', "%%{b}", "<c>"]) == '"#34;a#34;<br/>#37;#37;#123;b#125;<br/>#60;c#62;"'
    assert (
        mermaid_label(["1. one", "- two", "3.5 s", "$$x"]) == '"1#46; one<br/>#45; two<br/>3.5 s<br/>#36;#8203;#36;x"'
    )
    assert mermaid_label(["Press 1, or 2 (a key)."]) == '"Press 1, or 2 (a key)."'


def graphviz(text: str, program: str, *options: str) -> str:
    """What a program of Graphviz makes of a picture: `dot` lays it out, `gc` counts its parts."""
    if shutil.which(program) is None:
        missing(f"Graphviz is not installed: there is no `{program}`")
    done = subprocess.run(
        [program, *options], input=text, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True
    )
    assert "rror" not in done.stderr
    return done.stdout


def svg_texts(svg: str, kind: str) -> dict[str, list[str]]:
    """What an SVG of Graphviz shows, by the title of each node or edge."""
    found = {}
    space = "{http://www.w3.org/2000/svg}"
    for group in ElementTree.fromstring(svg).iter(f"{space}g"):
        if group.get("class") == kind:
            title = group.findtext(f"{space}title") or ""
            shown = [(text.text or "").replace("\u00a0", " ") for text in group.iter(f"{space}text")]
            found[title] = shown
    return found


def test_graphviz_shows_every_text_as_it_is() -> None:
    found = hostile()
    shown = svg_texts(graphviz(as_dot(found), "dot", "-Tsvg"), "node")
    assert {name: [line for line in lines if line] for name, lines in shown.items()} == {
        f"p{box.place}": [line for line in box_lines(box) if line] for box in found.boxes
    }


def test_graphviz_reads_ten_thousand_boxes() -> None:
    menus = [
        n.Menu(f"m{number}", max_digits=1, timeout_ms=2000)[
            n.Say(f"Menu {number}."),
            n.Say("Press 1."),
            n.Keypress("1")[n.Goto(f"m{(number * 7) % 2600}")],
            n.NoInput()[n.Hangup()],
        ]
        for number in range(2600)
    ]
    found = draw(compile_plan(n.Dialplan(body=tuple(menus))))
    assert len(found.boxes) > 10_000
    counted = graphviz(as_dot(found), "gc", "-n", "-e", "-C").split()
    assert counted[:3] == [str(len(each)) for each in (found.boxes, drawn_lines(found.arrows), found.frames)]


def test_data_says_the_same() -> None:
    plan = compile_plan(n.Dialplan("Root")[n.Menu("ask", timeout_ms=2000)[n.Say("Yes?"), n.NoInput()[n.Hangup()]]])
    found = draw(plan)
    data = as_data(found, [1, 2, 3, None])
    assert [box["id"] for box in data["boxes"]] == [f"p{box.place}" for box in found.boxes]
    assert {(box["node"], box["line"]) for box in data["boxes"]} >= {
        ('dialplan "Root" > menu "ask" > play', 3),
        ('dialplan "Root" > menu "ask" > keypress timeout > hangup', None),
    }
    assert len(data["arrows"]) == len(found.arrows)
    assert data["frames"] == [
        {
            "node": 'dialplan "Root" > menu "ask"',
            "title": 'menu "ask"',
            "boxes": [f"p{p}" for p in found.frames[0].places],
        }
    ]
