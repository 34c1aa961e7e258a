"""What an automaton gives away: nothing of a code that is said, and nothing of one that is entered."""

import json

import pytest

from ivrdsl import Dialplan, Goto, Hangup, If, Keypress, Menu, NoInput, NoMatch, Say, SetVar, Var, spell
from ivrsim.automaton.build import automaton
from ivrsim.automaton.secrets import secret_patterns
from ivrsim.automaton.trial import PlayerEngine
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.masking import mask_of_plans
from ivrsim.core.platform import Platform
from ivrsim.search.world import World


def told(plan: Dialplan, platform: Platform | None = None) -> str:
    ready = compile_plan(plan, platform)
    found = automaton(ready, mask=mask_of_plans(ready, patterns=secret_patterns(ready)), calls=20)
    return json.dumps(found.data)


def saying(code: str) -> Dialplan:
    return Dialplan()[
        Menu("live", max_digits=1, timeout_ms=3500)[
            Say("Your code is ", spell(code), ", press 1 to hear it again."),
            Keypress("1")[Goto("live")],
            NoInput()[Hangup()],
        ]
    ]


@pytest.mark.parametrize("platform", [Platform(), Platform(ms_per_character=65)])
@pytest.mark.parametrize("other", ["7777", "1111", "9038"])
def test_codes_of_one_shape_make_the_same_data(platform: Platform, other: str) -> None:
    assert told(saying("2517"), platform) == told(saying(other), platform)


def test_a_code_is_nowhere_in_it() -> None:
    data = told(saying("2517"))
    assert "2517" not in data
    assert "2 5 1 7" not in data
    assert "[secret]" in data


def saying_what_is_given(code: str) -> str:
    plan = Dialplan()[Menu(max_digits=1, timeout_ms=3000)[Say("Your code is ", Var("contact.code"), ".")]]
    ready, world = compile_plan(plan), World(variables={"contact.code": code})
    mask = mask_of_plans(ready, patterns=secret_patterns(ready, world))
    return json.dumps(automaton(ready, mask=mask, world=world, calls=20).data)


def test_a_code_that_is_given_is_nowhere_in_it() -> None:
    data = saying_what_is_given("73519")
    assert "73519" not in data
    assert data == saying_what_is_given("90210")


def test_a_code_that_a_plan_sets_is_nowhere_in_it() -> None:
    plan = Dialplan()[SetVar("code", "73519"), Say("Your code is ", Var("code"), ". Goodbye.")]
    assert "73519" not in told(plan)


def test_a_single_digit_that_is_marked_is_nowhere_in_it() -> None:
    one, other = (told(Dialplan()[Say("Your floor is ", spell(digit), ", and no other.")]) for digit in "47")
    assert one == other


def asking(code: str) -> Dialplan:
    return Dialplan()[
        Menu("ask", max_digits=len(code), timeout_ms=8000)[
            Say("Please enter your password."),
            NoMatch()[
                SetVar("password", Var("call.lastinput")),
                If(f"'${{password}}' == '{code}'")[Say("Thank you."), Hangup()],
                Say("That is wrong."),
                Goto("ask"),
            ],
            NoInput()[Hangup()],
        ]
    ]


def test_an_entry_that_is_compared_with_a_code_has_two_buttons() -> None:
    plan = compile_plan(asking("83145"))
    found = automaton(plan, mask=mask_of_plans(plan, patterns=secret_patterns(plan)), calls=20)
    player = PlayerEngine(found.data)
    for name, said in (("right", "Thank you."), ("wrong", "That is wrong.")):
        call = player.play([[0, "answered", "live"], [2000, "enter", name]], 4000)
        lines = [text for _, text, _ in call.lines]
        assert any(f'"{said}"' in line for line in lines)
        assert any("input [secret]" in line for line in lines)
        assert "press [secret] at 0s" in call.script
    with pytest.raises(Exception, match="move 2 does not play"):
        player.play([[0, "answered", "live"], [2000, "key", "8"]])


def test_passwords_make_the_same_data() -> None:
    one, other = told(asking("83145")), told(asking("22790"))
    assert "83145" not in one
    assert one == other


def test_a_menu_of_short_keys_keeps_them() -> None:
    plan = Dialplan()[Menu(max_digits=3, timeout_ms=3000)[Say("Enter an extension."), Keypress("701")[Say("Hello.")]]]
    assert '"enter"' not in told(plan)
