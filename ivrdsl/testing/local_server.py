"""A stand-in for tests, in a thread of this process or elsewhere, and what it tells of itself when a test fails."""

import asyncio
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any, Final

import httpx

from ivrdsl.errors import IvrError
from ivrdsl.findings.words import nearest_word, one_of
from ivrdsl.serve.base.settings import LOOPBACK, ServerSettings
from ivrdsl.serve.running.server import Runner, bound, port_of
from ivrdsl.testing.usage import LASTING, use
from ivrdsl.wording.mask import Mask, codes_told

Json = dict[str, Any]

_START_S: Final = 30.0
_TOLD_S: Final = 10.0
_TOLD: Final = 1000
"""Texts and calls that are looked at for codes when a test has failed."""
_WHOLE: Final = 20
"""The last calls, and texts, that are shown; the plans of these calls are looked at for codes, too."""
_OF_OTHERS: Final = ("url", "login", "password")
"""What is said of a stand-in that runs already."""
_TAG: Final = re.compile(r"<[^>]*>")


class RunningServer:
    """A stand-in that runs, here or elsewhere.

    Args:
        address: where, without /v2.
        login, password: of its API.
    """

    def __init__(self, address: str, login: str, password: str) -> None:
        self.address = address
        self.login = login
        self.password = password
        self.http = httpx.Client(base_url=address, trust_env=False, timeout=_START_S)
        self._told: list[str] = []
        self._closed = False

    def require_answer(self) -> None:
        """Wait for its first answer.

        Raises:
            IvrError: there is none; the text says what came instead.
        """
        try:
            self.http.get("/local/clock").raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self.close()
            raise IvrError(f"local_platform: no stand-in answers at {self.address}: {error}") from None

    def close(self) -> None:
        """Ask it no more."""
        self._closed = True
        self.http.close()

    # --- what it tells when a test fails ------------------------------------------------------------------------

    def told(self) -> list[str]:
        """What the inbox and the phone have got so far, and could get, as far as the server still says."""
        if self._closed:
            return self._told
        try:
            texts, calls = self._found()
            plans = [call["plan_xml"] or "" for call in self._whole(calls)]
        except (httpx.HTTPError, ValueError, KeyError):  # it is busy, or has an error
            return []
        heard = [text for call in calls for text in call["heard"]]
        return [*(text["text"] for text in texts), *heard, *(text for plan in plans for text in _TAG.split(plan))]

    def keep_told(self) -> None:
        """Remember what it tells, for reports that are written after its end."""
        self._told = self.told()

    def story(self) -> str:
        """The last texts and calls, each call with its transcript; "" for none. Codes are not masked."""
        if self._closed:
            return ""
        try:
            texts, calls = self._found()
            lines = [_line_of_text(each) for each in texts[-_WHOLE:]]
            return "\n".join([*lines, *(_lines_of_call(each) for each in self._whole(calls))])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            return f"nothing is known of it: {error}"

    def masked_story(self) -> str:
        """`story` with its codes masked."""
        told = self.told()
        return Mask((), codes=codes_told(told)).masked(self.story())

    def _found(self) -> tuple[list[Json], list[Json]]:
        return self._local("messages")["messages"], self._local("calls")["calls"]

    def _whole(self, calls: list[Json]) -> list[Json]:
        return [self._local(f"calls/{call['id']}") for call in calls[-_WHOLE:]]

    def _local(self, path: str) -> Json:
        answer: Json = self.http.get(f"/local/{path}", params={"limit": _TOLD}, timeout=_TOLD_S).json()
        return answer


class LocalServer(RunningServer):
    """A stand-in that runs in a thread.

    Args:
        settings: how it behaves.

    Raises:
        IvrError: it cannot be started.
    """

    def __init__(self, settings: ServerSettings) -> None:
        listening = bound(LOOPBACK, 0)
        super().__init__(f"http://{LOOPBACK}:{port_of(listening)}", settings.login, settings.password)
        self._runner = Runner(settings, listening)
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="ivrdsl-serve", daemon=True)
        self._thread.start()
        self._await_start()

    def _run(self) -> None:
        try:
            asyncio.run(self._runner.run(signals=False))
        except BaseException as error:  # noqa: BLE001  # the thread that waits for the start raises it
            self._failure = error

    def _await_start(self) -> None:
        """Wait for the first answer: the socket listens already, so the question waits for the server."""
        try:
            self.require_answer()
        except IvrError as error:
            raise IvrError(f"the local platform did not start: {self._failure or error}") from None

    def close(self) -> None:
        """Stop it."""
        super().close()
        self._runner.stop()
        self._thread.join(_START_S)


def _line_of_text(view: Json) -> str:
    state = " ".join(filter(None, (view["state"], view["result"])))
    return f'text to {view["to"]} from {view["from"]} ({state}): "{view["text"]}"'


def _lines_of_call(view: Json) -> str:
    became = ", ".join(filter(None, (view["state"], view["outcome"], view["result"])))
    story = "".join(f"\n  {line}".rstrip() for line in (view["story"] or "").splitlines())
    return f"call to {view['to']} from {view['from']} ({became}){story}"


def opened(options: Mapping[str, Any]) -> RunningServer:
    """A stand-in that is started with some settings, or the one at `url`, which runs already.

    Raises:
        IvrError: it cannot be started, nothing answers, or there is no such setting.
    """
    if "url" not in options:
        return LocalServer(settings_of(options))
    for name in options:
        if name not in _OF_OTHERS:
            raise IvrError(f"local_platform: {name} is for a stand-in that is started here, not for one at a url")
    fresh = ServerSettings()
    given = {"login": fresh.login, "password": fresh.password, **options}
    address = given.pop("url").rstrip("/").removesuffix("/v2")
    found = RunningServer(address, **given)
    found.require_answer()
    return found


def settings_of(options: Mapping[str, Any]) -> ServerSettings:
    """The settings of a stand-in for tests: a test sees all; what is told of it when it fails is masked elsewhere.

    Raises:
        IvrError: there is no such setting.
    """
    known = [each.name for each in fields(ServerSettings)]
    for name in options:
        if name not in known:
            hint = nearest_word(name, known) or f"settings are {one_of(known)}"
            raise IvrError(f"local_platform: there is no setting {name!r}; {hint}")
    return ServerSettings(**{"show_secrets": True, **options})


@contextmanager
def running(options: Mapping[str, Any]) -> Iterator[RunningServer]:
    """A stand-in for as long as the block runs. An error that leaves the block has its texts and calls as a note."""
    server = opened(options)
    LASTING.append(server)
    use(platform=server)
    try:
        yield server
    except Exception as error:
        story = server.masked_story()
        if story:
            error.add_note(f"--- local platform ---\n{story}")
        raise
    finally:
        server.keep_told()
        LASTING.remove(server)
        server.close()


@dataclass(slots=True)
class ServerPool:
    """The servers of a session, one for each way to behave: the first, and the last other one."""

    servers: dict[str, RunningServer]

    def get(self, options: Mapping[str, Any]) -> RunningServer:
        """An empty server that behaves so.

        Args:
            options: fields of `ivrdsl.serve.base.settings.ServerSettings`; or `url`, with login and password.

        Raises:
            IvrError: it cannot be started.
        """
        key = repr(sorted(options.items(), key=lambda pair: pair[0]))
        if key not in self.servers:
            if len(self.servers) > 1:
                self.servers.popitem()[1].close()
            self.servers[key] = opened(options)
        server = self.servers[key]
        server.http.post("/local/reset", json={}).raise_for_status()
        return server

    def close(self) -> None:
        """Stop all of them."""
        while self.servers:
            self.servers.popitem()[1].close()
