"""Each number of a model of callers, a little less and a little more.

- A share goes down and up by 0.05, within 0 and 1, and the others of its table are scaled. One that is known between
  bounds goes to each of them.
- How likely somebody hangs up in a second is halved and doubled.
- Times, lengths and prices are 20 % less and more; in a law each of them is.

`step_ms` and `price.step_s` are settings and not estimates, and stay. So do verdicts that take as long as the platform
says, and shares of which there is only one.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ivrsim.callers.adjustments import Setting, middles, scaled, settings_of
from ivrsim.callers.model import Callers, Interval, Share
from ivrsim.callers.notation import notations
from ivrsim.callers.notation.names import dotted
from ivrsim.callers.notation.notations import Notation
from ivrsim.callers.notation.numbers import find, model_of, numbers_of
from ivrsim.callers.notation.ranges import LONGEST_MS, LONGEST_TEXT, MOST_MONEY
from ivrsim.callers.notation.shares import write_share

SHARE_BY: Final = 0.05
"""How much a share goes down and up."""
CHANCE_BY: Final = 2.0
"""By what the probability of hanging up is divided and multiplied."""
STRETCH_BY: Final = 0.2
"""The part by which times, lengths and prices go down and up."""
_LAWS: Final = {
    notations.LAW: LONGEST_MS,
    notations.LAW_OR_NEVER: LONGEST_MS,
    notations.LAW_OR_PLATFORM: LONGEST_MS,
    notations.LENGTHS: LONGEST_TEXT,
}
"""Notations of laws, and their last points."""


class Variation(NamedTuple):
    """A number of a model, and what it is tried with.

    Attributes:
        name: of it, as a file has it; of a share in a table with its word.
        number: the name of the whole number: of the table, where it is a share in one.
        value: as a file has it.
        tried: the other values, less and more, as a file has them; one where it cannot go both ways.
        models: with each of these.
    """

    name: str
    number: str
    value: str
    tried: tuple[str, ...]
    models: tuple[Callers, ...]


def variations(callers: Callers) -> Iterator[Variation]:
    """Yield every number that can be a little less or more, in the order of a file."""
    numbers = numbers_of(callers)
    for setting in settings_of(callers):
        number = find(setting.number)
        assert number is not None  # it is one of the model's
        value = numbers[setting.number]
        if setting.word is not None:
            if setting.word not in value:
                continue
            pairs = [(write_share(share), table) for share, table in _tables(setting, value)]
            told = write_share(value[setting.word])
        else:
            others = [each for each in _others(number.notation, value) if each != value]
            pairs = [(number.notation.write(each, callers.step_ms), each) for each in others]
            told = number.notation.write(value, callers.step_ms)
        if pairs:
            models = tuple(model_of(callers, {**numbers, setting.number: each}) for _, each in pairs)
            yield Variation(setting.name, dotted(setting.number), told, tuple(text for text, _ in pairs), models)


def _tables(setting: Setting, shares: Mapping[str, Share]) -> Iterator[tuple[Share, dict[str, Share]]]:
    """Other shares of a word, each with its table."""
    assert setting.word is not None
    rest = sum(share for word, share in middles(shares).items() if word != setting.word)
    for share in _other_shares(shares[setting.word]):
        if share != shares[setting.word] and rest > 0:
            yield share, scaled(setting.number, shares, {setting.word: share})


def _other_shares(share: Share) -> tuple[float, float]:
    if isinstance(share, Interval):
        return share.low, share.high
    return max(round(share - SHARE_BY, 12), 0.0), min(round(share + SHARE_BY, 12), 1.0)


def _others(notation: Notation, value: Any) -> tuple[Any, ...]:
    """A number that is no table of shares, less and more; () for what stays as it is."""
    if notation is notations.SHARE:
        return _other_shares(value)
    if notation is notations.CHANCE:
        return value / CHANCE_BY, min(value * CHANCE_BY, 1.0)
    factors = (1 - STRETCH_BY, 1 + STRETCH_BY)
    if notation is notations.TIME:
        return tuple(min(round(value * factor), LONGEST_MS) for factor in factors)
    if notation is notations.MONEY:
        return tuple(min(value * factor, MOST_MONEY) for factor in factors)
    if notation in _LAWS:
        return tuple(_stretched(value, factor, _LAWS[notation]) for factor in factors)
    return ()


def _stretched(law: Mapping[int, float], factor: float, most: int) -> dict[int, float]:
    """A law whose points all are so much more; those that meet add up."""
    found: dict[int, float] = {}
    for point, share in law.items():
        other = min(round(point * factor), most)
        found[other] = found.get(other, 0.0) + share
    return found
