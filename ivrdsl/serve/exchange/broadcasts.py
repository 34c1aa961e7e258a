"""Broadcasts: their calls are made while they run, and they finish with the last of them."""

from typing import Any

from ivrdsl.errors import IvrError
from ivrdsl.serve.base.account import FIRST_BROADCAST
from ivrdsl.serve.base.feed import FeedEvent
from ivrdsl.serve.exchange.parts import Parts
from ivrdsl.serve.store.actions import Action

Json = dict[str, Any]


class CannotSwitchError(IvrError):
    """A broadcast cannot be started, or stopped, as it stands; the text says how it does."""


class BroadcastExchange:
    """Starts, stops and finishes broadcasts.

    Args:
        parts: of the server.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def set_status(self, broadcast: Json, status: str) -> Json:
        """Give a broadcast another status, in the transaction of the caller, and tell those who listen."""
        changed = broadcast | {"status": status, "lastModified": self._parts.clock.now_ms()}
        self._parts.store.broadcasts.put(changed)
        event = {"RUNNING": "Started", "STOPPED": "Stopped", "FINISHED": "Finished"}.get(status)
        if event is not None and status != broadcast["status"]:
            self._parts.outbox.put("CallBroadcast", event, [without_recipients(changed)])
        self._parts.feed.tell(FeedEvent("broadcast", broadcast["id"]))
        return changed

    def switch(self, broadcast: Json, status: str) -> None:
        """Start a broadcast ("RUNNING"), or stop it ("STOPPED"): its calls wait, and those in progress go on.

        Raises:
            CannotSwitchError: it runs, or does not, already.
        """
        if broadcast["status"] == status or (status == "STOPPED" and broadcast["status"] != "RUNNING"):
            raise CannotSwitchError(f"broadcast {broadcast['id']} is {broadcast['status']}")
        with self._parts.store.transaction():
            self.set_status(broadcast, status)

    def call_is_over(self, call: Action) -> None:
        """Finish a call's broadcast where it was the last one; in the transaction that stores the call."""
        broadcast = self.of_call(call)
        if broadcast is None or broadcast["status"] != "RUNNING":
            return
        if not self._parts.store.actions.is_unfinished(broadcast["id"]):
            self.set_status(broadcast, "FINISHED")

    def of_call(self, call: Action) -> Json | None:
        """The broadcast of a call, or None where it has none."""
        campaign_id = call.body["campaignId"]
        return self._parts.store.broadcasts.get(campaign_id) if campaign_id > FIRST_BROADCAST else None

    def retry_at_ms(self, call: Action, result: str, finished_ms: int) -> int | None:
        """When a call is to be tried again, ms since 1970, UTC; None for never."""
        broadcast = self.of_call(call)
        retry = (broadcast or {}).get("retryConfig")
        if not retry or result not in retry.get("retryResults", ()):
            return None
        if len(call.body["records"]) >= retry.get("maxAttempts", 1):
            return None
        pause_ms: int = retry.get("minutesBetweenAttempts", 60) * 60_000
        return finished_ms + (0 if self._parts.clock.mode == "automatic" else pause_ms)


def without_recipients(broadcast: Json) -> Json:
    """A broadcast as the API gives it: its recipients are its calls."""
    return {name: value for name, value in broadcast.items() if name != "recipients"}
