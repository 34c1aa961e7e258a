"""`--record FILE`: notes what a session sends and what is done by hand, and keeps a test of it on the disk."""

import asyncio
import json
import logging
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ivrdsl.errors import IvrError
from ivrdsl.files.writing import replace
from ivrdsl.rest.shapes import UNDER_WAY
from ivrdsl.serve.base.feed import FeedEndsError
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.exchange.live import LiveCall
from ivrdsl.serve.local.views import call_view, text_view
from ivrdsl.serve.running.replay import HEAD, Became, CameIn, Event, Moved, Sent, Session, Steered, replay
from ivrdsl.serve.services import Services
from ivrdsl.serve.store.actions import Filter, Kind

Json = dict[str, Any]

_EVERY_S: Final = 0.3
"""How long what was noted may wait to be written. Unit: seconds."""
_RESTS: Final = 10
"""How many times as long as a writing takes is the pause behind it, so that a long session is not held up."""
_MOST: Final = 100_000
"""Texts, and calls, that are written at most."""
_SENDS: Final = re.compile(r"/v2(/(?:texts|calls)|/calls/broadcasts(?:/[0-9]+/\w+)?|/numbers/leases/configs/[0-9]+)")
_LOCALLY: Final = re.compile(r"^/local(?=/broadcasts/)")
"""The page starts and stops broadcasts there, as the API does elsewhere."""
_IN_A_CALL: Final = re.compile(r"/local/calls/([0-9]{1,19})/(?:answer|key|hangup|script)")

_log = logging.getLogger("uvicorn.error")


class RecordError(IvrError):
    """A recording cannot be written; the text says why."""


class Recorder:
    """Records a session.

    Args:
        file: where the test is written.
        settings: of the server.

    Raises:
        RecordError: the file cannot be written, or is something else.
    """

    def __init__(self, file: Path, settings: ServerSettings) -> None:
        self._file = file
        self._settings = settings
        self._events: list[Event] = []
        self._moves: dict[int, list[Moved]] = {}
        self._first_id = 0
        self._noted = asyncio.Event()
        self._require_ours()
        try:
            self._write("")
        except OSError as error:
            raise RecordError(f"--record: {file} cannot be written: {error.strerror}") from None

    def _require_ours(self) -> None:
        """Refuse to write over what is no recording."""
        try:
            if not stat.S_ISREG(self._file.stat().st_mode):  # a rename would put a file in the place of /dev/null
                raise RecordError(f"--record: {self._file} is no ordinary file; give another name")
            with self._file.open(encoding="utf-8", errors="replace") as file:
                begins = file.read(len(HEAD))
        except FileNotFoundError:
            return
        except OSError as error:
            raise RecordError(f"--record: {self._file} cannot be read: {error.strerror}") from None
        if begins not in ("", HEAD):
            raise RecordError(f"--record: {self._file} is there, and is no recording; give another name")

    # --- what is noted ----------------------------------------------------------------------------------------------

    def begin(self, services: Services) -> None:
        """Record what comes from now on."""
        self._first_id = services.store.new_id()

    def forget(self) -> None:
        """Begin again: everything was reset."""
        self._events.clear()
        self._moves.clear()
        self._noted.set()

    def happened(self, event: Event) -> None:
        """Note what was sent, or came from outside."""
        self._events.append(event)
        self._noted.set()

    def moved(self, live: LiveCall) -> None:
        """Note the last move of a call."""
        now_ms, failed = int(live.snapshot["now_ms"]), live.snapshot["report"]["failed"] is not None
        self._moves.setdefault(live.action.id, []).append(Moved(live.moves[-1], now_ms, failed))
        self._noted.set()

    # --- what is written --------------------------------------------------------------------------------------------

    async def run(self, services: Services) -> None:
        """Write whenever something was noted, or has come of it."""
        while True:
            await self._something(services)
            began = asyncio.get_running_loop().time()
            self.write(services)
            took_s = asyncio.get_running_loop().time() - began
            await asyncio.sleep(max(_EVERY_S, _RESTS * took_s))

    async def _something(self, services: Services) -> None:
        with services.feed.reading() as reader:
            event = asyncio.ensure_future(reader.next())
            noted = asyncio.ensure_future(self._noted.wait())
            try:
                await asyncio.wait((event, noted), return_when=asyncio.FIRST_COMPLETED)
            finally:
                event.cancel()
                noted.cancel()
            self._noted.clear()
            if event.done() and not event.cancelled() and isinstance(event.exception(), FeedEndsError):
                await asyncio.get_running_loop().create_future()  # until the server has stopped, which writes

    def write(self, services: Services) -> None:
        """Write the test as it is now: whole, or not at all."""
        texts = self._became(services, "text")
        calls = self._became(services, "call")
        try:
            self._write(replay(Session(self._events, self._moves, texts, calls), self._settings))
        except OSError as error:
            _log.error("--record: %s cannot be written: %s", self._file, error.strerror)

    def _write(self, text: str) -> None:
        text = text or replay(Session([], {}, [], []), self._settings)
        replace(str(self._file.resolve()), (text.encode(),), 0o600)

    def _became(self, services: Services, kind: Kind) -> Sequence[Became]:
        wanted = Filter(after_id=self._first_id)
        found = services.store.actions.find(kind, wanted, limit=_MOST, newest_first=False)
        if kind == "text":
            return [_text_became(text_view(each)) for each in found]
        return [_call_became(call_view(services, each, whole=False)) for each in found]


def _text_became(view: Json) -> Became:
    facts = (view["to"], view["text"], view["state"], view["result"])
    return Became(view["id"], view["to"], facts, view["state"] not in UNDER_WAY)


def _call_became(view: Json) -> Became:
    facts = (view["to"], view["state"], view["outcome"], view["result"], view["heard"])
    return Became(view["id"], view["to"], facts, view["state"] in ("finished", "refused"))


class RecordingGate:
    """Shows the recorder what comes and goes.

    Args:
        app: what is recorded.
        recorder: that records.
    """

    def __init__(self, app: ASGIApp, recorder: Recorder) -> None:
        self._app = app
        self._recorder = recorder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("POST", "PUT", "DELETE"):
            await self._app(scope, receive, send)
            return
        services: Services = scope["app"].state.services
        in_a_call = _IN_A_CALL.fullmatch(scope["path"])
        live = services.calls.live.get(int(in_a_call[1])) if in_a_call else None
        exchange = _Overheard(receive, send)
        await self._app(scope, exchange.receive, exchange.send)
        if 200 <= exchange.status < 300:
            self._note(scope, exchange, live)

    def _note(self, scope: Scope, exchange: "_Overheard", live: LiveCall | None) -> None:
        path = scope["path"]
        send = _SENDS.fullmatch(_LOCALLY.sub("/v2/calls", path))
        if live is not None:
            self._recorder.moved(live)
        elif path == "/local/reset":
            self._recorder.forget()
        elif path.startswith("/local/inbound/"):
            call_id = exchange.told()["id"] if path.endswith("calls") else 0
            self._recorder.happened(CameIn(exchange.asked(), call_id))
        elif send is not None:
            self._recorder.happened(_sent(scope, send[1], exchange))
        elif path in ("/local/callee", "/local/faults"):
            asked = None if scope["method"] == "DELETE" else exchange.asked()
            if path == "/local/callee" or _is_of_a_carrier(asked):
                self._recorder.happened(Steered(scope["method"], path.removeprefix("/local"), asked))


class _Overheard:
    """A request and its answer, listened to on their way."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._request = bytearray()
        self._answer = bytearray()
        self.status = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._request += message.get("body", b"")
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self._answer += message.get("body", b"")
        await self._send(message)

    def asked(self) -> Any:
        """The body; None where it is none, and so nobody has read it."""
        try:
            return json.loads(self._request)
        except ValueError:
            return None

    def told(self) -> Any:
        return json.loads(self._answer) if self._answer.strip() else {}


def _is_of_a_carrier(body: Any) -> bool:
    """Whether a fault changes what comes of texts and calls; others hit single requests. None clears all."""
    return body is None or body.get("kind") == "carrier_error"


def _sent(scope: Scope, path: str, exchange: _Overheard) -> Sent:
    query = {
        name: value
        for name, value in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if name != "fields"  # what an answer leaves out changes nothing
    }
    told = exchange.told()
    made = told.get("id", 0) if path == "/calls/broadcasts" else 0
    items = told.get("items", []) if path == "/calls" else []
    calls = tuple(each["id"] for each in items if "id" in each)
    return Sent(scope["method"], path, query, exchange.asked(), made, calls)
