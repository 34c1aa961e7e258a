"""What a prompt sounds like: the text that is heard of it."""

import re
from typing import Final

_MARKUP: Final = re.compile(r"<[^<>]*>")


def heard(text: str, source: str, *, joins: bool = True) -> str:
    """Return what is heard of a prompt's text.

    Of text to speech, markup for the voice is not heard and white space is one blank [10, 14.17]. A URL that was broken
    over lines is joined [10]. A sound has its number.

    Args:
        source: "tts", "url" or "callfireid".
        joins: whether the platform takes the white space out of a URL (quirk `url_whitespace`).
    """
    if source == "tts":
        text = _MARKUP.sub(" ", text) if "<" in text else text
        return " ".join(text.split())
    return "".join(text.split()) if source == "url" and joins else text.strip()
