"""Documents at which a rule has crashed once."""

import pytest

from ivrdsl.checking.run import check_bytes

ODD = {
    "a prompt that no key cuts, in a catch in a menu": (
        '<menu maxDigits="11"><catch type="hangup" goto="bye"><play type="url"/><play type="tts">Hi.</play></catch>'
        '<keypress pressed="0"><hangup/></keypress></menu><hangup name="bye"/>'
    ),
    "an amd in capitals": (
        '<Amd><live><goto>ask</goto></live><machine><play type="tts">Please call back.</play></machine></Amd>'
        '<menu name="ask" maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>'
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_no_rule_crashes(name: str) -> None:
    found = check_bytes(f'<dialplan name="Root">{ODD[name]}</dialplan>'.encode(), "odd.xml")
    assert found
    assert "IVR900" not in {each.code for each in found}
