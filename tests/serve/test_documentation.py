"""docs/stand-in.md and the README say how things are: their examples run, their tables are complete."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ivrdsl.serve.base.callees import MAGIC, callees_of
from ivrdsl.serve.base.faults import FAULT_KINDS
from tests.processes import under_pytest
from tests.serve.conftest import CODE_CALL, Client

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "stand-in.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.M | re.S)
TESTS = [
    ("README", dict(FENCE.findall(README)), ["test_login.py"]),
    ("stand-in", dict(FENCE.findall(PAGE)), ["login.py", "test_login.py"]),
]


@pytest.mark.parametrize(("page", "blocks", "names"), TESTS, ids=[each[0] for each in TESTS])
def test_the_example_tests_pass_and_can_fail(
    page: str, blocks: dict[str, str], names: list[str], tmp_path: Path
) -> None:
    for name in names:
        (tmp_path / name).write_text(blocks[name], encoding="utf-8")
    passed = under_pytest(ROOT, "-q", "--rootdir", str(tmp_path), str(tmp_path))
    assert passed.code == 0, passed.output
    assert re.search(r"\b[1-9] passed", passed.output), passed.output
    test = tmp_path / names[-1]
    test.write_text(blocks[names[-1]].replace('code == "2517"', 'code == "9999"'), encoding="utf-8")
    failed = under_pytest(ROOT, "-q", "--rootdir", str(tmp_path), str(tmp_path))
    assert failed.code == 1, failed.output
    assert "'[secret]' == '9999'" in failed.output
    assert "2517" not in failed.output


def test_the_further_examples_pass(tmp_path: Path) -> None:
    """Other runners, an event loop, and faults."""
    blocks = dict(FENCE.findall(PAGE))
    for name in ("login.py", "test_unittest.py", "test_loop.py", "test_faults.py"):
        (tmp_path / name).write_text(blocks[name], encoding="utf-8")
    passed = under_pytest(ROOT, "-q", "--rootdir", str(tmp_path), str(tmp_path))
    assert "4 passed" in passed.output, passed.output


def test_every_kind_of_fault_is_listed() -> None:
    listed = re.findall(r"^\| `(\w+)` \| `(\w+)\(", PAGE, re.M)
    assert listed == [(kind, kind) for kind in FAULT_KINDS]


def test_the_bodies_of_the_page(tmp_path: Path) -> None:
    block = dict(FENCE.findall(PAGE))["body.py"]
    paths = {"PYTHONPATH": f"{ROOT}:{ROOT / 'simulator'}"}
    done = subprocess.run(
        [sys.executable, "-c", block], cwd=ROOT, env=paths, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.splitlines() == [
        '${cod} is no attribute of the recipient - did you mean "code"?',
        "1 message by the vendor's count, 1 by that of the networks",
    ], done.stderr


def test_every_magic_number_is_listed() -> None:
    listed = re.findall(r"^\| 1 213 555 01(\d\d) \| (.+) \|$", PAGE, re.M)
    assert listed == [(digits, callee.about) for digits, callee in MAGIC.items()]


def test_the_file_of_callees_is_one(tmp_path: Path) -> None:
    file = tmp_path / "callees.toml"
    file.write_text(dict(FENCE.findall(PAGE))["callees.toml"], encoding="utf-8")
    callees = callees_of("human", file)
    assert callees.at("12135551100").script == "answer live; hear 'one-time code'; press 1; wait"
    assert callees.at("18005551234").name == "machine"
    assert callees.at("13105551234").text_result == "CARRIER_ERROR"
    assert callees.at("14155551234").name == "human"


REQUESTS = re.findall(r"`(GET|POST) (/local/[^` ]+)`(?: with `(\{[^`]*\})`)?", PAGE)


def test_every_request_of_the_page_is_answered(client: Client) -> None:
    assert len(REQUESTS) >= 18
    assert client.post("/webhooks", {"resource": "OutboundText", "callback": "http://192.0.2.1/"}).status_code == 201
    client.text({"phoneNumber": "12135551100", "message": "Your code is 2517"})
    delivery_id = client.local("/deliveries/wait")["delivery"]["id"]
    (call,) = client.post("/calls", [{"phoneNumber": "12135551100", "dialplanXml": CODE_CALL}]).json()["items"]
    client.local("/calls/wait", to="12135551100")
    inbound = {"from": "12135551234", "to": "12135551100", "text": "STOP"}
    told = {  # what cannot be is told by a status of its own
        f"/local/calls/{call['id']}/wait": 408,  # nothing has happened yet
        f"/local/calls/{call['id']}/script": 409,  # it was hung up
        "/local/inbound/calls": 404,  # the number has no dialplan
        "/local/deliveries/wait": 408,  # none is about resource 0
        f"/local/deliveries/{delivery_id}/resend": 409,  # it is refused
    }
    for method, path, body in sorted(REQUESTS, key=lambda each: "reset" in each[1]):  # which forgets everything
        address = path.replace("calls/ID", f"calls/{call['id']}").replace("NUMBER", "12135551100")
        address = address.replace("deliveries/ID", f"deliveries/{delivery_id}")
        address = address.replace("=ID", "=0").replace("=N", "=0").replace("timeout=10", "timeout=0.1")
        content = json.dumps(inbound) if "inbound" in path else body or None
        headers = {"Content-Type": "application/json"}  # one of the answers never ends
        with client.http.stream(method, address, content=content, headers=headers) as answer:
            assert answer.status_code == told.get(address.partition("?")[0], 200), (method, address)
