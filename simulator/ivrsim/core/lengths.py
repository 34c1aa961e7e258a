"""How long prompts take on a platform: by their words, by their characters, or as somebody measured.

A prompt of text to speech is a sum over pieces: what stands between variables, and the value of each. So of a prompt
with a value that is not known, the rest is.
"""

from __future__ import annotations

from collections.abc import Iterable

from ivrdsl.model.structs import struct
from ivrsim.core.platform import Platform
from ivrsim.speech.lengths import Spoken, language_of, prompt_ms, spoken, spoken_ms, stand_in

Pieces = tuple[str, ...]


def file_of(sound: str) -> str:
    """The last part of a sound's URL; of its number, the number."""
    return sound.partition("?")[0].rpartition("/")[2]


class Hidden(str):
    """A piece that a report masks: it counts as a stand-in for it does, which tells its shape and nothing else."""

    __slots__ = ()


def measured(piece: str, language: str) -> Spoken:
    """How long a piece takes, and when its words end."""
    return stand_in(piece, language) if type(piece) is Hidden else spoken(piece, language)


class PromptLength:
    """How long a prompt takes."""

    def ms(self, text: str, pieces: Pieces) -> int:
        """How long it takes, in ms.

        Args:
            text: what is heard.
            pieces: the texts that it is made of, in order; () where it is one.
        """
        raise NotImplementedError

    def pieces(self, text: str, secrets: tuple[str, ...], pieces: Pieces) -> Pieces:
        """The pieces from which a prompt's length is made up, of those that it has by itself."""
        return pieces


@struct
class ByWords(PromptLength):
    """From the words, as a voice reads them.

    Attributes:
        language: in which it reads.
        factor: how much longer this voice takes than others.
    """

    language: str
    factor: float

    def ms(self, text: str, pieces: Pieces) -> int:
        return self.with_values(self.known_ms(pieces or (text,)), ())

    def known_ms(self, pieces: Pieces) -> int:
        """What a prompt with these pieces takes before its values are known, in ms of a voice without a factor."""
        language = self.language
        return prompt_ms(language) + sum([measured(piece, language).ms for piece in pieces])

    def with_values(self, known_ms: int, values: Iterable[str]) -> int:
        """How long a prompt takes once its values are known, in ms."""
        for value in values:
            known_ms += spoken_ms(value, self.language)
        return known_ms if self.factor == 1 else round(known_ms * self.factor)


@struct
class ByCharacters(PromptLength):
    """So many ms for each character."""

    each_ms: int

    def ms(self, text: str, pieces: Pieces) -> int:
        return len(text) * self.each_ms


@struct
class Fixed(PromptLength):
    """A time that no text changes, in ms."""

    fixed_ms: int

    def ms(self, text: str, pieces: Pieces) -> int:
        return self.fixed_ms


@struct
class ByTable(PromptLength):
    """As somebody measured it, by what is heard; else by another length.

    Attributes:
        measured: what is heard, and how long it takes, in ms; a sound's number, or the last part of its URL.
        otherwise: for what is not among these.
    """

    measured: tuple[tuple[str, int], ...]
    otherwise: PromptLength

    def ms(self, text: str, pieces: Pieces) -> int:
        file = file_of(text) if isinstance(self.otherwise, Fixed) else text
        ms = next((ms for name, ms in self.measured if name in (text, file)), None)
        hides = any(type(piece) is Hidden for piece in pieces)  # as it was measured, it would tell too much
        return self.otherwise.ms(text, pieces) if ms is None or hides else ms


def length_of(platform: Platform, source: str, voice: str) -> PromptLength:
    """How long prompts take that a platform says or plays.

    Args:
        platform: the platform.
        source: "tts", "url" or "callfireid".
        voice: of text to speech.
    """
    if source != "tts":
        usual = Fixed(platform.sound_ms)
        return ByTable(platform.sounds_ms, usual) if platform.sounds_ms else usual
    estimated = _estimated(platform, voice)
    measured = tuple([(text, ms) for of, text, ms in platform.measured if of == voice])
    return ByTable(measured, estimated) if measured else estimated


def _estimated(platform: Platform, voice: str) -> PromptLength:
    if platform.ms_per_character or platform.voice_rates:
        return ByCharacters(platform.speaking_rate(voice))
    return ByWords(language_of(voice), dict(platform.voice_factors).get(voice, 1.0))
