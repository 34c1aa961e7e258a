"""Variables in texts: where they are, and what they are called in Python."""

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from ivrdsl.model.values import CALL, CONTACT, GLOBAL, Var
from ivrdsl.source.literals import Segment, Variable

_VARIABLE: Final = r"\$\{((?:[A-Za-z0-9_.\-]|\$\{[A-Za-z0-9_.\-]+\})+)\}"
_COLUMN: Final = "contact\\.([A-Z]{1,2})"
_SYSTEM: Final = {
    value.name: f"{home}.{field}"
    for home, group in (("CALL", CALL), ("CONTACT", CONTACT), ("GLOBAL", GLOBAL))
    for field, value in vars(type(group)).items()
    if isinstance(value, Var)
}
_MOST: Final = 50
"""Variables of one text that are looked for: nobody writes more, and Python reads long f-strings in quadratic time."""
_AMBIGUOUS: Final = frozenset({"l"})
"""Read as a digit in many fonts."""


class Use(NamedTuple):
    """A variable in a text.

    Attributes:
        inside: whether it stands in an f-string, where a call with quotes would be hard to read.
    """

    name: str
    inside: bool


def segments(text: str, *, quotes: bool = True) -> tuple[Segment, ...]:
    """Cut a text at its variables; what only looks like one, such as `${` without an end, stays text.

    Args:
        quotes: whether single quotes around a variable are part of it (`Var.quoted`).
    """
    if "${" not in text or text.count("${") > _MOST:
        return (text,)
    found: list[Segment] = []
    start, counted, is_open = 0, 0, False
    for match in re.finditer(_VARIABLE, text):
        first, last = match.span()
        is_open ^= text.count("'", counted, first) % 2 == 1
        quoted = quotes and is_open and text[first - 1] == "'" and text[last : last + 1] == "'"
        found += [text[start : first - quoted], Variable(match[1], quoted)]
        start, counted = last + quoted, first
    found.append(text[start:])
    return tuple(each for each in found if each != "")


def is_plain(found: Iterable[Segment]) -> bool:
    """Tell whether a text is better written without an f-string: no variable, or braces that would be doubled."""
    kept = list(found)
    texts = [each for each in kept if isinstance(each, str)]
    return len(texts) == len(kept) or any("{" in each or "}" in each for each in texts)


def named(uses: Iterable[Use], taken: Collection[str]) -> dict[str, str]:
    """The variables that get a name of their own in Python: used in an f-string, or more than once.

    Returns:
        The name in Python of each, in an order in which they can be defined.
    """
    counts: Counter[str] = Counter()
    inside: set[str] = set()
    for name, in_text in _with_inner(uses):
        counts[name] += 1
        if in_text:
            inside.add(name)
    found: dict[str, str] = {}
    used = set(taken)
    for name, count in counts.items():
        if name not in _SYSTEM and (count > 1 or name in inside):
            found[name] = _free(name, used)
            used.add(found[name])
    return found


def _with_inner(uses: Iterable[Use]) -> Iterable[Use]:
    """Each use, after those of the variables in its name."""
    for use in uses:
        if "$" in use.name:
            yield from [Use(inner, True) for inner in re.findall(_VARIABLE, use.name)]
        yield use


def _free(name: str, used: Collection[str]) -> str:
    """A name in Python that is not taken, as close to the variable's as possible."""
    words = re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", name)
    stem = re.sub("[^a-z0-9]+", "_", words.lower()).strip("_")
    if not stem or stem[0].isdigit():
        stem = f"variable_{stem}".rstrip("_")
    if keyword.iskeyword(stem) or keyword.issoftkeyword(stem) or hasattr(builtins, stem) or stem in _AMBIGUOUS:
        stem += "_"
    free, number = stem, 1
    while free in used:
        number += 1
        free = f"{stem.rstrip('_')}_{number}"
    return free


def made(name: str) -> tuple[str, tuple[Segment, ...]]:
    """How a variable that is no system variable is made: the function to call, and the text to call it with."""
    if column := re.fullmatch(_COLUMN, name):
        return "CONTACT.column", (column[1],)
    return "Var", segments(name, quotes=False)


def known(name: str, names: Mapping[str, str]) -> str | None:
    """The Python name of a variable that has one."""
    return _SYSTEM.get(name) or names.get(name)
