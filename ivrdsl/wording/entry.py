"""Finds what a prompt offers beside single keys: an entry of digits, any key, and the key that ends an entry."""

import re
from collections.abc import Iterator
from functools import cache

from ivrdsl.wording.context import is_asked
from ivrdsl.wording.items import Item
from ivrdsl.wording.spans import Offer
from ivrdsl.wording.vocabulary import ENTRY_NOUNS, words_of
from ivrdsl.wording.words import Reading, spans

_ANY = r"([PCED])(?:os?[PCEDsw])?+[ab]{0,2}+(y[aAwh]{0,3}+[akd])"
_ENDED_BY = r"F[jb][abAk]{0,3}+([#*])"
_ENTER = r"([ED]|ki)(?=[aApw1by])"
_COUNT = r"(?:(1)-?[oT-])?(1)-?d"
_AT_MOST = words_of("up most maximum max hasta máximo maximo jusqu'à jusqu’à jusqu'a")
_AT_LEAST = words_of("least minimum min menos mínimo minimo moins")
_OR_MORE = words_of("more más mas plus")
_OR_FEWER = words_of("fewer less menos moins")
_NEAR = 3
"""How far from a count the word may stand that makes it a limit. Unit: words."""
_WINDOW = 9
"""How far from "enter" the word may stand that says what to enter. Unit: words."""

_WHEN = words_of("when once cuando quand lorsque after")
_THEN = words_of("then luego después despues entonces puis ensuite")
_AND = words_of("and y et")
_PURPOSE = words_of("for to para pour")
_DIALLED = words_of("extension extensión code pin id código codigo poste nip")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return re.compile(_ANY), re.compile(_ENDED_BY), re.compile(_ENTER), re.compile(_COUNT), re.compile("[yFED]|ki")


def other_offers(reading: Reading, found: list[Offer]) -> list[Offer]:
    """Return the offers that are no single keys.

    Args:
        reading: the text.
        found: the keys found before; what overlaps them is left out.
    """
    if not _patterns()[4].search(reading.kinds):
        return []
    any_key, ended_by, entries = list(_any_key(reading)), list(_ended_by(reading)), list(_entries(reading))
    if not (any_key or ended_by or entries):
        return []
    where = spans(reading, len(reading.words))
    more = [Offer("", where[a][0], where[b - 1][1], kind="any") for a, b in any_key]
    more += [Offer(reading.key(at), *where[at], kind="terminator") for at in ended_by]
    more += [
        Offer("", where[a][0], where[b - 1][1], certain, "entry", low, high) for a, b, certain, low, high in entries
    ]
    taken = {offer.start for offer in found}
    ends = {offer.end for offer in found}
    return [offer for offer in more if offer.start not in taken and offer.end not in ends]


def is_terminator(reading: Reading, item: Item) -> bool:
    """Tell whether the key # ends an entry or a recording: "then press pound", "press # when finished"."""
    after = reading.words[item.stop] if item.stop < len(reading.words) else ""
    if after in _WHEN:
        return True
    before = reading.words[max(0, item.start - 6) : item.start]
    at = next((n for n in range(len(before)) if reading.kinds[item.start - len(before) + n] in "PCED"), 0)
    joined = before[at - 1] if at else ""
    if joined == "please" and at > 1:
        joined = before[at - 2]
    return joined in _THEN or (joined in _AND and after not in _PURPOSE)


def _any_key(reading: Reading) -> Iterator[tuple[int, int]]:
    for match in _patterns()[0].finditer(reading.kinds):
        if is_asked(reading, match.start()):
            yield match.span(2)


def _ended_by(reading: Reading) -> Iterator[int]:
    for match in _patterns()[1].finditer(reading.kinds):
        yield match.start(1)


def _entries(reading: Reading) -> Iterator[tuple[int, int, bool, int, int]]:
    """Yield the first and last word of each entry, whether it is certain, and its fewest and most digits."""
    for match in _patterns()[2].finditer(reading.kinds):
        if is_asked(reading, match.start()) and not _is_purpose(reading, match.start()):
            found = _entry(reading, match[1], match.end())
            if found:
                yield found


def _is_purpose(reading: Reading, verb: int) -> bool:
    """Tell whether "to enter" says what another key is for: "to enter your PIN, press 1", "press 1 to enter"."""
    kinds = reading.kinds
    if verb == 0 or kinds[verb - 1] not in "Tf":
        return False
    return verb == 1 or kinds[verb - 2] in ",.;:1#*o" or (kinds[verb - 2] == "k" and kinds[max(0, verb - 6)] != "w")


def _entry(reading: Reading, verb: str, first: int) -> tuple[int, int, bool, int, int] | None:
    kinds, words = reading.kinds, reading.words
    stop = first
    while stop < len(kinds) and stop < first + _WINDOW and kinds[stop] not in ",.;:?!PCE#*":
        stop += 1
    if counted := _patterns()[3].search(kinds, first, stop):
        end = counted.end()
        low, high = (0, 0) if _patterns()[3].search(kinds, end, stop) else _digits(reading, counted)
        known = bool(_number(reading, counted.start(2)))
        if end < stop and words[end] in ENTRY_NOUNS:
            end += 1
        return first, end, known, low, high
    if words[first] == "it":
        return first, first + 1, False, 0, 0
    nouns = _DIALLED if verb == "D" else ENTRY_NOUNS
    at = next((at for at in range(first, stop) if words[at] in nouns or kinds[at] == "d"), None)
    if at is None or "1" in kinds[first : min(at + 3, stop)]:
        return None
    while at + 1 < stop and words[at + 1] in nouns:
        at += 1
    return first, at + 1, True, 0, 0


def _digits(reading: Reading, counted: re.Match[str]) -> tuple[int, int]:
    """The fewest and the most digits that a count says; 0 for what it leaves open: "up to 10 digits"."""
    low, high = _number(reading, counted.start(1)), _number(reading, counted.start(2))
    before = reading.words[max(0, counted.start() - _NEAR) : counted.start()]
    behind = reading.words[counted.end() + 1 : counted.end() + 2]
    if low:
        return low, high
    if not _AT_MOST.isdisjoint(before) or not _OR_FEWER.isdisjoint(behind):
        return 0, high
    if not _AT_LEAST.isdisjoint(before) or not _OR_MORE.isdisjoint(behind):
        return high, 0
    return high, high


def _number(reading: Reading, at: int) -> int:
    key = reading.key(at) if at >= 0 else ""
    return int(key) if key.isdecimal() and len(key) < 4 else 0
