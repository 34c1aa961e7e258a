"""Names of the numbers in a model of callers, as they are nested in a file: ("menus", "main", "again")."""

import json
import re
from typing import Final

from ivrdsl.findings.arguments import shown

Name = tuple[str, ...]

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def dotted(name: Name) -> str:
    """A name as a file has it in the head of a section: menus.main.again, values."contact.language"."""
    return ".".join(map(key_of, name))


def key_of(word: str) -> str:
    """A word as a key of a file, in quotes where it needs them."""
    return word if _BARE.fullmatch(word) else quoted_text(word)


def key_told(key: object) -> str:
    """A key of a table as messages tell it: of a program, numbers can be keys."""
    return key if isinstance(key, str) else shown(key)


def quoted_text(text: str) -> str:
    """A text as a file has it, in quotes."""
    told = text.encode("utf-8", "backslashreplace").decode()  # a half of a character is no text in a file
    return json.dumps(told, ensure_ascii=False).replace("\x7f", "\\u007f")
