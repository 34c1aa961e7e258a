"""A model of callers with other numbers, one or a few of them, by their names in a file of callers.

Where one share of a table is set, the others are scaled, so that they still add up to 1.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

from ivrdsl.errors import CallersError
from ivrdsl.findings.arguments import shown
from ivrdsl.findings.words import nearest_word, quoted
from ivrsim.callers.checks import require_callers
from ivrsim.callers.model import Callers, Interval, Share
from ivrsim.callers.notation import notations
from ivrsim.callers.notation.names import Name, dotted
from ivrsim.callers.notation.numbers import Number, find, model_of, numbers_of
from ivrsim.callers.notation.ranges import refuse, require_share
from ivrsim.callers.notation.shares import read_share
from ivrsim.chains.quantity import SLACK

_WORD: Final = re.compile(r'("(?:[^"\\]|\\.)*"|[^."]+)(\.|$)')
_OTHERS: Final = {"menus": "menu", "transfers": "transfer"}
"""Sections of single ones by name, and the section of all others, whose numbers they have if they have none."""
_NAMES: Final = 'names are those of a file of callers, such as "person.early", "parties.mailbox" or "menus.main.1"'
_IN_WORDS: Final = (notations.CURRENCY,)
_PLAIN: Final = (notations.MONEY, notations.STEP_MS, notations.BILLED_S)
"""What a file has as numbers; a command line has them as text."""


class Setting(NamedTuple):
    """Something in a model of callers that can be set.

    Attributes:
        number: the name of the number.
        word: of a table of shares, the word whose share it is; None is the whole number.
    """

    number: Name
    word: str | None = None

    @property
    def name(self) -> str:
        """Its name, as a file has it."""
        return dotted(self.number if self.word is None else (*self.number, self.word))


def settings_of(callers: Callers) -> Iterator[Setting]:
    """Yield all that can be set, in the order of a file: each share by itself, and every other number."""
    for name, value in numbers_of(callers).items():
        notation = _number(name).notation
        if notation.is_table:
            for word in dict.fromkeys((*value, *notation.words)):
                yield Setting(name, word)
        elif notation not in _IN_WORDS:
            yield Setting(name)


def settable(callers: Callers) -> list[str]:
    """Return the names of all that can be set, in the order of a file."""
    return [setting.name for setting in settings_of(callers)]


def with_value(callers: Callers, name: str, value: object) -> Callers:
    """Return callers with another number.

    Args:
        callers: the model.
        name: of the number, as a file has it: "person.early", "parties.mailbox", "menus.main.1".
        value: as a file has it, or as text: 0.3, "30 %", "0.2..0.4", "2..20".

    Raises:
        CallersError: the name is not known, or the number cannot be; the text names the nearest name.
    """
    return with_values(callers, {name: value})


def with_values(callers: Callers, values: Mapping[str, object]) -> Callers:
    """Return callers with other numbers. Shares of one table that are set together all keep what they are set to.

    Args:
        callers: the model.
        values: by name. See `with_value`.

    Raises:
        CallersError: a name is not known, or a number cannot be.
    """
    numbers = numbers_of(callers)
    tables: dict[Name, dict[str, Share]] = {}
    for name, value in values.items():
        setting = _setting(callers, numbers, name)
        if setting.word is not None:
            tables.setdefault(setting.number, {})[setting.word] = _share(setting, value)
        else:
            numbers[setting.number] = _read(setting.number, value, callers.step_ms)
    for number, shares in tables.items():
        numbers[number] = scaled(number, numbers[number], shares)
    changed = model_of(callers, numbers)
    require_callers(changed)
    return changed


def scaled(name: Name, shares: Mapping[str, Share], fixed: Mapping[str, Share]) -> dict[str, Share]:
    """Return a table of shares in which some are given, and the others are scaled so that all add up to 1.

    Args:
        name: of the table.
        shares: as they are.
        fixed: those that are given, by word.

    Raises:
        CallersError: those that are given are more than 1, or nothing else has a share that could be scaled.
    """
    low, high = (sum(each) for each in zip(*(_bounds(each) for each in fixed.values()), strict=True))
    if low > 1 + SLACK:
        refuse(name, f"has {_listed(fixed)} set to {low:.10g} in all; expected 1 at most")
    others = {word: share for word, share in middles(shares).items() if word not in fixed}
    rest = sum(others.values())
    if high < 1 - SLACK and rest <= 0:
        refuse(name, f"has nothing beside {_listed(fixed)} that could take the rest of {1 - high:.10g}; set it, too")
    most, least = (max(1 - each, 0.0) / rest if rest > 0 else 0.0 for each in (low, high))
    found = {word: share if word in fixed else _times(share, least, most) for word, share in shares.items()}
    return {**found, **fixed}


def middles(shares: Mapping[str, Share]) -> dict[str, float]:
    """Return shares that are known, in the middle of their bounds, so that they add up to 1."""
    bounds = {word: _bounds(share) for word, share in shares.items()}
    room = sum(high - low for low, high in bounds.values())
    part = (1 - sum(low for low, _ in bounds.values())) / room if room > 0 else 0.0
    return {word: low + (high - low) * part for word, (low, high) in bounds.items()}


def _bounds(share: Share) -> tuple[float, float]:
    return (share.low, share.high) if isinstance(share, Interval) else (share, share)


def _times(share: Share, least: float, most: float) -> Share:
    low, high = _bounds(share)
    low, high = min(low * least, 1.0), min(high * most, 1.0)
    return Interval(low, high) if isinstance(share, Interval) or low != high else low


def _listed(words: Iterable[str]) -> str:
    return " and ".join(map(quoted, words))


# --- names and values -----------------------------------------------------------------------------------------------


def _setting(callers: Callers, numbers: dict[Name, Any], text: str) -> Setting:
    """What a name means; a menu or a transfer that has no numbers gets those of all others.

    Raises:
        CallersError: nothing has that name.
    """
    name = _words_of(text)
    for number, word in ((name, None), (name[:-1], name[-1] if name else None)):
        found = find(number)
        if found is None or found.notation in _IN_WORDS or (word is not None and not found.notation.is_table):
            continue
        if number not in numbers:
            _inherit(numbers, number)
        if number in numbers and (word is None or not found.notation.words or word in found.notation.words):
            return Setting(number, word)
    hint = nearest_word(text, settable(callers)) if isinstance(text, str) else ""
    raise CallersError(f"callers have no number {shown(text)}; {hint or _NAMES}", name)


def _words_of(text: object) -> Name:
    """The words of a dotted name; () where it is none."""
    words, at = [], 0
    while isinstance(text, str) and (found := _WORD.match(text, at)) and found[1]:
        words.append(found[1])
        at = found.end()
        if not found[2]:
            break
    if not isinstance(text, str) or at != len(text) or text.endswith("."):
        return ()
    try:
        return tuple(json.loads(word) if word.startswith('"') else word for word in words)
    except ValueError:
        return ()


def _inherit(numbers: dict[Name, Any], name: Name) -> None:
    if name[0] in _OTHERS and len(name) > 1 and name[:2] not in numbers:
        other = _OTHERS[name[0]]
        numbers.update({(*name[:2], *each[1:]): value for each, value in numbers.items() if each[0] == other})


def _number(name: Name) -> Number:
    found = find(name)
    assert found is not None  # all numbers of a model are known
    return found


def _share(setting: Setting, value: object) -> Share:
    name = (*setting.number, setting.word or "")
    share: Share = read_share(name, value)
    require_share(name, share)
    return share


def _read(name: Name, value: object, step_ms: int) -> Any:
    notation = _number(name).notation
    if notation in _PLAIN and isinstance(value, str):
        with suppress(ValueError):  # what is no number is refused as it stands
            value = int(value) if value.strip().isdigit() else float(value)
    found = notation.read(name, value, step_ms)
    notation.require(name, found)
    return found
