"""What is to be seen of a call now: its story so far, the prompt that plays, the source line, variables, assumptions.

All texts are safe to show in a terminal: what it would act on is written as \\x1b.
"""

from collections.abc import Sequence
from linecache import checkcache, getline
from typing import NamedTuple

from ivrdsl.files.lines import Place
from ivrdsl.findings.render.safe import safe
from ivrsim.core.effects import CutShort, Prompt
from ivrsim.core.units import seconds
from ivrsim.core.words import heard_until
from ivrsim.graph import usage
from ivrsim.play.call import Call
from ivrsim.play.story import conclusion, place_of, sentence, told_entries


class StoryEntry(NamedTuple):
    """Something that has happened.

    Attributes:
        at_ms: when, in ms since the call began to ring.
        kind: of the entry.
        words: what.
        place: the tag, and its line.
    """

    at_ms: int
    kind: str
    words: str
    place: str


class Playing(NamedTuple):
    """A prompt that plays now.

    Attributes:
        said: what has been said of it.
        to_come: what is still to be said.
        is_text: whether its words are known; else it is a sound.
        passed_ms, whole_ms: how long it has played, and how long it takes.
    """

    said: str
    to_come: str
    is_text: bool
    passed_ms: int
    whole_ms: int


class SourceLine(NamedTuple):
    """Where in the plan's file a call is.

    Attributes:
        file: the file.
        line: the line, from 1.
        text: what stands there; "" where that cannot be read.
    """

    file: str
    line: int
    text: str


def story_of(call: Call) -> list[StoryEntry]:
    """What has happened so far, and how the call has ended."""
    transcript = call.transcript()
    found = [
        StoryEntry(
            each.at_ms, str(each.kind), safe(sentence(str(each.kind), each.details)), safe(place_of(transcript, each))
        )
        for each in told_entries(transcript)
    ]
    if call.line.ended:
        found += [StoryEntry(call.line.now_ms, kind, safe(line), "") for kind, line in conclusion(transcript)]
    return found


def playing(call: Call) -> Playing | None:
    """The prompt that plays now; None where none does."""
    now_ms, found = call.line.now_ms, None
    for at_ms, effects in call.transcript().effects():
        for effect in effects:
            if isinstance(effect, Prompt):
                found = at_ms, effect
            elif isinstance(effect, CutShort):
                found = None
    if found is None or call.line.ended or not found[0] <= now_ms < found[0] + found[1].duration_ms:
        return None
    began_ms, prompt = found
    passed_ms = now_ms - began_ms
    said = heard_until(prompt, call.line.plan.platform, passed_ms) if prompt.source == "tts" else ""
    to_come = prompt.text[len(said) :]
    return Playing(safe(said), safe(to_come), prompt.source == "tts", passed_ms, prompt.duration_ms)


def waiting(call: Call) -> tuple[int, int] | None:
    """How long the call has waited where it is, and how long it can, both in ms; None where that has no end."""
    line = call.line
    if line.due_ms is None or line.ended:
        return None
    moments = zip(line.log[::3], line.log[2::3], strict=True)
    began_ms = max((at_ms for at_ms, move in moments if move is not None), default=0)
    return line.now_ms - began_ms, line.due_ms - began_ms


def doing(call: Call) -> str:
    """What the call is doing, in words."""
    return "the phone rings: who answers?" if not call.line.log else safe(call.doing())


def source_line(call: Call, places: Sequence[Place]) -> SourceLine | None:
    """Where in its file the call is; None where nobody knows."""
    if call.line.ended:
        return None
    element = call.line.waiting.element
    place = places[element] if element < len(places) else None
    if place is None or place.line is None:
        return None
    return SourceLine(safe(place.file), place.line, safe(_line(place.file, place.line)))


def _line(file: str, number: int) -> str:
    checkcache(file)  # the file may have changed
    return getline(file, number).strip()


def variables(call: Call) -> list[tuple[str, str]]:
    """The variables as they are now, by name; while the phone rings those that are given."""
    found = call.variables if call.line.log else call.line.given
    return [(safe(name), safe(value)) for name, value in sorted(found.items())]


def not_given(call: Call) -> list[str]:
    """What the plan reads of the contact and nobody has given; nothing once somebody has answered."""
    if call.line.log:
        return []
    asked = usage.variables(call.line.plan).read.keys() - call.line.given.keys()
    return [safe(name) for name in sorted(asked) if name.startswith("contact.")]


def assumptions(call: Call) -> list[str]:
    """What the call has leaned on so far that the platform does not document."""
    return [safe(f"{each.quirk}={each.value}") for each in call.transcript().assumptions]


def clock(ms: int) -> str:
    """A time of a call as a clock shows it: 0:07.3."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02}.{ms // 100 % 10}"


def after(ms: int) -> str:
    """A time in a sentence."""
    return seconds(ms)
