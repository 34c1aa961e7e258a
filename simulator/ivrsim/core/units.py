"""How times are written, in plans, and shown, in transcripts and in pictures."""

import re
from typing import Final

_SECONDS: Final = r"[0-9]{1,9}([.][0-9]{1,9})?"


def is_seconds(text: str) -> bool:
    """Return whether a text is a number of seconds, as a wait takes it."""
    return re.fullmatch(_SECONDS, text.strip()) is not None


def seconds(ms: int) -> str:
    """Milliseconds as people read them: "3.5 s"."""
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".") + " s"
