"""How long prompts take, against espeak-ng at 175 words a minute: what is known of it, and the voice itself."""

from pathlib import Path

import pytest
from lxml import etree

from ivrdsl.sounds.voice import speak
from ivrsim.speech.lengths import language_of, prompt_ms, spoken
from tests.needs import library
from tests.speech.fit import error, fitted, held_out, quantiles
from tests.speech.references import references

DIGITS_MS = {
    "2517": 2072,
    "2 5 1 7": 1225,
    "Your code is 2517": 2662,
    "Your balance is 1234567 dollars": 4992,
}
"""Measured once, with another build of espeak-ng than that of the extra."""

SAMPLE = "Maria"
"""What stands in corpus prompts for the value of a variable."""


def length_ms(text: str, language: str = "en") -> int:
    return prompt_ms(language) + spoken(text, language).ms


@pytest.mark.parametrize("text", DIGITS_MS)
def test_digits_take_as_long_as_measured(text: str) -> None:
    assert length_ms(text) == pytest.approx(DIGITS_MS[text], rel=0.05)


@pytest.mark.parametrize("text", DIGITS_MS)
def test_digits_take_as_long_as_the_voice(text: str) -> None:
    library("espeakng_loader", extra="speech")
    assert length_ms(text) == pytest.approx(speak(text).length_ms, rel=0.05)


@pytest.mark.parametrize(("language", "least"), [("en", 300), ("es", 20), ("fr", 20)])
def test_there_are_enough_references_of_several_families(language: str, least: int) -> None:
    found = references(language)
    assert len({each.text for each in found}) == len(found) >= least
    assert len({each.family for each in found}) >= 6


@pytest.mark.parametrize(
    ("language", "median", "nine_of_ten", "worst"),
    [("en", 0.035, 0.10, 0.25), ("es", 0.05, 0.10, 0.15), ("fr", 0.05, 0.10, 0.15)],
)
def test_families_that_the_fit_has_not_seen_take_as_long_as_the_voice(
    language: str, median: float, nine_of_ten: float, worst: float
) -> None:
    found = dict(zip(("median", "nine of ten", "worst"), quantiles(held_out(language)), strict=True))
    bounds = {"median": median, "nine of ten": nine_of_ten, "worst": worst}
    assert {name: error for name, error in found.items() if error > bounds[name]} == {}


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_references_are_neither_long_nor_short_on_the_whole(language: str) -> None:
    found = references(language)
    rates = fitted(found, language)
    assert sum(error(each, language, rates) for each in found) / len(found) == pytest.approx(0, abs=0.01)


def corpus_prompts(shared: Path) -> dict[tuple[str, str], str]:
    """The texts to speech of the corpus with their voices, and what is said: a sample in the place of each variable."""
    parser = etree.XMLParser(recover=True)
    found = {}
    for file in sorted((shared / "corpus").glob("*/*.xml")):
        root = etree.fromstring(file.read_bytes(), parser)
        for play in root.iter("play") if root is not None else ():
            text = " ".join((play.text or "").split())
            if play.get("type") == "tts" and text:
                found[play.get("voice", ""), text] = with_samples(text)
    return found


def with_samples(text: str) -> str:
    """The text with a sample in the place of each variable."""
    first, *others = text.split("${")
    return first + "".join(SAMPLE + other.partition("}")[2] for other in others)


def test_prompts_of_real_plans_take_as_long_as_the_voice(shared: Path) -> None:
    library("espeakng_loader", extra="speech")
    errors, far_off = [], []
    prompts = corpus_prompts(shared)
    assert len({text for _, text in prompts if "${" not in text}) >= 77
    for (voice, _), said in prompts.items():
        language = language_of(voice)
        heard_ms = speak(said, language).length_ms
        off_ms = length_ms(said, language) - heard_ms
        errors.append(off_ms / heard_ms)
        if abs(off_ms) > max(250, 0.3 * heard_ms):
            far_off.append((said, off_ms))
    median, nine_of_ten, _ = quantiles(errors)
    assert median <= 0.06
    assert nine_of_ten <= 0.15
    assert far_off == []
