"""Keys that the platform keeps until a menu listens: one is tried for each class that some menu tells apart."""

from functools import cache

from hypothesis import given, strategies as st

from ivrdsl.model.nodes import Amd, Dialplan, Goto, Hangup, Keypress, Menu, Say
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.events import KEYS
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.script.run import run_script
from ivrsim.search.choices import MOST_AHEAD
from ivrsim.search.covers import hole_in
from ivrsim.search.explore import Exploration, explore
from tests.sizes import draws


@cache
def found() -> Exploration:
    plan = Dialplan()[
        Amd(live=Goto("first"), machine=Goto("end")),
        Menu("first", max_digits=2, timeout_s=3)[Keypress("11")[Say("Eleven.")]],
        Menu("second", max_digits=1, timeout_s=3)[Keypress("4-6")[Say("Four to six.")]],
        Hangup(name="end"),
    ]
    return explore(compile_plan(plan, Platform(type_ahead="keep")))


def test_keys_that_no_menu_tells_apart_are_tried_once() -> None:
    detecting = found().control(1).state
    tried = {key: found().choices.standing_for(detecting, key) for key in KEYS}
    assert "".join(tried.values()) == "0100444000*#"
    assert found().choices.keys(found().plan.table[detecting.place], detecting) == ["0", "1", "4", "*", "#"]


@draws(200)
@given(st.text(KEYS, max_size=MOST_AHEAD), st.integers(0, 3))
def test_whatever_is_pressed_ahead_is_covered(keys: str, waits: int) -> None:
    call = Call(found().plan)
    early = [f"press {key} at {100 + number}ms" for number, key in enumerate(keys)]
    assert run_script(call, "; ".join(["answer live", *early, *["try wait"] * waits, "try hang up"])) is None
    assert hole_in(found(), call.line.moves) is None
