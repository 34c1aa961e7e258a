"""A step that is remembered is the step that would be taken, whatever other calls of the plan have left behind.

Several calls of one plan take turns, each with other values of its variables, so that they share one memory and key its
slots anew for each other. Each of their steps is compared with `step`, which remembers nothing.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import event, example, given, strategies as st

from ivrdsl.model import nodes as n
from ivrdsl.testing.strategies import dialplans
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import events as e, table as t
from ivrsim.core.memo import MAX_CHARACTERS, ControlState, Memory, Move, Values, memory_of
from ivrsim.core.platform import Platform
from ivrsim.core.run import NO_TIMER, NOTHING, Given, Needs
from ivrsim.core.state import RINGING, State
from ivrsim.core.step import Step, step
from ivrsim.core.variables import canonical
from ivrsim.play.call import Call
from ivrsim.play.line import NOON, Line
from ivrsim.play.web import TIMEOUT, Web
from ivrsim.script.statements import parse_line
from tests.properties.test_engine import EVENTS, plans, platforms
from tests.sizes import draws

MANY = draws(250)
SOME = draws(100)
NOON_MS = round(NOON.timestamp() * 1000)
LONG = "long " * (MAX_CHARACTERS // 5)
"""With one more word it is longer than what is remembered."""


@pytest.fixture(autouse=True, scope="module")
def _short_circles() -> Iterator[None]:
    """A circle that takes no time ends after fewer tags, on both sides of what is compared."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ivrsim.core.step.MAX_INSTRUCTIONS", 300)
        patch.setattr("ivrsim.core.run.MAX_TEXT", 20_000)
        patch.setattr("ivrsim.core.prompts.MAX_TEXT", 20_000)
        yield


# --- plans in which values matter -------------------------------------------------------------------------------------

READ = ("x", "x", "y", "y", "z", "contact.a", "call.lastinput", "call.field.a", "attribute.x")
GIVEN_NAMES = ("x", "y", "z", "contact.A", "contact.firstName", "attribute.x", "attribute.y", "call.lastinput")
GIVEN_VALUES = (
    "", "1", "1", "2", "word", "0", " ", "  two  words ", "<b>", "<b>5</b>", "\t\n", "'", "${x}", "😀 ä", "x", "y",
    LONG[:40], LONG, LONG + LONG, "1 +", "Date.now()", "Math.random()", "3",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(READ).map(lambda name: f"${{{name}}}"),
    st.sampled_from(READ).map(lambda name: f"Hello <b>${{{name}}}</b>  there."),
    st.tuples(st.sampled_from(READ), st.sampled_from(READ)).map(lambda two: f"${{{two[0]}}}${{{two[1]}}}"),
    st.sampled_from(("Hi.", "${x${y}}", "${${x}}", "${contact.firstName}", "At ${global.time}.")),
)
COPIES = st.sampled_from((
    "${x}", "${y}", "'${x}'", "${x} + 1", "${z} + 1", "${x}${y}", "${x} ${x}", "${contact.A}", "${call.lastinput}",
    "1", "", "${z}", "Date.now()", "${global.time}", "'${x}'.length", "${attribute.z}",
))  # fmt: skip
CONDITIONS = st.sampled_from((
    "${x} == 1", "'${x}' == '${y}'", "${y} < 3", "'${contact.A}' == ''", "'${z}' == 'word'", "${z} < 4",
    "${x} == ${call.lastinput}", "'${x}'.length > 5", "${global.time.hour} > 13", "Date.now() > 5", "1", "${x",
))  # fmt: skip
NAMES = st.none() | st.sampled_from("ab")
LEAVES = st.one_of(
    st.builds(n.Say, TEXTS, name=NAMES),
    st.builds(n.Say, TEXTS, name=NAMES),
    st.builds(n.PlayUrl, st.sampled_from(("http://s/${x}", "${y}"))),
    st.builds(n.SetVar, st.sampled_from(("x", "y", "z", "contact.A", "x${y}")), COPIES, name=NAMES),
    st.builds(n.SetVar, st.sampled_from("xyz"), COPIES, name=NAMES),
    st.builds(n.Stash, st.sampled_from("sx"), COPIES),
    st.builds(n.Goto, st.sampled_from("ab")),
    st.builds(n.Wait, st.sampled_from((1, "${x}"))),
    st.builds(n.Get, st.sampled_from(("http://s/${x}", "http://s")), variable=st.sampled_from((None, "x", "y${x}"))),
    st.builds(n.Record, variable=st.sampled_from((None, "x")), background=st.sampled_from((None, True))),
    st.builds(n.Transfer, st.sampled_from(("${x}", "2135550100,${y}")), continue_after=st.just(True)),
    st.builds(lambda text: n.Sms(text, to="${call.from}"), TEXTS),
    st.builds(n.Dtmf, st.sampled_from(("1w", "${x}"))),
    st.just(n.Hangup()),
)


def _bodies(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inside, max_size=3).map(tuple)


def _containers(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    branches = st.builds(n.Keypress, st.sampled_from(("1", "12", "0-9", "*")), body=_bodies(inside))
    return st.one_of(
        st.builds(n.Menu, NAMES, max_digits=st.sampled_from((None, 1, 2)), body=_bodies(inside | branches)),
        st.builds(n.If, CONDITIONS, name=NAMES, body=_bodies(inside)),
        st.builds(n.Equal, TEXTS, COPIES.filter(bool), body=_bodies(inside)),
        st.builds(n.Catch, st.just("hangup"), st.sampled_from("ab"), body=_bodies(inside)),
        st.builds(n.Catch, st.just("digit"), st.sampled_from("ab"), st.just("*"), body=_bodies(inside)),
    )


ROUND = st.tuples(LEAVES, CONDITIONS).map(
    lambda two: (n.SetVar("z", "0"), n.SetVar("z", "${z} + 1", name="b"), two[0], n.If("${z} < 5", body=(n.Goto("b"),)))
)
"""A circle that counts: what it reads is everything, because every value decides whether it is the same situation."""
CIRCLE = st.sampled_from("xyz").map(lambda name: (n.Goto("c", name="d"), n.SetVar(name, "1", name="c"), n.Goto("d")))
"""A circle that is seen to be one a round sooner where the value was 1 before, which nothing in it reads."""
BODY = st.lists(st.recursive(LEAVES, _containers, max_leaves=10), min_size=1, max_size=6).map(tuple)
telling = st.builds(
    lambda before, around, after: n.Dialplan("Root", body=(*before, *around, *after)),
    BODY | st.just(()),
    st.just(()) | ROUND | CIRCLE,
    BODY,
)
any_plans = telling | telling | telling | plans | dialplans(max_depth=2, max_size=4)
QUIRKS = platforms | st.builds(
    Platform,
    recipient_attributes_as_vars=st.booleans(),
    contact_column_case_insensitive=st.booleans(),
    lastinput_on_timeout=st.sampled_from(("keep", "clear")),
    setvar_mode=st.sampled_from(("auto", "literal")),
    url_whitespace=st.sampled_from(("remove", "keep")),
    type_ahead=st.sampled_from(("drop", "keep")),
    undefined_variable=st.sampled_from(("empty", "literal", "error")),
    max_steps=st.just(300),
)


@st.composite
def worlds(draw: st.DrawFn) -> list[dict[str, str]]:
    """The variables of each call: nearly always of the same names, and of few values, so that they meet."""
    names_ = draw(st.lists(st.sampled_from(GIVEN_NAMES), min_size=1, max_size=3, unique=True))
    values = st.sampled_from(draw(st.lists(st.sampled_from(GIVEN_VALUES), min_size=2, max_size=3, unique=True)))
    found = [{name: draw(values) for name in names_} for _ in range(draw(st.integers(2, 5)))]
    if draw(st.booleans()):
        found[-1].popitem()
    return found


KEYS = tuple(e.KEY[key] for key in "112*#")
REPLIES = tuple(e.Event("reply", text) for text in ("1", "word", LONG + LONG))
HAPPENING = (*EVENTS, *[e.TIMER] * 12, *KEYS * 2, *REPLIES)
HAPPENS = st.sampled_from((e.TIMER, e.KEY["1"])) | st.sampled_from(HAPPENING)
turns = st.lists(st.tuples(st.integers(0, 9), HAPPENS, st.integers(0, 30)), max_size=15)
"""Whose turn it is, from 5 on that of all; what happens then, and how many hours and minutes the clock goes on."""


def in_turn(turns_: list[tuple[int, e.Event, int]], several: int) -> Iterator[tuple[int, e.Event, int]]:
    """Who, what and how much later: first everybody answers."""
    for who, happens, later in [(5, e.LIVE, 3), *turns_]:
        for number in range(several) if who >= 5 else (who % several,):
            yield number, happens, later


class Taken(NamedTuple):
    """What is compared of a step."""

    state: State
    timer_ms: int
    effects: tuple[Any, ...]
    ways: tuple[tuple[int, t.Exit], ...]


def anew(plan: t.Plan, state: State, happens: e.Event, now_ms: int) -> tuple[Step, bool]:
    """A step that nobody remembers, and whether it needs the time."""
    try:
        return step(plan, state, happens), False
    except Needs:
        return step(plan, state, happens, Given(now_ms)), True


def begun(plan: t.Plan, world: dict[str, str]) -> State:
    named = {canonical(name, plan.platform)[0]: value for name, value in world.items()}
    return RINGING._replace(variables=tuple(sorted(named.items())))


# --- through a memory -------------------------------------------------------------------------------------------------


class Remembering:
    """A call that goes through a memory as a line does, with nothing else of a line."""

    def __init__(self, memory: Memory, state: State) -> None:
        self.memory = memory
        self.control: ControlState
        self.values: Values
        self.control, self.values = memory.enter(state)
        self.known = 0
        """How many steps were remembered."""

    @property
    def state(self) -> State:
        return self.control.full(self.values)

    def take(self, happens: e.Event, now_ms: int) -> tuple[Taken, bool]:
        move = self.memory.find(self.control, self.values, happens)
        told = None if move is None else move.told(self.after(move))
        self.known += told is not None
        if move is None or told is None:
            try:
                move = self.memory.take(self.control, self.values, happens, NOTHING)
            except Needs:
                move = self.memory.take(self.control, self.values, happens, Given(now_ms))
            told = move.told(self.after(move))
            assert told is not None
        assert move.source is self.control or move.source.state == self.control.state
        self.control, self.values = move.target, self.after(move)
        return Taken(self.state, told[1], told[0], move.ways), move.asked

    def after(self, move: Move) -> Values:
        return move.after(self.values)


ROUND_AND_ROUND = n.Dialplan("Root", body=(n.Goto("c", name="d"), n.SetVar("z", "1", name="c"), n.Goto("d")))
FORGETS = n.Dialplan("Root", body=(n.Menu(max_digits=1, body=(n.Say("Hi."),)), n.Say("${call.lastinput}"), n.Wait(1)))
WRITES_FIRST = n.Dialplan("Root", body=(n.SetVar("z", "1"), n.Say("${x}")))
CLEARS = Platform(lastinput_on_timeout="clear")
SILENCE = [(5, e.TIMER, 0)] * 3


@MANY
@example(ROUND_AND_ROUND, Platform(), [{"z": "0"}, {"z": "1"}], [], 100_000)
@example(WRITES_FIRST, Platform(), [{"x": "1"}, {"x": ""}, {"x": "<b>"}, {"x": " word "}], [], 100_000)
@example(FORGETS, CLEARS, [{"call.lastinput": "1"}, {"call.lastinput": "2"}], SILENCE, 100_000)
@given(any_plans, QUIRKS, worlds(), turns, st.sampled_from((1, 3, 100_000, 100_000)))
def test_a_remembered_step_is_the_step_that_would_be_taken(
    dialplan: n.Dialplan,
    platform: Platform,
    several: list[dict[str, str]],
    happening: list[tuple[int, e.Event, int]],
    max_moves: int,
) -> None:
    plan = compile_plan(dialplan, platform)
    memory = Memory(plan, max_moves)
    calls: list[Remembering] = []
    states: list[State] = []
    for _ in range(2):  # the second time others were there before
        calls += [Remembering(memory, begun(plan, world)) for world in several]
        states += [begun(plan, world) for world in several]
        first = len(calls) - len(several)
        now_ms = NOON_MS
        for who, happens, later in in_turn(happening, len(several)):
            number = first + who
            now_ms += later * 3_661_000
            assert calls[number].state == states[number]
            made, needed = anew(plan, states[number], happens, now_ms)
            taken, asked = calls[number].take(happens, now_ms)
            assert taken == made[:4]
            assert asked is needed
            states[number] = made.state
    known = sum(call.known for call in calls)
    event(f"remembered: {'none' if not known else 'some' if known < 20 else 'many'}, of {max_moves}")


# --- through lines ----------------------------------------------------------------------------------------------------


@MANY
@given(any_plans, QUIRKS, worlds(), turns)
def test_lines_that_take_turns_do_what_each_would_do_alone(
    dialplan: n.Dialplan, platform: Platform, several: list[dict[str, str]], happening: list[tuple[int, e.Event, int]]
) -> None:
    plan = compile_plan(dialplan, platform)
    for _ in range(2):
        lines = [Line(plan, variables=world) for world in several]
        expected: list[list[tuple[int, Taken, bool]]] = [[] for _ in lines]
        for line in lines:
            line.web = Web({"*": TIMEOUT})  # what it replies is among the events
        for who, happens, later in in_turn(happening, len(several)):
            line, noted = lines[who], expected[who]
            line.now_ms += later * 3_661_000
            before, due_ms = line.state, line.due_ms
            made, needed = anew(plan, before, happens, NOON_MS + line.now_ms)
            line.send(happens)
            assert line.state == made.state
            running = made.timer_ms >= 0 or made.timer_ms == NO_TIMER
            assert line.due_ms == ((line.now_ms + made.timer_ms if made.timer_ms >= 0 else None) if running else due_ms)
            noted.append((line.now_ms, Taken(*made[:4]), needed))
        for line, world, noted in zip(lines, several, expected, strict=True):
            ways = [(effects, move.ways, move.asked) for effects, move in zip(line.log[1::3], line.moves, strict=True)]
            assert ways == [(taken.effects, taken.ways, needed) for _, taken, needed in noted]
            assert line.log[::3] == [at_ms for at_ms, _, _ in noted]
            states = [begun(plan, world), *(taken.state for _, taken, _ in noted)]
            assert [state for state, _ in line.history] == states[:-1]
    assert memory_of(plan) is memory_of(plan)


# --- calls that share a memory ----------------------------------------------------------------------------------------


@SOME
@given(any_plans, QUIRKS, worlds(), turns)
def test_a_call_is_the_same_in_a_plan_that_nobody_called_before(
    dialplan: n.Dialplan, platform: Platform, several: list[dict[str, str]], happening: list[tuple[int, e.Event, int]]
) -> None:
    """With timers that fire when they are due, loops that are watched for, and web servers that reply at once."""
    shared = compile_plan(dialplan, platform)
    for world in [*several, *several]:
        told = []
        for plan in (shared, compile_plan(dialplan, platform)):
            line = Line(plan, variables=world)
            line.web = Web({"http://s/1": ["1", TIMEOUT, "2"], "*": LONG[:9]})
            line.answer()
            for _, happens, _ in happening:
                if happens == e.TIMER:
                    line.fire()
                elif happens.kind in ("key", "hang up", "transfer", "talk ends", "spoke"):
                    line.send(happens)
            told.append((list(line.transcript()), line.state, line.now_ms, line.due_ms, line.history))
        assert told[0] == told[1]


# --- callees that do what others did ----------------------------------------------------------------------------------

MOVES = st.sampled_from((
    "press 1", "press 1", "press 2", "press 12", "press *", "wait", "wait", "wait 700ms", "press 1 at 300ms", "hang up",
    "hear ''", "transfer busy", "transfer answered 3s", "record 2s then #", "expect end in silence",
))  # fmt: skip
AGAIN = (n.NoInput(body=(n.Goto("a"),)), n.Keypress("1", body=(n.Goto("a"),)))
ASKS_AGAIN = n.Dialplan("Root", body=(n.Get("http://s/a", name="a"), n.Menu(body=(n.Say("Hi."), *AGAIN))))
SAYS_AGAIN = n.Dialplan("Root", body=(n.Say("Hi.", name="a"), n.Say("${x}"), n.Menu(body=AGAIN)))
SETS = n.Dialplan("Root", body=(n.Say("Hi.", name="a"), n.SetVar("z", "1"), n.Say("Two."), n.Menu(body=AGAIN)))
THREE = [{"x": "1"}, {"x": "long"}, {"x": ""}, {"x": "1"}]


@MANY
@example(ASKS_AGAIN, Platform(), THREE, ["wait", "wait", "wait", "wait", "press 1"])
@example(SAYS_AGAIN, Platform(), THREE, ["press 1", "wait", "press 1", "press 1"])
@example(SETS, Platform(), THREE, ["press 1", "wait", "press 1"])
@given(any_plans, QUIRKS, worlds(), st.lists(MOVES, max_size=8))
def test_a_callee_who_does_what_others_did_has_the_same_call(
    dialplan: n.Dialplan, platform: Platform, several: list[dict[str, str]], moves: list[str]
) -> None:
    """What comes of a key or of silence is remembered as a whole; each call is played in a plan of its own as well."""
    shared = compile_plan(dialplan, platform)
    for world in [*several, *several]:
        told = []
        for plan in (shared, compile_plan(dialplan, platform)):
            call = Call(plan, variables=world, web={"http://s/*": [TIMEOUT, TIMEOUT, "word", "1"], "*": LONG[:9]})
            call.answer()
            done = [call.attempt(parse_line(move, 1)[0].run) for move in moves]
            line = call.line
            at = call._heard_to, call._last_ms, call._prompt_ms, line._steps, line.web.situation
            told.append((done, list(call.transcript()), line.state, line.now_ms, line.due_ms, line.history, at))
        assert told[0] == told[1]
