"""A real server on a free port of the loopback, and a real browser without a window, or a reason to skip the tests."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.needs import library, missing

playwright = library("playwright.sync_api", "browser")
for each in ("httpx", "jinja2", "starlette", "uvicorn"):
    library(each, "serve")

import httpx  # noqa: E402  # which may be missing

from ivrdsl.serve.base.settings import LOOPBACK, ServerSettings  # noqa: E402
from ivrdsl.serve.running.server import Runner, bound, port_of  # noqa: E402

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
WIDE = {"width": 1440, "height": 900}
SMALL = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
NARROW = {"width": 360, "height": 740}
LONGEST_MS = 15_000
"""How long a test waits for what must come."""


class StandIn:
    """A server that runs in a thread, and a client with its login."""

    def __init__(self, port: int = 0) -> None:
        listening = bound(LOOPBACK, port)
        self.port = port_of(listening)
        self.url = f"http://{LOOPBACK}:{self.port}"
        self._runner = Runner(ServerSettings(), listening)
        run = self._runner.run(signals=False)
        self._thread = threading.Thread(target=asyncio.run, args=[run], daemon=True)
        self._thread.start()
        self.client = httpx.Client(base_url=self.url, auth=("login", "password"), trust_env=False, timeout=30)
        self.get("/local/clock")  # the socket listens already: this waits until somebody answers

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path, params=query).raise_for_status().json()

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(path, json=body).raise_for_status().json()

    def call(self, body: list[dict[str, Any]]) -> int:
        """Send a call as any program would; return its id once it rings, runs or is over."""
        found: int = self.post("/v2/calls", body)["items"][0]["id"]
        self.get("/local/calls/wait", to=body[0]["phoneNumber"], after=found - 1, timeout=30)
        return found

    def stop(self) -> None:
        self.client.close()
        self._runner.stop()
        self._thread.join(timeout=15)
        assert not self._thread.is_alive()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        missing(f"there is no browser: none of {', '.join(NAMES)}")
    playwright.expect.set_options(timeout=LONGEST_MS)
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server() -> Iterator[StandIn]:
    """One server for all tests that leave it running; see `stand_in`."""
    found = StandIn()
    yield found
    found.stop()


@pytest.fixture
def stand_in(server: StandIn) -> StandIn:
    """An empty server on the automatic clock."""
    server.post("/local/clock", {"mode": "automatic"})
    server.post("/local/reset", {})
    return server


class Windows:
    """Opens pages of a server, each in a window of its own.

    Attributes:
        complaints: what the scripts of the pages, and the browser, complained about.
    """

    def __init__(self, browser: Any, url: str) -> None:
        self._browser = browser
        self._url = url
        self._contexts: list[Any] = []
        self.complaints: list[str] = []

    def __call__(self, path: str = "/", *, live: bool = True, **options: Any) -> Any:
        """Open a page, and wait until it hears of what happens unless it is not to be `live`."""
        context = self._browser.new_context(**{"viewport": WIDE, "base_url": self._url, **options})
        context.set_default_timeout(LONGEST_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console", lambda told: self.complaints.append(told.text) if told.type in ("error", "warning") else None
        )
        page.goto(path)
        if live:
            page.wait_for_selector("#link[data-state=on]")
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def open_page(chromium: Any, stand_in: StandIn) -> Iterator[Windows]:
    """Opens pages of the server; complaints fail the test at its end."""
    windows = Windows(chromium, stand_in.url)
    yield windows
    windows.close()
    assert windows.complaints == []


class OpenedFiles:
    """Opens pages from files, offline, each in a window of its own.

    Attributes:
        complaints: what the scripts of the pages, and the browser, complained about.
        asked_for: whatever a page wanted to fetch, beside itself.
    """

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._contexts: list[Any] = []
        self.complaints: list[str] = []
        self.asked_for: list[str] = []

    def __call__(self, file: Path, link: str = "", **options: Any) -> Any:
        """Open a page; `link` is what follows its address."""
        context = self._browser.new_context(**{"viewport": LAPTOP, "offline": True, **options})
        context.set_default_timeout(LONGEST_MS)
        self._contexts.append(context)
        page, url = context.new_page(), file.as_uri()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda told: self.complaints.append(told.text))
        page.on("request", lambda asked: self.asked_for.append(asked.url) if asked.url != url else None)
        page.goto(url + link)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def open_file(chromium: Any) -> Iterator[OpenedFiles]:
    """Opens pages from files; complaints, and whatever a page wants to fetch, fail the test at its end."""
    opened = OpenedFiles(chromium)
    yield opened
    opened.close()
    assert opened.complaints == []
    assert opened.asked_for == []
