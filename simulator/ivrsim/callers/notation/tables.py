"""What nested tables say of callers: each number with its name and its source. What it means is not looked at."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ivrdsl.findings.arguments import shown
from ivrdsl.findings.words import expected, nearest_word
from ivrsim.callers.notation.names import Name, dotted, quoted_text
from ivrsim.callers.notation.numbers import NUMBERS, Number, find, following
from ivrsim.callers.notation.ranges import refuse
from ivrsim.callers.notation.shares import require_source
from ivrsim.callers.profiles import PROFILES

SOURCE: Final = "source"
SOURCES: Final = "sources"
ASSUMED: Final = "assumed"
PARTLY: Final = "partly_assumed"
DETECTOR: Final = "detector"
PROFILE: Final = "profile"
_LONGEST_KEY: Final = 60
_SINGLE: Final = {"menus": "[menu]", "transfers": "[transfer]"}


class GivenNumber(NamedTuple):
    """A number that a table gives.

    Attributes:
        name: of it.
        value: as it is written.
        source: where it is from; "" where that is not given.
    """

    name: Name
    value: Any
    source: str


class Statements(NamedTuple):
    """All that tables say.

    Attributes:
        given: the numbers.
        profile: the name of the detector; "" where none is named.
        sources: of numbers, by dotted name, and of the whole.
        assumed: the dotted names of numbers that are assumed, and have no source.
        partly: the dotted names of those that are assumed in part.
    """

    given: list[GivenNumber]
    profile: str
    sources: dict[str, str]
    assumed: list[str]
    partly: list[str]


def read_tables(changes: Mapping[str, Any]) -> Statements:
    """What nested tables say.

    Raises:
        CallersError: a section or a key is not known, or is not what it should be; the text names the nearest.
    """
    table = _copy((), changes)
    whole = _take_source((), table)
    sources = _copy((SOURCES,), table.pop(SOURCES, {}))
    assumed, partly = (_take_names(sources, key) for key in (ASSUMED, PARTLY))
    _require_texts(sources)
    profile = _take_profile(table)
    given = list(_walk((), table, whole))
    return Statements(given, profile, {**({"": whole} if whole else {}), **sources}, assumed, partly)


def _walk(name: Name, table: dict[str, Any], source: str) -> Iterator[GivenNumber]:
    """The numbers under a name."""
    own = _take_source(name, table)
    if own and name and not table:
        refuse(name, "has a source and no number")
    source = own or source
    words = following(name)
    inner = [key for key in table if words is None or key in words]
    rest = {key: value for key, value in table.items() if key not in inner}
    number = find(name)
    for key, value in rest.items():
        if number is None or (words and _is_strange(key, value, number)):
            _refuse_key(name, key, (*(number.notation.words if number else ()), *(words or ())))
    if rest:
        yield GivenNumber(name, rest, source)
    if "" in inner and name and name[0] in _SINGLE:
        refuse(name, f"has a name that is empty; what holds for all others is given in {_SINGLE[name[0]]}", "")
    for key in inner:
        yield from _number((*name, key), table[key], source)


def _is_strange(key: str, value: Any, number: Number) -> bool:
    """Whether a key beside those of other numbers is none of the words of a table of shares."""
    known = number.notation.words
    return key not in known if known else isinstance(value, Mapping)


def _number(name: Name, value: Any, source: str) -> Iterator[GivenNumber]:
    """The number of a name, or those under it."""
    if following(name) == ():
        if isinstance(value, Mapping):
            value = dict(value)
            source = _take_source(name, value) or source
        yield GivenNumber(name, value, source)
    elif isinstance(value, Mapping):
        table = _copy(name, value)
        if not table:
            refuse(name, "is an empty section; say something in it, or leave it out")
        yield from _walk(name, table, source)
    else:
        hint = f"; of all others it is given in {_SINGLE[name[0]]}" if name[0] in _SINGLE else ""
        refuse(name, f"is {shown(value)}; expected a section [{dotted(name)}]{hint}")


def _copy(name: Name, table: object) -> dict[str, Any]:
    """A table of texts, to take things away from."""
    if not isinstance(table, Mapping):
        refuse(name, f"is {shown(table)}; expected a table of sections")
    for key in table:
        if not isinstance(key, str):
            refuse(name, f"has {shown(key)}; expected text as keys")
    return dict(table)


def _take_source(name: Name, table: dict[Any, Any]) -> str:
    """Take the source of a table out of it; a number of that key is a share of a value that is called so."""
    found = table.get(SOURCE)
    if not isinstance(found, str):
        return ""
    require_source((*name, SOURCE), found)
    del table[SOURCE]
    return found


def _take_names(sources: dict[str, Any], key: str) -> list[str]:
    """Take a list of names out of the sources."""
    names = sources.pop(key, [])
    if not isinstance(names, list | tuple) or not all(isinstance(each, str) for each in names):
        refuse((SOURCES, key), f'is {shown(names)}; expected a list of names, such as ["person.early"]')
    return list(names)


def _require_texts(sources: Mapping[str, Any]) -> None:
    for name, source in sources.items():
        if not isinstance(source, str):
            refuse((SOURCES, name), f"is {shown(source)}; expected where numbers are from, in words")


def _take_profile(table: dict[str, Any]) -> str:
    """Take the name of the detector out of a table."""
    detector = table.get(DETECTOR)
    if isinstance(detector, Mapping):
        if PROFILE not in detector:
            return ""
        found: Any = detector[PROFILE]
        rest = {key: value for key, value in detector.items() if key != PROFILE}
        table.pop(DETECTOR)
        if rest:
            table[DETECTOR] = rest
    elif detector is None:
        return ""
    else:
        found = table.pop(DETECTOR)
    if not isinstance(found, str) or found not in PROFILES:
        hint = expected(found, PROFILES) if isinstance(found, str) else f"expected one of {', '.join(PROFILES)}"
        refuse((DETECTOR, PROFILE), f"is {shown(found)}; {hint}")
    return found


def _refuse_key(name: Name, key: str, words: tuple[str, ...]) -> None:
    """Refuse a key that is not known, with the nearest, and the section that has it where another one has."""
    if not name:
        words = (*words, SOURCE, SOURCES)
    if key == SOURCE:
        refuse((*name, SOURCE), "is no text; expected where numbers are from, in words")
    nearest = nearest_word(key, words)
    homes = {f"[{dotted(each.pattern[:-1])}]" for each in NUMBERS if each.pattern[-1] == key and len(each.pattern) > 1}
    elsewhere = f"{' and '.join(sorted(homes))} {'has' if len(homes) == 1 else 'have'} it" if homes else ""
    where = nearest or elsewhere or f"there {'are' if len(words) > 1 else 'is'} {', '.join(words)}"
    refuse(name, f"has no {quoted_text(key[:_LONGEST_KEY])}; {where}", key)
