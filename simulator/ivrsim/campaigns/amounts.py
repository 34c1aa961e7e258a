"""How much of each thing one call of a group takes: laws of whole numbers, from its law of calls."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ivrsim.campaigns.bills import Coins, call_billed_ms, coins_of, is_billed, legs_billed_ms, talked_steps
from ivrsim.campaigns.libraries import numpy
from ivrsim.campaigns.recipients import Group
from ivrsim.campaigns.settings import Campaign
from ivrsim.chains.chain import AT_ONCE, Delay
from ivrsim.forecasting.kinds import CallKind

DURATION: Final = "duration"
BILLED: Final = "billed"
COST: Final = "cost"
TALK: Final = "talk"
LINES: Final = "line time"
REACHED: Final = "reached"
RESULT: Final = "result "
"""How the names of results begin."""
_AT_ONCE: Final = 1 << 20
"""So many pairs of times are looked at in one go."""
_DENSE: Final = 1 << 22
"""Up to this value, laws are added up in an array that has a place for each."""


class CallAmount(NamedTuple):
    """A law of how much of something a call takes.

    Attributes:
        values: whole numbers, an array, sorted, each once.
        shares: how likely each is.
        worth: of 1, in the unit of the thing.
    """

    values: Any
    shares: Any
    worth: float


Law = tuple[Any, Any]
"""Values and how likely they are, two arrays."""
Pieces = dict[str, list[Law]]


def amounts_of(group: Group, campaign: Campaign) -> Mapping[str, CallAmount]:
    """Return the laws of a call of a group: time in ms, cost in the currency, reached, and each result as "result X".

    A call that is not answered takes time on a line alone.

    Raises:
        IvrError: NumPy is not installed.
    """
    np = numpy()
    pieces: Pieces = defaultdict(list)
    coins = coins_of(campaign.price, campaign.step_ms)
    for kind in group.law:
        _add(pieces, kind, campaign, coins)
    results = sorted({kind.result for kind in group.law})
    for kind in group.law:
        happens = {REACHED: kind.reached, **{f"{RESULT}{result}": result == kind.result for result in results}}
        for name, does in happens.items():
            pieces[name].append((np.array([int(does)]), np.array([kind.share])))
    step_ms = float(campaign.step_ms)
    worth = {DURATION: step_ms, TALK: step_ms, LINES: step_ms, BILLED: float(coins.scale), COST: coins.worth}
    return {name: _merged(found, worth.get(name, 1.0)) for name, found in pieces.items()}


def _add(pieces: Pieces, kind: CallKind, campaign: Campaign, coins: Coins) -> None:
    """Add what calls of a kind take to what is known of the others."""
    answered = is_billed(kind)
    rest, rest_shares = _convolved(*_arrays(kind.before), *_arrays(kind.after))
    talks, talk_shares = _arrays(kind.talk)
    pieces[TALK].append((talked_steps(kind, talks) * answered, kind.share * talk_shares))
    pieces[LINES].append(_line_time(kind, (rest, rest_shares), (talks, talk_shares)))
    several = max(_AT_ONCE // len(rest), 1)
    for first in range(0, len(talks), several):
        part = talks[first : first + several, None]
        durations = (rest + part) * answered
        call: Any = call_billed_ms(durations * campaign.step_ms, campaign.price) // coins.scale
        leg: Any = legs_billed_ms(kind, part, campaign.step_ms, campaign.price) * answered // coins.scale
        shares = (kind.share * talk_shares[first : first + several, None] * rest_shares).ravel()
        for name, values in (
            (DURATION, durations), (BILLED, call + leg), (COST, call * coins.call + leg * coins.leg),
        ):  # fmt: skip
            pieces[name].append((values.ravel(), shares))


def _line_time(kind: CallKind, rest: Law, talk: Law) -> Law:
    values, shares = _convolved(*_convolved(*_arrays(kind.rings), *rest), *talk)
    return values, kind.share * shares


def _arrays(law: Delay) -> Law:
    np = numpy()
    law = law or AT_ONCE
    return np.array([steps for steps, _ in law], dtype=np.int64), np.array([share for _, share in law])


def _convolved(values: Any, shares: Any, others: Any, other_shares: Any) -> Law:
    """The law of the sum of two numbers that are independent."""
    np = numpy()
    if int(values[-1]) + int(others[-1]) >= _DENSE:
        sums, pairs = np.add.outer(values, others).ravel(), np.multiply.outer(shares, other_shares).ravel()
        return _gathered(sums, pairs)
    if len(values) < len(others):
        values, shares, others, other_shares = others, other_shares, values, shares
    law = np.zeros(int(values[-1]) + int(others[-1]) + 1)
    for other, share in zip(others.tolist(), other_shares.tolist(), strict=True):
        law[values + other] += share * shares  # each value stands there once
    present = np.flatnonzero(law)
    return present, law[present]


def _merged(pieces: list[Law], worth: float) -> CallAmount:
    """One law of many pieces of it."""
    np = numpy()
    gathered = _gathered(*(np.concatenate(column) for column in zip(*pieces, strict=True)))
    return CallAmount(*gathered, worth)


def _gathered(values: Any, shares: Any) -> Law:
    """A law in which each value stands once, sorted."""
    np = numpy()
    if values.max() < _DENSE:
        law = np.bincount(values, weights=shares)
        present = np.flatnonzero(law)
        return present, law[present]
    each, places = np.unique(values, return_inverse=True)
    return each, np.bincount(places, weights=shares)
