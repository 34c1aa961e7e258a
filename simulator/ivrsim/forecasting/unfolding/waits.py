"""What may end a wait of a call, when, and where the call is then.

A wait is a race: the timer, the moments of the other side, the hazard that a person hangs up, and one thing that
somebody or something does. What that leads to, the search knows.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from ivrsim.callers.model import Callers
from ivrsim.chains.chain import AT_ONCE, CallEnd, Delay
from ivrsim.core import effects as did
from ivrsim.core.events import HANG_UP, KEY, SPOKE, TIMER, Event
from ivrsim.core.instructions import base
from ivrsim.core.memo import ControlState, Move
from ivrsim.core.parties import PERSON, SCREENING
from ivrsim.core.run import SAME_TIMER
from ivrsim.forecasting.unfolding.happenings import SAID, Happenings
from ivrsim.forecasting.unfolding.heads import ALL, SILENT, Head
from ivrsim.forecasting.unfolding.races import HANGS_UP, NEVER, Race, RaceFinish, TimeIsUp, TurnComes
from ivrsim.forecasting.unfolding.runners import ANYTHING, Doing, Runners, RunnersOfWaits
from ivrsim.forecasting.unfolding.search import CallerSearch
from ivrsim.forecasting.unfolding.sides import SideAtWait, in_steps
from ivrsim.forecasting.unfolding.spots import Act, ChainSpot, Drawn, SpotBranch, SpotChoice, end_spot
from ivrsim.graph.search import Numbering
from ivrsim.play.other_side import LISTENED, closes_the_line
from ivrsim.search.liveness import DETECTED

UNKNOWN: Final = "unknown"
"""The outcome of calls of which nothing more is known, because the search is not complete."""


_ANY_REPLY: Final = Event("reply", "other")
"""What a search tries where no variable takes the reply."""


class HeardCut(NamedTuple):
    """A moment of a wait at which something has been heard: steps from now, and the happening."""

    steps: int
    mark: int


class Landing(NamedTuple):
    """Where a call is after something, what that brought, and what somebody did."""

    spot: ChainSpot
    marks: tuple[int, ...]
    act: Act


class Waits:
    """The waits of a plan's calls.

    Args:
        found: the search.
        callers: the model.
        happenings: what is counted.
        sides: who may answer, by number; it grows.
        goal: the happenings that reach the goal.
    """

    def __init__(
        self,
        found: CallerSearch,
        callers: Callers,
        happenings: Happenings,
        sides: Numbering[SideAtWait],
        goal: frozenset[int],
    ) -> None:
        self._found = found
        self._plan = found.plan
        self._happenings = happenings
        self._callers = callers
        self._sides = sides
        self._goal = goal
        self._lost = frozenset(found.lost)
        self._step_ms = callers.step_ms
        self._speaking = _a_step(callers.person.hangs_up_speaking, self._step_ms)
        self._silent = _a_step(callers.person.hangs_up_silent, self._step_ms)
        self._runners = RunnersOfWaits(found, callers, self.moves)
        self._races: dict[tuple[int, int, float, int, tuple[int, ...]], tuple[Runners, list[RaceFinish]]] = {}
        self._ends: dict[tuple[int, str, tuple[int, ...], bool, bool], ChainSpot] = {}
        self._later: dict[tuple[int, int, int, bool], int] = {}
        self._tried: dict[tuple[int, Event], Event] = {}
        self._outgoing: dict[int, dict[Event, list[tuple[Move, int]]]] = {}

    def moves(self, number: int) -> dict[Event, list[tuple[Move, int]]]:
        """Return what may happen in a state: the moves of each event, and the states to which they lead."""
        known = self._outgoing.get(number)
        if known is None:
            known = self._outgoing[number] = {}
            for move, target in self._found.outgoing(number):
                known.setdefault(move.event, []).append((move, target))
        return known

    def choice(self, number: int, head: Head) -> SpotChoice:
        """Return what may be the case at a wait.

        Args:
            number: of the state.
            head: what is beside it.
        """
        if number >= self._found.searched:
            return SpotChoice([Drawn(1.0, [SpotBranch(1.0, AT_ONCE, self._end(head, UNKNOWN))])])
        control = self._found.control(number)
        if self._plan.table[control.state.place].javascript:
            return self._told(number, head)
        timer = self._timer(control, head)
        coming = self._runners.coming(number, control, head, timer)
        drawn = [
            Drawn(share, self._race(number, control, head, timer, runners))
            for share, runners in coming.several
            if share
        ]
        return SpotChoice(drawn, coming.says)

    def _told(self, number: int, head: Head) -> SpotChoice:
        """It is told what comes of a test or an assignment, which nobody knows."""
        found = [self.landing(number, head, event, 0) for event in self.moves(number)]
        says = f"what {self._found.label(self._found.control(number).state.place)} comes to"
        share = ANYTHING if len(found) > 1 else 1.0
        return SpotChoice([Drawn(share, [SpotBranch(1.0, AT_ONCE, *each)]) for each in found], says)

    # --- a race -----------------------------------------------------------------------------------------------------

    def _race(self, number: int, control: ControlState, head: Head, timer: int, runners: Runners) -> list[SpotBranch]:
        cuts = self._cuts(control, head)
        hazard = self._hazard(control, head)
        turn = self._turn(control, head)
        key = timer, turn, hazard, id(runners), tuple([cut.steps for cut in cuts])
        if key not in self._races:
            self._races[key] = runners, Race(timer, turn, hazard, tuple(runners), key[-1]).finishes()
        found: list[SpotBranch] = []
        for finish in self._races[key][1]:
            marks = tuple([cut.mark for cut in cuts[: finish.passed]])
            found += self._branches(number, head, finish, marks)
        return found

    def _branches(self, number: int, head: Head, finish: RaceFinish, heard: tuple[int, ...]) -> list[SpotBranch]:
        """The ways by which a wait ends so. Where the call is then may hang on how long it took."""
        delay = finish.delay
        first = self._after(number, head, finish.tag, delay[0][0], heard)
        if len(delay) == 1 or self._is_alike(head, first, delay[-1][0]):
            return [SpotBranch(finish.probability, delay, *first)]
        apart: dict[Landing, list[tuple[int, float]]] = {}
        for steps, probability in delay:
            landing = self._after(number, head, finish.tag, steps, heard)
            apart.setdefault(landing, []).append((steps, probability))
        return [
            SpotBranch(finish.probability * sum(each for _, each in law), _scaled(law), *landing)
            for landing, law in apart.items()
        ]

    def _is_alike(self, head: Head, first: Landing, last: int) -> bool:
        """Whether a call is there in any case, however long the wait took, up to a last step."""
        spot = first.spot
        if spot.kind == "end":
            return len(spot.of[0].legs) == len(head.legs)
        if spot.kind != "wait" or first.act[0] == "turn":
            return False
        there: Head = spot.of[1]
        return there.left == ALL and len(there.legs) == len(head.legs) and self._is_settled(head)

    def _after(self, number: int, head: Head, what: object, steps: int, heard: tuple[int, ...]) -> Landing:
        if what is HANGS_UP:
            return self.landing(number, head, HANG_UP, steps, heard=heard)
        if isinstance(what, TimeIsUp):
            mood = what.tag if isinstance(what.tag, str) else ""
            return self.landing(number, head, TIMER, steps, heard=heard, mood=mood)
        if isinstance(what, TurnComes):
            return self._turned(number, head, what, steps, heard)
        assert isinstance(what, Doing)
        mood = SILENT if what.event == SPOKE else ""
        return self.landing(number, head, what.event, steps, heard=heard, typing=what.typing, mood=mood)

    def _turned(self, number: int, head: Head, what: TurnComes, steps: int, heard: tuple[int, ...]) -> Landing:
        """Something happens at the other side; the wait goes on, unless that closes the line."""
        side = self._sides.all[head.side]
        turn, said = side.turns[head.turn], head.said or SAID in heard
        comes = side.who.listened_to(said, self._plan.platform) if turn.what == LISTENED else turn.what
        if closes_the_line(comes):
            return self.landing(number, head, HANG_UP, steps, heard=heard)._replace(act=("turn", comes))
        waiting = self._plan.table[self._found.control(number).state.place]
        decides_anew = turn.hears == PERSON.name and waiting.awaits in (base.KEYS, base.PROMPT, base.RECORDING)
        coming = None if decides_anew else (what.left, what.tag)
        waits = self._going_on(number, head, steps)._replace(
            turn=head.turn + 1, hears=turn.hears, since=head.passed + steps, coming=coming, said=said
        )
        return Landing(ChainSpot("wait", (number, self._credited(waits, heard))), _counted(heard), ("turn", comes))

    # --- where a call is then ---------------------------------------------------------------------------------------

    def landing(
        self,
        number: int,
        head: Head,
        event: Event,
        steps: int,
        *,
        heard: tuple[int, ...] = (),
        typing: str = "",
        mood: str = "",
    ) -> Landing:
        """Return where a call is after an event.

        Args:
            number: of the state before it.
            head: what was beside that.
            event: what happens.
            steps: how long the wait has taken since the node.
            heard: what has been heard in it.
            typing: keys that are still to be typed.
            mood: what a person is about at the menu that comes.
        """
        act = (event.kind, event.value)
        tried = self._standing_for(number, event)
        moves = self.moves(number).get(tried, [])
        after = self._going_on(number, head, steps, typing, mood)
        after = self._credited(after, heard) if heard else after
        if not moves:  # nothing comes of it
            return Landing(ChainSpot("wait", (number, after)), _counted(heard), act)
        if len(moves) > 1 or moves[0][0].chosen:
            return Landing(ChainSpot("fork", (number, after, tried, ())), _counted(heard), act)
        spot, marks = self.arrive(after, *moves[0])
        return Landing(spot, (*_counted(heard), *marks) if heard else marks, act)

    def _standing_for(self, number: int, event: Event) -> Event:
        """The event that the search has tried in place of one."""
        if event.kind == "reply":
            return event if event in self.moves(number) else _ANY_REPLY
        if event.kind != "key":
            return event
        key = self._found.control(number).number, event
        if key not in self._tried:
            self._tried[key] = KEY[self._found.standing_for(number, event.value)]
        return self._tried[key]

    def arrive(self, head: Head, move: Move, target: int) -> tuple[ChainSpot, tuple[int, ...]]:
        """Return where a call is after a move, and what that brings.

        Args:
            head: what would be beside the state if the wait went on.
            move: the move; target: the state to which it leads.
        """
        marks = self._happenings.of_move(move)
        if move.source.state.phase == "talk" and move.timer_ms != SAME_TIMER:
            head = head._replace(legs=(*head.legs, head.passed))
        state = self._found.control(target).state
        if self._lost and (state.place in self._lost or any(place in self._lost for place, _ in move.ways)):
            return self._end(head, UNKNOWN), marks
        if state.outcome:
            return self._end(head, state.outcome), marks
        if move.timer_ms == SAME_TIMER:
            return ChainSpot("wait", (target, head._replace(typing="", mood=""))), marks
        if state.hung_up:
            return ChainSpot("wait", (target, self._asked(self._gone(head, state.place), move))), marks
        collects = self._plan.table[state.place].awaits == base.KEYS
        keeps_mood = (collects and not state.digits) or move.event == SPOKE
        begun = Head(
            *head[:3],
            passed=head.passed,
            said=head.said,
            typing=head.typing if collects and state.digits else "",
            mood=head.mood if keeps_mood else "",
            menus=head.menus | self._runners.met(move) if head.hears == PERSON.name else head.menus,
            legs=head.legs,
            reached=head.reached,
        )
        return ChainSpot("wait", (target, self._asked(self._begun(begun, state.place), move))), marks

    def _begun(self, head: Head, place: int) -> Head:
        """What is beside a state in which a wait begins, after one that had taken so long."""
        detects = self._found.keeps(place, DETECTED)
        key = head.side, head.passed, head.turn, detects
        if key not in self._later:
            side = self._sides.all[head.side]
            later = side.later(head.passed, head.turn, detects, self._plan.platform, self._step_ms)
            self._later[key] = self._sides.of(later)
        number = self._later[key]
        listens = any(turn.what == LISTENED for turn in self._sides.all[number].turns)
        return head._replace(side=number, turn=0, passed=0, said=head.said and listens)

    def _gone(self, head: Head, place: int) -> Head:
        """What is beside a state once the line is closed: who has not come to it by then does not."""
        side = self._sides.all[self._begun(head, place).side]
        number = self._sides.of(SideAtWait(side.who._replace(passes_after_ms=None), ()))
        return Head(number, 0, "", legs=head.legs, reached=head.reached)

    def _is_settled(self, head: Head) -> bool:
        """Whether it does not matter how long a wait of this call takes to what comes after it."""
        side = self._sides.all[head.side]
        who = side.who
        return head.turn >= len(side.turns) and not who.greeting_ms and not who.detected_after_ms

    def _asked(self, head: Head, move: Move) -> Head:
        """What is beside a state to which a move leads: a request that it makes has a law."""
        if not self._callers.replies:
            return head
        urls = [effect.url for effect in move.effects if isinstance(effect, did.Requested)]
        asked = move.target.state
        pattern = (
            self._found.law_of_reply(self._callers, asked.place, urls[-1]) if urls and asked.phase == "http" else ""
        )
        return head if head.reply == pattern else head._replace(reply=pattern)

    def _going_on(self, number: int, head: Head, steps: int, typing: str = "", mood: str = "") -> Head:
        """What is beside the state after some steps, if nothing else has changed."""
        timer = self._timer(self._found.control(number), head)
        left, passed = timer if timer == NEVER else timer - steps, head.passed + steps
        return Head(
            head.side, head.turn, head.hears, head.since, passed, left, head.said, typing, mood,
            head.menus, head.reply, None, head.legs, head.reached,
        )  # fmt: skip

    def _credited(self, head: Head, heard: tuple[int, ...]) -> Head:
        """What is beside the state once something was heard."""
        if head.hears == SCREENING.name and SAID in heard and not head.said:
            head = head._replace(said=True)
        return head._replace(reached=True) if not head.reached and self._goal.intersection(heard) else head

    def _end(self, head: Head, outcome: str) -> ChainSpot:
        person_came = head.hears == PERSON.name
        key = head.side, outcome, head.legs, head.reached, person_came
        if key not in self._ends:
            side = self._sides.all[head.side].who if head.side >= 0 else None
            party, taken_for = (side.party.name, side.taken_for) if side is not None else ("", "")
            party = PERSON.name if person_came else party
            self._ends[key] = end_spot(CallEnd(party, taken_for, outcome, sum(head.legs), head.legs, head.reached))
        return self._ends[key]

    # --- what runs --------------------------------------------------------------------------------------------------

    def _timer(self, control: ControlState, head: Head) -> int:
        """How many steps are left until the timer fires; NEVER where none runs."""
        if head.left != ALL:
            return NEVER if control.timer_ms < 0 else head.left
        if control.timer_ms < 0:
            return NEVER
        if self._plan.table[control.state.place].awaits == base.DETECTION:
            return in_steps(self._sides.all[head.side].who.detected_ms(0, self._plan.platform), self._step_ms)
        return in_steps(control.timer_ms, self._step_ms)

    def _turn(self, control: ControlState, head: Head) -> int:
        """How many steps are left until something happens at the other side by itself; NEVER for nothing."""
        turns = self._sides.all[head.side].turns
        if control.state.hung_up or head.turn >= len(turns):
            return NEVER
        return max(turns[head.turn].at - head.passed, 0)

    def _hazard(self, control: ControlState, head: Head) -> float:
        """How likely a person hangs up in a step of this wait."""
        state = control.state
        if head.hears != PERSON.name or state.hung_up or state.phase == "talk":
            return 0.0
        return self._silent if control.playing is None else self._speaking

    def _cuts(self, control: ControlState, head: Head) -> list[HeardCut]:
        """What is still to be heard in the prompt that plays."""
        if control.playing is None or not head.hears or control.state.hung_up:
            return []
        told = self._happenings.heard(control.playing, head.hears)
        cuts = [
            HeardCut(each.end - head.passed, each.mark)
            for each in told
            if each.start >= head.since
            and (each.end > head.passed or not head.passed)
            and (each.mark != SAID or (head.hears == SCREENING.name and not head.said))
        ]
        said = [cut for cut in cuts if cut.mark == SAID][:1]
        return sorted([*said, *(cut for cut in cuts if cut.mark != SAID)])


def _counted(heard: tuple[int, ...]) -> tuple[int, ...]:
    return tuple([mark for mark in heard if mark != SAID])


def _scaled(law: Sequence[tuple[int, float]]) -> Delay:
    total = sum(probability for _, probability in law)
    return tuple([(steps, probability / total) for steps, probability in law])


def _a_step(a_second: float, step_ms: int) -> float:
    """How likely something is in a step that is so likely in a second."""
    lasts: float = (1 - a_second) ** (step_ms / 1000)
    return 1 - lasts
