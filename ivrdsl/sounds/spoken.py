"""A scripted call whose prompts are as long as a voice takes for them.

The call is played, and the voice speaks the prompts that were heard. Then it is played again with their lengths, until
no prompt is new: one that takes another time than was thought may lead somewhere else.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.model.nodes import Dialplan
from ivrdsl.model.structs import replace
from ivrdsl.sounds.voice import Speech, speak
from ivrsim.core.effects import Prompt
from ivrsim.core.platform import Platform
from ivrsim.core.units import seconds
from ivrsim.play.call import Call
from ivrsim.play.failure import Failed
from ivrsim.play.transcript import Transcript
from ivrsim.script.run import passes
from ivrsim.script.statements import Statement
from ivrsim.speech.lengths import language_of

LONGEST_MS: Final = 3_600_000
"""The longest call, and the longest prompt, that becomes sound: an hour, which is a file of 318 MB."""
_ROUNDS: Final = 50
"""How often a call is played: each time it may hear prompts that it did not hear before."""

Speeches = Mapping[tuple[str, str], Speech]
"""What was spoken, by voice and text."""


class SpokenCall(NamedTuple):
    """A call that was played with the lengths of what was spoken.

    Attributes:
        call: the call.
        passed: whether it did.
        failed: the statement that failed.
        speeches: each of its prompts of text to speech.
    """

    call: Call
    passed: bool
    failed: Failed | None
    speeches: Speeches


def play_spoken(
    plan: Dialplan,
    statements: Sequence[Statement],
    platform: Platform,
    *,
    lines: Sequence[int | None] = (),
    variables: Mapping[str, str] | None = None,
    speeches: dict[tuple[str, str], Speech] | None = None,
) -> SpokenCall:
    """Play a call, with its prompts as long as espeak-ng takes for them.

    Args:
        plan: what is called.
        statements: the callee's script.
        platform: where it runs; what it says about the length of text to speech is replaced by what is measured.
        lines: the source line of each element.
        variables: what is given before the call.
        speeches: what was spoken in other calls, so that a prompt is the same in all; what is new is added.

    Raises:
        IvrError: the call or a prompt is longer than `LONGEST_MS`, its prompts are others each time that it is played,
            or the extra `speech` is not installed.
    """
    platform = replace(platform, ms_per_character=0, voice_rates=())
    speeches = {} if speeches is None else speeches
    for _ in range(_ROUNDS):
        measured = tuple([(voice, text, speech.length_ms) for (voice, text), speech in speeches.items()])
        call = Call(plan, platform=replace(platform, measured=measured), variables=variables, lines=lines)
        passed, failed = passes(call, statements)
        new = _unspoken(call.transcript(), speeches)
        if not new:
            return SpokenCall(call, passed, failed, speeches)
        for voice, text in new:
            speeches[voice, text] = speak(text, language_of(voice))
    raise IvrError(
        f"the prompts of this call depend on how long they take: it was played {_ROUNDS} times, each time with others;"
        " end the script before they do"
    )


def _unspoken(transcript: Transcript, speeches: Speeches) -> list[tuple[str, str]]:
    """The voice and text of each prompt that has not been spoken, once, in the order of the call."""
    _require_short("the call", transcript.duration_ms, "end the script earlier")
    found: dict[tuple[str, str], None] = {}
    for _, effects in transcript.effects():
        for effect in effects:
            if isinstance(effect, Prompt) and effect.source == "tts" and (effect.voice, effect.text) not in speeches:
                _require_short("a prompt", effect.duration_ms, "shorten it")
                found[effect.voice, effect.text] = None
    return list(found)


def _require_short(what: str, ms: int, remedy: str) -> None:
    if ms > LONGEST_MS:
        raise IvrError(f"{what} takes {seconds(ms)}, and sound is made of {seconds(LONGEST_MS)} at most; {remedy}")
