"""Sections of a model that are about no menu and no transfer of a plan."""

from ivrdsl import Dialplan, Goto, Hangup, Keypress, Menu, NoInput, Say, Transfer
from ivrsim import Platform, usual_callers, with_changes
from ivrsim.compiling.compile import compile_plan
from ivrsim.forecasting.strays import StraySection, strays_of

PLAN = Dialplan("Root")[
    Menu("ask")[Say("Press 1."), Keypress("1")[Goto("desk")], NoInput()[Hangup()]],
    Menu()[Say("Press 2."), Keypress("2")[Hangup()], NoInput()[Hangup()]],
    Transfer("12135550100", name="desk"),
    Transfer("12135550101"),
]
SHARES = {"answered": 1.0}


def strays(**changes: object) -> list[StraySection]:
    callers = with_changes(usual_callers(Platform()), changes)
    return list(strays_of(compile_plan(PLAN, Platform()), callers))


def test_nothing_is_a_stray_where_each_section_is_about_something() -> None:
    assert strays() == []
    assert strays(menus={"ask": {"silence": 1.0}}, transfers={"desk": SHARES}) == []


def test_a_menu_and_a_transfer_that_the_plan_does_not_have() -> None:
    found = strays(menus={"ask": {"silence": 1.0}, "aks": {"silence": 1.0}}, transfers={"dest": SHARES, "ask": SHARES})
    assert found == [
        StraySection("menus", "aks", ("ask",)),
        StraySection("transfers", "dest", ("desk",)),
        StraySection("transfers", "ask", ("desk",)),
    ]
