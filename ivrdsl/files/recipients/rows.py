"""What a row of a list of recipients says, or what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from ivrdsl.files.recipients.cells import BAD_BREAK, BAD_ENCODING, BAD_QUOTES, TOO_LONG, WITH_NUL
from ivrdsl.files.recipients.columns import FIRST_NUMBER, GROUP, NUMBER, PHONES, TYPE, ZONE, RecipientColumns
from ivrdsl.files.recipients.numbers import masked, number_of, shown
from ivrdsl.findings.words import fold

NO_NUMBER: Final = "no number"
BAD_NUMBER: Final = "not a phone number"
BAD_ZONE: Final = "unknown zone"
BAD_TYPE: Final = "unknown type of phone"
BAD_CELLS: Final = "another number of cells than the first line"
TWICE: Final = "the number of an earlier row"
REASONS: Final = (
    NO_NUMBER, BAD_NUMBER, BAD_ZONE, BAD_TYPE, BAD_CELLS, BAD_QUOTES, BAD_BREAK, BAD_ENCODING, WITH_NUL, TOO_LONG,
    TWICE,
)  # fmt: skip
"""All that can be wrong with a row."""
LONGEST_CELL: Final = 200
"""Characters of a group, a zone or an attribute; longer ones divide nobody."""
_TYPES: Final = {
    **{fold(kind): kind for kind in (FIRST_NUMBER, *PHONES.values())},
    **dict.fromkeys(("first", "number"), FIRST_NUMBER),
    **dict.fromkeys(("home", "landline"), "HOME_PHONE"),
    **dict.fromkeys(("work", "office"), "WORK_PHONE"),
    **dict.fromkeys(("mobile", "cell", "cellphone", "cellular"), "MOBILE_PHONE"),
}
"""Words for the types of phones."""
_BETWEEN: Final = re.compile(r"[\s;,/|+]+")


class RecipientKind(NamedTuple):
    """What divides recipients; nothing else of them is kept.

    Attributes:
        group: "" for none.
        zone: an IANA name; "" where the row says none.
        phone_types: which phones they have, as the vendor calls them; the first one is called first.
        attributes: of those that matter, names and values, sorted.
    """

    group: str
    zone: str
    phone_types: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]


class GoodRow(NamedTuple):
    """A row that is right.

    Attributes:
        number: the digits of the phone that is called first, as a whole number.
        kind: what divides recipients.
    """

    number: int
    kind: RecipientKind


class BadRow(NamedTuple):
    """What is wrong with a row.

    Attributes:
        reason: one of `REASONS`.
        cell: the cell that is wrong, as it may be shown: numbers are masked. "" where it is no cell.
    """

    reason: str
    cell: str = ""


class RowReader:
    """Reads rows.

    Args:
        columns: where the columns are.
        zones: the names of all zones.
    """

    def __init__(self, columns: RecipientColumns, zones: frozenset[str]) -> None:
        self._columns = columns
        self._zones = zones
        number = {FIRST_NUMBER: columns.places[NUMBER]} if NUMBER in columns.places else {}
        self._phones = number | {kind: columns.places[each] for each, kind in PHONES.items() if each in columns.places}
        self._dividing = columns.dividing_places
        self._kinds: dict[tuple[tuple[str, ...], tuple[str, ...]], RecipientKind | BadRow] = {}

    def read(self, cells: Sequence[str]) -> GoodRow | BadRow:
        """Read the cells of a row; there are as many as columns."""
        found = self._numbers(cells)
        if isinstance(found, BadRow):
            return found
        kind = self._kind(found, cells)
        return kind if isinstance(kind, BadRow) else GoodRow(next(iter(found.values())), kind)

    def _numbers(self, cells: Sequence[str]) -> dict[str, int] | BadRow:
        """The numbers of a row, by type of phone; the first one is called first."""
        found: dict[str, int] = {}
        for type_, place in self._phones.items():
            if text := cells[place].strip():
                number = number_of(text)
                if number is None:
                    return BadRow(BAD_NUMBER, masked(text))
                found[type_] = number
        return found or BadRow(NO_NUMBER)

    def _kind(self, numbers: Mapping[str, int], cells: Sequence[str]) -> RecipientKind | BadRow:
        key = (tuple([cells[place] for place in self._dividing]), tuple(numbers))
        known = self._kinds.get(key)
        if known is None:
            if len(self._kinds) >= _MOST_KNOWN:
                self._kinds.clear()
            known = self._kinds[key] = self._new_kind(cells, key[1])
        return known

    def _new_kind(self, cells: Sequence[str], numbers: tuple[str, ...]) -> RecipientKind | BadRow:
        if any(len(cells[place]) > LONGEST_CELL for place in self._dividing):
            return BadRow(TOO_LONG)
        group, zone, type_ = (self._said(each, cells) for each in (GROUP, ZONE, TYPE))
        if zone and zone not in self._zones:
            return BadRow(BAD_ZONE, shown(zone))
        types = _types_of(type_)
        if types is None:
            return BadRow(BAD_TYPE, shown(type_))
        if types and FIRST_NUMBER in numbers:
            numbers = tuple(dict.fromkeys((*types, *numbers[1:])))
        attributes = tuple((name, cells[place].strip()) for name, place in self._columns.attributes)
        return RecipientKind(group, zone, numbers, attributes)

    def _said(self, column: str, cells: Sequence[str]) -> str:
        place = self._columns.places.get(column)
        return "" if place is None else cells[place].strip()


_MOST_KNOWN: Final = 20_000


@lru_cache(maxsize=256)
def _types_of(text: str) -> tuple[str, ...] | None:
    """The types of phones that a text names; None where it names something else."""
    whole = _TYPES.get(fold(text))
    found = [whole] if whole else [_TYPES.get(fold(word)) for word in _BETWEEN.split(text) if word]
    return None if None in found else tuple(dict.fromkeys(each for each in found if each))
