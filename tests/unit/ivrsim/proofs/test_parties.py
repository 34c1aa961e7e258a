"""Who is not taken for what they are: verdicts, their figures to the ms, and calls that try to contradict them."""

import re
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given, settings, strategies as st

import ivrdsl as i
from ivrsim import Platform, World, compile_plan
from ivrsim.core.parties import MAILBOX, PARTIES, VERDICTS
from ivrsim.play.call import Call
from ivrsim.play.line import NOON
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.property import Options
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, Verdict
from ivrsim.proofs.verify import verify
from ivrsim.script.run import run_script
from ivrsim.search.choices import INCOMING
from tests.sizes import draws

KEPT: Final = "machine-never-hears-secret-misjudged"
MISJUDGED: Final = "person-hears-secret-misjudged"
LATE: Final = "person-hears-secret-late"
SILENCE: Final = "nobody-is-left-in-silence"
CODE: Final = "Your code is 2 5 1 7."


def verdict_on(plan: i.Dialplan, name: str, **asked: Any) -> Verdict | None:
    platform = asked.pop("platform", None)
    properties = [each for each in BUILT_IN if each.name == name]
    found = verify(plan, platform, asked=Asked(properties, **asked)).verdicts
    return found[0] if found else None


def told(plan: i.Dialplan, name: str, **asked: Any) -> str:
    verdict = verdict_on(plan, name, **asked)
    return "" if verdict is None else verdict.verdict


def amd(*live: Any, machine: Sequence[Any] = (i.Hangup(),)) -> i.Dialplan:
    return i.Dialplan("Root")[i.Amd()[i.Live()[tuple(live)], i.Machine()[tuple(machine)]]]


def press_to_hear(rounds: int = 1, *, name: str = "m") -> tuple[Any, ...]:
    """A menu that says the code when 1 is pressed, and asks so often."""
    return (
        i.SetVar(f"{name}_n", "1"),
        i.Menu(name, max_digits=1, timeout_ms=3000)[
            i.Say("Hello, this is the library. Press 1 to hear your code."),
            i.Keypress("1")[i.Say(CODE), i.Hangup()],
            i.NoInput()[
                i.If(f"${{{name}_n}} < {rounds}")[i.SetVar(f"{name}_n", f"${{{name}_n}} + 1"), i.Goto(name)], i.Hangup()
            ],
            i.NoMatch()[i.Goto(name)],
        ],
    )


ONCE: Final = amd(i.Say(f"Hello. {CODE} Goodbye."), i.Hangup())
FOR_EVER: Final = amd(i.Say(f"Hello. {CODE}", name="again"), i.Goto("again"))


# --- a mailbox that is taken for a person ----------------------------------------------------------------------------


def kept(plan: i.Dialplan, verdict: str, greeting_ms: int) -> list[str]:
    call = Call(plan)
    call.answer("mailbox", taken_for=verdict, greeting_ms=greeting_ms)
    call.expect_end_in_silence()
    return [each.text for each in call.transcript().said_to(MAILBOX)]


def figures(because: str) -> tuple[int, int]:
    whole, part = re.findall(r"([0-9.]+) s", because)
    return round(float(whole) * 1000), round(float(part) * 1000)


@pytest.mark.parametrize(
    "plan",
    [
        ONCE,
        amd(i.Wait(2), i.Say(CODE), i.Hangup()),
        amd(i.Say(CODE), i.Wait(1), i.Say(f"Again: {CODE} Goodbye.")),
        amd(i.Menu(max_digits=1, timeout_ms=3500)[i.Say(f"{CODE} Press 1 to hear it again."), i.NoInput()[i.Hangup()]]),
        i.Dialplan("Root")[i.Say(f"Hello. {CODE}"), i.Hangup()],
        amd(i.Menu(max_digits=1, timeout_ms=1500)[i.Say("Hello?"), i.Keypress("1")[i.Hangup()]], i.Say(CODE)),
    ],
)
def test_the_figures_are_right_to_the_millisecond(plan: i.Dialplan) -> None:
    verdict = verdict_on(plan, KEPT)
    assert verdict is not None
    assert verdict.verdict == BROKEN
    whole_ms, part_ms = figures(verdict.because)
    assert whole_ms < part_ms
    assert "2 5 1 7" in kept(plan, "person", whole_ms)[-1]
    assert not any("2 5 1 7" in each for each in kept(plan, "person", whole_ms + 1))
    assert any("7" in each for each in kept(plan, "person", part_ms))
    assert not any("7" in each for each in kept(plan, "person", part_ms + 1))
    (witness,) = verdict.witnesses
    assert (
        f"answer mailbox taken for person greeting {whole_ms}ms\n" in witness.script
        or f"{whole_ms // 1000}s\n" in witness.script
    )
    failed = run_script(Call(plan), witness.script + witness.expect)
    assert failed is not None
    assert "the mailbox kept" in failed.message


def test_silence_that_repeats_a_secret_lets_any_greeting_keep_it() -> None:
    verdict = verdict_on(FOR_EVER, KEPT)
    assert verdict is not None
    assert verdict.verdict == BROKEN
    assert "however long its greeting is" in verdict.because
    call = Call(FOR_EVER)
    call.answer("mailbox", taken_for="person", greeting_ms=100_000, full_after_ms=60_000)
    call.expect_end_in_silence()
    assert sum("2 5 1 7" in each for each in call.transcript().kept) > 5


def test_a_circle_that_only_a_key_leaves_for_the_secret_repeats_nothing() -> None:
    """Silence goes round behind the code, and never comes back to it."""
    listens = i.Menu("m", max_digits=1, timeout_ms=2000)[
        i.Say("Press 1 to hear it again."), i.Keypress("1")[i.Goto("code")], i.NoInput()[i.Goto("m")]
    ]
    plan = amd(i.Wait(1, name="code"), i.Say(CODE), listens)
    verdict = verdict_on(plan, KEPT)
    assert verdict is not None
    whole_ms, part_ms = figures(verdict.because)
    assert whole_ms < part_ms < 5000
    call = Call(plan)
    call.answer("mailbox", taken_for="person", greeting_ms=part_ms + 1, full_after_ms=30_000)
    call.expect_end_in_silence()
    assert not any("7" in each for each in call.transcript().kept)


def test_what_a_person_hears_is_said_of_that_person_alone() -> None:
    plan = amd(*press_to_hear(), machine=press_to_hear(name="k"))
    codes = [each for each in compile_plan(plan).elements if each.label.startswith("play")]
    verdict = verdict_on(plan, MISJUDGED, why=True)
    assert verdict is not None
    assert verdict.why is not None
    (why,) = verdict.why
    assert len(codes) == 4
    assert why.says.count("play") == 1


def test_only_a_key_press_before_it_keeps_a_secret_from_mailboxes() -> None:
    assert told(amd(*press_to_hear(3)), KEPT) == PROVED
    assert told(amd(*press_to_hear(3)), "machine-never-hears-secret") == PROVED
    assert told(ONCE, "machine-never-hears-secret") == PROVED
    assert told(ONCE, KEPT) == BROKEN


def test_what_is_spoken_where_the_platform_is_not_sure_counts() -> None:
    unsure = Platform(amd_unsure="machine")
    plan = amd(*press_to_hear(), machine=[i.Say(CODE)])
    assert told(plan, "machine-never-hears-secret") == BROKEN
    verdict = verdict_on(plan, KEPT, platform=unsure)
    assert verdict is not None
    assert verdict.verdict == BROKEN
    assert "taken for neither" in verdict.because
    assert told(plan, KEPT) == PROVED


def test_the_slowest_reply_counts() -> None:
    plan = amd(i.Get("http://a/", "r"), i.Say(CODE))
    verdict = verdict_on(plan, KEPT)
    assert verdict is not None
    whole_ms, _ = figures(verdict.because)
    assert whole_ms > 11_000  # 1.5 s of detection, and 10 s until the platform gives up
    assert 'http "*"' in verdict.witnesses[0].script or 'http "http://a/"' in verdict.witnesses[0].script


def test_who_calls_in_is_no_mailbox() -> None:
    incoming = World(INCOMING)
    assert [told(ONCE, name, world=incoming) for name in (KEPT, MISJUDGED, LATE)] == ["", "", ""]
    assert told(ONCE, SILENCE, world=incoming) == PROVED


def test_a_plan_without_secrets_is_not_asked() -> None:
    assert [told(amd(i.Say("Hello.")), name) for name in (KEPT, MISJUDGED, LATE)] == ["", "", ""]


# --- people ----------------------------------------------------------------------------------------------------------


def test_a_person_who_is_taken_for_a_machine() -> None:
    assert told(ONCE, MISJUDGED) == BROKEN
    assert told(amd(*press_to_hear()), MISJUDGED) == BROKEN
    assert told(amd(*press_to_hear(), machine=press_to_hear(name="k")), MISJUDGED) == PROVED
    assert told(i.Dialplan("Root")[press_to_hear()], MISJUDGED) == ""  # nothing detects
    verdict = verdict_on(ONCE, MISJUDGED)
    assert verdict is not None
    assert verdict.witnesses[0].statements[0] == "answer person taken for machine"


@pytest.mark.parametrize(("rounds", "expected"), [(1, BROKEN), (2, BROKEN), (4, PROVED)])
def test_a_person_who_comes_late(rounds: int, expected: str) -> None:
    plan = amd(*press_to_hear(rounds))
    verdict = verdict_on(plan, LATE)
    assert verdict is not None
    assert verdict.verdict == expected
    if expected == BROKEN:
        heard = verdict.witnesses[0].transcript.said_to(PARTIES["person"])
        assert not any("2 5 1 7" in each.text for each in heard)


@pytest.mark.parametrize("rounds", [1, 2, 3, 4, 5])
def test_who_comes_before_the_figure_can_hear_the_secret(rounds: int) -> None:
    """Somebody who comes at any moment, and presses 1 where that was offered since, hears it just until the figure."""
    plan = amd(*press_to_hear(rounds))
    verdict = verdict_on(plan, LATE, options=Options(max_late_ms=600_000))
    assert verdict is not None
    assert verdict.verdict == BROKEN
    (last_ms,) = [round(float(each) * 1000) for each in re.findall(r"([0-9.]+) s after", verdict.because)]
    assert heard_by_who_comes(plan, last_ms) == []
    # who comes in the middle of the last prompt may have missed the offer: the figure is the end of that
    begun_ms = last_ms - prompt_ms(plan)
    for moment_ms in range(2000, begun_ms, 700):
        assert heard_by_who_comes(plan, moment_ms) == [CODE], moment_ms


def prompt_ms(plan: i.Dialplan) -> int:
    call = Call(plan)
    call.answer()
    call.hears("library")
    (first,) = call.transcript().of_kind("prompt")
    return int(first.details["duration_ms"])


def heard_by_who_comes(plan: i.Dialplan, moment_ms: int) -> list[str]:
    """What a person hears of the code who comes then, waits for the whole offer, and presses 1."""
    call = Call(plan)
    call.answer("receptionist", passes_after_ms=moment_ms)
    call.wait(moment_ms)
    offers = len(call.heard)
    while not call.line.ended and len(call.heard) == offers:
        call.wait()
    if not call.line.ended:
        call.press("1")
        call.expect_hangup()
    return [each.text for each in call.transcript().said_to(PARTIES["person"]) if "2 5 1 7" in each.text]


# --- silence ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "most_s", "expected"),
    [
        (amd(i.Say("Hello."), machine=[i.Say("We called.")]), 10, PROVED),
        (amd(i.Say("Hello."), machine=[i.Say("We called.")]), 7, BROKEN),
        (amd(i.Say("Hello.")), 10, BROKEN),  # who is taken for a machine hears nothing
        (amd(i.Wait(9), i.Say("Hello."), machine=[i.Say("We called.")]), 10, BROKEN),
        (amd(i.Wait(8), i.Say("Hello."), machine=[i.Say("We called.")]), 20, PROVED),
        (i.Dialplan("Root")[i.Say("Hello."), i.Wait(60)], 10, PROVED),
        (i.Dialplan("Root")[i.Get("http://a/", "r"), i.Say("It is ${r}.")], 10, PROVED),
        (i.Dialplan("Root")[i.Get("http://a/", "r"), i.Say("It is ${r}.")], 9, BROKEN),
        (i.Dialplan("Root")[i.Wait(1, name="w"), i.Goto("w")], 10, BROKEN),
        (
            i.Dialplan("Root")[i.Menu(max_digits=1, timeout_s=4)[i.Keypress("1")[i.Say("One.")]], i.Say("Hello.")],
            10,
            PROVED,
        ),
        (
            i.Dialplan("Root")[i.Menu(max_digits=1, timeout_s=14)[i.Keypress("1")[i.Say("One.")]], i.Say("Hello.")],
            10,
            BROKEN,
        ),
        (i.Dialplan("Root")[i.Say(" "), i.Wait(11), i.Say("Hello.")], 10, BROKEN),
    ],
)
def test_nobody_is_left_in_silence(plan: i.Dialplan, most_s: int, expected: str) -> None:
    verdict = verdict_on(plan, SILENCE, options=Options(max_silence_ms=most_s * 1000))
    assert verdict is not None
    assert verdict.verdict == expected


def test_what_nobody_knows_may_be_nothing() -> None:
    plan = i.Dialplan("Root")[i.Say("${contact.hello}"), i.Wait(60), i.Say("Goodbye.")]
    assert told(plan, SILENCE) == BROKEN
    assert told(plan, SILENCE, world=World(variables={"contact.hello": "Hello."})) == PROVED
    nothing = i.If("'${r}' == ''")[i.Say("There is no reply."), i.Hangup()]
    replied = i.Dialplan("Root")[i.Get("http://a/", "r"), nothing, i.Say("${r}"), i.Wait(60), i.Say("Goodbye.")]
    assert told(replied, SILENCE) == UNDECIDED  # it may be a blank
    assert told(i.Dialplan("Root")[i.Say("Hello ${contact.hello}"), i.Wait(60)], SILENCE) == PROVED


# --- a number to call --------------------------------------------------------------------------------------------

NUMBER: Final = "mailbox-keeps-number"
CALL_US: Final = "Please call us at 2 1 3, 5 5 5, 0 1 0 0."


@pytest.mark.parametrize(
    ("live", "expected"),
    [
        ([i.Say("Hello.")], BROKEN),
        ([i.Wait(7), i.Say(CALL_US)], PROVED),  # 1.5 s of detection, and 7 s
        ([i.Wait(6), i.Say(CALL_US)], BROKEN),
        ([i.Say(CALL_US), i.Wait(9), i.Say(CALL_US)], PROVED),
        ([i.Say("Hello.", name="again"), i.Goto("again")], BROKEN),  # goes round, and never says it
        ([i.Say(CALL_US, name="again"), i.Goto("again")], PROVED),
        ([i.Get("http://a/", "r"), i.Say(CALL_US)], BROKEN),  # a web server may be quick
        ([i.Wait(3), i.Say("${contact.name}"), i.Say(CALL_US)], BROKEN),
        ([i.Wait(7), i.Say("${contact.name}"), i.Say(CALL_US)], PROVED),
        ([i.Say("It is a long way from here to there, ${contact.name}. It is." * 2), i.Say(CALL_US)], BROKEN),
        ([i.Get("http://a/", "r"), i.Wait(2), i.Say("It says ${r}, and that for long."), i.Say(CALL_US)], BROKEN),
    ],
)
def test_a_mailbox_that_is_taken_for_a_person_keeps_a_number(live: Sequence[Any], expected: str) -> None:
    plan = amd(*live, machine=[i.Say(CALL_US)])
    verdict = verdict_on(plan, NUMBER)
    assert verdict is not None
    assert verdict.verdict == expected, verdict.because
    if expected == BROKEN:
        failed = run_script(Call(plan), verdict.witnesses[0].script + verdict.witnesses[0].expect)
        assert failed is not None
        assert "the mailbox kept" in failed.message


def test_a_plan_whose_message_says_no_number_is_not_asked() -> None:
    assert told(amd(i.Say(CALL_US), machine=[i.Say("We called.")]), NUMBER) == ""
    assert told(amd(i.Say("In an emergency dial 9 1 1."), machine=[i.Say("Dial 9 1 1.")]), NUMBER) == ""


def test_a_transfer_that_nobody_answers_in_time_can_be_played() -> None:
    plan = amd(i.Transfer("2135550100", timeout_s=20, continue_after=True), i.Say(CODE))
    verdict = verdict_on(plan, KEPT)
    assert verdict is not None
    assert verdict.verdict == BROKEN
    failed = run_script(Call(plan), verdict.witnesses[0].script + verdict.witnesses[0].expect)
    assert failed is not None


# --- calls that try to contradict ------------------------------------------------------------------------------------

PIECES: Any = st.sampled_from(
    (
        (i.Say("Hello, this is the library."),),
        (i.Say(CODE),),
        (i.Say("Goodbye."), i.Hangup()),
        (i.Wait(3),),
        (i.Get("http://a/", "r"), i.If("'${r}' == 'yes'")[i.Say(CODE)]),
        (i.If("${global.time.hour} > 12")[i.Say(CODE), i.Hangup()],),
        (i.Transfer("2135550100", timeout_s=5, continue_after=True),),
        (i.Record(timeout_s=4),),
        (
            i.Menu(max_digits=1, timeout_ms=2000)[
                i.Say("Press 1."), i.Keypress("1")[i.Say(CODE)], i.NoInput()[i.Hangup()]
            ],
        ),
        (
            i.Menu(max_digits=1, timeout_ms=2000)[
                i.Say("Press 1."), i.Keypress("1")[i.Say("One.")], i.NoInput()[i.Say(CODE)]
            ],
        ),
    )
)
BODIES: Any = st.lists(PIECES, max_size=3).map(lambda parts: tuple(each for part in parts for each in part))


@draws(110, deadline=None)
@given(BODIES, BODIES, BODIES, st.booleans(), st.integers(0, 2**32))
def test_no_call_of_a_party_contradicts_what_is_proved(
    before: Any, live: Any, machine: Any, detects: bool, seed: int
) -> None:
    plan = i.Dialplan("Root")[
        *before, *([i.Amd()[i.Live()[live], i.Machine()[machine]]] if detects else live), i.Say("Bye.")
    ]
    ready, random = compile_plan(plan), Random(seed)
    report = verify(ready, asked=Asked(BUILT_IN, witnesses=0)).verdicts
    proved = {each.name for each in report if each.verdict == PROVED}
    for party in [*PARTIES] * 10:
        verdict = random.choice([*VERDICTS])
        said: Any = {"taken_for": verdict}
        if party in ("mailbox", "screening"):
            said["greeting_ms"] = random.randint(0, 20_000)
        call = Call(ready, web={"*": random.choice(["yes", "no"])}, clock=NOON + timedelta(hours=random.randrange(24)))
        call.answer(party, **said)
        play_silently(call)
        entries = call.transcript()
        spoken = [entry for entry in entries.of_kind("prompt") if "2 5 1 7" in entry.details["text"]]
        if KEPT in proved and (verdict != "machine" or not detects):
            assert not spoken, (party, said)
            assert not any("2 5 1 7" in each for each in entries.kept)
        if "machine-never-hears-secret" in proved and verdict == "machine" and detects:
            assert not spoken
        if SILENCE in proved and party == "person":
            assert entries.of_kind("prompt")[0].at_ms <= 10_000


def play_silently(call: Call) -> None:
    for _ in range(30):
        if call.line.ended:
            return
        if not call.attempt(lambda call: call.transfer("no answer")):
            call.wait()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 12_000))
def test_a_later_beep_keeps_no_more(greeting_ms: int) -> None:
    earlier, later = kept(ONCE, "person", greeting_ms), kept(ONCE, "person", greeting_ms + 300)
    assert " ".join(earlier).endswith(" ".join(later))
