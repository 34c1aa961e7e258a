"""Each call to the system fails once: nothing acknowledged is lost, nothing refused is kept, and the log says it.

The store's writes, syncs and truncations fail in a layer of SQLite (`failing_files`), the sender's calls on sockets in
its transport. A scenario runs as often as it makes such calls, and another one of them fails each time.
IVRDSL_EACH_CALL=1 lets every one of the store fail; without it those do with which statements begin to write.
"""

import asyncio
import errno
import itertools
import logging
import os
import re
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from ivrdsl.serve import services as services_module
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.engine.play import Engine, Opening
from ivrdsl.serve.running import app as app_module
from ivrdsl.serve.running.app import application
from ivrdsl.serve.services import Services, services_for
from ivrdsl.serve.store.database import StoreError
from ivrdsl.serve.store.store import Store
from ivrdsl.serve.store.webhooks import DeliveryFilter
from ivrdsl.serve.webhooks import deliverer, tries
from tests.needs import missing
from tests.serve.conftest import CODE_CALL, Json
from tests.serve.failing_files import Disk, failing_disk
from tests.serve.history import Acknowledged, AtRest, Delivered, Event, Kind, Seen, problems
from tests.serve.processes import AUTH

EACH = bool(os.environ.get("IVRDSL_EACH_CALL"))
SENT_TO = "12135557777"
SENDING_CALL = f'<dialplan><sms to="{SENT_TO}">Your code is 4711</sms><hangup/></dialplan>'
PERSON, LISTENS = "12135551234", "12135550100"
LONGEST_S = 30
FIRST_PAUSE_S = 0.01
DELIVERED = DeliveryFilter(states=("delivered",))
FAILED = DeliveryFilter(states=("failed",))
WHY = re.compile("cannot be used: (disk I/O error|database or disk is full)$")


class EngineHere:
    """The engine without its processes, which are none of a disk's business; checks find nothing."""

    def __init__(self, settings: ServerSettings) -> None:
        self._engine = Engine(settings.platform, settings.max_plan_bytes)

    async def check(self, xml: str, client: str) -> list[Json]:
        return []

    async def play(self, opening: Opening, script: str, *, wrong_keys: bool) -> Json:
        return self._engine.play(opening, script, wrong_keys=wrong_keys)

    async def move(self, call_id: int, opening: Opening, moves: Sequence[Json], until_ms: int | None) -> Json:
        return self._engine.move(call_id, opening, moves, until_ms)

    async def close(self) -> None:
        pass


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """A disk that fails when it is told to, under stand-ins in this process that try again soon."""
    monkeypatch.setattr(services_module, "EngineClient", EngineHere)
    monkeypatch.setattr(app_module, "_FIRST_PAUSE_S", FIRST_PAUSE_S)
    monkeypatch.setattr(deliverer, "_AFTER_CRASH_S", 0.01)
    monkeypatch.setattr(tries, "AGAIN_S", 0.01)
    try:
        with failing_disk() as found:
            yield found
    except AttributeError:
        missing("the SQLite of this Python cannot be got at")


class Log(logging.Handler):
    """What a server says in its log."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []
        self.new = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
        self.new.set()

    @property
    def lines(self) -> list[str]:
        return [record.getMessage() for record in self.records]


@pytest.fixture
def log() -> Iterator[Log]:
    found = Log()
    loggers = [logging.getLogger("uvicorn.error"), logging.getLogger("asyncio")]
    for each in loggers:
        each.addHandler(found)
    yield found
    for each in loggers:
        each.removeHandler(found)


class Outside:
    """A client, a reader and a listener of a stand-in in this process, who note what they see.

    Attributes:
        history: what they saw.
        refused: what was answered 503.
        troubles: how many transactions were rolled back.
    """

    def __init__(self, disk: Disk | None = None) -> None:
        self.history: list[Event] = []
        self.refused: list[str] = []
        self.troubles = 0
        self.url = ""
        self._disk = disk
        self._services: Services | None = None
        self._http: httpx.AsyncClient | None = None

    @property
    def services(self) -> Services:
        assert self._services is not None
        return self._services

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen for webhooks."""
        server = await asyncio.start_server(self._listen, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with server:
            yield
            server.close()

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                headers = dict(line.split(": ", 1) for line in head.decode().splitlines()[1:-1])
                body = await reader.readexactly(int(headers["Content-Length"]))
                self.history.append(Delivered(headers["X-Ivrdsl-Delivery"], body))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @asynccontextmanager
    async def serving(self, file: Path | None) -> AsyncIterator[None]:
        """Let a stand-in run on a file, or in memory.

        Raises:
            StoreError: the file cannot be used.
        """
        settings = ServerSettings(database=file, webhook_retries_ms=(1,) * 4)
        app = application(settings)
        app.state.services = self._services = services_for(settings)
        self._services.store._database.on_rollback(self._count)
        if self._disk is not None:
            self._services.store._database.connection.set_trace_callback(self._disk.mark)
        self._services.store._database.run("PRAGMA wal_autocheckpoint = 10")  # so that what is a matter of MB is tested
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=AUTH) as self._http,
        ):
            yield

    def _count(self) -> None:
        self.troubles += 1

    async def answer(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """What is answered; where that is 503, it says why, and what to do."""
        assert self._http is not None
        answer = await self._http.request(method, path, json=body)
        if answer.status_code == 503:
            error = answer.json()
            assert error["message"].startswith("the store cannot be used: "), error
            assert error["developerMessage"].startswith("nothing was stored; look at the disk"), error
        return answer

    async def ask(self, method: str, path: str, body: Any = None) -> Json:
        """Ask until the answer is good, which it is the second time at the latest."""
        for _ in range(2):
            answer = await self.answer(method, path, body)
            if answer.status_code != 503:
                break
            assert self._disk is not None
            assert self._disk.failed
            self.refused.append(f"{method} {path}")
            await self.refused_left_nothing(method, path)
        assert answer.status_code < 300, answer.text
        found: Json = answer.json() if answer.content else {}
        return found

    async def refused_left_nothing(self, method: str, path: str) -> None:
        """Look at whether what was refused was not stored: all that is there was acknowledged, or made by a call."""
        known = {each.id for each in self.history if isinstance(each, Acknowledged)}
        for _, each in await self.everything():
            made = each["toNumber"] == SENT_TO or each["inbound"]
            assert each["id"] in known or made, (method, path, each)

    async def send(self, kind: Kind, *recipients: Json) -> list[int]:
        """Send texts or calls; their ids."""
        items = (await self.ask("POST", f"/v2/{kind}s", recipients))["items"]
        self.history += [Acknowledged(kind, each["id"], each) for each in items]
        return [each["id"] for each in items]

    async def everything(self) -> list[tuple[Kind, Json]]:
        """All texts and calls."""
        kinds: tuple[Kind, ...] = ("text", "call")
        found = []
        for kind in kinds:
            items = (await self.ask("GET", f"/v2/{kind}s?limit=1000"))["items"]
            self.history += [Seen(kind, each["id"], each) for each in items]
            found += [(kind, each) for each in items]
        return found

    async def until(self, true: Callable[[], Any]) -> None:
        """Wait for a state of the store."""
        with self.services.feed.reading() as reader:
            async with asyncio.timeout(LONGEST_S):
                while not true():
                    await reader.next()

    async def until_rest(self) -> None:
        """Wait until nothing is left to happen."""
        run = self.services.store._database.run
        left = (
            "SELECT 1 FROM actions WHERE state IN ('READY', 'SELECTED') UNION ALL "
            "SELECT 1 FROM deliveries WHERE state = 'pending'"
        )
        await self.until(lambda: run(left).fetchone() is None)

    async def state(self) -> Json:
        """All that can be asked about."""
        paths = ("/v2/texts?limit=1000", "/v2/calls?limit=1000", "/v2/webhooks", "/v2/numbers/leases/configs")
        return {path: await self.ask("GET", path) for path in (*paths, "/local/deliveries?limit=1000")}


async def webhooks(outside: Outside, *resources: str) -> None:
    for resource in resources:
        await outside.ask("POST", "/v2/webhooks", {"resource": resource, "callback": outside.url})


async def reset(outside: Outside) -> None:
    """Fill the store, and empty it; where that is refused, all goes on as before."""
    await webhooks(outside, "OutboundText", "OutboundCall")
    await outside.ask("POST", "/v2/webhooks", {"resource": "OutboundText", "callback": "http://127.0.0.1:9/nobody"})
    await outside.send("text", {"phoneNumber": PERSON, "message": "before"})
    await outside.send("call", {"phoneNumber": PERSON, "dialplanXml": CODE_CALL})
    await outside.until(lambda: outside.services.calls.live)
    await outside.until(lambda: outside.services.store.deliveries.find(DELIVERED, 1))
    answer = await outside.answer("POST", "/local/reset", {})
    if answer.status_code == 503:
        assert len(await outside.everything()) == 2
        assert outside.services.calls.live
        await outside.until(lambda: outside.services.store.deliveries.find(FAILED, 1))  # it was tried on
        assert (await outside.ask("GET", "/v2/webhooks"))["totalCount"] == 3
        answer = await outside.answer("POST", "/local/reset", {})
        outside.refused.append("reset")
    assert answer.status_code == 200
    outside.history.clear()
    assert await outside.everything() == []
    assert (await outside.ask("GET", "/v2/webhooks"))["totalCount"] == 0


async def use(outside: Outside) -> None:
    """Do all that writes."""
    await reset(outside)
    await webhooks(outside, "OutboundText", "OutboundCall")
    await outside.send("text", *({"phoneNumber": f"1213555100{at}", "message": f"{at}"} for at in range(2)))
    await outside.send("call", {"phoneNumber": LISTENS, "dialplanXml": SENDING_CALL})
    (ringing,) = await outside.send("call", {"phoneNumber": PERSON, "dialplanXml": CODE_CALL})
    await outside.until(lambda: ringing in outside.services.calls.live)
    await outside.everything()
    heard = await outside.ask("POST", f"/local/calls/{ringing}/script", {"script": "answer live; hear 'Hello'"})
    assert (heard["state"], heard["failed"]) == ("active", None)
    over = await outside.ask("POST", f"/local/calls/{ringing}/hangup", {})
    assert over["state"] == "finished"
    config = {"configType": "IVR", "ivrInboundConfig": {"dialplanXml": CODE_CALL}}
    await outside.ask("PUT", "/v2/numbers/leases/configs/12135559000", config)
    called = {"from": PERSON, "to": "12135559000", "script": "hang up"}
    await outside.ask("POST", "/local/inbound/calls", called)
    await outside.ask("POST", "/local/inbound/texts", {"from": PERSON, "to": "12135559000", "text": "STOP"})
    await outside.send("text", {"phoneNumber": PERSON, "message": "stopped"})
    once = {"resource": "OutboundText", "callback": outside.url, "singleUse": True}
    await outside.ask("POST", "/v2/webhooks", once)
    await outside.send("text", {"phoneNumber": LISTENS, "message": "once"})
    await outside.until_rest()


async def run(file: Path, disk: Disk, first: int, *, full: bool, log: Log) -> list[str]:
    """Use a store of which a call fails, look at it again without failures; what failed."""
    outside = Outside(disk)
    said: list[str] = []
    async with outside.listening():
        disk.fail(first, full=full)
        try:
            async with outside.serving(file):
                await use(outside)
                outside.history += [AtRest(kind, each["id"], each) for kind, each in await outside.everything()]
                before = await outside.state()
        except StoreError as error:
            said.append(str(error))
            outside.history.clear()
            before = {}
        failed, begins, calls = disk.failed, disk.begins, disk.calls
        assert all(WHY.search(each) for each in said)
        assert failed or not said
        disk.fail(0)
        async with outside.serving(file):
            after = await outside.state()
            assert after == (before or after)
    assert problems(outside.history) == []
    rest = [each for each in outside.history if isinstance(each, AtRest)]
    by_call = [each for each in rest if each.body["toNumber"] == SENT_TO]
    inbound = [each for each in rest if each.body["inbound"]]
    assert (len(by_call), len(inbound)) == ((1, 2) if before else (0, 0))  # what was made, was made once
    assert len(log.lines) == bool(outside.troubles or outside.refused), log.lines
    assert all("the store cannot be used: " in line and "\n" not in line for line in log.lines)
    assert not [record for record in log.records if record.exc_info]
    disk.begins, disk.calls = begins, calls
    return failed


def test_every_write_of_the_store_fails_once(tmp_path: Path, disk: Disk, log: Log) -> None:
    """Of each statement the first one, now on a broken disk, then on a full one; with IVRDSL_EACH_CALL all on both."""
    template = tmp_path / "template.db"
    Store(template, None).close()

    def run_with(first: int, *, full: bool) -> list[str]:
        file = tmp_path / f"{first} {full}.db"
        shutil.copy(template, file)
        log.records.clear()
        failed = asyncio.run(run(file, disk, first, full=full, log=log))
        file.unlink()
        return failed

    assert run_with(0, full=False) == []
    begins, calls = disk.begins, disk.calls
    chosen = range(1, calls + 1) if EACH else begins
    failed = [
        call
        for at, first in enumerate(chosen)
        for full in ([False, True] if EACH else [at % 2 == 0])
        for call in run_with(first, full=full)
    ]
    assert len(failed) >= 0.9 * len(chosen)  # the last ones are not always reached
    assert not EACH or set(failed) >= {"write", "sync"}


async def call_in(file: Path, disk: Disk) -> list[int]:
    """Call a number in again and again, while another write fails each time; how many calls there are after each."""
    outside = Outside(disk)
    found = []
    async with outside.serving(file):
        config = {"configType": "IVR", "ivrInboundConfig": {"dialplanXml": CODE_CALL}}
        await outside.ask("PUT", "/v2/numbers/leases/configs/12135559000", config)
        for at in range(1, 30):
            disk.fail(at)
            called = {"from": PERSON, "to": "12135559000", "script": "hang up"}
            await outside.ask("POST", "/local/inbound/calls", called)
            await outside.until_rest()
            found.append(len(await outside.everything()))
        disk.fail(0)
    return found


def test_a_call_that_comes_in_is_taken_once(tmp_path: Path, disk: Disk) -> None:
    assert asyncio.run(call_in(tmp_path / "store.db", disk)) == [*range(1, 30)]


async def fill_up(file: Path, disk: Disk, log: Log) -> None:
    """Let a disk be full while a text waits to be sent, until that has failed a few times."""
    outside = Outside(disk)
    async with outside.listening(), outside.serving(file):
        await webhooks(outside, "OutboundText")
        await outside.ask("POST", "/local/clock", {"mode": "manual"})
        await outside.send("text", {"phoneNumber": PERSON, "message": "x"})
        now = asyncio.get_running_loop().time
        began = now()
        disk.fail(1, times=10**9, full=True)
        for _ in range(3):
            recipients = [{"phoneNumber": PERSON, "message": "y"}]
            assert (await outside.answer("POST", "/v2/texts", recipients)).status_code == 503
        await outside.ask("POST", "/local/clock", {"mode": "automatic"})
        async with asyncio.timeout(LONGEST_S):
            while len(log.lines) < 3 + 5:
                log.new.clear()
                await log.new.wait()
        assert log.lines[-1] == "the store cannot be used: database or disk is full; what waits is tried again"
        assert now() - began > (2 + 4 + 8 + 16) * FIRST_PAUSE_S  # it is not tried as fast as can be
        assert [each["state"] for _, each in await outside.everything()] == ["READY"]
        disk.fail(0)
        await outside.send("text", {"phoneNumber": PERSON, "message": "z"})
        await outside.until_rest()
        outside.history += [AtRest(kind, each["id"], each) for kind, each in await outside.everything()]
    assert problems(outside.history) == []


def test_a_disk_that_is_full_for_a_while_is_tried_with_pauses(tmp_path: Path, disk: Disk, log: Log) -> None:
    asyncio.run(fill_up(tmp_path / "store.db", disk, log))


def test_a_store_is_opened_or_says_why_not_and_the_next_time_it_is(tmp_path: Path, disk: Disk) -> None:
    said: list[str] = []
    for at in range(1, 1000):
        file = tmp_path / f"{at}.db"
        disk.fail(at, full=at % 2 == 0)
        try:
            Store(file, None).close()
        except StoreError as error:
            said.append(str(error))
        failed = disk.failed
        disk.fail(0)
        store = Store(file, None)
        assert store.new_id() == 1_024_000_000_001
        store.close()
        if not failed:
            break
    assert len(said) > 20
    assert all(WHY.search(each) for each in said)


# --- the sender's sockets --------------------------------------------------------------------------------------------


class Net:
    """Sockets on which a call fails when it is told to.

    Attributes:
        calls: how many there were of those that connect to somebody: "socket", "connect", "send", "recv", "close".
        failed: the one that failed, or "".
    """

    def __init__(self, first: int, error: OSError) -> None:
        self.calls = 0
        self.failed = ""
        self._first = first
        self.error = error

    def answer(self, call: str) -> None:
        """Let a call fail if it is to.

        Raises:
            OSError: it fails.
        """
        self.calls += 1
        if self.calls == self._first:
            self.failed = call
            raise self.error

    def sockets(net) -> type[socket.socket]:  # noqa: N805  # `self` is the socket
        """A class of sockets."""

        class Socket(socket.socket):
            def __init__(self, *values: Any, fileno: int | None = None, **named: Any) -> None:
                self.connects = fileno is None
                if self.connects:
                    net.answer("socket")
                super().__init__(*values, fileno=fileno, **named)

            def connect(self, address: Any) -> None:
                net.answer("connect")
                super().connect(address)

            def send(self, *values: Any) -> int:
                if self.connects:
                    net.answer("send")
                return super().send(*values)

            def recv(self, *values: Any) -> bytes:
                if self.connects:
                    net.answer("recv")
                return super().recv(*values)

            def close(self) -> None:
                was_open = self.fileno() >= 0
                super().close()
                if self.connects and was_open:
                    net.answer("close")

        return Socket


async def tell(net: Net, monkeypatch: pytest.MonkeyPatch, log: Log) -> None:
    """Let webhooks be delivered while a call of the sender fails."""
    outside = Outside()
    async with outside.listening(), outside.serving(None):
        with monkeypatch.context() as patch:
            patch.setattr(socket, "socket", net.sockets())
            await webhooks(outside, "CallBroadcast", "OutboundText", "OutboundCall")
            plan = {"dialplanXml": CODE_CALL, "recipients": [{"phoneNumber": LISTENS}], "name": "x"}
            await outside.ask("POST", "/v2/calls/broadcasts?start=true", plan)
            await outside.until_rest()
            await outside.send("text", *({"phoneNumber": f"1213555100{at}", "message": f"{at}"} for at in range(3)))
            await outside.until_rest()
        outside.history += [AtRest(kind, each["id"], each) for kind, each in await outside.everything()]
        found = (await outside.ask("GET", "/local/deliveries"))["deliveries"]
    assert problems(outside.history) == []
    assert {each["event"] for each in found} >= {"CallBroadcast Started", "CallBroadcast Finished"}
    come = [each.delivery_id for each in outside.history if isinstance(each, Delivered)]
    in_order(come, found)
    logged(net, [each for delivery in found for each in delivery["attempts"]], log)


def in_order(come: list[str], deliveries: list[Json]) -> None:
    """Each has come; those of one webhook in order, but for one that failed, which those of others pass by."""
    first = {int(delivery_id): at for at, delivery_id in reversed([*enumerate(come)])}
    assert set(first) == {each["id"] for each in deliveries}
    for before, after in itertools.combinations(deliveries, 2):
        if before["webhook_id"] != after["webhook_id"]:
            continue
        passes = len(before["attempts"]) > 1 and before["resource_id"] != after["resource_id"]
        assert passes or first[before["id"]] < first[after["id"]], (before, after)


def logged(net: Net, attempts: list[Json], log: Log) -> None:
    """What failed is in the log of attempts, but where a connection that was kept had been closed."""
    problem_of = {
        "socket": "no connection to 127.0.0.1:",
        "connect": "no connection to 127.0.0.1:",
        "send": "the connection was closed without an answer",
        "recv": "the connection was closed without an answer",
    }
    failures = [each["problem"] for each in attempts if "problem" in each]
    assert len(failures) <= 1
    for each in failures:
        assert each.startswith(problem_of[net.failed]), each
        assert each.endswith(f": {net.error.strerror}"), each
    if net.failed in ("socket", "connect") or (net.failed == "send" and net.error.errno == errno.EIO):
        assert failures  # what fails in "recv" may do so once an answer is there, on a connection that is kept
    assert len(log.records) == (net.failed == "close")  # which asyncio says


@pytest.mark.parametrize("number", [errno.ECONNRESET, errno.EIO], ids=["reset", "broken"])
def test_every_call_of_the_sender_on_its_sockets_fails_once(
    number: int, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    monkeypatch.setattr(services_module, "EngineClient", EngineHere)
    failed: list[str] = []
    for at in range(1, 1000):
        log.records.clear()
        net = Net(at, OSError(number, os.strerror(number)))
        asyncio.run(tell(net, monkeypatch, log))
        if not net.failed:
            break
        failed.append(net.failed)
    assert set(failed) == {"socket", "connect", "send", "recv", "close"}
