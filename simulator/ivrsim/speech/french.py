"""How French is read: its numbers, abbreviations and syllables."""

import re
from functools import cache
from typing import Final

from ivrsim.speech.language import Language, Rates, groups_of_three

_DIGITS: Final = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
_BELOW_17: Final = (*_DIGITS, "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize")
_TENS: Final = ("", "dix", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre vingt")
_THOUSANDS: Final = ("", "mille", "million", "milliard", "billion")
_ORDINALS: Final = {"cinq": "cinquième", "neuf": "neuvième"}


def _below_100(number: int) -> list[str]:
    if number < len(_BELOW_17):
        return [_BELOW_17[number]]
    tens, rest = divmod(number, 10)
    if tens in (7, 9):  # counted on from 60 and 80
        tens, rest = tens - 1, rest + 10
    words = _TENS[tens].split()
    if rest in (1, 11) and 2 <= tens < 8:
        words.append("et")
    return [*words, *_below_100(rest)] if rest else words


def _below_1000(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [*([_DIGITS[hundreds]] if hundreds > 1 else []), "cent"] if hundreds else []
    return [*words, *_below_100(rest)] if rest else words


def cardinal(digits: str) -> list[str]:
    """2517: deux mille cinq cent dix sept."""
    groups = groups_of_three(digits)
    words: list[str] = []
    for power, group in zip(range(len(groups) - 1, -1, -1), groups, strict=True):
        number = int(group)
        if number and not (number == 1 and power == 1):
            words += _below_1000(number)
        if number and power:
            words.append(_THOUSANDS[power] + "s" * (number > 1 < power))
    return words or [_DIGITS[0]]


def ordinal(digits: str, ending: str) -> list[str] | None:
    """2e: deuxième."""
    if ending not in {"er", "re", "ère", "e", "ème", "eme"}:
        return None
    if digits == "1":
        return ["premier" if ending == "er" else "première"]
    *words, last = cardinal(digits)
    return [*words, _ORDINALS.get(last) or last.removesuffix("e") + "ième"]


@cache
def _vowels() -> re.Pattern[str]:
    return re.compile(r"i?[aeouyàâèêëîïôûùœæ]+[iuyîû]*|[iîï]u?|é")


@cache
def _consonants() -> re.Pattern[str]:
    return re.compile(r"ch|ph|th|gn|qu|([b-df-gj-np-tv-xzç])\1?")


@cache
def _silent() -> re.Pattern[str]:
    """What is written and not heard: endings, h, and an n or m that only colours its vowel."""
    return re.compile(
        r"(?<=.[^aeiouyé])(?:es?)$|(?<=[éiu])es?$|(?<=..)(?:[stdxzp]{1,9}|er)$|(?<=[aeiouyé])[nm](?![aeiouyénmh])"
    )


def sounds(word: str) -> tuple[int, int]:
    """Syllables and consonants, by rules of thumb."""
    if "u" in word:
        word = word.replace("qu", "q").replace("gue", "ge").replace("gui", "gi")
    consonants = len(_consonants().findall(_silent().sub("", word)))
    syllables = len(_vowels().findall(word))
    if syllables > 1 and word.endswith(("e", "es")) and not word.endswith(("ée", "ées")):
        syllables -= 1
    return max(syllables, 1), consonants


_WEAK: Final = """
a afin au aux avec c'est ce ces cet cette chez d'un d'une dans de des du elle en encore est et il ils j'ai je l' la
le les leur ma mes mon n'est ne nos notre nous on ou par pas pour qu' qu'il que qui s'il sa se ses si son sous sur
ta un une vos votre vous y à
"""

LANGUAGE: Final = Language(
    rates=Rates(
        prompt_ms=193.1, word_ms=19.5, syllable_ms=101.5, consonant_ms=33.0, letter_ms=166.0,
        comma_ms=260.1, stop_ms=408.5,
    ),
    digits=_DIGITS,
    longest=15,
    one="un",
    cardinal=cardinal,
    ordinal=ordinal,
    groups=".",
    marks={".": "point", ",": "virgule"},
    decimals=True,
    money={
        "$": ("dollar", "dollars", "cent", "cents"),
        "€": ("euro", "euros", "centime", "centimes"),
        "£": ("livre", "livres", "penny", "pence"),
    },
    signs={
        "%": "pour cent", "#": "dièse", "*": "astérisque", "&": "et", "@": "arobase", "+": "plus", "=": "égale",
        "$": "dollar", "€": "euro", "£": "livre", "°": "degrés", "×": "fois", "½": "un demi", "h": "heures",
    },
    dot="point",
    dash="",
    colon="heures",
    minus="moins",
    abbreviations={
        "dr": "docteur", "m": "monsieur", "mme": "madame", "mmes": "mesdames", "mlle": "mademoiselle",
        "etc": "et cetera", "n°": "numéro", "tél": "téléphone", "st": "saint", "ste": "sainte", "av": "avenue",
    },
    titles=frozenset({"dr", "m", "mme", "mmes", "mlle", "st", "ste"}),
    spelled=frozenset({"usa", "ue"}),
    weak=frozenset(_WEAK.split()),
    wide={"W": "doublevé", "Y": "igrec"},
    vowels="aeiouyàâéèêëîïôûùœ",
    sounds=sounds,
)  # fmt: skip
