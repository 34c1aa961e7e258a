"""`--record FILE`: what a session sent is a test that does it again; it says what came of it, and can fail."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.processes import ivrdsl, under_pytest
from tests.serve.conftest import CODE_CALL
from tests.serve.processes import AUTH, ServerProcess

ROOT = Path(__file__).resolve().parents[2]
HUMAN, REPEATS, BUSY = "12135551100", "12135550101", "12135550103"
SENDS_TEXT = (
    '<dialplan name="Root"><play type="tts" voice="female1">It\'s "quoted" and long: '
    + "so it goes on. " * 20
    + "</play>"
    '<sms to="12135551199">Your code is 2517</sms><hangup/></dialplan>'
)


def send(server: ServerProcess, path: str, body: Any, method: str = "POST") -> Any:
    status, answer = server.request(method, path, body)
    assert status in (200, 201, 204), answer
    return answer


def call_to(server: ServerProcess, number: str, plan: str = CODE_CALL) -> int:
    call_id: int = send(server, "/v2/calls", [{"phoneNumber": number, "dialplanXml": plan}])["items"][0]["id"]
    send(server, f"/local/calls/wait?to={number}&after={call_id - 1}", None, "GET")
    return call_id


def session(server: ServerProcess) -> None:
    """Texts, scripted calls, a person's call, and what comes from outside."""
    attributes = {"code": "251743", "naïve “name”": 'it\'s "so"'}
    texts = [{"phoneNumber": HUMAN, "message": "Your code is ${code}", "attributes": attributes}, {"phoneNumber": "1"}]
    send(server, "/v2/texts?defaultMessage=Hello%20there", texts)
    call_to(server, REPEATS, SENDS_TEXT)
    call_to(server, BUSY)
    person = call_to(server, HUMAN)
    send(server, f"/local/calls/{person}/answer", {"by": "live"})
    send(server, f"/local/calls/{person}/key", {"key": "1"})
    send(server, f"/local/calls/{person}/hangup", {})
    scripted = call_to(server, HUMAN)
    send(server, f"/local/calls/{scripted}/script", {"script": "answer live; hear 'your one-time'; press 1; wait"})
    send(server, f"/local/calls/{call_to(server, HUMAN)}/script", {"script": "answer no answer; hear 'no'"})
    config = {"ivrInboundConfig": {"dialplanXml": CODE_CALL}}
    send(server, f"/v2/numbers/leases/configs/{HUMAN}", config, "PUT")
    send(server, "/local/inbound/calls", {"from": "12135557777", "to": HUMAN, "script": "hear 'code'; wait"})
    send(server, "/local/inbound/texts", {"from": "12135557777", "text": "STOP"})
    send(server, "/v2/texts", [{"phoneNumber": "12135557777", "message": "nobody gets this"}])
    broadcast = {"name": "all", "dialplanXml": CODE_CALL, "recipients": [{"phoneNumber": REPEATS}]}
    made = send(server, "/v2/calls/broadcasts", broadcast)["id"]
    send(server, f"/v2/calls/broadcasts/{made}/start", None)
    send(server, "/local/callee", {"like": "machine", "to": "12135556666"})
    call_to(server, "12135556666")
    send(server, "/local/callee", None, "DELETE")
    send(server, "/local/faults", {"kind": "carrier_error", "to": "12135555555"})
    send(server, "/local/faults", {"kind": "slow", "before_ms": 1})
    send(server, "/v2/texts", [{"phoneNumber": "12135555555", "message": "the carrier takes none"}])
    send(server, "/local/faults", None, "DELETE")
    server.request("POST", "/v2/texts", [])  # refused: nothing to do again
    send(server, f"/local/calls/wait?to={REPEATS}&after={made}&timeout=20", None, "GET")
    send(server, "/local/messages/wait?to=12135551199&timeout=20", None, "GET")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("recording") / "test_session.py"
    with ServerProcess("--record", str(file)) as server:
        session(server)
    return file


def played(folder: Path, *words: str) -> Any:
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return under_pytest(folder, *words)


def test_it_passes_under_pytest_as_it_is(recorded: Path) -> None:
    done = played(recorded.parent, recorded.name)
    assert done.code == 0, done.output
    assert "1 passed" in done.output


def test_it_passes_ruff(recorded: Path) -> None:
    for words in (["check", "--isolated"], ["check"], ["format", "--check", "--isolated", "--line-length", "120"]):
        command = [sys.executable, "-m", "ruff", *words, "--no-cache", str(recorded)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr


def test_it_holds_what_was_sent_and_no_login(recorded: Path) -> None:
    text = recorded.read_text(encoding="utf-8")
    assert "251743" in text
    assert AUTH["Authorization"].split()[1] not in text
    assert "authorization" not in text.lower()
    assert stat.S_IMODE(recorded.stat().st_mode) == 0o600
    assert re.search(r'call\.wait\(\d+\)|call\.press\("1", at_ms=0\)', text)
    assert "nobody gets this" in text
    assert "api.request" in text
    assert "CARRIER_ERROR" in text
    assert '"AM"' in text
    assert '"slow"' not in text


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"Your code is 251743"', '"Your code is 251744"'),
        ('"callee hung up"', '"hangup"'),
        ('"BUSY"', '"LA"'),
        ('"DNT"', '"SENT"'),
    ],
    ids=["a text", "an outcome", "a result", "a text that nobody got"],
)
def test_it_can_fail(recorded: Path, tmp_path: Path, was: str, now: str) -> None:
    text = recorded.read_text(encoding="utf-8")
    assert was in text
    (tmp_path / "test_it.py").write_text(text.replace(was, now), encoding="utf-8")
    done = played(tmp_path, "test_it.py")
    assert done.code == 1, done.output


def test_a_kill_leaves_a_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "test_session.py"
    with ServerProcess("--record", str(file)) as server:
        assert "nothing has been sent yet" in file.read_text()
        for at in range(20):
            send(server, "/v2/texts", [{"phoneNumber": HUMAN, "message": f"number {at}"}])
        server.kill()
    compile(file.read_text(), str(file), "exec")
    assert played(tmp_path, file.name).code in (0, 5)
    assert [path.name for path in tmp_path.glob(".ivrdsl*")] == []


def test_a_reset_begins_again(tmp_path: Path) -> None:
    file = tmp_path / "test_session.py"
    with ServerProcess("--record", str(file)) as server:
        send(server, "/v2/texts", [{"phoneNumber": HUMAN, "message": "before"}])
        send(server, "/local/reset", {})
        send(server, "/v2/texts", [{"phoneNumber": HUMAN, "message": "after"}])
        send(server, "/local/messages/wait", None, "GET")
    text = file.read_text()
    assert "before" not in text
    assert "after" in text
    assert played(tmp_path, file.name).code == 0


def test_settings_of_the_server_are_those_of_the_test(tmp_path: Path) -> None:
    file = tmp_path / "test_session.py"
    with ServerProcess("--record", str(file), "--callee", "machine") as server:
        call_to(server, HUMAN)
    assert '@pytest.mark.local_platform(clock="manual", callee="machine")' in file.read_text()
    assert played(tmp_path, file.name).code == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [("precious.py", "precious.py is there, and is no recording"), ("no/where.py", "cannot be written: No such file")],
)
def test_nothing_else_is_written_over(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "precious.py").write_text("precious = 1\n")
    done = ivrdsl("serve", "--port", "0", "--record", str(tmp_path / name))
    assert done.code == 2
    assert words in done.errors.replace("\n", " ")
    assert (tmp_path / "precious.py").read_text() == "precious = 1\n"


def test_a_session_in_json_is_written_as_python() -> None:
    """What JSON has and Python has not."""
    from ivrdsl.serve.base.settings import ServerSettings
    from ivrdsl.serve.running.replay import Sent, Session, replay

    body = [None, True, 1.5, {}, [], "\n\t\\ \U0001f600 'a' \"b\"", "x'" * 200, {"a": {"b": [[]]}}]
    text = replay(Session([Sent("POST", "/texts", {"a": "1"}, body, 0, ())], {}, [], []), ServerSettings())
    found = re.search(r"json=(\[.*\n {8}\]),\n", text, re.S)
    assert found
    assert eval(found[1]) == body


def test_hostile_texts_are_written_as_they_are() -> None:
    """What the signs of a literal, and of JSON, are made of; and what is far within."""
    from ivrdsl.serve.base.settings import ServerSettings
    from ivrdsl.serve.running.replay import Sent, Session, replay

    hostile = [
        '\0 "quoted"',
        '\\u0000 "quoted"',
        '\\ "',
        '"\\',
        "'\\",
        '"""',
        "'''",
        "\r\n\x0b\x0c\x85\u2028",
        "\u202e\u200b\ufeff{}",
    ]
    deep: Any = "far within " * 30
    for _ in range(60):
        deep = [deep]
    body = [*hostile, deep, {each: each for each in hostile}]
    text = replay(Session([Sent("POST", "/texts", {}, body, 0, ())], {}, [], []), ServerSettings())
    found = re.search(r"json=(\[.*\n {8}\]),\n", text, re.S)
    assert found
    assert eval(found[1]) == body


def test_what_no_handler_reads_does_not_disturb_a_recording(tmp_path: Path) -> None:
    file = tmp_path / "test_session.py"
    with ServerProcess("--record", str(file)) as server:
        broadcast = {"name": "all", "dialplanXml": CODE_CALL, "recipients": [{"phoneNumber": REPEATS}]}
        made = send(server, "/v2/calls/broadcasts", broadcast)["id"]
        for method, path in [
            ("POST", f"/v2/calls/broadcasts/{made}/start"),
            ("DELETE", "/local/callee"),
            ("DELETE", "/local/faults"),
        ]:
            answer = httpx.request(
                method, f"http://127.0.0.1:{server.port}{path}", content=b"[garbage", headers=AUTH, trust_env=False
            )
            assert answer.is_success, answer.text
        assert server.request("POST", f"/local/calls/{'9' * 5000}/key", {"key": "1"})[0] == 400
    assert server.errors == ""
    assert "/start" in file.read_text()


def test_only_an_ordinary_file_is_written(tmp_path: Path) -> None:
    """A device would be replaced by a file, and a pipe never be opened."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = ivrdsl("serve", "--port", "0", "--record", str(pipe))
    assert done.code == 2
    assert "is no ordinary file" in done.errors.replace("\n", " ")
    assert pipe.is_fifo()
