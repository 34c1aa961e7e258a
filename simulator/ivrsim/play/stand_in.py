"""A call as a report tells it that masks: the same call, with a stand-in in the place of each secret.

How long a prompt takes depends on its words, so the times of a call could give a secret away. A report that masks tells
the call that would have been if something of the same shape had been said. That has as many digits, groups and letters,
and each takes its mean time. What happened is what happened in the call, in the same order; the times are the other's.

Theory of operation. A wait counts from what began it, and a prompt with a secret in it takes as long as its stand-in.
Whoever acts at a moment that is named, in a script or a test, acts at that moment of the other call. A greeting ends,
and a mailbox is full, when it does in the call: that has nothing to do with what is said. Everybody else acts so much
after the last thing that happened as in the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from ivrdsl.model.structs import replace
from ivrdsl.wording.mask import MASK, Mask
from ivrsim.core.effects import ActsAt, Effect, OtherSideActs, Prompt
from ivrsim.core.instructions.base import DETECTION, PROMPT
from ivrsim.core.lengths import Hidden, Pieces, PromptLength, length_of
from ivrsim.core.memo import Move
from ivrsim.core.platform import Platform
from ivrsim.core.run import SAME_TIMER
from ivrsim.core.table import Plan
from ivrsim.core.units import seconds
from ivrsim.core.words import words_of
from ivrsim.play.other_side import BEEP, PERSON_COMES, OtherSide, closes_the_line, other_side_of
from ivrsim.play.transcript import Transcript


class StandIn(NamedTuple):
    """A call with stand-ins for its secrets.

    Attributes:
        transcript: the call.
        moments: the times of the real one in words, and what they are here; empty where no secret was said.
    """

    transcript: Transcript
    moments: dict[str, str]

    def retold(self, message: str) -> str:
        """A sentence about the call, with the times that it has here."""
        words = message.split(" ")
        for at in range(1, len(words) - 1):
            told = words[at].replace(".", "", 1).isdecimal() and words[at + 1].startswith("s")
            if self.moments and told and words[at - 1] in _BEFORE_TIMES:  # at other moments nothing happened here
                words[at] = self.moments.get(f"{words[at]} s", MASK).removesuffix(" s")
        return " ".join(words)


_BEFORE_TIMES: Final = ("at", "(at", "took")
"""Words of our failures behind which a moment of the call stands."""


def with_stand_ins(transcript: Transcript, mask: Mask) -> StandIn:
    """Return a call as a report tells it that masks; the call itself, where the mask hides nothing that was said."""
    platform = transcript.plan.platform
    if mask.shows:
        return StandIn(transcript, {})
    log = transcript.log
    told = [tuple([_told(effect, mask, platform) for effect in effects]) for effects in log[1::3]]
    if all(map(_is_same, log[1::3], told)):
        return StandIn(transcript, {})
    if platform.counts_characters:  # then the length of a prompt tells no more than its shape
        hidden = zip(log[::3], told, log[2::3], strict=True)
        return StandIn(transcript.hiding([each for three in hidden for each in three]), {})
    if platform.measured:  # a voice says what follows a secret faster or slower by what the secret was
        told = [tuple([_estimated(effect, platform) for effect in effects]) for effects in told]
    side = other_side_of(log, platform)
    clock = _Clock(platform, side)
    happened = [each for each in zip(log[::3], told, log[2::3], strict=True) if not _is_told_only(each[1])]
    here = [(clock.goes_on(*each), each[1]) for each in happened]
    duration_ms = clock.moment_of(transcript.duration_ms)
    if side is not None and side.named:
        _tell_moments(side, here, duration_ms)
    other = transcript.retold([each for at_ms, effects in here for each in (at_ms, effects, None)], duration_ms)
    moments = {**clock.moments, transcript.duration_ms: duration_ms}
    return StandIn(other, {seconds(real): seconds(here) for real, here in moments.items()})


def _is_told_only(effects: tuple[Effect, ...]) -> bool:
    """Whether this is a moment of the other side that changes nothing in the call, such as a beep."""
    return any(type(effect) is OtherSideActs and not closes_the_line(effect.what) for effect in effects)


def _tell_moments(side: OtherSide, here: list[tuple[int, tuple[Effect, ...]]], duration_ms: int) -> None:
    """Put such moments in where they are in the call with stand-ins, whether or not the real call came to them."""
    closed = any(type(effect) is OtherSideActs for _, effects in here for effect in effects)
    for at_ms, what in side.moments():
        if at_ms > duration_ms or what not in (BEEP, PERSON_COMES) or (closed and what == PERSON_COMES):
            continue
        place = next((n for n, (ms, _) in enumerate(here) if n > 1 and ms >= at_ms), len(here))  # answered before
        element = here[place - 1][1][-1].element
        here.insert(place, (at_ms, (OtherSideActs(element, what),)))


def _is_same(effects: tuple[Effect, ...], told: tuple[Effect, ...]) -> bool:
    return all(effect is other for effect, other in zip(effects, told, strict=True))


def _told(effect: Effect, mask: Mask, platform: Platform) -> Effect:
    """An effect; a prompt with something hidden in it is that of a stand-in."""
    if not isinstance(effect, Prompt) or effect.source != "tts":
        return effect
    pieces = _pieces(effect.text, [*effect.spots(), *mask.hidden(effect.text)])
    if not pieces:
        return effect
    if platform.counts_characters:
        return replace(effect, pieces=pieces)
    duration_ms = length_of(platform, effect.source, effect.voice).ms(effect.text, pieces)
    return replace(effect, duration_ms=duration_ms, pieces=pieces)


def _estimated(effect: Effect, platform: Platform) -> Effect:
    """An effect; a prompt takes as long as its words, whatever a voice took for it."""
    if not isinstance(effect, Prompt) or effect.source != "tts":
        return effect
    length = length_of(replace(platform, measured=()), effect.source, effect.voice)
    return replace(effect, duration_ms=length.ms(effect.text, effect.pieces))


def _pieces(text: str, spots: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """A text in pieces, those at the spots hidden; () where there are none."""
    pieces: list[str] = []
    end = 0
    for first, last in sorted(spots):
        if last > end:
            first = max(first, end)
            pieces += (text[end:first], Hidden(text[first:last]))
            end = last
    return (*[piece for piece in pieces if piece], *([text[end:]] if text[end:] else [])) if pieces else ()


class ByStandIns(PromptLength):
    """How long prompts take with stand-ins for their secrets.

    Args:
        length: how long they take without.
        mask: knows the secrets.
    """

    def __init__(self, length: PromptLength, mask: Mask) -> None:
        self._length = length
        self._mask = mask

    def ms(self, text: str, pieces: Pieces) -> int:
        return self._length.ms(text, pieces)

    def pieces(self, text: str, secrets: tuple[str, ...], pieces: Pieces) -> Pieces:
        """The pieces, with what is secret in each of them hidden."""
        spots = Prompt(0, text, secrets, "tts", "", 0).spots()
        if not pieces:
            return _pieces(text, [*spots, *self._mask.hidden(text)])
        hidden = [Hidden(each) if each in secrets else each for each in pieces]
        apart = [
            (each,) if type(each) is Hidden else _pieces(each, self._mask.hidden(each)) or (each,) for each in hidden
        ]
        return tuple([piece for several in apart for piece in several])


def plan_with_stand_ins(plan: Plan, mask: Mask) -> Plan:
    """Return a plan whose prompts take as long as with stand-ins for their secrets; else its calls are the same.

    Where the platform's voices were measured, all prompts take as long as their words: a voice says what follows a
    secret faster or slower by what the secret was.
    """
    if mask.shows:
        return plan
    platform = replace(plan.platform, measured=())

    def hiding(each: Any) -> Any:
        if each.awaits != PROMPT or getattr(each, "source", "") != "tts":
            return each
        return replace(each, length=ByStandIns(length_of(platform, each.source, each.voice), mask))

    return replace(plan, table=tuple(map(hiding, plan.table)), memory=[], graphs={})


class _Clock:
    """The clock of the call with stand-ins, beside that of the real one.

    Attributes:
        moments: what time it is here, by the time in the real call, in ms.
    """

    def __init__(self, platform: Platform, side: OtherSide | None) -> None:
        self._platform = platform
        self._side = side
        self.moments: dict[int, int] = {0: 0}
        self._named: dict[int, int] = {}
        self._last = self._began = 0, 0
        self._prompt: Prompt | None = None
        self._prompts: dict[int, tuple[int, Prompt]] = {}

    def goes_on(self, at_ms: int, effects: tuple[Effect, ...], move: Move | None) -> int:
        """Something happens, in the real call at `at_ms`; returns when it does here."""
        from_there = any(type(effect) is OtherSideActs for effect in effects)  # it closes the line
        here_ms = max(at_ms if from_there else self._due(move, at_ms), self._last[1])
        self._last = at_ms, here_ms
        self.moments[at_ms] = here_ms
        if move is not None and move.timer_ms != SAME_TIMER:
            self._began, self._prompt = self._last, None
        for effect in effects:
            if isinstance(effect, Prompt):
                self._prompt, self._prompts[at_ms] = effect, (here_ms, effect)
            elif isinstance(effect, ActsAt):
                self._named[effect.from_ms + effect.later_ms] = self._moment_named(effect)
        return here_ms

    def moment_of(self, at_ms: int) -> int:
        """What time it is here when it is `at_ms` in the real call, and nothing happens."""
        return max(self._named.get(at_ms, self._later(self._last, at_ms)), self._last[1])

    def _due(self, move: Move | None, at_ms: int) -> int:
        """When the event of a move comes."""
        if move is None or move.event.kind not in _OF_WAITS:
            return self.moment_of(at_ms)
        if move.event.kind == "timer" and self._prompt is not None:
            return self._began[1] + self._prompt.duration_ms
        if self._side is not None and move.source.waiting.awaits == DETECTION:  # a beep may end it
            return self._side.detected_ms(self._began[1], self._platform)
        return self._later(self._began, at_ms)

    def _moment_named(self, act: ActsAt) -> int:
        if act.word >= 0:
            began_ms, prompt = self._prompts[act.from_ms]
            return began_ms + words_of(prompt, self._platform)[act.word].end_ms
        named_ms = self._named.get(act.from_ms)
        return (
            self.moments.get(act.from_ms, self.moment_of(act.from_ms)) if named_ms is None else named_ms
        ) + act.later_ms

    @staticmethod
    def _later(since: tuple[int, int], at_ms: int) -> int:
        return since[1] + at_ms - since[0]


_OF_WAITS: Final = ("timer", "reply", "no reply")
"""Events that come so much after the wait began, whatever comes in between."""
