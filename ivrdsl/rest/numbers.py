"""Phone numbers as the API takes them, and what is wrong with those that it does not take."""

import re
from typing import Final, NamedTuple

_NORTH_AMERICAN: Final = re.compile(r"1([2-9])([0-9])([0-9])([2-9])[0-9]{6}")
_INTERNATIONAL: Final = re.compile(r"\+[0-9](?:[ ]?[0-9]){6,14}")
_SHORT_CODE: Final = re.compile(r"[1-9][0-9]{4,5}")
_ASCII_DIGITS: Final = re.compile(r"[0-9]+")


class PhoneNumber(NamedTuple):
    """A phone number that was read.

    Attributes:
        digits: the digits alone, as the platform keeps them; the text as it came where it is no number.
        problem: what is wrong with it, one sentence; "" for a good number.
    """

    digits: str
    problem: str = ""


def plain_number(text: str) -> str:
    """A number as tests and people write it, for a search: its digits alone, with the country code.

    `+1 (213) 555-1100`, `213.555.1100` and `12135551100` are one number. A text without a digit stays as it is.
    """
    if len(text) == 11 and text.isdecimal() and text.isascii():  # as nearly all come, and often
        return text
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) == 10 and not text.lstrip().startswith("+"):
        return "1" + digits
    return digits or text


def read_number(text: str, *, short_codes: bool = False) -> PhoneNumber:
    """Read a phone number.

    Args:
        text: 11 digits (E.164 without the plus), or another country's number in the international form, with a plus.
        short_codes: whether 5 or 6 digits are a number too: texts may go to a short code, calls may not.
    """
    if _NORTH_AMERICAN.fullmatch(text):
        return PhoneNumber(text, "" if text[2:4] != "11" else _impossible(text))
    if short_codes and _SHORT_CODE.fullmatch(text):
        return PhoneNumber(text)
    if _INTERNATIONAL.fullmatch(text):
        digits = text[1:].replace(" ", "")
        return read_number(digits) if digits.startswith("1") else PhoneNumber(digits)
    return PhoneNumber(text, _problem(text))


def _impossible(text: str) -> str:
    return f"{text} is no number that can exist: no area code is {text[1:4]}"


def _problem(text: str) -> str:
    """What is wrong with a text that is no number."""
    shown = text if len(text) <= 40 else text[:37] + "..."
    if not text:
        return "the number is empty; expected 11 digits such as 12135551234"
    if not _ASCII_DIGITS.fullmatch(text):
        digits = re.sub(r"[^0-9]", "", text)
        hint = f"; write {digits if len(digits) == 11 else '1' + digits}" if len(digits) in (10, 11) else ""
        return f"{shown!r} is not 11 digits without signs or blanks{hint}"
    if len(text) == 10:
        return f"{shown} has 10 digits; put the country code in front: 1{text}"
    if len(text) == 11 and text.startswith("1"):
        return _impossible(text)
    if 11 <= len(text) <= 15:
        return f"{shown} does not begin with 1; write another country's number with a plus: +{text}"
    return f"{shown} has {len(text)} digits; expected 11, such as 12135551234"
