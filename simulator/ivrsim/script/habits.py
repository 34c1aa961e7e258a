"""Statements as other languages and people have them, and how a call script says the same. Read only for a mistake."""

import re
from collections.abc import Callable
from typing import Final

_DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_KEYS: Final = {word: str(digit) for digit, word in enumerate(_DIGITS)} | {"star": "*", "pound": "#", "hash": "#"}
_NAME: Final = "|".join(_KEYS)
_TIME: Final = r"[0-9]+(?:\.[0-9]+)?m?s"
_TEXT: Final = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_HEARD: Final = rf"(?:exactly\s+|sound\s+)?(?:{_TEXT})|/(?:[^/\\]|\\.)+/"
_NOT: Final = r"(?:not|no)"
_PERSON: Final = "human|person|people|somebody|someone|voice"
_MACHINE: Final = "voicemail|voice mail|answering machine|answerphone|mailbox"

_TRIED: Final = ("press", "wait", "hear", "transfer")
"""How what may be tried begins."""

Offer = Callable[[re.Match[str]], list[str]]


def offers(statement: str) -> list[str]:
    """Return what may be meant by a statement that cannot be read: statements that can; none where nobody knows.

    Args:
        statement: as it was written, without the `;` and the comment behind it.
    """
    tried, own = re.fullmatch(r"(try\s+)?(.*)", statement.strip(), re.DOTALL).groups()  # type: ignore[union-attr]
    for pattern, offer in _HABITS:
        if found := re.fullmatch(pattern, own, re.IGNORECASE | re.DOTALL):
            return [f"try {each}" for each in offer(found) if each.startswith(_TRIED)] if tried else offer(found)
    return []


def _fixed(*statements: str) -> Offer:
    """The groups of the pattern stand where their numbers do: `{1}`."""
    return lambda found: [each.format("", *(group or "" for group in found.groups())).rstrip() for each in statements]


def _keys(found: re.Match[str]) -> list[str]:
    """Keys with what stands between them, or by their names."""
    keys = re.sub(_NAME, lambda name: _KEYS[name[0].lower()], found[1], flags=re.IGNORECASE)
    return [f"press {re.sub(r'[^0-9*#]', '', keys)}{found[2] or ''}"]


_AT: Final = rf"""(\s+at\s+(?:{_TIME}|word\s+(?:{_TEXT})))?"""
_KEY: Final = rf"(?:[0-9*#]+|(?:{_NAME})\b)"
_HABITS: Final[tuple[tuple[str, Offer], ...]] = (
    (rf"(?:answer\s+(?:an?\s+|by\s+)?)?(?:{_PERSON})|live", _fixed("answer live")),
    (rf"(?:answer\s+(?:an?\s+|by\s+)?)?(?:{_MACHINE})|machine", _fixed("answer machine")),
    (r"(?:answer\s+)?(?:inbound|incoming)(?:\s+call)?", _fixed("answer inbound")),
    (r"(no answer|busy)", _fixed("answer {1}", "transfer {1}")),
    (rf"press\s+([0-9*#]+)\s+(?:after|in)\s+({_TIME})", _fixed("wait {2}; press {1}", "press {1} at {2}")),
    (
        rf"(?:press|enter|dial|type|input|dtmf|keys?)\s+(?:(?:keys?|digits?)\s+)?"
        rf"""["']?({_KEY}(?:[\s,-]+{_KEY})*)["']?{_AT}""",
        _keys,
    ),
    (rf"(?:silence|timeout|no\s?input|sleep|pause)(\s+{_TIME})?", _fixed("wait{1}")),
    (rf"set\s+(?:reply|response|http)\s*=\s*({_TEXT})", _fixed('http "*" -> {1}')),
    (rf"expect\s+(?:{_NOT}\s+)(?:to\s+)?(?:heard|hears?)\s+({_HEARD})", _fixed("expect never heard {1}")),
    (rf"expect\s+(?:{_NOT}\s+)(transfer|sms|dnc|stash)(?:\s.*)?", _fixed("expect never {1}")),
    (
        rf"expect\s+(?:{_NOT}\s+)(error at the end|error|javascript error|unset variable|act in silence)",
        _fixed("expect no {1}"),
    ),
    (rf"expect\s+(?:{_NOT}\s+)(?:secrets?|codes?)", _fixed('expect never heard "..."')),
    (rf"expect\s+(?:to\s+)?(?:heard|hears?)\s+({_HEARD})", _fixed("hear {1}", "expect heard at least 1 times {1}")),
    (r"expect\s+transfer(\s+(?:answered|busy|no answer|failed|screened out))", _fixed("transfer{1}")),
    (r"expect\s+transfer(?:\s.*)?", _fixed("transfer answered")),
)
"""How people say it, and how a script does. Every offer can be read."""
