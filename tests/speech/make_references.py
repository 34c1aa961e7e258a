"""Write references.json anew: `python -m tests.speech.make_references` (needs the extra `speech`).

It needs a process of its own: by what espeak-ng has spoken before, a text takes it up to 40 ms longer.
"""

import json

from ivrdsl.sounds.voice import LANGUAGES, speak
from tests.speech.references import REFERENCES, Sentence, sentences


def row(sentence: Sentence) -> list[object]:
    """A reference as it is written."""
    speech = speak(sentence.given, sentence.language)
    ends = [list(word) for word in speech.words] if sentence.given == sentence.text else []
    return [sentence.family, sentence.text, speech.length_ms, ends]


def written() -> str:
    """What the file says: one line a sentence, so that a difference can be read."""
    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for sentence in sentences():
        found[sentence.language].append(json.dumps(row(sentence), ensure_ascii=False))
    parts = [f"{json.dumps(language)}: [\n" + ",\n".join(rows) + "\n]" for language, rows in found.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    REFERENCES.write_text(written(), encoding="utf-8")
