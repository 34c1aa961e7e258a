"""Takes a list of keys apart: "1, 2 or 3", "1 through 4", "the star or the pound key", "2 5 1 7"."""

import re
from functools import cache
from typing import NamedTuple

from ivrdsl.wording.vocabulary import words_of
from ivrdsl.wording.words import Reading

_LONGEST = 6
"""The most digits that are still keys; with more it is a phone number. Unit: digits."""

_SERVICES = words_of("211 311 411 511 611 711 811 911 988")
"""Phone numbers of three digits in North America: nobody presses them in a menu."""


class Item(NamedTuple):
    """One key, several keys in a row, or a range.

    Attributes:
        start, stop: the words from `start` up to `stop`, in the reading.
        keys: what is pressed; "1-4" for a range.
        certain: False for a variable, and for digits that stand apart.
        has_key: the last word is "key" or "button".
        low, high: the numbers of a range, 0 otherwise.
    """

    start: int
    stop: int
    keys: str
    certain: bool = True
    has_key: bool = False
    low: int = 0
    high: int = 0


@cache
def _groups() -> re.Pattern[str]:
    return re.compile("[1#*V]++k?+")


def items(reading: Reading, start: int, stop: int, *, between: bool = False) -> list[Item]:
    """Return the keys of a list, or nothing when it is a phone number.

    Args:
        reading: the text.
        start, stop: the words of the list.
        between: the list follows "between" or "from", so that "and" may make a range.
    """
    if stop - start == 1:
        keys = reading.key(start)
        return (
            [Item(start, stop, keys, keys[0] != "$")]
            if len(keys) == 1
            else _without_phone_numbers([_item(reading, start, stop)])
        )
    found = [_item(reading, *group.span()) for group in _groups().finditer(reading.kinds, start, stop)]
    apart = any(item.stop - item.start - item.has_key > 1 for item in found)
    if apart and len(found) > 1 and sum(len(item.keys) for item in found) > _LONGEST:
        return []
    if reading.kinds.count("-", start, stop) > 1:
        return []  # 1-800-555-1234
    if apart and len(found) > 1:
        return _one_by_one(reading, found)
    return _without_phone_numbers(_with_ranges(reading, found, between=between))


def _one_by_one(reading: Reading, found: list[Item]) -> list[Item]:
    """Return a list with a comma left out, "1 2 or 3", as single keys, all but the last of them in doubt."""
    result = []
    for item in found:
        words = range(item.start, item.stop - item.has_key)
        if len(words) == 1 or item.certain:
            result.append(item)
        else:
            result += [Item(at, at + 1, reading.key(at), False) for at in words]
    return _without_phone_numbers(result)


def _item(reading: Reading, start: int, stop: int) -> Item:
    has_key = reading.kinds[stop - 1] == "k"
    end = stop - has_key
    if end - start == 1:
        return Item(start, stop, reading.key(start), reading.kinds[start] != "V", has_key)
    names = [reading.key(at) for at in range(start, min(end, start + 2 * _LONGEST))]
    if len(set(names)) == 1 and names[0] in "#*":  # "star (*)"
        return Item(start, stop, names[0], has_key=has_key)
    if names[0] == "#" and names[1:] and names[1].isdecimal():  # "press #1" is more often number one
        return Item(start + 1, stop, "".join(names[1:]), False, has_key)
    starred = names[0] == "*" and len(names) == 2
    return Item(start, stop, "".join(names), starred and "$" not in names[1], has_key)


def _without_phone_numbers(found: list[Item]) -> list[Item]:
    """Leave out what is a phone number."""
    return [item for item in found if item.high or item.keys[0] == "$" or not _is_phone_number(item.keys)]


def _is_phone_number(keys: str) -> bool:
    return len(keys) > _LONGEST or keys in _SERVICES


def _with_ranges(reading: Reading, found: list[Item], *, between: bool) -> list[Item]:
    """Join every two numbers with "to" between them."""
    result: list[Item] = []
    for item in found:
        joint = reading.kinds[result[-1].stop : item.start][:1] if result else ""
        if joint and (joint in "-tTA" or (between and joint == "o")) and (both := _range(result[-1], item)):
            result[-1] = both
        elif joint and joint in "-TA":
            return []  # 555-1234; 8 to 5
        else:
            result.append(item)
    return result


def _range(one: Item, two: Item) -> Item | None:
    if not (one.keys.isdecimal() and two.keys.isdecimal()) or one.high or len(one.keys) + len(two.keys) > _LONGEST:
        return None
    low, high = int(one.keys), int(two.keys)
    if low >= high or (len(one.keys) > 2 and len(one.keys) != len(two.keys)):
        return None
    return Item(one.start, two.stop, f"{one.keys}-{two.keys}", one.certain and two.certain, two.has_key, low, high)
