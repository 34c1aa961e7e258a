"""What a voice makes of a text: words, single capitals for spelled letters, and "," "." "-" for pauses.

Where a caller hears a text otherwise than espeak-ng reads it, the caller counts: money, and telephone numbers.
"""

import pytest

from ivrsim.speech.languages import language
from ivrsim.speech.reading import words

CARDINALS = {
    "0": "zero",
    "11": "eleven",
    "21": "twenty one",
    "100": "one hundred",
    "110": "one hundred ten",
    "999": "nine hundred ninety nine",
    "1000": "one thousand",
    "2517": "two thousand five hundred seventeen",
    "1001": "one thousand one",
    "1000000": "one million",
    "1000001": "one million one",
    "12,345": "twelve thousand three hundred forty five",
    "1,000,000,000": "one billion",
    "1900": "nineteen hundred",
    "1998": "nineteen hundred ninety eight",
    "2026": "two thousand twenty six",
    "१२": "twelve",
}
DIGITS = {
    "2 5 1 7": "two five one seven",
    "2,5,1,7": "two five one seven",
    "2, 5, 1": "two , five , one",
    "2. 5. 1.": "two . five . one",
    "007": "zero zero seven",
    "0071": "zero zero seven one",
    "0 1": "zero one",
    "1,2": "one two",
    "12,34": "twelve thirty four",
    "1-2-3": "one dash two dash three",
    "5-10 days": "five dash ten days",
    "2–4": "two four",
    "2 – 4": "two , four",
    "10.0.0.1": "ten point zero point zero point one",
}
FRACTIONS = {
    "0.5": "zero point five",
    ".5": "point five",
    "3.14": "three point one four",
    "5.000": "five point zero zero zero",
    "1,234.50": "one thousand two hundred thirty four point five zero",
    "-5": "minus five",
    "–5": "minus five",
    "+5": "plus five",
    "50%": "fifty percent",
    "50 %": "fifty percent",
    "3.5%.": "three point five percent",
    "20°": "twenty degrees",
    "½": "a half",
    "1½": "one a half",
    "3/4": "three slash four",
    "5×5": "five times five",
    "1+1=2": "one plus one equals two",
}
MONEY = {
    "$5": "five dollars",
    "$1": "one dollar",
    "$1.00": "one dollar",
    "$1.01": "one dollar one cent",
    "$25.50": "twenty five dollars fifty cents",
    "$0.05": "zero dollars five cents",
    "$.50": "fifty cents",
    "$1,250.00": "one thousand two hundred fifty dollars",
    "$1.5": "one point five dollars",
    "$1.5 million": "one point five dollars million",
    "-$5": "minus five dollars",
    "5$": "five dollars",
    "€5,50": "five euros fifty cents",
    "£0.01": "zero pounds one penny",
    "£12.50": "twelve pounds fifty pence",
    "US$5": "U S five dollars",
    "$5-$10": "five dollars ten dollars",
    "¥500": "yen five hundred",
    "$": "dollar",
}
DATES = {
    "12/25/2026": "twelve slash twenty five slash two thousand twenty six",
    "12/25": "twelve slash twenty five",
    "2026-12-25": "two thousand twenty six dash twelve dash twenty five",
    "May 4, 2026": "may four , two thousand twenty six",
    "May 4th.": "may fourth",
    "Jan. 5": "jan . five",
    "5:30 pm": "five thirty P M",
    "5:30pm": "five thirty P M",
    "5:30 p.m. today": "five thirty P M today",
    "9AM": "nine A M",
    "12:00": "twelve zero zero",
    "10:05": "ten zero five",
    "24/7": "twenty four slash seven",
    "I am here": "i am here",
}
ORDINALS = {
    "1st": "first",
    "2ND": "second",
    "3rd": "third",
    "5th": "fifth",
    "8th": "eighth",
    "9th": "ninth",
    "11th": "eleventh",
    "12th": "twelfth",
    "20th": "twentieth",
    "21st": "twenty first",
    "100th": "one hundredth",
    "1,000th": "one thousandth",
    "5s": "five S",
}
TELEPHONE = {
    "555-0142": "five five five , zero one four two",
    "800-555-0123": "eight zero zero , five five five , zero one two three",
    "800.555.0123": "eight zero zero , five five five , zero one two three",
    "(800) 555-0123": "- eight zero zero - five five five , zero one two three",
    "(800)555-0123": "- eight zero zero , five five five , zero one two three",
    "1-800-555-0123": "one , eight zero zero , five five five , zero one two three",
    "+1-800-555-0123": "one , eight zero zero , five five five , zero one two three",
    "555-01423": "five hundred fifty five dash zero one four two three",
    "911": "nine hundred eleven",
    "*67": "asterisk sixty seven",
}
LETTERS = {
    "A B C": "a B C",
    "A.B.C.": "A B C",
    "U.S.": "U S",
    "US": "U S",
    "us": "us",
    "FBI": "F B I",
    "ATM": "A T M",
    "NASA": "nasa",
    "PIN": "pin",
    "XML": "X M L",
    "PhD": "P H D",
    "W": "doubleyou",
    "A7B9": "A seven B nine",
    "XK4T2": "X K four T two",
    "SAVE20": "save twenty",
    "5kg": "five K G",
    "20lbs": "twenty L B S",
    "hmm": "H M M",
    "strong": "strong",
    "school": "school",
}
ABBREVIATIONS = {
    "Dr. Smith": "doctor smith",
    "dr smith": "doctor smith",
    "Mr. Jones": "mister jones",
    "Mrs. Jones": "missis jones",
    "St. Mary": "saint mary",
    "Oak St. in": "oak saint in",
    "Oak Ave. in": "oak avenue in",
    "towels, etc.": "towels , et cetera",
    "soap, e.g. this": "soap , for example this",
    "ok": "O K",
    "TV": "T V",
    "Mon. at": "mon at",
    "Henry IV": "henry iv",
}
ADDRESSES = {
    "help@example.com": "help at example dot com",
    "a.b@c.org": "a dot B at C dot org",
    "www.example.com.": "doubleyou doubleyou doubleyou dot example dot com",
    "example.com/a": "example dot com slash a",
    "user_name": "user name",
    "and/or": "and slash or",
    "C#": "C hash",
    "#": "hash",
    "AT&T": "at and T",
}
PAUSES = {
    "": "",
    " \n": "",
    "...": "",
    "?!": "",
    "one": "one",
    "one. Two": "one . two",
    "one. two": "one two",
    "one? two": "one . two",
    "one, two": "one , two",
    "one; two: six": "one , two , six",
    "one... two": "one , two",
    "one...two": "one , two",
    "one…two": "one , two",
    "one - two": "one - two",
    "one — two": "one , two",
    "well-known": "well known",
    'say "yes" now': "say - yes - now",
    "all (in) it": "all - in - it",
    "don't": "don't",
    "'no'": "no",
    "<b>no</b>": "- B - no - slash B",
    "one | two ^": "one two",
    "😀": "grinning face",
    "👍🏽": "thumbs up",
    "日本": "日 本",
    "\u200b": "",
    "Zürich": "zürich",
}
ENGLISH = {
    **CARDINALS, **DIGITS, **FRACTIONS, **MONEY, **DATES, **ORDINALS, **TELEPHONE, **LETTERS, **ABBREVIATIONS,
    **ADDRESSES, **PAUSES,
}  # fmt: skip
SPANISH = {
    "0": "cero",
    "21": "veintiuno",
    "31": "treinta y uno",
    "100": "cien",
    "101": "ciento uno",
    "2517": "dos mil quinientos diecisiete",
    "1000": "mil",
    "21000": "veintiún mil",
    "31000": "treinta y un mil",
    "1000000": "un millón",
    "2000000": "dos millones",
    "21000000": "veintiún millones",
    "1000000000000": "un billón",
    "1.250": "mil doscientos cincuenta",
    "1.250,50": "mil doscientos cincuenta coma cincuenta",
    "3,5": "tres coma cinco",
    "007": "cero cero siete",
    "2 5 1 7": "dos cinco uno siete",
    "$1": "un dólar",
    "$1.01": "un dólar un centavo",
    "$350.50": "trescientos cincuenta dólares cincuenta centavos",
    "5€": "cinco euros",
    "1º": "primero",
    "2ª": "segundo",
    "3er": "tercero",
    "21º": "veintiuno",
    "10:30": "diez treinta",
    "5 p.m.": "cinco P M",
    "5/12": "cinco barra doce",
    "5-12": "cinco doce",
    "-5": "menos cinco",
    "50%": "cincuenta por ciento",
    "Sr. López": "señor lópez",
    "Sra. García": "señora garcía",
    "Av. Juárez": "avenida juárez",
    "Ud.": "usted",
    "etc.": "etcétera",
    "KL 640": "K L seiscientos cuarenta",
    "A7": "A siete",
    "W X": "doblebé equis",
    "¿Qué? ¡Hola!": "qué . hola",
    "a@b.com": "a arroba B punto com",
    "555-0142": "cinco cinco cinco , cero uno cuatro dos",
}
FRENCH = {
    "0": "zéro",
    "21": "vingt et un",
    "70": "soixante dix",
    "71": "soixante et onze",
    "80": "quatre vingt",
    "81": "quatre vingt un",
    "91": "quatre vingt onze",
    "99": "quatre vingt dix neuf",
    "100": "cent",
    "200": "deux cent",
    "1000": "mille",
    "2517": "deux mille cinq cent dix sept",
    "1000000": "un million",
    "2000000": "deux millions",
    "1.250": "mille deux cent cinquante",
    "3,5": "trois virgule cinq",
    "2 5 1 7": "deux cinq un sept",
    "5$": "cinq dollars",
    "1,01€": "un euro un centime",
    "5,50 $": "cinq virgule cinquante dollar",
    "1er": "premier",
    "1re": "première",
    "2e": "deuxième",
    "4e": "quatrième",
    "5e": "cinquième",
    "9e": "neuvième",
    "21e": "vingt et unième",
    "10h30": "dix heures trente",
    "10 h 30": "dix heures trente",
    "10:30": "dix heures trente",
    "5/12": "cinq douze",
    "5-12": "cinq douze",
    "-5": "moins cinq",
    "50 %": "cinquante pour cent",
    "M. Bernard": "monsieur bernard",
    "Mme Roy": "madame roy",
    "Dr Roy": "docteur roy",
    "n° 5": "numéro cinq",
    "etc.": "et cetera",
    "l'eau": "l'eau",
    "« oui » !": "- oui -",
    "KL 640": "K L six cent quarante",
    "W": "doublevé",
    "a@b.com": "a arobase B point com",
    "555-0142": "cinq cinq cinq , zéro un quatre deux",
}


@pytest.mark.parametrize(("text", "read"), ENGLISH.items())
def test_what_is_read_in_english(text: str, read: str) -> None:
    assert " ".join(words(text, "en")) == read


@pytest.mark.parametrize(("text", "read"), SPANISH.items())
def test_what_is_read_in_spanish(text: str, read: str) -> None:
    assert " ".join(words(text, "es")) == read


@pytest.mark.parametrize(("text", "read"), FRENCH.items())
def test_what_is_read_in_french(text: str, read: str) -> None:
    assert " ".join(words(text, "fr")) == read


@pytest.mark.parametrize("text", ["2517", "Hello, Dr. Smith", "$5"])
def test_other_languages_are_read_as_english(text: str) -> None:
    assert words(text, "de") == words(text, "en")


@pytest.mark.parametrize("name", ["en", "es", "fr"])
def test_the_longest_number_is_one_number_and_a_longer_one_is_digits(name: str) -> None:
    spoken = language(name)
    longest = "9" * spoken.longest
    assert words(longest, name)[:2] != [spoken.digits[9]] * 2
    assert words(longest + "9", name) == [spoken.digits[9]] * (spoken.longest + 1)


def value_of(said: list[str], thousand: str, digits: dict[str, int]) -> int:
    """The number below a million that words add up to; a word for 100 multiplies what stands before it."""
    total = group = 0
    for word in said:
        if word == thousand:
            total, group = (total + (group or 1)) * 1000, 0
        elif digits[word] == 100:
            group = (group or 1) * 100
        else:
            group += digits[word]
    return total + group


def test_english_numbers_say_their_value() -> None:
    spoken = language("en")
    digits = {" ".join(spoken.cardinal(str(number))): number for number in [*range(21), *range(30, 91, 10)]}
    digits["hundred"] = 100
    for number in (*range(1900), *range(2000, 1_000_000, 997)):
        assert value_of(spoken.cardinal(str(number)), "thousand", digits) == number


def test_no_two_numbers_are_read_alike() -> None:
    for name in ("en", "es", "fr"):
        cardinal = language(name).cardinal
        numbers = [*range(12_000), *range(99_000, 2_000_000, 1009)]
        assert len({" ".join(cardinal(str(number))) for number in numbers}) == len(numbers)
