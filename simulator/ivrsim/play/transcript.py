"""What happened in a call. Kept as flat as it came; records are made for whoever reads them."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple

from ivrdsl.model import walk
from ivrsim.core.effects import CutShort, Effect, Prompt
from ivrsim.core.kinds import EffectKind, kind_called
from ivrsim.core.memo import ControlState, Values, memory_of
from ivrsim.core.outcomes import OUTCOMES
from ivrsim.core.parties import MAILBOX, Party
from ivrsim.core.state import State
from ivrsim.core.table import Plan
from ivrsim.core.words import heard_until
from ivrsim.play.entry import NEW_ENTRY, Entry, details_class, entry_of
from ivrsim.play.other_side import OtherSide, Said, other_side_of, said_between, said_to
from ivrsim.play.silence import SilentGap, silent_gaps

ENDED_BY: Final = {each.name: each.by for each in OUTCOMES if each.by != "error"}
"""Who ended a call, by its outcome; every other outcome is an error."""

_NEVER_MS: Final = 2**62
_CUT = EffectKind(CutShort.kind)


class Assumption(NamedTuple):
    """A quirk that the call leaned on, its reading, and the tag where it first mattered."""

    quirk: str
    value: str
    element: int


class Transcript:
    """The story of one call, finished or not.

    Attributes:
        plan: the plan that ran.
        duration_ms: how long it took, in ms of virtual time.
        lines: the source line of each element, or an empty sequence when there is no file.
        stands_in: whether the times are those of a call with stand-ins for its secrets.
    """

    __slots__ = ("_control", "_log", "_values", "duration_ms", "lines", "plan", "stands_in")

    def __init__(
        self,
        plan: Plan,
        log: list[Any],
        control: ControlState,
        values: Values,
        duration_ms: int,
        lines: Sequence[int | None] = (),
    ) -> None:
        self.plan = plan
        self.duration_ms = duration_ms
        self.lines = lines
        self.stands_in = False
        self._control = control
        self._values = values
        self._log = log

    @property
    def state(self) -> State:
        """Where the call was in the end."""
        return self._control.full(self._values)

    @property
    def log(self) -> list[Any]:
        """What happened, three items each: when, in ms, the effects, and the move, None for what is noted beside."""
        return self._log

    def hiding(self, log: list[Any]) -> "Transcript":
        """This call with what is secret in its prompts hidden, and all its times."""
        return Transcript(self.plan, log, self._control, self._values, self.duration_ms, self.lines)

    def retold(self, log: list[Any], duration_ms: int) -> "Transcript":
        """This call with the times of one with stand-ins."""
        other = self.hiding(log)
        other.duration_ms, other.stands_in = duration_ms, True
        return other

    def effects(self) -> Iterator[tuple[int, tuple[Effect, ...]]]:
        """What happened, as it came: the moment, in ms, and what the call did then."""
        log = iter(self._log)
        for at_ms, effects, _ in zip(log, log, log, strict=True):
            yield at_ms, effects

    def __iter__(self) -> Iterator[Entry]:
        memory = memory_of(self.plan)
        known, found = memory.expanded, []
        log = iter(self._log)
        for at_ms, effects, move in zip(log, log, log, strict=True):
            shared = () if move is None else move.effects
            rows = known.get(id(shared))
            for kind, element, details in (memory.expand(shared) if rows is None else rows)[1]:
                found.append(NEW_ENTRY(Entry, (at_ms, kind, element, details_class(kind)(details))))
            if effects is not shared:
                found += [entry_of(at_ms, effect) for effect in effects[len(shared) :]]
        return iter(found if self.plan.platform.counts_characters else self._with_what_was_heard(found))

    def _with_what_was_heard(self, entries: list[Entry]) -> list[Entry]:
        """The entries; a prompt that was cut says how far it was heard."""
        cuts = [entry for entry in entries if entry.kind is _CUT]
        if cuts:
            begun: dict[int, tuple[int, Prompt]] = {}
            waiting = iter(cuts)
            for at_ms, effects in self.effects():
                for effect in effects:
                    if isinstance(effect, Prompt):
                        begun[effect.element] = at_ms, effect
                    elif isinstance(effect, CutShort):
                        details = next(waiting).details
                        if effect.element in begun:
                            since_ms, prompt = begun[effect.element]
                            if prompt.source == "tts":
                                details["heard"] = heard_until(prompt, self.plan.platform, at_ms - since_ms)
        return entries

    def of_kind(self, *kinds: str) -> list[Entry]:
        """The entries of some kinds, in order.

        Raises:
            KindError: there is no such kind.
        """
        wanted = {kind_called(each) for each in kinds}
        return [entry for entry in self if entry.kind in wanted]

    @property
    def outcome(self) -> str:
        """How the call ended: "hangup", "end of plan", "callee hung up", ..., or "unfinished"."""
        return self._control.state.outcome or "unfinished"

    @property
    def ended_by(self) -> str | None:
        """Who ended it: "dialplan", "callee", "limit" or "error"; None while it goes on."""
        return ENDED_BY.get(self.outcome, "error")

    @property
    def heard(self) -> list[str]:
        """The prompts that the callee heard the start of; of a sound, its number or URL."""
        return [entry.details["text"] for entry in self.of_kind("prompt")]

    @property
    def other_side(self) -> OtherSide | None:
        """Who is on the line; None where nobody has answered."""
        return other_side_of(self._log, self.plan.platform)

    def said_to(self, party: Party) -> list[Said]:
        """What a party has heard, prompt by prompt; of a mailbox, what it keeps. See `ivrsim.play.other_side`."""
        return said_to(self._log, self.plan.platform, self.duration_ms, party)

    def said(self) -> list[Said]:
        """What was said on the line, prompt by prompt, whoever listened; a prompt that still plays counts as whole."""
        end_ms = _NEVER_MS if self.outcome == "unfinished" else self.duration_ms
        return list(said_between(self._log, self.plan.platform, 0, end_ms))

    @property
    def kept(self) -> list[str]:
        """What a mailbox keeps, prompt by prompt, in whole words; three dots stand for what is missing."""
        return [str(each) for each in self.said_to(MAILBOX)]

    @property
    def stash(self) -> dict[str, str]:
        """What the call wrote to its report."""
        return {entry.details["variable"]: entry.details["value"] for entry in self.of_kind("stash")}

    @property
    def variables(self) -> dict[str, str]:
        """The variables as they were in the end."""
        return dict(self.state.variables)

    @property
    def assumptions(self) -> list[Assumption]:
        """Every quirk that the call leaned on, once, with the tag where it first mattered."""
        found: dict[str, Assumption] = {}
        for entry in self.of_kind("assume"):
            quirk = entry.details["quirk"]
            found.setdefault(quirk, Assumption(quirk, entry.details["value"], entry.element))
        side, speech = self.other_side, self.plan.platform.speech
        if side is not None and side.named and any(not each.whole for each in self.said_to(side.party)):
            found.setdefault(speech, Assumption(speech, self.plan.platform.value(speech), 0))
        return list(found.values())

    @property
    def silent_gaps(self) -> list[SilentGap]:
        """When the callee heard nothing for too long, while a web server took its time."""
        return silent_gaps(self.effects(), self.duration_ms)

    def __repr__(self) -> str:
        """The call in a line; secrets are masked."""
        told = import_module("ivrsim.play.glance").call_at_a_glance(self)
        return f"<Transcript of a call to {told}>"

    def __str__(self) -> str:
        """The story of the call, as `ivrdsl simulate` tells it; secrets are in clear."""
        return str(import_module("ivrsim.play.story").as_text(self))  # it reads transcripts, and is seldom needed

    def _repr_html_(self) -> str | None:
        """The story as a table, for notebooks; secrets are masked. None where it cannot be told."""
        try:
            return str(import_module("ivrsim.play.notebook").call_as_html(self))
        except Exception:  # noqa: BLE001  # a notebook prints the call instead
            return None

    def line(self, element: int) -> int | None:
        """The source line of an element, or None."""
        return self.lines[element] if element < len(self.lines) else None

    def node(self, element: int) -> str:
        """The way to an element in words."""
        return walk.path(self.plan.elements, element)
