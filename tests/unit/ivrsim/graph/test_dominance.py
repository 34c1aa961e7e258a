"""What every way passes, by the dominators of a graph and by taking the node out."""

import pytest
from hypothesis import given, strategies as st

from ivrsim.graph.search import Dominance, behind


@st.composite
def graphs(draw: st.DrawFn) -> list[list[int]]:
    size = draw(st.integers(1, 8))
    return draw(st.lists(st.lists(st.integers(0, size - 1), max_size=3), min_size=size, max_size=size))


@given(graphs())
def test_a_node_is_passed_if_nothing_is_reached_without_it(onward: list[list[int]]) -> None:
    found = Dominance(onward, 0)
    for before in range(len(onward)):
        without = bytearray(len(onward))
        without[before] = 1
        reached = set(behind(onward, [0], without))
        for number in range(len(onward)):
            assert found.passes(number, before) is (number not in reached), (number, before)


@pytest.mark.parametrize("length", [1, 20_000])
def test_long_ways_are_followed_without_recursion(length: int) -> None:
    onward = [[number + 1] for number in range(length)] + [[0]]
    assert Dominance(onward, 0).passes(length, length // 2)
