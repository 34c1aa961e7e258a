"""Callees who act when a word has been said, and prompts that say how far they were heard."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from ivrdsl.errors import IvrError, ScriptError, StepFailed
from ivrdsl.model import nodes as n
from ivrdsl.model.values import Secret, spell
from ivrsim.core.platform import Platform
from ivrsim.core.words import words_of
from ivrsim.play.call import Call
from ivrsim.play.story import as_json, as_text
from ivrsim.script.run import run_script
from ivrsim.script.statements import parse_script
from tests.platforms import CHARACTERS

TEXT = "Press 1 for sales, press 2 for help, or press 9 to leave."
PLAN = n.Dialplan()[
    n.Menu("m", max_digits=1, timeout_ms=2000)[
        n.Say(TEXT), n.Keypress("1")[n.Say("One two."), n.Hangup()], n.Keypress("2")[n.Goto("m")]
    ]
]
SOUND = n.Dialplan()[n.Menu("m", max_digits=1)[n.PlaySound(332122), n.Keypress("1")[n.Hangup()]]]


def answered(plan: n.Dialplan = PLAN, platform: Platform | None = None) -> Call:
    call = Call(plan, platform=platform)
    call.answer()
    return call


def ends(call: Call, word: str) -> list[int]:
    """When each of the words ends that are spelt so, in ms from the start of the prompt."""
    prompt = next(effect for _, effects in call.transcript().effects() for effect in effects if effect.kind == "prompt")
    return [each.end_ms for each in words_of(prompt, call.line.plan.platform) if each.text.strip(",.") == word]  # type: ignore[arg-type]


def cut(call: Call) -> Any:
    return next(entry for entry in call.transcript() if entry.kind == "cut")


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_key_falls_when_its_word_has_ended(nth: int) -> None:
    call = answered()
    word = "press" if nth > 1 else "Press"
    call.press("1", at_word="press", nth=nth)
    moments = sorted(ends(answered(), "Press") + ends(answered(), "press"))
    assert cut(call).at_ms == moments[nth - 1]
    assert cut(call).details["heard"].endswith(word)


@pytest.mark.parametrize("platform", [None, CHARACTERS, Platform(voice_factors=(("", 2),))])
def test_on_every_platform(platform: Platform | None) -> None:
    call = answered(platform=platform)
    call.press("1", at_word="sales")
    assert cut(call).at_ms == ends(answered(platform=platform), "sales")[0]


@pytest.mark.parametrize("word", ["press", "PRESS", "Press,", '"press"', "pre\u017f\u017f"])
def test_letter_case_and_signs_round_a_word_do_not_count(word: str) -> None:
    call = answered()
    call.press("1", at_word=word)
    assert cut(call).at_ms == ends(answered(), "Press")[0]


def test_the_words_are_those_of_the_prompt_that_was_heard_last() -> None:
    call = answered()
    call.press("1", at_word="sales")
    call.hears("One")
    call.hang_up(at_word="two")
    transcript = call.transcript()
    assert call.ended_by == "callee"
    begun = next(entry.at_ms for entry in transcript if entry.details.get("text") == "One two.")
    assert begun < transcript.duration_ms


def test_a_prompt_that_was_cut_says_how_far_it_was_heard() -> None:
    at_once = answered()
    at_once.press("1", at_ms=0)
    assert cut(at_once).details == {"heard": ""}
    assert "the prompt is cut at once" in as_text(at_once.transcript())
    later = answered()
    later.press("1", at_word="sales")
    assert 'the prompt is cut after "Press 1 for sales,"' in as_text(later.transcript())
    old = answered(platform=CHARACTERS)
    old.press("1", at_ms=65)
    assert cut(old).details == {}


@pytest.mark.parametrize(
    ("word", "nth", "words"),
    [
        ("pres", 1, ['does not say the word "pres"', 'the nearest is "press"']),
        ("goodbye", 1, ['does not say the word "goodbye"', f'it says "{TEXT}"']),
        ("press", 4, ['the word "press" comes 3 times', "not 4"]),
        ("leave", 2, ['the word "leave" comes 1 time in', "not 2"]),
    ],
)
def test_a_word_that_is_not_there(word: str, nth: int, words: list[str]) -> None:
    for act in (lambda call: call.press("1", at_word=word, nth=nth), lambda call: call.hang_up(at_word=word, nth=nth)):
        with pytest.raises(StepFailed) as failure:
            act(answered())
        assert all(each in str(failure.value) for each in words), str(failure.value)


@pytest.mark.parametrize(
    "act",
    [
        lambda call: call.press("1", at_word=""),
        lambda call: call.press("1", at_word="  "),
        lambda call: call.press("1", at_word="two words"),
        lambda call: call.press("1", at_word=5),
        lambda call: call.press("1", at_word="press", nth=0),
        lambda call: call.press("1", at_word="press", nth=-1),
        lambda call: call.press("1", at_word="press", nth=True),
        lambda call: call.press("1", at_word="press", nth="2"),
        lambda call: call.press("1", at_word="press", at_ms=100),
        lambda call: call.hang_up(at_word="press", at_ms=100),
    ],
)
def test_what_is_no_word_is_refused(act: Callable[[Call], None]) -> None:
    call = answered()
    with pytest.raises(IvrError):
        act(call)
    assert call.transcript().duration_ms == 0


def test_nobody_knows_the_words_of_a_sound() -> None:
    with pytest.raises(StepFailed, match="nobody knows its words: 332122"):
        answered(SOUND).press("1", at_word="hello")


def test_a_word_that_was_said_before_is_too_late() -> None:
    call = answered()
    call.wait(2000)
    with pytest.raises(StepFailed):
        call.press("1", at_word="press")


def test_before_anybody_answers_there_is_no_prompt() -> None:
    with pytest.raises(StepFailed):
        Call(PLAN).press("1", at_word="press")


# --- scripts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "nth"),
    [('press 1 at word "press"', 1), ('press 1 at word "press" 2', 2), ('press 1 at  word  "PRESS"  3', 3)],
)
def test_a_script_says_the_same(statement: str, nth: int) -> None:
    call, own = Call(PLAN), answered()
    assert run_script(call, parse_script(f"answer live\n{statement}")) is None
    own.press("1", at_word="press", nth=nth)
    assert as_text(call.transcript()) == as_text(own.transcript())


def test_a_script_hangs_up_at_a_word() -> None:
    call = Call(PLAN)
    assert run_script(call, parse_script('answer live; hang up at word "help"; expect heard 1 times "Press 1"')) is None
    assert call.transcript().duration_ms == ends(answered(), "help")[0]


def test_a_script_that_fails_says_where() -> None:
    failed = run_script(Call(PLAN), parse_script('answer live\npress 1 at word "sale"'))
    assert failed is not None
    assert (failed.line, failed.statement) == (2, 'press 1 at word "sale"')
    assert 'the nearest is "sales"' in failed.message


@pytest.mark.parametrize(
    "statement",
    [
        "press 1 at word",
        "press 1 at word press",
        'press 1 at word "press" x',
        'press 1 at word "press" -1',
        'press 1 at word "press" 0',
        'press 1 at word ""',
        'hang up at word " "',
        'hang up at word "two words"',
    ],
)
def test_a_script_without_a_word_cannot_be_read(statement: str) -> None:
    with pytest.raises(ScriptError):
        parse_script(statement)


# --- what is never said, and what is not told -------------------------------------------------------------------------


def test_a_prompt_that_was_cut_says_no_more_words() -> None:
    plan = n.Dialplan()[
        n.Menu("a", max_digits=1, timeout_ms=2000)[
            n.Say("Welcome to the office. For sales press 1, or follow here."), n.Keypress("1")[n.Goto("b")]
        ],
        n.Hangup(),
        n.Menu("b", max_digits=1, timeout_ms=9000)[n.Say("Second."), n.Keypress("2")[n.Hangup()]],
    ]
    for act in (
        lambda call: call.press("2", at_word="follow"),
        lambda call: call.hang_up(at_word="follow"),
    ):
        call = answered(plan)
        call.hears("Welcome")
        call.press("1", at_word="office")
        with pytest.raises(StepFailed, match='the prompt was cut before the word "follow" had been said'):
            act(call)


@pytest.mark.parametrize("word", ["\u00e9t\u00e9", "e\u0301te\u0301", "E\u0301TE\u0301", "\u00e9\u200bt\u00e9"])
def test_a_word_is_the_same_however_it_is_encoded(word: str) -> None:
    for text in ("Un \u00e9t\u00e9 chaud.", "Un e\u0301te\u0301 chaud."):
        call = answered(n.Dialplan()[n.Say(text), n.Hangup()])
        call.hang_up(at_word=word)
        assert call.ended_by == "callee"


@pytest.mark.parametrize(
    "said",
    [
        ("Your code is ", spell("8484"), ". Press 1 to repeat."),
        ("Your code is 8 4 8 4. Press 1 to repeat.",),
        ("Your word is ", Secret("blue horse 77"), "."),
    ],
)
@pytest.mark.parametrize("word", ["again", "8", "4x", "hors", "horsy", "7"])
def test_a_failure_tells_no_word_of_a_secret(said: Any, word: str) -> None:
    plan = n.Dialplan()[n.Say(*said), n.Hangup()]
    call = Call(plan)
    failed = run_script(call, parse_script(f'answer live\nhang up at word "{word}" 9'))
    assert failed is not None
    message = as_json(call.transcript(), failed)["failed"]["message"]
    rest = message.replace(f'"{word}"', "")
    assert not {"8", "4", "77", "horse", "blue"} & set(re.findall(r"\w+", rest)), message
