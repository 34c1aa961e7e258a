"""What the stand-in reports of a call masks codes; what the callee got, and what the platform says, does not."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.processes import under_pytest
from tests.serve.conftest import CODE_CALL, Client

PLAN = CODE_CALL.replace("<hangup/>", '<stash varname="said">Code 2 5 1 7</stash><goto>2 5 1 7</goto><hangup/>', 1)
SCRIPT = "answer live; hear 'code'; hear '2 5 1 9'"


def told_code(value: object) -> bool:
    text = re.sub(r"time(?:stamp)?=\"[^\"]*\"|\b[0-9.]+s\b", "", str(value))
    return "2517" in re.sub(r"[\s,.-]", "", text)


def called(client: Client) -> dict[str, Any]:
    client.call({"phoneNumber": "12135551100", "dialplanXml": PLAN})
    call = client.local("/calls/wait", to="12135551100")
    answer = client.http.post(f"/local/calls/{call['id']}/script", json={"script": SCRIPT})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.local_platform(show_secrets=False)
def test_reports_mask_codes(client: Client) -> None:
    moved = called(client)
    client.http.post(f"/local/calls/{moved['id']}/hangup", json={})
    for call in (moved, client.local(f"/calls/{moved['id']}"), client.local(f"/calls/{moved['id']}/wait", after=99)):
        assert (call["code"], told_code(call["heard"]), told_code(call["plan_xml"])) == ("2517", True, True)
        assert "2 5 1 9" not in str(call["failed"])
        rest = {name: value for name, value in call.items() if name not in ("code", "heard", "plan_xml")}
        assert not told_code(rest)
    assert call["entries"][0]["kind"] == "answered"
    assert "[secret]" in call["story"]


@pytest.mark.local_platform(show_secrets=False, strict=True)
def test_errors_mask_codes(client: Client) -> None:
    bad = client.post("/calls", [{"phoneNumber": "12135551100", "dialplanXml": PLAN}])
    assert bad.status_code == 400
    assert "[secret]" in bad.text
    assert not told_code(bad.text)


@pytest.mark.local_platform(show_secrets=False)
def test_the_platform_says_what_it_would_say(client: Client) -> None:
    (call,) = client.call({"phoneNumber": "12135550100", "dialplanXml": PLAN})
    assert told_code(client.finished_call(call)["records"])


FAILING = """
import httpx

PLAN = {plan!r}

def send(platform, path, **recipient):
    login = platform.login, platform.password
    body = [{{"phoneNumber": "12135551100", **recipient}}]
    return httpx.post(f"{{platform.url}}/{{path}}", json=body, auth=login)

def test_a_text(local_platform):
    send(local_platform, "texts", message="Your code is 2517")
    text = local_platform.inbox.wait_for_text(to="12135551100")
    print(text, "2-5-1-7")
    assert text.code == "9999", text

def test_a_call(local_platform):
    send(local_platform, "calls", dialplanXml=PLAN)
    call = local_platform.phone.answer("12135551100")
    print(call.hears("code"), call.story, call.stash)
    call.hears("2 5 1 8")

def test_a_call_that_nobody_answers(local_platform):
    code, reply = "2517", send(local_platform, "calls", dialplanXml=PLAN)
    assert reply.status_code == 404, code
"""


def test_a_failing_test_tells_no_code(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text(FAILING.format(plan=PLAN), encoding="utf-8")
    failed = under_pytest(tmp_path, "--showlocals", "-rA", "--junitxml=it.xml")
    assert "3 failed" in failed.output
    for written in (failed.output, (tmp_path / "it.xml").read_text("utf-8")):
        assert "[secret]" in written
        assert not told_code(written), written


def test_a_test_sees_all(client: Client) -> None:
    call = called(client)
    assert told_code(call["entries"])
    assert "2 5 1 9" in str(call["failed"])
