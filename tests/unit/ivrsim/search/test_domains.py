"""Values from outside: those that are tried do whatever any other value does; uses that no list covers are escapes."""

from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from ivrdsl.model import nodes as n
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import effects as did, events as e
from ivrsim.core.instructions.base import CONTROL, SENT, SPOKEN
from ivrsim.core.platform import Platform
from ivrsim.core.state import RINGING
from ivrsim.core.step import step
from ivrsim.search.domains import Domains
from ivrsim.search.escape import NAMED

OPERATORS = ("==", "!=", "===", "!==", "<", ">", "<=", ">=")
CONSTANTS = (
    "5", "-5", "2.5", "6", "0", "08", "'5'", "'yes'", "'m'", "''", "true", "false", "null", "undefined", "0x5", "5e0",
    "'05'", "'5.0'", "' 5'", "'0'", "'1e1'", "10", "9007199254740991", "'true'", "'null'", "' '",
)  # fmt: skip
VALUES = (
    "", "yes", "no", "m", "z", "Yes", "true", "false", "null", "undefined", "two words", "0", "1", "2", "2.4", "2.5",
    "2.6", "3", "4", "5", "5.0", "5.5", "6", "6.5", "7", "99", "-1", "-4.5", "-5", "-6", "05", "006", "010", "08", "10",
    " ", "  ", " 5", "5 ", " 5 ", " yes", "yes ", "\t5", "\u00a05", "0005", "00", "-0", "0.0", ".5", "5.", "+5", "-05",
    "5e0", "1e1", "10.0", "0x5", "0X5", "0b101", "0o5", "0x", "1_0", "Infinity", "-Infinity", "+Infinity", "inf", "NaN",
    "1e999", "9007199254740990", "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993",
    "\u0665", "false ", "TRUE", "5 5", "5-5", "5//", "5/*", "(5)", "[5]", "x == 5",
    "\ufeff5", "5\u2003", "\u180e5", "\U0001d7d3",
)  # fmt: skip


def plan_of(*body: Any, platform: Platform | None = None) -> Any:
    return compile_plan(n.Dialplan("Root", body=(*body, n.Hangup())), platform)


def told(plan: Any, name: str, value: str) -> Any:
    """All that a value decides in a plan without waits: conditions and errors, but not the words of either.

    That a copy leans on `setvar_mode` where its value is a program, as 5.0 is for 5, is not told.
    """
    state = RINGING._replace(variables=((name, value),))
    made = step(plan, state, e.LIVE)
    return made.state.outcome, [shown for effect in made.effects if (shown := shape(effect)) is not None]


def shape(effect: did.Effect) -> tuple[Any, ...] | None:
    """What an effect tells of a decision, if anything."""
    match effect:
        case did.VariableSet() | did.Assumed(quirk="setvar_mode"):
            return None
        case did.Condition(element, _, result):
            return "condition", element, result
    return effect.kind, effect.element, *list(effect.details.values())[:1]


comparisons = st.builds(
    lambda left, operator, right, mirrored: f"{right} {operator} {left}" if mirrored else f"{left} {operator} {right}",
    st.sampled_from(("'${contact.size}'", '"${contact.size}"', "'${copy}'", "${contact.size}")),
    st.sampled_from(OPERATORS),
    st.sampled_from(CONSTANTS),
    st.booleans(),
)
exact = st.one_of(
    comparisons,
    st.sampled_from(
        ("'${contact.size}'", "!'${contact.size}'", "isNaN('${contact.size}')", 'isNaN("${copy}")', "'${copy}'")
    ),
)
conditions = st.one_of(
    exact.map(n.If),
    st.tuples(exact, exact).map(lambda two: n.If(f"{two[0]} && !({two[1]})")),
    st.tuples(exact, exact, exact).map(lambda few: n.If(f"({few[0]} || {few[1]}) && {few[2]}")),
    st.builds(n.Equal, st.just("${contact.size}"), st.sampled_from(("5", "yes", "'yes'", "2 + 3", "two words"))),
    st.builds(
        n.NotEqual, st.sampled_from(("5", "yes", "2.50")), st.sampled_from(("${contact.size}", "'${contact.size}'"))
    ),
)


@given(
    st.lists(conditions, min_size=1, max_size=3),
    st.sampled_from(("'${contact.size}'", '"${contact.size}"', "${contact.size}")),
    st.sampled_from(VALUES),
    st.builds(
        Platform, js_error=st.sampled_from(("false", "end_call")), equal_compare=st.sampled_from(("text", "number"))
    ),
)
def test_every_value_does_what_one_that_is_tried_does(
    tests: list[Any], copied: str, value: str, platform: Platform
) -> None:
    plan = plan_of(n.SetVar("copy", copied), *tests, platform=platform)
    domains = Domains([plan])
    assume(not any(escape.kind == CONTROL for escape in domains.escapes[0]))
    tried = domains.values("contact.size")
    assert len(set(tried)) == len(tried)
    assert told(plan, "contact.size", value) in [told(plan, "contact.size", each) for each in tried]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (n.If("'${contact.size}' == 'yes'"), ["yes", "other", ""]),
        (n.If("'${contact.size}' == 'other'"), ["other", "another", ""]),
        (n.If("'${contact.size}' == '1'"), ["1", "8", ""]),
        (n.If("'${contact.size}' < 5"), ["4", "5", "6", "other", ""]),
        (n.If("'${contact.size}' < -5"), ["-6", "-5", "-4", "other", ""]),
        (n.If("'${contact.size}' >= 2.5"), ["2", "2.5", "3", "other", ""]),
        (n.If("'${contact.size}' == 5 && '${contact.size}' != 6"), ["4", "5", "5.5", "6", "7", "other", ""]),
        (n.If("'${contact.size}' == true"), ["0", "1", "2", "other", ""]),
        (n.If("'${contact.size}' != null"), ["other", ""]),
        (n.If("'${contact.size}' > null"), ["-1", "0", "1", "other", ""]),
        (n.If("'${contact.size}' == 7 && '${contact.size}' != '7'"), ["7", "6", "07", "8", "other", ""]),
        (n.If("'${contact.size}' == 1e999"), ["other", ""]),
        (n.Equal("${contact.size}", "yes"), ["yes", "other", ""]),
        (n.Equal("yes", "'${contact.size}'"), ["yes", "other", ""]),
        (n.Say("${contact.size}"), ["other", ""]),
    ],
)
def test_values(test: Any, expected: list[str]) -> None:
    assert Domains([plan_of(test)]).values("contact.size") == expected


def test_copies_are_compared_for_what_they_are_copies_of() -> None:
    plan = plan_of(n.SetVar("a", "'${contact.size}'"), n.SetVar("b", '"${a}"'), n.If("'${b}' == 'yes'"))
    domains = Domains([plan])
    assert domains.values("contact.size") == ["yes", "other", ""]
    assert domains.escapes == [[]]


def test_old_and_new_spellings_are_one_variable() -> None:
    plan = plan_of(n.If("'${call.field.c}' == 'yes'"), n.If("'${contact.C}' == 'no'"))
    assert Domains([plan]).values("contact.C") == ["no", "yes", "other", ""]


def test_an_attribute_is_read_by_its_plain_name() -> None:
    domains = Domains([plan_of(n.If("'${vip}' == 'yes'"))], ["vip"])
    assert domains.values("attribute.vip") == ["yes", "other", ""]
    assert domains.is_outside("attribute.vip")
    assert not domains.is_outside("attribute.other")


def test_plans_that_are_searched_together_share_what_matters() -> None:
    plans = [
        plan_of(n.If("'${contact.size}' == 'yes'")),
        plan_of(n.If("'${contact.size}' == 'no'"), n.Say("${contact.size}")),
    ]
    domains = Domains(plans)
    assert domains.values("contact.size") == ["no", "yes", "other", ""]
    assert [[escape.kind for escape in escapes] for escapes in domains.escapes] == [[], [SPOKEN]]


MENU = n.Menu(max_digits=3, body=(n.Say("a"), n.Keypress("1")))


@pytest.mark.parametrize(
    ("test", "kinds"),
    [
        (n.If("'${call.lastinput}' == '12'"), set()),
        (n.If("'${call.lastinput}' < '12'"), {CONTROL}),
        (n.If("'${call.lastinput}' < 12"), set()),
        (n.If("${call.lastinput} < 12"), {CONTROL}),  # 3*4 is 12
        (n.If("'${call.lastinput}' == 9007199254740993"), {CONTROL}),  # nor is the next number another one
        (n.If("'${call.lastinput}'.length == 3"), {CONTROL}),
        (n.If("'${contact.size}' == '1' /* ${contact.size} */"), {CONTROL}),  # which may end there
        (n.If("'${contact.size}' == '1' // ${contact.size}"), {CONTROL}),
        (n.If("'${call.lastinput}' == '${contact.size}'"), {CONTROL}),
        (n.If("${call.lastinput"), set()),
        (n.If("'${call.lastinput}' =="), {CONTROL}),
        (n.If("'${a${call.lastinput}}' == '1'"), {CONTROL, NAMED}),
        (n.Equal("12", "${call.lastinput}"), {CONTROL}),
        (n.Equal("${call.lastinput}", "12"), set()),
        (n.If("Math.random() < 0.5"), {CONTROL}),
        (n.SetVar("a${call.lastinput}", "1"), {CONTROL}),
        (n.Stash("a", "${call.lastinput}"), {SENT}),
        (n.Say("You pressed ${call.lastinput}"), {SPOKEN}),
        (n.Say("${call.lastinput}"), {SPOKEN}),
        (n.Dtmf("${call.lastinput}"), {CONTROL}),
        (n.Transfer("${call.lastinput}"), {SENT}),
        (n.Wait("${call.lastinput}"), {CONTROL}),
        (n.Get("http://s/${call.lastinput}", variable="r"), {SENT}),
    ],
)
def test_escapes(test: Any, kinds: set[str]) -> None:
    assert {escape.kind for escape in Domains([plan_of(MENU, test)]).escapes[0]} == kinds


def test_a_menu_of_two_keys_takes_no_product() -> None:
    short = n.Menu(max_digits=2, body=(n.Say("a"), n.Keypress("1")))
    assert Domains([plan_of(short, n.If("${call.lastinput} < 12"))]).escapes == [[]]


def test_a_copy_outside_of_quotes_is_a_product_where_it_is_compared() -> None:
    copied = n.SetVar("a", "${call.lastinput}")
    assert Domains([plan_of(MENU, copied)]).escapes == [[]]
    assert [each.kind for each in Domains([plan_of(MENU, copied, n.If("'${a}' == '12'"))]).escapes[0]] == [CONTROL]


def test_a_prompt_that_may_be_empty_takes_time_or_not() -> None:
    computed = n.SetVar("a", "'${call.lastinput}'.slice(1)")
    spoken = Domains([plan_of(MENU, computed, n.Say("${a}"))]).escapes[0]
    assert {escape.kind for escape in spoken} == {SPOKEN, CONTROL}
    assert {escape.kind for escape in Domains([plan_of(MENU, computed, n.Say("It is ${a}"))]).escapes[0]} == {SPOKEN}
