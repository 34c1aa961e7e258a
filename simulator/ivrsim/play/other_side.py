"""The other side of a call: who it really is, when it listens, and what comes from there by itself.

Theory of operation. Steps know what the detector says, and nothing else of who answers. What the other side does with
the time is here. The line asks for it: when detection is over, for a beep ends it, and when a mailbox is full or an
assistant has heard enough. What was said to whom is read from the log afterwards.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.effects import (
    ActsAt,
    Answered,
    Assumed,
    Ignored,
    KeyPressed,
    OtherSideActs,
    PartyOnTheLine,
    Prompt,
)
from ivrsim.core.parties import MAILBOX, PARTIES, PERSON, SCREENING, Party
from ivrsim.core.platform import Platform
from ivrsim.core.words import heard_between

BEEP: Final = "beep"
FULL: Final = "full"
HEARD_NOTHING: Final = "heard nothing"
REFUSES: Final = "refuses"
PERSON_COMES: Final = "person"
LISTENED: Final = "listened"
"""What a screening assistant has done when its time is over: what comes of that, `listened_to` says."""
_CLOSES: Final = (FULL, HEARD_NOTHING, REFUSES)
"""What makes the other side close the line."""

NOBODY: Final = ""
"""Who listens while a greeting is played."""

Log = Sequence[Any]


class OtherSide(NamedTuple):
    """Who is on the line in one call. Times are in ms since the call began to ring, unless a name says `after`.

    Attributes:
        party: who.
        taken_for: what the detector says: "person", "machine" or "unsure"; "" where none is asked.
        since_ms: when it answered.
        detected_after_ms: how long the detector takes; None for what the platform says.
        greeting_ms: how long it speaks first.
        beep: whether a beep ends that.
        full_after_ms: how long a mailbox records; None where it is not said.
        hears_name_ms: how long an assistant listens.
        passes_after_ms: when a person comes; None for never.
        named: whether somebody has named it; else it is told of, and acts, as "machine" always did.
    """

    party: Party
    taken_for: str
    since_ms: int = 0
    detected_after_ms: int | None = None
    greeting_ms: int = 0
    beep: bool = False
    full_after_ms: int | None = None
    hears_name_ms: int = 0
    passes_after_ms: int | None = None
    named: bool = True

    @property
    def listens_ms(self) -> int:
        """When its greeting is over."""
        return self.since_ms + self.greeting_ms

    @property
    def listened_ms(self) -> int:
        """When an assistant has listened: its time is over, or its owner takes the call before."""
        listened_ms = self.listens_ms + self.hears_name_ms
        return listened_ms if self.person_ms is None else min(listened_ms, self.person_ms)

    @property
    def person_ms(self) -> int | None:
        """From when on a person is on the line; None for never."""
        if self.party is PERSON:
            return self.since_ms
        return None if self.passes_after_ms is None else self.since_ms + self.passes_after_ms

    def moments(self) -> tuple[tuple[int, str], ...]:
        """What happens there by itself, in order: when, and what."""
        found: list[tuple[int, str]] = []
        person_ms = self.person_ms
        if self.beep:
            found.append((self.listens_ms, BEEP))
        if self.full_after_ms is not None:
            found.append((self.listens_ms + self.full_after_ms, FULL))
        if self.party is SCREENING:
            found.append((self.listened_ms, LISTENED))
        if self.party.passes and person_ms is not None:
            found.append((person_ms, PERSON_COMES))
        return tuple(found)

    def comes_to(self, what: str, log: Log, platform: Platform) -> str:
        """What a moment comes to, once it is known what was said until then."""
        if what != LISTENED:
            return what
        return self.listened_to(any(said_between(log, platform, self.listens_ms, self.listened_ms)), platform)

    def listened_to(self, said: bool, platform: Platform) -> str:
        """What comes of it that an assistant has listened, and heard something or not."""
        if not said:
            return HEARD_NOTHING if platform.screening_silence == "ends" else ""
        return REFUSES if self.person_ms is None else ""

    def detected_ms(self, now_ms: int, platform: Platform) -> int:
        """When the branch of an amd begins that the call comes to now.

        That for machines begins after the beep (documented), and where none comes, after the time of a greeting
        (assumed: `greeting_ms`).
        """
        person_after_ms, machine_after_ms, unsure_after_ms = platform.verdict_ms
        usual = {"person": person_after_ms, "machine": machine_after_ms, "unsure": unsure_after_ms}[self.taken_for]
        after = self.detected_after_ms
        verdict_ms = now_ms + usual if after is None else max(self.since_ms + after, now_ms)
        if self.counts_as_machine(platform):
            beep_ms = self.listens_ms if self.beep else self.since_ms + max(platform.greeting_ms, self.greeting_ms)
            return max(verdict_ms, beep_ms)
        return verdict_ms

    def counts_as_machine(self, platform: Platform) -> bool:
        """Whether the branch for machines runs, which begins after the beep."""
        return self.taken_for == "machine" or (self.taken_for == "unsure" and platform.amd_unsure == "machine")

    def noted(self) -> PartyOnTheLine:
        """What the log keeps of it."""
        return PartyOnTheLine(
            0, self.party.name, self.taken_for, self.detected_after_ms, self.greeting_ms, self.beep,
            self.full_after_ms, self.hears_name_ms, self.passes_after_ms,
        )  # fmt: skip


def closes_the_line(what: str) -> bool:
    """Whether the other side closes the line by it."""
    return what in _CLOSES


def usual(party: Party, platform: Platform) -> OtherSide:
    """A party of which nobody says more than its name."""
    return OtherSide(
        party,
        party.usually,
        greeting_ms={MAILBOX: platform.greeting_ms, SCREENING: platform.screening_greeting_ms}.get(party, 0),
        beep=party is MAILBOX,
        hears_name_ms=platform.screening_listens_ms if party is SCREENING else 0,
    )


def machine_of(plan: t.Plan) -> OtherSide:
    """Who is meant by "machine": a mailbox of which nobody says more; it is made once a plan."""
    known: OtherSide | None = plan.graphs.get("machine")
    if known is None:
        known = plan.graphs["machine"] = usual(MAILBOX, plan.platform)._replace(named=False)
    return known


def other_side_of(log: Log, platform: Platform) -> OtherSide | None:
    """Who is on the line of a call, as its log tells; None where nobody has answered."""
    for at_ms, effects in zip(log[::3], log[1::3], strict=True):
        for effect in effects:
            if isinstance(effect, PartyOnTheLine):
                return OtherSide(
                    PARTIES[effect.party], effect.taken_for, at_ms, effect.after_ms, effect.greeting_ms, effect.beep,
                    effect.full_after_ms, effect.hears_name_ms, effect.passes_after_ms,
                )  # fmt: skip
            if isinstance(effect, Answered):
                party = MAILBOX if effect.by == "machine" else PERSON
                return usual(party, platform)._replace(since_ms=at_ms, named=False)
    return None


# --- what was said to whom ------------------------------------------------------------------------------------------


class Said(NamedTuple):
    """What somebody heard of a prompt.

    Attributes:
        at_ms: when the prompt began.
        prompt: the prompt.
        text: the words; of a sound, its number or URL, if any of it was heard.
        start, end: where the words stand in the prompt, in characters.
        whole: whether all of it was heard.
    """

    at_ms: int
    prompt: Prompt
    text: str
    start: int
    end: int
    whole: bool

    def __str__(self) -> str:
        """The words, with three dots where some are missing."""
        missing = self.prompt.source == "tts" and not self.whole
        before = "... " if missing and self.start > 0 else ""
        return f"{before}{self.text}{' ...' if missing and self.end < len(self.prompt.text) else ''}"


def said_to(log: Log, platform: Platform, end_ms: int, who: Party) -> list[Said]:
    """What a party heard of a call until now, prompt by prompt.

    Args:
        log: of the call.
        platform: that it runs on.
        end_ms: how long it has taken.
        who: a mailbox hears what it keeps; a person, what is said from the moment on at which one is on the line.
    """
    side = other_side_of(log, platform)
    if side is None:
        return []
    return [
        said
        for from_ms, to_ms in _listening(side, who, end_ms)
        for said in said_between(log, platform, from_ms, min(to_ms, end_ms))
    ]


def _listening(side: OtherSide, who: Party, end_ms: int) -> Iterator[tuple[int, int]]:
    """From when to when somebody listens."""
    person_ms = side.person_ms
    if who is PERSON and person_ms is not None:
        yield person_ms, end_ms
    if who is side.party and who is not PERSON:
        last_ms = end_ms if person_ms is None else person_ms
        if side.full_after_ms is not None:
            last_ms = min(last_ms, side.listens_ms + side.full_after_ms)
        if side.party is SCREENING:
            last_ms = side.listened_ms
        if who.hears or who.keeps or side.party is SCREENING:
            yield side.listens_ms, last_ms


def said_between(log: Log, platform: Platform, from_ms: int, to_ms: int) -> Iterator[Said]:
    """What was said between two moments, prompt by prompt; of a word that was cut, nothing."""
    for at_ms, prompt, ended_ms in spoken(log, to_ms):
        from_here, to_here = max(from_ms - at_ms, 0), min(to_ms, ended_ms) - at_ms
        if prompt.source != "tts":
            if to_here > from_here:
                whole = from_here == 0 and to_here >= prompt.duration_ms
                yield Said(at_ms, prompt, prompt.text, 0, len(prompt.text), whole)
            continue
        part = heard_between(prompt, platform, from_here, to_here)
        if part.end:
            whole = part.end == len(prompt.text.rstrip()) and from_here == 0
            yield Said(at_ms, prompt, *part, whole)


def spoken(log: Log, end_ms: int) -> Iterator[tuple[int, Prompt, int]]:
    """The prompts of a call until a moment: when each began, and when it ended, by itself or cut."""
    begun: tuple[int, Prompt] | None = None
    for at_ms, effects in zip(log[::3], log[1::3], strict=True):
        for effect in effects:
            if begun is not None and not isinstance(effect, _LEAVES_PROMPTS):
                yield *begun, min(at_ms, begun[0] + begun[1].duration_ms)
                begun = None
            if isinstance(effect, Prompt):
                begun = at_ms, effect
    if begun is not None:
        yield *begun, min(end_ms, begun[0] + begun[1].duration_ms)


_LEAVES_PROMPTS: Final = (ActsAt, Assumed, OtherSideActs, Ignored, KeyPressed)
"""What may happen while a prompt plays, and goes on. A key that cuts one says so."""
