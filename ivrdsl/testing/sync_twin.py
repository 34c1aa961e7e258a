"""The stand-in for tests that block: what the fixture `local_platform` is, and the same for any other runner.

    with local_platform(callee="machine") as platform:
        app.configure(callfire_url=platform.url, login=platform.login, password=platform.password)
        app.log_in("ann")
        assert app.enter(platform.inbox.wait_for_text(to="12135551234").code)

What is asked, and how answers are read, is in `local_api`; `async_twin` has the same names for an event loop.
"""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from ivrdsl.testing import local_api as api
from ivrdsl.testing.local_api import GRACE_S, TIMEOUT_S, Ask, CallFacts, Json, ReadMarks, SentText
from ivrdsl.testing.local_server import RunningServer, running
from ivrdsl.testing.usage import use

if TYPE_CHECKING:
    from ivrdsl.model.structure import Dialplan

T = TypeVar("T")


def local_platform(**settings: Any) -> "LocalPlatformBlock":
    """A stand-in for the platform on a free port, for as long as the block runs. It needs no pytest.

    Args:
        settings: as the options of `ivrdsl serve`: callee="machine", clock="manual", strict=True. With `url`, login and
            password none is started: they name one that runs already, in a container say.

    Raises:
        IvrError: it cannot be started, or there is no such setting.
    """
    return LocalPlatformBlock(settings)


class LocalPlatformBlock(AbstractContextManager["LocalPlatform"]):
    """What `with local_platform() as platform:` opens; it says so where the `with` has been forgotten.

    Args:
        settings: of `local_platform`.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        self._running = running(settings)

    def __enter__(self) -> "LocalPlatform":
        return LocalPlatform(self._running.__enter__())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._running.__exit__(kind, error, trace)

    if not TYPE_CHECKING:  # mypy tells it by itself

        def __getattr__(self, name: str) -> Any:
            raise AttributeError(
                f"nothing runs yet: write `with local_platform() as platform:`, and platform.{name} in it"
            )


class Asker:
    """Asks a server and waits for the answer."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server

    def ask(self, ask: Ask[T]) -> T:
        """The answer.

        Raises:
            StepFailed: the server refuses, or a step failed.
        """
        use(platform=self.server)
        login = (self.server.login, self.server.password) if ask.login else None
        answer = self.server.http.request(
            ask.method, ask.path, params=ask.given, json=ask.body, auth=login, timeout=ask.wait_s + GRACE_S
        )
        return ask.answered(answer.status_code, answer.json() if answer.content else {})


class LocalPlatform:
    """A stand-in for the platform: the fixture `local_platform`.

    Args:
        server: that runs.
    """

    def __init__(self, server: RunningServer) -> None:
        self._asker = Asker(server)
        self._server = server
        self.url = f"{server.address}/v2"
        """What a client is pointed at."""
        self.page = f"{server.address}/"
        """The page that shows everything, for a browser."""
        self.login = server.login
        self.password = server.password
        self.faults = LocalFaults(self._asker)
        self._begin()

    def _begin(self) -> None:
        self.inbox = Inbox(self._asker)
        self.phone = Phone(self._asker)
        self._deliveries = ReadMarks()

    def reset(self) -> None:
        """Forget everything that was sent and said, and end faults."""
        self._asker.ask(api.posted("/local/reset", {}))
        self._begin()

    def advance(self, ms: int) -> None:
        """Let time pass on a manual clock, in ms."""
        self._asker.ask(api.posted("/local/clock/advance", {"ms": ms}))

    def set_clock(self, mode: str) -> None:
        """Let time pass in another way: "automatic", "real" or "manual"."""
        self._asker.ask(api.posted("/local/clock", {"mode": mode}))

    def fail_next(self, sends: int, status: int = 503) -> None:
        """Let the next sends fail with an HTTP status, instead of those that were to fail before."""
        self._asker.ask(api.posted("/local/faults", {"fail_next": sends, "status": status}))

    def slow(self, ms: int) -> None:
        """Let every answer of the API take longer."""
        self._asker.ask(api.posted("/local/slow", {"ms": ms}))

    def deliveries(self) -> list[Json]:
        """The log of webhooks."""
        return self._asker.ask(api.deliveries())

    def wait_for_delivery(
        self,
        *,
        event: str | None = None,
        of: int | SentText | CallFacts | None = None,
        callback: str | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> Json:
        """The next delivery of a webhook that is over, as the log has it: each is returned once.

        Args:
            event: such as "OutboundText Finished"; None for any.
            of: the text or call that it is about, or its id; None for any.
            callback: where it goes; None for anywhere.
            timeout_s: how long to wait, in seconds of real time.

        Raises:
            StepFailed: none is over in time.
        """
        return self._asker.ask(api.next_delivery(self._deliveries, event, of, callback, timeout_s))

    def story(self) -> str:
        """The last texts and calls, each call with its transcript, as reports of failures have them."""
        return self._server.story()


class LocalFaults:
    """What goes wrong, because a test wants it to. `times` is how often; None for until `clear`."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def fail(
        self,
        times: int | None = 1,
        *,
        status: int | None = None,
        retry_after_s: int | None = None,
        to: str | None = None,
        path: str | None = None,
    ) -> None:
        """Refuse the next sends, and do nothing of them.

        Args:
            times: how many.
            status: 400 to 599; 503 if nobody says, or 429 with `retry_after_s`.
            retry_after_s: the header Retry-After, in seconds.
            to: only those to a number.
            path: instead of sends, all requests there, such as "/webhooks".
        """
        given = {"status": status, "retry_after_s": retry_after_s, "to": to, "path": path}
        self._asker.ask(api.fault("fail", times, **given))

    def lose_answer(self, times: int | None = 1, *, to: str | None = None, path: str | None = None) -> None:
        """Do what the next sends ask, and end their connections without an answer."""
        self._asker.ask(api.fault("lose_answer", times, to=to, path=path))

    def slow(
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
        self._asker.ask(api.fault("slow", times, **given))

    def duplicate_webhook(self, times: int | None = 1) -> None:
        """Deliver the next webhooks twice, with the same id."""
        self._asker.ask(api.fault("duplicate_webhook", times))

    def reorder_webhooks(self, times: int | None = 1) -> None:
        """Deliver the next webhook after the one that follows it."""
        self._asker.ask(api.fault("reorder_webhooks", times))

    def carrier_error(self, to: str, *, result: str = "CARRIER_ERROR", times: int | None = None) -> None:
        """Let texts and calls to a number fail at its carrier: CARRIER_ERROR, CARRIER_TEMP_ERROR or INTERNAL_ERROR."""
        self._asker.ask(api.fault("carrier_error", times, to=to, result=result))

    def armed(self) -> list[Json]:
        """What is still to happen."""
        return self._asker.ask(api.armed_faults())

    def clear(self) -> None:
        """Let nothing more go wrong."""
        self._asker.ask(api.no_faults())


class Inbox:
    """The texts that were sent."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._seen = ReadMarks()

    def texts(self, *, to: str | None = None) -> list[SentText]:
        """The texts to a number, or to all, the newest last."""
        return self._asker.ask(api.texts(to))

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
        return self._asker.ask(api.next_text(self._seen, to, timeout_s, undelivered))

    def text_in(self, text: str, *, from_: str, to: str | None = None) -> SentText:
        """Somebody writes to us: `text_in("STOP", from_="12135551234")`.

        Args:
            text: what.
            from_: their number.
            to: our number; None for the short code that texts come from.
        """
        return self._asker.ask(api.text_from_outside(from_, to, text))


class Phone:
    """The phones of all numbers."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._seen = ReadMarks()

    def calls(self, *, to: str | None = None) -> "list[PhoneCall]":
        """The calls to a number, or to all, the newest last."""
        return [PhoneCall(self._asker, each) for each in self._asker.ask(api.calls(to))]

    def wait_for_call(self, *, to: str | None = None, timeout_s: float = TIMEOUT_S) -> "PhoneCall":
        """The next call to a number, or to any: each is returned once. Nobody has answered it but a scripted callee.

        Raises:
            StepFailed: none comes in time.
        """
        return PhoneCall(self._asker, self._asker.ask(api.next_call(self._seen, to, timeout_s)))

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

    def call_in(
        self, *, from_: str, to: str, plan: "Dialplan | str | None" = None, script: str | None = None
    ) -> "PhoneCall":
        """Somebody calls a number of ours in, and its plan answers.

        Args:
            from_: the caller's number.
            to: our number.
            plan: what answers the number from now on, or its XML; None for what was configured before.
            script: what the caller does, in statements of the call script; None if the test does it, step by step.

        Raises:
            StepFailed: nothing answers the number, or the plan or the script cannot be read.
        """
        if plan is not None:
            self._asker.ask(api.number_with(to, plan))
        return PhoneCall(self._asker, self._asker.ask(api.call_from_outside(from_, to, script)))


class PhoneCall(CallFacts):
    """A call, from the callee's side. The steps are those of `ivrsim.play.call.Call`."""

    def __init__(self, asker: Asker, view: Json) -> None:
        super().__init__(view)
        self._asker = asker

    def answer(self, by: str = "live") -> None:
        """Answer: "live" or "machine"."""
        self._view = self._asker.ask(api.answered_call(self.id, by))

    def hears(self, text: str, *, exactly: bool = False) -> None:
        """Run on to the start of a prompt that says `text`."""
        self.do(api.hears_script(text, exactly))

    def press(self, keys: str, *, at_ms: int | None = None) -> None:
        """Press keys: when a menu listens, or at a time after the prompt last heard, in ms."""
        self.do(api.press_script(keys, at_ms))

    def wait(self, ms: int | None = None) -> None:
        """Stay silent until the next thing that silence causes, or so many ms."""
        self.do(api.wait_script(ms))

    def hang_up(self) -> None:
        """Hang up."""
        self.do("hang up")

    def do(self, script: str) -> None:
        """Do what statements of the call script say.

        Raises:
            StepFailed: a statement cannot be done, or does not hold; the text has the transcript.
        """
        self._view = self._asker.ask(api.scripted_call(self.id, script))
        api.require_done(self._view)

    def refresh(self) -> None:
        """Look again at what has become of it."""
        self._view = self._asker.ask(api.call_now(self.id))

    def _whole(self) -> Json:
        if "stash" not in self._view:
            self.refresh()
        return self._view
