"""A whole campaign, simulated: who is dialled when, on which line, and who waits for an agent.

Only moments at which something changes are looked at. A call that ends frees its line; a talk that ends frees its
agent; a retry falls due; the hours of a zone begin or end. Between two of them as many recipients are dialled as lines
and rate allow. All times are whole microseconds from the start of the campaign.
"""

from array import array
from collections import deque
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import Any, Final, NamedTuple

from ivrsim.campaigns.dial_list import DialList
from ivrsim.campaigns.draws import BLOCK, NEVER, Draws
from ivrsim.campaigns.libraries import numpy
from ivrsim.campaigns.load import MINUTE, LoadMeter
from ivrsim.campaigns.openings import SECOND, openings_of
from ivrsim.campaigns.recipients import Group
from ivrsim.campaigns.replicate import NOT_RETRIED, Replicate
from ivrsim.campaigns.settings import Campaign
from ivrsim.campaigns.tally import CampaignTally, KindFacts, facts_of

_MS: Final = 1000
_END: Final = 0
_ASK: Final = 1
_TALKED: Final = 2
_GIVE_UP: Final = 3


class _CallUnderWay(NamedTuple):
    """A call under way. Times that lie ahead are lengths, in microseconds; the talk is in steps, too."""

    recipient: int
    facts: KindFacts
    answered: int
    talk: int
    after: int
    patience: int


def replicate(campaign: Campaign, groups: Sequence[Group], number: int) -> Replicate:
    """Simulate a campaign once. What comes of it depends on nothing but the arguments.

    Args:
        campaign: what it is told.
        groups: whom it calls; no two have the same name.
        number: of the replicate; another number, other chances.

    Raises:
        IvrError: NumPy is not installed.
    """
    return _Queue(campaign, groups, number).run()


class _Queue:
    """The state of a campaign while it is simulated."""

    def __init__(self, campaign: Campaign, groups: Sequence[Group], number: int) -> None:
        self._campaign, self._number = campaign, number
        self._owners, self._places = _mixed(groups)
        self._draws = Draws(campaign.seed, number, groups, campaign.agents)
        self._facts = [facts_of(group, campaign) for group in groups]
        self._tally = CampaignTally(campaign, groups, self._owners)
        self._meter = LoadMeter()
        self._step = campaign.step_ms * _MS
        self._gap = round(SECOND / campaign.calls_a_second) if campaign.calls_a_second else 0
        self._lines, self._channels = campaign.max_active, campaign.channels
        self._retry_gap = campaign.retry_config.minutes_between_attempts * MINUTE
        self._events: list[tuple[int, int, int, _CallUnderWay]] = []
        self._retries: deque[tuple[int, int]] = deque()
        """When who is due again; sorted, since all wait equally long."""
        self._waiting: dict[int, tuple[int, _CallUnderWay]] = {}
        self._line_up: deque[int] = deque()
        self._next_dial = 0
        self._list = DialList(self._owners, openings_of(campaign, groups), self._tally)

    def run(self) -> Replicate:
        """Let it run to its end."""
        end = 0
        while (moment := self._next_moment()) is not None:
            self._meter.pass_to(moment)
            self._list.pass_gates(moment)
            while self._events and self._events[0][0] == moment:
                end = moment
                _, number, what, call = heappop(self._events)
                _HAPPENINGS[what](self, number, call)
            while self._retries and self._retries[0][0] <= moment:
                self._list.put_back(self._retries.popleft()[1])
            self._dial()
        self._list.leave_rest()
        for _, recipient in self._retries:
            self._tally.leave(recipient, NOT_RETRIED)
        return self._replicate(end)

    def _next_moment(self) -> int | None:
        """When something changes next; None where nothing does any more."""
        moments = [self._events[0][0]] if self._events else []
        if self._retries and not self._list.is_over:
            moments.append(self._retries[0][0])
        gate = self._list.next_gate
        if gate is not None and (self._events or self._retries or self._list.is_left):
            moments.append(gate)
        if self._list.has_next and self._has_line():
            moments.append(self._next_dial)
        return min(moments, default=None)

    def _has_line(self) -> bool:
        return self._lines is None or self._meter.lines < self._lines

    # --- lines --------------------------------------------------------------------------------------------------------

    def _dial(self) -> None:
        """Dial as many as lines and rate allow now."""
        now = self._meter.now
        while self._list.has_next and self._next_dial <= now and self._has_line():
            self._next_dial = now + self._gap
            self._call(self._list.take())

    def _call(self, recipient: int) -> None:
        """Dial somebody: all that chance decides of the call is known now, but not how long it waits."""
        tally, owner, step, now = self._tally, self._owners[recipient], self._step, self._meter.now
        attempt = tally.attempts[recipient] = tally.attempts[recipient] + 1
        tally.calls += 1
        self._meter.dial()
        block, place = divmod(self._places[recipient], BLOCK)
        drawn = self._draws.block(owner, block, attempt)
        facts = self._facts[owner][drawn.kinds[place]]
        answered = now + drawn.rings[place] * step
        before, after = drawn.before[place] * step, drawn.after[place] * step
        call = _CallUnderWay(recipient, facts, answered, drawn.talks[place], after, drawn.waits_ms[place])
        if facts.talks:
            heappush(self._events, (answered + before, tally.calls, _ASK, call))
        else:
            heappush(self._events, (answered + before + after, tally.calls, _END, call))

    def _end(self, _: int, call: _CallUnderWay) -> None:
        now = self._meter.now
        self._free_line(call.recipient, self._tally.end(call.recipient, call.facts, call.answered, now, call.talk))

    def _free_line(self, recipient: int, again: bool) -> None:
        self._meter.lines -= 1
        if again:
            self._retries.append((self._meter.now + self._retry_gap, recipient))

    # --- agents -------------------------------------------------------------------------------------------------------

    def _ask(self, number: int, call: _CallUnderWay) -> None:
        """A call asks for an agent."""
        self._tally.transfers += 1
        if self._channels is None or self._meter.agents < self._channels:
            self._talk(number, call)
            return
        now = self._meter.now
        self._tally.waited += 1
        self._meter.waiting += 1
        self._waiting[number] = (now, call)
        self._line_up.append(number)
        if call.patience != NEVER:
            heappush(self._events, (now + call.patience * _MS, number, _GIVE_UP, call))

    def _talk(self, number: int, call: _CallUnderWay) -> None:
        self._meter.agents += 1
        heappush(self._events, (self._meter.now + call.talk * self._step, number, _TALKED, call))

    def _talked(self, number: int, call: _CallUnderWay) -> None:
        """An agent is free, and takes who has waited longest."""
        self._meter.agents -= 1
        heappush(self._events, (self._meter.now + call.after, number, _END, call))
        while self._line_up:
            first = self._line_up.popleft()
            if first in self._waiting:
                self._talk(first, self._leave_line_up(first))
                return

    def _give_up(self, number: int, call: _CallUnderWay) -> None:
        """Somebody has waited too long, unless an agent came."""
        if number in self._waiting:
            self._leave_line_up(number)
            again = self._tally.abandon(call.recipient, call.facts, call.answered, self._meter.now)
            self._free_line(call.recipient, again)

    def _leave_line_up(self, number: int) -> _CallUnderWay:
        since, call = self._waiting.pop(number)
        self._meter.waiting -= 1
        self._tally.wait(self._meter.now - since)
        return call

    # --- what came of it ----------------------------------------------------------------------------------------------

    def _replicate(self, end: int) -> Replicate:
        tally, meter = self._tally, self._meter
        series = meter.series()
        return Replicate(
            number=self._number,
            end_ms=end // _MS,
            calls=tally.calls,
            billed_ms=tally.billed_ms,
            legs_ms=tally.legs_ms,
            duration_ms=tally.duration_ms,
            talk_ms=tally.talk_ms,
            line_ms=sum(series.lines) // _MS,
            reached=sum(tally.reached_at),
            reached_at=tuple(tally.reached_at),
            results=tally.results_by_attempt(),
            fates=tally.fates_by_group(),
            live=tally.live,
            transfers=tally.transfers,
            waited=tally.waited,
            abandoned=tally.abandoned,
            late=tally.late,
            wait_ms=tally.wait_us // _MS,
            most_lines=meter.most_lines,
            most_agents=meter.most_agents,
            most_waiting=meter.most_waiting,
            series=series,
        )


_HAPPENINGS: Final = {_END: _Queue._end, _ASK: _Queue._ask, _TALKED: _Queue._talked, _GIVE_UP: _Queue._give_up}


def _mixed(groups: Sequence[Group]) -> tuple[Sequence[int], Sequence[int]]:
    """Whose group each recipient of the list is in, and the number in that group; groups are mixed evenly."""
    np = numpy()
    sizes = [group.size for group in groups]
    spread: Iterable[Any] = [(np.arange(size) + 0.5) / max(size, 1) for size in sizes]
    order = np.argsort(np.concatenate([*spread, np.empty(0)]), kind="stable")
    owners = np.repeat(np.arange(len(groups)), sizes)[order] if sizes else order
    places = np.concatenate([*(np.arange(size) for size in sizes), np.empty(0, dtype=np.int64)])[order]
    return array("i", owners.astype(np.int32).tobytes()), array("i", places.astype(np.int32).tobytes())
