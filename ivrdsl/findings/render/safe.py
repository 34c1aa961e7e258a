"""Text from a user's file made safe to print: control characters are shown, never sent to the terminal."""

import re
from typing import Final

# C0 and C1 controls, bidirectional overrides, line and paragraph separators, zero-width characters, lone surrogates.
_UNSAFE: Final = "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
_NEWLINE: Final = re.compile(r"\r\n|\r|\n")


def safe(text: str) -> str:
    """The text on one line, with every character that a terminal would act on written as \\x1b or \\u202e."""
    return text if text.isprintable() else re.sub(_UNSAFE, _escape, text)  # compiled late, for its size


def safe_lines(text: str) -> str:
    """Make each line of a text safe, as `safe` does; tabs stay."""
    return re.sub(f"(?![\\t\\n]){_UNSAFE}", _escape, text)


def lines_of(source: str) -> list[str]:
    """The lines of a source as XML counts them: LF, CR LF and CR end a line, nothing else does."""
    return _NEWLINE.split(source)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return {9: "\\t", 10: "\\n", 13: "\\r"}.get(code, f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
