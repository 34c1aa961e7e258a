"""The programs of docs/stand-in.md, run as they stand there: only the ports and the login are this test's."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.conftest import CLIENTS, LOGIN, ROOT, StandIn, node, plain_environment, python_of
from tests.needs import missing

PAGE = (ROOT / "docs" / "stand-in.md").read_text(encoding="utf-8")
PROGRAMS = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", PAGE, re.M | re.S))
PRINTED = "12135551100 READY\n"
MODULES = {"NODE_PATH": str(CLIENTS / "js" / "node_modules")}


def written(name: str, stand_in: StandIn, folder: Path) -> Path:
    """A program of the page, with the places of this test's server."""
    text = PROGRAMS[name].replace("127.0.0.1:8055", stand_in.host).replace("http://127.0.0.1:8056", stand_in.proxy)
    file = folder / name
    file.write_text(text.replace('"login", "password"', f'"{LOGIN[0]}", "{LOGIN[1]}"'), encoding="utf-8")
    return file


def output(command: list[str], **environment: str) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, env=plain_environment() | environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def require_arrived(stand_in: StandIn) -> None:
    assert stand_in.get("/local/messages/wait", to="12135551100", extract="code")["code"] == "2517"


@pytest.mark.parametrize(
    ("name", "folder", "variables"),
    [
        ("send.py", "official-python", ("HTTPS_PROXY", "REQUESTS_CA_BUNDLE")),
        ("send_by_option.py", "official-python", ("REQUESTS_CA_BUNDLE",)),
        ("send_by_address.py", "official-python", ()),
        ("send_community.py", "python-callfire", ()),
    ],
)
def test_python(name: str, folder: str, variables: tuple[str, ...], stand_in: StandIn, tmp_path: Path) -> None:
    values = {"HTTPS_PROXY": stand_in.proxy, "REQUESTS_CA_BUNDLE": stand_in.authority}
    command = [python_of(folder), str(written(name, stand_in, tmp_path))]
    assert output(command, **{each: values[each] for each in variables}) == PRINTED
    require_arrived(stand_in)


def test_javascript(stand_in: StandIn, tmp_path: Path) -> None:
    program, preload = (written(name, stand_in, tmp_path) for name in ("send.js", "local.js"))
    assert output([node(), "--require", str(preload), str(program)], **MODULES) == PRINTED
    require_arrived(stand_in)


@pytest.mark.parametrize("client", ["python", "javascript"])
def test_names_that_lead_here(client: str, stand_in: StandIn, tmp_path: Path) -> None:
    """In a network and a file system of its own, where port 443 is free and the hosts file can be another one."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        missing("there is no unshare, or no ip")
    if subprocess.run(["unshare", "--net", "--mount", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this user may not make a network of its own")
    name = {"python": "send.py", "javascript": "send.js"}[client]
    program = [python_of("official-python") if client == "python" else node(), str(written(name, stand_in, tmp_path))]
    inside = Path(__file__).parent / "programs" / "private_network.py"
    command = ["unshare", "--net", "--mount", sys.executable, str(inside), str(tmp_path), *LOGIN, *program]
    assert output(command, **MODULES) == PRINTED + "2517\n"


def test_the_front_leads_nowhere_else(stand_in: StandIn, tmp_path: Path) -> None:
    """As a program would: a client that is pointed at the front by mistake reaches nobody else."""
    file = tmp_path / "elsewhere.py"
    file.write_text(
        "import requests\n"
        "try:\n"
        "    requests.get('https://example.com/', timeout=20)\n"
        "except requests.exceptions.ProxyError as error:\n"
        "    print('403' in str(error))\n",
        encoding="utf-8",
    )
    assert output([python_of("official-python"), str(file)], HTTPS_PROXY=stand_in.proxy) == "True\n"
