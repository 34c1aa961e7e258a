"""What somebody or something does during a wait, and when: a key, the words of a recording, an answer from outside."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from ivrsim.callers.model import Callers, Interval, Share, TimeLaw, Transfers
from ivrsim.core import effects as did
from ivrsim.core.events import HANG_UP, KEY, NO_REPLY, SPOKE, TALK_ENDS, TIMER, TRANSFER, Event
from ivrsim.core.instructions import base
from ivrsim.core.memo import ControlState, Move
from ivrsim.core.parties import PERSON
from ivrsim.forecasting.unfolding.heads import LATE, SILENT, UNDECIDED, Head
from ivrsim.forecasting.unfolding.intents import bounds_of, intents, keys_of, opposite
from ivrsim.forecasting.unfolding.races import NEVER, RaceRunner
from ivrsim.forecasting.unfolding.search import NO_REPLY_TEXT, CallerSearch
from ivrsim.forecasting.unfolding.sides import in_steps

Runners = tuple[RaceRunner, ...]

ANYTHING: Final = Interval(0.0, 1.0)
"""The share of what may be or not, and nobody knows how likely."""
_MOST_WALKED: Final = 50
"""Waits without a key, after an input, among which it is looked for whether it leads back to the menu."""
_NO_MENUS: Final[frozenset[int]] = frozenset()
_NO_ANSWER: Final = "no answer"


class Doing(NamedTuple):
    """What a runner does.

    Attributes:
        event: what happens.
        typing: keys that are then still to be typed.
    """

    event: Event
    typing: str = ""


class Coming(NamedTuple):
    """What may come during a wait.

    Attributes:
        several: what may be the case, with its share; one where all shares are known.
        says: what the shares are of.
    """

    several: Sequence[tuple[Share, Runners]]
    says: str = ""


NOTHING: Final = Coming([(1.0, (RaceRunner(1.0, NEVER, None),))])

Moves = Mapping[Event, Sequence[tuple[Move, int]]]


class RunnersOfWaits:
    """What comes during the waits of a plan's calls.

    Args:
        found: the search.
        callers: the model.
        moves: what may happen in a state.
    """

    def __init__(self, found: CallerSearch, callers: Callers, moves: Callable[[int], Moves]) -> None:
        self._found = found
        self._plan = found.plan
        self._callers = callers
        self._moves = moves
        self._step_ms = callers.step_ms
        self._reaction = self._times(callers.person.reaction_ms)
        self._remembered = {
            menu.element: place
            for place in range(len(self._plan.table))
            if (menu := self._plan.menu_at(place)) is not None and keys_of(callers, self._plan, menu).again is not None
        }
        """The places of menus at which people do otherwise when they come there again, by their elements."""
        self._known: dict[object, Coming] = {}
        self._shares: dict[tuple[int, bool], Mapping[str, Share]] = {}

    def coming(self, number: int, control: ControlState, head: Head, timer: int) -> Coming:
        """Return what may come during a wait.

        Args:
            number: of the state; control: its control.
            head: what is beside it.
            timer: steps until the timer fires.
        """
        state, waiting = control.state, self._plan.table[control.state.place]
        if head.coming is not None:
            return self._once(("coming", head.coming), lambda: _surely([(1.0, *head.coming)]))  # type: ignore[misc]
        is_person = head.hears == PERSON.name and not state.hung_up
        match waiting.awaits:
            case base.KEYS if is_person:
                return self._keys(number, control, head)
            case base.PROMPT if is_person and head.mood == UNDECIDED and not head.passed:
                return self._early(number, head, timer)
            case base.RECORDING if is_person and head.mood != SILENT:
                return self._once("recording", lambda: self._recording(SPOKE in self._moves(number)))
            case base.TRANSFER if state.phase == "talk":
                law = self._transfers(waiting).talks_ms
                return self._once(("talk", state.place), lambda: _surely(self._each(law, Doing(TALK_ENDS))))
            case base.TRANSFER:
                return self._once(("transfer", state.place), lambda: self._outcomes(self._transfers(waiting)))
            case base.REPLY:
                return self._replies(number, control, head, timer)
            case _:
                return NOTHING

    def met(self, move: Move) -> frozenset[int]:
        """Return the menus whose input a move completes, where it matters that somebody comes there again."""
        if not self._remembered:
            return _NO_MENUS
        ended = [each.element for each in move.effects if isinstance(each, did.Input | did.NothingEntered)]
        return frozenset([self._remembered[element] for element in ended if element in self._remembered])

    # --- keys -------------------------------------------------------------------------------------------------------

    def _keys(self, number: int, control: ControlState, head: Head) -> Coming:
        """Keys at a menu that listens."""
        if head.typing:
            gap, typing = self._steps(self._callers.person.key_gap_ms), head.typing
            return self._once(("typing", typing), lambda: _surely([(1.0, gap, _typed(typing))]))
        if control.state.digits:
            return NOTHING
        if head.mood == SILENT:
            return NOTHING
        place, again = control.state.place, control.state.place in head.menus
        return self._once(("keys", place, again), lambda: self._pressed(self._intents(number, again)))

    def _pressed(self, shares: Mapping[str, Share]) -> Coming:
        several = [
            (share, [(weight, steps, _typed(text)) for steps, weight in self._reaction])
            if text
            else (share, [(1.0, NEVER, None)])
            for text, share in shares.items()
        ]
        return _joined(several, "what people press")

    def _early(self, number: int, head: Head, timer: int) -> Coming:
        """Keys while the last prompt of a menu is said."""
        early = self._callers.person.early
        if early == 0 or timer <= 1:
            return NOTHING
        listening = self._menu_behind(number)
        if listening is None:
            return NOTHING
        place = self._found.control(listening).state.place
        again = place in head.menus
        return self._once(
            ("early", place, again, timer), lambda: self._pressed_early(self._intents(listening, again), timer)
        )

    def _pressed_early(self, shares: Mapping[str, Share], timer: int) -> Coming:
        early = self._callers.person.early
        several: list[tuple[Share, Sequence[tuple[float, int, object]]]] = [(opposite(early), [(1.0, NEVER, LATE)])]
        for text, share in shares.items():
            law = (
                [(1 / (timer - 1), steps, _typed(text)) for steps in range(1, timer)]
                if text
                else [(1.0, NEVER, SILENT)]
            )
            several.append((_both(early, share), law))
        return _joined(several, "what people press, and how early")

    def _menu_behind(self, number: int) -> int | None:
        """The state of a menu that listens as soon as its prompt, which plays in a state, ends; if a key cuts that."""
        after = self._moves(number).get(TIMER, [])
        if len(after) != 1 or after[0][0].chosen or not self._plan.platform.barge_in:
            return None
        target = after[0][1]
        listening, playing = self._found.control(target).state, self._found.control(number).state
        cut_to = self._plan.table[playing.place].cut_to()
        return target if cut_to is not None and cut_to == listening.place and not listening.digits else None

    def _intents(self, number: int, again: bool) -> Mapping[str, Share]:
        """What people type at a menu that listens, by the number of a state there."""
        place = self._found.control(number).state.place
        key = place, again
        if key not in self._shares:
            menu = self._plan.menu_at(place)
            assert menu is not None
            keys = keys_of(self._callers, self._plan, menu)
            shares = keys.again if again and keys.again is not None else keys.shares
            self._shares[key] = intents(menu, shares, lambda text: self._repeats(number, text))
        return self._shares[key]

    def _repeats(self, number: int, text: str) -> bool:
        """Whether an input at a menu leads back to it before another menu listens."""
        place, here = self._found.control(number).state.place, number
        for key in text:
            moves = self._moves(here).get(KEY[self._found.standing_for(here, key)], [])
            if len(moves) != 1:
                return False
            here = moves[0][1]
        for _ in range(_MOST_WALKED):
            state = self._found.control(here).state
            if self._plan.menu_at(state.place) is not None and not state.digits:
                return state.place == place
            onward = self._moves(here).get(TIMER, [])
            if state.outcome or not onward:
                return False
            here = onward[0][1]
        return False

    # --- the rest ---------------------------------------------------------------------------------------------------

    def _recording(self, ends_by_silence: bool) -> Coming:
        """Words of a person, and what ends them."""
        person = self._callers.person
        doing = {
            "#": Doing(KEY["#"]),
            "hang up": Doing(HANG_UP),
            "silence": Doing(SPOKE) if ends_by_silence else None,
        }
        speaks = self._times(person.speaks_ms)
        several = [
            (share, [(weight, steps, each) for steps, weight in speaks] if each else [(1.0, NEVER, None)])
            for what, share in person.ends_recording.items()
            for each in [doing[what]]
        ]
        return _joined(several, "how people end a recording")

    def _transfers(self, waiting: base.Instruction) -> Transfers:
        name = str(getattr(self._plan.nodes[waiting.element], "name", "") or "")
        laws = self._callers.transfers
        return laws[name] if name in laws else laws[""]

    def _outcomes(self, law: Transfers) -> Coming:
        several = [
            (share, [(1.0, NEVER, None)] if what == _NO_ANSWER else self._each(law.rings_ms, Doing(TRANSFER[what])))
            for what, share in law.shares.items()
        ]
        return _joined(several, "what comes of transfers")

    def _replies(self, number: int, control: ControlState, head: Head, timer: int) -> Coming:
        if not head.reply:
            return self._once(("any reply", control.number), lambda: self._any_reply(number, timer))
        law = self._callers.replies[head.reply]
        return self._once(
            ("reply", head.reply),
            lambda: _joined(
                [
                    (
                        share,
                        self._each(law.after_ms, Doing(NO_REPLY if text == NO_REPLY_TEXT else Event("reply", text))),
                    )
                    for text, share in law.shares.items()
                ],
                f"what {head.reply} replies",
            ),
        )

    def _any_reply(self, number: int, timer: int) -> Coming:
        """Nobody knows what a server replies: anything may come, at once or as late as it can, or nothing in time."""
        says = f"what the server of {self._found.label(self._found.control(number).state.place)} replies"
        several = [
            (ANYTHING, (RaceRunner(1.0, NEVER, None) if event == TIMER else RaceRunner(1.0, steps, Doing(event)),))
            for event in self._moves(number)
            if event.kind in ("reply", "no reply", "timer")
            for steps in ((NEVER,) if event == TIMER else dict.fromkeys((1, max(timer - 1, 1))))
        ]
        return Coming(several, says)

    def _once(self, key: object, made: Callable[[], Coming]) -> Coming:
        """What is made once for all waits that are alike, so that their races are one."""
        if key not in self._known:
            self._known[key] = made()
        return self._known[key]

    def _each(self, law: TimeLaw, doing: Doing) -> list[tuple[float, int, object]]:
        return [(weight, steps, doing) for steps, weight in self._times(law)]

    def _times(self, law: TimeLaw) -> list[tuple[int, float]]:
        """A law of times, in steps; one at least."""
        found: dict[int, float] = {}
        for ms, weight in law.items():
            steps = max(self._steps(ms), 1)
            found[steps] = found.get(steps, 0.0) + weight
        return sorted(found.items())

    def _steps(self, ms: int) -> int:
        return in_steps(ms, self._step_ms)


def _typed(text: str) -> Doing:
    return Doing(KEY[text[0]], text[1:])


def _surely(runners: Sequence[tuple[float, int, object]]) -> Coming:
    return Coming([(1.0, tuple([RaceRunner(*each) for each in runners]))])


def _joined(several: Sequence[tuple[Share, Sequence[tuple[float, int, object]]]], says: str) -> Coming:
    """What may come; where all shares are known, one race is run for all of it."""
    bounds = [bounds_of(share) for share, _ in several]
    if any(low != high for low, high in bounds):
        return Coming([(share, tuple([RaceRunner(*each) for each in law])) for share, law in several], says)
    total = sum(low for low, _ in bounds)
    weighed = [
        RaceRunner(weight * low / total, steps, tag)
        for (low, _), (_, law) in zip(bounds, several, strict=True)
        for weight, steps, tag in law
        if low
    ]
    return Coming([(1.0, tuple(weighed))])


def _both(one: Share, other: Share) -> Share:
    """The share of what is both."""
    if isinstance(one, Interval) or isinstance(other, Interval):
        (low, high), (other_low, other_high) = bounds_of(one), bounds_of(other)
        return Interval(low * other_low, high * other_high)
    return one * other
