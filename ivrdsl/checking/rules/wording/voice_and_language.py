"""Texts that a voice of another language reads."""

import re
from collections.abc import Iterator
from typing import Final

from ivrdsl.checking.facts.prompts import prompts
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrdsl.model.nodes import Say
from ivrdsl.wording import language

_VOICES: Final = {
    "male1": "en",
    "female1": "en",
    "female2": "en",
    "spanish1": "es",
    "femaleSpanish": "es",
    "frenchcanadian1": "fr",
}
_NAMES: Final = {"en": "English", "es": "Spanish", "fr": "French"}
_RIGHT: Final = {"en": "female1", "es": "spanish1", "fr": "frenchcanadian1"}
_FOREIGN: Final = re.compile(" (?:el|la|para|le|pour|de|su|les) ")
"""One of these is in every Spanish or French text of some length that has no accents."""


@rule(
    "IVR505",
    "voice-and-language",
    WARNING,
    valid=(
        '<play type="tts" voice="spanish1">Para confirmar su cita, oprima el uno.</play>',
        '<play type="tts" voice="frenchcanadian1">Pour confirmer votre rendez-vous, appuyez sur le un.</play>',
        '<play type="tts" voice="female1">Press 1 to confirm your appointment at La Jolla.</play>',
        '<play type="tts" voice="spanish1">${name}</play>',
    ),
    invalid=(
        '<play type="tts">Para confirmar su cita de mañana, oprima el número uno.</play>',
        '<play type="tts" voice="spanish1">Press 1 to confirm that you will come to your appointment.</play>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A voice reads a text in a language that it does not speak.

    ## What it does
    Guesses the language of a prompt by its commonest words and compares it with the voice. Without a voice, Spanish
    and French texts are a note: which voice is the default is not documented.

    ## Why is this bad
    An English voice makes Spanish words hard to understand, and the other way round.

    ## Example
    ```xml
    <play type="tts" voice="female1">Para confirmar su cita con el doctor, oprima el uno.</play>
    ```

    ## Use instead
    ```xml
    <play type="tts" voice="spanish1">Para confirmar su cita con el doctor, oprima el uno.</play>
    ```

    ## Fix safety
    There is no automatic fix: a text in two languages may be meant.

    ## Source
    The voices and their languages are documented; the default voice is not.
    """
    texts = subject.ask(prompts).spoken
    for number, say in subject.each(Say):
        text = texts[number]
        spoken = _VOICES.get(say.voice or "", "en")
        if spoken == "en" and text.isascii() and not _FOREIGN.search(text):
            continue
        written = language(text)
        if written is not None and written != spoken:
            yield _hit(subject, number, say.voice, written)


def _hit(subject: Subject, number: int, voice: str | None, written: str) -> Hit:
    language_ = _NAMES[written]
    who = f'the voice "{voice}" speaks {_NAMES[_VOICES[voice]]}' if voice else "no voice is given"
    message = f"{subject.label(number)}: the text looks {language_}, but {who}"
    why = "words in the accent of another language are hard to understand on a phone"
    fix = f'write voice="{_RIGHT[written]}"'
    return Hit(number, message, why, fix, severity=WARNING if voice else NOTE)
