"""A piece of a call used twice in one plan."""

import pytest

from ivrdsl.errors import NodeError
from ivrdsl.model import walk
from ivrdsl.model.fragment import Fragment
from ivrdsl.model.nodes import Catch, Dialplan, Goto, Hangup, If, Keypress, Menu, Say, Sms, Transfer
from ivrdsl.model.odd import Comment, Odd
from ivrdsl.model.values import spell

PIECE = (
    Comment("asks"),
    Menu("ask", max_digits=1)[
        Say("code ", spell("12"), name="prompt"),
        Keypress("1", name="yes")[Goto("ask", name="again"), Goto("end")],
        Keypress("2")[If("1")[Transfer("555", name="agent")]],
    ],
    Catch("hangup", "bye")[Goto("ask")],
    Catch("hangup", "elsewhere"),
    Sms("hi", to="1", name="bye"),
)


def test_names_and_gotos_inside_are_prefixed_and_the_others_leave_the_piece() -> None:
    comment, menu, inner, outer, sms = Fragment("a")[PIECE]
    assert comment == Comment("asks")
    assert (
        menu
        == Menu("a_ask", max_digits=1)[
            Say("code ", spell("12"), name="a_prompt"),
            Keypress("1", name="a_yes")[Goto("a_ask", name="a_again"), Goto("end")],
            Keypress("2")[If("1")[Transfer("555", name="a_agent")]],
        ]
    )
    assert (inner, outer) == (Catch("hangup", "a_bye")[Goto("a_ask")], Catch("hangup", "elsewhere"))
    assert sms == Sms("hi", to="1", name="a_bye")


def test_used_twice_every_name_is_unique() -> None:
    plan = Dialplan("Root")[*Fragment("a")[PIECE], *Fragment("b")[PIECE], Hangup("end")]
    names = [name for element in walk.elements(plan) if (name := walk.name_of(element.node))]
    assert len(names) == len(set(names)) == 2 * 6 + 2


def test_one_node_needs_no_tuple() -> None:
    assert Fragment("a")[Goto("x", name="x")] == (Goto("a_x", name="a_x"),)


def test_fragments_nest() -> None:
    assert Fragment("a")[Fragment("b")[Menu("m")[Goto("m")]]] == (Menu("a_b_m")[Goto("a_b_m")],)


def test_what_is_carried_from_a_file_stays_as_it_is() -> None:
    odd = Odd("foo", (("name", "x"),))
    assert Fragment("a")[odd] == (odd,)


def test_a_goto_to_a_variable_is_left_alone() -> None:
    assert Fragment("a")[Goto("${x}")] == (Goto("${x}"),)


@pytest.mark.parametrize("prefix", ["", 3, "a\nb"])
def test_a_wrong_prefix(prefix: object) -> None:
    with pytest.raises(NodeError, match=r"^Fragment: "):
        Fragment(prefix)  # type: ignore[arg-type]
