"""Proofs from more calls than there are: what nobody knows may come out in any way, and proves nothing but that."""

from typing import Any

import pytest

from ivrdsl.model import nodes as n
from ivrdsl.model.structs import replace
from ivrdsl.model.values import CALL, CONTACT
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.proofs.abstraction import AbstractCalls
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.own import never
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, Verdict
from ivrsim.proofs.verify import verify

ENDS = next(each for each in BUILT_IN if each.name == "every-call-ends")
OFFERS = next(each for each in BUILT_IN if each.name == "offered-keys-work")
BRANCHES = next(each for each in BUILT_IN if each.name == "every-branch-can-be-taken")
NO_TRANSFER = never(lambda entry: entry.kind == "transfer", name="no transfer")
NO_SMS = never(lambda entry: entry.kind == "sms", name="no sms")


def judged(prop: Any, *body: Any, platform: Platform | None = None) -> Verdict:
    return verify(n.Dialplan("R")[*body], platform, asked=Asked((prop,))).verdicts[0]


COMPUTED = "'${contact.A}'.length > 3"


@pytest.mark.parametrize("test", [COMPUTED, "'${contact.A}' < 'b'", "new Date().getMinutes() > 3", "Math.random() > 2"])
def test_whichever_way_a_test_goes_the_call_ends(test: str) -> None:
    assert judged(ENDS, n.If(test)[n.Say("Long."), n.Else()[n.Say("Short.")]], n.Hangup()).verdict == PROVED


@pytest.mark.parametrize("test", [COMPUTED, "'${contact.A}' < 'b'", "'${contact.A}'.charAt(2) == 'q'"])
def test_what_one_way_may_do_is_not_proven_not_to_happen(test: str) -> None:
    assert judged(NO_TRANSFER, n.If(test)[n.Transfer("12135551234")], n.Hangup()).verdict in (BROKEN, UNDECIDED)


@pytest.mark.parametrize("quirk", ["false", "end_call"])
def test_a_test_may_be_false(quirk: Any) -> None:
    body = n.If("'${contact.A}'.length < 9")[n.Hangup(), n.Else()[n.Transfer("12135551234")]], n.Hangup()
    assert judged(NO_TRANSFER, *body, platform=Platform(js_error=quirk)).verdict in (BROKEN, UNDECIDED)


def test_what_is_computed_may_be_something_where_it_is_nothing_for_all_that_is_tried() -> None:
    """In a prompt that says something a key can be pressed, and a catch takes it."""
    body = (
        n.SetVar("a", "'${contact.A}'.slice(9)"),
        n.Catch("digit", "t", "1")[n.Say("${a}")],
        n.Hangup(),
        n.Transfer("12135551234", name="t"),
    )
    silent = replace(NO_TRANSFER, leans_on=())
    assert judged(silent, *body).verdict in (BROKEN, UNDECIDED)


def test_a_test_of_what_is_computed_goes_both_ways() -> None:
    body = n.SetVar("a", "'${contact.A}'.charAt(4)"), n.If("'${a}' == 'q'")[n.Transfer("12135551234")], n.Hangup()
    assert judged(NO_TRANSFER, *body).verdict == BROKEN
    assert judged(ENDS, *body).verdict == PROVED


def test_so_does_one_of_what_asks_the_clock_or_draws_lots() -> None:
    for value in ("new Date().getMinutes()", "Math.random()", "[].constructor.constructor('return new Da'+'te()')()"):
        body = n.SetVar("a", value), n.If("'${a}' == '3'")[n.Transfer("12135551234")], n.Hangup()
        assert judged(NO_TRANSFER, *body).verdict in (BROKEN, UNDECIDED)
        assert judged(ENDS, *body).verdict == PROVED


def test_a_circle_that_a_test_may_leave_is_not_proven_to_end() -> None:
    body = n.Say("Hold.", name="again"), n.If("'${contact.A}'.length == 3")[n.Goto("again")], n.Hangup()
    assert judged(ENDS, *body).verdict in (BROKEN, UNDECIDED)


def test_a_prompt_that_may_say_nothing_takes_no_key() -> None:
    computed = n.SetVar("a", "'${contact.A}'.slice(1)")
    body = computed, n.Menu("m", max_digits=1, timeout_ms=2000)[n.Say("${a}"), n.Keypress("1")[n.Hangup()]], n.Hangup()
    assert judged(ENDS, *body).verdict == PROVED


def test_that_something_can_happen_is_not_proven_by_more_calls() -> None:
    verdict = judged(BRANCHES, n.If("'${contact.A}'.charCodeAt(3) == 4711")[n.Say("Q.")], n.Hangup())
    assert verdict.verdict == UNDECIDED


@pytest.mark.parametrize("quirk", ["false", "end_call"])
def test_a_test_may_fail(quirk: Any) -> None:
    no_error = next(each for each in BUILT_IN if each.name == "no-javascript-error")
    platform = Platform(js_error=quirk)
    may_fail = "'${contact.A}'.match('q').length == 1"
    assert judged(no_error, n.If(may_fail)[n.Say("x")], n.Hangup(), platform=platform).verdict in (BROKEN, UNDECIDED)
    assert judged(no_error, n.If(COMPUTED)[n.Say("x")], n.Hangup(), platform=platform).verdict == PROVED


def test_many_tests_in_a_row_are_too_many_ways() -> None:
    tests = [n.If(f"'${{contact.A}}'.charAt({at}) == 'q'")[n.SetVar(f"v{at}", "1")] for at in range(12)]
    speaks = [n.Say("".join(f"${{v{at}}}" for at in range(12)), name="s")]
    verdict = judged(NO_SMS, *tests, *speaks, n.Hangup())
    assert verdict.verdict in (PROVED, UNDECIDED)


def test_they_are_searched_when_they_are_needed() -> None:
    exact = compile_plan(n.Dialplan("R")[n.If("'${contact.A}' == 'x'")[n.Say("x")], n.Hangup()])
    abstract = AbstractCalls(exact, Asked((ENDS,)))
    assert "subject" not in vars(abstract)
    assert verify(exact, asked=Asked((ENDS,))).verdicts[0].verdict == PROVED


# --- greetings --------------------------------------------------------------------------------------------------------


def offering(*said: Any) -> Verdict:
    return judged(
        OFFERS, n.Menu("m", max_digits=1, timeout_ms=2000)[n.Say(*said), n.Keypress("1")[n.Hangup()]], n.Hangup()
    )


def test_a_greeting_by_name_decides_nothing() -> None:
    assert offering("Hello ", CONTACT.first_name, ". Press 1 to end the call.").verdict == PROVED
    assert offering("Hello ", CONTACT.first_name, ". Press 2 to end the call.").verdict == BROKEN
    assert offering("You pressed ", CALL.last_input, ". Press 1 to end the call.").verdict == PROVED


def test_parts_on_both_sides_of_a_gap_are_not_joined() -> None:
    said = n.Say("Press ", CONTACT.first_name, "2 to end the call.")
    plan = n.Dialplan("R")[n.Menu("m", max_digits=1, timeout_ms=2000)[said, n.Keypress("1")[n.Hangup()]], n.Hangup()]
    assert verify(plan, asked=Asked((OFFERS,))).verdicts == ()


def test_keys_that_are_kept_leave_open_only_what_depends_on_keys() -> None:
    """Where the platform keeps keys, somebody may press more of them ahead than are tried; a machine presses none."""
    code = n.Say("Your code is 2 5 1 7.")
    menu = n.Menu("m", max_digits=1, timeout_ms=2000)[code, n.Keypress("1")[n.Goto("m")], n.NoInput()[n.Hangup()]]
    plan = n.Dialplan("R")[n.Amd()[n.Live()[menu], n.Machine()[n.Say("Please call us."), n.Hangup()]], n.Hangup()]
    verdicts = {each.name: each.verdict for each in verify(plan, Platform(type_ahead="keep")).verdicts}
    assert verdicts["machine-never-hears-secret"] == PROVED
    assert verdicts["every-call-ends"] == UNDECIDED
