"""A stand-in in a process of its own, and clients that load it."""

import http.client
import json
import os
import re
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Callable
from typing import Any, Self

Json = dict[str, Any]

SECONDS = float(os.environ.get("IVRDSL_LOAD_SECONDS", "0"))
CLIENTS = int(os.environ.get("IVRDSL_LOAD_CLIENTS", "10"))
"""IVRDSL_LOAD_SECONDS and IVRDSL_LOAD_CLIENTS (`make test-load`) make the tests under load long ones."""
AUTH = {"Authorization": "Basic " + b64encode(b"login:password").decode(), "Content-Type": "application/json"}


class ServerProcess:
    """`ivrdsl serve` on a free port."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ivrdsl", "serve", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        self.lines: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if line.startswith("store"):
                break
        found = re.search(r"api +http://127\.0\.0\.1:(\d+)", "".join(self.lines))
        assert found, [*self.lines, self.process.stderr.read() if self.process.stderr else ""]
        self.port = int(found[1])

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """Ask on a connection of its own: status and JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), AUTH)
            answer = connection.getresponse()
            data = answer.read()
            return answer.status, json.loads(data) if data else None
        finally:
            connection.close()

    def kill(self) -> None:
        """End it as kill -9 does."""
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


class Load:
    """Clients that send texts, each on its own connection, until they are told to stop or the server is gone.

    Args:
        port: of the server.
        clients: how many.
    """

    def __init__(self, port: int, clients: int) -> None:
        self._port = port
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self.acknowledged: list[int] = []
        self.errors: list[str] = []
        self._threads = [threading.Thread(target=self._send, args=(at,), daemon=True) for at in range(clients)]
        for thread in self._threads:
            thread.start()

    def _send(self, client: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        sent = 0
        while not self._stop.is_set():
            body = json.dumps([{"phoneNumber": f"1213{client % 800 + 200}{sent % 10_000:04}", "message": f"{sent}"}])
            try:
                connection.request("POST", "/v2/texts", body, AUTH)
                answer = connection.getresponse()
                data = answer.read()
            except (OSError, http.client.HTTPException) as error:
                self._note(error=f"{type(error).__name__}: {error}")
                return
            sent += 1
            if answer.status == 200:
                self._note(text_id=json.loads(data)["items"][0]["id"])
            else:
                self._note(error=f"{answer.status}: {data[:200]!r}")
        connection.close()

    def _note(self, *, text_id: int = 0, error: str = "") -> None:
        with self._changed:
            if text_id:
                self.acknowledged.append(text_id)
            else:
                self.errors.append(error)
            self._changed.notify_all()

    def wait_until(self, enough: Callable[["Load"], bool], timeout_s: float) -> None:
        """Wait until enough was sent."""
        with self._changed:
            assert self._changed.wait_for(lambda: enough(self), timeout_s), "the load came to a halt"

    def run_for(self, seconds: float) -> None:
        """Wait so long, or until something goes wrong."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self.errors), seconds)

    def stop(self) -> None:
        """Let the clients finish what they are at."""
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
