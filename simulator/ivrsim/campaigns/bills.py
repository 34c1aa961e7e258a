"""What calls of a kind are billed, in whole numbers, so that no sum depends on its order."""

from math import gcd
from typing import Final, NamedTuple

from ivrsim.callers.model import Price
from ivrsim.forecasting.charges import billed_ms
from ivrsim.forecasting.kinds import CallKind

_MINUTE_MS: Final = 60_000
_DENOMINATOR: Final = 1_000_000
"""Prices are read as whole millionths, or as fractions with a smaller denominator."""


def is_billed(kind: CallKind) -> bool:
    """Whether somebody has answered; else nothing is billed."""
    return bool(kind.party)


def call_billed_ms(time_ms: int, price: Price) -> int:
    """How much is billed of a call of its own, in ms. Arrays of NumPy are taken, too, here and below."""
    return billed_ms(time_ms, price.step_s)  # type: ignore[return-value]  # whole, as the time is


def legs_billed_ms(kind: CallKind, talk_steps: int, step_ms: int, price: Price) -> int:
    """How much is billed of the second legs of a call, in ms.

    Args:
        kind: of the call.
        talk_steps: how long its first transfer was talked in.
        step_ms: how long a step is.
        price: what calls cost.
    """
    legs = kind.legs or ((talk_steps,) if kind.talk else ())
    return sum(call_billed_ms(leg * step_ms, price) for leg in legs)


def talked_steps(kind: CallKind, talk_steps: int) -> int:
    """How long all transfers of a call are talked in, if the first one is so long."""
    return talk_steps + (sum(kind.legs) - kind.legs[0] if kind.legs else 0)


def cost_of(call_ms: int, legs_ms: int, price: Price) -> float:
    """What so much billed time costs."""
    return (call_ms * price.a_minute + legs_ms * price.transfer_a_minute) / _MINUTE_MS


class Coins(NamedTuple):
    """The largest sum of money of which every call costs a whole number.

    Attributes:
        worth: of one, in the currency.
        call, leg: how many a millisecond of the call, and of a leg, would cost, times `scale`.
        scale: so that both are whole numbers.
    """

    worth: float
    call: int
    leg: int
    scale: int


def coins_of(price: Price, step_ms: int) -> Coins:
    """In which coins calls are paid, where all times are whole steps of so many ms."""
    from fractions import Fraction  # its import takes longer than most commands may

    whole_ms = 1000 * price.step_s or step_ms
    call, leg = (
        Fraction(each).limit_denominator(_DENOMINATOR) * whole_ms / _MINUTE_MS
        for each in (price.a_minute, price.transfer_a_minute)
    )
    common = gcd(call.numerator * leg.denominator, leg.numerator * call.denominator)
    if not common:
        return Coins(0.0, 0, 0, whole_ms)
    coin = Fraction(common, call.denominator * leg.denominator)
    return Coins(float(coin), int(call / coin), int(leg / coin), whole_ms)
