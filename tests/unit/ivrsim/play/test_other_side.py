"""Who it really is that answers: when the plan begins, what is said to whom, and what comes from there by itself."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import StepFailed
from ivrdsl.model import nodes as n
from ivrdsl.model.values import Secret, spell
from ivrsim.core.effects import Prompt
from ivrsim.core.parties import MAILBOX, PARTIES, PERSON, RECEPTIONIST, SCREENING
from ivrsim.core.platform import Platform, named
from ivrsim.core.words import words_of
from ivrsim.play.call import Call
from ivrsim.play.stand_in import with_stand_ins
from ivrsim.play.story import as_json, as_text, mask_of
from ivrsim.play.transcript import Transcript
from ivrsim.script.run import run_script
from tests.needs import later
from tests.platforms import CHARACTERS
from tests.sizes import draws

jsonschema: Any = later("jsonschema", "dev")
SCHEMA = json.loads((Path(__file__).resolve().parents[4] / "schemas" / "simulate.schema.json").read_text())
DETECTS = n.Amd(live=n.Goto("live"), machine=n.Goto("machine"))
PLAN = n.Dialplan("Root")[
    DETECTS, n.Say("Hello, person.", name="live"), n.Hangup(), n.Say("Hello, machine.", name="machine"), n.Hangup()
]
TALK = "The library closes at six today, and opens at nine tomorrow. Good bye."
SPEAKS = n.Dialplan("Root")[n.Say(TALK), n.Wait(2), n.Say("One more thing."), n.PlaySound(1), n.Wait(1), n.Hangup()]
ROUND = n.Dialplan("Root")[
    n.Menu("m", max_digits=1, timeout_ms=2000)[n.Say("Press 1."), n.Keypress("1")[n.Hangup()], n.NoInput()[n.Goto("m")]]
]
"""Silence leads round and round."""


def answered(plan: n.Dialplan, by: str, *, platform: Platform | None = None, **said: Any) -> Call:
    call = Call(plan, platform=platform)
    call.answer(by, **said)
    return call


def to_the_end(plan: n.Dialplan, by: str, *, platform: Platform | None = None, **said: Any) -> Call:
    call = answered(plan, by, platform=platform, **said)
    call.expect_end_in_silence()
    return call


def happened(call: Call, kind: str) -> list[tuple[int, str]]:
    """When something happened, and what."""
    detail = {"amd": "branch", "other side": "what", "prompt": "text", "answered": "by"}.get(kind)
    return [(each.at_ms, each.details[detail] if detail else kind) for each in call.transcript().of_kind(kind)]


# --- when the plan begins -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "said", "branch", "at_ms"),
    [
        ("person", {}, "live", 1500),
        ("person", {"taken_for": "machine"}, "machine", 8000),
        ("person", {"taken_for": "machine", "after_ms": 9000}, "machine", 9000),
        ("person", {"taken_for": "unsure"}, "live", 5000),
        ("person", {"after_ms": 0}, "live", 0),
        ("person", {"after_ms": 2500}, "live", 2500),
        ("mailbox", {}, "machine", 8000),
        ("mailbox", {"greeting_ms": 20_000}, "machine", 20_000),
        ("mailbox", {"greeting_ms": 1499}, "machine", 1500),
        ("mailbox", {"greeting_ms": 1500}, "machine", 1500),
        ("mailbox", {"greeting_ms": 1501}, "machine", 1501),
        ("mailbox", {"greeting_ms": 3000, "after_ms": 3001}, "machine", 3001),
        ("mailbox", {"greeting_ms": 3000, "beep": False}, "machine", 8000),
        ("mailbox", {"greeting_ms": 9000, "beep": False}, "machine", 9000),
        ("mailbox", {"taken_for": "person", "greeting_ms": 20_000}, "live", 1500),
        ("mailbox", {"taken_for": "unsure", "greeting_ms": 20_000}, "live", 5000),
        ("screening", {}, "live", 1500),
        ("screening", {"taken_for": "machine", "hears_name_ms": 4001}, "machine", 8000),
        ("receptionist", {}, "live", 1500),
        ("fax", {}, "machine", 8000),
        ("silence", {}, "live", 5000),
    ],
)
def test_a_branch_begins_when_detection_is_over(by: str, said: Any, branch: str, at_ms: int) -> None:
    call = answered(PLAN, by, **said)
    call.wait(ms=25_000)
    assert happened(call, "amd") == [(at_ms, branch)]


def test_where_unsure_counts_as_a_machine_the_beep_is_waited_for() -> None:
    platform = Platform(amd_unsure="machine")
    for greeting_ms, at_ms in ((4999, 5000), (5001, 5001)):
        call = to_the_end(PLAN, "mailbox", platform=platform, taken_for="unsure", greeting_ms=greeting_ms)
        assert happened(call, "amd") == [(at_ms, "machine")]


@pytest.mark.parametrize("by", PARTIES)
@pytest.mark.parametrize("taken_for", ["person", "machine", "unsure"])
def test_who_asks_not_is_told_nothing(by: str, taken_for: str) -> None:
    call = answered(SPEAKS, by, taken_for=taken_for)
    assert happened(call, "answered") == [(0, "live")]
    assert happened(call, "prompt") == [(0, TALK)]
    assert call.transcript().other_side is not None
    assert call.transcript().other_side.taken_for == ""


def test_a_machine_that_nobody_detects_is_a_mailbox_all_the_same() -> None:
    call = answered(SPEAKS, "machine")
    assert happened(call, "answered") == [(0, "machine")]
    call.wait(ms=20_000)
    assert call.transcript().kept == ["1"]
    ending = "wait 20s; expect mailbox kept sound '1'; expect mailbox never kept 'thing'"
    assert run_script(answered(SPEAKS, "machine"), ending) is None


LATE = n.Dialplan("Root")[n.Wait(3), *PLAN.body]
TWICE = n.Dialplan("Root")[
    n.Amd(live=n.Wait(1), machine=n.Wait(1)), n.Amd(live=n.Wait(1), machine=n.Wait(1)), n.Hangup()
]


@pytest.mark.parametrize(
    ("said", "at_ms"),
    [
        ({"greeting_ms": 2000}, 4500),
        ({"greeting_ms": 4499}, 4500),
        ({"greeting_ms": 4501}, 4501),
        ({"greeting_ms": 2000, "after_ms": 2000}, 3000),
        ({"greeting_ms": 2000, "after_ms": 3001}, 3001),
        ({"greeting_ms": 2000, "beep": False}, 8000),
    ],
)
def test_a_late_amd_waits_for_no_beep_that_is_past(said: Any, at_ms: int) -> None:
    assert happened(to_the_end(LATE, "mailbox", **said), "amd") == [(at_ms, "machine")]


def test_a_second_amd_says_the_same_and_takes_its_own_time() -> None:
    call = to_the_end(TWICE, "mailbox", greeting_ms=4000)
    assert happened(call, "amd") == [(4000, "machine"), (6500, "machine")]
    call = to_the_end(TWICE, "mailbox", greeting_ms=4000, taken_for="person", after_ms=300)
    assert happened(call, "amd") == [(300, "live"), (1300, "live")]


@pytest.mark.parametrize("name", ["callfire-2026.12", "characters-2026"])
def test_where_detection_takes_no_time_none_can_be_said(name: str) -> None:
    platform = named(name)
    assert platform is not None
    for said in ({"after_ms": 1}, {"greeting_ms": 1}, {"greeting_ms": 3000, "taken_for": "machine"}):
        with pytest.raises(StepFailed, match=f"answer mailbox: on the platform {name} detection takes no time"):
            answered(PLAN, "mailbox", platform=platform, **said)
    unsure = platform.with_quirks(amd_unsure="machine")
    with pytest.raises(StepFailed, match="detection takes no time"):
        answered(PLAN, "mailbox", platform=unsure, taken_for="unsure", greeting_ms=3000)
    call = answered(PLAN, "mailbox", platform=platform, taken_for="person", greeting_ms=3000)
    assert happened(call, "amd") == [(0, "live")]
    assert happened(answered(PLAN, "mailbox", platform=platform), "amd") == [(0, "machine")]
    assert happened(answered(SPEAKS, "mailbox", platform=platform, after_ms=9), "prompt") == [(0, TALK)]


def test_a_party_is_refused_before_anything_happens() -> None:
    call = Call(PLAN, platform=named("callfire-2026.12"))
    with pytest.raises(StepFailed):
        call.answer("mailbox", greeting_ms=3000)
    assert list(call.transcript()) == []
    call.answer("mailbox")
    assert happened(call, "amd") == [(0, "machine")]


# --- what a mailbox keeps -------------------------------------------------------------------------------------------


def prompts_of(transcript: Transcript) -> list[tuple[int, Prompt, int]]:
    """The prompts of a call: when each began, and how much of it was heard, in ms."""
    found: list[tuple[int, Prompt, int]] = []
    for at_ms, effects in transcript.effects():
        for effect in effects:
            if effect.kind in ("callee hung up", "cut") and found:
                since_ms, prompt, heard_ms = found[-1]
                found[-1] = since_ms, prompt, min(heard_ms, at_ms - since_ms)
            if isinstance(effect, Prompt):
                found.append((at_ms, effect, effect.duration_ms))
    return [(at_ms, prompt, min(heard_ms, transcript.duration_ms - at_ms)) for at_ms, prompt, heard_ms in found]


def words_between(transcript: Transcript, from_ms: int, to_ms: int) -> list[str]:
    """The words of texts that begin and end between two moments, worked out word by word."""
    found = []
    for at_ms, prompt, heard_ms in prompts_of(transcript):
        begins_ms = at_ms
        for word in words_of(prompt, transcript.plan.platform):
            ends_ms = at_ms + word.end_ms
            if from_ms <= begins_ms and ends_ms <= min(to_ms, at_ms + heard_ms):
                found.append(word.text)
            begins_ms = ends_ms
    return found


def kept_words(call: Call) -> list[str]:
    said = call.transcript().said_to(MAILBOX)
    return [word for each in said if each.prompt.source == "tts" for word in each.text.split()]


def word_ends(platform: Platform | None = None) -> list[int]:
    call = answered(SPEAKS, "person", platform=platform)
    return [word.end_ms for word in words_of(prompts_of(call.transcript())[0][1], call.line.plan.platform)]


@pytest.mark.parametrize("platform", [Platform(), CHARACTERS], ids=lambda each: each.name)
@pytest.mark.parametrize("place", range(13))
def test_a_word_is_kept_that_begins_with_the_beep(platform: Platform, place: int) -> None:
    words, ends = TALK.split(), word_ends(platform)
    for later_ms, lost in ((-1, 0), (0, 0), (1, 1)):
        call = answered(SPEAKS, "mailbox", platform=platform, greeting_ms=ends[place] + later_ms)
        call.wait(ms=ends[-1] + 1000)
        left = words[place + 1 + lost :]
        whole = [f"... {' '.join(left)}"] if left else []
        assert call.transcript().kept == whole


@pytest.mark.parametrize("place", range(13))
def test_a_word_is_kept_that_ends_as_the_mailbox_is_full(place: int) -> None:
    words, end_ms = TALK.split(), word_ends()[place]
    for later_ms, heard in ((-1, place), (0, place + 1), (1, place + 1)):
        call = to_the_end(SPEAKS, "mailbox", greeting_ms=0, full_after_ms=end_ms + later_ms)
        dots = " ..." if heard < len(words) else ""
        assert call.transcript().kept == ([" ".join(words[:heard]) + dots] if heard else [])
        assert (call.outcome, call.line.now_ms) == ("callee hung up", end_ms + later_ms)


def test_all_of_it_is_kept_without_dots() -> None:
    call = to_the_end(SPEAKS, "mailbox", greeting_ms=0)
    assert call.transcript().kept == [TALK, "One more thing.", "1"]
    assert [each.whole for each in call.transcript().said_to(MAILBOX)] == [True, True, True]
    late = to_the_end(SPEAKS, "mailbox", greeting_ms=1)
    assert [each.whole for each in late.transcript().said_to(MAILBOX)] == [False, True, True]


def test_of_a_sound_it_is_known_that_some_of_it_is_kept() -> None:
    plan = n.Dialplan("Root")[n.PlaySound(7), n.Hangup()]
    for greeting_ms, kept, whole in ((0, ["7"], [True]), (1, ["7"], [False]), (4999, ["7"], [False]), (5000, [], [])):
        call = to_the_end(plan, "mailbox", greeting_ms=greeting_ms)
        assert (call.transcript().kept, [x.whole for x in call.transcript().said_to(MAILBOX)]) == (kept, whole)


def test_a_mailbox_without_a_beep_keeps_what_comes_after_its_greeting() -> None:
    call = to_the_end(SPEAKS, "mailbox", greeting_ms=2000, beep=False)
    assert happened(call, "other side") == []
    assert call.transcript().kept == to_the_end(SPEAKS, "mailbox", greeting_ms=2000).transcript().kept


@given(
    st.sampled_from([Platform(), CHARACTERS]),
    st.integers(0, 16_000),
    st.integers(0, 16_000),
    st.one_of(st.none(), st.integers(1, 16_000)),
)
def test_a_longer_greeting_leaves_an_end_of_what_a_shorter_one_leaves(
    platform: Platform, one_ms: int, other_ms: int, closes_ms: int | None
) -> None:
    kept = []
    for greeting_ms in sorted((one_ms, other_ms)):
        full = {} if closes_ms is None or closes_ms <= greeting_ms else {"full_after_ms": closes_ms - greeting_ms}
        call = to_the_end(SPEAKS, "mailbox", platform=platform, greeting_ms=greeting_ms, **full)
        assert kept_words(call) == words_between(call.transcript(), greeting_ms, closes_ms if full else 10**9)
        kept.append((kept_words(call), bool(full)))
    (shorter, _), (longer, still_open) = kept
    if closes_ms is None or still_open:
        assert longer == shorter[len(shorter) - len(longer) :]


# --- what comes from there by itself --------------------------------------------------------------------------------


def caught(*body: Any) -> n.Dialplan:
    """A plan that asks a web server when the callee is gone."""
    return n.Dialplan("Root")[n.Catch("hangup", "gone")[body], n.Hangup(), n.Get("http://s/", "r", name="gone")]


MENU = n.Menu("m", max_digits=1, timeout_ms=30_000)[n.Say("Press 1."), n.Keypress("1")[n.Hangup()]]
WAITS = {
    "a menu": (MENU, ""),
    "a transfer": (n.Transfer("2135550100", timeout_s=60), "transfer no answer"),
    "a talk": (n.Transfer("2135550100", timeout_s=60, continue_after=True), "transfer answered 90s"),
    "a talk that the callee ends": (n.Transfer("2135550100", timeout_s=60), "transfer answered 90s then hang up"),
    "a recording": (n.Record("r", timeout_s=60), "record"),
    "a web request": (n.Get("http://s/", "r"), "wait"),
    "a pause": (n.Wait(90), "wait"),
    "a pause beyond all bounds": (n.Wait(90_000), "wait"),
}


@pytest.mark.parametrize("caught_by_plan", [False, True])
@pytest.mark.parametrize("name", WAITS)
def test_a_full_mailbox_closes_the_line_whatever_the_call_does(name: str, caught_by_plan: bool) -> None:
    node, act = WAITS[name]
    plan = caught(node, n.Wait(90)) if caught_by_plan else n.Dialplan("Root")[node, n.Wait(90), n.Hangup()]
    script = f'http "*" -> "yes" after 8s; answer mailbox greeting 1s full after 5s; {act}; expect end in silence'
    call = Call(plan)
    assert run_script(call, script) is None
    assert happened(call, "other side") == [(1000, "beep"), (6000, "full")]
    assert happened(call, "callee hung up") == [(6000, "callee hung up")]
    if caught_by_plan:
        assert (call.outcome, call.line.now_ms) == ("callee hung up", 14_000)
        assert call.transcript().of_kind("reply")
    else:
        assert (call.outcome, call.line.now_ms) == ("callee hung up", 6000)
    assert not call.transcript().of_kind("recorded") or name == "a recording"


@pytest.mark.parametrize("full_ms", [1999, 2000, 2001])
def test_in_one_moment_the_other_side_is_first(full_ms: int) -> None:
    plan = n.Dialplan("Root")[n.Wait(2), n.Stash("kept", "yes"), n.Hangup()]
    call = to_the_end(plan, "mailbox", greeting_ms=0, full_after_ms=full_ms)
    assert (call.outcome, call.stash) == (("hangup", {"kept": "yes"}) if full_ms > 2000 else ("callee hung up", {}))


def test_a_mailbox_may_be_full_before_anybody_knows_who_answers() -> None:
    call = to_the_end(PLAN, "mailbox", greeting_ms=500, full_after_ms=500, taken_for="person")
    assert (happened(call, "amd"), call.line.now_ms) == ([], 1000)


def test_silence_that_never_ends_by_itself_ends_with_the_mailbox() -> None:
    call = to_the_end(ROUND, "mailbox", full_after_ms=3_600_000)
    assert (call.outcome, call.line.now_ms) == ("callee hung up", 3_608_000)
    with pytest.raises(StepFailed, match="silence never ends this"):
        to_the_end(ROUND, "mailbox")
    with pytest.raises(StepFailed, match="silence never ends this"):
        to_the_end(ROUND, "receptionist", passes_after_ms=60_000)


def test_a_plan_that_goes_round_is_no_loop_while_something_is_to_come() -> None:
    plan = n.Dialplan("Root")[n.Say("Please hold.", name="again"), n.Goto("again")]
    assert to_the_end(plan, "mailbox", full_after_ms=600_000).line.now_ms == 608_000
    call = answered(plan, "mailbox")
    call.wait(ms=600_000)
    assert call.outcome == "loop"
    assert 8000 < call.line.now_ms < 600_000


def test_what_goes_round_in_no_time_ends_at_once_whoever_answers() -> None:
    plan = n.Dialplan("Root")[n.Get("http://s/", "r", name="again"), n.Goto("again")]
    call = Call(plan, web={"*": "yes"})
    call.answer("mailbox", full_after_ms=5000)
    assert (call.outcome, call.line.now_ms) == ("limit", 0)
    assert len(call.line.log) < 3000


def test_the_bound_on_time_holds_for_the_other_side_too() -> None:
    platform = Platform(max_duration_ms=3_600_000)
    call = answered(ROUND, "mailbox", platform=platform, greeting_ms=3_000_000, full_after_ms=3_000_000)
    call.wait(ms=3_600_000)
    assert call.outcome == "unfinished"
    call.wait(ms=10_000)
    assert (call.outcome, call.line.now_ms) == ("limit", 3_600_000)
    assert happened(call, "other side") == [(3_000_000, "beep")]


# --- screening, reception -------------------------------------------------------------------------------------------


def test_an_assistant_that_hears_nothing_closes_the_line() -> None:
    plan = n.Dialplan("Root")[n.Say("Hi."), n.Wait(20), n.Hangup()]
    call = to_the_end(plan, "screening")
    assert happened(call, "other side") == [(7000, "heard nothing")]
    assert (call.outcome, call.line.now_ms) == ("callee hung up", 7000)
    waits = to_the_end(plan, "screening", platform=Platform(screening_silence="waits"))
    assert (waits.outcome, happened(waits, "other side")) == ("hangup", [])


@pytest.mark.parametrize(("later_ms", "what"), [(-1, "heard nothing"), (0, "refuses"), (1, "refuses")])
def test_one_whole_word_is_enough_for_an_assistant(later_ms: int, what: str) -> None:
    plan = n.Dialplan("Root")[n.Wait(4), n.Say("It is the library that calls."), n.Wait(20), n.Hangup()]
    first_ms = words_of(prompts_of(to_the_end(plan, "person").transcript())[0][1], Platform())[0].end_ms
    call = to_the_end(plan, "screening", greeting_ms=4000, hears_name_ms=first_ms + later_ms)
    assert happened(call, "other side") == [(4000 + first_ms + later_ms, what)]
    assert [str(each) for each in call.transcript().said_to(SCREENING)] == (["It ..."] if what == "refuses" else [])


def test_a_person_hears_what_is_said_after_the_assistant_has_passed_the_call_on() -> None:
    call = to_the_end(SPEAKS, "screening", greeting_ms=500, hears_name_ms=1500, passes_after_ms=3000)
    transcript = call.transcript()
    assert happened(call, "other side") == [(3000, "person")]
    heard = [each.text for party in (SCREENING, PERSON) for each in transcript.said_to(party) if each.at_ms == 0]
    assert [each.split() for each in heard] == [
        words_between(transcript, 500, 2000),
        [word for word in words_between(transcript, 3000, 10**9) if word in TALK],
    ]


def test_silence_never_rings_the_person_behind_an_assistant() -> None:
    plan = n.Dialplan("Root")[n.Wait(30), n.Say("Hello."), n.Hangup()]
    for passes_ms, at_ms in ((5000, 5000), (7000, 7000), (9000, 7000)):
        call = to_the_end(plan, "screening", passes_after_ms=passes_ms)
        assert happened(call, "other side") == [(at_ms, "heard nothing")]
    waits = to_the_end(plan, "screening", platform=Platform(screening_silence="waits"), passes_after_ms=9000)
    assert happened(waits, "other side") == [(9000, "person")]
    assert [each.text for each in waits.transcript().said_to(PERSON)] == ["Hello."]


def test_an_assistant_is_asked_for_what_it_heard_while_it_listened() -> None:
    call = to_the_end(SPEAKS, "screening", greeting_ms=1000, hears_name_ms=2000, refuses=True)
    words = words_between(call.transcript(), 1000, 3000)
    assert [each.text.split() for each in call.transcript().said_to(SCREENING)] == [words]
    assert call.transcript().said_to(MAILBOX) == []


def test_a_receptionist_hears_all_until_the_callee_comes() -> None:
    call = to_the_end(SPEAKS, "receptionist", passes_after_ms=word_ends()[3])
    transcript = call.transcript()
    assert str(transcript.said_to(RECEPTIONIST)[0]) == "The library closes at ..."
    assert str(transcript.said_to(PERSON)[0]) == f"... {' '.join(TALK.split()[4:])}"


@pytest.mark.parametrize("by", ["fax", "silence"])
def test_where_nobody_is_nobody_hears_anything(by: str) -> None:
    call = to_the_end(SPEAKS, by)
    assert [call.transcript().said_to(each) for each in PARTIES.values()] == [[]] * 6


@pytest.mark.parametrize("by", ["person", "live", "inbound"])
def test_a_person_hears_all(by: str) -> None:
    call = to_the_end(SPEAKS, by)
    assert [each.text for each in call.transcript().said_to(PERSON)] == [TALK, "One more thing.", "1"]


# --- what it cannot do ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["mailbox", "screening", "receptionist", "fax", "silence"])
@pytest.mark.parametrize("act", ["press 1", "press 1 at 100ms", "hang up", "hang up at 100ms"])
def test_only_a_person_does_as_people_do(by: str, act: str) -> None:
    failed = run_script(Call(n.Dialplan("Root")[MENU, n.Hangup()]), f"answer {by}; {act}")
    assert failed is not None
    assert f"{PARTIES[by].words} presses no keys, and does not speak or hang up as people do" in failed.message


@pytest.mark.parametrize("act", ["record 1s", "record then #", "record then hang up"])
def test_only_a_person_speaks_into_a_recording(act: str) -> None:
    plan = n.Dialplan("Root")[n.Record("r", timeout_s=5), n.Hangup()]
    failed = run_script(Call(plan), f"answer mailbox; {act}")
    assert failed is not None
    assert "a mailbox presses no keys" in failed.message
    assert run_script(Call(plan), "answer mailbox; record; expect hangup") is None


@pytest.mark.parametrize(("at_ms", "can"), [(4999, False), (5000, True), (5001, True)])
def test_a_person_acts_from_the_moment_on_at_which_one_comes(at_ms: int, can: bool) -> None:
    call = answered(n.Dialplan("Root")[MENU, n.Hangup()], "receptionist", passes_after_ms=5000)
    if can:
        call.press("1", at_ms=at_ms)
        assert call.outcome == "hangup"
    else:
        with pytest.raises(StepFailed, match="a receptionist is on the line, and a person comes at 5 s only"):
            call.press("1", at_ms=at_ms)


def test_who_is_gone_presses_nothing() -> None:
    failed = run_script(Call(SPEAKS), "answer mailbox greeting 1s full after 1s; press 1 at 5s")
    assert failed is not None
    assert "press 1" in failed.message
    assert "the call has ended" in failed.message


# --- copies ---------------------------------------------------------------------------------------------------------


def test_an_attempt_that_fails_leaves_the_other_side_as_it_was() -> None:
    call = answered(ROUND, "mailbox", greeting_ms=1000, full_after_ms=5000)
    assert not call.attempt(lambda call: [call.wait(ms=4000), call.hears("nothing of the kind")])
    assert happened(call, "other side") == []
    call.expect_end_in_silence()
    assert happened(call, "other side") == [(1000, "beep"), (6000, "full")]


def test_an_answer_that_was_only_tried_is_nobodys() -> None:
    call = Call(PLAN)
    assert not call.attempt(lambda call: [call.answer("mailbox"), call.press("1")])
    assert call.line.other_side is None
    call.answer("person")
    call.wait()
    assert happened(call, "amd") == [(1500, "live")]


def test_copies_share_nothing() -> None:
    call = answered(ROUND, "mailbox", greeting_ms=1000, full_after_ms=5000)
    other = call.copied()
    other.expect_end_in_silence()
    assert (happened(call, "other side"), call.line.now_ms) == ([], 0)
    call.wait(ms=1000)
    assert (len(happened(call, "other side")), len(happened(other, "other side"))) == (1, 2)


# --- secrets --------------------------------------------------------------------------------------------------------


def spelled(code: str) -> n.Dialplan:
    return n.Dialplan("Root")[n.Say("Your code is ", spell(code), ". Bye."), n.Wait(1), n.Say("Thanks."), n.Hangup()]


def marked(word: str) -> n.Dialplan:
    return n.Dialplan("Root")[n.Say("The words are ", Secret(word), " today."), n.Hangup()]


@pytest.mark.parametrize("platform", [Platform(), CHARACTERS], ids=lambda each: each.name)
@pytest.mark.parametrize("moment_ms", range(0, 4000, 150))
def test_of_a_secret_that_is_cut_no_piece_is_told(platform: Platform, moment_ms: int) -> None:
    pieces = ("zebra", "quagga", "okapi")
    plan = marked(" ".join(pieces))
    for said in ({"greeting_ms": moment_ms}, {"greeting_ms": 0, "full_after_ms": moment_ms + 1}):
        for ending in ("expect mailbox kept 'x-x-x'", "expect mailbox kept nothing"):
            call = to_the_end(plan, "mailbox", platform=platform, **said)
            report = json.dumps(as_json(call.transcript(), run_script(call, ending)))
            assert not any(piece in report for piece in pieces), report


PLAIN = n.Dialplan("Root")[n.Say("Your code is 2 5 1 7. Bye."), n.Wait(1), n.Say("Thanks."), n.Hangup()]
"""Nothing in it is marked as secret: the words tell that it is."""


@pytest.mark.parametrize("platform", [Platform(), CHARACTERS], ids=lambda each: each.name)
@pytest.mark.parametrize("plan", [spelled("2517"), PLAIN], ids=["marked", "plain"])
@pytest.mark.parametrize("moment_ms", range(0, 2000, 90))
def test_of_a_code_not_even_a_digit_is_told(platform: Platform, plan: n.Dialplan, moment_ms: int) -> None:
    for said in ({"greeting_ms": moment_ms}, {"greeting_ms": 0, "full_after_ms": moment_ms + 1}):
        for ending in ("expect mailbox kept 'x-x-x'", "expect mailbox kept nothing"):
            call = to_the_end(plan, "mailbox", platform=platform, **said)
            failed = run_script(call, ending)
            transcript = call.transcript()
            mask = mask_of(transcript)
            told = with_stand_ins(transcript, mask).transcript
            report = as_json(transcript, failed)
            lines = [line for line in as_text(told).splitlines() if "mailbox keeps:" in line]
            message = re.split(r"\W+at [0-9]", report["failed"]["message"])[0] if failed else ""
            texts = [*map(mask.masked, lines), message, *(each["text"] for each in report["said_to"]["mailbox"])]
            assert not any(letter.isdecimal() for text in texts for letter in text), texts


CODES = st.text(alphabet="0123456789", min_size=4, max_size=4)


@draws(50)
@given(CODES, CODES, st.integers(0, 5000))
def test_two_codes_leave_one_report_of_what_is_kept(one: str, other: str, greeting_ms: int) -> None:
    """Neither what is kept nor when things happen tells which code was said."""

    def report(code: str) -> Any:
        found = as_json(to_the_end(spelled(code), "mailbox", greeting_ms=greeting_ms).transcript())
        return found["said_to"], found["entries"], found["duration_ms"]

    assert report(one) == report(other)
    assert not any(letter.isdecimal() for said in report(one)[0]["mailbox"] for letter in said["text"])


@given(CODES, st.integers(1, 5000))
def test_a_mailbox_that_is_full_tells_no_digit(code: str, full_ms: int) -> None:
    call = to_the_end(spelled(code), "mailbox", greeting_ms=0, full_after_ms=full_ms)
    kept = as_json(call.transcript())["said_to"]["mailbox"]
    assert not any(letter.isdecimal() for said in kept for letter in said["text"])


@given(CODES, CODES)
def test_when_detection_is_over_does_not_tell_what_was_said_before(one: str, other: str) -> None:
    def entries(code: str) -> Any:
        plan = n.Dialplan("Root")[n.Say("Your code is ", spell(code), "."), *PLAN.body]
        return as_json(to_the_end(plan, "mailbox", greeting_ms=9000).transcript())["entries"]

    assert entries(one) == entries(other)


def test_a_story_in_clear_tells_what_was_kept() -> None:
    story = as_text(to_the_end(spelled("2517"), "mailbox", greeting_ms=700).transcript())
    assert 'mailbox keeps: "... 5 1 7. Bye."' in story
    assert 'mailbox keeps: "Thanks."' in story
    assert "assumed: speech=words" in story


def test_a_story_of_who_hears_nothing_says_so() -> None:
    assert "screening hears: nothing" in as_text(to_the_end(PLAN, "screening", taken_for="machine").transcript())
    assert "hears" not in as_text(to_the_end(PLAN, "fax").transcript())
    assert "keeps" not in as_text(to_the_end(PLAN, "machine").transcript())


@pytest.mark.parametrize("taken_for", ["person", "machine", "unsure"])
@pytest.mark.parametrize("by", PARTIES)
def test_a_report_for_programs_has_the_shape_that_is_published(by: str, taken_for: str) -> None:
    report = as_json(to_the_end(PLAN, by, taken_for=taken_for).transcript())
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
