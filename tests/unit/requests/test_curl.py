"""The command that is printed is one that a shell runs, and says what the body says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ivrdsl.requests import TextRecipient, send_texts_body
from ivrdsl.requests.curl import as_curl

RECORDS = "#!{python}\nimport json, sys\njson.dump(sys.argv[1:], open({file!r}, 'w', encoding='utf-8'))\n"
HOSTILE = "It's $(touch x) `id` \"${HOME}\" \\n \\ !! %s \u00e9\u2019\U0001f600 @file; & | > \n' --url evil"


def arguments(command: str, folder: Path, **environment: str) -> list[str]:
    """What curl would be given by a shell that runs the command."""
    curl, told = folder / "curl", folder / "arguments.json"
    curl.write_text(RECORDS.format(python=sys.executable, file=str(told)), encoding="utf-8")
    curl.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["sh", "-c", command], check=True, cwd=folder, env={"PATH": path, **environment}, timeout=30)
    found: list[str] = json.loads(told.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("message", ["Your code is 2517", HOSTILE])
def test_a_shell_gives_curl_the_body_as_it_is(message: str, tmp_path: Path) -> None:
    body = send_texts_body([TextRecipient("12135551100", message=message, attributes={"a'b": message})])
    query = {"defaultMessage": message, "campaignId": "7"}
    command = as_curl("/texts", query, body)
    given = arguments(command, tmp_path, CALLFIRE_LOGIN="me", CALLFIRE_PASSWORD="a:b $(id)")
    assert json.loads(given[given.index("--data-raw") + 1]) == body
    assert given[given.index("--user") + 1] == "me:a:b $(id)"
    assert given[-1].startswith("http://127.0.0.1:8055/v2/texts?defaultMessage=")
    assert not (tmp_path / "x").exists()


def test_the_address_is_the_environments(tmp_path: Path) -> None:
    body = send_texts_body([TextRecipient("12135551100", message="a")])
    given = arguments(
        as_curl("/texts", {}, body),
        tmp_path,
        CALLFIRE_LOGIN="a",
        CALLFIRE_PASSWORD="b",
        CALLFIRE_URL="http://[::1]:1/v2",
    )
    assert given[-1] == "http://[::1]:1/v2/texts"


def test_without_a_login_nothing_is_run(tmp_path: Path) -> None:
    body = send_texts_body([TextRecipient("12135551100", message="a")])
    with pytest.raises(subprocess.CalledProcessError):
        arguments(as_curl("/texts", {}, body), tmp_path)
    assert not (tmp_path / "arguments.json").exists()
