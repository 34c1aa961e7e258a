"""Tells whether the words of a prompt say that a secret is spoken: "your one-time code is", "su código es"."""

import re
from collections.abc import Iterator
from functools import cache

from ivrdsl.wording.spans import PromptSpan
from ivrdsl.wording.words import lowered

_HINTS = ("code", "pin", "pass", "otp", "ódigo", "odigo", "contrase", "clave", "nip", "o.t.p", "o t p", "token", "erif")
_NOT_SECRET = frozenset(
    """zip area dress bar postal country error status promo promotion promotional coupon discount offer product building
    color colour morse source qr reference referral job department city state store unit billing tax call rolling
    bowling safety push hair hat lapel flight order booking tracking invoice ticket airport currency sort swift sku item
    model dial dialing dialling phone route customer post""".split()  # noqa: SIM905
)
_LAST_WORD = r"(\w+)[\s-]+$"
_QUALITY = r"""(?:\s+(?:de|d['’])\s*(?:verificaci[oó]n|seguridad|acceso|confirmaci[oó]n|un[ -]solo[ -]uso|activaci[oó]n|
    v[ée]rification|s[ée]curit[ée]|acc[eè]s|confirmation|validation|activation|connexion)
    |\s+[àa]\s+usage\s+unique
    |\s+(?:temporal|secret[oa]?|num[ée]rico|temporaire|unique|number|n[uú]mero|nuev[oa]|personal|confidencial
    |confidentiel|personnel|provisoire)){0,2}"""
_SECRET = rf"""(?<![\w-])(?P<noun>
    (?:(?:pass)?codes?|pins?|passwords?|passphrase|otp|o\.t\.p\.?|o\ t\ p|(?:access|security|log-?in)\ token
    |c[oó]digos?|contrase(?:ñ|n)as?|claves?|nip|mot\ de\ passe|(?:verification|authentication)\ number
    |n[uú]mero\ de\ verificaci[oó]n|num[ée]ro\ de\ v[ée]rification)
    )(?![\w-]){_QUALITY}"""
_NUMBER_WORD = r"""(?:double|triple|doble
    |zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|
    ocho|nueve|z[ée]ro|un|deux|trois|quatre|cinq|sept|huit|neuf)\b"""
_ONE_PIECE = r"(?=[a-z-]*[0-9][a-z-]*[0-9])[a-z0-9-]{4,14}(?!\w)"
"""Letters and digits in one piece: a1b2c3."""
_VALUE = rf"""(?:["'“«(\[@]*+\s*+(?:[0-9]|\$\{{|@\w|{_ONE_PIECE}|[a-z0-9](?:[\s,]+[a-z0-9]\b){{2}}|{_NUMBER_WORD}))"""
_TYPED = r"enter|typ|press|dial|introdu|ingres|marc|saisi|entr|tap|compos"
WHAT_FOR = rf"""(?:\s+(?:for|to|from|at|para|de|pour)\s+[\w.&'’-]+(?:\s+[\w.&'’-]+){{0,4}}?
    |\s+(?:(?:that|which|you|we|que)\s++|qu['’])(?!{_TYPED})[\w'’-]++(?:\s+(?!{_TYPED})[\w'’-]++){{0,4}}?
    |,(?:\s+[\w.'’-]++){{1,5}}\s*,)?"""
"""What stands between the name of a code and itself: "your code for Acme is", "the code you need is", "your code, Ann,
is". What callees have typed themselves is none: "the code you entered is"."""
IS = r"""(?:(?:['’]s|is|are|es|son|est|sont|será|sera|will\s+be)\b\s*+
    (?:now\s++|as\s+follows\b\s*+|the\s+following\b\s*+|(?:le|la|el)\s++(?:(?:suivant|siguiente)\b\s*+)?)?
    |(?:(?:was|were|has\s+been|have\s+been|is|are)\s+)?(?:changed|set|reset|updated)\s+to\s++)"""
_IS_TOLD = rf"""{WHAT_FOR}\s*+{IS}[:,.]{{0,3}}+\s*+(?:{_VALUE}|$)"""
_FOLLOWS = rf"""\s*+[:,.=]?+\s*+["'“«]*+
    (?:[0-9]{{3,}}|[0-9](?:[\s,.]{{1,3}}[0-9]\b){{2}}|[0-9]{{2}}[\s-][0-9]{{2}}(?![0-9])|(?<![,.])(?<![,.]\s)\$\{{|@\w|{_ONE_PIECE}|{_NUMBER_WORD}[\s,]{{1,3}}{_NUMBER_WORD})"""
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
    return next(tellings(text), None)


def tellings(text: str) -> Iterator[PromptSpan]:
    """Yield the words that say that a secret is spoken, each time, in order; as `speaks_code`."""
    low = lowered(text)
    for hint in _HINTS:  # not by any(), which takes three times as long: this is asked of every prompt
        if hint in low:
            break
    else:
        return
    for match in _compile(_SECRET).finditer(low):
        before = low[max(0, match.start() - _LOOK_BACK) : match.start()]
        if not is_public(before, low[match.end() : match.end() + 20]) and _is_told(low, before, match.end()):
            yield PromptSpan(*match.span(), "secret", match["noun"])


def is_public(before: str, after: str) -> bool:
    """Tell whether it is another kind of code: "zip code", "código postal", "code-barres"."""
    last = _compile(_LAST_WORD).search(before)
    if last and last[1] in _NOT_SECRET:
        return True
    public = (
        r"\s+(?:postal|client|promo\w*|r[ée]gional|vestimentaire|barres|d['’]erreur|d['’][aá]rea"
        r"|de\s+(?:[aá]rea|barras|barres|pa[ií]s|pays|error|vestimenta|descuento|cliente|pedido|vuelo|commande|vol|promotion))"
    )
    return _compile(public).match(after) is not None


def _is_told(low: str, before: str, end: int) -> bool:
    """Tell whether the value follows or went before; each pattern is compiled only where those before it find none."""
    return bool(
        _compile(_IS_TOLD).match(low, end)
        or _compile(_FOLLOWS).match(low, end)
        or _compile(_TOLD_BEFORE).search(before)
    )
