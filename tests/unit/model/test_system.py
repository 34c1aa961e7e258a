"""The table of the platform's own variables: whole, and what everybody else says of them."""

from pathlib import Path
from typing import Final

import pytest

from ivrdsl import from_xml
from ivrdsl.checking.facts.contents import _SYSTEM_CONTENTS
from ivrdsl.model.system import (
    DOCUMENTED,
    OBSERVED,
    PREFIXES,
    SYSTEM,
    SYSTEM_VARIABLES,
    is_documented,
    is_observed,
    is_system,
)
from ivrdsl.model.values import CALL, CONTACT, GLOBAL, Var
from ivrsim import Platform
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.variables import canonical, is_there, of_clock
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.names import named
from ivrsim.proofs.premises import Premise
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN
from ivrsim.proofs.verify import verify, with_any_platform

PAGE: Final = Path(__file__).resolve().parents[3] / "docs" / "proofs.md"
BEGIN: Final = "<!-- system variables: made from the code -->\n"
END: Final = "<!-- system variables: end -->"
UNSET: Final = Platform(undocumented_variables="unset")


def table() -> str:
    who = {DOCUMENTED: "documented", OBSERVED: "observed in plans; assumed (`undocumented_variables`)"}
    rows = [
        f"| `{each.name.replace(' to ', '` to `')}` | {each.holds} | {who[each.source]} |" for each in SYSTEM_VARIABLES
    ]
    return "\n".join(["", "| variable | holds | source |", "| --- | --- | --- |", *rows, "", ""])


def test_the_page_has_the_table(update_golden: bool) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    whole = f"{before}{BEGIN}{table()}{END}{after}"
    if update_golden:
        PAGE.write_text(whole, encoding="utf-8")
    assert text == whole or update_golden


def test_the_table_has_all_that_plans_in_python_can_name() -> None:
    groups = (CALL, CONTACT, GLOBAL)
    named = {each.name for group in groups for each in vars(type(group)).values() if isinstance(each, Var)}
    assert named == SYSTEM
    assert set(_SYSTEM_CONTENTS) <= SYSTEM
    assert all(each.name.startswith(PREFIXES) for each in SYSTEM_VARIABLES)


@pytest.mark.parametrize("name", sorted(SYSTEM))
def test_every_variable_of_the_clock_tells_the_time(name: str) -> None:
    assert (of_clock(name, 0) is not None) == name.startswith("global.")


@pytest.mark.parametrize(
    ("name", "documented", "observed"),
    [
        ("call.phonenumber", True, False),
        ("call.phoneNumber", False, False),
        ("contact.firstname", False, False),
        ("contact.AB", True, False),
        ("contact.ABC", False, False),
        ("call.field.b", False, True),
        ("call.lastTransfer", False, True),
        ("call.lasttransfer", False, False),
        ("n", False, False),
    ],
)
def test_who_knows_a_name(name: str, documented: bool, observed: bool) -> None:
    assert (is_documented(name), is_observed(name)) == (documented, observed)
    kept = canonical(name, Platform())[0]
    assert is_there(kept, Platform()) == (documented or observed or not is_system(name))
    assert is_there(canonical(name, UNSET)[0], UNSET) == (documented or not is_system(name))


@pytest.mark.parametrize("name", ["call.field.b", "call.lastTransfer"])
def test_a_verdict_that_leans_on_what_only_plans_show_says_so(name: str) -> None:
    plan = from_xml(
        f'<dialplan name="Root"><setvar varname="a">1</setvar><play type="tts">It is ${{{name}}}.</play></dialplan>'
    )
    asked = Asked(properties=named(BUILT_IN, "no-unset-variable"))
    report = with_any_platform(plan, Platform(), verify(plan, asked=asked), asked)
    unset = next(each for each in report.verdicts if each.name == "no-unset-variable")
    assert unset.verdict == "PROVED"
    assert Premise("undocumented_variables", "there") in unset.assumptions
    assert [(each.value, each.verdict) for each in unset.depends_on if each.quirk == "undocumented_variables"] == [
        ("unset", BROKEN)
    ]
    assert compile_plan(plan, UNSET).platform is UNSET
