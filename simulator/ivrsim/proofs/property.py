"""What a property is, and what it can ask about the calls of a plan."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from ivrdsl.findings.arguments import checked, require, require_ms, require_whole
from ivrdsl.findings.finding import ERROR, Severity
from ivrdsl.model.structs import struct
from ivrdsl.wording.told import bare
from ivrsim.core import table as t
from ivrsim.core.effects import Prompt
from ivrsim.core.events import TOLD_KINDS
from ivrsim.graph.reason import Reason
from ivrsim.graph.search import circles, circling, components, numbers_of
from ivrsim.graph.usage import reads, works_out, writes
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.edges import Allows, facts
from ivrsim.proofs.entries import Entries
from ivrsim.proofs.paths import (
    Path,
    PathSearch,
    anything,
    by_callee,
    is_barge_in,
    is_ignored,
    is_reply,
    taken_for,
    waits_for_decision,
)
from ivrsim.proofs.secrets import SecretFinder, as_written
from ivrsim.proofs.unset import unset_names
from ivrsim.search.bounds import Watch
from ivrsim.search.explore import Exploration, Move

MAX_PLAYS: Final = 5
"""How often a prompt may be played in one call, unless somebody says otherwise."""


MAX_SILENCE_MS: Final = 10_000
"""How long somebody who has answered may hear no word, unless somebody says otherwise, in ms: as long as the default
platform waits for a beep, and 2 s."""

MAX_LATE_MS: Final = 15_000
"""Until when somebody may come to the line late, unless somebody says otherwise, in ms. An assistant asks for 4 s,
listens for 3 s and shows its owner the words, who needs a moment (assumed: not documented)."""

SECRET: Final = "secret"
"""A property looks at what is secret. What is said of a value that nobody knows is for its name and the words around it
to say; whether a pattern of the user's finds more in it, nobody can."""
TIME: Final = "time"
"""A property looks at how long something takes, which leans on estimates of how long prompts are."""


@checked
class Options(NamedTuple):
    """What properties are told.

    Attributes:
        max_plays: how often a prompt may be played in one call.
        max_duration_ms: how long a call may take, in ms; None for any time.
        max_silence_ms: how long somebody who has answered may hear no word, in ms.
        max_late_ms: until when somebody may come to the line late, in ms after the answer.
        secrets: what counts as secret, beside what is marked and the code that words tell.
        left_out: (name of a property, elements): where a property that has places is not asked.
    """

    max_plays: int = MAX_PLAYS
    max_duration_ms: int | None = None
    secrets: tuple[re.Pattern[str], ...] = ()
    left_out: tuple[tuple[str, range], ...] = ()
    max_silence_ms: int = MAX_SILENCE_MS
    max_late_ms: int = MAX_LATE_MS

    def require(self) -> None:
        """Refuse what no options are.

        Raises:
            ArgumentError: it is so.
        """
        require_whole("Options", "max_plays", self.max_plays, 1)
        if self.max_duration_ms is not None:
            require_ms("Options", "max_duration_ms", self.max_duration_ms)
        require_ms("Options", "max_silence_ms", self.max_silence_ms)
        require_ms("Options", "max_late_ms", self.max_late_ms)
        fits = isinstance(self.secrets, Sequence) and all(isinstance(each, re.Pattern) for each in self.secrets)
        require(fits, "Options", "secrets", self.secrets, 'a tuple of patterns: (re.compile("[0-9]{6}"),)')

    def leaves_out(self, name: str, element: int) -> bool:
        """Whether a property is not asked at an element."""
        return any(name == each and element in covered for each, covered in self.left_out)


DEFAULTS: Final = Options()


class Breach(NamedTuple):
    """A call that breaks a property.

    Attributes:
        path: the call.
        because: what goes wrong in it, in words.
        expect: the statement of a call script that fails in this call, and would hold if the plan were mended; "" where
            there is none.
        answered: who it really is that answers, as a script says it behind `answer`; "" for whom the way tells.
    """

    path: Path
    because: str
    expect: str = ""
    answered: str = ""


class Broken(NamedTuple):
    """A property does not hold.

    Attributes:
        path, because, expect, answered: of a cheapest call that shows it, see `Breach`; path is None where none can.
        more: other calls that show it in other ways, cheap ones first.
        elements: the tags that it is about, where no call shows them.
        reasons: what makes it so, one by one, where `because` does not say it all.
    """

    path: Path | None
    because: str
    expect: str = ""
    more: Iterable[Breach] = ()
    elements: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()
    answered: str = ""

    def ways(self) -> Iterator[Breach]:
        """All calls that show it."""
        if self.path is not None:
            yield Breach(self.path, self.because, self.expect, self.answered)
        yield from self.more


def broken_by(paths: Iterator[Path], words: Callable[[Path], Breach]) -> Broken | None:
    """Return what some calls break, each with its own words; None where there is none."""
    first = next(paths, None)
    if first is None:
        return None
    path, because, expect, answered = words(first)
    return Broken(path, because, expect, map(words, paths), answered=answered)


class Holds(NamedTuple):
    """A property holds in all calls that were searched.

    Attributes:
        path: a call in which it mattered; None if there is none, so that it holds for no reason.
        because: what that call shows.
        answered: who answers in it, see `Breach`.
    """

    path: Path | None
    because: str
    answered: str = ""


class NotAsked(NamedTuple):
    """A property is left out, whatever the plan does: by the options, or by who answers."""


class Unsure(NamedTuple):
    """Whether a property holds depends on what nobody knows.

    Attributes:
        because: on what, in words.
        reasons: what would decide it, one by one.
    """

    because: str
    reasons: tuple[Reason, ...] = ()


Answer = Broken | Holds | Unsure | NotAsked | None
"""What a property says of a plan; None where it is about nothing that was found in the plan."""


@struct
class Property:
    """A claim about all calls of a plan.

    Attributes:
        name: of the property, as reports and --select call it.
        says: the claim, in words.
        check: finds out; see `Answer`.
        level: how bad it is where it does not hold; an error fails a run.
        harm: what is bad about that.
        has_places: whether it can be left out at a tag; else it is about the plan as a whole.
        exists: whether it claims that something can happen; then that it cannot can be said only of all calls.
        shown: whether a call in which it happens is proof enough; a claim about all calls it never is.
        leans_on: what else than the way of a call it looks at: SPOKEN, SENT, TIME. A value from outside matters only
            there.
        whole: whether it may look at all that a call tells: then nothing is forgotten that is told.
        judges: whether a call that was played breaks it, where a claim can tell that of a call alone. It is told what
            happened until the statement failed, if there is one.
        tells: the same in words, which say what is wrong in this call; "" where nothing is.
        conclusive: whether what fails in any call that was played, its statement, `judges` and `tells`, breaks the
            claim, whichever way the call went.
        keyless: whether it is about callees who press no keys.
        goals: of a claim that something can happen, all that must.
        why: tells the facts that make it hold, of calls in which it does.
    """

    name: str
    says: str
    check: "Callable[[PlanCalls], Answer]"
    level: Severity = ERROR
    harm: str = ""
    has_places: bool = False
    exists: bool = False
    shown: bool = False
    leans_on: tuple[str, ...] = ()
    whole: bool = False
    judges: "Callable[[Transcript], bool] | None" = None
    tells: "Callable[[Transcript, Options], str] | None" = None
    conclusive: bool = False
    keyless: bool = False
    goals: "Callable[[PlanCalls], list[Goal]] | None" = None
    why: "Callable[[PlanCalls], Iterable[Reason]] | None" = None


Goal = Callable[[Move], bool]
"""Whether a move is one that must be shown."""


class PlanCalls:
    """The calls of a plan, as properties see them."""

    def __init__(self, found: Exploration, options: Options = DEFAULTS, watch: Watch | None = None) -> None:
        self.found = found
        self.options = options
        self.search = PathSearch(found, watch)

    @property
    def plan(self) -> t.Plan:
        return self.found.plan

    def ask(self, each: Property) -> "Answer":
        """What a property says of these calls. What it looks at is counted anew.

        Raises:
            StoppedError: it was not known yet when the search was ended, or came to its bound.
        """
        self.search.looks = 0
        return each.check(self)

    def label(self, element: int) -> str:
        """An element in words."""
        return self.plan.elements[element].label

    # --- callees ----------------------------------------------------------------------------------------------------

    @staticmethod
    def person(move: Move) -> bool:
        """Allows what can happen when a person answers, or a caller rings in."""
        return move.event.kind != "unanswered" and (move.event.kind, move.event.value) != ("answered", "machine")

    @cached_property
    def machine(self) -> Allows:
        """Allows what happens when who answers is taken for a machine: it presses no keys and does not hang up."""
        return taken_for("machine", *(["unsure"] if self.plan.platform.amd_unsure == "machine" else []))

    @classmethod
    def stays(cls, move: Move) -> bool:
        """Allows what can happen to a person who stays on the line, see `keeps_still`."""
        return cls.person(move) and cls.keeps_still(move)

    @staticmethod
    def keeps_still(move: Move) -> bool:
        """Allows all but to hang up, to cut a prompt, and to press keys when nobody listens."""
        leaves = move.event.kind == "hang up" or is_barge_in(move)
        return not leaves and not (by_callee(move) and is_ignored(move))

    @staticmethod
    def silent(move: Move) -> bool:
        """Allows all but what the callee does, once the phone has been answered."""
        return not by_callee(move)

    def automatic(self, move: Move) -> bool:
        """Allows what nobody decides where no key takes the call elsewhere: timers, replies, what comes of tests."""
        by_itself = move.event.kind in ("timer", *TOLD_KINDS) and not waits_for_decision(move, self.plan)
        return (by_itself or is_reply(move)) and move.source.number not in self._listening

    @cached_property
    def _listening(self) -> frozenset[int]:
        """The controls from which a key takes a call elsewhere than it goes without one."""
        onward: dict[int, set[int]] = {}
        for move in self.found.moves:
            if not by_callee(move):
                onward.setdefault(move.source.number, set()).add(move.target.number)
        return frozenset(
            move.source.number
            for move in self.found.moves
            if move.event.kind == "key" and not is_ignored(move)
            if move.target.number not in onward.get(move.source.number, ())
        )

    def foreseen(self, move: Move) -> bool:
        """Allows what is the same at every time of day, and does not hang on chance."""
        return not move.unforeseen and not (move.asked and any(place in self._timed for place, _ in move.ways))

    @cached_property
    def _timed(self) -> frozenset[int]:
        """The places that work something out of the time of day, which a test may look at."""
        working = {place: reads(each) for place, each in enumerate(self.plan.table) if works_out(each)}
        looked_at = {name for names in working.values() for name in names}

        def matters(place: int) -> bool:
            each = self.plan.table[place]
            return each.asks or None in looked_at or not looked_at.isdisjoint((*writes(each), None))

        timed = [place for place, names in working.items() if any(_is_time(name) for name in names)]
        return frozenset(filter(matters, timed))

    @cached_property
    def unset(self) -> list[str]:
        """The variables, of those that no state remembers, that a call may read without having set them."""
        return unset_names(self.found)

    @cached_property
    def entries(self) -> Entries:
        """What moves tell, for predicates of users."""
        return Entries(self.found)

    # --- secrets ----------------------------------------------------------------------------------------------------

    @cached_property
    def secrets(self) -> SecretFinder:
        """Finds the secrets in prompts."""
        return SecretFinder(self.found, self.options.secrets)

    def starts_secret(self, move: Move) -> bool:
        """Whether a prompt with a secret starts: a callee who stays silent hears it."""
        return any(isinstance(effect, Prompt) and self.secrets.in_prompt(effect) for effect in move.effects)

    def completes_secret(self, move: Move) -> bool:
        """Whether a prompt with a secret has just been spoken to its end."""
        return self.completed_secrets(move) > 0

    def completed_secrets(self, move: Move) -> int:
        """How often its secrets have just been told by a prompt that was spoken to its end: one may repeat them."""
        playing = move.source.playing
        if playing is None or move.event.kind != "timer":
            return 0
        told = Counter(bare(each.text) for each in self.secrets.in_prompt(playing))
        return min(told.values(), default=0)

    @cached_property
    def has_secret(self) -> bool:
        """Whether any prompt of any call says a secret, or a prompt of the plan does that no call was seen to reach."""
        return any(map(self.starts_secret, self.found.moves)) or any(map(self.secrets.says, self.plan.table))

    @property
    def prompts(self) -> Iterator[Prompt]:
        """The prompts of all calls, and those of the plan that say the same in every call."""
        yield from (effect for move in self.found.moves for effect in move.effects if isinstance(effect, Prompt))
        yield from filter(None, (as_written(each) for each in self.plan.table if isinstance(each, t.Play)))

    # --- states -----------------------------------------------------------------------------------------------------

    def ended(self, state: int) -> bool:
        """Whether the call is over."""
        return bool(self.found.control(state).state.outcome)

    @cached_property
    def ends(self) -> frozenset[int]:
        """The states in which a call is over."""
        over = [bool(control.state.outcome) for control in self.found.controls]
        return frozenset(state for state, control in enumerate(self.found.control_of) if over[control])

    @cached_property
    def groups(self) -> list[list[int]]:
        """The states in groups: from each to each other in a group a call can come; what a group leads to is first."""
        states = self.search.states
        return components(states.onward(range(len(states)), self.search.facts(anything)), [0])

    @cached_property
    def group_of(self) -> list[int]:
        """For each state the number of its group."""
        return numbers_of(self.groups, len(self.found))

    def circles(self, states: Collection[int], allows: Allows) -> list[list[int]]:
        """Return the groups of states that some moves keep going round in.

        What is ignored does not count: it leaves the timer running, so nobody can keep a call going by it. A way round
        in states is one in controls: only where there is one are states looked at.
        """
        search, counted = self.search, self.search.facts(that_count(allows))
        onward = search.controls.onward(range(len(search.controls)), counted)
        around = {control for members in circles(onward, range(len(onward))) for control in members}
        if not around:
            return []
        control_of = search.states.control_of
        part = [state for state in states if control_of[state] in around]
        stays = facts(self.found.moves, lambda move: counted[move.number] and move.target.number in around)
        onward = search.states.onward(part, stays)
        return circles(onward, circling(onward, part))

    def way_round(self, rounds: list[list[int]], around: Allows, *, to: Allows = anything) -> Path | None:
        """Return the cheapest way to a state of some circles and from there back to it; None where there is none.

        Args:
            rounds: the circles; around: what goes round in them; to: what may happen on the way there.
        """
        inside = {state for members in rounds for state in members}
        return self.search.lasso(inside, that_count(around), to=to) if inside else None

    def after(self, path: Path) -> int:
        """The state in which a way ends."""
        if not path:
            return 0
        act = path[-1]
        return next(target for move, target in self.found.outgoing(act.state) if move is act.move)


def _is_time(name: str | None) -> bool:
    return name is None or name.startswith("global.")


def that_count(allows: Allows) -> Allows:
    """Allows the same but what is ignored: it leaves the timer running, so nobody can keep a call going by it."""
    return lambda move: allows(move) and not is_ignored(move)


def kinds_of(move: Move) -> list[str]:
    """The kinds of what a move tells, in order."""
    return [effect.kind for effect in move.effects]
