"""Statements as other languages and people have them, and how a call script says the same. Read only for a mistake."""

import re
from collections.abc import Callable
from typing import Final

from ivrsim.core.parties import LISTENERS

_DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_KEYS: Final = {word: str(digit) for digit, word in enumerate(_DIGITS)} | {"star": "*", "pound": "#", "hash": "#"}
_NAME: Final = "|".join(_KEYS)
_TIME: Final = r"[0-9]+(?:\.[0-9]+)?m?s"
_TEXT: Final = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_HEARD: Final = rf"(?:exactly\s+|sound\s+)?(?:{_TEXT})|/(?:[^/\\]|\\.)+/"
_NOT: Final = r"(?:not|no)"
_PERSON: Final = "human|person|people|somebody|someone|voice"
_MACHINE: Final = "voicemail|voice mail|answering machine|answerphone|mailbox|mail box"

_TRIED: Final = ("press", "wait", "hear", "transfer")
"""How what may be tried begins."""

Offer = Callable[[re.Match[str]], list[str]]


def offers(statement: str, can_be_read: Callable[[str], bool]) -> list[str]:
    """Return what may be meant by a statement that cannot be read: statements that can; none where nobody knows.

    Args:
        statement: as it was written, without the `;` and the comment behind it.
        can_be_read: whether statements are of the language.
    """
    tried, own = re.fullmatch(r"(try\s+)?(.*)", statement.strip(), re.DOTALL).groups()  # type: ignore[union-attr]
    for pattern, offer in _HABITS:
        if found := re.fullmatch(pattern, own, re.IGNORECASE | re.DOTALL):
            meant = [f"try {each}" for each in offer(found) if each.startswith(_TRIED)] if tried else offer(found)
            return [each for each in meant if can_be_read(each)]
    return []


def _fixed(*statements: str) -> Offer:
    """The groups of the pattern stand where their numbers do: `{1}`."""
    return lambda found: [each.format("", *(group or "" for group in found.groups())).rstrip() for each in statements]


def _keys(found: re.Match[str]) -> list[str]:
    """Keys with what stands between them, or by their names."""
    keys = re.sub(_NAME, lambda name: _KEYS[name[0].lower()], found[1], flags=re.IGNORECASE)
    return [f"press {re.sub(r'[^0-9*#]', '', keys)}{found[2] or ''}"]


def _party(found: re.Match[str]) -> list[str]:
    """Who answers, in other words."""
    said = found[0]
    for pattern, words in _OF_PARTIES:
        said = re.sub(pattern, words, said, flags=re.IGNORECASE)
    return [] if said == found[0] else [" ".join(said.split()).lower()]


def _kept(found: re.Match[str]) -> list[str]:
    """What a mailbox keeps, in other words."""
    what = found[1]
    if re.fullmatch(r"(?:never\s+)?kept", what):
        return []
    if re.fullmatch(rf"(?:is\s+)?empty|(?:(?:{_HEARS}|{_KEEPS})\s+)?nothing", what, re.IGNORECASE):
        return ["expect mailbox kept nothing"]
    never, text = _never_and_text(what, f"{_HEARS}|{_KEEPS}")
    return [f"expect mailbox {never}kept {text or _SOMETHING}"]


def _heard_by(found: re.Match[str]) -> list[str]:
    """What somebody has heard, in other words."""
    never, text = _never_and_text(found[2], _HEARS)
    return [f"expect {never}heard by {found[1].lower()} {text or _SOMETHING}"]


def _heard_by_machine(found: re.Match[str]) -> list[str]:
    """A mailbox keeps what others hear; and never stands before heard."""
    said = re.sub(rf"^expect\s+{_NOT}\s+", "expect never ", found[0], flags=re.IGNORECASE)
    said = re.sub(r"\bhears?\b", "heard", said, flags=re.IGNORECASE)
    mailbox = rf"^expect\s+(never\s+)?heard\s+by\s+(?:an?\s+|the\s+)?(?:{_MACHINE})\b"
    return [re.sub(mailbox, lambda words: f"expect mailbox {words[1] or ''}kept", said, flags=re.IGNORECASE)]


def _never_and_text(what: str, verbs: str) -> tuple[str, str]:
    never, text = re.fullmatch(  # type: ignore[union-attr]  # every part of it may be missing
        rf"((?:has\s+|have\s+|did\s+|does\s+)?(?:{_NOT}|never)\s+)?(?:(?:{verbs})(?:\s+|$))?(.*)", what, re.I | re.S
    ).groups()
    return "never " if never else "", text


_SOMETHING: Final = '"..."'
"""Stands for a text that nobody has written."""
_HEARS: Final = "heard|hears?|was told|is told|got|gets"
_KEEPS: Final = "kept|keeps?|records?|recorded|contains?|has|holds?"
_OF_PARTIES: Final = (
    (rf"^answer\s+(?:an?\s+|by\s+)?(?:{_MACHINE})\b", "answer mailbox"),
    (r"^answer\s+machine(?=\s+\S)", "answer mailbox"),
    (r"^answer\s+(?:an?\s+)?fax\s+machine\b", "answer fax"),
    (r"_ms\s*[=:]?\s*([0-9]+)(?![.\w])", r" \1ms"),
    (r"^answer\s+(?:an?\s+|by\s+)?(?:human|live)(?=\s+\S)", "answer person"),
    (r"^answer\s+(?:an?\s+|by\s+)?(?:call\s+)?(?:screening|screener)(?:\s+assistant)?\b", "answer screening"),
    (r"^answer\s+(?:an?\s+|by\s+)?(?:reception|secretary|operator|switchboard|pbx)\b", "answer receptionist"),
    (r"^answer\s+(?:an?\s+)?(?:open line|dead air)\b", "answer silence"),
    (r"^answer\s+(?:an?\s+|by\s+)", "answer "),
    (r"\b(?:taken|detected|seen|recogni[sz]ed)\s+(?:as|for|to be)\b|\btaken_for\b", "taken for"),
    (r"\btaken for\s*[=:]?\s*(?:an?\s+)?", "taken for "),
    (r"\btaken for (?:human|live)\b", "taken for person"),
    (rf"\btaken for (?:{_MACHINE}|bot|robot)\b", "taken for machine"),
    (r"\btaken for (?:unknown|neither|nobody|notsure)\b", "taken for unsure"),
    (r"\b(?:without\s+(?:an?\s+)?|no[_-]?)beep\b|\bbeep\s*[=:]\s*(?:no|false|off)\b", "no beep"),
    (r"\b(?:beeps?\s+(?:after|at|in)|greets\s+for|greeting\s+of|greeting_ms)\b", "greeting"),
    (r"\bfull(?:\s+(?:at|in)|_after(?:_ms)?)?\b(?!\s+after)", "full after"),
    (r"\bpass(?:es|ed)?(?:\s+(?:on|it on|the call on))?(?:\s+(?:at|in|after)|_after(?:_ms)?)?\b", "passes after"),
    (r"\bhears[_ ]name(?!\s+for)(?:_ms)?\b", "hears name for"),
    (r"\brefuse(?:d)?\b", "refuses"),
    (r"\s*[=:,]\s*", " "),
)
"""How people say who answers, and how a script does."""

_AT: Final = rf"""(\s+at\s+(?:{_TIME}|word\s+(?:{_TEXT})))?"""
_KEY: Final = rf"(?:[0-9*#]+|(?:{_NAME})\b)"
_HABITS: Final[tuple[tuple[str, Offer], ...]] = (
    (rf"(?:answer\s+(?:an?\s+|by\s+)?)?(?:{_PERSON})|live", _fixed("answer live")),
    (rf"(?:answer\s+(?:an?\s+|by\s+)?)?(?:{_MACHINE})|machine", _fixed("answer machine", "answer mailbox")),
    (r"answer\s+.+", _party),
    (rf"expect\s+(?:an?\s+|the\s+)?(?:{_MACHINE})\s+(.+)", _kept),
    (rf"expect\s+(?:an?\s+|the\s+)?({'|'.join(LISTENERS)})\s+(.+)", _heard_by),
    (rf"expect\s+(?:{_NOT}\s+|never\s+)?(?:heard|hears?)\s+by\s+.+", _heard_by_machine),
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
"""How people say it, and how a script does."""
