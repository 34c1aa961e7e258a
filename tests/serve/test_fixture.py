"""The fixture `local_platform`: what a team's own tests of a login flow use."""

import httpx
import pytest

from ivrdsl.errors import StepFailed
from ivrdsl.testing import LocalPlatform

CODE_CALL = (
    '<dialplan name="Root"><amd><live><goto>live</goto></live><machine><goto>hangup</goto></machine></amd>'
    '<menu name="live" maxDigits="1" timeout="3500">'
    '<play type="tts" voice="female1">Hello, your one-time code is 2 5 1 7, press 1 to repeat.</play>'
    '<keypress pressed="1"><goto>live</goto></keypress><keypress pressed="timeout"><hangup/></keypress></menu>'
    '<hangup name="hangup"/></dialplan>'
)


def send(platform: LocalPlatform, path: str, *recipients: dict[str, object]) -> list[dict[str, object]]:
    """Post recipients as a program would."""
    answer = httpx.post(
        f"{platform.url}/{path}", json=recipients, auth=(platform.login, platform.password), trust_env=False
    )
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def test_a_text_is_read(local_platform: LocalPlatform) -> None:
    send(local_platform, "texts", {"phoneNumber": "12135551234", "message": "Your code is 251743"})
    text = local_platform.inbox.wait_for_text(to="12135551234")
    assert (text.code, text.text, text.sender) == ("251743", "Your code is 251743", "67076")


def test_each_text_is_returned_once(local_platform: LocalPlatform) -> None:
    for code in ("111111", "222222"):
        send(local_platform, "texts", {"phoneNumber": "12135551234", "message": f"Your code is {code}"})
    found = [local_platform.inbox.wait_for_text(to="12135551234").code for _ in range(2)]
    assert found == ["111111", "222222"]
    words = r"no text to 12135551234 came within 0 s.*\(a larger timeout_s=SECONDS waits longer\)"
    with pytest.raises(StepFailed, match=words):
        local_platform.inbox.wait_for_text(to="12135551234", timeout_s=0)


def test_a_refusal_is_said_once_with_what_was_meant(local_platform: LocalPlatform) -> None:
    send(local_platform, "calls", {"phoneNumber": "12135551234", "dialplanXml": CODE_CALL})
    with pytest.raises(StepFailed) as refused:
        local_platform.phone.answer(by="mashine")
    assert str(refused.value).count("expected live") == 1
    assert str(refused.value).endswith('did you mean "machine"?')
    (call,) = local_platform.phone.calls()
    call.refresh()
    assert call.story == "", "nobody has answered yet"


def test_every_test_finds_it_empty(local_platform: LocalPlatform) -> None:
    assert local_platform.inbox.texts() == []
    assert local_platform.phone.calls() == []
    assert local_platform.deliveries() == []


def test_a_call_is_answered_and_keys_are_pressed(local_platform: LocalPlatform) -> None:
    send(local_platform, "calls", {"phoneNumber": "12135551234", "dialplanXml": CODE_CALL})
    call = local_platform.phone.answer(to="12135551234")
    call.hears("one-time code is 2 5 1 7")
    call.press("1")
    assert call.code == "2517"
    assert len(call.heard) == 2
    call.wait()
    assert (call.state, call.outcome, call.result) == ("finished", "hangup", "LA")


def test_a_step_that_cannot_happen_says_what_the_call_does(local_platform: LocalPlatform) -> None:
    send(local_platform, "calls", {"phoneNumber": "12135551234", "dialplanXml": CODE_CALL})
    call = local_platform.phone.answer()
    with pytest.raises(StepFailed, match=r'(?s)"goodbye" was not heard; the nearest was "Hello'):
        call.hears("goodbye")
    call.hang_up()
    assert call.outcome == "callee hung up"
    words = r"is not in progress: finished, callee hung up, LA \(its story tells what it did\)"
    with pytest.raises(StepFailed, match=words):
        call.press("1")
    with pytest.raises(StepFailed, match=r"nothing answers 12135559000 \(say which plan does: plan=\.\.\.\)"):
        local_platform.phone.call_in(from_="12135551234", to="12135559000")


@pytest.mark.local_platform(callee="repeats")
def test_a_marker_says_how_it_behaves(local_platform: LocalPlatform) -> None:
    send(local_platform, "calls", {"phoneNumber": "12135551234", "dialplanXml": CODE_CALL})
    call = local_platform.phone.wait_for_call(to="12135551234")
    assert (call.state, call.code, len(call.heard)) == ("finished", "2517", 2)
