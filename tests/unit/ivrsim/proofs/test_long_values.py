"""How long calls take that speak values which nobody knows: each from nothing to `longest_value_ms`."""

import pytest
from hypothesis import given, strategies as st

from ivrdsl.model import nodes as n
from ivrdsl.model.values import Var
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.lengths import length_of
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.property import Options
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, Verdict
from ivrsim.proofs.verify import verify
from ivrsim.search.explore import World

LONGEST_MS = 3000
PLATFORM = Platform(longest_value_ms=LONGEST_MS)
NAME = Var("contact.firstName")
GREETING = n.Dialplan()[n.Say("Hello ", NAME, ", dear ", NAME, "."), n.Wait(2), n.Hangup()]
IN_TIME = next(each for each in BUILT_IN if each.name == "call-ends-in-time")


def judged(
    plan: n.Dialplan, limit_ms: int, platform: Platform = PLATFORM, given: dict[str, str] | None = None
) -> Verdict:
    asked = Asked((IN_TIME,), Options(max_duration_ms=limit_ms), World(variables=given or {}))
    return verify(plan, platform, asked=asked).verdicts[0]


def least_proved(plan: n.Dialplan) -> int:
    """The least limit within which every call is proven to end, in ms."""
    low, high = 0, 100_000
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if judged(plan, middle).verdict == PROVED else (middle + 1, high)
    return low


def test_between_the_call_that_was_tried_and_the_longest_values_nobody_knows() -> None:
    bound_ms = least_proved(GREETING)
    empty_ms = len_ms("")
    assert 2 * LONGEST_MS + empty_ms <= bound_ms <= 2 * LONGEST_MS + empty_ms + 2000
    assert judged(GREETING, empty_ms - 1).verdict == BROKEN
    between = judged(GREETING, bound_ms - 1)
    assert between.verdict == UNDECIDED
    assert "3 s to say (longest_value_ms)" in between.because
    assert ("longest_value_ms", str(LONGEST_MS)) in between.assumptions


def len_ms(name: str) -> int:
    """How long the greeting of somebody takes."""
    call = Call(GREETING, platform=PLATFORM, variables={"contact.firstName": name})
    call.answer("live")
    call.wait()
    return call.transcript().duration_ms


@given(st.text(alphabet="abcdeiou 0123456789,.", max_size=60))
def test_no_call_with_values_within_the_bound_takes_longer(name: str) -> None:
    longest = PLATFORM, "tts", "female1"
    if length_of(*longest).ms(f" {name}", ()) > LONGEST_MS:
        return
    assert len_ms(name) <= 2 * LONGEST_MS + len_ms("") + 2000
    assert judged(GREETING, len_ms(name) - 1).verdict != PROVED


@pytest.mark.parametrize("value", ["'${contact.a}${contact.a}'", "'${contact.a}' + 'very long'"])
def test_what_the_plan_puts_together_has_no_bound(value: str) -> None:
    plan = n.Dialplan()[n.SetVar("made", value), n.Say("It is ", Var("made"), "."), n.Hangup()]
    verdict = judged(plan, 90_000)
    assert verdict.verdict == UNDECIDED
    assert "made" in verdict.because


def test_a_copy_is_as_long_as_what_it_copies() -> None:
    plan = n.Dialplan()[n.SetVar("copy", "'${contact.a}'"), n.Say("It is ", Var("copy"), "."), n.Hangup()]
    assert judged(plan, 10_000).verdict == PROVED


def test_a_value_that_is_given_is_as_long_as_it_is() -> None:
    given = {"contact.firstName": "Ann"}
    exact_ms = len_ms("Ann")
    assert judged(GREETING, exact_ms, given=given).verdict == PROVED
    assert judged(GREETING, exact_ms - 1, given=given).verdict == BROKEN
    assert judged(GREETING, exact_ms + 1000, given={"contact.lastName": "Ann"}).verdict == UNDECIDED


@pytest.mark.parametrize("name", ["contact.firstName", "contact.first${n}"])
def test_a_value_that_is_given_and_then_set_is_not_known(name: str) -> None:
    plan = n.Dialplan()[n.SetVar("n", "'x'"), n.SetVar(name, "${contact.lastName}"), *GREETING.body]
    assert judged(plan, 8000, given={"contact.firstName": "Ann"}).verdict == UNDECIDED


def test_a_sound_is_as_long_as_any_sound() -> None:
    plan = n.Dialplan()[n.PlaySound(Var("contact.sound")), n.Hangup()]
    verdict = judged(plan, PLATFORM.sound_ms)
    assert verdict.verdict == PROVED
    assert all(quirk != "longest_value_ms" for quirk, _ in verdict.assumptions)


def test_a_plan_that_speaks_no_such_value_does_not_lean_on_it() -> None:
    assert "longest_value_ms" not in dict(judged(n.Dialplan()[n.Say("Hello."), n.Hangup()], 5000).assumptions)
    assert compile_plan(GREETING, PLATFORM).platform.longest_value_ms == LONGEST_MS
