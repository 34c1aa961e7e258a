"""Finds what may be a code: digits, letters and words for digits that stand together, and variables."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from ivrdsl.wording.vocabulary import keys_of_words, kinds

_TIMES: Final = {"double": 2, "triple": 3, "doble": 2}
"""Words that repeat the digit behind them."""
_SINGLE: Final = r"(?<![\w$€£])[A-Z0-9](?!\w)"
_PIECE: Final = (
    r"(?P<variable>\$\{[^{}]*\})"
    r"|(?P<mixed>(?<![\w-])(?:[A-Z]{1,2}-[0-9]{3,8}|(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{4,12})(?![\w-]))"
    rf"|(?P<single>{_SINGLE})"
    r"|(?P<number>(?<![\w$€£@/])(?<![0-9][.,:])[0-9]{2,}+(?![.,:][0-9])(?![\w%$@]))"
    r"|(?P<word>\b(?:WORDS)\b)"
)
_ORDINAL: Final = re.compile(r"(?i)[0-9]+(?:st|nd|rd|th|am|pm|ms|px|kg|x|h|hrs?|mins?|secs?)")
_UNIT: Final = re.compile(r"\s+([^\W\d_]+)")
_SPACE: Final = re.compile(r"\s+|\s*-\s*")
_COMMA: Final = re.compile(r"\s*[,-]\s*|\s+")
_ANY: Final = re.compile(r"\s*[,.;-]\s*|\s+")
_LONGEST: Final = 64
"""Characters of a code with all that separates it."""


class CodeLike(NamedTuple):
    """What may be a code, or a piece of one.

    Attributes:
        start, end: where it stands in the text, in characters.
        form: "spelled" (single digits and letters), "words" (with words for digits), "number" (in one piece or in
            groups), "mixed" (letters and digits in one piece) or "variable". Of a piece also "single" and "word".
        digits: the digits and letters alone; "" for a variable. Of a word that repeats the next digit "x2" or "x3".
    """

    start: int
    end: int
    form: str
    digits: str


def runs(text: str) -> list[CodeLike]:
    """Return what may be a code in a text, in order: of three digits or more, or a variable.

    Times, prices, decimals and quantities are none.

    Args:
        text: the words of a prompt, with digits 0 to 9.
    """
    found: list[CodeLike] = []
    together: list[CodeLike] = []
    for piece in _pieces(text):
        if together and _goes_on(text, together[-1], piece) and piece.end - together[0].start <= _LONGEST:
            together.append(piece)
            continue
        found += _run(text, together)
        together = [piece]
    return [*found, *_run(text, together)]


@cache
def _piece() -> re.Pattern[str]:
    names = (word for word, key in keys_of_words().items() if key.isdecimal() and len(key) == 1 and word != "un")
    words = sorted({*names, *_TIMES, "oh"}, key=len, reverse=True)
    return re.compile(_PIECE.replace("WORDS", "(?i:" + "|".join(map(re.escape, words)) + ")"))


def _pieces(text: str) -> Iterator[CodeLike]:
    for match in _piece().finditer(text):
        form, said = str(match.lastgroup), match[0]
        digits = said
        if form == "variable":
            digits = ""
        elif form == "word":
            digits = _digit(said.lower())
        elif form == "mixed":
            if sum(map(str.isdigit, said)) < 2 or _ORDINAL.fullmatch(said):
                continue
            digits = said.rpartition("-")[2]  # of G-482913 the number is what people type
        elif said.isdecimal() and _counts_something(text, match.end()):
            continue
        yield CodeLike(match.start(), match.end(), form, digits)


def _digit(word: str) -> str:
    """The digit of a word; "x2" for one that repeats the next digit."""
    if word in _TIMES:
        return f"x{_TIMES[word]}"
    return "0" if word == "oh" else keys_of_words()[word]


def _counts_something(text: str, end: int) -> bool:
    """Whether a unit follows: "10 minutes", "4 digits"."""
    behind = _UNIT.match(text, end)
    return behind is not None and kinds().get(behind[1].lower(), "") in ("u", "d")


def _goes_on(text: str, one: CodeLike, two: CodeLike) -> bool:
    """Whether two pieces are parts of one code, by what stands between them."""
    if "variable" in (one.form, two.form) or "mixed" in (one.form, two.form):
        return False
    short = {"single", "word"} >= {one.form, two.form}
    between = _ANY if short and not two.digits.isalpha() else _SPACE if short else _COMMA
    return between.fullmatch(text, one.end, two.start) is not None


def _run(text: str, pieces: list[CodeLike]) -> Iterator[CodeLike]:
    while pieces and _is_a_word(text, pieces[-1]):
        pieces = pieces[:-1]
    if not pieces:
        return
    start, end, forms = pieces[0].start, pieces[-1].end, {each.form for each in pieces}
    if pieces[0].form == "variable":
        yield CodeLike(start, end, "variable", "")
        return
    digits = _joined(pieces)
    figures = sum(map(str.isdigit, digits))
    if len(digits) < 3 or (figures < len(digits) and (figures < 2 or len(digits) < 4)):
        return
    form = "mixed" if "mixed" in forms else "number" if "number" in forms else "words" if "word" in forms else "spelled"
    if form == "words" and len(pieces) < 3:
        return
    yield CodeLike(start, end, form, digits)


def _is_a_word(text: str, piece: CodeLike) -> bool:
    """Whether a letter begins what follows: "2 5 1 7 I am"; or a word repeats nothing."""
    if piece.digits.startswith("x"):
        return True
    return piece.digits.isalpha() and re.match(r"\s+[a-z]", text[piece.end : piece.end + 3]) is not None


def _joined(pieces: list[CodeLike]) -> str:
    digits, times = "", 1
    for each in pieces:
        if each.form == "word" and each.digits.startswith("x"):
            times = int(each.digits[1:])
        else:
            digits += each.digits * times
            times = 1
    return digits
