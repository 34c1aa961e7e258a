"""What a prompt sounds like: the text that is heard of it."""

import re
from typing import Final

_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]*>")


def without_markup(text: str) -> str:
    """A text without markup for the voice."""
    return _MARKUP.sub("", text)


def heard(text: str, source: str, *, joins: bool = True) -> str:
    """Return what is heard of a prompt's text.

    Of text to speech, markup for the voice is not heard and white space is one blank [10, 14.17]. A URL that was broken
    over lines is joined [10]. A sound has its number.

    Args:
        source: "tts", "url" or "callfireid".
        joins: whether the platform takes the white space out of a URL (quirk `url_whitespace`).
    """
    if source == "tts":
        text = without_markup(text) if "<" in text else text
        return " ".join(text.split()) if not text.isprintable() or "  " in text else text.strip()
    return "".join(text.split()) if source == "url" and joins else text.strip()


def said(parts: list[tuple[bool, str]], source: str, *, joins: bool = True) -> tuple[str, tuple[str, ...]]:
    """Return what is heard of a prompt made of parts, and those of its parts that are secret."""
    if len(parts) == 1 and not parts[0][0]:  # as nearly always
        return heard(parts[0][1], source, joins=joins), ()
    secrets = (heard(text, source, joins=joins) for secret, text in parts if secret)
    return heard("".join(text for _, text in parts), source, joins=joins), tuple(filter(None, secrets))
