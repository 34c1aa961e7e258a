"""How English is read: its numbers, abbreviations and syllables."""

import re
from functools import cache
from typing import Final

from ivrsim.speech.language import Language, Rates, groups_of_three, without_accents

_DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS: Final = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_THOUSANDS: Final = (
    *("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion"),
    *("octillion", "nonillion"),
)
_ORDINALS: Final = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip


def _hundreds(digits: str) -> list[str]:
    number = int(digits)
    words = [_DIGITS[number // 100], "hundred"] if number >= 100 else []
    tens = number % 100
    if tens >= 20:
        words.append(_TENS[tens // 10])
        tens %= 10
    elif tens >= 10:
        words.append(_TEENS[tens - 10])
        tens = 0
    return [*words, _DIGITS[tens]] if tens else words


def cardinal(digits: str) -> list[str]:
    """2517: two thousand five hundred seventeen. The years from 1900 to 1999 are counted in hundreds."""
    if len(digits) == 4 and digits.startswith("19"):
        return ["nineteen", "hundred", *_hundreds(digits[2:])]
    groups = groups_of_three(digits)
    words: list[str] = []
    for power, group in zip(range(len(groups) - 1, -1, -1), groups, strict=True):
        said = _hundreds(group)
        words += [*said, _THOUSANDS[power]] if said and power else said
    return words or [_DIGITS[0]]


def ordinal(digits: str, ending: str) -> list[str] | None:
    """21st: twenty first."""
    if ending not in {"st", "nd", "rd", "th"}:
        return None
    *words, last = cardinal(digits)
    return [*words, _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")]


@cache
def _consonants() -> re.Pattern[str]:
    return re.compile(r"ch|sh|th|ph|ck|wh|qu|ng|sc(?=[ei])|([b-df-hj-np-tv-xz])\1?|^y")


@cache
def _vowels() -> re.Pattern[str]:
    return re.compile(r"i(?=[aou](?!us|u?s?$))|[aeiouy]+")


@cache
def _between() -> re.Pattern[str]:
    """Two vowels that are two syllables."""
    return re.compile(r"(?<![cstg])i(?:a|o|um)|(?<=[bdlmnprv])io|eo(?!u)|[aeiou]y?ing|ua(?=[lt])|ue(?=n)|ia(?=t)")


@cache
def _silent() -> re.Pattern[str]:
    """An e at the end of a word, or before its -s and -d, that is no syllable."""
    return re.compile(
        r"[^aeiouy][^aeiouyl]e$|[aeiouyr]le$|[aeiouy][^aeiouyl]e$|[^aeioudty]ed$|[aeiouy][^aeiouysxzcgh]es$"
        r"|[^aeiouy][^aeiouysxzcghl]es$|[aeiouy]les$|[^cs]hes$(?<=thes)|[a-z]e(?=ly$|ment|ful|less)"
    )


def sounds(word: str) -> tuple[int, int]:
    """Syllables and consonants, by rules of thumb."""
    if not word.isascii():
        word = without_accents(word)
    if "gh" in word and not word.startswith("gh"):
        word = word.replace("gh", "")
    consonants = len(_consonants().findall(word))
    syllables = 0
    inside = False
    for letter in word:
        vowel = letter in "aeiouy"
        syllables += vowel and not inside
        inside = vowel
    if syllables > 1 and "e" in word:
        syllables -= len(_silent().findall(word))
    if syllables and ("i" in word or "u" in word or "eo" in word):
        syllables += len(_between().findall(word))
    return max(syllables, 1), consonants


LANGUAGE: Final = Language(
    rates=Rates(100, 30, 125, 45, 175, 200, 350),
    digits=_DIGITS,
    longest=32,
    cardinal=cardinal,
    ordinal=ordinal,
    groups=",",
    marks={".": "point", ",": ""},
    decimals=False,
    money={
        "$": ("dollar", "dollars", "cent", "cents"),
        "€": ("euro", "euros", "cent", "cents"),
        "£": ("pound", "pounds", "penny", "pence"),
    },
    signs={
        "%": "percent", "#": "hash", "*": "asterisk", "&": "and", "@": "at", "+": "plus", "=": "equals", "/": "slash",
        "$": "dollar", "€": "euro", "£": "pound", "\\": "backslash", "~": "tilde", "°": "degrees", "½": "a half",
        "¼": "a quarter", "¾": "three quarters", "©": "copyright", "®": "registered", "™": "trademark",
    },
    dot="dot",
    dash="dash",
    colon="",
    minus="minus",
    abbreviations={
        "dr": "doctor", "mr": "mister", "mrs": "missis", "ms": "M S", "st": "saint", "etc": "et cetera", "vs": "V S",
        "ave": "avenue", "ltd": "limited", "dept": "department", "e.g": "for example", "i.e": "I E", "inc": "ink",
        "jr": "J R", "sr": "S R", "rd": "R D", "blvd": "B L V D", "ok": "O K", "tv": "T V",
    },
    spelled=frozenset(
        "aaa asap atm api ceo cpa er est eu hiv hr id irs it suv uk url us usa".split()  # noqa: SIM905
    ) - {"er"},
    wide={"W": "doubleyou"},
    vowels="aeiouyàáâäèéêëìíîïòóôöùúûüœæ",
    sounds=sounds,
)  # fmt: skip
