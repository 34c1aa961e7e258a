"""What nature can pick: at each node, how the options share what is 1 together, within their bounds."""

from collections.abc import Sequence
from math import fsum, isfinite
from typing import Final

from ivrdsl.errors import IvrError
from ivrdsl.findings.words import quoted
from ivrsim.chains.chain import Chain, ChainNode, ChainWay, Option
from ivrsim.chains.quantity import SLACK
from ivrsim.graph.search import behind

Choices = Sequence[tuple[Option, ...]]
"""For each node what may be the case there, without what never is; () at an end."""

ROUNDED: Final = 1e-15
"""So little is not left over for an option: it comes of adding up shares."""
_DUST: Final = 1e-12
"""A share that is left over by so little is none: it comes of rounding."""


def choices_of(chain: Chain) -> list[tuple[Option, ...]]:
    """Return what nature can pick at each node, with bounds that are reached.

    Raises:
        IvrError: the shares of a node cannot add up to 1, or a probability is no number from 0 to 1. Or a node neither
            ends a call nor goes on.
    """
    return [_options_of(number, node) for number, node in enumerate(chain.nodes)]


def visited(choices: Choices, start: int) -> list[int]:
    """Return the nodes that a call can come to from a start, which is the first of them."""
    return behind([[way.target for option in options for way in option.ways] for options in choices], (start,))


def tightened(options: Sequence[Option]) -> tuple[Option, ...]:
    """Return options with bounds that are reached, as the others leave room for; what never is the case is left out.

    Args:
        options: whose least shares add up to 1 at most, and whose greatest to 1 at least, but for rounding.
    """
    lows = _scaled([each.low for each in options], at_most=True)
    highs = _scaled([each.high for each in options], at_most=False)
    all_low, all_high = fsum(lows), fsum(highs)
    tight = []
    for option, low, high in zip(options, lows, highs, strict=True):
        least, most = max(low, 1 - (all_high - high)), min(high, 1 - (all_low - low))
        if least - low < _DUST:
            least = low
        if high - most < _DUST:
            most = high
        if most > 0 and not (most < _DUST < high):
            tight.append(option._replace(low=min(least, most), high=most))
    return tuple(tight)


def greatest_shares(options: Sequence[Option], worths: Sequence[float]) -> list[float]:
    """Return the shares with which options are worth the most together: what is left over goes to the best first."""
    shares = [each.low for each in options]
    left = 1 - fsum(shares)
    for index in sorted(range(len(options)), key=lambda index: -worths[index]):
        if left < ROUNDED:
            break
        more = min(options[index].high - options[index].low, left)
        shares[index] += more
        left -= more
    return shares


def middle_shares(options: Sequence[Option]) -> list[float]:
    """Return shares of which none is 0, where that can be."""
    left = 1 - fsum(each.low for each in options)
    room = fsum(each.high - each.low for each in options)
    part = min(left / room, 1.0) if room > 0 else 0.0
    return [each.low + (each.high - each.low) * part for each in options]


def _options_of(number: int, node: ChainNode) -> tuple[Option, ...]:
    if node.end >= 0:
        return ()
    if not node.options:
        raise IvrError(f"node {number} of the chain neither ends a call nor goes on")
    for option in node.options:
        _require_shares(number, option)
    low, high = fsum(each.low for each in node.options), fsum(each.high for each in node.options)
    if low > 1 + SLACK:
        raise IvrError(f"the least shares {_about(number, node)} add up to {low:.12g}; they can add up to 1 at most")
    if high < 1 - SLACK:
        raise IvrError(
            f"the greatest shares {_about(number, node)} add up to {high:.12g}; they must add up to 1 or more"
        )
    return tightened([each._replace(ways=_likely(each.ways)) for each in node.options])


def _require_shares(number: int, option: Option) -> None:
    where = f"at node {number} of the chain" + (f" ({option.says})" if option.says else "")
    if not 0 <= option.low <= option.high <= 1 + SLACK:
        raise IvrError(
            f"a share {where} is between {option.low} and {option.high}; expected 0 <= least <= greatest <= 1"
        )
    total = fsum(way.probability for way in option.ways)
    if not all(isfinite(way.probability) and way.probability >= 0 for way in option.ways) or abs(total - 1) > SLACK:
        raise IvrError(f"the probabilities of the ways {where} add up to {total:.12g}; they must add up to 1")


def _about(number: int, node: ChainNode) -> str:
    says = ", ".join(dict.fromkeys(quoted(each.says) for each in node.options if each.says))
    return f"of {says} at node {number} of the chain" if says else f"at node {number} of the chain"


def _likely(ways: Sequence[ChainWay]) -> tuple[ChainWay, ...]:
    return tuple(way for way in ways if way.probability > 0)


def _scaled(shares: list[float], *, at_most: bool) -> list[float]:
    """Shares that are past 1 by rounding alone, brought to 1."""
    total = fsum(shares)
    past = total > 1 if at_most else total < 1
    return [each / total for each in shares] if past else shares
