"""Web servers that take their time, in the stand-in: scripts of callees, and calls that go on in steps."""

from typing import Any

import pytest

from ivrdsl.serve.engine.play import Engine, Opening
from tests.platforms import CHARACTERS

XML = '<dialplan name="Root"><get varname="x">http://s/</get><play type="tts">It is ${x}.</play></dialplan>'
OPENING = Opening(XML, {}, 0)
ANSWERS = 'http "*" -> "ok" after 5s; answer live'


@pytest.fixture
def engine() -> Engine:
    return Engine(CHARACTERS, 100_000)


def test_a_script_is_played_to_its_end(engine: Engine) -> None:
    found = engine.play(OPENING, f"{ANSWERS}; hear 'It is ok'")
    assert (found["ended"], found["now_ms"]) == (True, 5000 + 65 * len("It is ok."))
    assert [gap["duration_ms"] for gap in found["report"]["silent_gaps"]] == [5000]


def test_nobody_else_answers_and_at_once(engine: Engine) -> None:
    found = engine.play(OPENING, "answer live; hear 'It is .'")
    assert found["now_ms"] == 65 * len("It is .")
    assert "silent_gaps" not in found["report"]


def steps(engine: Engine, *until_ms: int) -> list[dict[str, Any]]:
    moves = [{"script": ANSWERS}]
    return [engine.move(1, OPENING, moves, each) for each in until_ms]


def test_a_call_in_progress_waits_for_its_reply(engine: Engine) -> None:
    before, at, after = steps(engine, 4999, 5000, 6000)
    assert (before["now_ms"], before["due_ms"], before["report"]["heard"]) == (4999, 5000, [])
    assert (at["now_ms"], at["report"]["heard"]) == (5000, ["It is ok."])
    assert after["ended"]


def test_a_call_that_was_forgotten_is_played_again(engine: Engine) -> None:
    (kept,) = steps(engine, 4999)
    (again,) = steps(Engine(CHARACTERS, 100_000), 4999)
    assert kept == again
    late = Engine(CHARACTERS, 100_000).move(1, OPENING, [{"script": ANSWERS}], 5000)
    assert late["report"]["heard"] == ["It is ok."]
