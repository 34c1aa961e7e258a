"""One plan on two platforms: each quirk makes a difference where a plan leans on it, and none where it does not."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest

from ivrdsl.model.nodes import (
    Amd,
    Catch,
    Dialplan,
    Equal,
    Get,
    Goto,
    Gtalk,
    Hangup,
    If,
    Keypress,
    NoInput,
    NoMatch,
    Say,
    SetVar,
    Stash,
    Transfer,
    Wait,
)
from ivrdsl.model.structs import fields, replace
from ivrdsl.xml.parse import from_xml
from ivrsim.comparing import platforms
from ivrsim.comparing.compare import DIFFERENT, EQUIVALENT, UNDECIDED, PlanComparison, compare
from ivrsim.comparing.notice import Ignored
from ivrsim.comparing.script import first_difference
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.events import Event
from ivrsim.core.platform import Platform
from ivrsim.core.run import NOTHING, Given
from ivrsim.core.state import State
from ivrsim.core.step import Step, step
from ivrsim.play.call import Call
from ivrsim.script.run import run_script
from ivrsim.search.bounds import Bounds
from ivrsim.search.choices import INCOMING, OUTBOUND
from ivrsim.search.explore import World, explore
from tests.leaning import INPUT, MATTERS, NUMBER, ONE, Body, menu, readings

WORLDS = {
    "recipient_attributes_as_vars": World(attributes=("who",)),
    "amd_inbound": World(INCOMING),
}

USUAL: Body = [
    Amd(live=Goto("m"), machine=Goto("bye")),
    menu(ONE, Keypress("2")[Wait(2)], NoMatch()[Hangup()], NoInput()[Hangup()]),
    Hangup(name="bye"),
]

INDIFFERENT: dict[str, Body] = {
    "ms_per_character": [Wait(2)],
    **{key: [Wait(2)] for key in ("amd_delay_ms", "amd_machine_delay_ms", "amd_unsure_delay_ms", "amd_unsure")},
    "greeting_ms": [Wait(2)],
    "type_ahead": USUAL[1:],
    "timer_tie": [Say("Hi."), Wait(2)],
    "key_in_plain_play": [Wait(2)],
    "undefined_variable": [SetVar("who", "Ann"), Say("Hello ${who}.")],
    "setvar_mode": [SetVar("n", "12"), Say("${n}")],
    "js_error": [If("1 == 1")[Say("Yes.")]],
    "equal_compare": [menu(Keypress("1")[Equal(INPUT, "1")[Say("Yes.")]])],
    "lastinput_on_timeout": [menu(Keypress("1")[Stash("s", f"'{INPUT}'")])],
    "first_hash": [menu(ONE, Keypress("#")[Say("Hash.")])],
    "catch_own_hangup": [Catch("digit", "h", "9")[Say("Hi."), Hangup(name="h")]],
    "catch_scope": [Catch("digit", "h", "9")[Say("Hi."), Hangup(name="h")]],
    "transfer_timeout_scope": [Transfer(NUMBER, timeout_s=20, continue_after=True), Say("On.")],
    "contact_column_case_insensitive": [Say("Hello ${contact.A}, ${contact.firstName}.")],
}
"""Plans that come near to a quirk, and do not lean on it; for all other quirks it is USUAL."""


def compared(plan: Body, quirk: str, value: Any, **options: Any) -> PlanComparison:
    one, other = both(plan, quirk, value)
    return compare(one, other, **options)


def both(plan: Body, quirk: str, value: Any) -> Any:
    dialplan = Dialplan("Root", body=tuple(plan))
    return [compile_plan(dialplan, platform) for platform in (Platform(), Platform().with_quirks(**{quirk: value}))]


def check_the_call(plans: Any, result: PlanComparison, ignore: Sequence[Ignored] = ()) -> None:
    """The call that is shown differs, when it is played from its text."""
    assert result.call is not None
    transcripts = []
    for plan in plans:
        call = Call(plan)
        run_script(call, result.call.script)
        transcripts.append(call.transcript())
    found = first_difference(*transcripts, ignore, timed="timing" not in ignore)
    assert found == result.call.apart is not None


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(("quirk", "value"), [each for each in readings() if each[0] in MATTERS])
def test_a_call_tells_two_readings_of_a_quirk_apart(quirk: str, value: Any, reverse: bool) -> None:
    plans = both(MATTERS[quirk], quirk, value)[:: -1 if reverse else 1]
    result = compare(*plans, world=WORLDS.get(quirk))
    assert result.verdict == DIFFERENT, result.because
    assert f"with {quirk}=" in result.because
    check_the_call(plans, result)


@pytest.mark.parametrize(("quirk", "value"), readings())
def test_a_plan_that_leans_on_no_reading_is_the_same(quirk: str, value: Any) -> None:
    result = compared(INDIFFERENT.get(quirk, USUAL), quirk, value)
    assert result.verdict == EQUIVALENT, result.because


@pytest.mark.parametrize("quirk", ["key_gap_ms", "max_duration_ms", "max_steps"])
def test_what_is_no_behaviour_of_a_platform_is_undecided(quirk: str) -> None:
    result = compared(USUAL, quirk, 5_000_000)
    assert (result.verdict, result.call) == (UNDECIDED, None)
    assert result.because.startswith(f"{quirk} ")


@pytest.mark.parametrize(
    ("plan", "quirk", "value", "because"),
    [
        ([If("Math.random() < 2")[Say("a")], Wait(1)], "seed", 1, "a random number is used at if with seed=0"),
        ([Gtalk("x"), menu(Say("Hi."), ONE)], "barge_in", False, "at gtalk is not simulated"),
        ([Say("Hi."), *[Wait(1)] * 5, menu(ONE, NoMatch()[Goto("m")])], "seed", 1, ""),
    ],
)
def test_what_cannot_be_compared_is_undecided(plan: Body, quirk: str, value: Any, because: str) -> None:
    result = compared(plan, quirk, value)
    assert (result.verdict, result.call) == ((UNDECIDED, None) if because else (EQUIVALENT, None))
    assert because in result.because


def test_an_input_that_only_one_platform_keeps_proves_nothing_of_what_is_computed_with_it() -> None:
    computed = If(f"{INPUT} * 7 % 5 == 12")[Say("Never.")]
    result = compared([menu(ONE), menu(ONE, name="n"), computed], "lastinput_on_timeout", "clear")
    assert result.verdict == UNDECIDED


def test_time_does_not_count_where_it_is_ignored() -> None:
    for quirk, value in (("timer_tie", "timer"), ("interdigit", 1000), ("sound_ms", 1)):
        assert compared(MATTERS[quirk], quirk, value, ignore=("timing",)).verdict == EQUIVALENT
    assert compared(MATTERS["no_match"], "no_match", "end", ignore=("timing",)).verdict == DIFFERENT


def test_wording_can_be_ignored() -> None:
    assert compared([Say("Hello ${who}!")], "undefined_variable", "literal", ignore=("wording",)).verdict == EQUIVALENT
    assert compared(MATTERS["ms_per_character"], "ms_per_character", 70, ignore=("wording",)).verdict == EQUIVALENT


def test_several_quirks_are_told() -> None:
    plan = Dialplan("Root")[Say("Welcome."), menu(Say("Press 1."), ONE)]
    other = Platform(barge_in=False, type_ahead="keep")
    result = compare(plan, compile_plan(plan, other))
    assert "with barge_in=false, type_ahead=keep" in result.because
    check_the_call([compile_plan(plan), compile_plan(plan, other)], result)


def test_a_call_that_is_over_for_one_platform_goes_on_on_the_other() -> None:
    """Behind its own hangup nothing more is noticed of the end; what it does later is."""
    body = [Catch("hangup", "h")[Hangup()], Get("http://a.test", "v", name="h"), Stash("s", "'${v}'")]
    plans = [
        compile_plan(Dialplan("Root", body=tuple(body)), Platform(catch_own_hangup=True, http_timeout_ms=ms))
        for ms in (2000, 5000)
    ]
    result = compare(*plans)
    assert result.verdict == DIFFERENT
    check_the_call(plans, result)


# --- which instructions ask for a quirk ------------------------------------------------------------------------------


def test_every_quirk_stands_in_one_list() -> None:
    lists = [*platforms._ASKED, *platforms._SEEN_IN_THE_TABLE, *platforms._INCOMPARABLE]
    assert sorted(lists) == sorted(each.name for each in fields(Platform) if each.name != "name")


class Noting(Platform):
    """Notes which quirks are read; that a transcript lists one is no reading."""

    noted: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> Any:
        Noting.noted.add(name)
        return super().__getattribute__(name)

    def value(self, key: str) -> str:
        return ""


PLANS = sorted((Path(__file__).parents[3] / "conformance").glob("*/*/dialplan.xml"))


def test_a_step_reads_no_quirk_for_which_no_instruction_of_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    quirks = [each.name for each in fields(Platform) if each.name != "name"]
    read: set[str] = set()

    def noting(plan: t.Plan, state: State, event: Event, given: Given = NOTHING) -> Step:
        Noting.noted.clear()
        try:
            found = step(plan, state, event, given)
        finally:
            noted = Noting.noted.intersection(quirks)
        places = {state.place, *(way.to for _, way in found.ways if way.to != t.END)}
        asked = {quirk for place in places for quirk, _ in platforms.asked(plan, place, quirks)}
        assert noted - {"catch_scope"} <= asked
        read.update(noted)
        return found

    for taker in ("ivrsim.core.memo.step", "ivrsim.search.explore.step"):
        monkeypatch.setattr(taker, noting)
    for file in PLANS:
        plan = compile_plan(from_xml(file.read_bytes()))
        for platform in (Noting(record_timeout="silence"), Noting(type_ahead="keep", barge_in=False, first_hash="end")):
            played = replace(plan, platform=platform, memory=[], graphs={})
            explore(
                played,
                world=World((*OUTBOUND, *INCOMING), attributes=("external_user_id",)),
                bounds=Bounds(max_states=60),
            )
    assert read >= platforms._ASKED.keys() - {"timer_tie", "longest_value_ms"}
