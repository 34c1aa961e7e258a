"""A report that masks tells the times of a call with stand-ins: nothing of a secret shows in them."""

import json
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from ivrdsl.errors import StepFailed
from ivrdsl.model import nodes as n
from ivrdsl.model.values import Secret, spell
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.play.stand_in import with_stand_ins
from ivrsim.play.story import as_json, as_text, mask_of
from ivrsim.script.run import run_script
from ivrsim.script.statements import parse_script
from tests.platforms import CHARACTERS

CODES = st.text(alphabet="0123456789", min_size=4, max_size=4)
LETTERS = st.text(alphabet="BFGJKQVXZ", min_size=4, max_size=4)


def spelled(code: str) -> n.Dialplan:
    return n.Dialplan()[
        n.Menu("m", max_digits=1, timeout_ms=2000)[
            n.Say("Hello, your code is ", spell(code), ", press 1 to hear it again."),
            n.Keypress("1")[n.Goto("m")],
            n.NoInput()[n.Say("Once more: ", spell(code), "."), n.Wait(1), n.Say("Bye."), n.Hangup()],
        ]
    ]


def read(code: str) -> n.Dialplan:
    return n.Dialplan()[n.Say("Your code is ", Secret(code), "."), n.Say("Bye."), n.Hangup()]


ACTS = st.lists(
    st.sampled_from(
        ["press 1", "wait", 'press 1 at word "code"', "press 1 at 300ms", 'hang up at word "press"', "hang up"]
    ),
    max_size=4,
)


def told(plan: n.Dialplan, script: str, platform: Platform | None = None, **options: Any) -> str:
    """What a report says of a call."""
    call = Call(plan, platform=platform)
    failed = run_script(call, parse_script(script))
    return json.dumps(as_json(call.transcript(), failed, **options))


@given(CODES, CODES, ACTS)
def test_two_codes_give_one_report(one: str, other: str, acts: list[str]) -> None:
    script = "\n".join(["answer live", *acts, "expect duration < 1ms"])
    reports = [told(spelled(code), script) for code in (one, other)]
    digits = "".join(reports).replace(".", "")
    assume(one not in digits and other not in digits)  # a time that looks like the code is masked
    assert reports[0] == reports[1]


@given(CODES, CODES)
def test_also_where_a_code_is_read_as_a_number(one: str, other: str) -> None:
    script = "answer live; wait; expect duration < 1ms"
    assert told(read(one), script) == told(read(other), script)
    assert "with stand-ins for secret words" in told(read(one), script)


@given(LETTERS, LETTERS)
def test_also_of_letters(one: str, other: str) -> None:
    script = "answer live; wait; wait"
    assert told(read(" ".join(one)), script) == told(read(" ".join(other)), script)


@given(CODES, ACTS)
def test_only_times_differ_from_the_call(code: str, acts: list[str]) -> None:
    call = Call(spelled(code))
    run_script(call, parse_script("\n".join(["answer live", *acts])))
    real = call.transcript()
    other = with_stand_ins(real, mask_of(real)).transcript
    strip = ("duration_ms", "heard")
    assert [(e.kind, e.element, {k: v for k, v in e.details.items() if k not in strip}) for e in other] == [
        (e.kind, e.element, {k: v for k, v in e.details.items() if k not in strip}) for e in real
    ]
    moments = [entry.at_ms for entry in other]
    assert moments == sorted(moments)
    assert not moments or moments[-1] <= other.duration_ms


@pytest.mark.parametrize("options", [{"show_secrets": True}])
def test_who_is_shown_the_secrets_is_told_the_real_times(options: dict[str, Any]) -> None:
    script = "answer live; wait"
    data = json.loads(told(read("2517"), script, **options))
    call = Call(read("2517"))
    run_script(call, parse_script(script))
    assert data["duration_ms"] == call.transcript().duration_ms
    assert "times" not in data


def test_people_are_told_the_real_times() -> None:
    call = Call(read("2517"))
    run_script(call, parse_script("answer live; wait"))
    text = as_text(call.transcript())
    assert "2517" in text
    assert "stand-in" not in text


def test_a_call_without_secrets_is_told_as_it_was() -> None:
    plan = n.Dialplan()[n.Say("Hello there."), n.Hangup()]
    call = Call(plan)
    run_script(call, parse_script("answer live; wait"))
    real = call.transcript()
    assert with_stand_ins(real, mask_of(real)).transcript is real
    assert "times" not in as_json(real)


def test_the_length_of_a_prompt_tells_nothing_where_characters_count() -> None:
    script = "answer live; wait"
    assert "times" not in json.loads(told(read("2517"), script, CHARACTERS))
    assert told(read("2517"), script, CHARACTERS) == told(read("1111"), script, CHARACTERS)


def test_whether_a_script_passes_is_judged_by_the_real_words() -> None:
    """7777 is long to read and 1000 is short: in both reports the times are those of their stand-in."""
    lengths = {}
    for code in ("7777", "1000"):
        call = Call(read(code))
        run_script(call, parse_script("answer live; wait"))
        lengths[code] = call.transcript().duration_ms
    between_ms = sum(lengths.values()) // 2
    script = f"answer live; wait; expect duration < {between_ms}ms"
    passes, fails = json.loads(told(read("1000"), script)), json.loads(told(read("7777"), script))
    assert lengths["1000"] < between_ms < lengths["7777"]
    assert (passes["failed"], fails["failed"] is None) == (None, False)
    assert passes["duration_ms"] == fails["duration_ms"]
    assert str(lengths["7777"]) not in json.dumps(fails)


@given(CODES, st.integers(0, 9000))
def test_a_sentence_about_a_failure_has_the_times_of_the_report(code: str, at_ms: int) -> None:
    call = Call(spelled(code))
    call.answer()
    call.wait(at_ms)
    with pytest.raises(StepFailed):
        call.hears("nothing like it")
    real = call.transcript()
    standing = with_stand_ins(real, mask_of(real))
    total = standing.transcript.duration_ms
    assert standing.retold(f"it took {real.duration_ms / 1000:g} s so far").startswith(f"it took {total / 1000:g} s")


@pytest.mark.parametrize(
    "script",
    [
        'answer live; hear "Your code"; press 1 at 20s',
        'answer live; hear "Bye"; hang up at word "Bye"; hang up',
    ],
)
def test_a_failure_names_no_moment_of_the_real_call(script: str) -> None:
    assert told(read("7777"), script) == told(read("1000"), script)


def test_what_a_voice_took_for_other_prompts_is_not_told_beside_a_secret() -> None:
    """It says the next sentence faster or slower by what it said before."""
    reports = []
    for code, ms in (("7777", 700), ("1000", 690)):
        platform = Platform(measured=(("", f"Your code is {code}.", 3000), ("", "Bye.", ms)))
        reports.append(told(read(code), "answer live; wait", platform))
    assert reports[0] == reports[1]
    assert "measured" in reports[0] or "times" in reports[0]
