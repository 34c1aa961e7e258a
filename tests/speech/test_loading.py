"""What is loaded when: every command imports the lengths, few of them need a language, and hardly any needs two."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LATE = {"ivrsim.speech.english", "ivrsim.speech.spanish", "ivrsim.speech.french", "unicodedata"}


def loaded(*texts: tuple[str, str]) -> set[str]:
    """What of the above a fresh Python has loaded once it has measured the texts, each with its language."""
    program = (
        "import json, sys\n"
        "from ivrsim.speech.lengths import spoken\n"
        "for text, language in json.loads(sys.argv[1]): spoken(text, language)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", program, json.dumps(texts)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "simulator")},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return LATE & set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("texts", "modules"),
    [
        ([], set()),
        ([("Your code is 2 5 1 7.", "en")], {"ivrsim.speech.english"}),
        ([("Su código es 2 5 1 7.", "es")], {"ivrsim.speech.spanish"}),
        ([("Votre code est 2 5 1 7.", "fr")], {"ivrsim.speech.french"}),
        ([("Zürich", "en")], {"ivrsim.speech.english", "unicodedata"}),
    ],
    ids=["nothing", "English", "Spanish", "French", "accents in English"],
)
def test_a_language_is_loaded_when_it_is_first_read(texts: list[tuple[str, str]], modules: set[str]) -> None:
    assert loaded(*texts) == modules
