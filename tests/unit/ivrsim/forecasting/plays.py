"""Calls that are drawn from a model of callers by what its documentation says, and played on the real engine.

Nothing of the chain is used here: no search, no race, no law. Somebody is drawn who answers, and at each wait what they
or the world do, and when; what comes of that the engine says. What a reader of the tests must believe stands here and
in `ivrsim.callers.model`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from math import floor, inf, log
from random import Random
from typing import Any, Final, NamedTuple

from ivrdsl.model import nodes as n
from ivrsim.callers.model import Callers, Shares, TimeLaw, Transfers
from ivrsim.core import effects as did
from ivrsim.core.effects import Effect
from ivrsim.core.events import HANG_UP, KEY, SPOKE, TALK_ENDS, TRANSFER, Event
from ivrsim.core.instructions.base import DETECTION, KEYS, PROMPT, RECORDING, TRANSFER as TRANSFERRING
from ivrsim.core.parties import MAILBOX, PARTIES, PERSON, RECEPTIONIST, SCREENING, Party
from ivrsim.core.table import Plan
from ivrsim.forecasting.unfolding.happenings import title
from ivrsim.play.line import NOON, Line
from ivrsim.play.other_side import OtherSide, said_to
from ivrsim.play.web import ERROR, Delayed, Web

NO_REPLY: Final = "no reply"
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


class BetweenSteps(Exception):  # noqa: N818  # a plan that cannot be compared
    """A time of the plan is no whole number of steps."""


class Played(NamedTuple):
    """What became of a call.

    Attributes:
        party, taken_for, outcome: as the ends of a chain have them: a person, where one came later.
        steps: how long it took from the answer on.
        legs: how long each talk was, in steps.
        counts: how often things happened, by the names of a chain's happenings.
    """

    party: str
    taken_for: str
    outcome: str
    steps: int
    legs: tuple[int, ...]
    counts: Mapping[str, int]


class Planned(NamedTuple):
    """What somebody is about to do.

    Attributes:
        at_ms: when.
        event: what.
        typing: the keys behind it.
    """

    at_ms: int
    event: Event
    typing: str = ""


class CallPlayer:
    """Plays calls.

    Args:
        plan: the plan. All its times are whole steps.
        callers: the model, with every share known.
        seed: of what is drawn.
        repeating: for each menu, by name, the inputs that lead back to it.
    """

    def __init__(
        self, plan: Plan, callers: Callers, seed: int, repeating: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.plan = plan
        self.callers = callers
        self.repeating = repeating or {}
        self._random = Random(seed)
        self._step_ms = callers.step_ms
        person = callers.person
        self._stays = {
            True: (1 - person.hangs_up_speaking) ** (self._step_ms / 1000),
            False: (1 - person.hangs_up_silent) ** (self._step_ms / 1000),
        }
        self._detecting = [each for each in plan.table if each.awaits == DETECTION]
        self._last_prompts: dict[object, int] = {}
        self._typed: dict[tuple[int, bool], Mapping[str, float]] = {}

    def play(self) -> Played:
        """Play a call.

        Raises:
            BetweenSteps: it takes a time that is no whole number of steps.
        """
        reach = self._one_of(self.callers.reach)
        line = self._ringing()
        if reach != "answered":
            line.answer(reach)
            return Played("", "", reach, 0, (), self._counts(line, ""))
        party = PARTIES[self._one_of(self.callers.parties)]
        line.answered_by(self._side(party))
        call = PlayedCall(self, line)
        call.run()
        side = line.other_side
        assert side is not None
        steps, rest = divmod(line.now_ms, self._step_ms)
        if rest:
            raise BetweenSteps(f"{line.now_ms} ms are no whole steps")
        legs = tuple(_talks(line, self._step_ms))
        who = PERSON.name if call.person_came else party.name
        return Played(who, side.taken_for, line.transcript().outcome, steps, legs, self._counts(line, party.name))

    # --- who answers, and what is given -----------------------------------------------------------------------------

    def _ringing(self) -> Line:
        callers = self.callers
        values = {name: self._one_of(law) for name, law in callers.values.items()}
        values |= {name: self._text(self._one_of(law)) for name, law in callers.letters.items()}
        clock = NOON
        if callers.at:
            clock = datetime.fromisoformat(self._one_of(callers.at)).replace(tzinfo=UTC)
        line = Line(self.plan, values, clock)
        line.web = Web(dict.fromkeys(callers.replies, self._reply))
        return line

    def _text(self, letters: int) -> str:
        return (LETTERS * (letters // len(LETTERS) + 1))[:letters]

    def _reply(self, method: str, url: str) -> Delayed:
        law = next(law for pattern, law in self.callers.replies.items() if fnmatchcase(url, pattern))
        text = self._one_of(law.shares)
        return Delayed(ERROR if text == NO_REPLY else text, self._one_of(law.after_ms))

    def _side(self, party: Party) -> OtherSide:
        callers, verdict, after_ms = self.callers, "", None
        if self._detecting:
            verdicts = callers.detector[party.name]
            verdict = self._one_of(verdicts.shares)
            law = verdicts.after_ms.get(verdict)
            after_ms = self._one_of(law) if law else None
        side = OtherSide(party, verdict, detected_after_ms=after_ms)
        if party is MAILBOX:
            box = callers.mailbox
            full_ms = self._one_of(box.full_after_ms) if box.full_after_ms else None
            return side._replace(
                greeting_ms=self._one_of(box.greeting_ms), beep=self._is(box.beep), full_after_ms=full_ms
            )
        if party is SCREENING:
            asks = callers.screening
            greeting_ms = self._one_of(asks.greeting_ms)
            comes_ms = greeting_ms + self._one_of(asks.passes_after_ms) if self._is(asks.passes) else None
            listens_ms = self._one_of(asks.listens_ms)
            return side._replace(greeting_ms=greeting_ms, hears_name_ms=listens_ms, passes_after_ms=comes_ms)
        if party is RECEPTIONIST:
            desk = callers.receptionist
            return side._replace(passes_after_ms=self._one_of(desk.passes_after_ms) if self._is(desk.passes) else None)
        return side

    # --- lots -------------------------------------------------------------------------------------------------------

    def _is(self, share: Any) -> bool:
        return self._random.random() < share

    def _one_of(self, law: Mapping[Any, Any]) -> Any:
        return self._random.choices(list(law), list(law.values()))[0]

    def time(self, law: TimeLaw) -> int:
        """Draw a time, in ms."""
        found: int = self._one_of(law)
        return found

    def one_of(self, shares: Shares) -> str:
        """Draw one of several."""
        found: str = self._one_of(shares)
        return found

    def is_early(self) -> bool:
        return self._is(self.callers.person.early)

    def within(self, length_ms: int) -> int:
        """Draw a step of a time, but not the first: when it begins, in ms."""
        return self._random.randrange(1, length_ms // self._step_ms) * self._step_ms

    def patience(self, speaking: bool) -> float:
        """Draw how long until a person hangs up, in ms; infinite where they never do."""
        stays = self._stays[speaking]
        if stays == 1:
            return inf
        return floor(log(1 - self._random.random()) / log(stays)) * self._step_ms

    # --- what people do at menus ------------------------------------------------------------------------------------

    def typed(self, menu: int, again: bool) -> str:
        """Draw what a person types at a menu, by its element; "" for nothing."""
        key = menu, again
        if key not in self._typed:
            self._typed[key] = self._law_of_typing(menu, again)
        return self.one_of(self._typed[key])

    def _law_of_typing(self, menu: int, again: bool) -> Mapping[str, float]:
        node = self.plan.nodes[menu]
        assert isinstance(node, n.Menu)
        name = node.name or ""
        keys = self.callers.person.menus.get(name, self.callers.person.menus[""])
        shares = keys.shares if not again or keys.again is None else keys.again
        offered = [_within_range(each.pressed) for each in node.body if isinstance(each, n.Keypress)]
        if not offered:  # so many digits as it takes, for its default
            offered = ["1234567890"[: min(node.max_digits or 4, 10)]]
            wrong = offered
        else:
            wrong = [key for key in "987654321*0" if key not in offered][:1]
        back = [each for each in offered if each in self.repeating.get(name, ())]
        onward = [each for each in offered if each not in back] or [""]
        law: dict[str, float] = {}
        for what, share in shares.items():
            texts = {
                "silence": [""],
                "offered": onward,
                "repeat": back or onward,
                "wrong": wrong or onward,
            }.get(what, [what])
            for text in texts:
                assert isinstance(share, float)
                law[text] = law.get(text, 0.0) + share / len(texts)
        return law

    # --- what happened ----------------------------------------------------------------------------------------------

    def _counts(self, line: Line, party: str) -> Counter[str]:
        plan, found = self.plan, Counter[str]()
        for effect in line.effects():
            found.update(_named(plan, effect))
        listeners = {PERSON} | ({PARTIES[party]} if party in ("mailbox", "screening", "receptionist") else set())
        for who in listeners:
            hears = "mailbox kept" if who is MAILBOX else f"{who.name} hears"
            for said in said_to(line.log, plan.platform, line.now_ms, who):
                if said.whole:
                    found[f"{hears} {title(plan, said.prompt.element)}"] += 1
                for start, end in said.prompt.spots():
                    if said.text and said.start <= start and end <= said.end:
                        found[f"{hears} secret"] += 1
        return found


class PlayedCall:
    """A call that has just been answered.

    Args:
        player: draws.
        line: the call.
    """

    def __init__(self, player: CallPlayer, line: Line) -> None:
        self._player = player
        self._line = line
        self._coming: list[int] = [at_ms for at_ms, _ in self._side.moments()]
        self._planned: Planned | None = None
        self._typing = ""
        self._decided = False
        """Whether it is settled that the person presses nothing at the menu that comes, or listens."""
        self._has_spoken = False
        self._met: set[int] = set()
        """Menus at which the person was before."""
        self.person_came = False
        """Whether a person was on the line at any time."""

    @property
    def _side(self) -> OtherSide:
        side = self._line.other_side
        assert side is not None
        return side

    @property
    def _person_is_there(self) -> bool:
        line, person_ms = self._line, self._side.person_ms
        if line.ended or line.control.state.hung_up or person_ms is None or person_ms > line.now_ms:
            return False
        return person_ms not in self._coming  # who comes in this moment, comes first

    def run(self) -> None:
        """Let it go on to its end."""
        self._wait_begins()
        while not self._line.ended:
            self._goes_on()

    def _goes_on(self) -> None:
        """Let happen what happens first; of what comes in one moment the other side, then the timer, then people."""
        line = self._line
        self.person_came |= self._person_is_there
        moment = self._coming[0] if self._coming and not line.control.state.hung_up else inf
        timer = inf if line.due_ms is None else line.due_ms
        act = inf if self._planned is None else self._planned.at_ms
        leaves = line.now_ms + self._patience()
        first = min(moment, timer, act, leaves)
        assert first != inf
        if moment == first:
            self._other_side_acts()
        elif timer == first:
            self._happens(line.fire)
        elif act == first:
            self._acts()
        else:
            line.run_to(int(leaves))
            self._happens(line.hang_up)

    def _patience(self) -> float:
        line = self._line
        if not self._person_is_there or line.control.state.phase == "talk":
            return inf
        return self._player.patience(_playing(line) is not None)

    def _other_side_acts(self) -> None:
        line, was_there = self._line, self._person_is_there
        line.run_to(self._coming.pop(0))
        if line.ended or line.control.state.hung_up:
            self._wait_begins()
        elif self._person_is_there and not was_there:
            self._person_comes()

    def _acts(self) -> None:
        line, planned = self._line, self._planned
        assert planned is not None
        line.run_to(planned.at_ms)
        self._typing = planned.typing
        if planned.event == SPOKE:
            self._has_spoken = True
        if planned.event == HANG_UP:
            self._happens(line.hang_up)
        else:
            self._happens(lambda: line.decide(planned.event))

    def _happens(self, what: Callable[[], None]) -> None:
        line, there, start = self._line, self._person_is_there, len(self._line.log)
        recording = line.waiting.awaits == RECORDING and line.state.place
        what()
        for effect in line.effects(start):
            if there and isinstance(effect, did.Input | did.NothingEntered):
                self._met.add(effect.element)
        if recording is False or recording != line.state.place:
            self._has_spoken = False
        self._wait_begins()

    # --- what somebody will do --------------------------------------------------------------------------------------

    def _wait_begins(self) -> None:
        """Draw what will be done in this wait."""
        line, typing = self._line, self._typing
        self._planned, self._typing = None, ""
        if line.ended:
            return
        waiting, there = line.waiting, self._person_is_there
        if waiting.awaits == TRANSFERRING:
            self._plan_transfer()
        elif waiting.awaits == PROMPT and there:
            self._plan_early()
        elif waiting.awaits == KEYS and there and line.state.digits:
            if typing:
                gap_ms = self._player.callers.person.key_gap_ms
                self._planned = Planned(line.now_ms + gap_ms, KEY[typing[0]], typing[1:])
        elif waiting.awaits == KEYS and there:
            self._plan_keys()
        elif waiting.awaits == RECORDING and there and not self._has_spoken:
            self._plan_speech()
        if waiting.awaits != PROMPT:
            self._decided = False

    def _person_comes(self) -> None:
        """In the middle of a wait; who comes then reacts from then on."""
        line = self._line
        if line.waiting.awaits == KEYS and not line.state.digits:
            self._plan_keys()
        elif line.waiting.awaits == RECORDING:
            self._plan_speech()
        elif line.waiting.awaits == PROMPT and _began_now(line):
            self._plan_early()

    def _plan_keys(self) -> None:
        if self._decided:
            return
        typed = self._player.typed(self._line.waiting.element, self._line.waiting.element in self._met)
        if typed:
            at_ms = self._line.now_ms + self._player.time(self._player.callers.person.reaction_ms)
            self._planned = Planned(at_ms, KEY[typed[0]], typed[1:])

    def _plan_early(self) -> None:
        """Who presses early does it while the last prompt of a menu plays, if a key then cuts it."""
        self._decided = False
        menu, prompt = self._menu_that_listens_next(), _playing(self._line)
        assert prompt is not None
        if menu is None or prompt.duration_ms <= self._player.callers.step_ms or not self._player.is_early():
            return
        self._decided = True
        typed = self._player.typed(menu, menu in self._met)
        if typed:
            at_ms = self._line.now_ms + self._player.within(prompt.duration_ms)
            self._planned = Planned(at_ms, KEY[typed[0]], typed[1:])

    def _menu_that_listens_next(self) -> int | None:
        """The element of the menu whose last prompt has begun; None where it is not the last, or no key cuts it."""
        line = self._line
        place = line.waiting.cut_to()
        if place is None or not line.plan.platform.barge_in:
            return None
        later = line.copied()
        later.fire()
        return None if later.state.place != place else later.waiting.element

    def _plan_speech(self) -> None:
        player, line = self._player, self._line
        person = player.callers.person
        event = {
            "#": KEY["#"],
            "hang up": HANG_UP,
            "silence": SPOKE if line.plan.platform.record_timeout == "silence" else None,
        }[player.one_of(person.ends_recording)]
        if event is not None:
            self._planned = Planned(line.now_ms + player.time(person.speaks_ms), event)

    def _plan_transfer(self) -> None:
        line, player = self._line, self._player
        law = self._law_of_transfer()
        if line.state.phase == "talk":
            self._planned = Planned(line.now_ms + player.time(law.talks_ms), TALK_ENDS)
            return
        what = player.one_of(law.shares)
        if what != "no answer":
            self._planned = Planned(line.now_ms + player.time(law.rings_ms), TRANSFER[what])

    def _law_of_transfer(self) -> Transfers:
        node: Any = self._line.plan.nodes[self._line.waiting.element]
        laws = self._player.callers.transfers
        return laws.get(node.name or "", laws[""])


def _within_range(pressed: str) -> str:
    """A key that a keypress takes; of a range the one in its middle."""
    low, dash, high = pressed.partition("-")
    return str((int(low) + int(high)) // 2) if dash else pressed


def _playing(line: Line) -> did.Prompt | None:
    """The prompt that plays now."""
    return _last_prompt(line)[1] if line.waiting.awaits == PROMPT else None


def _began_now(line: Line) -> bool:
    """Whether the prompt that plays has begun in this moment."""
    return _last_prompt(line)[0] == line.now_ms


def _last_prompt(line: Line) -> tuple[int, did.Prompt]:
    """The prompt that has begun last, and when."""
    for at in range(len(line.log) - 3, -1, -3):
        for effect in reversed(line.log[at + 1]):
            if isinstance(effect, did.Prompt):
                return line.log[at], effect
    raise AssertionError("nothing was said")


def _talks(line: Line, step_ms: int) -> Iterator[int]:
    """How long the talks of a call were, in steps."""
    begun_ms: int | None = None
    for at_ms, effects in zip(line.log[::3], line.log[1::3], strict=True):
        for effect in effects:
            if begun_ms is not None and isinstance(effect, did.TransferOver | did.CalleeHungUp):
                yield (at_ms - begun_ms) // step_ms
                begun_ms = None
            if isinstance(effect, did.TransferAnswered):
                begun_ms = at_ms
    assert begun_ms is None


def _named(plan: Plan, effect: Effect) -> list[str]:
    """What a chain calls an effect, of those that are compared."""
    element = effect.element
    match effect:
        case did.Prompt():
            return [title(plan, element)]
        case did.KeyPressed():
            return ["key"]
        case did.Input():
            return [f"enters something at {title(plan, element)}"]
        case did.BranchTaken():
            return [f"takes {effect.pressed} at {title(plan, element)}"] if effect.pressed != "timeout" else []
        case did.NothingEntered():
            return [f"enters nothing at {title(plan, element)}"]
        case did.Transferring():
            return [f"transfers at {title(plan, element)}"]
        case did.TransferAnswered():
            return ["transfer answered"]
        case did.RecordingKept():
            return [f"recording kept at {title(plan, element)}"]
        case did.Stashed():
            return [f"stashes {effect.value} in {effect.variable}"]
        case did.Requested():
            return ["server asked"]
        case did.NoReply():
            return ["server silent"]
        case did.Detected():
            return [f"takes {effect.branch} at {title(plan, element)}"]
        case did.Unmatched():
            return [f"enters what nothing takes at {title(plan, element)}"]
        case _:
            return []
