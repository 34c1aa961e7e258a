"""A client that is logged in, a listener for webhooks, and the plans that these tests call with."""

import json
import queue
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pytest

from tests.needs import missing

try:
    import httpx
    import starlette  # noqa: F401
    import uvicorn  # noqa: F401

    from ivrdsl.testing import LocalPlatform
except ImportError as error:
    MISSING = error.name or "a library"
else:
    MISSING = ""


class _Skipped(pytest.Module):
    """A file of tests that cannot even be imported."""

    def collect(self) -> NoReturn:
        missing(f"{MISSING} is not installed: it comes with ivrdsl[serve]")


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Skip everything here where the extra is missing, and say so."""
    if not MISSING:
        return None
    skipped: pytest.Module = _Skipped.from_parent(parent, path=module_path)
    return skipped


Json = dict[str, Any]

CODE_CALL = (
    '<dialplan name="Root"><amd><live><goto>live</goto></live><machine><goto>hangup</goto></machine></amd>'
    '<menu name="live" maxDigits="1" timeout="3500">'
    '<play type="tts" voice="female1">Hello, your one-time code is 2 5 1 7, press 1 to repeat.</play>'
    '<keypress pressed="1"><goto>live</goto></keypress><keypress pressed="timeout"><hangup/></keypress></menu>'
    '<hangup name="hangup"/></dialplan>'
)


class Client:
    """The API and the local API of a platform, as a program uses them."""

    def __init__(self, platform: "LocalPlatform") -> None:
        self.platform = platform
        self.http = httpx.Client(
            base_url=platform.page, auth=(platform.login, platform.password), trust_env=False, timeout=40
        )

    def post(self, path: str, body: Any = None, **query: Any) -> "httpx.Response":
        return self.http.post(f"/v2{path}", json=body, params=query)

    def put(self, path: str, body: Any) -> "httpx.Response":
        return self.http.put(f"/v2{path}", json=body)

    def get(self, path: str, **query: Any) -> Any:
        answer = self.http.get(f"/v2{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def local(self, path: str, **query: Any) -> Any:
        answer = self.http.get(f"/local{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def text(self, *recipients: Json, **query: Any) -> list[Json]:
        """Send texts; their objects as POST answers them."""
        answer = self.post("/texts", list(recipients), **query)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    def call(self, *recipients: Json, **query: Any) -> list[Json]:
        """Make calls; their objects as POST answers them."""
        answer = self.post("/calls", list(recipients), **query)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    def finished_text(self, text: Json) -> Json:
        """A text once it is over."""
        return self._over(
            "/texts", text["id"], "/messages/wait", to=text["toNumber"], after=text["id"] - 1, undelivered=True
        )

    def finished_call(self, call: Json) -> Json:
        """A call once it is over."""
        return self._over("/calls", call["id"], f"/calls/{call['id']}/wait", after=1_000_000, timeout=30)

    def _over(self, path: str, action_id: int, wait: str, **query: Any) -> Json:
        self.local(wait, **query)
        for _ in range(200):
            found: Json = self.get(f"{path}/{action_id}")
            if found["state"] not in ("READY", "SELECTED"):
                return found
        raise AssertionError(f"{path}/{action_id} is still {found['state']}")


@pytest.fixture
def client(local_platform: "LocalPlatform") -> Iterator[Client]:
    found = Client(local_platform)
    yield found
    found.http.close()


class Received(NamedTuple):
    """A delivery as a listener got it."""

    headers: dict[str, str]
    body: bytes

    @property
    def payload(self) -> Any:
        return json.loads(self.body)


class Listener:
    """A listener for webhooks. Its answers are statuses, the last one for all further requests."""

    def __init__(self, *answers: int, headers: dict[str, str] | None = None, text: str = "") -> None:
        self.received: queue.Queue[Received] = queue.Queue()
        left = list(answers) or [200]
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length)
                if len(body) < length:  # the sender was ended in the middle: that is no delivery, and it comes again
                    self.close_connection = True
                    return
                received.put(Received(dict(self.headers), body))  # before the answer: others may come with it
                status = left.pop(0) if len(left) > 1 else left[0]
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def next(self) -> Received:
        return self.received.get(timeout=20)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def listening() -> Iterator[Callable[..., Listener]]:
    """Makes listeners."""
    made: list[Listener] = []

    def make(*answers: int, **options: Any) -> Listener:
        made.append(Listener(*answers, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()
