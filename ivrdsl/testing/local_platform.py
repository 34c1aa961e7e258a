"""What the fixture `local_platform` is: a stand-in for the platform in this process, with an inbox and a phone.

    def test_login(local_platform, app):
        app.configure(callfire_url=local_platform.url, login=local_platform.login, password=local_platform.password)
        app.log_in("ann")
        assert app.enter(local_platform.inbox.wait_for_text(to="12135551234").code)

The server runs in a thread and is shared by the tests of a session; each test finds it empty.
"""

import asyncio
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

import httpx

from ivrdsl.errors import IvrError, StepFailed
from ivrdsl.serve.base.settings import LOOPBACK, ServerSettings
from ivrdsl.serve.running.server import Runner, bound, port_of

Json = dict[str, Any]

TIMEOUT_S: Final = 10.0
"""How long a test waits for a text or a call if it does not say. Unit: seconds of real time."""
_START_S: Final = 30.0
_TOLD: Final = 1000
"""Texts and calls that are looked at for codes when a test has failed."""
_PLANS: Final = 20
"""The last calls whose plans are looked at, too."""
_TAG: Final = re.compile(r"<[^>]*>")


class SentText(NamedTuple):
    """A text that was sent.

    Attributes:
        id: the API's.
        to, sender: phone numbers.
        text: what it says, attributes put in.
        code: the one-time code in it, or None; None too where no phone has it.
        state, result: as the API has them when it was read.
        reason: why no phone has it, in words; "" where one has, or it is under way.
        notes: what is odd about it, such as a name without a value.
    """

    id: int
    to: str
    sender: str
    text: str
    code: str | None
    state: str
    result: str | None
    reason: str
    notes: tuple[str, ...]


class TextNotDelivered(StepFailed):
    """A text that a test waited for has reached no phone; the words say why.

    Attributes:
        text: what was sent.
    """

    def __init__(self, words: str, text: SentText) -> None:
        super().__init__(words)
        self.text = text


class Server:
    """A stand-in that runs in a thread.

    Args:
        settings: how it behaves.

    Raises:
        IvrError: it cannot be started.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self.settings = settings
        listening = bound(LOOPBACK, 0)
        self.port = port_of(listening)
        self._runner = Runner(settings, listening)
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="ivrdsl-serve", daemon=True)
        self._thread.start()
        self.http = httpx.Client(base_url=f"http://{LOOPBACK}:{self.port}", trust_env=False, timeout=_START_S)
        self._await_start()

    def _run(self) -> None:
        try:
            asyncio.run(self._runner.run(signals=False))
        except BaseException as error:  # noqa: BLE001  # the thread that waits for the start raises it
            self._failure = error

    def _await_start(self) -> None:
        """Wait for the first answer: the socket listens already, so the question waits for the server."""
        try:
            self.http.get("/local/clock").raise_for_status()
        except httpx.HTTPError as error:
            self.close()
            raise IvrError(f"the local platform did not start: {self._failure or error}") from None

    def close(self) -> None:
        """Stop it."""
        self.http.close()
        self._runner.stop()
        self._thread.join(_START_S)


class LocalPlatform:
    """A stand-in for the platform: the fixture `local_platform`.

    Args:
        server: that runs.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self.url = f"http://{LOOPBACK}:{server.port}/v2"
        """What a client is pointed at."""
        self.login = server.settings.login
        self.password = server.settings.password
        self.inbox = Inbox(server.http)
        self.phone = Phone(server.http)

    def told(self) -> list[str]:
        """What the inbox and the phone have got so far, and could get, as far as the server still says."""
        try:
            texts, calls = self._local("messages")["messages"], self._local("calls")["calls"]
            plans = [self._local(f"calls/{call['id']}")["plan_xml"] or "" for call in calls[-_PLANS:]]
        except (httpx.HTTPError, RuntimeError, ValueError, KeyError):  # it is closed, or busy, or has an error
            return []
        heard = [text for call in calls for text in call["heard"]]
        return [*(text["text"] for text in texts), *heard, *(text for plan in plans for text in _TAG.split(plan))]

    def _local(self, path: str) -> Json:
        answer: Json = self._server.http.get(f"/local/{path}", params={"limit": _TOLD}, timeout=TIMEOUT_S).json()
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    @property
    def page(self) -> str:
        """The page that shows everything, for a browser."""
        return f"http://{LOOPBACK}:{self._server.port}/"

    def reset(self) -> None:
        """Forget everything that was sent and said."""
        _post(self._server.http, "/local/reset", {})
        self.inbox = Inbox(self._server.http)
        self.phone = Phone(self._server.http)

    def advance(self, ms: int) -> None:
        """Let time pass on a manual clock, in ms."""
        _post(self._server.http, "/local/clock/advance", {"ms": ms})

    def set_clock(self, mode: str) -> None:
        """Let time pass in another way: "automatic", "real" or "manual"."""
        _post(self._server.http, "/local/clock", {"mode": mode})

    def fail_next(self, sends: int, status: int = 503) -> None:
        """Let the next sends fail with an HTTP status."""
        _post(self._server.http, "/local/faults", {"fail_next": sends, "status": status})

    def slow(self, ms: int) -> None:
        """Let every answer of the API take longer."""
        _post(self._server.http, "/local/slow", {"ms": ms})

    def deliveries(self) -> list[Json]:
        """The log of webhooks."""
        found: list[Json] = _get(self._server.http, "/local/deliveries")["deliveries"]
        return found


class Inbox:
    """The texts that were sent."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._seen: dict[str | None, int] = {}

    def texts(self, *, to: str | None = None) -> list[SentText]:
        """The texts to a number, or to all, the newest last."""
        return [_text(each) for each in _get(self._http, "/local/messages", to=to)["messages"]]

    def wait_for_text(
        self, *, to: str | None = None, timeout_s: float = TIMEOUT_S, undelivered: bool = False
    ) -> SentText:
        """The next text that a phone gets, or was to get: each is returned, or raised, once.

        Args:
            to: the number of the phone, in any spelling; None for any.
            timeout_s: how long to wait, in seconds of real time.
            undelivered: return a text that reached no phone too; its `reason` says why.

        Raises:
            TextNotDelivered: the next text reached no phone.
            StepFailed: none comes in time; the words list what came instead.
        """
        after = self._seen.get(to, 0)
        answer = _get(self._http, "/local/messages/wait", to=to, after=after, timeout=timeout_s, undelivered="true")
        found = _text(answer["message"])
        self._seen[to] = found.id
        if found.reason and not undelivered:
            raise TextNotDelivered(f"the text to {found.to} reached no phone: {found.reason}", found)
        return found


class Phone:
    """The phones of all numbers."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._seen: dict[str | None, int] = {}

    def calls(self, *, to: str | None = None) -> "list[PhoneCall]":
        """The calls to a number, or to all, the newest last."""
        return [PhoneCall(self._http, each) for each in _get(self._http, "/local/calls", to=to)["calls"]]

    def wait_for_call(self, *, to: str | None = None, timeout_s: float = TIMEOUT_S) -> "PhoneCall":
        """The next call to a number, or to any: each is returned once. Nobody has answered it but a scripted callee.

        Raises:
            StepFailed: none comes in time.
        """
        after = self._seen.get(to, 0)
        call = PhoneCall(self._http, _get(self._http, "/local/calls/wait", to=to, after=after, timeout=timeout_s))
        self._seen[to] = call.id
        return call

    def answer(self, to: str | None = None, *, by: str = "live", timeout_s: float = TIMEOUT_S) -> "PhoneCall":
        """Wait for the next call, and answer it. Its clock then moves with the test's steps alone.

        Args:
            to: the number that is called; None for any.
            by: "live" for a person, or "machine".
            timeout_s: how long to wait for the call, in seconds of real time.

        Raises:
            StepFailed: no call comes in time, or a scripted callee has it.
        """
        call = self.wait_for_call(to=to, timeout_s=timeout_s)
        call.answer(by)
        return call


class PhoneCall:
    """A call, from the callee's side. The steps are those of `ivrsim.play.call.Call`."""

    def __init__(self, http: httpx.Client, view: Json) -> None:
        self._http = http
        self._view = view
        self.id: int = view["id"]

    def answer(self, by: str = "live") -> None:
        """Answer: "live" or "machine"."""
        self._view = _post(self._http, f"/local/calls/{self.id}/answer", {"by": by, "hold": True})

    def hears(self, text: str, *, exactly: bool = False) -> None:
        """Run on to the start of a prompt that says `text`."""
        self.do(f"hear {'exactly ' if exactly else ''}{_quote(text)}")

    def press(self, keys: str, *, at_ms: int | None = None) -> None:
        """Press keys: when a menu listens, or at a time after the prompt last heard, in ms."""
        self.do(f"press {keys}" if at_ms is None else f"press {keys} at {at_ms}ms")

    def wait(self, ms: int | None = None) -> None:
        """Stay silent until the next thing that silence causes, or so many ms."""
        self.do("wait" if ms is None else f"wait {ms}ms")

    def hang_up(self) -> None:
        """Hang up."""
        self.do("hang up")

    def do(self, script: str) -> None:
        """Do what statements of the call script say.

        Raises:
            StepFailed: a statement cannot be done, or does not hold; the text has the transcript.
        """
        self._view = _post(self._http, f"/local/calls/{self.id}/script", {"script": script})
        failed = self._view["failed"]
        if failed is not None:
            raise StepFailed(f"{failed['statement']}: {failed['message']}\n\n{self._view['story'] or ''}")

    def refresh(self) -> None:
        """Look again at what has become of it."""
        self._view = _get(self._http, f"/local/calls/{self.id}")

    @property
    def heard(self) -> list[str]:
        """The prompts so far."""
        return list(self._view["heard"])

    @property
    def code(self) -> str | None:
        """The one-time code that was heard, or None."""
        found: str | None = self._view["code"]
        return found

    @property
    def state(self) -> str:
        """waiting, ringing, active, finished, interrupted or refused."""
        return str(self._view["state"])

    @property
    def outcome(self) -> str | None:
        """How it ended, or None."""
        found: str | None = self._view["outcome"]
        return found

    @property
    def result(self) -> str | None:
        """How the API says it ended: LA, AM, BUSY, ..., or None."""
        found: str | None = self._view["result"]
        return found

    @property
    def stash(self) -> dict[str, str]:
        """What the call wrote to its report."""
        return dict(self._whole()["stash"])

    @property
    def findings(self) -> list[Json]:
        """What `ivrdsl check` finds in the plan."""
        return list(self._whole()["findings"])

    @property
    def story(self) -> str:
        """The transcript."""
        return str(self._whole()["story"] or "")

    def _whole(self) -> Json:
        if "stash" not in self._view:
            self.refresh()
        return self._view


def _text(view: Json) -> SentText:
    return SentText(
        view["id"],
        view["to"],
        view["from"],
        view["text"],
        view["code"],
        view["state"],
        view["result"],
        view["reason"],
        tuple(view["notes"]),
    )


def _quote(text: str) -> str:
    """A text as a call script quotes it; white space, which is compared collapsed, is one blank."""
    return '"' + re.sub(r'(["\\])', r"\\\1", " ".join(text.split())) + '"'


def _get(http: httpx.Client, path: str, **parameters: str | float | None) -> Json:
    given = {name: value for name, value in parameters.items() if value is not None}
    return _body_of(http.get(path, params=given, timeout=_START_S + TIMEOUT_S + 60))


def _post(http: httpx.Client, path: str, body: Mapping[str, object]) -> Json:
    return _body_of(http.post(path, json=dict(body)))


def _body_of(answer: httpx.Response) -> Json:
    found: Json = answer.json()
    if answer.status_code >= 400:
        raise StepFailed(f"{found['message']} ({found['developerMessage']})")
    return found


@dataclass(slots=True)
class Platforms:
    """The servers of a session, one for each way to behave: the first, and the last other one."""

    servers: dict[str, Server]

    def get(self, options: Mapping[str, Any]) -> LocalPlatform:
        """An empty platform that behaves so.

        Args:
            options: fields of `ivrdsl.serve.base.settings.ServerSettings`.

        Raises:
            IvrError: it cannot be started.
        """
        key = repr(sorted(options.items(), key=lambda pair: pair[0]))
        if key not in self.servers:
            if len(self.servers) > 1:
                self.servers.popitem()[1].close()
            try:
                # a test sees all; the plugin masks what it writes when it fails
                self.servers[key] = Server(ServerSettings(**{"show_secrets": True, **options}))
            except TypeError as error:
                raise IvrError(f"local_platform: {error}") from None
        platform = LocalPlatform(self.servers[key])
        platform.reset()
        return platform

    def close(self) -> None:
        """Stop all of them."""
        while self.servers:
            self.servers.popitem()[1].close()
