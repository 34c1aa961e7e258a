"""Chains at random: with circles, ways of no time, nodes that nothing leads to, classes without an end, ways twice."""

from collections.abc import Callable

from hypothesis import strategies as st

from ivrsim.chains.chain import AT_ONCE, CallEnd, CallHappening, Chain, ChainNode, ChainWay, Delay, Option

ENDS = (
    CallEnd("person", "person", "plan"),
    CallEnd("person", "person", "callee"),
    CallEnd("mailbox", "machine", "plan"),
)
HAPPENINGS = (CallHappening("prompt", "hello"), CallHappening("key", "1"), CallHappening("heard", "code"))


@st.composite
def chains(draw: st.DrawFn, *, most_nodes: int = 8, longest: int = 6) -> Chain:
    """Chains of a few nodes; probabilities are multiples of 1/20, so that no number is tiny."""
    size = draw(st.integers(1, most_nodes))
    laws = (AT_ONCE, *draw(st.lists(delays(longest), min_size=1, max_size=4)))
    nodes = [draw(node(size, len(laws))) for _ in range(size)]
    return Chain(100, nodes, laws, ENDS, HAPPENINGS)


@st.composite
def chains_with_endless_classes(draw: st.DrawFn) -> Chain:
    """Chains whose last nodes are never left, but lead to each other; what is before them may lead there."""
    chain = draw(chains(most_nodes=5))
    size = len(chain.nodes)
    more = draw(st.lists(node(4, len(chain.delays)).filter(lambda each: each.end < 0), min_size=4, max_size=4))
    endless = [_leading(each, lambda target: size + target) for each in more]
    turned = [_leading(each, lambda target: draw(st.sampled_from((target, size + target % 4)))) for each in chain.nodes]
    return chain._replace(nodes=[*turned, *endless])


def _leading(node: ChainNode, target: Callable[[int], int]) -> ChainNode:
    """A node whose ways lead elsewhere."""
    return node._replace(
        options=tuple(
            option._replace(ways=tuple(way._replace(target=target(way.target)) for way in option.ways))
            for option in node.options
        )
    )


@st.composite
def delays(draw: st.DrawFn, longest: int) -> Delay:
    """Laws of time; some may take no time."""
    steps = sorted(draw(st.sets(st.integers(0, longest), min_size=1, max_size=4)))
    return tuple(zip(steps, draw(shares(len(steps))), strict=True))


@st.composite
def node(draw: st.DrawFn, size: int, laws: int) -> ChainNode:
    """Nodes with up to three options, or an end."""
    if draw(st.integers(0, 3)) == 0:
        return ChainNode((), draw(st.integers(0, len(ENDS) - 1)))
    way = st.tuples(
        st.integers(0, laws - 1),
        st.integers(0, size - 1),
        st.lists(st.integers(0, len(HAPPENINGS) - 1), max_size=2).map(tuple),
    )
    options = []
    for share in draw(st.integers(1, 2).flatmap(shares)):
        ways = draw(st.lists(way, min_size=1, max_size=3))
        parts = draw(shares(len(ways)))
        options.append(
            Option(share, share, tuple(ChainWay(part, *each) for part, each in zip(parts, ways, strict=True)))
        )
    return ChainNode(tuple(options))


def shares(parts: int) -> st.SearchStrategy[list[float]]:
    """Shares that add up to 1; some may be 0."""
    cuts = st.lists(st.integers(0, 20), min_size=parts - 1, max_size=parts - 1).map(sorted)
    return cuts.map(lambda at: [(high - low) / 20 for low, high in zip([0, *at], [*at, 20], strict=True)])
