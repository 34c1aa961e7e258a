"""The vendor's guide to two-factor authentication: its programs as they stand there, character for character.

The programs for curl, Python and JavaScript run unchanged; only their environment says where the platform is. Those for
Java, C# and PHP need clients that no registry has: the requests that they make are sent as they would send them.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.clients.conftest import (
    CLIENTS,
    LONGEST_S,
    PROGRAMS,
    Json,
    StandIn,
    node,
    plain_environment,
    python_of,
    serving,
)
from tests.needs import missing

NUMBER, CODE = "12135551100", "2517"


class Example(NamedTuple):
    """One of the guide's two examples: its programs by language, and the answer that it shows."""

    programs: Mapping[str, str]
    answer: Json


@pytest.fixture(scope="session")
def guide(shared: Path) -> tuple[Example, Example]:
    """The guide's examples: a text, and a call."""
    path = shared / "reference" / "guide-2fa.txt"
    text, call = map(_example, path.read_text(encoding="utf-8").split("[[code-container]]")[1:])
    return text, call


def _example(section: str) -> Example:
    programs = dict(re.findall(r"\[\+(\w+)\](.*?)\[-\1\]", section, re.S))
    request, answer = programs["curl"].split("response:")
    programs["curl"] = request.split("request:\n")[1]
    return Example({lang: program.strip("\n") + "\n" for lang, program in programs.items()}, json.loads(answer))


@pytest.fixture(scope="session")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A stand-in that takes any login: each program of the guide has another one."""
    with serving("--any-login", "--ca-folder", str(tmp_path_factory.mktemp("authority"))) as found:
        yield found


@pytest.fixture(params=["text", "call"])
def example(request: pytest.FixtureRequest, guide: tuple[Example, Example], open_server: StandIn) -> Example:
    """An example, and an empty stand-in."""
    open_server.post("/local/reset", {})
    return guide[request.param == "call"]


def assert_arrived(example: Example, open_server: StandIn, *, breaks: bool = False) -> None:
    """The stand-in has got the example's text, or its call, whose code is heard unless its plan breaks."""
    if "message" in example.answer["items"][0]:
        arrived = open_server.get("/local/messages/wait", to=NUMBER, extract="code")
        assert (arrived["code"], arrived["message"]["attributes"]) == (CODE, {"external_user_id": "45450007002"})
        return
    call = open_server.get("/local/calls/wait", to=NUMBER)
    told = open_server.post(f"/local/calls/{call['id']}/script", {"script": "answer live; wait"})
    assert (told["state"], told["attributes"]) == ("finished", {"external_user_id": "45450007002"})
    if breaks:
        assert (told["outcome"], told["problem"].split(":")[:2]) == ("error:dangling-goto", ["error", "dangling-goto"])
        assert "IVR003" in [each["code"] for each in told["findings"]]
    else:
        assert (told["code"], told["outcome"], told["result"]) == (CODE, "hangup", "LA")


def run(command: list[str], environment: Mapping[str, str], folder: Path) -> str:
    done = subprocess.run(
        command, env=plain_environment() | environment, cwd=folder, capture_output=True, text=True, timeout=LONGEST_S
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_curl(example: Example, open_server: StandIn, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        missing("there is no curl")
    program = tmp_path / "send.sh"
    program.write_text(example.programs["curl"], encoding="utf-8")
    told = run(
        ["bash", str(program)],
        {"HTTPS_PROXY": open_server.proxy, "CURL_CA_BUNDLE": open_server.authority},
        tmp_path,
    )
    assert_like(json.loads(told), example.answer)
    assert_arrived(example, open_server)


def test_python(example: Example, open_server: StandIn, tmp_path: Path) -> None:
    program = tmp_path / "send.py"
    program.write_text(example.programs["python"], encoding="utf-8")
    environment = {"HTTPS_PROXY": open_server.proxy, "REQUESTS_CA_BUNDLE": open_server.authority}
    told = run([python_of("official-python"), str(program)], environment, tmp_path)
    assert f"toNumber='{NUMBER}'" in told
    assert_arrived(example, open_server)


def test_javascript(example: Example, open_server: StandIn, tmp_path: Path) -> None:
    program = tmp_path / "send.js"
    program.write_text(example.programs["js"], encoding="utf-8")
    modules = {"NODE_PATH": str(CLIENTS / "js" / "node_modules"), "CALLFIRE_URL": f"http://{open_server.host}/v2"}
    preload = PROGRAMS / "official_js_preload.js"
    told = run([node(), "--require", str(preload), str(program)], modules, tmp_path)
    assert f"toNumber: '{NUMBER}'" in told
    assert_arrived(example, open_server)


@pytest.mark.parametrize("language", ["java", "csharp", "php"])
def test_the_requests_of_other_languages(example: Example, open_server: StandIn, language: str) -> None:
    program = example.programs[language]
    body = BODIES[language](program)
    path = "calls" if "dialplanXml" in body[0] else "texts"
    answer = httpx.post(
        f"http://{open_server.host}/v2/{path}",
        content=json.dumps(body),
        auth=("api_login", "api_password"),
        headers={"Content-Type": "application/json; charset=UTF-8"},
        trust_env=False,
    )
    assert answer.status_code == 200, answer.text
    assert_like(answer.json(), example.answer)
    assert_arrived(example, open_server, breaks=(language, path) == ("java", "calls"))  # it goes to "Live", not "live"


def php_body(program: str) -> Any:
    """What the PHP program posts: JSON in single quotes, where PHP keeps a backslash before any other mark."""
    found = re.search(r"\$body = '(.*?)';", program, re.S)
    assert found is not None
    return json.loads(found[1])


def java_body(program: str) -> Any:
    recipient: Json = {
        "phoneNumber": _only(r'setPhoneNumber\("(.*?)"\)', program),
        "attributes": dict(re.findall(r'getAttributes\(\)\.put\("(.*?)", "(.*?)"\)', program)),
    }
    if "buildDialplanXml" in program:
        literals = re.findall(r'"(?:[^"\\]|\\.)*"', program.split("String buildDialplanXml()")[1])
        recipient["dialplanXml"] = "".join(json.loads(each) for each in literals)
    else:
        recipient["message"] = _only(r'setMessage\("(.*?)"\)', program)
    return [recipient]


def csharp_body(program: str) -> Any:
    recipient: Json = {
        "phoneNumber": _only(r'PhoneNumber = "(.*?)"', program),
        "attributes": dict(re.findall(r'\{"(.*?)", "(.*?)"\}', program)),
    }
    if "DialplanXml" in program:
        recipient["dialplanXml"] = _only(r'DialplanXml = @"((?:[^"]|"")*)"', program).replace('""', '"')
    else:
        recipient["message"] = _only(r'Message = "(.*?)"', program)
    return [recipient]


BODIES = {"java": java_body, "csharp": csharp_body, "php": php_body}


def _only(pattern: str, program: str) -> str:
    (found,) = re.findall(pattern, program)
    return str(found)


OWN = ("id", "campaignId", "batchId", "created", "modified", "fromNumber")
"""What each platform numbers, or dates, by itself."""


def assert_like(got: Any, shown: Any, where: str = "answer") -> None:
    """The answer has every field that the guide shows, of its type, and of its value where the request says that."""
    assert type(got) is type(shown), where
    if isinstance(shown, dict):
        assert set(shown) <= set(got), where
        for name, value in shown.items():
            if name in OWN:
                assert type(got[name]) is type(value), f"{where}.{name}"
                assert int(got[name]) > 0, f"{where}.{name}"
            else:
                assert_like(got[name], value, f"{where}.{name}")
    elif isinstance(shown, list):
        assert len(got) == len(shown), where
        for at, value in enumerate(shown):
            assert_like(got[at], value, f"{where}[{at}]")
    else:
        assert got == shown, where


def test_the_guide_is_read_whole(guide: tuple[Example, Example]) -> None:
    for each in guide:
        assert set(each.programs) == {"curl", "java", "csharp", "js", "python", "php"}
        assert each.answer["items"][0]["toNumber"] == NUMBER
