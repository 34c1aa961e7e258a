"""Makes the calls: starts those that wait, lets time pass in those that run, and finishes them."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from ivrdsl.errors import IvrError, XmlError
from ivrdsl.serve.base.alarm import Alarm
from ivrdsl.serve.base.callees import HUMAN, Subscriber
from ivrdsl.serve.base.feed import FeedEvent
from ivrdsl.serve.engine.client import EngineClient
from ivrdsl.serve.engine.play import Opening
from ivrdsl.serve.engine.process import EngineError
from ivrdsl.serve.exchange.broadcasts import BroadcastExchange
from ivrdsl.serve.exchange.endings import Ending, Endings, told
from ivrdsl.serve.exchange.live import LiveCall
from ivrdsl.serve.exchange.parts import Parts
from ivrdsl.serve.exchange.results import Times, answered_by, entries_of, result_of
from ivrdsl.serve.store.actions import Action

Json = dict[str, Any]

_BATCH: Final = 50


class CannotMoveError(IvrError):
    """A callee cannot do this now; the text says what the call is doing."""


class CallExchange:
    """Makes the calls that wait, and keeps those in progress.

    Args:
        parts, engine, broadcasts: of the server.
        on_text: is told of the texts that calls send.
    """

    def __init__(
        self, parts: Parts, engine: EngineClient, broadcasts: BroadcastExchange, on_text: Callable[[], None]
    ) -> None:
        self._settings = parts.settings
        self._clock = parts.clock
        self._store = parts.store
        self._actions = parts.store.actions
        self._callees = parts.callees
        self._reached = parts.reached
        self._engine = engine
        self._endings = Endings(parts, broadcasts, on_text)
        self._feed = parts.feed
        self._alarm = Alarm()
        self._turning = asyncio.Lock()
        self.live: dict[int, LiveCall] = {}

    def arrived(self) -> None:
        """Say that there are new calls, or that time has passed."""
        self._alarm.ring()

    async def run(self) -> None:
        """Make calls for as long as the server runs."""
        self._report_interrupted()
        while True:
            self._alarm.turn_off()
            await self.turn()
            await self._alarm.wait(self._pause_s())

    async def turn(self) -> None:
        """Start what waits and let happen what is due."""
        async with self._turning:
            now_ms = self._clock.now_ms()
            room = self._settings.max_live_calls - len(self.live)
            for action in self._actions.waiting("call", before_ms=now_ms, limit=min(room, _BATCH)):
                await self._start(action, now_ms)  # those of a turn begin at one time, however long the first takes
            steady_ms = self._clock.steady_ms()
            for live in list(self.live.values()):
                due_ms = live.due_ms(steady_ms - 1)
                if due_ms is not None and due_ms <= steady_ms:
                    await self._happen(live, steady_ms)

    def next_due_ms(self) -> int | None:
        """When something is due on the platform's clock, or None."""
        steady_ms = self._clock.steady_ms()
        dues = [self._clock.told_ms(due) for live in self.live.values() if (due := live.due_ms(steady_ms)) is not None]
        if len(self.live) < self._settings.max_live_calls:
            ready_ms = self._actions.next_due_ms("call")
            dues += [] if ready_ms is None else [ready_ms]
        return min(dues, default=None)

    def _pause_s(self) -> float | None:
        if self._clock.mode == "manual":
            return None
        due_ms = self.next_due_ms()
        return None if due_ms is None else max(0, due_ms - self._clock.now_ms()) / 1000

    # --- a call begins ----------------------------------------------------------------------------------------------

    async def _start(self, action: Action, now_ms: int) -> None:
        number = action.body["toNumber"]
        if number in self._store.do_not_call:
            self._endings.settle(action, self._callees.at(number).name, "DNC")
            return
        callee = _caller(action) if action.body["inbound"] else self._reached("calls", number)
        if callee.call_state:
            self._endings.settle(action, callee.name, callee.call_state)
            return
        if callee.call_result:
            self._endings.finish(action, Ending(callee.name, callee.call_result, Times(now_ms, None, now_ms)))
            return
        opening = _opening(action, now_ms)
        try:
            if callee.script is None:
                await self._ring_at_a_person(action, opening, callee)
            else:
                await self._play(action, opening, callee, callee.script)
        except (EngineError, XmlError) as error:
            times = Times(now_ms, None, now_ms)
            self._endings.finish(action, Ending(callee.name, "INTERNAL_ERROR", times, problem=str(error)))

    async def _ring_at_a_person(self, action: Action, opening: Opening, callee: Subscriber) -> None:
        """Let a phone ring until somebody answers; who calls in has it in hand."""
        now_ms = opening.clock_ms
        moves: list[Json] = [{"do": "answer", "by": "inbound"}] if action.body["inbound"] else []
        snapshot = await self._engine.move(action.id, opening, moves, None)
        live = LiveCall(action, opening, callee.name, True, now_ms, snapshot, moves=moves)
        live.ring_due_ms = self._clock.steady_ms() + self._settings.no_answer_ms
        live.held = action.detail.get("hold", False)
        if moves:
            live.answered_at(self._clock.steady_ms(), now_ms)
        self._ring(live)
        if snapshot["ended"]:
            self._end(live)

    async def _play(self, action: Action, opening: Opening, callee: Subscriber, script: str) -> None:
        """Play a scripted call; what happened in it is known at once, or as the clock comes to it."""
        played = await self._engine.play(opening, script, wrong_keys=callee.wrong_keys)
        report = played["report"]
        now_ms = opening.clock_ms
        answered = answered_by(report) is not None
        slow = self._clock.mode != "automatic"
        rings_ms = 0 if not slow else self._settings.ring_ms
        if entries_of(report, "unanswered") and result_of(report) == "NO_ANS":
            rings_ms = self._settings.no_answer_ms if slow else 0
        if not slow:
            times = Times(now_ms, now_ms if answered else None, now_ms + played["now_ms"])
            self._finish(action, Ending(callee.name, result_of(report), times, played))
            return
        live = LiveCall(action, opening, callee.name, False, now_ms, played)
        live.answered_at(self._clock.steady_ms() + rings_ms, now_ms + rings_ms)
        self._ring(live)

    def _ring(self, live: LiveCall) -> None:
        detail = live.action.detail | {"callee": live.callee, "originate_ms": live.originate_ms}
        body = live.action.body | {"state": "SELECTED", "modified": live.originate_ms}
        live.action = live.action._replace(body=body, detail=detail)
        with self._store.transaction():
            self._actions.update([live.action])
        self.live[live.action.id] = live
        self._tell("call", live.action)

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
            with live.undone_if_it_fails():
                await self._move(live, move, hold=hold)
        self._alarm.ring()
        return live

    async def _move(self, live: LiveCall, move: Json, *, hold: bool) -> None:
        steady_ms = self._clock.steady_ms()
        answering = live.base_ms is None and ("script" in move or move["do"] == "answer")
        live.held = live.held or hold
        if not answering and not live.held and live.base_ms is not None and "script" not in move:
            move = move | {"at_ms": max(steady_ms - live.base_ms, int(live.snapshot["now_ms"]))}
        live.moves.append(move)
        if answering:
            live.answered_at(steady_ms, self._clock.now_ms())
        await self._advance(live, None)
        if "script" in move and live.base_ms is not None and live.answer_ms is not None:
            live.base_ms = steady_ms - int(live.snapshot["now_ms"])
            self._clock.leap_to(live.answer_ms + int(live.snapshot["now_ms"]))

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

    async def _happen(self, live: LiveCall, steady_ms: int) -> None:
        """What a call does by itself, now."""
        async with live.lock:
            if live.action.id not in self.live:
                return
            with live.undone_if_it_fails():
                await self._go_on(live, steady_ms)

    async def _go_on(self, live: LiveCall, steady_ms: int) -> None:
        if live.base_ms is None:
            live.moves.append({"do": "answer", "by": "no answer"})
            live.answered_at(steady_ms, self._clock.now_ms())
            await self._advance(live, None)
        elif live.human:
            await self._advance(live, steady_ms - live.base_ms)
        else:
            self._show(live, steady_ms)
            if live.end_ms is not None and live.end_ms <= steady_ms:
                self._end(live)

    async def _advance(self, live: LiveCall, until_ms: int | None) -> None:
        """Let the engine play a call on; finish it where it ends."""
        try:
            snapshot = await self._engine.move(live.action.id, live.opening, live.moves, until_ms)
        except (EngineError, XmlError) as error:
            self._require_in_progress(live)
            times = Times(live.originate_ms, live.answer_ms, self._clock.now_ms())
            ending = Ending(live.callee, "INTERNAL_ERROR", times, live.snapshot, str(error))
            self._endings.finish(live.action, ending)
            self.live.pop(live.action.id, None)
            return
        self._require_in_progress(live)
        live.snapshot = snapshot
        if snapshot["ended"]:
            self._end(live)
        else:
            self._keep(live)
            self._show(live, self._clock.steady_ms())

    def _require_in_progress(self, live: LiveCall) -> None:
        """Refuse what was to be done in a call that a reset has forgotten meanwhile: nothing may come of it.

        Raises:
            CannotMoveError: it is not in progress any more.
        """
        if self.live.get(live.action.id) is not live:
            raise CannotMoveError(f"call {live.action.id} is not in progress any more")

    def _keep(self, live: LiveCall) -> None:
        """Store a call as far as it has come, so that a restart can report it."""
        live.action = live.action._replace(detail=live.action.detail | told(live.snapshot))
        with self._store.transaction():
            self._actions.update([live.action])

    def _show(self, live: LiveCall, steady_ms: int) -> None:
        """Tell readers what has happened since they were told last."""
        shown = len(live.shown(steady_ms))
        if shown != live.told:
            live.told = shown
            self._tell("entry", live.action)

    # --- a call ends ------------------------------------------------------------------------------------------------

    def _end(self, live: LiveCall) -> None:
        report = live.snapshot["report"]
        began_ms = self._clock.now_ms() if live.answer_ms is None else live.answer_ms
        answer_ms = live.answer_ms if answered_by(report) is not None else None
        times = Times(live.originate_ms, answer_ms, began_ms + int(live.snapshot["now_ms"]))
        self._finish(live.action, Ending(live.callee, result_of(report), times, live.snapshot))
        self.live.pop(live.action.id, None)

    def _finish(self, action: Action, ending: Ending) -> None:
        """Store the end of an attempt; it is not later than the clock, which moves on to it."""
        self._clock.leap_to(ending.times.finish_ms)
        self._endings.finish(action, ending)

    def _report_interrupted(self) -> None:
        """Finish the calls that ran when the server was stopped, however it was: stored as running, and not live."""
        for action in self._actions.running():
            if action.id in self.live:
                continue
            originate_ms: int = action.detail.get("originate_ms") or action.body["created"]
            times = Times(originate_ms, None, max(originate_ms, self._clock.now_ms()))
            callee = action.detail.get("callee", "")
            problem = "interrupted: the stand-in was stopped while the call was in progress"
            ending = Ending(callee, "INTERNAL_ERROR", times, problem=problem, interrupted=True)
            self._endings.finish(action, ending)

    async def forget(self, clear: Callable[[], None]) -> None:
        """Drop the calls in progress, without a trace, when nothing begins or ends.

        Args:
            clear: empties the store; where that fails, nothing is dropped.
        """
        async with self._turning:
            clear()
            self.live.clear()

    def _tell(self, kind: str, action: Action) -> None:
        self._feed.tell(FeedEvent(kind, action.id, action.body["toNumber"]))


def _caller(action: Action) -> Subscriber:
    """Who calls in: a person, or a script that a test gave."""
    script = action.detail.get("script")
    return HUMAN if script is None else Subscriber("caller", "", f"answer inbound; {script}")


def _opening(action: Action, now_ms: int) -> Opening:
    """How a call begins: its plan, and what the platform has set before."""
    body = action.body
    variables = {f"attribute.{name}": value for name, value in body.get("attributes", {}).items()}
    variables |= {"call.id": str(action.id), "call.callerid": body["fromNumber"]}
    if "homePhone" in body.get("contact", {}):
        variables["contact.homePhone"] = body["contact"]["homePhone"]
    return Opening(action.detail["plan_xml"], variables, now_ms)
