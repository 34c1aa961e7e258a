"""The example with Docker Compose: its file is one, and its three processes do together what they do in containers."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.processes import Done, under_pytest
from tests.serve.processes import ServerProcess

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples" / "compose"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def test_the_services_hang_together() -> None:
    assert set(SERVICES) == {"standin", "app", "tests"}
    assert SERVICES["standin"]["command"][:4] == ["ivrdsl", "serve", "--host", "0.0.0.0"]
    standin, app, tests = SERVICES["standin"], SERVICES["app"], SERVICES["tests"]
    assert standin["environment"]["IVRDSL_SERVE_PASSWORD"] == app["environment"]["CALLFIRE_PASSWORD"]
    assert app["environment"]["CALLFIRE_URL"] == tests["environment"]["CALLFIRE_URL"] == "http://standin:8055/v2"
    assert app["environment"]["APP_URL"] == tests["environment"]["APP_URL"]
    assert app["depends_on"] == {"standin": {"condition": "service_healthy"}}
    assert all(port.startswith("127.0.0.1:") for port in standin["ports"])


def test_files_that_it_names_are_there() -> None:
    for service in SERVICES.values():
        build = service["build"]
        assert (FOLDER / build["context"] / build["dockerfile"]).is_file()
        for word in service["command"]:
            if word.endswith(".py"):
                assert (FOLDER / word).is_file()
    ignored = (FOLDER / "Dockerfile.dockerignore").read_text().split()
    for kept in (word[1:] for word in ignored if word.startswith("!")):
        assert (ROOT / kept).exists(), kept


def test_docker_takes_the_file() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not here")
    command = [docker, "compose", "--file", str(FOLDER / "compose.yaml"), "config", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def together() -> Iterator[dict[str, str]]:
    """The stand-in and the app as processes: what the tests are told of them."""
    options = SERVICES["standin"]["command"][2:]
    at = options.index("--host")
    options = [*options[:at], *options[at + 2 :], "--password", "only-for-tests"]  # not open to others here
    port = free_port()
    with ServerProcess(*options) as server:
        environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'simulator'}",
            "CALLFIRE_URL": f"http://127.0.0.1:{server.port}/v2",
            "CALLFIRE_LOGIN": "login",
            "CALLFIRE_PASSWORD": "only-for-tests",
            "APP_PORT": str(port),
            "APP_URL": f"http://127.0.0.1:{port}",
        }
        app = subprocess.Popen([sys.executable, str(FOLDER / "app.py")], env=environment)
        try:
            await_health(app, environment["APP_URL"])
            yield environment
        finally:
            app.send_signal(signal.SIGKILL)
            app.wait()


def await_health(app: "subprocess.Popen[bytes]", url: str) -> None:
    """Ask until it answers; it ends, or answers."""
    while app.poll() is None:
        try:
            httpx.get(f"{url}/health", trust_env=False).raise_for_status()
        except httpx.TransportError:
            continue
        return
    raise AssertionError(f"the app ended with {app.returncode}")


def ran(together: dict[str, str], folder: Path) -> Done:
    words = ("-q", "--rootdir", str(folder), "-c", os.devnull, str(folder / "test_login.py"))
    return under_pytest(ROOT, *words, environment=together, fresh=True)


def test_the_tests_of_the_example_pass(together: dict[str, str]) -> None:
    done = ran(together, FOLDER)
    assert done.code == 0, done.output
    assert "4 passed" in done.output


def test_they_can_fail_and_say_what_came(together: dict[str, str], tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    test = tmp_path / "test_login.py"
    test.write_text(re.sub(r"1213555110(\d)", r"1213555120\1", test.read_text()).replace("== 200", "== 201"))
    done = ran(together, tmp_path)
    assert "2 failed, 2 passed" in done.output, done.output
    assert "- local platform -" in done.output
    assert re.search(r'text to 12135551201 from 67076 \(FINISHED SENT\): "Your code is \[secret\]"', done.output)
