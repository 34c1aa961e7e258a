"""Where a call ends as a loop, no key, no answer of others, no time of day and no luck leads it anywhere else."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import given, strategies as st

from ivrdsl.errors import StepFailed
from ivrdsl.model import nodes as n
from ivrdsl.model.values import Var
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import events as e
from ivrsim.core.instructions.base import KEYS, RECORDING, REPLY, TRANSFER
from ivrsim.core.platform import Platform
from ivrsim.core.run import Given, Needs
from ivrsim.core.state import State
from ivrsim.core.step import Step, step
from ivrsim.core.table import Plan
from ivrsim.play.call import Call
from ivrsim.play.line import NOON
from tests.properties.test_engine import platforms
from tests.sizes import draws

HOURS_MS = [round(NOON.timestamp() * 1000) + hour * 3_600_000 for hour in (0, 1, 7, 12, 15)]
SEEDS = (0, 1, 2, 3)

KEYED = st.sampled_from(("1", "2", "#"))
INSIDE: Any = st.one_of(
    st.builds(n.Say, st.sampled_from(("Hold.", "${x}", "It is ${global.time.hour}."))),
    st.builds(n.Wait, st.sampled_from((0, 1, Var("x")))),
    st.builds(
        n.SetVar, st.just("x"), st.sampled_from(("1", "${x} + 1", "Math.min(${x}1, 9)", "Math.random()", "Date.now()"))
    ),
    st.builds(
        n.If,
        st.sampled_from(("${x} > 3", "Math.random() > 0.5", "${global.time.hour} > 3", "'${x}' == ''")),
        body=st.sampled_from(((n.Hangup(),), (n.Goto("b"),), (n.Say("More."),))),
    ),
    st.builds(n.Goto, st.sampled_from(("a", "b", "a", "b", "c"))),
    st.sampled_from((n.Get("http://s/", "x"), n.Post("http://s/"), n.Transfer("2135550100", timeout_s=5), n.Record())),
)
BODIES: Any = st.lists(INSIDE, max_size=3).map(tuple)


@st.composite
def circles(draw: Any) -> n.Dialplan:
    """A plan that likes to go round: in a menu's prompts, in a catch, or in the open."""
    begin = n.Say(draw(st.sampled_from(("Hello.", "", "${x}"))), name="a")
    round_ = (begin, *draw(BODIES), n.Goto(draw(st.sampled_from(("a", "b")))))
    match draw(st.sampled_from(("menu", "catch", "hang up", "open", "open"))):
        case "menu":
            keys = [n.Keypress(key, body=draw(BODIES)) for key in draw(st.sets(KEYED))]
            inner: Any = n.Menu("b", max_digits=1, timeout_ms=2000)[(*round_, *keys)]
        case "catch":
            inner = n.Catch("digit", "c", draw(st.sampled_from("12")), name="b")[round_]
        case "hang up":
            inner = n.Catch("hangup", "c", name="b")[round_]
        case _:
            inner = n.If("true", name="b")[round_]
    return n.Dialplan("R")[inner, *draw(BODIES), n.Say("Bye.", name="c"), *draw(BODIES)]


def ends_of(plan: Plan, state: State, event: e.Event) -> Iterator[Step]:
    """What an event does, at each of some times of day."""
    try:
        yield step(plan, state, event)
    except Needs:
        yield from (step(plan, state, event, Given(at_ms)) for at_ms in HOURS_MS)


def where(made: Step) -> State:
    """Where a step leads, but for keys that are kept, which nothing takes in a circle without a menu that collects."""
    return made.state._replace(ahead="")


def outside(plan: Plan, state: State) -> list[e.Event]:
    """What others can do to a call, a hang-up left out."""
    return [] if state.hung_up else [*e.KEY.values()]


def check_circle(plans: list[Plan], start: State) -> None:
    """From where a call is, it comes back there, and nobody can lead it elsewhere."""
    state = start
    for _ in range(1000):
        assert plans[0].table[state.place].awaits not in (KEYS, RECORDING, REPLY, TRANSFER)
        onward = {where(made) for plan in plans for made in ends_of(plan, state, e.TIMER)}
        assert len(onward) == 1, "the time of day, or luck, leads elsewhere"
        for event in outside(plans[0], state):
            for made in ends_of(plans[0], state, event):
                assert where(made) in (state._replace(ahead=""), *onward), event
        state = next(iter(onward))._replace(ahead=start.ahead)
        if state == start:
            return
    raise AssertionError("it does not come back")


def test_nothing_leads_out_of_a_loop() -> None:
    ends: Counter[str] = Counter()

    @draws(100)
    @given(circles(), platforms, st.lists(st.sampled_from(("wait", "1", "hang up")), max_size=4))
    def check(dialplan: n.Dialplan, platform: Platform, acts: list[str]) -> None:
        plan = compile_plan(dialplan, platform)
        call = played(plan, acts)
        ends[call.outcome] += 1
        if call.outcome != "loop":
            return
        lucks = [compile_plan(dialplan, platform.with_quirks(seed=seed)) for seed in SEEDS]
        state, event = call.line.history[-1]
        last = {made.state for luck in lucks for made in ends_of(luck, state, event)}
        if any(each.outcome for each in last):  # it went round in no time
            assert {each.outcome for each in last} == {"loop"}
            ends["in no time"] += 1
        else:
            check_circle(lucks, next(iter(last)))

    check()
    assert min(ends["loop"] - ends["in no time"], ends["in no time"], ends["limit"]) >= 10, ends


def played(plan: Plan, acts: list[str]) -> Call:
    """A call in which somebody does this and that, and then says nothing."""
    call = Call(plan, web={"*": ["1", "2", "5"]})
    call.answer()
    for act in [*acts, *["wait"] * 5]:
        try:
            call.wait() if act == "wait" else call.hang_up() if act == "hang up" else call.press(act, at_ms=100)
        except StepFailed:
            continue
    return call
