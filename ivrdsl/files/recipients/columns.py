"""What the columns of a list of recipients mean, by their names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.files.recipients.numbers import is_like_number, masked
from ivrdsl.findings.words import fold, nearest_word, quoted

NUMBER: Final = "number"
ZONE: Final = "zone"
GROUP: Final = "group"
TYPE: Final = "type"
FIRST_NUMBER: Final = "FIRST_NUMBER"
PHONES: Final = {"homePhone": "HOME_PHONE", "workPhone": "WORK_PHONE", "mobilePhone": "MOBILE_PHONE"}
"""The vendor's fields of a contact that hold a number, and the type of phone that each is."""
SPELLINGS: Final = {
    NUMBER: ("number", "phone", "phoneNumber", "toNumber", "to", "telephone", "phoneNo"),
    ZONE: ("zone", "timeZone", "tz"),
    GROUP: ("group", "segment"),
    TYPE: ("type", "phoneType", "numberType"),
    "homePhone": ("homePhone", "home"),
    "workPhone": ("workPhone", "work", "office"),
    "mobilePhone": ("mobilePhone", "mobile", "cellPhone", "cell"),
}
"""What each column may be called. Letter case, blanks, _ and - do not count."""
_PREFIXES: Final = ("attribute.", "contact.")


class RecipientColumns(NamedTuple):
    """Where the columns are.

    Attributes:
        names: all of them, as the file has them.
        places: the places of those of `SPELLINGS` that are there.
        attributes: the attributes that matter and are there, with their places, sorted.
        ignored: the names of columns that mean nothing here.
    """

    names: tuple[str, ...]
    places: Mapping[str, int]
    attributes: tuple[tuple[str, int], ...]
    ignored: tuple[str, ...] = ()

    @property
    def dividing_places(self) -> tuple[int, ...]:
        """The places of the columns by which recipients are divided."""
        places = [self.places[each] for each in (GROUP, ZONE, TYPE) if each in self.places]
        return (*places, *(place for _, place in self.attributes))

    @property
    def dividing(self) -> tuple[str, ...]:
        """The names of these."""
        return tuple(self.names[place] for place in self.dividing_places)

    def narrowed(self) -> "RecipientColumns":
        """The columns without those that mean nothing."""
        used = sorted({*self.places.values(), *(place for _, place in self.attributes)})
        at = {place: new for new, place in enumerate(used)}
        return self._replace(
            names=tuple(self.names[place] for place in used),
            places={meaning: at[place] for meaning, place in self.places.items()},
            attributes=tuple((name, at[place]) for name, place in self.attributes),
        )


def columns_of(where: str, names: Sequence[str], attributes: Iterable[str]) -> RecipientColumns:
    """Return where the columns are.

    Args:
        where: the file, for messages.
        names: of the columns, in order.
        attributes: those that matter, as "x", "attribute.x" or "contact.x".

    Raises:
        IvrError: there is no column of numbers, or two that mean one thing.
    """
    known = {fold(spelling): meaning for meaning, spellings in SPELLINGS.items() for spelling in spellings}
    wanted = {_bare(each): each for each in attributes}
    places: dict[str, int] = {}
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        for into, meaning in ((found, wanted.get(_bare(name), "")), (places, known.get(fold(name), ""))):
            if meaning in into:
                raise IvrError(f"{where}: the columns {quoted(names[into[meaning]])} and {quoted(name)} are one thing")
            if meaning:
                into[meaning] = place
    if not places.keys() & {NUMBER, *PHONES}:
        raise _without_numbers(where, names)
    used = {*places.values(), *found.values()}
    ignored = tuple(name for place, name in enumerate(names) if place not in used)
    return RecipientColumns(tuple(names), places, tuple(sorted(found.items())), ignored)


def _bare(name: str) -> str:
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _without_numbers(where: str, names: Sequence[str]) -> IvrError:
    spellings = [spelling for meaning in (NUMBER, *PHONES) for spelling in SPELLINGS[meaning]]
    near = next((hint for name in names if (hint := nearest_word(name, spellings))), "")
    shown = ", ".join(quoted(masked(name) if is_like_number(name) else name) for name in names[:8]) or "none"
    mend = "its first line names them, such as number,zone,group"
    return IvrError(f"{where}: there is no column of numbers; columns are {shown}; {near or mend}")
