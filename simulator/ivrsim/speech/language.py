"""What is known of a language that is read aloud."""

from collections.abc import Callable
from typing import NamedTuple


class Rates(NamedTuple):
    """The seven numbers of a language, in ms: what one of each adds. `tests/speech/fit.py` makes them.

    Attributes:
        prompt_ms: once, for the beginning and the end of a prompt.
        word_ms: for a word that has a stress, beside its sounds.
        letter_ms: for a letter that is spelled, all in all.
        comma_ms, stop_ms: for the pause at a comma, and at a full stop; a quote or a bracket is half a comma.
    """

    prompt_ms: float
    word_ms: float
    syllable_ms: float
    consonant_ms: float
    letter_ms: float
    comma_ms: float
    stop_ms: float


class Language(NamedTuple):
    """How a language is read.

    Attributes:
        rates: how long its words take.
        digits: the ten digits.
        longest: how many digits are read as one number; those of a longer one are read one by one.
        one: what is said for 1 before a noun.
        cardinal: the words of a number, from its digits.
        ordinal: the words of a number with an ending, such as 1st; None where that is none.
        groups: the sign between groups of three digits.
        marks: what is said for a comma and a full stop between digits.
        decimals: whether what stands behind the mark is read as one number, not digit by digit.
        money: a currency's sign, its name, that of several, and that of a hundredth and of several.
        signs: what is said for other signs.
        dot: what is said for a full stop inside a word, such as an address.
        dash, colon, minus: what is said for these signs beside digits.
        abbreviations: in lower case, without the full stop.
        titles: those of them whose full stop ends no sentence.
        spelled: words in capitals that are spelled though a voice could say them.
        wide: letters whose names are longer than those of others: these are read as words.
        weak: words without a stress of their own: they take no longer than their sounds.
        vowels: the letters that can stand for a syllable.
        sounds: syllables and consonants of a word in lower case.
    """

    rates: Rates
    digits: tuple[str, ...]
    longest: int
    one: str
    cardinal: Callable[[str], list[str]]
    ordinal: Callable[[str, str], list[str] | None]
    groups: str
    marks: dict[str, str]
    decimals: bool
    money: dict[str, tuple[str, str, str, str]]
    signs: dict[str, str]
    dot: str
    dash: str
    colon: str
    minus: str
    abbreviations: dict[str, str]
    titles: frozenset[str]
    spelled: frozenset[str]
    wide: dict[str, str]
    weak: frozenset[str]
    vowels: str
    sounds: Callable[[str], tuple[int, int]]


def groups_of_three(digits: str) -> list[str]:
    """The digits of a number in groups of three from the right, the first one as short as it must be."""
    first = len(digits) % 3
    return [digits[max(at, 0) : at + 3] for at in range(first - 3 if first else 0, len(digits), 3)]


def without_accents(word: str) -> str:
    """The word in the letters that carry the accents."""
    import unicodedata

    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
