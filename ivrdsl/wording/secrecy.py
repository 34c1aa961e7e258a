"""Tells whether the words of a prompt say that a secret is spoken: "your one-time code is", "su código es"."""

import re
from functools import cache

from ivrdsl.wording.spans import PromptSpan
from ivrdsl.wording.words import lowered

_HINTS = ("code", "pin", "pass", "otp", "ódigo", "odigo", "contrase", "clave", "nip")
_NOT_SECRET = frozenset(
    """zip area dress bar postal country error status promo promotion promotional coupon discount offer product building
    color colour morse source qr reference referral job department city state store unit billing tax call rolling
    bowling safety push hair hat lapel""".split()  # noqa: SIM905
)
_LAST_WORD = r"(\w+)[\s-]+$"
_QUALITY = r"""(?:\s+(?:de|d['’])\s*(?:verificaci[oó]n|seguridad|acceso|confirmaci[oó]n|un[ -]solo[ -]uso|activaci[oó]n|
    v[ée]rification|s[ée]curit[ée]|acc[eè]s|confirmation|validation|activation)
    |\s+(?:temporal|secreto|secreta|num[ée]rico|temporaire|secret|unique|number|n[uú]mero)){0,2}"""
_SECRET = rf"""(?<![\w-])(?P<noun>
    (?:(?:pass)?code|pin|password|passphrase|otp|c[oó]digo|contrase(?:ñ|n)a|clave|nip|mot\ de\ passe)
    )(?![\w-]){_QUALITY}"""
_NUMBER_WORD = r"""(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|
    ocho|nueve|z[ée]ro|un|deux|trois|quatre|cinq|sept|huit|neuf)\b"""
_VALUE = rf"""(?:["'“«(\[@]*+\s*+(?:[0-9]|\$\{{|@\w|[a-z0-9](?:[\s,]+[a-z0-9]\b){{2}}|{_NUMBER_WORD}))"""
_IS_TOLD = rf"""\s*+(?:is|are|es|est|será|sera|will\s+be)\b\s*+(?:now\s++|as\s+follows\b\s*+)?[:,.]{{0,3}}+\s*+
    (?:{_VALUE}|$)"""
_FOLLOWS = rf"""\s*+[:,.=]?+\s*+["'“«]*+
    (?:[0-9]{{3,}}|[0-9](?:[\s,.]{{1,3}}[0-9]\b){{2}}|\$\{{|@\w|{_NUMBER_WORD}[\s,]{{1,3}}{_NUMBER_WORD})"""
_TOLD_BEFORE = r"""(?:here(?:\s+is|\s+are|['’]s)|this\s+is|aqu[ií]\s+(?:est[aá]|tiene)|este\s+es|esta\s+es
    |voici|voil[aà]|(?:[0-9]|\})["']?\s+(?:is|as|es|est|como|comme))\s+(?:your|the|su|tu|la|el|votre|ton|le)\s+
    (?:(?!about|for|regarding|to|your|of)[\w-]+\s+){0,3}$"""
_LOOK_BACK = 60
"""How far before the name of a secret the words may stand that tell it. Unit: characters."""


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


def speaks_code(text: str) -> PromptSpan | None:
    """Return the words that say that a secret is spoken, or None.

    A prompt that asks for a secret ("enter your code") tells none; a zip, area or promotion code is no secret.

    Args:
        text: the words of a prompt, `${name}` variables included.
    """
    low = lowered(text)
    for hint in _HINTS:  # not by any(), which takes three times as long: this is asked of every prompt
        if hint in low:
            break
    else:
        return None
    for match in _compile(_SECRET).finditer(low):
        before = low[max(0, match.start() - _LOOK_BACK) : match.start()]
        if not _is_public(before, low[match.end() : match.end() + 20]) and _is_told(low, before, match.end()):
            return PromptSpan(*match.span(), "secret", match["noun"])
    return None


def _is_public(before: str, after: str) -> bool:
    """Tell whether it is another kind of code: "zip code", "código postal", "code-barres"."""
    last = _compile(_LAST_WORD).search(before)
    if last and last[1] in _NOT_SECRET:
        return True
    public = (
        r"\s+(?:postal|promo\w*|r[ée]gional|vestimentaire|d['’]erreur|de\s+(?:[aá]rea|barras|pa[ií]s|error|vestimenta))"
    )
    return _compile(public).match(after) is not None


def _is_told(low: str, before: str, end: int) -> bool:
    """Tell whether the value follows or went before; each pattern is compiled only where those before it find none."""
    return bool(
        _compile(_IS_TOLD).match(low, end)
        or _compile(_FOLLOWS).match(low, end)
        or _compile(_TOLD_BEFORE).search(before)
    )
