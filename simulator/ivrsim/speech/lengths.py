"""How long a text takes as speech, and when each of its words ends. Lengths are in ms."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from ivrsim.speech.language import Language
from ivrsim.speech.languages import ENGLISH, FRENCH, SPANISH, language
from ivrsim.speech.reading import token

_KEPT: Final = 10_000
"""How many texts are remembered, and how many words."""
_LONGEST_KEPT: Final = 4096
_LONGEST_WORD: Final = 64
"""Longer texts and words are not remembered."""
_VOICES: Final = {"spanish1": SPANISH, "femalespanish": SPANISH, "frenchcanadian1": FRENCH}
_PAUSES: Final = frozenset(",.-")
_SAMPLES: Final = 10
"""How many texts of a shape a stand-in is the mean of: every digit stands once at every place."""


class Spoken(NamedTuple):
    """A piece of a prompt as a voice speaks it.

    Attributes:
        ms: how long the piece takes, without the constant of a prompt.
        ends: when each run of characters without white space ends, in ms from the start of the piece.
    """

    ms: int
    ends: tuple[int, ...]


def language_of(voice: str) -> str:
    """The language of one of the platform's voices; English for one that is not known."""
    return _VOICES.get(voice.lower(), ENGLISH)


def prompt_ms(language: str) -> int:
    """What stands once in every prompt that is not silent, at its beginning."""
    return round(_language(language).rates.prompt_ms)


def spoken(text: str, language: str) -> Spoken:
    """The length of a piece of a prompt.

    A pause counts where something can follow it: before more text, or before white space.
    """
    return (_kept if len(text) <= _LONGEST_KEPT else _spoken)(text, language)


def spoken_ms(text: str, language: str) -> int:
    """The length of a piece that is probably new, such as the value of a variable: `spoken` says the same."""
    plain = _PLAIN.get(language) or _PLAIN.setdefault(language, _PlainWords(language))
    try:
        return sum(map(plain.__getitem__, text.split()))
    except KeyError:
        return spoken(text, language).ms


def stand_in(text: str, language: str) -> Spoken:
    """The length of anything with the shape of a text: as many digits, letters and signs at the same places.

    It is the mean of some texts of that shape, and the same for all of them: it tells nothing of a secret.
    """
    return (_kept_mean if len(text) <= _LONGEST_KEPT else _mean)(_shape(text), language)


_language = language


class _Token(NamedTuple):
    """In whole ms, so that a text is as long as its pieces."""

    ms: int
    pause_ms: int
    weak: bool
    number: bool


def _spoken(text: str, language: str) -> Spoken:
    now, pause_ms, weak, number = 0, 0, False, False
    ends: list[int] = []
    for word in text.split():
        if pause_ms and not (weak and word[0].islower()):
            now += pause_ms
        ms, pause_ms, weak, number = (_word if len(word) <= _LONGEST_WORD else _measured)(word, language, number)
        now += ms
        ends.append(now)
    if pause_ms and text[-1].isspace():
        now += pause_ms
    return Spoken(now, tuple(ends))


_kept = lru_cache(_KEPT)(_spoken)


def _measured(word: str, name: str, after_number: bool) -> _Token:
    """The length of a run of characters without white space, and of the pause behind it."""
    read = token(word, name, after_number=after_number)
    pause_ms = whole_ms([read.pause], name) if read.pause else 0
    return _Token(whole_ms(read.words, name), pause_ms, read.weak, read.number)


def whole_ms(words: Iterable[str], name: str) -> int:
    """How long words of a reading take one after the other, in ms; see `hundredths`."""
    return round(sum(hundredths(said, name) for said in words) / 100)


@lru_cache(_KEPT)
def hundredths(said: str, name: str) -> int:
    """How long a word, a spelled letter or a pause takes, in hundredths of a ms: sums of these are exact anywhere."""
    return round(length(said, _language(name)) * 100)


_word = lru_cache(_KEPT)(_measured)


class _PlainWords(dict[str, int]):
    """The words of a language that take the same time wherever they stand, with no pause behind them."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __missing__(self, word: str) -> int:
        alone, behind = (_measured(word, self._language, number) for number in (False, True))
        if alone.pause_ms or alone.ms != behind.ms:
            raise KeyError(word)
        if len(self) < _KEPT and len(word) <= _LONGEST_WORD:
            self[word] = alone.ms
        return alone.ms


_PLAIN: Final[dict[str, _PlainWords]] = {}


def length(said: str, spoken: Language) -> float:
    """How long a word, a spelled letter or a pause of a reading takes."""
    rates = spoken.rates
    if said in _PAUSES:
        return {",": rates.comma_ms, ".": rates.stop_ms, "-": rates.comma_ms / 2}[said]
    if said.isupper():
        return rates.letter_ms
    syllables, consonants = spoken.sounds(said)
    stressed_ms = 0.0 if said in spoken.weak else rates.word_ms
    return stressed_ms + syllables * rates.syllable_ms + consonants * rates.consonant_ms


def _shape(text: str) -> str:
    """The text with every digit as 0 and every letter as x."""
    if text.isdecimal() and text.isascii():
        return "0" * len(text)
    return "".join("0" if sign.isdigit() else "x" if sign.isalpha() else sign for sign in text)


_LETTERS: Final = ("tanerisolu", "monilarest", "bacodifegu", "sarinotemu", "holeranist", "xkqtvbfgzj")


def _mean(shape: str, language: str) -> Spoken:
    found = [_spoken(_sample(shape, turn), language) for turn in range(_SAMPLES)]
    ends = tuple(round(sum(moments) / _SAMPLES) for moments in zip(*(each.ends for each in found), strict=True))
    return Spoken(round(sum(each.ms for each in found) / _SAMPLES), ends)


_kept_mean = lru_cache(_KEPT)(_mean)


def _sample(shape: str, turn: int) -> str:
    letters = _LETTERS[turn % len(_LETTERS)]
    made = []
    digits = places = 0
    for sign in shape:
        if sign == "0":
            sign = str((turn + 7 * digits) % 10)
            digits += 1
        elif sign == "x":
            sign = letters[places % 10]
            places += 1
        made.append(sign)
    return "".join(made)
