"""Links to calls: the page reads what Python writes, and writes the same."""

import json
from functools import cache
from pathlib import Path

import quickjs
from hypothesis import given, strategies as st

from ivrsim.automaton.links import call_link

PAGES = Path(__file__).parents[4] / "ivrdsl" / "page" / "static" / "links.js"
values = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)
moves = st.lists(st.tuples(st.integers(0, 99_999_999), st.sampled_from(["key", "hang up", "told", "reply"]), values))


@cache
def page() -> quickjs.Context:
    context = quickjs.Context()
    context.eval(PAGES.read_text(encoding="utf-8"))
    context.eval("globalThis.link = (text) => JSON.stringify(linkOf(JSON.parse(text)));")
    context.eval("globalThis.moves = (text) => JSON.stringify(movesOf(text));")
    return context


@given(moves.map(lambda found: sorted(found, key=lambda move: move[0])))
def test_a_page_reads_what_python_writes(found: list[tuple[int, str, str]]) -> None:
    link = call_link(found)
    assert json.loads(page().get("link")(json.dumps(found))) == link
    assert json.loads(page().get("moves")(link)) == [list(move) for move in found]


def test_a_link_holds_moves_and_their_milliseconds() -> None:
    found = [(0, "answered", "no answer"), (1200, "key", "*"), (1300, "reply", "a:b,c=ä")]
    assert call_link(found) == "#call=0:answered:no%20answer,1200:key:*,1300:reply:a%3Ab%2Cc%3D%C3%A4"
