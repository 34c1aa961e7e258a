"""Links to calls."""

from ivrsim.automaton.links import call_link


def test_a_link_holds_moves_and_their_milliseconds() -> None:
    moves = [(0, "answered", "no answer"), (1200, "key", "*"), (1300, "reply", "a:b,c=ä")]
    assert call_link(moves) == "#call=0:answered:no%20answer,1200:key:*,1300:reply:a%3Ab%2Cc%3D%C3%A4"
