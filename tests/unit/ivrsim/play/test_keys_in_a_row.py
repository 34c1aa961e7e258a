"""Of several keys each needs the call to be where it was: else the statement fails, and names the key."""

import pytest

from ivrdsl.errors import StepFailed
from ivrdsl.xml.parse import from_xml
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call

MENU = '<menu maxDigits="2" timeout="5"><play type="tts">Enter two digits.</play></menu>'
CAUGHT = f'<catch type="digit" value="1" goto="out">{MENU}</catch><hangup/><play name="out" type="tts">Gone.</play>'
SHORT = '<play type="tts">A.</play>'


def failure(body: str, keys: str, at_ms: int | None = None, **quirks: object) -> str:
    call = Call(from_xml(f"<dialplan>{body}</dialplan>"), platform=Platform().with_quirks(**quirks))
    call.answer()
    with pytest.raises(StepFailed) as raised:
        call.press(keys, at_ms=at_ms)
    return str(raised.value)


def test_a_catch_takes_the_first_key() -> None:
    assert failure(CAUGHT, "12").startswith(
        "press 12: the call went on after 1, before the key 2 could be pressed (at "
    )


@pytest.mark.parametrize("handler", ['<hangup name="out"/>', '<stash name="out" varname="a">1</stash>'])
@pytest.mark.parametrize("type_ahead", ["drop", "keep"])
def test_the_first_key_ends_the_call(handler: str, type_ahead: str) -> None:
    body = f'<catch type="digit" value="1" goto="out">{MENU}</catch>{handler}'
    said = failure(body, "12", type_ahead=type_ahead)
    assert said.startswith("press 12: the call ended before the key 2 could be pressed (at ")
    assert "the call has ended: " in said


def test_the_call_ends_between_two_keys() -> None:
    for type_ahead in ("drop", "keep"):
        said = failure(SHORT, "12", at_ms=50, type_ahead=type_ahead)
        assert said.startswith("press 12: the call ended before the key 2 could be pressed (at ")
    assert "before the key 3" in failure("<wait>0.3</wait>", "123", at_ms=50)


def test_a_key_that_ends_a_recording_is_followed_by_another() -> None:
    said = failure(f'<record timeout="3000"/>{MENU}', "#1", at_ms=500)
    assert said.startswith("press #1: the call went on after #, before the key 1 could be pressed (at ")


def test_what_the_menu_decided_is_said_as_before() -> None:
    assert failure(MENU, "123").startswith("the key 3 is left over: the menu had decided after 12 (")


def test_keys_that_are_lost_or_collected_are_no_failure() -> None:
    call = Call(from_xml(f'<dialplan><play type="tts">Some words before it.</play>{MENU}<hangup/></dialplan>'))
    call.answer()
    call.press("98", at_ms=50)
    call.press("12")
    assert call.variables["call.lastinput"] == "12"
