"""Delivers texts: what is READY becomes FINISHED when its time has come, many in one transaction."""

from typing import Final

from ivrdsl.serve.base.alarm import Alarm
from ivrdsl.serve.base.feed import FeedEvent
from ivrdsl.serve.exchange.parts import Parts
from ivrdsl.serve.store.actions import Action

_BATCH: Final = 200
_CHARACTERS: Final = 160
"""Of one text, as the platform charges them. Unit: characters."""


class TextExchange:
    """Delivers the texts that wait.

    Args:
        parts: of the server.
    """

    def __init__(self, parts: Parts) -> None:
        self._settings = parts.settings
        self._clock = parts.clock
        self._store = parts.store
        self._actions = parts.store.actions
        self._reached = parts.reached
        self._keep_clock = parts.keep_clock
        self._feed = parts.feed
        self._outbox = parts.outbox
        self._alarm = Alarm()

    def arrived(self) -> None:
        """Say that there are new texts."""
        self._alarm.ring()

    async def run(self) -> None:
        """Deliver for as long as the server runs."""
        while True:
            self._alarm.turn_off()
            self.turn()
            await self._alarm.wait(self._pause_s())

    def turn(self) -> int:
        """Deliver a batch of what is due; return how many were."""
        before_ms = self._clock.now_ms() - self._delay_ms()
        texts = self._actions.waiting("text", before_ms=before_ms, limit=_BATCH)
        if not texts:
            return 0
        now_ms = self._clock.now_ms()
        with self._store.transaction():
            ids = self._actions.new_ids(len(texts))
            finished = [self._finish(text, record, now_ms) for text, record in zip(texts, ids, strict=True)]
            self._actions.update(finished)
            over = [text.body for text in finished if text.body["state"] == "FINISHED"]
            self._outbox.put("OutboundText", "Finished", over)
            self._keep_clock()
        for text in finished:
            self._feed.tell(FeedEvent("text", text.id, text.body["toNumber"]))
        if len(texts) == _BATCH:
            self._alarm.ring()
        return len(texts)

    def next_due_ms(self) -> int | None:
        """When the next text is due on the platform's clock, or None where none waits."""
        due_ms = self._actions.next_due_ms("text")
        return None if due_ms is None else due_ms + self._delay_ms()

    def _delay_ms(self) -> int:
        return 0 if self._clock.mode == "automatic" else self._settings.text_ms

    def _pause_s(self) -> float | None:
        """How long nothing is due, in seconds of real time; None where only something new can change that."""
        if self._clock.mode == "manual":
            return None
        due_ms = self.next_due_ms()
        return None if due_ms is None else max(0, due_ms - self._clock.now_ms()) / 1000

    def _finish(self, text: Action, record_id: int, now_ms: int) -> Action:
        body = text.body
        result = self._reached("texts", body["toNumber"]).text_result
        if result == "TIMEOUT":
            return text._replace(body=body | {"state": "TIMEOUT", "modified": now_ms})
        if body["toNumber"] in self._store.do_not_text:
            result = "DNT"
            text = text._replace(detail=text.detail | {"reason": "somebody has sent STOP from it; START undoes that"})
        sent = result == "SENT"
        record = {
            "id": record_id,
            "billedAmount": float(-(-max(len(body["message"]), 1) // _CHARACTERS)) if sent else 0.0,
            "finishTime": now_ms,
            "message": body["message"],
            "textResult": result,
            "toNumber": body["toNumber"],
        }
        changes = {"state": "FINISHED", "modified": now_ms, "finalTextResult": result, "records": [record]}
        return text._replace(body=body | changes)
