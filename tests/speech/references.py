"""Our sentences, and how long espeak-ng takes for them; `make_references.py` writes it down."""

import json
from pathlib import Path
from typing import NamedTuple

SENTENCES = Path(__file__).with_name("sentences.txt")
REFERENCES = Path(__file__).with_name("references.json")
SEEN_AS = " -> "
"""Behind it stands what the voice is given where it would read the sentence otherwise than a caller hears it."""


class Sentence(NamedTuple):
    """A sentence of ours.

    Attributes:
        given: what the voice is given.
    """

    language: str
    family: str
    text: str
    given: str


class Reference(NamedTuple):
    """How a voice spoke a sentence.

    Attributes:
        ms: how long it took.
        ends: start and end of each written word, and when it ended in ms; of a sentence that was given as it stands.
    """

    family: str
    text: str
    ms: int
    ends: list[tuple[int, int, int]]


def sentences() -> list[Sentence]:
    """In the order of the file: a line "# language family", then one sentence a line."""
    found = []
    language = family = ""
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            language, family = line[2:].split()
        else:
            text, _, given = line.partition(SEEN_AS)
            found.append(Sentence(language, family, text, given or text))
    return found


def references(language: str) -> list[Reference]:
    """Those of a language."""
    rows = json.loads(REFERENCES.read_text(encoding="utf-8"))[language]
    return [
        Reference(family, text, ms, [(start, end, at) for start, end, at in ends]) for family, text, ms, ends in rows
    ]
