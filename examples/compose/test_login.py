"""The login, from the outside: an HTTP client in front of the app, and the callee's phone behind it.

`local_platform_session` is not reset between tests, since the app's webhook must stay; so each test has its own number.
"""

import os

import httpx
import pytest

pytestmark = pytest.mark.skipif("APP_URL" not in os.environ, reason="the app runs in no container: see README.md")


@pytest.fixture(scope="session")
def app():
    with httpx.Client(base_url=os.environ["APP_URL"], trust_env=False, timeout=30) as client:
        yield client


def test_the_code_of_a_text_opens(app, local_platform_session):
    assert app.post("/login", json={"number": "12135551101"}).status_code == 202
    text = local_platform_session.inbox.wait_for_text(to="12135551101")
    assert app.post("/enter", json={"number": "12135551101", "code": "wrong"}).status_code == 403
    assert app.post("/enter", json={"number": "12135551101", "code": text.code}).status_code == 200


def test_the_code_of_a_call_opens(app, local_platform_session):
    assert app.post("/login", json={"number": "12135551102", "by": "call"}).status_code == 202
    call = local_platform_session.phone.answer("12135551102")
    call.hears("Your one-time code is")
    call.press("1")
    call.hears("Your one-time code is")
    assert app.post("/enter", json={"number": "12135551102", "code": call.code}).status_code == 200


def test_who_cannot_be_reached_is_told_so(app, local_platform_session):
    local_platform_session.faults.carrier_error("12135551103")
    assert app.post("/login", json={"number": "12135551103"}).status_code == 202
    text = local_platform_session.inbox.wait_for_text(to="12135551103", undelivered=True)
    local_platform_session.wait_for_delivery(of=text)  # the app has been told
    assert app.post("/enter", json={"number": "12135551103", "code": "1"}).status_code == 409


def test_a_platform_that_is_busy_for_a_moment(app, local_platform_session):
    local_platform_session.faults.fail(1, status=429, retry_after_s=1)
    assert app.post("/login", json={"number": "12135551104"}).status_code == 202
    assert local_platform_session.inbox.wait_for_text(to="12135551104").code
