"""The end of a call: stored in one transaction with all that it leaves behind, and told to whoever listens."""

from collections.abc import Callable
from typing import Any, NamedTuple

from ivrdsl.serve.base.feed import FeedEvent
from ivrdsl.serve.exchange.aftermath import leave_numbers, recordings_made, texts_sent
from ivrdsl.serve.exchange.broadcasts import BroadcastExchange
from ivrdsl.serve.exchange.parts import Parts
from ivrdsl.serve.exchange.results import Times, record_of
from ivrdsl.serve.store.actions import Action

Json = dict[str, Any]


class Ending(NamedTuple):
    """How one attempt ended.

    Attributes:
        callee: who answered, or did not.
        result: the platform's word for it.
        times: of the attempt.
        played: the engine's last snapshot; None where nothing was played.
        problem: what went wrong on our side, or "".
        interrupted: the server was stopped while the call ran.
    """

    callee: str
    result: str
    times: Times
    played: Json | None = None
    problem: str = ""
    interrupted: bool = False


class Endings:
    """Stores the ends of calls.

    Args:
        parts, broadcasts: of the server.
        on_text: is told of the texts that calls send.
    """

    def __init__(self, parts: Parts, broadcasts: BroadcastExchange, on_text: Callable[[], None]) -> None:
        self._parts = parts
        self._broadcasts = broadcasts
        self._on_text = on_text

    def finish(self, action: Action, ending: Ending) -> None:
        """Store the end of an attempt; its broadcast may want another one."""
        texts: list[Action] = []
        with self._parts.store.transaction():
            call = self._with_record(action, ending)
            if ending.played is not None:
                texts = texts_sent(self._parts, call, ending.played["report"], ending.times)
                leave_numbers(self._parts, ending.played["report"])
            again_ms = self._broadcasts.retry_at_ms(call, ending.result, ending.times.finish_ms)
            if again_ms is not None:
                call = call._replace(body=call.body | {"state": "READY"})
                del call.body["finalCallResult"]
            self._parts.store.actions.update([call], due_ms=again_ms)
            if again_ms is None:
                self._is_over(call)
            self._parts.keep_clock()
        self._tell(call, texts)

    def settle(self, action: Action, callee: str, state: str) -> None:
        """Store the end of a call that is never tried."""
        body = action.body | {"state": state, "modified": self._parts.clock.now_ms()}
        call = action._replace(body=body, detail=action.detail | {"callee": callee})
        with self._parts.store.transaction():
            self._parts.store.actions.update([call])
            self._broadcasts.call_is_over(call)
        self._tell(call, [])

    def _with_record(self, action: Action, ending: Ending) -> Action:
        """A call with the record of an attempt."""
        parts, times = self._parts, ending.times
        report = None if ending.played is None else ending.played["report"]
        record = record_of(parts.store.new_id(), action.body["toNumber"], ending.result, report, times, parts.settings)
        if report is not None and (recordings := recordings_made(parts, action, report, times)):
            record["recordings"] = recordings
        body = action.body | {
            "state": "FINISHED",
            "modified": times.finish_ms,
            "finalCallResult": ending.result,
            "records": [*action.body.get("records", []), record],
        }
        if ending.problem:
            body["notes"] = [*body.get("notes", []), {"text": ending.problem, "created": times.finish_ms}]
        detail = action.detail | {"callee": ending.callee, "originate_ms": times.originate_ms}
        if ending.interrupted:
            detail["interrupted"] = True
        return action._replace(body=body, detail=detail | told(ending.played))

    def _is_over(self, call: Action) -> None:
        resource = "InboundCall" if call.body["inbound"] else "OutboundCall"
        self._parts.outbox.put(resource, "Finished", [call.body])
        self._broadcasts.call_is_over(call)

    def _tell(self, call: Action, texts: list[Action]) -> None:
        self._parts.feed.tell(FeedEvent("call", call.id, call.body["toNumber"]))
        for text in texts:
            self._parts.feed.tell(FeedEvent("text", text.id, text.body["toNumber"]))
        if texts:
            self._on_text()


def told(snapshot: Json | None) -> Json:
    """What is stored of a snapshot."""
    return {} if snapshot is None else {"report": snapshot["report"], "story": snapshot["story"]}
