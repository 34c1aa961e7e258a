"""The numbers in the code are those that the fit gives, and the references are what the voice says."""

import os
import subprocess
import sys
from operator import mul
from pathlib import Path

import pytest

from ivrsim.speech.language import Rates
from ivrsim.speech.languages import language
from tests.needs import library
from tests.speech.fit import LANGUAGES, fitted, shares
from tests.speech.references import REFERENCES, references, sentences

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_rates_are_those_of_the_fit(name: str) -> None:
    rates = fitted(references(name), name)
    assert language(name).rates == Rates(*(round(rate, 1) for rate in rates))


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_rate_is_more_than_nothing(name: str) -> None:
    """Else a longer text could be shorter."""
    assert min(language(name).rates) > 0


def test_the_fit_finds_the_numbers_that_made_the_lengths() -> None:
    made_of = Rates(100, 70, 60, 50, 200, 250, 400)
    made = [each._replace(ms=round(sum(map(mul, made_of, shares(each.text, "en"))))) for each in references("en")]
    assert list(fitted(made, "en")) == pytest.approx(list(made_of), abs=1)


def test_references_are_of_the_sentences() -> None:
    rows = {name: [(each.family, each.text) for each in references(name)] for name in LANGUAGES}
    expected: dict[str, list[tuple[str, str]]] = {name: [] for name in LANGUAGES}
    for sentence in sentences():
        expected[sentence.language].append((sentence.family, sentence.text))
    assert rows == expected


def test_references_are_what_the_voice_says() -> None:
    library("espeakng_loader", extra="speech")
    program = "from tests.speech.make_references import written; print(written(), end='')"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "simulator")])},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout.splitlines() == REFERENCES.read_text(encoding="utf-8").splitlines()
