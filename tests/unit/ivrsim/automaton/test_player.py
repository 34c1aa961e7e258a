"""The player plays what `step` plays: calls that lots decide, and those of the conformance suite."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ivrdsl import (
    Dialplan,
    Goto,
    Hangup,
    If,
    Keypress,
    Menu,
    NoInput,
    NoMatch,
    Say,
    SetVar,
    Var,
    from_xml,
    load,
    to_xml,
)
from ivrdsl.testing.strategies import dialplans
from ivrdsl.wording.mask import Mask
from ivrdsl.xml.names import SPELLINGS
from ivrsim.automaton import trial
from ivrsim.automaton.build import Automaton, automaton
from ivrsim.automaton.data import AutomatonWriter
from ivrsim.automaton.moves import played_again, samples_of
from ivrsim.automaton.search import search_tokens
from ivrsim.automaton.trial import PlayerEngine, differences, player_source, random_calls
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.events import INBOUND
from ivrsim.core.masking import mask_of_plans
from ivrsim.core.parties import PARTIES
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.play.story import story
from ivrsim.script.run import run_script
from ivrsim.search.bounds import Bounds
from ivrsim.search.choices import OUTBOUND
from ivrsim.search.world import World
from tests.conformance.cases import Case, cases

ROOT = Path(__file__).parents[4]
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*.py") if "dialplan" in path.read_text(encoding="utf-8"))
EVERYBODY = (*OUTBOUND, INBOUND)
CLEAR = Mask(shows=True)

NOT_BY_KEYS = {
    "http/no-variable": "the reply goes into no variable, so one stands for all",
    "menu/left-over-key-kept": "a platform that keeps keys until a menu listens has too many calls",
    "menu/type-ahead-kept": "likewise",
    "menu/tie-key": "a key in the very moment of a timer comes behind it",
    "record/ended-by-silence": "speech ends, and silence then ends the recording",
}
"""Cases whose calls no keys of the player play."""


def automaton_of(plan: Any, **options: Any) -> Automaton:
    ready = compile_plan(plan)
    options = {"mask": CLEAR, "world": World(answers=EVERYBODY), **options}
    return automaton(ready, **options)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("masked", [False, True])
def test_the_examples(path: Path, masked: bool) -> None:
    plan = compile_plan(load(path))
    found = automaton_of(plan, mask=mask_of_plans(plan, shows=not masked))
    assert not found.bound
    assert next(differences(found.plan, random_calls(found.engine, 1000, 100)), None) is None


def played(case: Case) -> Call:
    plan = from_xml((case.folder / "dialplan.xml").read_bytes())
    call = Call(plan, platform=Platform().with_quirks(**case.quirks))
    run_script(call, case.script)
    return call


def is_of_a_party(call: Call) -> bool:
    """Whether a script says who it really is that answers: the player knows what the platform takes them for."""
    return call.line.other_side is not None and call.line.other_side.named


def test_calls_of_the_conformance_suite_are_played_by_keys() -> None:
    calls = {case.id: played(case) for case in cases() if not case.bug}
    by_keys = {name: call for name, call in calls.items() if not is_of_a_party(call)}
    assert len(by_keys) >= 275
    otherwise = {name for name, call in by_keys.items() if not _is_played(call)}
    assert otherwise == set(NOT_BY_KEYS)


@pytest.mark.parametrize("who", PARTIES)
def test_who_really_answers_is_played_by_no_keys(who: str) -> None:
    found = automaton_of(load(EXAMPLES[0]))
    assert found.moves_of(f"answer {who}; wait") is None
    assert found.moves_of("answer machine; wait") == [[0, "answered", "machine"]]


def _is_played(call: Call) -> bool:
    attributes = [name.removeprefix("attribute.") for name in call.line.given if name.startswith("attribute.")]
    world = World(answers=EVERYBODY, attributes=attributes)
    plan = call.line.plan
    found = search_tokens(plan, world, samples=samples_of([call]))
    engine = PlayerEngine(AutomatonWriter(found, (), CLEAR).data())
    again = played_again(engine, call)
    if again is None or next(differences(plan, [again]), None) is not None:
        return False
    told = [(kind, text) for kind, text, _ in again.lines]
    return [each for each in told if each[0] != "assumed"] == [
        each for each in story(call.transcript()) if each[0] not in ("assumed", "failed")
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(dialplans())
def test_drawn_plans(plan: Dialplan) -> None:
    automaton_of(plan, calls=20, bounds=Bounds(max_states=1500))


def test_what_is_typed_is_said_back() -> None:
    plan = Dialplan()[
        Menu(max_digits=4, timeout_ms=2000)[
            Say("Enter your number."),
            NoInput()[Hangup()],
        ],
        SetVar("number", Var("call.lastinput")),
        Say("You entered ", Var("number"), ". Goodbye."),
    ]
    found = automaton_of(plan)
    for digits in ("1234", "1900", "0071", "9999"):
        moves = [[0, "answered", "live"], *([900, "key", digit] for digit in digits)]
        call = found.engine.play(moves, 60_000)
        assert f'"You entered {digits}. Goodbye."' in "\n".join(text for _, text, _ in call.lines)
        assert not any(sample for _, _, sample in call.lines)
        assert next(differences(found.plan, [call]), None) is None


def test_what_is_computed_says_that_it_is_a_sample() -> None:
    plan = Dialplan()[
        Menu(max_digits=3, timeout_ms=2000)[Say("Enter it.")],
        SetVar("double", "${call.lastinput} * 2"),
        Say("Twice that is ", Var("double"), "."),
        Say("Goodbye."),
    ]
    found = automaton_of(plan)
    typed = [[0, "answered", "live"], *([900, "key", digit] for digit in "123")]
    lines = found.engine.play(typed, 60_000).lines
    said = {text[13:]: sample for _, text, sample in lines}
    assert not said["callee presses 3"]
    assert not said["input 123"]
    assert [sample for text, sample in said.items() if "Twice" in text or "Goodbye" in text] == [True, True]


@pytest.mark.parametrize("digits", ["12345", "12346", "00000", "01234", "030071"[:5], "99999"])
def test_digits_that_are_compared_outside_of_quotes_are_no_sample(digits: str) -> None:
    plan = Dialplan()[
        Menu(max_digits=5, timeout_ms=2000)[Say("Enter it.")],
        If("${call.lastinput} == 12345")[Say("Right."), Hangup()],
        Say("Wrong."),
    ]
    found = automaton_of(plan)
    call = found.engine.play([[0, "answered", "live"], *([900, "key", digit] for digit in digits)], 60_000)
    said = "Right." if digits == "12345" else "Wrong."
    assert any(f'"{said}"' in text for _, text, _ in call.lines)
    assert not any(sample for _, _, sample in call.lines)
    assert next(differences(found.plan, [call]), None) is None


def test_what_javascript_makes_of_keys_is_a_sample() -> None:
    plan = Dialplan()[
        Menu(max_digits=4, timeout_ms=2000)[Say("Enter it.")],
        SetVar("copy", Var("call.lastinput")),  # 12*3 is 36 then
        Say("It is ", Var("copy"), "."),
    ]
    found = automaton_of(plan)
    lines = found.engine.play([[0, "answered", "live"], *([900, "key", digit] for digit in "12*3")], 60_000).lines
    assert [sample for _, text, sample in lines if "It is" in text] == [True]


def test_one_key_is_computed_with_exactly() -> None:
    plan = Dialplan()[
        Menu(max_digits=1, timeout_ms=2000)[Say("Press a key."), Keypress("1")[Say("One.")]],
        SetVar("double", "${call.lastinput} * 2"),
        If("${double} > 9")[Say("That is much: ", Var("double"), ".")],
    ]
    found = automaton_of(plan)
    lines = found.engine.play([[0, "answered", "live"], [900, "key", "7"]], 60_000).lines
    assert any('"That is much: 14."' in text for _, text, _ in lines)
    assert not any(sample for _, _, sample in lines)


def test_beyond_the_search_it_says_so() -> None:
    found = automaton_of(load(EXAMPLES[0]), bounds=Bounds(max_states=4))
    assert "more than 4 states" in found.bound
    told = [found.engine.random_call(seed).lines for seed in range(50)]
    assert any(text.endswith(f"not searched: {found.bound}") for lines in told for _, text, _ in lines)


@pytest.mark.parametrize("mistake", ["timer", "lines", "assumed", "states"])
def test_a_player_that_plays_otherwise_is_noticed(mistake: str) -> None:
    plan = compile_plan(load(ROOT / "examples" / "survey.py"))
    data = json.loads(json.dumps(AutomatonWriter(search_tokens(plan, World()), (), CLEAR).data()))
    _spoil(data, mistake)
    calls = random_calls(PlayerEngine(data), 1, trial.CALLS)
    assert next(differences(plan, calls), None) is not None


def _spoil(data: dict[str, Any], mistake: str) -> None:
    moves = data["moves"]
    match mistake:
        case "timer":
            next(each for each in moves if each.get("timer", 0) > 1)["timer"] += 1
        case "states":
            edges = max(data["states"], key=len)
            edges[1], edges[3] = edges[3], edges[1]
        case _:
            del next(each for each in moves if each.get(mistake))[mistake]


def test_the_player_is_small_and_knows_no_tag() -> None:
    source = (ROOT / "simulator/ivrsim/automaton/player.js").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 150
    words = set(re.findall(r"[a-z]+", re.sub(r"/\*.*?\*/|//.*", "", player_source(), flags=re.DOTALL)))
    tags = {node.tag for node in SPELLINGS} - {"if", "get", "catch", "else"} - {"record"}  # JavaScript's own, and ours
    assert not words & tags


def test_the_same_input_gives_the_same_data() -> None:
    plan = load(EXAMPLES[0])
    one, other = (json.dumps(automaton_of(from_xml(to_xml(plan)), calls=0).data) for _ in range(2))
    assert one == other


def test_no_name_of_a_variable_is_one_of_the_players_own() -> None:
    own = ("__proto__", "constructor", "valueOf", "pressed", "entered", "heard")
    said = " ".join(f"${{{name}}}" for name in own)
    plan = Dialplan()[
        Menu("m", max_digits=1, timeout_ms=3000)[
            Say(f"Is it {said}?"),
            NoMatch()[*(SetVar(name, f"${{call.lastinput}}{at}") for at, name in enumerate(own)), Say(said), Goto("m")],
        ]
    ]
    found = automaton(compile_plan(plan), mask=CLEAR, calls=0)
    assert next(differences(found.plan, random_calls(found.engine, 1, 100)), None) is None


def test_a_prompt_that_lasts_longer_than_any_call() -> None:
    plan = compile_plan(Dialplan()[Say("Word. " * 20), Say("W" * 100_000)])
    found = automaton(plan, mask=CLEAR, calls=0)
    assert next(differences(found.plan, random_calls(found.engine, 1, 100)), None) is None
