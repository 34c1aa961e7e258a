"""A picture shows the flow: all of it, or what the two rules of `ivrsim.picture.draw` leave of it, and no more.

The second is worked out here in another way: ways and boxes are taken out of the whole flow one by one.
"""

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import XmlError
from ivrdsl.model import nodes as n
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.masking import mask_of_plans
from ivrsim.core.platform import Platform
from ivrsim.graph.extent import reachable
from ivrsim.graph.flow import Edge, Flow
from ivrsim.picture.boxes import AFTER_HANG_UP, ALWAYS, CAUGHT, HUNG_UP, NEVER, NOWHERE, TAKEN, Picture
from ivrsim.picture.dot import as_dot
from ivrsim.picture.draw import draw
from ivrsim.picture.lines import box_lines, drawn_lines
from ivrsim.picture.mermaid import ZERO_WIDTH, as_mermaid
from ivrsim.picture.words import Captions
from tests.needs import later, missing
from tests.properties.test_flow import naive, plans, platforms
from tests.sizes import draws
from tests.unit.ivrsim.picture.test_formats import hostile

pydot = later("pydot", "dev")

ROOT = Path(__file__).resolve().parents[2]
CORPUS = sorted((ROOT.parent / "shared" / "corpus").glob("*/*.xml"))
READABLE = [file for file in CORPUS if file.name != "2fa-raw.xml"]  # the only one that is no XML
KINDS = {ALWAYS: {TAKEN, CAUGHT, HUNG_UP}, AFTER_HANG_UP: {HUNG_UP}, NOWHERE: {NEVER}}
"""By how a box is reached: which arrows may start there."""
PASSING = (t.Jump, t.Enter, t.Guard, t.Assume)

MANY = draws(150)


def of_corpus(test: Callable[..., None]) -> Callable[..., None]:
    """Run a test on every plan of the shared corpus."""
    files = READABLE or [pytest.param(None, marks=pytest.mark.skip("there is no ../shared/corpus beside the checkout"))]
    name = [file.stem for file in READABLE] or None
    return pytest.mark.parametrize("file", files, ids=name)(test)


def corpus_plan(file: Path, platform: Platform | None = None) -> t.Plan:
    return compile_plan(from_xml(file.read_bytes()), platform)


def test_the_corpus_is_read() -> None:
    if not CORPUS:
        pytest.skip("there is no ../shared/corpus beside the checkout")
    assert len(READABLE) >= 43
    for file in set(CORPUS) - set(READABLE):
        with pytest.raises(XmlError):
            from_xml(file.read_bytes())


# --- the whole flow --------------------------------------------------------------------------------------------------


def told(plan: t.Plan, ways: Iterable[tuple[int, int, str]]) -> Counter[tuple[int, int, str]]:
    """Ways with their labels as a picture tells them: on one line, and not too long."""
    words = Captions(plan, mask_of_plans(plan, shows=True))
    return Counter((source, target, words.hidden(label)) for source, target, label in ways)


def arrows(picture: Picture) -> Counter[tuple[int, int, str]]:
    return Counter((arrow.source, arrow.target, arrow.label) for arrow in picture.arrows)


def every_edge(plan: t.Plan) -> list[Edge]:
    return [edge for place in range(len(plan.table)) for edge in Flow(plan).edges(place)]


def check_everything(plan: t.Plan) -> None:
    picture = draw(plan, everything=True, show_secrets=True)
    assert sorted(box.place for box in picture.boxes) == list(range(len(plan.table)))
    ways = {(edge.source, edge.number, edge.exit) for edge in every_edge(plan)}
    assert arrows(picture) == told(plan, [(source, way.to, way.label) for source, _, way in ways])
    assert {box.place for box in picture.boxes if box.reached != NOWHERE} == reachable(plan)


@MANY
@given(plans, platforms)
def test_everything_is_the_flow(dialplan: n.Dialplan, platform: Platform) -> None:
    check_everything(compile_plan(dialplan, platform))


@of_corpus
def test_everything_is_the_flow_of_real_plans(file: Path) -> None:
    check_everything(corpus_plan(file))
    check_everything(corpus_plan(file, Platform(catch_scope="until_end", catch_own_hangup=True, amd_inbound="skip")))


# --- what is left of it ----------------------------------------------------------------------------------------------


class Kept(NamedTuple):
    boxes: set[int]
    arrows: list[tuple[int, int, str]]


def left(plan: t.Plan) -> Kept:
    """What the rules leave of a flow."""
    shown = {(edge.source, edge.number, edge.exit) for edge in every_edge(plan) if is_shown(plan, edge)}
    ways = [(source, way.to, way.label) for source, _, way in shown]
    boxes = set(range(len(plan.table)))
    while loose := [place for place in boxes if is_loose(plan, place, ways)]:
        boxes -= set(loose)
        ways = [way for way in ways if way[0] not in loose]
    whole = list(ways)
    candidates = [
        place
        for place in sorted(boxes)
        if isinstance(plan.table[place], PASSING)
        and sum(way[0] == place for way in whole) == 1
        and any(way[1] == place for way in whole)
    ]
    onward = {way[0]: way[1] for way in whole if way[0] in candidates}
    for place in candidates:
        if not goes_round(onward, place):
            (target,) = [way[1] for way in ways if way[0] == place]
            ways = [(a, target if b == place else b, label) for a, b, label in ways if a != place]
            boxes.discard(place)
    if not any(way[1] == t.END for way in ways):
        boxes.discard(t.END)
    return Kept(boxes, ways)


def is_shown(plan: t.Plan, edge: Edge) -> bool:
    """Whether a call may take an edge; or could, if it came there, or if no limit of digits forbade it."""
    alive, gone = sides(plan, edge.source)
    return edge.who != 0 and (gone if edge.gone else alive or not gone)


def sides(plan: t.Plan, place: int) -> tuple[bool, bool]:
    """Whether a call gets to a place with the callee on the line, and after somebody has hung up."""
    seen = naive(Flow(plan).both_sides(), {0})
    return place in seen, place + len(plan.table) in seen


def is_loose(plan: t.Plan, place: int, ways: list[tuple[int, int, str]]) -> bool:
    """Whether nothing leads to what passes a call on and is the beginning of no tag."""
    return (
        isinstance(plan.table[place], PASSING)
        and plan.starts[plan.table[place].element] != place
        and sum(way[0] == place for way in ways) == 1
        and not any(way[1] == place for way in ways)
    )


def is_forbidden(plan: t.Plan, place: int) -> bool:
    """Whether something at a place keeps a key from taking a way."""
    return any(edge.forbidden for edge in Flow(plan).edges(place))


def goes_round(onward: dict[int, int], start: int) -> bool:
    here, seen = onward[start], set()
    while here in onward and here not in seen and here != start:
        seen.add(here)
        here = onward[here]
    return here == start


def check_the_rest(plan: t.Plan) -> None:
    picture = draw(plan, show_secrets=True)
    kept = left(plan)
    assert {box.place for box in picture.boxes} == kept.boxes
    assert arrows(picture) == told(plan, kept.arrows)
    assert len({box.place for box in picture.boxes}) == len(picture.boxes)
    fewer = draw(plan, only_reached=True, show_secrets=True)
    there = {box.place for box in picture.boxes if box.reached != NOWHERE}
    assert {box.place for box in fewer.boxes} == {box.place for box in picture.boxes if box.reached != NOWHERE}
    both = {way: count for way, count in arrows(picture).items() if there.issuperset(way[:2])}
    assert arrows(fewer) == Counter(both)
    assert all(arrow.kind != NEVER for arrow in fewer.arrows if not is_forbidden(plan, arrow.source))
    reached = {box.place: box.reached for box in picture.boxes}
    assert all(
        arrow.kind in KINDS[reached[arrow.source]] or (arrow.kind == NEVER and is_forbidden(plan, arrow.source))
        for arrow in picture.arrows
    )


@MANY
@given(plans, platforms)
def test_what_is_drawn_is_the_flow_without_what_the_rules_leave_out(dialplan: n.Dialplan, platform: Platform) -> None:
    check_the_rest(compile_plan(dialplan, platform))


@of_corpus
def test_the_same_for_real_plans(file: Path) -> None:
    check_the_rest(corpus_plan(file))
    check_the_rest(corpus_plan(file, Platform(catch_scope="until_end", catch_own_hangup=True, amd_inbound="skip")))


# --- what other programs read of it ----------------------------------------------------------------------------------


def lines_of(picture: Picture) -> Counter[tuple[str, str, tuple[str, ...]]]:
    return Counter((f"p{line.source}", f"p{line.target}", line.text) for line in drawn_lines(picture.arrows))


def boxes_of(picture: Picture) -> dict[str, tuple[str, ...]]:
    return {f"p{box.place}": tuple(box_lines(box)) for box in picture.boxes}


def unquoted(label: str | None) -> tuple[str, ...]:
    """The lines of a DOT label, as Graphviz reads it: escapes first, then HTML entities."""
    if label is None:
        return ()
    assert label.startswith('"')
    assert label.endswith('"')
    text, found, escaped = "", [], False
    for character in label[1:-1].replace('\\"', '"'):
        if escaped and character == "n":
            found.append(text)
            text = ""
        elif escaped or character != "\\":
            text += character
        escaped = character == "\\" and not escaped
    assert not escaped
    return tuple(each.replace("&amp;", "&") for each in [*found, text])


def dot_graph(text: str) -> Any:
    found = pydot.graph_from_dot_data(text)
    assert found is not None, text
    assert len(found) == 1, text
    return found[0]


def check_dot(picture: Picture) -> None:
    graph = dot_graph(as_dot(picture))
    frames = graph.get_subgraphs()
    nodes = [node for each in [graph, *frames] for node in each.get_nodes()]
    boxes = {node.get_name(): unquoted(node.get_label()) for node in nodes if node.get_name().startswith("p")}
    assert boxes == boxes_of(picture)
    read = Counter(
        (edge.get_source(), edge.get_destination(), tuple(line.strip(" ") for line in unquoted(edge.get_label())))
        for edge in graph.get_edges()
    )
    assert read == lines_of(picture)
    assert [unquoted(frame.get("label")) for frame in frames] == [(frame.title,) for frame in framed(picture)]


def framed(picture: Picture) -> list[Any]:
    return [frame for frame, _ in picture.groups() if frame is not None]


@draws(25)
@given(plans, platforms, st.booleans())
def test_dot_says_the_same(dialplan: n.Dialplan, platform: Platform, everything: bool) -> None:
    check_dot(draw(compile_plan(dialplan, platform), everything=everything))


@of_corpus
def test_dot_says_the_same_of_real_plans(file: Path) -> None:
    check_dot(draw(corpus_plan(file)))


class Mermaid:
    """Mermaid's own parser, in a process that lives as long as the tests of this file."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def read(self, text: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(text) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def mermaid() -> Iterator[Mermaid]:
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "mermaid").is_dir():
        missing("Mermaid's parser is not here: `make mermaid` installs it, with npm")
    command = [node, str(ROOT / "tests" / "mermaid" / "read.mjs")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Mermaid(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def check_mermaid(mermaid: Mermaid, picture: Picture) -> None:
    text = as_mermaid(picture)
    read = mermaid.read(text)
    assert "error" not in read, f"{read}\n{text}"
    assert {name: seen(lines) for name, lines in read["boxes"]} == boxes_of(picture)
    assert Counter((a, b, seen(lines)) for a, b, lines, _ in read["arrows"]) == Counter(
        (a, b, lines or ("",)) for a, b, lines in lines_of(picture).elements()
    )
    assert [(name, seen([title])[0], sorted(inside)) for name, title, inside in read["frames"]] == [
        (f"f{frame.element}", frame.title, sorted(f"p{place}" for place in frame.places)) for frame in framed(picture)
    ]


def seen(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(line.replace(ZERO_WIDTH, "") for line in lines)


def test_the_parser_refuses_what_is_no_flowchart(mermaid: Mermaid) -> None:
    assert "Parse error" in mermaid.read('flowchart TD\n  p0["a "b" c"]\n')["error"]


def test_mermaid_reads_hostile_texts_as_they_are(mermaid: Mermaid) -> None:
    check_mermaid(mermaid, hostile())


@MANY
@given(plans, platforms, st.booleans())
def test_mermaid_says_the_same(mermaid: Mermaid, dialplan: n.Dialplan, platform: Platform, everything: bool) -> None:
    check_mermaid(mermaid, draw(compile_plan(dialplan, platform), everything=everything))


@of_corpus
def test_mermaid_says_the_same_of_real_plans(mermaid: Mermaid, file: Path) -> None:
    check_mermaid(mermaid, draw(corpus_plan(file)))
