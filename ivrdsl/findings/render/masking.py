"""Hides what looks like a secret of a plan (a one-time code) in findings that machines will keep.

A finding quotes the plan: `say "your code is 2 5 1 7"`. Rules write about keys and times in words of their own, outside
of quotes. So a number is only a secret between the first quotation mark of a text and the last one. The outermost marks
count, not pairs, because what is quoted can hold marks itself.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from ivrdsl.findings.finding import Finding

_FIELDS: Final = ("message", "why", "fix", "node", "detail")
_OPENS: Final = re.compile(r"""["`<]|(?<!\w)'""")
_CLOSES: Final = re.compile(r"""["`>]|'(?!\w)""")
"""Marks around a plan's text: quotes of both kinds, backticks, and tags. An apostrophe is none."""
_SPACED: Final = re.compile(r"(?<!\d)\d(?:\s+\d(?!\d)){2,}")
"""Digits as text to speech reads them one by one: a code, wherever it is quoted."""
_NUMBER: Final = re.compile(
    r"(?<![\d-])\d{3,10}(?!-?\d)"
    r"|(?<![\d-])\d{2,4}[ -]\d{2,4}(?!\s*[\d-])"
    r"|(?<!\d)\d(?:[\s,.-]{1,3}\d(?!\d)){3,7}"
)
"""Digits that are a code if a word says so; a phone number is longer, or has hyphens."""
_WORD: Final = re.compile(
    r"(?i)(?<![a-z])(?:pass(?:codes?|words?|phrases?)?|pins?|codes?|otp|verif(?:y|ication)|tokens?|secrets?|spell"
    r"|c[oó]digos?|contrase[ñn]as?|claves?|nip|mot de passe)(?![a-z])"
)
_NEAR: Final = 40
"""Characters between such a word and the number."""
_NO_SECRET_BEFORE: Final = re.compile(
    r"""(?i)(?:(?:timeout|max|length|limit)[\w-]*\s*=\s*["']?|\b(?:keys?|press)\s+)\Z"""
)
_NO_SECRET_BEHIND: Final = re.compile(r"(?i)\s*(?:ms|s|seconds?|milliseconds?|bytes)\b")
_SHORTEST_KNOWN: Final = 4
"""Digits of a code that is hidden wherever the finding repeats it; a shorter one would hide line numbers."""

_Spot = tuple[int, int]


def masked(finding: Finding, *, secrets: Sequence[re.Pattern[str]] = ()) -> Finding:
    """A finding in which every digit of a likely secret is an asterisk.

    Args:
        finding: as a check made it. Its file, place and repair stay as they are; no format prints a repair.
        secrets: what else is secret, wherever it stands; every character of a match but white space is hidden.
    """
    texts = {name: str(getattr(finding, name)) for name in _FIELDS}
    secrets = [*secrets, *map(_secret_pattern, finding.secrets)]
    known = {_digits(text[start:end]) for text in texts.values() for start, end in _spots(text)}
    repeated = [_code_pattern(digits) for digits in sorted(known) if len(digits) >= _SHORTEST_KNOWN]
    hidden = {name: _hide(text, repeated, secrets) for name, text in texts.items()}
    return finding if hidden == texts else finding._replace(**hidden)  # type: ignore[arg-type]  # all are texts


def _secret_pattern(secret: str) -> re.Pattern[str]:
    """What an author marked as secret, with white space wherever it may come out in a finding: 2 5 1 7, 2517."""
    bare = "".join(secret.split())
    pieces = bare if len(bare) >= _SHORTEST_KNOWN else secret.split()
    return re.compile((r"\s*" if pieces is bare else r"\s+").join(map(re.escape, pieces)))


def _hide(text: str, repeated: Iterable[re.Pattern[str]], secrets: Iterable[re.Pattern[str]]) -> str:
    shown = list(text)
    for start, end in [*_spots(text), *(found.span() for each in repeated for found in each.finditer(text))]:
        shown[start:end] = ["*" if char.isdecimal() else char for char in shown[start:end]]
    for start, end in [found.span() for each in secrets for found in each.finditer(text)]:
        shown[start:end] = [char if char.isspace() else "*" for char in shown[start:end]]
    return "".join(shown)


def _spots(text: str) -> list[_Spot]:
    """Where the likely secrets of one text are."""
    start, end = _quotation(text)
    spots = [found.span() for found in _SPACED.finditer(text, start, end)]
    words = [found.span() for found in _WORD.finditer(text)]  # a rule may say it: spell("2517")
    if words:
        numbers = [found.span() for found in _NUMBER.finditer(text, start, end)]
        spots += [spot for spot in numbers if _is_near(spot, words) and not _is_measure(text, spot)]
    return spots


def _quotation(text: str) -> _Spot:
    """From the first mark to the last one; to the end where what is quoted was cut off."""
    first = _OPENS.search(text)
    if first is None:
        return 0, 0
    last = max((found.end() for found in _CLOSES.finditer(text, first.end())), default=len(text))
    return first.start(), last


def _is_near(spot: _Spot, words: Iterable[_Spot]) -> bool:
    return any(-_NEAR <= spot[0] - word[1] <= _NEAR or -_NEAR <= word[0] - spot[1] <= _NEAR for word in words)


def _is_measure(text: str, spot: _Spot) -> bool:
    """Whether a number is a time, a count or a list of keys to press."""
    before = text[max(0, spot[0] - _NEAR) : spot[0]]
    return bool(_NO_SECRET_BEFORE.search(before) or _NO_SECRET_BEHIND.match(text, spot[1]))


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _code_pattern(digits: str) -> re.Pattern[str]:
    """A code in every spelling: 2517, 2 5 1 7, 2-5-1-7."""
    return re.compile(r"(?<!\d)" + r"[\s,.-]{0,3}".join(digits) + r"(?!\d)")
