"""The stand-in for tests in an event loop: the names of `sync_twin`, to be awaited. While one waits, the loop goes on.

async with async_local_platform() as platform:
    await app.log_in("ann")
    text = await platform.inbox.wait_for_text(to="12135551234")
"""

import asyncio
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import httpx

from ivrdsl.testing import local_api as api
from ivrdsl.testing.local_api import GRACE_S, TIMEOUT_S, Ask, CallFacts, Json, ReadMarks, SentText
from ivrdsl.testing.local_server import RunningServer, running
from ivrdsl.testing.usage import use

if TYPE_CHECKING:
    from ivrdsl.model.structure import Dialplan

T = TypeVar("T")

_BLOCK: Final = "async with async_local_platform() as platform:"


def async_local_platform(**settings: Any) -> "AsyncLocalPlatformBlock":
    """A stand-in for the platform on a free port, for as long as the block runs; see `ivrdsl.testing.local_platform`.

    Args:
        settings: as the options of `ivrdsl serve`: callee="machine", clock="manual", strict=True. With `url`, login and
            password none is started: they name one that runs already, in a container say.

    Raises:
        IvrError: it cannot be started, or there is no such setting.
    """
    return AsyncLocalPlatformBlock(settings)


class AsyncLocalPlatformBlock(AbstractAsyncContextManager["AsyncLocalPlatform"]):
    """What `async with async_local_platform() as platform:` opens; it says so where that has been forgotten.

    Args:
        settings: of `async_local_platform`.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        self._running = running(settings)

    async def __aenter__(self) -> "AsyncLocalPlatform":
        return AsyncLocalPlatform(await asyncio.to_thread(self._running.__enter__))

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return await asyncio.to_thread(self._running.__exit__, kind, error, trace)

    if not TYPE_CHECKING:  # mypy tells it by itself

        def __enter__(self) -> NoReturn:
            raise TypeError(f"write `{_BLOCK}`, with async")

        def __exit__(self, *_: object) -> None:
            """Python asks for it before it enters."""

        def __getattr__(self, name: str) -> Any:
            raise AttributeError(f"nothing runs yet: write `{_BLOCK}`, and platform.{name} in it")


class AsyncAsker:
    """Asks a server, and lets the loop go on until the answer comes.

    Each question has a connection of its own: none outlives the loop that it was made in.
    """

    def __init__(self, server: RunningServer) -> None:
        self.server = server

    async def ask(self, ask: Ask[T]) -> T:
        """The answer.

        Raises:
            StepFailed: the server refuses, or a step failed.
        """
        use(platform=self.server)
        login = (self.server.login, self.server.password) if ask.login else None
        async with httpx.AsyncClient(base_url=self.server.address, trust_env=False, verify=False) as http:
            answer = await http.request(
                ask.method, ask.path, params=ask.given, json=ask.body, auth=login, timeout=ask.wait_s + GRACE_S
            )
        return ask.answered(answer.status_code, answer.json() if answer.content else {})


class AsyncLocalPlatform:
    """A stand-in for the platform: the fixture `async_local_platform`. See `sync_twin.LocalPlatform`.

    Args:
        server: that runs.
    """

    def __init__(self, server: RunningServer) -> None:
        self._asker = AsyncAsker(server)
        self._server = server
        self.url = f"{server.address}/v2"
        """What a client is pointed at."""
        self.page = f"{server.address}/"
        """The page that shows everything, for a browser."""
        self.login = server.login
        self.password = server.password
        self.faults = AsyncLocalFaults(self._asker)
        self._begin()

    def _begin(self) -> None:
        self.inbox = AsyncInbox(self._asker)
        self.phone = AsyncPhone(self._asker)
        self._deliveries = ReadMarks()

    async def reset(self) -> None:
        """Forget everything that was sent and said, and end faults."""
        await self._asker.ask(api.posted("/local/reset", {}))
        self._begin()

    async def advance(self, ms: int) -> None:
        """Let time pass on a manual clock, in ms."""
        await self._asker.ask(api.posted("/local/clock/advance", {"ms": ms}))

    async def set_clock(self, mode: str) -> None:
        """Let time pass in another way: "automatic", "real" or "manual"."""
        await self._asker.ask(api.posted("/local/clock", {"mode": mode}))

    async def fail_next(self, sends: int, status: int = 503) -> None:
        """Let the next sends fail with an HTTP status, instead of those that were to fail before."""
        await self._asker.ask(api.posted("/local/faults", {"fail_next": sends, "status": status}))

    async def slow(self, ms: int) -> None:
        """Let every answer of the API take longer."""
        await self._asker.ask(api.posted("/local/slow", {"ms": ms}))

    async def deliveries(self) -> list[Json]:
        """The log of webhooks."""
        return await self._asker.ask(api.deliveries())

    async def wait_for_delivery(
        self,
        *,
        event: str | None = None,
        of: int | SentText | CallFacts | None = None,
        callback: str | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> Json:
        """The next delivery of a webhook that is over: each is returned once.

        Raises:
            StepFailed: none is over in time.
        """
        return await self._asker.ask(api.next_delivery(self._deliveries, event, of, callback, timeout_s))

    async def story(self) -> str:
        """The last texts and calls, each call with its transcript, as reports of failures have them."""
        return await asyncio.to_thread(self._server.story)


class AsyncLocalFaults:
    """What goes wrong, because a test wants it to. See `sync_twin.LocalFaults`."""

    def __init__(self, asker: AsyncAsker) -> None:
        self._asker = asker

    async def fail(
        self,
        times: int | None = 1,
        *,
        status: int | None = None,
        retry_after_s: int | None = None,
        to: str | None = None,
        path: str | None = None,
    ) -> None:
        """Refuse the next sends, and do nothing of them."""
        given = {"status": status, "retry_after_s": retry_after_s, "to": to, "path": path}
        await self._asker.ask(api.fault("fail", times, **given))

    async def lose_answer(self, times: int | None = 1, *, to: str | None = None, path: str | None = None) -> None:
        """Do what the next sends ask, and end their connections without an answer."""
        await self._asker.ask(api.fault("lose_answer", times, to=to, path=path))

    async def slow(
        self,
        times: int | None = None,
        *,
        before_ms: int = 0,
        after_ms: int = 0,
        to: str | None = None,
        path: str | None = None,
    ) -> None:
        """Let requests wait before their work, and their answers after it, in ms of real time."""
        given = {"before_ms": before_ms, "after_ms": after_ms, "to": to, "path": path}
        await self._asker.ask(api.fault("slow", times, **given))

    async def duplicate_webhook(self, times: int | None = 1) -> None:
        """Deliver the next webhooks twice, with the same id."""
        await self._asker.ask(api.fault("duplicate_webhook", times))

    async def reorder_webhooks(self, times: int | None = 1) -> None:
        """Deliver the next webhook after the one that follows it."""
        await self._asker.ask(api.fault("reorder_webhooks", times))

    async def carrier_error(self, to: str, *, result: str = "CARRIER_ERROR", times: int | None = None) -> None:
        """Let texts and calls to a number fail at its carrier: CARRIER_ERROR, CARRIER_TEMP_ERROR or INTERNAL_ERROR."""
        await self._asker.ask(api.fault("carrier_error", times, to=to, result=result))

    async def armed(self) -> list[Json]:
        """What is still to happen."""
        return await self._asker.ask(api.armed_faults())

    async def clear(self) -> None:
        """Let nothing more go wrong."""
        await self._asker.ask(api.no_faults())


class AsyncInbox:
    """The texts that were sent."""

    def __init__(self, asker: AsyncAsker) -> None:
        self._asker = asker
        self._seen = ReadMarks()

    async def texts(self, *, to: str | None = None) -> list[SentText]:
        """The texts to a number, or to all, the newest last."""
        return await self._asker.ask(api.texts(to))

    async def wait_for_text(
        self, *, to: str | None = None, timeout_s: float = TIMEOUT_S, undelivered: bool = False
    ) -> SentText:
        """The next text that a phone gets, or was to get: each is returned, or raised, once.

        Raises:
            TextNotDelivered: the next text reached no phone.
            StepFailed: none comes in time; the words list what came instead.
        """
        return await self._asker.ask(api.next_text(self._seen, to, timeout_s, undelivered))

    async def text_in(self, text: str, *, from_: str, to: str | None = None) -> SentText:
        """Somebody writes to us: `text_in("STOP", from_="12135551234")`."""
        return await self._asker.ask(api.text_from_outside(from_, to, text))


class AsyncPhone:
    """The phones of all numbers."""

    def __init__(self, asker: AsyncAsker) -> None:
        self._asker = asker
        self._seen = ReadMarks()

    async def calls(self, *, to: str | None = None) -> "list[AsyncPhoneCall]":
        """The calls to a number, or to all, the newest last."""
        return [AsyncPhoneCall(self._asker, each) for each in await self._asker.ask(api.calls(to))]

    async def wait_for_call(self, *, to: str | None = None, timeout_s: float = TIMEOUT_S) -> "AsyncPhoneCall":
        """The next call to a number, or to any: each is returned once. Nobody has answered it but a scripted callee.

        Raises:
            StepFailed: none comes in time.
        """
        return AsyncPhoneCall(self._asker, await self._asker.ask(api.next_call(self._seen, to, timeout_s)))

    async def answer(
        self, to: str | None = None, *, by: str = "live", timeout_s: float = TIMEOUT_S
    ) -> "AsyncPhoneCall":
        """Wait for the next call, and answer it. Its clock then moves with the test's steps alone.

        Raises:
            StepFailed: no call comes in time, or a scripted callee has it.
        """
        call = await self.wait_for_call(to=to, timeout_s=timeout_s)
        await call.answer(by)
        return call

    async def call_in(
        self, *, from_: str, to: str, plan: "Dialplan | str | None" = None, script: str | None = None
    ) -> "AsyncPhoneCall":
        """Somebody calls a number of ours in, and its plan answers.

        Raises:
            StepFailed: nothing answers the number, or the plan or the script cannot be read.
        """
        if plan is not None:
            await self._asker.ask(api.number_with(to, plan))
        return AsyncPhoneCall(self._asker, await self._asker.ask(api.call_from_outside(from_, to, script)))


class AsyncPhoneCall(CallFacts):
    """A call, from the callee's side. The steps are those of `ivrsim.play.call.Call`, to be awaited."""

    def __init__(self, asker: AsyncAsker, view: Json) -> None:
        super().__init__(view)
        self._asker = asker

    async def answer(self, by: str = "live") -> None:
        """Answer: "live" or "machine"."""
        self._view = await self._asker.ask(api.answered_call(self.id, by))

    async def hears(self, text: str, *, exactly: bool = False) -> None:
        """Run on to the start of a prompt that says `text`."""
        await self.do(api.hears_script(text, exactly))

    async def press(self, keys: str, *, at_ms: int | None = None) -> None:
        """Press keys: when a menu listens, or at a time after the prompt last heard, in ms."""
        await self.do(api.press_script(keys, at_ms))

    async def wait(self, ms: int | None = None) -> None:
        """Stay silent until the next thing that silence causes, or so many ms."""
        await self.do(api.wait_script(ms))

    async def hang_up(self) -> None:
        """Hang up."""
        await self.do("hang up")

    async def do(self, script: str) -> None:
        """Do what statements of the call script say.

        Raises:
            StepFailed: a statement cannot be done, or does not hold; the text has the transcript.
        """
        self._view = await self._asker.ask(api.scripted_call(self.id, script))
        api.require_done(self._view)

    async def refresh(self) -> None:
        """Look again at what has become of it."""
        self._view = await self._asker.ask(api.call_now(self.id))
