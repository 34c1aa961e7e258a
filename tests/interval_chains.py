"""Small chains with unknown shares, drawn at random, and what they are worth, found in fractions and by brute force."""

import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import inf

from ivrsim.chains.chain import CallEnd, Chain, ChainNode, ChainWay, Delay, Option

Shares = tuple[float, ...]
Policy = Sequence[Shares]
"""For each node the shares of its options."""

ENDS = (CallEnd("person", "person", "hung up"), CallEnd("mailbox", "machine", "ended"))
DELAYS: tuple[Delay, ...] = (
    ((0, 1.0),),
    ((1, 1.0),),
    ((3, 0.25), (4, 0.75)),
    ((1, 0.5), (2, 0.25), (3, 0.125), (4, 0.0625), (5, 0.0625)),
    ((0, 0.5), (2, 0.5)),
)
_INSTANT = (0, 4)


def drawn(seed: int, most_nodes: int = 3, delays: Sequence[Delay] = DELAYS) -> Chain:
    """A chain with two ends; now and then nature can keep its calls for ever. All numbers are twentieths."""
    rng = random.Random(seed)
    going_on = rng.randint(1, most_nodes)
    nodes = [ChainNode(tuple(_options(rng, number, going_on, len(delays)))) for number in range(going_on)]
    return Chain(100, (*nodes, ChainNode((), 0), ChainNode((), 1)), delays, ENDS)


def _options(rng: random.Random, number: int, going_on: int, delays: int) -> Iterator[Option]:
    count = rng.choice((1, 2, 2, 3))
    middle = _parts(rng, count)
    for share in middle:
        below, above = rng.choice((0, 0, 1, 4, 20)), rng.choice((0, 1, 4, 20))
        ways = [
            ChainWay(part / 20, *_step(rng, number, going_on, delays), rng.choice(((), (), (0,), (1,), (0, 0))))
            for part in _parts(rng, rng.choice((1, 1, 2)))
        ]
        yield Option(max(share - below, 0) / 20, min(share + above, 20) / 20, tuple(ways), "unknown")


def _parts(rng: random.Random, count: int) -> list[int]:
    cuts = sorted(rng.randint(0, 20) for _ in range(count - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, 20], strict=True)]


def _step(rng: random.Random, number: int, going_on: int, delays: int) -> tuple[int, int]:
    target = rng.randrange(going_on + 2)
    slow = [each for each in range(delays) if each not in _INSTANT]
    return rng.choice(range(delays) if target > number else slow), target


# --- what nature can pick -------------------------------------------------------------------------------------------


def corners(node: ChainNode) -> list[Shares]:
    """All shares of a node's options of which all but one are at a bound."""
    found: dict[tuple[Fraction, ...], None] = {}
    bounds = [(exact(each.low), exact(each.high)) for each in node.options]
    for free in range(len(bounds)):
        for others in product(*(bound for index, bound in enumerate(bounds) if index != free)):
            rest = 1 - sum(others)
            if bounds[free][0] <= rest <= bounds[free][1]:
                found[*others[:free], rest, *others[free:]] = None
    return [tuple(float(share) for share in shares) for shares in found] or [()]


def policies(chain: Chain) -> Iterator[Policy]:
    """All ways to pick corners once for each node."""
    return product(*(corners(node) for node in chain.nodes))


def some_shares(rng: random.Random, node: ChainNode) -> Shares:
    """Shares between the corners."""
    found = corners(node)
    weights = [rng.random() ** 3 for _ in found]
    return tuple(
        sum(w * each[at] for w, each in zip(weights, found, strict=True)) / sum(weights)
        for at in range(len(node.options))
    )


def settled(chain: Chain, policy: Policy) -> Chain:
    """A chain whose shares are known."""
    nodes = [
        node._replace(options=tuple(each._replace(low=x, high=x) for each, x in zip(node.options, shares, strict=True)))
        for node, shares in zip(chain.nodes, policy, strict=True)
    ]
    return chain._replace(nodes=nodes)


def unrolled(rng: random.Random, chain: Chain, copies: int) -> Chain:
    """A chain with known shares that are others at each visit: its calls go round in copies of it."""
    size = len(chain.nodes)
    nodes = []
    for copy in range(copies):
        onward = (copy + 1) % copies * size
        for node in settled(chain, [some_shares(rng, node) for node in chain.nodes]).nodes:
            options = [
                each._replace(ways=tuple(way._replace(target=way.target + onward) for way in each.ways))
                for each in node.options
            ]
            nodes.append(node._replace(options=tuple(options)))
    return chain._replace(nodes=nodes)


# --- what a chain with known shares is worth ------------------------------------------------------------------------


def exact(number: float) -> Fraction:
    return Fraction(number).limit_denominator(10**9)


def worth(chain: Chain, finals: Callable[[int], float], gain: Callable[[ChainWay], float]) -> list[Fraction | float]:
    """The mean of what calls gain and end in, from each node on, where all shares are known; 0 for never ending."""
    size = len(chain.nodes)
    steps: list[dict[int, Fraction]] = [{} for _ in range(size)]
    gained = [Fraction(0)] * size
    for number, node in enumerate(chain.nodes):
        for option in node.options:
            for way in option.ways:
                share = exact(option.low) * exact(way.probability)
                if share:
                    steps[number][way.target] = steps[number].get(way.target, Fraction(0)) + share
                    gained[number] += share * Fraction(gain(way))
    for number, onward in enumerate(steps):
        if total := sum(onward.values()):  # 1, but for rounding of shares between corners
            gained[number] /= total
            steps[number] = {target: share / total for target, share in onward.items()}
    reach = [_reached(steps, number) for number in range(size)]
    kept = [all(number in reach[other] for other in reach[number]) for number in range(size)]
    endless = {number for number in range(size) if kept[number] and gained[number] and not chain.nodes[number].end >= 0}
    values: list[Fraction | float] = [Fraction(0)] * size
    unknown = []
    for number, node in enumerate(chain.nodes):
        if node.end >= 0:
            values[number] = Fraction(finals(node.end))
        elif any(each in endless for each in reach[number]):
            values[number] = inf
        elif not kept[number]:
            unknown.append(number)
    for number, value in zip(unknown, _solved(steps, gained, values, unknown), strict=True):
        values[number] = value
    return values


def _reached(steps: Sequence[dict[int, Fraction]], start: int) -> set[int]:
    found = [start]
    for here in found:
        found += [each for each in steps[here] if each not in found]
    return set(found)


def _solved(
    steps: Sequence[dict[int, Fraction]],
    gained: Sequence[Fraction],
    values: Sequence[Fraction | float],
    unknown: list[int],
) -> list[Fraction]:
    rows = []
    for number in unknown:
        row = [Fraction(int(each == number)) - steps[number].get(each, 0) for each in unknown]
        known = [share * Fraction(values[each]) for each, share in steps[number].items() if each not in unknown]
        rows.append([*row, gained[number] + sum(known)])
    for at in range(len(rows)):
        pivot = next(row for row in range(at, len(rows)) if rows[row][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [each / rows[at][at] for each in rows[at]]
        for other in range(len(rows)):
            if other != at and rows[other][at]:
                rows[other] = [a - rows[other][at] * b for a, b in zip(rows[other], rows[at], strict=True)]
    return [row[-1] for row in rows]


# --- the best over all picks ----------------------------------------------------------------------------------------


def ending(chain: Chain, end: int) -> Fraction | float:
    return worth(chain, lambda each: float(each == end), lambda way: 0.0)[0]


def counted(chain: Chain, mark: int) -> Fraction | float:
    return worth(chain, lambda each: 0.0, lambda way: float(way.marks.count(mark)))[0]


def mean_of(delay: Delay) -> float:
    return sum(steps * share for steps, share in delay)


def duration(chain: Chain) -> Fraction | float:
    return worth(chain, lambda each: 0.0, lambda way: mean_of(chain.delays[way.delay]))[0]


def square_duration(chain: Chain) -> Fraction | float:
    left = worth(chain, lambda each: 0.0, lambda way: mean_of(chain.delays[way.delay]))
    if left[0] == inf:
        return inf

    def gain(way: ChainWay) -> float:
        law = chain.delays[way.delay]
        return sum(steps**2 * share for steps, share in law) + 2 * mean_of(law) * float(left[way.target])

    finite = chain._replace(
        nodes=[node if left[number] < inf else ChainNode((), 0) for number, node in enumerate(chain.nodes)]
    )
    return worth(finite, lambda each: 0.0, gain)[0]


def happened(chain: Chain, mark: int) -> Fraction | float:
    """How likely a happening happens at least once: calls in which it does go to an end of their own."""
    away = len(chain.nodes)
    nodes = [
        node._replace(
            end=0 if node.end >= 0 else -1,
            options=tuple(
                each._replace(ways=tuple(w._replace(target=away) if mark in w.marks else w for w in each.ways))
                for each in node.options
            ),
        )
        for node in chain.nodes
    ]
    return ending(chain._replace(nodes=[*nodes, ChainNode((), 1)]), 1)


def brute_tails(
    chain: Chain, times: int, sooner: Sequence[float], best: Callable[[Iterator[float]], float]
) -> list[float]:
    """How likely calls take longer than each time, trying all corners at each node and time."""
    known: dict[tuple[int, int], float] = {}

    def value(node: int, time: int) -> float:
        if time < 0:
            return sooner[node]
        if chain.nodes[node].end >= 0:
            return 0.0
        if (node, time) not in known:
            worths = [
                sum(
                    way.probability * share * value(way.target, time - steps)
                    for way in option.ways
                    for steps, share in chain.delays[way.delay]
                )
                for option in chain.nodes[node].options
            ]
            known[node, time] = best(
                sum(share * each for share, each in zip(shares, worths, strict=True))
                for shares in corners(chain.nodes[node])
            )
        return known[node, time]

    return [value(0, time) for time in range(times)]
