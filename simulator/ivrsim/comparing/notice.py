"""What of a call can be noticed outside: by the callee, by whoever is sent something, and in the call's report.

Names, structure and element numbers are not noticed, nor what a plan does for itself: set, compare, jump, listen.
Things of one moment are noticed in their order only where somebody could see the order. What the callee hears is one
row, requests to web servers another, messages another, and each name of the report is a row of its own.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple

from ivrdsl.model.base import changed
from ivrdsl.model.nodes import Wait
from ivrsim.core import effects as did, table as t
from ivrsim.core.effects import Effect
from ivrsim.play.transcript import ENDED_BY, Transcript

Ignored = Literal["timing", "wording"]

LINE: Final = "line"
"""The row of what the callee hears, and of how the call goes on for the callee."""
UNKNOWN: Final = "unknown"
"""The row of what the simulator passes over: nobody knows who would notice it."""


class Seen(NamedTuple):
    """One thing that is noticed.

    Attributes:
        row: things of one row are noticed in their order.
        kind: what.
        details: what is noticed of it.
    """

    row: str
    kind: str
    details: tuple[Any, ...] = ()


Recordings = tuple[tuple[str, str], ...]
"""Pairs of addresses, the old plan's and the new one's, at which the same recording is kept."""

_UNSIMULATED: Final = ("music_on_hold", "caller_id_alpha", "screen")
"""Attributes of a transfer that change what is heard, and nothing that the simulator follows."""


def seen_of(plan: t.Plan, effects: Iterable[Effect], *, wording: bool = True) -> list[Seen]:
    """Return what is noticed of some effects, in their order.

    Args:
        plan: the plan whose effects they are.
        effects: what it did.
        wording: whether the texts of prompts count.
    """
    found: list[Seen] = []
    hung_up = False
    for effect in effects:
        hung_up |= isinstance(effect, did.CalleeHungUp)
        seen = ending("hangup") if _catches_its_own_end(effect) and not hung_up else _notice(plan, effect, wording)
        if seen is not None:
            found.append(seen)
    return found


def _catches_its_own_end(effect: Effect) -> bool:
    """Whether a catch takes a hangup; if it is not the callee's, the plan's own (quirk `catch_own_hangup`)."""
    return isinstance(effect, did.CatchTaken) and effect.event == "hangup"


def in_rows(seen: Iterable[Seen]) -> list[Seen]:
    """Return what is noticed in one moment row by row, so that two moments in which the same is noticed are equal."""
    return sorted(seen, key=lambda each: each.row)  # stable: each row stays in its order


def ending(outcome: str) -> Seen:
    """Return how the end of a call is noticed: whether the plan ended it, the callee, a loop without end, or what
    failed.
    """
    by = ENDED_BY.get(outcome, "error")
    return Seen(LINE, "ends", (outcome if by == "error" else by,))


def _notice(plan: t.Plan, effect: Effect, wording: bool) -> Seen | None:
    match effect:
        case did.Prompt(text=text, source=source, voice=voice):
            return Seen(LINE, "hears", (text if wording else "", source, voice))
        case did.CutShort(element=element):
            return None if isinstance(plan.nodes[element], Wait) else Seen(LINE, "cut")
        case did.Recording(background=background):
            return Seen(LINE, "records", (background,))
        case did.RecordingKept(url=url):
            return Seen(LINE, "recorded", (url,))
        case did.Transferring(element, numbers, mode, caller_id, whisper):
            more = unsimulated(plan, element)
            return Seen(LINE, "transfer", (numbers, mode, caller_id, whisper, *more))
        case did.TonesSent(tones=tones):
            return Seen(LINE, "tones", (tones,))
        case did.GoesOnWith(url=url):
            return Seen(LINE, "goes on with", (url,))
        case did.Requested(method=method, url=url):
            return Seen("http", "asks", (method, url))
        case did.MessageSent(to=to, text=text):
            return Seen("sms", "sms", (to, text))
        case did.Excluded(number=number):
            return Seen("dnc", "dnc", (number,))
        case did.Stashed(variable=variable, value=value):
            return Seen(f"stash {variable}", "stash", (variable, value))
        case did.LeftOutOf(what=what):
            return Seen(UNKNOWN, "left out", (what,))
        case did.Trouble(element=element, error="unsupported"):
            return Seen(UNKNOWN, "unsupported", (nameless(plan.elements[element].node),))
    return None


def unsimulated(plan: t.Plan, element: int) -> tuple[Any, ...]:
    """Return what a transfer says that is heard and not simulated."""
    return tuple(getattr(plan.nodes[element], name, None) for name in _UNSIMULATED)


def nameless(node: Any) -> Any:
    """Return a node without its name."""
    return changed(node, name=None) if hasattr(node, "name") else node


def translated(seen: Iterable[Seen], recordings: Recordings) -> list[Seen]:
    """Return what is noticed of the new plan with its recordings at the old plan's addresses."""
    if not recordings:
        return list(seen)
    return [each._replace(details=tuple(_translate(detail, recordings) for detail in each.details)) for each in seen]


def _translate(detail: Any, recordings: Recordings) -> Any:
    return translate(detail, recordings) if isinstance(detail, str) else detail


def translate(text: str, recordings: Recordings) -> str:
    """Return a text of the new plan with its recordings at the old plan's addresses."""
    olds = {new: old for old, new in recordings}
    if not any(new in text for new in olds):
        return text
    longest_first = sorted(olds, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), lambda found: olds[found[0]], text)


def recorded(old: list[Seen], new: list[Seen], known: Recordings) -> Recordings:
    """Return the recordings that are known after something was noticed: the first of both plans are the same one."""
    ours = [seen.details[0] for seen in old if seen.kind == "recorded"]
    theirs = [seen.details[0] for seen in new if seen.kind == "recorded"]
    pairs = {new_url: old_url for old_url, new_url in known}
    pairs |= dict(zip(theirs, ours, strict=False))
    return tuple(sorted((old_url, new_url) for new_url, old_url in pairs.items()))


def timeline(transcript: Transcript, ignore: Iterable[Ignored]) -> list[tuple[int, list[Seen]]]:
    """Return what is noticed of a whole call, by moments, in ms."""
    moments: dict[int, list[Effect]] = {}
    for at_ms, effects in transcript.effects():
        moments.setdefault(at_ms, []).extend(effects)
    wording = "wording" not in ignore
    found = {at_ms: seen_of(transcript.plan, effects, wording=wording) for at_ms, effects in moments.items()}
    if transcript.state.outcome and transcript.state.hung_up != "plan":
        found.setdefault(transcript.duration_ms, []).append(ending(transcript.state.outcome))
    return sorted((at_ms, seen) for at_ms, seen in found.items() if seen)


WORDS: Final[Mapping[str, str]] = {
    "hears": "what the callee hears",
    "cut": "when a prompt is cut",
    "records": "what is recorded",
    "recorded": "what is recorded",
    "transfer": "the transfer",
    "tones": "the tones",
    "goes on with": "the plan that the call goes on with",
    "asks": "what a web server is asked",
    "sms": "the text message",
    "dnc": "the do-not-call list",
    "stash": "what the report holds",
    "ends": "how or when the call ends",
}
"""What differs, in words, by the kind of what is noticed."""
