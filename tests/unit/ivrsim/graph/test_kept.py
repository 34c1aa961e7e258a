"""What a setvar or stash is said to keep is what calls keep."""

import pytest
from hypothesis import given, strategies as st

from ivrdsl import Dialplan, SetVar, Stash, Var
from ivrsim import Call
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.graph.kept import computed_copies, kept

FIGURES = st.from_regex(r"\A[+(]?[0-9]{1,4}([-/. ()][0-9]{1,4}){1,3}\Z") | st.text("0123456789-+/.,() '", max_size=12)


def stashed(plan: Dialplan) -> str:
    call = Call(plan)
    call.answer("live")
    return call.stash["kept"]


@given(FIGURES)
def test_a_stash_keeps_what_it_is_said_to_keep(text: str) -> None:
    plan = Dialplan("Root")[Stash("kept", text)]
    compiled = compile_plan(plan, Platform())
    assert kept(compiled, compiled.starts[1], {}) == stashed(plan)


@given(FIGURES)
def test_a_copy_is_told_only_where_a_call_keeps_something_else(text: str) -> None:
    plan = Dialplan("Root")[SetVar("a", f'"{text}"'), SetVar("b", Var("a").quoted), Stash("kept", Var("b"))]
    told = computed_copies(compile_plan(plan, Platform()))
    assert [each.kept for each in told] in ([], [stashed(plan)])
    assert all(each.kept != each.text == text and each.sure for each in told)


def test_a_value_that_was_set_anew_is_not_told() -> None:
    plan = Dialplan("Root")[SetVar("a", "'555-1234'"), SetVar("a", "1"), Stash("kept", Var("a"))]
    assert computed_copies(compile_plan(plan, Platform())) == []


@pytest.mark.parametrize("value", ["${a}", "'${a}'"])
def test_variables_that_are_set_from_one_another_have_no_value(value: str) -> None:
    plan = Dialplan("Root")[SetVar("a", "${b}"), SetVar("b", value), Stash("kept", Var("a"))]
    assert computed_copies(compile_plan(plan, Platform())) == []
