"""How Spanish is read: its numbers, abbreviations and syllables."""

import re
from functools import cache
from typing import Final

from ivrsim.speech.language import Language, Rates

_DIGITS: Final = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_BELOW_30: Final = (
    *_DIGITS,
    *("diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve"),
    *("veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete"),
    *("veintiocho", "veintinueve"),
)
_TENS: Final = ("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS: Final = (
    *("", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos"),
    *("ochocientos", "novecientos"),
)
_MILLIONS: Final = (("", ""), ("millón", "millones"), ("billón", "billones"))
_ORDINALS: Final = (
    *("", "primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno", "décimo"),
)


def _before_noun(words: list[str]) -> list[str]:
    """Treinta y uno, before mil or millones: treinta y un."""
    *others, last = words
    return [*others, {"uno": "un", "veintiuno": "veintiún"}.get(last, last)]


def _below_1000(number: int) -> list[str]:
    if number == 100:
        return ["cien"]
    words = [_HUNDREDS[number // 100]] if number > 100 else []
    tens = number % 100
    if tens >= 30:
        return [*words, _TENS[tens // 10], *(["y", _DIGITS[tens % 10]] if tens % 10 else [])]
    return [*words, _BELOW_30[tens]] if tens else words


def _below_1_000_000(number: int) -> list[str]:
    thousands, rest = divmod(number, 1000)
    said = _before_noun(_below_1000(thousands)) if thousands > 1 else []
    return [*said, *(["mil"] if thousands else []), *_below_1000(rest)]


def cardinal(digits: str) -> list[str]:
    """2517: dos mil quinientos diecisiete. A long number is read in groups of six digits."""
    words: list[str] = []
    number, power = int(digits), 0
    while number:
        number, group = divmod(number, 1_000_000)
        said = _below_1_000_000(group)
        if group and power:
            said = ["un", _MILLIONS[power][0]] if group == 1 else [*_before_noun(said), _MILLIONS[power][1]]
        words = said + words
        power += 1
    return words or [_DIGITS[0]]


def ordinal(digits: str, ending: str) -> list[str] | None:
    """2º: segundo."""
    if ending not in {"º", "ª", "o", "a", "er", "ro", "ra", "do", "da", "to", "ta"}:
        return None
    number = int(digits[:3])
    return [_ORDINALS[number]] if 0 < number < len(_ORDINALS) else cardinal(digits)


@cache
def _vowels() -> re.Pattern[str]:
    """A strong vowel, or weak ones with no strong one beside them."""
    return re.compile(r"[aeoáéíóú]|(?<![aeoáéíóúiuü])[iuü]+(?![aeoáéíóú])|y$(?<![aeou]y)")


@cache
def _consonants() -> re.Pattern[str]:
    return re.compile(r"ch|ll|rr|[b-df-gj-np-tv-xzñ]|y(?!$)")


def sounds(word: str) -> tuple[int, int]:
    """Syllables and consonants: the spelling tells them."""
    if "u" in word:
        word = word.replace("qu", "k").replace("gue", "ge").replace("gui", "gi")
    return max(len(_vowels().findall(word)), 1), len(_consonants().findall(word))


_WEAK: Final = """
a al con cuando de del e el ella en es esta este la las le les lo los me mi ni nos nuestra nuestro o para pero por
que se si sin sobre su sus te tu u un una unos unas y
"""

LANGUAGE: Final = Language(
    rates=Rates(
        prompt_ms=115.6, word_ms=44.2, syllable_ms=61.0, consonant_ms=71.1, letter_ms=227.8,
        comma_ms=161.8, stop_ms=370.2,
    ),
    digits=_DIGITS,
    longest=15,
    one="un",
    cardinal=cardinal,
    ordinal=ordinal,
    groups=".",
    marks={".": "punto", ",": "coma"},
    decimals=True,
    money={
        "$": ("dólar", "dólares", "centavo", "centavos"),
        "€": ("euro", "euros", "céntimo", "céntimos"),
        "£": ("libra", "libras", "penique", "peniques"),
    },
    signs={
        "%": "por ciento", "#": "almohadilla", "*": "asterisco", "&": "y", "@": "arroba", "+": "más", "=": "igual",
        "/": "barra", "$": "dólar", "€": "euro", "£": "libra", "°": "grados", "×": "por", "½": "un medio",
    },
    dot="punto",
    dash="",
    colon="",
    minus="menos",
    abbreviations={
        "dr": "doctor", "dra": "doctora", "sr": "señor", "sra": "señora", "srta": "señorita", "etc": "etcétera",
        "ud": "usted", "uds": "ustedes", "núm": "número", "av": "avenida", "tel": "teléfono",
    },
    titles=frozenset({"av", "dr", "dra", "núm", "sr", "sra", "srta", "ud", "uds"}),
    spelled=frozenset({"eu"}),
    weak=frozenset(_WEAK.split()),
    wide={"W": "doblebé", "Y": "igriega", "X": "equis", "Z": "zeta", "J": "jota", "H": "hache"},
    vowels="aeiouyàáâäèéêëìíîïòóôöùúûüœæ",
    sounds=sounds,
)  # fmt: skip
