"""What a call is billed: its time in begun steps, and what that costs; a transfer's second leg is billed by itself."""

from collections.abc import Sequence
from typing import NamedTuple

from ivrsim.callers.model import Price


class Charge(NamedTuple):
    """What is billed of a call.

    Attributes:
        billed_ms: its own time, and that of its legs, in ms.
        cost: of all that, in the currency of the price.
    """

    billed_ms: float
    cost: float


def billed_ms(time_ms: float, step_s: int) -> float:
    """Return the time that is billed: steps, of which each begun one counts; the time itself, where there are none.

    Args:
        time_ms: how long it took, in ms.
        step_s: how long a step is, in s; 0 for none.
    """
    step_ms = step_s * 1000
    return -(-time_ms // step_ms) * step_ms if step_ms else time_ms


def charge(time_ms: float, legs_ms: Sequence[float], price: Price) -> Charge:
    """Return what is billed of a call.

    Args:
        time_ms: from the answer to its end, in ms.
        legs_ms: how long each transfer was talked in, in ms.
        price: what it costs.
    """
    own, legs = billed_ms(time_ms, price.step_s), sum(billed_ms(each, price.step_s) for each in legs_ms)
    return Charge(own + legs, (own * price.a_minute + legs * price.transfer_a_minute) / 60_000)
