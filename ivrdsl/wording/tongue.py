"""Tells the language of a prompt by its most common words and its accents."""

import re
from functools import cache
from typing import Final, Literal, TypeAlias

Language: TypeAlias = Literal["en", "es", "fr"]

_COMMON: Final[dict[Language, str]] = {
    "en": """the to you your for press please is and of this we are thank hello have will if or our call that with it
        on at was not be has been by from my do can an as but one two three welcome goodbye wait message now yes""",
    "es": """el los las para por su usted oprima presione marque pulse gracias es una del que con y al como desea hola
        favor espere más mas llamada llamar número numero se lo está esta este ha sido o si uno dos buenos días dias
        nuestro nuestra sus gracias adiós español de la en""",
    "fr": """le les vous votre vos pour appuyez faites composez est une des du et sur merci bonjour nous notre avec
        que qui dans au aux ce cette avez êtes être ou s'il vous plaît plait veuillez appel ligne français un deux
        de la en si pas ne""",
}
_ACCENTS: Final[dict[Language, str]] = {"es": "[ñ¿¡áíóú]", "fr": "[çèêàâîôûœùë]"}
_MARGIN = 2
"""The best language must have at least this many words, and this many times as many as the next; in a text where the
next one has that many words too, the square of it: such a text is probably in two languages."""


@cache
def _tables() -> tuple[re.Pattern[str], dict[str, str], dict[Language, re.Pattern[str]]]:
    votes: dict[str, str] = {}
    for tongue, words in _COMMON.items():
        for word in set(words.split()):
            votes[word] = votes.get(word, "") + tongue[1]
    accents = {tongue: re.compile(marks) for tongue, marks in _ACCENTS.items()}
    return re.compile(r"\$\{[^}\s]*+\}?|[^\W\d_]++(?:['’]\w++)*+"), votes, accents


def language(text: str) -> Language | None:
    """Return the language of a text, or None where it is too short, mixed, or another language.

    Args:
        text: the words of a prompt; its variables are not counted.
    """
    pattern, votes, accents = _tables()
    low = text.lower()
    cast = "".join([votes.get(word, "") for word in pattern.findall(low)])
    points: dict[Language, int] = {"en": cast.count("n"), "es": cast.count("s"), "fr": cast.count("r")}
    if not low.isascii():
        for tongue, marks in accents.items():
            points[tongue] += len(marks.findall(low))
    best, second = sorted(points, key=points.__getitem__, reverse=True)[:2]
    times = _MARGIN if points[second] < _MARGIN else _MARGIN**2
    return best if points[best] >= max(_MARGIN, times * points[second]) else None
