"""A stand-in as `ivrdsl serve` runs it, a listener for its webhooks, and the clients of other people.

`make test-clients` installs the clients; without them the tests are skipped.
"""

import json
import os
import queue
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.needs import library, missing

for each in ("httpx", "starlette", "trustme", "uvicorn"):
    library(each, "serve")

import httpx  # noqa: E402  # which may be missing

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / ".clients"
PROGRAMS = Path(__file__).parent / "programs"
LOGIN = ("me", "s3cret:with colon")
LONGEST_S = 60
"""How long a client may take for a task. Unit: seconds."""
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")

Json = dict[str, Any]


class StandIn(NamedTuple):
    """A running `ivrdsl serve`.

    Attributes:
        host: 127.0.0.1 with the port.
        proxy: the address of its TLS front.
        authority: the certificate of the front's authority.
    """

    host: str
    proxy: str
    authority: str

    def get(self, path: str, **query: Any) -> Any:
        return self._answered(httpx.get(f"http://{self.host}{path}", params=query, trust_env=False, timeout=30))

    def post(self, path: str, body: Any) -> Any:
        return self._answered(httpx.post(f"http://{self.host}{path}", json=body, trust_env=False, timeout=30))

    @staticmethod
    def _answered(answer: httpx.Response) -> Any:
        assert answer.is_success, answer.text
        return answer.json()


class Client:
    """A client of somebody else in a process of its own, on its way to a stand-in.

    Args:
        command: what runs its program, which takes a task a line.
        route: what the program is told of the way.
        environment: what is set for it; nothing else says anything of proxies or certificates.
    """

    def __init__(self, command: Sequence[str], route: Mapping[str, str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=plain_environment() | environment
        )
        self._write(route)

    def does(self, *steps: tuple[str, Json], login: tuple[str, str] = LOGIN) -> list[Any]:
        """Do operations one after the other; for each a "result", or a "status" and a "message"."""
        assert self._process.stdout is not None
        self._write({"login": login, "steps": steps})
        too_long = threading.Timer(LONGEST_S, self._process.kill)
        too_long.start()
        try:
            line = self._process.stdout.readline()
        finally:
            too_long.cancel()
        assert line, "the client's program has ended: its last words are above"
        return list(json.loads(line))

    def do(self, operation: str, **arguments: Any) -> Any:
        """Do one operation that succeeds."""
        (done,) = self.does((operation, arguments))
        assert "result" in done, done
        return done["result"]

    def close(self) -> None:
        self._process.communicate(timeout=LONGEST_S)

    def _write(self, value: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(value) + "\n")
        self._process.stdin.flush()


def plain_environment() -> dict[str, str]:
    """The environment without what would lead clients elsewhere."""
    return {name: value for name, value in os.environ.items() if name.upper() not in PROXIES}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A stand-in with a login."""
    folder = str(tmp_path_factory.mktemp("authority"))
    with serving("--login", LOGIN[0], "--password", LOGIN[1], "--ca-folder", folder) as found:
        yield found


@contextmanager
def serving(*options: str) -> Iterator[StandIn]:
    """`ivrdsl serve` with its TLS front, on free ports."""
    command = [sys.executable, "-m", "ivrdsl", "serve", "--port", "0", "--tls-front", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            told = "".join(process.stdout.readline() for _ in range(4))
            places = re.search(r"HTTPS_PROXY=(\S+) REQUESTS_CA_BUNDLE=(\S+)\n.*page +http://([^/]+)/", told, re.S)
            assert places is not None, told
            found = StandIn(places[3], places[1], places[2])
            found.get("/local/clock")  # the socket listens already: this waits until somebody answers
            yield found
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture
def stand_in(server: StandIn) -> StandIn:
    """The server, empty."""
    server.post("/local/reset", {})
    return server


def python_of(folder: str) -> str:
    """The interpreter of a client, or a skipped test."""
    found = CLIENTS / folder / "bin" / "python"
    if not found.exists():
        missing("`make test-clients` installs the clients")
    return str(found)


def node() -> str:
    """Node with the client beside it, or a skipped test."""
    found = shutil.which("node")
    if found is None:
        missing("there is no node")
    if not (CLIENTS / "js" / "node_modules" / "callfire-api-client-js").is_dir():
        missing("`make test-clients` installs the clients")
    return found


def official_python(route: Mapping[str, str], environment: Mapping[str, str]) -> Client:
    return Client([python_of("official-python"), str(PROGRAMS / "official_python.py")], route, environment)


def client_by(way: str, stand_in: StandIn) -> Client:
    """A client, pointed at a stand-in in one of the ways that docs/stand-in.md has."""
    trust = {"REQUESTS_CA_BUNDLE": stand_in.authority}
    match way:
        case "python, environment":
            return official_python({"by": "environment"}, trust | {"HTTPS_PROXY": stand_in.proxy})
        case "python, option":
            return official_python({"by": "option", "proxy": stand_in.proxy}, trust)
        case "python, address":
            return official_python({"by": "address", "host": stand_in.host}, {})
        case "python, name":
            return official_python({"by": "name", "proxy": f"http://{stand_in.host}"}, {})
        case "python, name over the front":
            return official_python({"by": "name", "proxy": stand_in.proxy}, {})
        case "javascript, preload":
            modules = {"NODE_PATH": str(CLIENTS / "js" / "node_modules"), "CALLFIRE_URL": f"http://{stand_in.host}/v2"}
            preload, program = PROGRAMS / "official_js_preload.js", PROGRAMS / "official_js.js"
            return Client([node(), "--require", str(preload), str(program)], {}, modules)
        case "community python":
            command = [python_of("python-callfire"), str(PROGRAMS / "community_python.py")]
            return Client(command, {"host": stand_in.host}, {})
        case _:
            raise AssertionError(way)


WAYS = (
    "python, environment",
    "python, option",
    "python, address",
    "python, name",
    "python, name over the front",
    "javascript, preload",
    "community python",
)


@pytest.fixture(scope="session", params=WAYS)
def started(request: pytest.FixtureRequest, server: StandIn) -> Iterator[Client]:
    """Every client by every way; starting one takes seconds."""
    found = client_by(request.param, server)
    yield found
    found.close()


@pytest.fixture
def client(started: Client, stand_in: StandIn) -> Client:
    """A client, and an empty stand-in."""
    return started


class Delivery(NamedTuple):
    """A request that a listener got."""

    headers: Mapping[str, str]
    content: bytes


class Listener:
    """Takes webhooks."""

    def __init__(self) -> None:
        self._got: queue.Queue[Delivery] = queue.Queue()
        got = self._got

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                got.put(Delivery(dict(self.headers.items()), content))

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name there
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/told"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def next(self) -> Delivery:
        """The next delivery, when it comes."""
        return self._got.get(timeout=30)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()
