"""Makes the calls: starts those that wait, lets time pass in those that run, and finishes them."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from ivrdsl.errors import IvrError, XmlError
from ivrdsl.serve.callees import Callee, Callees
from ivrdsl.serve.clock import Clock
from ivrdsl.serve.engine.client import EngineClient, EngineError
from ivrdsl.serve.engine.playing import Opening
from ivrdsl.serve.exchange.live import LiveCall
from ivrdsl.serve.exchange.results import Times, answered_by, entries_of, record_of, result_of
from ivrdsl.serve.feed import Event, Feed
from ivrdsl.serve.settings import Settings
from ivrdsl.serve.store.actions import Action, Actions
from ivrdsl.serve.store.database import Database

Json = dict[str, Any]

_BATCH: Final = 50


class CannotMoveError(IvrError):
    """A callee cannot do this now; the text says what the call is doing."""


class CallExchange:
    """Makes the calls that wait, and keeps those in progress.

    Args:
        settings, clock, database, actions, callees, feed, engine: of the server.
        on_text: is told of the texts that calls send.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        database: Database,
        actions: Actions,
        callees: Callees,
        feed: Feed,
        engine: EngineClient,
        on_text: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._actions = actions
        self._callees = callees
        self._feed = feed
        self._engine = engine
        self._on_text = on_text
        self._woken = asyncio.Event()
        self._turning = asyncio.Lock()
        self.live: dict[int, LiveCall] = {}

    def arrived(self) -> None:
        """Say that there are new calls, or that time has passed."""
        self._woken.set()

    async def run(self) -> None:
        """Make calls for as long as the server runs."""
        while True:
            self._woken.clear()
            await self.turn()
            try:
                async with asyncio.timeout(self._pause_s()):
                    await self._woken.wait()
            except TimeoutError:
                pass

    async def turn(self) -> None:
        """Start what waits and let happen what is due."""
        async with self._turning:
            now_ms = self._clock.now_ms()
            room = self._settings.max_live_calls - len(self.live)
            for action in self._actions.waiting("call", "READY", before_ms=now_ms, limit=min(room, _BATCH)):
                await self._start(action)
            for live in list(self.live.values()):
                due_ms = live.due_ms(now_ms - 1)
                if due_ms is not None and due_ms <= now_ms:
                    await self._happen(live, now_ms)

    def next_due_ms(self) -> int | None:
        """When something is due on the platform's clock, or None."""
        now_ms = self._clock.now_ms()
        dues = [due for live in self.live.values() if (due := live.due_ms(now_ms)) is not None]
        if len(self.live) < self._settings.max_live_calls:
            waiting = self._actions.waiting("call", "READY", before_ms=2**62, limit=1)
            dues += [int(each.body["created"]) for each in waiting]
        return min(dues, default=None)

    def _pause_s(self) -> float | None:
        if self._clock.mode == "manual":
            return None
        due_ms = self.next_due_ms()
        return None if due_ms is None else max(0, due_ms - self._clock.now_ms()) / 1000

    # --- a call begins ----------------------------------------------------------------------------------------------

    async def _start(self, action: Action) -> None:
        number = action.body["toNumber"]
        callee = self._callees.at(number)
        now_ms = self._clock.now_ms()
        if callee.call_state or self._is_on_list(number):
            self._settle(action, callee.name, callee.call_state or "DNC", now_ms)
            return
        if callee.call_result:
            times = Times(now_ms, None, now_ms)
            self._finish(action, callee.name, callee.call_result, None, times)
            return
        variables = {f"attribute.{name}": value for name, value in action.body.get("attributes", {}).items()}
        opening = Opening(action.detail["plan_xml"], variables, now_ms)
        try:
            if callee.script is None:
                snapshot = await self._engine.move(action.id, opening, [], None)
                ring_due_ms = now_ms + self._settings.no_answer_ms
                self._ring(LiveCall(action, opening, callee.name, True, now_ms, snapshot, ring_due_ms=ring_due_ms))
            else:
                await self._play(action, opening, callee, callee.script)
        except (EngineError, XmlError) as error:
            self._finish(action, callee.name, "INTERNAL_ERROR", None, Times(now_ms, None, now_ms), str(error))

    async def _play(self, action: Action, opening: Opening, callee: Callee, script: str) -> None:
        """Play a scripted call; what happened in it is known at once, or as the clock comes to it."""
        played = await self._engine.play(opening, script, wrong_keys=callee.wrong_keys)
        report = played["report"]
        now_ms = opening.clock_ms
        answered = answered_by(report) is not None
        slow = self._clock.mode != "automatic"
        rings_ms = 0 if not slow else self._settings.ring_ms
        if entries_of(report, "unanswered") and result_of(report) == "NO_ANS":
            rings_ms = self._settings.no_answer_ms if slow else 0
        base_ms = now_ms + rings_ms
        if not slow:
            times = Times(now_ms, base_ms if answered else None, base_ms + played["now_ms"])
            self._finish(action, callee.name, result_of(report), played, times)
            return
        self._ring(LiveCall(action, opening, callee.name, False, now_ms, played, base_ms=base_ms))

    def _ring(self, live: LiveCall) -> None:
        detail = live.action.detail | {"callee": live.callee, "originate_ms": live.originate_ms}
        body = live.action.body | {"state": "SELECTED", "modified": live.originate_ms}
        live.action = live.action._replace(body=body, detail=detail)
        with self._database.transaction():
            self._actions.update([live.action])
        self.live[live.action.id] = live
        self._tell("call", live.action)

    def _is_on_list(self, number: str) -> bool:
        return self._database.run("SELECT 1 FROM do_not_call WHERE number = ?", (number,)).fetchone() is not None

    # --- a call goes on ---------------------------------------------------------------------------------------------

    async def move(self, call_id: int, move: Json, *, hold: bool = False) -> LiveCall:
        """A person does something in a call.

        Args:
            call_id: of a call in progress.
            move: {"do": "answer", "by": ...}, {"do": "key", "key": ...}, {"do": "hang up"}, or {"script": ...}.
            hold: let the call's own timers rest from now on, until a script or a manual clock moves it.

        Raises:
            CannotMoveError: the call does not run, is not a person's, or is not at that point.
        """
        live = self.live.get(call_id)
        if live is None:
            raise CannotMoveError(f"call {call_id} is not in progress")
        async with live.lock:
            self._refuse(live, move)
            now_ms = self._clock.now_ms()
            answering = live.base_ms is None and ("script" in move or move["do"] == "answer")
            live.held = live.held or hold
            if not answering and not live.held and live.base_ms is not None and "script" not in move:
                move = move | {"at_ms": max(now_ms - live.base_ms, int(live.snapshot["now_ms"]))}
            live.moves.append(move)
            if answering:
                live.base_ms = now_ms
            await self._advance(live, None)
            if "script" in move and live.base_ms is not None:
                live.base_ms = now_ms - int(live.snapshot["now_ms"])
        self._woken.set()
        return live

    def _refuse(self, live: LiveCall, move: Json) -> None:
        """Refuse what the callee cannot do now."""
        if not live.human:
            raise CannotMoveError(f"call {live.action.id} is answered by the callee {live.callee!r}, not by a person")
        if live.snapshot["ended"]:
            raise CannotMoveError(f"call {live.action.id} has ended")
        ringing = live.base_ms is None
        if move.get("do") == "answer" and not ringing:
            raise CannotMoveError(f"call {live.action.id} was answered before")
        if move.get("do") in ("key", "hang up") and ringing:
            raise CannotMoveError(f"call {live.action.id} still rings: answer it first")

    async def _happen(self, live: LiveCall, now_ms: int) -> None:
        """What a call does by itself, now."""
        async with live.lock:
            if live.action.id not in self.live:
                return
            if live.base_ms is None:
                live.moves.append({"do": "answer", "by": "no answer"})
                live.base_ms = now_ms
                await self._advance(live, None)
            elif live.human:
                await self._advance(live, now_ms - live.base_ms)
            else:
                self._show(live, now_ms)
                if live.end_ms is not None and live.end_ms <= now_ms:
                    self._end(live, live.end_ms)

    async def _advance(self, live: LiveCall, until_ms: int | None) -> None:
        """Let the engine play a call on; finish it where it ends."""
        try:
            live.snapshot = await self._engine.move(live.action.id, live.opening, live.moves, until_ms)
        except (EngineError, XmlError) as error:
            self.live.pop(live.action.id, None)
            times = Times(live.originate_ms, live.base_ms, self._clock.now_ms())
            self._finish(live.action, live.callee, "INTERNAL_ERROR", live.snapshot, times, str(error))
            return
        now_ms = self._clock.now_ms()
        if live.snapshot["ended"]:
            base_ms = now_ms if live.base_ms is None else live.base_ms
            self._end(live, base_ms + int(live.snapshot["now_ms"]))
        else:
            self._keep(live)
            self._show(live, now_ms)

    def _keep(self, live: LiveCall) -> None:
        """Store a call as far as it has come, so that a restart can report it."""
        live.action = live.action._replace(detail=live.action.detail | _told(live.snapshot))
        with self._database.transaction():
            self._actions.update([live.action])

    def _show(self, live: LiveCall, now_ms: int) -> None:
        """Tell readers what has happened since they were told last."""
        shown = len(live.shown(now_ms))
        if shown != live.told:
            live.told = shown
            self._tell("entry", live.action)

    # --- a call ends ------------------------------------------------------------------------------------------------

    def _end(self, live: LiveCall, finish_ms: int) -> None:
        self.live.pop(live.action.id, None)
        report = live.snapshot["report"]
        answer_ms = live.base_ms if answered_by(report) is not None else None
        times = Times(live.originate_ms, answer_ms, finish_ms)
        self._finish(live.action, live.callee, result_of(report), live.snapshot, times)

    def _finish(
        self, action: Action, callee: str, result: str, played: Json | None, times: Times, problem: str = ""
    ) -> None:
        """Store the end of a call, with all that it left behind."""
        report = None if played is None else played["report"]
        with self._database.transaction():
            (record_id,) = self._actions.new_ids(1)
            number = action.body["toNumber"]
            record = record_of(record_id, number, result, report, times, self._settings)
            body = action.body | {
                "state": "FINISHED",
                "modified": times.finish_ms,
                "finalCallResult": result,
                "records": [*action.body.get("records", []), record],
            }
            if problem:
                body["notes"] = [{"text": problem, "created": times.finish_ms}]
            detail = action.detail | {"callee": callee, "originate_ms": times.originate_ms}
            action = action._replace(body=body, detail=detail | ({} if played is None else _told(played)))
            self._actions.update([action])
        self._tell("call", action)

    def _settle(self, action: Action, callee: str, state: str, now_ms: int) -> None:
        """Store the end of a call that is never tried."""
        action = action._replace(
            body=action.body | {"state": state, "modified": now_ms}, detail=action.detail | {"callee": callee}
        )
        with self._database.transaction():
            self._actions.update([action])
        self._tell("call", action)

    def _tell(self, kind: str, action: Action) -> None:
        self._feed.tell(Event(kind, action.id, action.body["toNumber"]))


def _told(snapshot: Json) -> Json:
    """What is stored of a snapshot."""
    return {"report": snapshot["report"], "story": snapshot["story"]}
