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
from random import Random
from typing import Any, Final, Self

from tests.serve.history import Acknowledged, Event, Json, Killed, Kind, Seen

SECONDS = float(os.environ.get("IVRDSL_LOAD_SECONDS", "0"))
CLIENTS = int(os.environ.get("IVRDSL_LOAD_CLIENTS", "10"))
SEEDS = range(int(os.environ.get("IVRDSL_LOAD_SEEDS", "2")))
"""IVRDSL_LOAD_SECONDS, _CLIENTS and _SEEDS (`make test-load`) make the tests under load long ones, and many."""
AUTH = {"Authorization": "Basic " + b64encode(b"login:password").decode(), "Content-Type": "application/json"}


class ServerProcess:
    """`ivrdsl serve` on a free port.

    Attributes:
        port: where it listens.
        errors: what it has said on stderr, once it has ended.
    """

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ivrdsl", "serve", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        self.lines: list[str] = []
        self.errors = ""
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
        self._end()

    def _end(self) -> None:
        """Read what it has said, as it ends."""
        _, said = self.process.communicate(timeout=20)
        self.errors += said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self._end()
            except subprocess.TimeoutExpired:
                self.kill()


class Clients:
    """Clients that load a stand-in, and readers that look at it, each on a connection of its own, over several kills.

    Three of ten things sent are calls, to magic numbers. One client calls people, of whom some answer and hang up as
    the seed says, and some are on the phone when the server is killed.

    Args:
        port: of the server.
        clients: how many.
        seed: what is sent, and to whom, is drawn from it.
    """

    def __init__(self, port: int, clients: int, seed: int = 0) -> None:
        self._port = port
        self._stopped = False
        self._waiting = 0
        self._changed = threading.Condition()
        self.history: list[Event] = []
        self.acknowledged: dict[Kind, int] = {"text": 0, "call": 0}
        self.errors: list[str] = []
        self._seen: dict[int, Json] = {}
        works = [self._send] * (clients - 1) + [self._call_people, self._read]
        self._threads = [
            threading.Thread(target=self._work, args=(work, Random(f"{seed} {at}")), daemon=True)
            for at, work in enumerate(works)
        ]
        for thread in self._threads:
            thread.start()

    # --- from outside ------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """How many texts and calls were acknowledged."""
        return sum(self.acknowledged.values())

    def wait_until(self, enough: int, timeout_s: float) -> None:
        """Wait until so much was acknowledged, or something is wrong."""
        with self._changed:
            found = self._changed.wait_for(lambda: self.errors or self.count() >= enough, timeout_s)
        assert found, f"the load came to a halt at {self.count()}"
        assert not self.errors, self.errors[0]

    def run_for(self, seconds: float) -> None:
        """Wait so long, or until something is wrong."""
        with self._changed:
            self._changed.wait_for(lambda: self.errors, seconds)
        assert not self.errors, self.errors[0]

    def note_kill(self) -> None:
        """Wait until everybody has seen that the server is gone, and note that it is."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._waiting == len(self._threads), 60), (
                "somebody is still connected"
            )
            self.history.append(Killed())

    def go_on(self, port: int) -> None:
        """Let them go on with a new server."""
        with self._changed:
            self._port = port
            self._changed.notify_all()

    def stop(self) -> None:
        """Let them finish what they are at."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(60)
        assert not self.errors, self.errors[0]

    # --- each of them ------------------------------------------------------------------------------------------------

    def _work(self, work: Callable[["Connected", Random], None], random: Random) -> None:
        """Do something over and over; when the server goes, wait for the next one."""
        while not self._stopped:
            port = self._port
            server = Connected(port)
            try:
                while not self._stopped:
                    work(server, random)
            except (OSError, http.client.HTTPException):
                self._await_next(port)
            except AssertionError as error:
                with self._changed:
                    self.errors.append(str(error))
                    self._changed.notify_all()
                return
            finally:
                server.close()

    def _await_next(self, port: int) -> None:
        with self._changed:
            self._waiting += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._stopped or self._port != port)
            self._waiting -= 1

    def _note(self, *events: Event) -> None:
        with self._changed:
            self.history += events
            for each in events:
                if isinstance(each, Acknowledged):
                    self.acknowledged[each.kind] += 1
            self._changed.notify_all()

    def _post(self, server: "Connected", kind: Kind, recipient: Json) -> int:
        (item,) = server.ask("POST", f"/v2/{kind}s", [recipient])["items"]
        self._note(Acknowledged(kind, item["id"], item))
        return int(item["id"])

    def _send(self, server: "Connected", random: Random) -> None:
        number = f"1213555{random.randrange(2000, 9999)}"
        if random.random() < CALLS:
            magic = random.choice(("00", "01", "02", "03", "04", "05", "06", "07", "08", "11", "13"))
            self._post(server, "call", {"phoneNumber": f"121355501{magic}", "dialplanXml": PLAN})
        else:
            self._post(server, "text", {"phoneNumber": number, "message": f"Your code is {random.randrange(10**6)}"})

    def _call_people(self, server: "Connected", random: Random) -> None:
        calls = server.ask("GET", f"/local/calls?to={PERSON}&limit=50")["calls"]
        under_way = [call for call in calls if call["state"] in ("waiting", "ringing", "active")]
        if len(under_way) < PEOPLE:
            self._post(server, "call", {"phoneNumber": PERSON, "dialplanXml": PLAN})
            return
        call = random.choice(under_way)
        does = {"ringing": ("script", {"script": "answer live; hear 'Hello'"}), "active": ("hangup", {})}
        if call["state"] in does:
            what, body = does[call["state"]]
            server.ask("POST", f"/local/calls/{call['id']}/{what}", body, refused=409)  # nobody may be there any more

    def _read(self, server: "Connected", random: Random) -> None:
        kinds: tuple[Kind, ...] = ("text", "call")
        for kind in kinds:
            offset = random.choice((0, 0, 50))
            for item in server.ask("GET", f"/v2/{kind}s?limit=50&offset={offset}")["items"]:
                if self._seen.get(item["id"]) != item:
                    self._seen[item["id"]] = item
                    self._note(Seen(kind, item["id"], item))


PERSON: Final = "12135550110"
"""Who decides in a test, or in a browser, what happens in a call."""
CALLS: Final = 0.3
PEOPLE: Final = 10
"""Calls to people that are under way at one time."""
PLAN: Final = (
    '<dialplan name="Root"><menu maxDigits="1" timeout="3500"><play type="tts">Hello, your code is 2 5 1 7.</play>'
    '<keypress pressed="1"><hangup/></keypress><keypress pressed="timeout"><hangup/></keypress></menu></dialplan>'
)


class Connected:
    """A connection to a stand-in that is kept.

    Args:
        port: of the server.
    """

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, body: Any = None, *, refused: int = 0) -> Any:
        """What is answered.

        Raises:
            AssertionError: it is an error, and another one than may be.
            OSError, HTTPException: the server is gone.
        """
        self._connection.request(method, path, None if body is None else json.dumps(body), AUTH)
        answer = self._connection.getresponse()
        data = answer.read()
        assert answer.status < 300 or answer.status == refused, (
            f"{method} {path} was answered {answer.status}: {data[:300]!r}"
        )
        return json.loads(data) if data else None

    def close(self) -> None:
        self._connection.close()
