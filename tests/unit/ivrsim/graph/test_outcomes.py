"""What conditions never are: whatever values are put in, none comes out so, and verify finds the same."""

import pytest
from hypothesis import assume, given, strategies as st

from ivrdsl import Dialplan, Equal, Get, Hangup, If, Keypress, Menu, NoInput, NoMatch, Say, SetVar, Var
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.core.run import Given
from ivrsim.core.step import run_alone
from ivrsim.core.table import Test as Condition
from ivrsim.core.variables import moments
from ivrsim.graph.outcomes import dead_outcomes
from ivrsim.proofs.reasons.untaken import UntakenWays
from ivrsim.search.explore import explore

MOMENTS = moments(days=True, hours=True)
NUMBERS = ("-1", "0", "1", "5", "7", "12", "13", "17", "23", "24", "5.5")
CLOCK = ("${global.time.hour}", "${global.time.hour.military}", "${global.date.dayOfWeek}")
QUOTED = ("'${contact.A}'", "'${contact.firstName}'", "'${reply}'", "'${n}'")
BARE = ("${call.lastinput}", "${n}")
ODD = (
    "",
    " ",
    "0",
    "00",
    "5",
    "05",
    "5.0",
    "5e0",
    " 5",
    "0x5",
    "-1",
    "17",
    "1e9",
    "x",
    "yes",
    "no",
    "NaN",
    "Infinity",
    "true",
)


@st.composite
def comparisons(draw: st.DrawFn) -> str:
    left = draw(st.sampled_from((*CLOCK, *QUOTED, *BARE)))
    operator = draw(st.sampled_from(("==", "!=", "===", "!==", "<", ">", "<=", ">=")))
    constants = (
        NUMBERS if operator[0] in "<>" or left in BARE else (*NUMBERS, "'yes'", "'no'", "''", "'5'", "true", "null")
    )
    right = draw(st.sampled_from(constants))
    return f"{left} {operator} {right}" if draw(st.booleans()) else f"{right} {operator} {left}"


CONDITIONS = st.recursive(
    comparisons(),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(("&&", "||")), inner).map(lambda each: f"({each[0]}) {each[1]} ({each[2]})"),
        inner.map(lambda each: f"!({each})"),
    ),
    max_leaves=3,
)


def plan_with(condition: If | Equal) -> Dialplan:
    return Dialplan("Root")[
        SetVar("n", 0),
        Get("https://example.com/", variable="reply"),
        Menu("ask", max_digits=1)[
            Say("Press 1."),
            Keypress("1")[SetVar("n", f"{Var('n')} + 1")],
            NoInput()[Hangup()],
            NoMatch()[SetVar("n", f"{Var('n')} * 2")],
        ],
        condition,
    ]


@given(CONDITIONS, st.lists(st.sampled_from(ODD), min_size=5, max_size=5), st.sampled_from(MOMENTS), st.data())
def test_no_value_takes_a_dead_way(condition: str, values: list[str], now_ms: int, data: st.DataObject) -> None:
    compiled = compile_plan(plan_with(If(condition)[Hangup()]), Platform())
    found = dead_outcomes(compiled)
    assume(found)
    (dead,) = found.values()
    numbers = st.sampled_from([each for each in ODD if each.isdecimal()])
    names = ("call.lastinput", "contact.A", "contact.firstName", "n", "reply")
    held = dict(zip(names, values, strict=True)) | {"n": data.draw(numbers), "call.lastinput": data.draw(numbers)}
    for moment in (now_ms, *MOMENTS[::5]):
        made = run_alone(compiled, dead.place, tuple(sorted(held.items())), Given(moment))
        assert made.ways[0][1] != dead.exit


@given(CONDITIONS)
def test_verify_finds_the_same(condition: str) -> None:
    compiled = compile_plan(plan_with(If(condition)[Hangup()]), Platform())
    dead = dead_outcomes(compiled)
    assume(dead)
    found = explore(compiled)
    assume(found.complete)
    for place, each in dead.items():
        assert (place, each.exit) not in found.ways
        assert UntakenWays(found).why(place, each.exit).element == each.reason.element


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        (If(f"{CLOCK[1]} > 17 && {CLOCK[1]} < 9")[Hangup()], "true"),
        (If(f"{CLOCK[1]} > 17 || {CLOCK[1]} < 20")[Hangup()], "false"),
        (If("'${contact.A}' == 'a' && '${contact.A}' == 'b'")[Hangup()], "true"),
        (Equal("${global.date.dayOfWeek}", "0")[Hangup()], "true"),
    ],
)
def test_what_is_known_to_be_dead(condition: If | Equal, outcome: str) -> None:
    found = dead_outcomes(compile_plan(plan_with(condition), Platform()))
    assert [each.outcome for each in found.values()] == [outcome]


@pytest.mark.parametrize(
    "condition",
    [
        "'${contact.A}' == 5 && '${contact.A}' != '5'",
        "'${contact.A}' == 0 && '${contact.A}' != '' && '${contact.A}' != '0'",
        "isNaN('${contact.A}') && '${contact.A}' != 'other'",
        "${contact.A} > 5 && ${contact.A} < 3",
        "'${contact.A}'.length < 0",
        "${n} == 1 && ${unknown} == 2",
        "1 ==",
        "",
    ],
)
def test_what_may_come_out_either_way(condition: str) -> None:
    compiled = compile_plan(plan_with(If(condition)[Hangup()]), Platform())
    assert dead_outcomes(compiled) == {}
    assert any(type(each) is Condition for each in compiled.table)


@pytest.mark.parametrize(
    "condition",
    [
        If(f"{CLOCK[1]} > 17 && {CLOCK[1]} < 9")[Hangup()],
        If("'${contact.A}' == 'a' && '${contact.A}' == 'b'")[Hangup()],
        Equal("${global.date.dayOfWeek}", "0")[Hangup()],
        If("1 == 2")[Hangup()],
    ],
)
def test_verify_says_it_in_the_same_words(condition: If | Equal) -> None:
    compiled = compile_plan(plan_with(condition), Platform())
    ((place, dead),) = dead_outcomes(compiled).items()
    assert UntakenWays(explore(compiled)).why(place, dead.exit) == dead.reason


@pytest.mark.parametrize(
    ("steps", "mode", "value"),
    [
        (("${k} + 1",), "literal", "0 + 1"),
        (("${k} * 99", "${k} + 5"), "auto", "1e308 * 99 + 5"),
        (("${k} + " + "9" * 400, "${k} + 5"), "auto", f"0 + {'9' * 400} + 5"),
    ],
)
def test_a_sum_that_is_kept_as_it_is_written_is_no_number(steps: tuple[str, ...], mode: str, value: str) -> None:
    counted = [SetVar("k", "0"), *(SetVar("k", step) for step in steps)]
    plan = compile_plan(Dialplan()[*counted, If("!${k} && ${k} != 0")[Say("Odd.")]], Platform(setvar_mode=mode))  # type: ignore[arg-type]
    place = next(place for place, each in enumerate(plan.table) if isinstance(each, Condition))
    assert run_alone(plan, place, (("k", value),)).ways[0][1].label == "true"
    assert dead_outcomes(plan) == {}
