"""Comments that suppress, what they cover, and what is said of those that do nothing."""

import pytest

from ivrdsl import Dialplan, Hangup, Ignore, Keypress, Menu, check, from_xml, to_xml
from ivrdsl.checking.run import check_bytes
from ivrdsl.errors import NodeError

SOLD_OUT = "<!-- ivrdsl: ignore IVR101 sold out -->"
EMPTY_MENU = '<menu name="m"/>'
OWN = ("IVR003", "IVR101", "IVR901", "IVR902")


def codes(body: str, before: str = "") -> list[str]:
    found = check_bytes(f"{before}<dialplan>{body}</dialplan>", "plan.xml")
    return [finding.code for finding in found if finding.code in OWN]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (EMPTY_MENU, ["IVR101"]),
        (SOLD_OUT + EMPTY_MENU, []),
        (f"{SOLD_OUT}<!-- another -->{EMPTY_MENU}", []),
        (f"{SOLD_OUT}<if expr='1 == 1'>{EMPTY_MENU}</if>", []),
        (f"{SOLD_OUT}<hangup/>{EMPTY_MENU}", ["IVR101", "IVR902"]),
        (f"{EMPTY_MENU}{SOLD_OUT}", ["IVR101", "IVR902"]),
        (f"<!--ivrdsl:ignore ivr101,IVR003 both-->{EMPTY_MENU}", ["IVR902"]),
        ("<!-- ivrdsl: ignore IVR101 IVR003 --><menu><goto>x</goto></menu>", []),
        (f"<!-- ivrdsl: ignore IVR999 x -->{EMPTY_MENU}", ["IVR101", "IVR901"]),
        (f"<!-- ivrdsl: ignore IVR101, IVR999 x -->{EMPTY_MENU}", ["IVR901"]),
        (f"<!-- ivrdsl: ignore because -->{EMPTY_MENU}", ["IVR101", "IVR901"]),
        (f"<!-- ivrdsl: ignroe IVR101 -->{EMPTY_MENU}", ["IVR101", "IVR901"]),
        (f"<!-- ivrdsl: -->{EMPTY_MENU}", ["IVR101", "IVR901"]),
        (f"<!-- about ivrdsl: ignore IVR101 -->{EMPTY_MENU}", ["IVR101"]),
        ("<!-- ivrdsl: ignore IVR902 quiet --><hangup/>", ["IVR902"]),
    ],
)
def test_what_a_comment_suppresses(body: str, expected: list[str]) -> None:
    assert sorted(codes(body)) == expected


def test_a_comment_before_the_root_holds_for_the_whole_plan() -> None:
    assert codes(f"<hangup/>{EMPTY_MENU}{EMPTY_MENU.replace('m', 'n')}", before=SOLD_OUT) == []


def test_a_suppression_of_a_rule_that_is_ignored_anyway_is_not_called_unused() -> None:
    plan = from_xml(f"<dialplan>{SOLD_OUT}<hangup/></dialplan>")
    assert "IVR902" in [finding.code for finding in check(plan)]
    assert "IVR902" not in [finding.code for finding in check(plan, ignore=["IVR101"])]


def test_ignore_writes_the_comment_that_the_file_would_have() -> None:
    plan = Dialplan("Root")[*Ignore("IVR101", "IVR102", reason="sold  out")[Menu("tickets")], Hangup()]
    assert "<!-- ivrdsl: ignore IVR101, IVR102 sold out -->" in to_xml(plan)
    assert "IVR101" not in [finding.code for finding in check(plan)]
    assert check(plan) == check(from_xml(to_xml(plan)))


@pytest.mark.parametrize(
    ("codes", "reason", "told"),
    [
        ((), "x", "no code is given"),
        (("IVR1",), "x", "'IVR1'"),
        ((1,), "x", "a code is 1"),
        (("IVR101",), " ", "say why"),
        (("IVR101",), None, "say why"),
        (("IVR101",), "a -- b", "--"),
    ],
)
def test_ignore_refuses(codes: tuple[str, ...], reason: str, told: str) -> None:
    with pytest.raises(NodeError, match=told):
        Ignore(*codes, reason=reason)


@pytest.mark.parametrize("given", [(), "x", (Hangup(), Hangup()), None, Keypress])
def test_ignore_takes_one_node(given: object) -> None:
    with pytest.raises(NodeError, match="one node"):
        Ignore("IVR101", reason="x")[given]  # type: ignore[type-var]
