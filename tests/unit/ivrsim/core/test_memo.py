"""What a plan remembers of its calls: bounded, keyed by what was read, and never what a call was told."""

import pickle
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from ivrdsl.model.structs import replace
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import events as e, table as t
from ivrsim.core.javascript import Result
from ivrsim.core.memo import (
    MAX_CHARACTERS,
    MAX_MOVES,
    Memory,
    Move,
    Slot,
    Values,
    memory_of,
    picker,
    places_read,
)
from ivrsim.core.prompts import filler
from ivrsim.core.run import EVERYTHING, NOTHING, Given, Needs
from ivrsim.core.state import RINGING, State
from ivrsim.core.step import step
from ivrsim.core.tags import values
from ivrsim.play.call import Call
from ivrsim.play.line import NOON, Line

TELLS = """<dialplan name="Root"><stash varname="s">Hello ${x}.</stash><wait>1</wait><if expr="'${y}' == '1'"><play
type="tts">One.</play></if><stash varname="s">Bye ${x} ${z}.</stash><wait>1</wait></dialplan>"""
SPEAKS = TELLS.replace('<stash varname="s">', '<play type="tts">').replace("</stash>", "</play>")


def plan_of(xml: str) -> t.Plan:
    return compile_plan(from_xml(xml))


def having(**variables: str) -> State:
    return RINGING._replace(variables=tuple(sorted(variables.items())))


def all_moves(memory: Memory) -> Iterator[Move]:
    """Every move that some look-up can still find, from the controls that are known and from those they lead to."""
    todo = [memory.ringing, *memory._controls.values()]
    seen = set(map(id, todo))
    for control in todo:
        for moves in (control.moves, *(slot.moves for slot in control.slots.values())):
            for move in moves.values():
                yield move
                if id(move.target) not in seen:
                    seen.add(id(move.target))
                    todo.append(move.target)


def taken(memory: Memory, state: State, *happening: e.Event) -> list[Move]:
    """A call that goes through a memory; moves that are not known are taken."""
    control, values = memory.enter(state)
    moves = []
    for happens in happening:
        move = memory.find(control, values, happens) or memory.take(control, values, happens)
        moves.append(move)
        control, values = move.target, move.after(values)
    return moves


def heard(memory: Memory, state: State) -> str:
    """The prompt that a call hears when somebody answers, as a line tells it."""
    control, values = memory.enter(state)
    known = memory.find(control, values, e.LIVE)
    told = None if known is None else known.told(values)
    effects = memory.take(control, values, e.LIVE).effects if told is None else told[0]
    return str(effects[-1].details["text"])


# --- what a step is known by ------------------------------------------------------------------------------------------


def test_a_step_is_known_to_every_call_that_agrees_on_what_it_read() -> None:
    memory = Memory(plan_of(TELLS))
    (first,) = taken(memory, having(x="Ann", y="1", z="u"), e.LIVE)
    control, values = memory.enter(having(x="Ann", y="2", z="v"))
    assert memory.find(control, values, e.LIVE) is first
    assert memory.find(*memory.enter(having(x="Bob", y="1", z="u")), e.LIVE) is None


def test_other_names_are_another_control() -> None:
    memory = Memory(plan_of(TELLS))
    taken(memory, having(x="Ann", y="1"), e.LIVE)
    assert memory.find(*memory.enter(having(x="Ann")), e.LIVE) is None
    assert memory.enter(having(x="Ann", y="1"))[0] is memory.enter(having(x="Bob", y=""))[0]


def test_a_slot_is_keyed_anew_when_another_variable_is_read() -> None:
    plan = plan_of("""<dialplan><if expr="'${x}' == '1'"><stash varname="s">${y}</stash></if><hangup/></dialplan>""")
    memory = Memory(plan)
    (first,) = taken(memory, having(x="0", y="a"), e.LIVE)
    control, values = memory.enter(having(x="0", y="a"))
    slot = control.slots[e.LIVE]
    assert (slot.places, list(slot.moves)) == ((0,), ["0"])
    assert memory.find(control, ("0", "b"), e.LIVE) is first
    (second,) = taken(memory, having(x="1", y="b"), e.LIVE)
    assert (slot.places, list(slot.moves)) == ((0, 1), [("1", "b")])
    assert memory.find(control, values, e.LIVE) is None  # what was known by less is forgotten
    assert memory.find(control, ("1", "b"), e.LIVE) is second
    assert memory.find(control, ("1", "c"), e.LIVE) is None
    (again,) = taken(memory, having(x="0", y="a"), e.LIVE)
    assert again == replace(first, pick=again.pick)
    assert memory.find(control, ("0", "a"), e.LIVE) is again


def test_a_step_that_reads_nothing_is_known_by_nothing() -> None:
    memory = Memory(plan_of('<dialplan><play type="tts">Hello.</play></dialplan>'))
    (first,) = taken(memory, having(x="1"), e.LIVE)
    control, values = memory.enter(having(x="2"))
    assert (control.slots, memory.find(control, values, e.LIVE)) == ({}, first)
    assert (first.pick, first.target.names) == (None, ("x",))


def test_a_prompt_that_a_value_makes_empty_is_another_step() -> None:
    memory = Memory(plan_of('<dialplan><play type="tts">${x}</play><play type="tts">Bye.</play></dialplan>'))
    texts = [heard(memory, having(x=value)) for value in ("Ann", "", "Bob", " ", "<b>", "Ann")]
    assert texts == ["Ann", "Bye.", "Bob", "Bye.", "Bye.", "Ann"]


def test_a_prompt_is_said_to_each_with_their_own_values_and_fills_no_memory() -> None:
    memory = Memory(plan_of('<dialplan><play type="tts">Hello ${x}, ${contact.a} and ${x}.</play></dialplan>'))
    states = [having(**{"x": name, "contact.A": "You"}) for name in ("Ann", "Bob", "Ann", "Cy")]
    assert [heard(memory, state) for state in states] == [
        f"Hello {x}, You and {x}." for x in ("Ann", "Bob", "Ann", "Cy")
    ]
    assert len(list(all_moves(memory))) == 1
    (move,) = all_moves(memory)
    for state in states:
        made = step(memory._plan, state, e.LIVE)
        _, values = memory.enter(state)
        assert move.told(values) == (made.effects, made.timer_ms)


@pytest.mark.parametrize(
    "text",
    [
        "${x${y}}",
        "${z}",
        "${attribute.x} ${x}",
        "${global.date.year} ${x}",
        "<b>${x}</b>  ${y}\n",
        "${contact.firstName}",
    ],
)
def test_what_a_prompt_says_of_values_is_what_a_step_says(text: str) -> None:
    plan = plan_of(f'<dialplan><play type="tts">{text.replace("<", "&lt;")}</play><wait>1</wait></dialplan>')
    memory = Memory(plan)
    for x in ("1", "two", "", "  ", "1" * 5000, "1"):
        state = having(**{"x": x, "y": "1", "attribute.x": "a", "x1": x, "contact.firstName": x})
        control, values = memory.enter(state)
        given = Given(0)
        made = step(plan, state, e.LIVE, given)
        move = memory.find(control, values, e.LIVE)
        told = None if move is None else move.told(values)
        if told is None:
            try:
                told = memory.take(control, values, e.LIVE).told(values)
            except Needs:
                told = memory.take(control, values, e.LIVE, given).told(values)
        assert told == (made.effects, made.timer_ms)


class _Meddling(str):
    """A value during whose comparison something else happens, as other threads may do."""

    __slots__ = ()
    meanwhile: Callable[[], object] = list

    def __ne__(self, other: object) -> bool:
        type(self).meanwhile()
        return str(self) != other

    __hash__ = str.__hash__


def test_prompts_are_said_to_several_at_once() -> None:
    plan = plan_of('<dialplan name="Root"><play type="tts">Hi ${x}.</play></dialplan>')
    play = next(each for each in plan.table if isinstance(each, t.Play))
    says = filler(play, plan.platform, ("x",), [(None, None)])
    assert says is not None
    says(("1",))
    _Meddling.meanwhile = lambda: says(("2",))
    prompts = [says((_Meddling("1"),)), says((_Meddling("1"),))]
    assert [prompt and prompt.text for prompt in prompts] == ["Hi 1.", "Hi 1."]


def test_an_attribute_is_read_where_no_variable_hides_it() -> None:
    memory = Memory(plan_of('<dialplan><play type="tts">${x}</play></dialplan>'))
    attributes = [
        {"attribute.x": "1"},
        {"attribute.x": "2"},
        {"attribute.x": "3", "x": "0"},
        {"attribute.x": "4", "x": "0"},
    ]
    assert [heard(memory, having(**each)) for each in attributes] == ["1", "2", "0", "0"]
    control, values = memory.enter(having(**attributes[3]))
    assert values == ("4", "0")
    assert memory.find(control, ("other", "0"), e.LIVE) is not None


COUNTS = """<dialplan><setvar varname="n">0</setvar><setvar name="again" varname="n">${n} + 1</setvar>
<if expr="${n} &lt; ${most}"><goto>again</goto></if><stash varname="s">${n}</stash></dialplan>"""


def test_a_circle_that_goes_round_reads_everything() -> None:
    plan = plan_of(COUNTS)
    made = step(plan, having(most="3", other="a"), e.LIVE)
    assert EVERYTHING in made.reads
    memory = Memory(plan)
    (first,) = taken(memory, having(most="3", other="a"), e.LIVE)
    control, _ = memory.enter(having(most="3", other="b"))
    assert control.slots[e.LIVE].places == (0, 1)
    assert memory.find(control, ("3", "b"), e.LIVE) is None
    assert memory.find(control, ("3", "a"), e.LIVE) is first


def test_what_a_step_sets_is_made_from_the_values_of_each_call() -> None:
    plan = plan_of('<dialplan><setvar varname="b">${c}</setvar><wait>1</wait></dialplan>')
    memory = Memory(plan)
    (first,) = taken(memory, having(a="1", c="2", d="3"), e.LIVE)
    assert (first.target.names, first.source.names) == (("a", "b", "c", "d"), ("a", "c", "d"))
    assert first.pick is not None
    assert first.after(("1", "2", "3")) == ("1", "2", "2", "3")
    assert first.after(("x", "2", "y")) == ("x", "2", "2", "y")
    assert first.target.full(("x", "2", "2", "y")) == step(plan, having(a="x", c="2", d="y"), e.LIVE).state


# --- what is not remembered -------------------------------------------------------------------------------------------

TIME = '<dialplan><play type="tts">It is ${global.time}</play></dialplan>'


def test_a_step_that_was_told_the_time_is_not_remembered() -> None:
    memory = Memory(plan_of(TIME))
    with pytest.raises(Needs):
        memory.take(memory.ringing, (), e.LIVE)
    noon, later = (memory.take(memory.ringing, (), e.LIVE, Given(ms)) for ms in (43_200_000, 46_800_000))
    assert [move.effects[-1].details["text"] for move in (noon, later)] == ["It is 12:0:0", "It is 13:0:0"]
    assert (noon.asked, later.asked, memory.ringing.slots, memory.ringing.moves) == (True, True, {}, {})
    assert noon.target is later.target


def test_what_needs_no_time_is_remembered_in_the_same_plan() -> None:
    plan = plan_of(TIME)
    calls = [Line(plan, clock=NOON + timedelta(hours=hour)) for hour in range(3)]
    for line in calls:
        line.answer()
        line.fire()
    assert [next(entry.details["text"] for entry in line.transcript().of_kind("prompt")) for line in calls] == [
        "It is 12:0:0",
        "It is 13:0:0",
        "It is 14:0:0",
    ]
    assert [move.asked for move in calls[0].moves] == [True, False]
    assert calls[0].moves[1] is calls[1].moves[1]
    assert [move.event for move in all_moves(memory_of(plan))] == [e.TIMER]


def test_a_time_that_was_given_for_nothing_is_not_remembered_either() -> None:
    memory = Memory(plan_of("<dialplan><wait>1</wait></dialplan>"))
    memory.take(memory.ringing, (), e.LIVE, Given(0))
    assert memory.ringing.moves == {}
    memory.take(memory.ringing, (), e.LIVE, NOTHING)
    assert list(memory.ringing.moves) == [e.LIVE]


ASKS_A_SERVER = '<dialplan><get varname="x">http://s</get><play type="tts">${x}</play></dialplan>'


def test_replies_are_not_remembered() -> None:
    memory = Memory(plan_of(ASKS_A_SERVER))
    moves = [taken(memory, RINGING, e.LIVE, e.Event("reply", text)) for text in ("1", "2", "1")]
    assert [two[0] is moves[0][0] for two in moves] == [True, True, True]
    assert moves[0][1] is not moves[2][1]
    assert [two[1].effects[-1].details["text"] for two in moves] == ["1", "2", "1"]
    assert (moves[0][0].target.slots, moves[0][0].target.moves) == ({}, {})
    taken(memory, RINGING, e.LIVE, e.NO_REPLY)
    assert list(moves[0][0].target.moves) == [e.NO_REPLY]


@pytest.mark.parametrize(("length", "remembered"), [(MAX_CHARACTERS, True), (MAX_CHARACTERS + 1, False)])
def test_long_values_are_not_remembered(length: int, remembered: bool) -> None:
    memory = Memory(plan_of(TELLS))
    halves = having(x="a" * (length // 2), y="b" * (length - length // 2))
    first, second = (taken(memory, halves, e.LIVE)[0] for _ in range(2))
    assert (first is second) is remembered
    assert first.effects == second.effects
    assert bool(memory.enter(halves)[0].slots) is remembered


# --- bounds -----------------------------------------------------------------------------------------------------------


def test_a_plan_remembers_so_many_moves_and_the_oldest_is_forgotten_first() -> None:
    memory = Memory(plan_of(TELLS), max_moves=3)
    names = [f"name {number}" for number in range(10)]
    for number, name in enumerate(names):
        taken(memory, having(x=name), e.LIVE)
        control, _ = memory.enter(having(x=name))
        assert list(control.slots[e.LIVE].moves) == names[max(number - 2, 0) : number + 1]
    (again,) = taken(memory, having(x=names[0]), e.LIVE)
    assert again.effects[1].details["value"] == "Hello name 0."
    assert list(control.slots[e.LIVE].moves) == [*names[8:], names[0]]


def test_a_look_up_makes_no_move_younger() -> None:
    memory = Memory(plan_of(TELLS), max_moves=2)
    for name in ("a", "b", "a", "a", "c"):
        taken(memory, having(x=name), e.LIVE)
    assert list(memory.enter(having(x=""))[0].slots[e.LIVE].moves) == ["b", "c"]


def test_controls_are_bounded_too() -> None:
    memory = Memory(plan_of('<dialplan><menu><play type="tts">Hi.</play></menu></dialplan>'), max_moves=5)
    digits = [e.KEY[key] for key in "1234567890" * 3]
    for _ in range(3):
        taken(memory, RINGING, e.LIVE, e.TIMER, *digits)
        assert len(memory._controls) <= 5
        assert len(list(all_moves(memory))) <= 5


@pytest.mark.parametrize("max_moves", [1, 2, 50])
def test_what_is_forgotten_costs_time_and_nothing_else(max_moves: int) -> None:
    plan = plan_of(TELLS)
    memory = Memory(plan, max_moves)
    for name in ("a", "b", "c", "a", "b"):
        state = having(x=name, y=name if name == "b" else "1", z="z")
        moves = taken(memory, state, e.LIVE, e.TIMER, e.TIMER, e.TIMER)
        for move in moves:
            made = step(plan, state, move.event)
            assert (move.effects, move.timer_ms, move.ways) == (made.effects, made.timer_ms, made.ways)
            assert move.source.state == state._replace(variables=())
            state = made.state
        assert len(list(all_moves(memory))) <= max_moves


def test_calls_with_other_values_do_not_fill_the_memory() -> None:
    plan = plan_of(SPEAKS)
    plan.memory.append(Memory(plan, max_moves=50))
    for number in range(200):
        call = Call(plan, variables={"x": str(number), "contact.A": str(number % 7)})
        call.answer()
        call.hears(f"Hello {number}.")
        call.expect_end_in_silence()
    assert len(list(all_moves(memory_of(plan)))) <= 50


def test_calls_at_other_times_do_not_fill_the_memory() -> None:
    plan = plan_of('<dialplan><if expr="${global.date.year} &gt; 1"><play type="tts">Hi.</play></if></dialplan>')
    for second in range(300):
        line = Line(plan, clock=NOON + timedelta(seconds=second))
        line.answer()
    memory = memory_of(plan)
    assert list(all_moves(memory)) == []
    assert len(memory._controls) == 2  # where it rings, and the prompt


def test_the_memory_of_a_plan_is_one_and_has_its_bound() -> None:
    plan, other = plan_of(TELLS), plan_of(TELLS)
    assert plan.memory == []
    memory = memory_of(plan)
    assert memory_of(plan) is memory is plan.memory[0]
    assert memory_of(other) is not memory
    assert memory._max_moves == MAX_MOVES


# --- pieces -----------------------------------------------------------------------------------------------------------


def test_places_of_what_was_read() -> None:
    names = ("a", "b", "c")
    assert places_read(names, frozenset()) == set()
    assert places_read(names, frozenset({"b", "never"})) == {1}
    assert places_read(names, frozenset({EVERYTHING})) == {0, 1, 2}
    assert places_read((), frozenset({EVERYTHING, "a"})) == set()


@pytest.mark.parametrize(
    ("before", "after", "changed", "expected"),
    [
        ("ab", "ab", "", None),
        ("ab", "ab", "b", ("1", "B")),
        ("ab", "ab", "ab", ("A", "B")),
        ("ab", "abc", "c", ("1", "2", "C")),
        ("bc", "abc", "a", ("A", "1", "2")),
        ("ab", "b", "a", ("2",)),
        ("ab", "a", "b", ("1",)),
        ("ab", "a", "ab", ("A",)),
        ("ab", "", "ab", ()),
        ("", "a", "a", ("A",)),
        ("", "", "a", None),
        ("abc", "ac", "", ("1", "3")),
    ],
)
def test_values_after_a_step_are_built_from_those_before(
    before: str, after: str, changed: str, expected: Values | None
) -> None:
    pick, added = picker(tuple(before), tuple(after), set(changed), tuple(after.upper()))
    values = tuple("123"[: len(before)])
    assert (None if pick is None else pick(values + added)) == expected
    assert pick is None or pickle.loads(pickle.dumps(pick))(values + added) == expected


def test_a_slot_learns() -> None:
    slot = Slot(e.LIVE)
    found: list[Any] = []
    assert slot.learn((), ("1", "2"), found) == ()
    assert slot.moves == {(): found}
    assert slot.learn({1}, ("1", "2"), found) == "2"
    assert slot.moves == {"2": found}
    assert slot.learn((), ("1", "3"), found) == "3"  # that this step read less makes the key no shorter
    assert slot.moves == {"2": found, "3": found}
    assert slot.learn({0}, ("1", "3"), found) == ("1", "3")
    assert (slot.places, slot.moves) == ((0, 1), {("1", "3"): found})


def test_calls_in_several_threads_tell_each_callee_their_own_code() -> None:
    plan = plan_of('<dialplan><menu name="m"><play type="tts">Code ${x}, ${x}.</play></menu></dialplan>')

    def wrong(first: int) -> list[str]:
        found = []
        for number in range(first, first + 500):
            call = Call(plan, variables={"x": str(number)})
            call.answer()
            call.wait()
            found += [text for text in call.heard if text != f"Code {number}, {number}."]
        return found

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(wrong, range(0, 4000, 500))) == [[]] * 8
    finally:
        sys.setswitchinterval(before)


def test_long_texts_are_not_kept_for_those_who_read_transcripts() -> None:
    plan = plan_of('<dialplan><stash varname="s">${x}</stash></dialplan>')
    for number in range(5):
        call = Call(plan, variables={"x": str(number) * MAX_CHARACTERS * 2})
        call.answer()
        assert len(call.stash["s"]) == MAX_CHARACTERS * 2
    assert memory_of(plan).expanded == {}


# --- copies, and other processes --------------------------------------------------------------------------------------

SETS = """<dialplan name="Root"><menu name="m" maxDigits="1"><play type="tts">Hi ${x}.</play><keypress
pressed="1"><setvar varname="y">${x}1</setvar><if expr="'${y}' == '21'"><stash varname="s">${y}</stash></if>
<goto>m</goto></keypress></menu></dialplan>"""


def _pickled(what: Any) -> Any:
    return pickle.loads(pickle.dumps(what))


def played(plan: t.Plan, x: str, several: int = 3) -> Call:
    call = Call(plan, variables={"x": x, "z": ""})
    call.answer()
    for _ in range(several):
        call.press("1")
    return call


@pytest.mark.parametrize("copied", [_pickled, deepcopy], ids=["pickle", "deepcopy"])
def test_a_call_goes_on_elsewhere_as_it_would_here(copied: Callable[[Any], Any]) -> None:
    plan = plan_of(SETS)
    for x in ("1", "2", "1", "2"):
        call = played(plan, x)
        other, told = copied(call), copied(call.transcript())
        assert list(told) == list(call.transcript()) == list(other.transcript())
        assert (told.variables, told.stash, told.state) == (call.variables, call.stash, call.line.state)
        for each in (call, other):
            each.press("1")
            each.wait()
        assert list(other.transcript()) == list(call.transcript()) != list(told)
        assert (other.line.history, other.line.due_ms) == (call.line.history, call.line.due_ms)
        assert other.line.plan is not plan


@pytest.mark.parametrize("copied", [_pickled, deepcopy], ids=["pickle", "deepcopy"])
def test_a_plan_takes_nothing_along_that_calls_left_behind(copied: Callable[[Any], Any]) -> None:
    plan = plan_of(SETS)
    played(plan, "1", several=200)
    other = copied(plan)
    assert other.memory == []
    assert list(played(other, "2").transcript()) == list(played(plan, "2").transcript())
    assert memory_of(other)._plan is other


_LONG = '<play type="tts">${x}</play><wait>1</wait>'


def test_a_long_way_is_no_deep_one() -> None:
    plan = plan_of(f'<dialplan name="Root">{_LONG * 2000}</dialplan>')
    call = Call(plan, variables={"x": "1"})
    call.answer()
    call.wait()
    assert list(_pickled(call.transcript())) == list(call.transcript())


def test_a_step_that_leans_on_a_limit_of_time_is_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another time, or on another machine, it may come to its end."""
    outcomes = iter([Result(error="time", limited=True, fleeting=True), Result(True, "true", True)])
    monkeypatch.setattr(values, "evaluate", lambda *_, **__: next(outcomes))
    plan = plan_of("""<dialplan name="Root"><if expr="(() => 1)()"><stash varname="s">yes</stash></if></dialplan>""")
    memory = Memory(plan)
    for _ in range(2):
        taken = memory.take(*memory.enter(RINGING), e.LIVE)
        known = memory.find(*memory.enter(RINGING), e.LIVE)
    assert known is taken
    assert any(effect.kind == "stash" for effect in taken.effects)
