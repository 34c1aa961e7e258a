"""How English is read: its numbers, abbreviations and syllables."""

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

_VOWELS: Final = frozenset("aeiouy")
_APART: Final = frozenset(["eo", "ia", "io", "iu", "ua"])
"""Vowels side by side that are two syllables, as in video and usual."""
_JOINING: Final = frozenset("cgqst")
"""Behind these letters they are one, as in nation and quality."""
_ONE_SOUND: Final = frozenset(["ch", "ck", "ng", "ph", "sh", "th", "wh"])
_AFTER_SILENT_E: Final = ("fully", "ly", "ment", "ments", "ful", "less")


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


def sounds(word: str) -> tuple[int, int]:
    """Syllables and consonants, by rules of thumb.

    An r or w that only colours its vowel makes it longer, and counts.
    """
    if not word.isascii():
        word = without_accents(word)
    if "gh" in word and not word.startswith("gh"):
        word = word.replace("gh", "")
    syllables, consonants = 0, word.count("x") + word.startswith("y")  # an x is two
    before = last = ""
    for letter in word:
        if letter in _VOWELS:
            syllables += last not in _VOWELS or (last + letter in _APART and before not in _JOINING)
        elif letter != last and last + letter not in _ONE_SOUND:
            consonants += letter.isalpha()
        before, last = last, letter
    syllables += word.endswith("ing") and word[-4:-3] in _VOWELS
    if syllables > 1:
        syllables -= _has_silent_e(word)
    return max(syllables, 1), consonants


def _has_silent_e(word: str) -> bool:
    """Whether the last e is no syllable: that of code, codes, coded, safely or something, not of noted or table."""
    if word.startswith(("every", "some")) and len(word) > 4:
        return True
    for ending in _AFTER_SILENT_E:
        if word.endswith(ending):
            word = word.removesuffix(ending)
            break
    stem, last = word[:-1], word[-1:]
    if last in ("s", "d") and stem.endswith("e"):
        stem = stem[:-1]
        heard = stem.endswith(("s", "x", "z", "c", "g", "ch", "sh") if last == "s" else ("t", "d"))
    else:
        heard = last != "e"
    after_consonant = stem[-2:-1] not in _VOWELS and stem[-2:-1] != "r"
    return not heard and stem[-1:] not in _VOWELS and not (last != "d" and stem.endswith("l") and after_consonant)


_WEAK: Final = """
a about am an and any are as at be been before behind between by can could did do does down for from get had has
have he her him his how i if in into is it its it's just me must my not of on or our shall she should so some than
that the their them then there these they this those to under until up us was we were what when where which while
who will with within without would you your
"""

LANGUAGE: Final = Language(
    rates=Rates(
        prompt_ms=116.0, word_ms=81.9, syllable_ms=56.4, consonant_ms=60.5, letter_ms=161.9,
        comma_ms=263.7, stop_ms=394.3,
    ),
    digits=_DIGITS,
    longest=32,
    one="one",
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
        "$": "dollar", "€": "euro", "£": "pound", "\\": "backslash", "~": "tilde", "°": "degrees", "×": "times",
        "½": "a half", "¼": "a quarter", "¾": "three quarters", "©": "copyright", "®": "registered", "™": "trademark",
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
    titles=frozenset({"dr", "mr", "mrs", "ms", "st"}),
    spelled=frozenset(
        "aaa api asap atm ceo cpa est eu faq hiv hr id irs it suv uk url us usa".split()  # noqa: SIM905
    ),
    weak=frozenset(_WEAK.split()),
    wide={"W": "doubleyou"},
    vowels="aeiouyàáâäèéêëìíîïòóôöùúûüœæ",
    sounds=sounds,
)  # fmt: skip
