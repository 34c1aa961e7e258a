"""Parties drawn by chance are statements that can be read, of which none contradicts itself, and all are drawn."""

import re
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrdsl.model import nodes as n
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.events import LIVE, MACHINE
from ivrsim.core.parties import OPTIONS, PARTIES, VERDICTS
from ivrsim.core.platform import Platform, named
from ivrsim.play.call import Call
from ivrsim.script.callee import DrawnCallee
from ivrsim.script.parties import drawn_party
from ivrsim.script.run import run_script
from ivrsim.script.statements import party_statement
from ivrsim.search.world import World

PLAN = n.Dialplan("Root")[
    n.Amd(live=n.Goto("ask"), machine=n.Hangup()),
    n.Menu("ask", max_digits=1, timeout_ms=2000)[n.Say("Press 1."), n.Keypress("1")[n.Say("Thanks.")]],
    n.Hangup(),
]
UNASKED = n.Dialplan("Root")[PLAN.body[1], n.Hangup()]
TABLE = compile_plan(PLAN)


@given(st.randoms(use_true_random=False))
def test_what_is_drawn_can_be_played(random: Random) -> None:
    statement = drawn_party(random.choice, tuple(VERDICTS))
    call = Call(TABLE)
    assert run_script(call, f"{statement}; expect end in silence") is None, statement


def test_every_party_is_drawn_with_every_option() -> None:
    random, seen = Random(0), Counter[str]()
    for _ in range(2000):
        statement = drawn_party(random.choice, tuple(VERDICTS))
        party = statement.split()[1]
        seen.update(f"{party} {words}" for words in ("taken for", *OPTIONS) if f" {words}" in statement)
        seen.update(f"{party} {verdict}" for verdict in VERDICTS if f"taken for {verdict}" in statement)
    wanted = {f"{each.name} {words}" for each in PARTIES.values() for words in (*each.options, *VERDICTS)}
    assert wanted - set(seen) == set()


@given(st.sampled_from(tuple(PARTIES.values())), st.data())
def test_what_is_written_is_what_is_read(party: Any, data: st.DataObject) -> None:
    times = st.integers(1, 3_600_000)
    options: dict[str, Any] = {"taken_for": st.sampled_from(tuple(VERDICTS)), "after_ms": times}
    for words in party.options:
        name = OPTIONS[words]
        options[name] = st.just(name == "refuses") if name in ("beep", "refuses") else times
    said = data.draw(st.fixed_dictionaries({}, optional=options))
    if party.name == "screening" and "passes_after_ms" in said:
        said.pop("refuses", None)
        said.update(greeting_ms=0)
    written, direct = Call(TABLE), Call(TABLE)
    assert run_script(written, party_statement(party, said)) is None
    direct.answer(party.name, **said)
    assert written.line.other_side == direct.line.other_side


def answers(callee: DrawnCallee, calls: int = 600) -> Counter[str]:
    found: Counter[str] = Counter()
    for _ in range(calls):
        (statement,) = (each for each in callee.call().script if each.startswith("answer"))
        found[statement] += 1
    return found


def parties_among(found: Counter[str]) -> int:
    return sum(count for statement, count in found.items() if statement.split()[1] in PARTIES)


def test_a_drawn_callee_is_at_times_a_party() -> None:
    found = answers(DrawnCallee(TABLE, World(), 0))
    assert {statement.split()[1] for statement in found} >= {*PARTIES, "live", "machine", "busy"}
    assert 0.05 < (parties_among(found) - found["answer person taken for unsure"]) / 600 < 0.3
    assert found["answer live"] > 100
    assert found["answer machine"] > 100


@pytest.mark.parametrize(
    ("answer", "verdict"), [(LIVE, "person"), (MACHINE, "machine")], ids=["people alone", "machines alone"]
)
def test_the_detector_says_of_a_party_what_the_world_has(answer: Any, verdict: str) -> None:
    found = answers(DrawnCallee(TABLE, World(answers=(answer,)), 0), 200)
    assert parties_among(found)
    for statement in found:
        assert re.match(rf"answer (live|machine|\w+ taken for {verdict}\b)", statement)


def test_where_nothing_is_detected_a_party_answers_as_a_person_does() -> None:
    plan = compile_plan(UNASKED)
    assert parties_among(answers(DrawnCallee(plan, World(), 0), 200))
    assert not parties_among(answers(DrawnCallee(plan, World(answers=(MACHINE,)), 0), 200))


def test_where_detection_takes_no_time_no_time_of_it_is_drawn() -> None:
    found = answers(DrawnCallee(compile_plan(PLAN, named("callfire-2026.12") or Platform()), World(), 0), 300)
    assert parties_among(found)
