"""Finds which keys a prompt offers: "press 1", "1 for yes or 2 for no", "oprima el dos", "faites le trois".

The words are read as letters (see vocabulary), and the phrases are patterns over these letters: `[PCED]` is a word such
as "press", `1` a number. Every pattern gives nothing back (`++`), so that a text of any length is read once.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from ivrdsl.wording.context import is_asked, is_quantity
from ivrdsl.wording.entry import is_terminator, other_offers
from ivrdsl.wording.items import Item, items
from ivrdsl.wording.spans import Offer, OfferKind
from ivrdsl.wording.words import Reading, has_cue, lowered, read, spans

_KEY = "[1#*V]++k?+"
_LIST = rf"{_KEY}(?:(?:,o?+|o|/|[-tTA])[aAkb]{{0,3}}+{_KEY})*+"
_VERB = r"[PCED]|ki"
_GAP = r"(?:os?[PCEDsw])?+[,:.]?+[aAkbdt]{0,6}+"
_RATE = r"R[^.;1R]{0,12}"
_ALONE = r"(?:^o?|(?<=[,;.:])|(?<=[^1V]o))a?+([1#*])k?+(?=[fT](?![1V]))"
_NEXT = r"(?:[,;.:]o?+|(?<![1V])o)a{0,2}+([1#*V])k?+(?:(?=[fT](?![1V]))|(?=[.,;]|$)|(?=[aAw]))"


def offers(text: str) -> tuple[Offer, ...]:
    """Return what a prompt asks the callee to press, in the order of its words.

    Understands English, Spanish and Canadian French. Times, quantities, codes, phone numbers (911 too: who dials it is
    to hang up first), negations ("do not press 1") and reports ("you pressed 1") are no offers.

    Args:
        text: the words of a prompt, `${name}` variables included.

    Returns:
        The offers; none for a text that offers nothing.
    """
    low = lowered(text)
    if not has_cue(low):
        return ()
    reading = read(low)
    if not _hint().search(reading.kinds):
        return ()
    found = list(_keys_to_press(reading))
    found += _elliptical(reading, found) if found else _alone(reading)
    result = []
    if found:
        where = spans(reading, max([item.stop for item in found]))
        result = [_offer(reading, item, where) for item in found]
    if more := other_offers(reading, result):
        result += more
        result.sort(key=_start)
    elif len(result) > 1:
        result.sort(key=_start)
    return tuple(result)


@cache
def _hint() -> re.Pattern[str]:
    """What every text with an offer has: a word such as "press", or a key with what it is for."""
    return re.compile(r"[PCEDRF]|ki|[1#*]k?[fT]")


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(rf"(?:({_VERB}){_GAP}|({_RATE}))({_LIST})")


@cache
def _clauses() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(_ALONE), re.compile(_NEXT)


def _start(offer: Offer) -> int:
    return offer.start


def _keys_to_press(reading: Reading) -> Iterator[Item]:
    """Yield what stands after "press" and its like."""
    for match in _verbs().finditer(reading.kinds):
        at, first, stop = match.start(), match.start(3), match.end()
        if match[2]:
            ranges = items(reading, first, stop, between=True)
            yield from (item for item in ranges if item.high and not is_quantity(reading, item))
        elif is_asked(reading, at):
            found = items(reading, first, stop, between="b" in reading.kinds[at:first])
            yield from _likely_keys(reading, match[1], found)


def _likely_keys(reading: Reading, verb: str, found: list[Item]) -> Iterator[Item]:
    """Yield the items that are keys, and doubt those that the word before them does not make keys by itself."""
    for item in found:
        if is_quantity(reading, item):
            return
        if verb == "P":
            yield item
            continue
        doubtful = reading.kinds[item.stop : item.stop + 1] in ("w", "p", "A") and not item.has_key
        if doubtful and not reading.words[item.start].isdecimal() and item.keys.isdecimal():
            return  # "enter one number", "select one item"
        yield item._replace(certain=False) if doubtful else item


def _elliptical(reading: Reading, found: list[Item]) -> list[Item]:
    """Return keys named after the first offer without their verb: "press 1 for yes, 2 for no"; "for support, 2"."""
    kinds = reading.kinds
    matches = list(_clauses()[1].finditer(kinds, found[0].stop))
    if not matches:
        return []
    taken = {at for item in found for at in range(item.start, item.stop)}
    result = []
    last = found[0]
    for match in matches:
        at, separator = match.start(1), kinds[match.start()]
        number_before = kinds[match.start() - 1] in "1V" and match.start() - 1 not in taken
        if at in taken or number_before or len(reading.words[at]) > 5:
            continue
        item = Item(at, match.end(), reading.key(at))
        follower = kinds[match.end() : match.end() + 1]
        if follower and follower in "fT":
            certain = True
        elif separator in ".;:" or item.keys in "#*":
            continue
        elif follower and follower in "aAw":
            certain = False
        else:
            certain = _opens_with_purpose(kinds, match.start())
        if certain or _follows(last.keys, item.keys):
            last = item._replace(certain=certain and kinds[at] != "V")
            result.append(last)
            taken.add(at)
    return result


def _opens_with_purpose(kinds: str, end: int) -> bool:
    """Tell whether the clause that ends here begins with "for" or "to": "for support, 2"."""
    begin = max(kinds.rfind(mark, max(0, end - 12), end) for mark in ",;.:") + 1
    return kinds[begin : begin + 2].lstrip("o")[:1] in ("f", "T")


def _follows(key: str, next_key: str) -> bool:
    return key.isdecimal() and next_key.isdecimal() and len(key) < 5 and int(next_key) == int(key) + 1


def _alone(reading: Reading) -> list[Item]:
    """Return the keys of a text without any "press": "1 for yes or 2 for no".

    Two keys in ascending order are an offer. One key is a doubtful one, and only after a first word "or": such a text
    goes on where another prompt ended.
    """
    found = [Item(m.start(1), m.end(), reading.key(m.start(1))) for m in _clauses()[0].finditer(reading.kinds)]
    if len(found) == 1 and reading.kinds[0] == "o" and found[0].start <= 2:
        return [found[0]._replace(certain=False)]
    ascending = all(_follows(one.keys, two.keys) for one, two in pairwise(found))
    return found if len(found) > 1 and ascending else []


def _offer(reading: Reading, item: Item, where: list[tuple[int, int]]) -> Offer:
    first, stop, keys, certain, has_key, low, high = item
    kind: OfferKind = "range" if high else "terminator" if keys == "#" and is_terminator(reading, item) else "key"
    if has_key and reading.words[first] not in ("number", "número", "numero"):  # "number sign" stays together
        stop -= 1
    return Offer(keys, where[first][0], where[stop - 1][1], certain, kind, low, high)
