"""A transcript for people, and for programs."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ivrdsl.findings.arguments import door, refuse
from ivrdsl.wording.mask import MASK, Mask
from ivrsim.core.effects import Prompt
from ivrsim.core.masking import mask_of_plans
from ivrsim.core.parties import PARTIES, PERSON, SCREENING, Party
from ivrsim.core.table import Plan
from ivrsim.core.units import seconds
from ivrsim.graph.spoken import spoken_values
from ivrsim.play import silence
from ivrsim.play.entry import Entry
from ivrsim.play.failure import Failed
from ivrsim.play.other_side import BEEP, FULL, HEARD_NOTHING, PERSON_COMES, REFUSES, OtherSide, Said
from ivrsim.play.stand_in import with_stand_ins
from ivrsim.play.transcript import Transcript

JSON_VERSION: Final = 1
STAND_IN: Final = "with stand-ins for secret words"
"""What a report says of its times, if they are not those of the call that was played."""


# --- for people -----------------------------------------------------------------------------------------------------


@door
def as_text(transcript: Transcript, failed: Failed | None = None) -> str:
    """The story of a call, one thing a line, with what it assumed about the platform."""
    if not isinstance(transcript, Transcript):
        has_one = hasattr(transcript, "transcript")
        refuse("as_text", "transcript", transcript, f"a Transcript{': write call.transcript()' if has_one else ''}")
    return "\n".join(line for _, line in story(transcript, failed))


def story(transcript: Transcript, failed: Failed | None = None) -> list[tuple[str, str]]:
    """The lines of `as_text`, each with what it is: the kind of an entry, "ending", "silent", "assumed" or "failed"."""
    lines = [(str(entry.kind), _line(transcript, entry)) for entry in told_entries(transcript)]
    lines += [(kind, f"{'':>11}  {line}") for kind, line in conclusion(transcript)]
    lines += [("assumed", f"{'':>11}  assumed: {assumed}") for assumed in _assumption_lines(transcript)]
    if transcript.stands_in:
        lines.append(("assumed", f"{'':>11}  times: {STAND_IN}"))
    if failed is not None:
        lines.append(("failed", f"failed: {failed.statement}    (script line {failed.line})"))
        lines.append(("failed", f"        {failed.message}"))
    return lines


def told_entries(transcript: Transcript) -> list[Entry]:
    """The entries that a story tells; who answers is told once."""
    side = transcript.other_side
    untold = ("answered",) if side is not None and side.named else ()
    return [entry for entry in transcript if entry.kind in _WORDS and entry.kind not in untold]


def conclusion(transcript: Transcript) -> list[tuple[str, str]]:
    """What a story says at its end, each line with what it is: how the call ended, who has heard what, and gaps."""
    side = transcript.other_side
    lines = [("ending", _ending(transcript))]
    if side is not None and side.named:
        lines += [("other side", line) for line in _heard_lines(transcript, side)]
    return lines + [("silent", line) for line in _gap_lines(transcript)]


def _line(transcript: Transcript, entry: Entry) -> str:
    words = line_words(transcript.plan, transcript.lines, entry.kind, entry.element, entry.details)
    return f"{entry.at_ms / 1000:9.3f} s  {words}"


def line_words(plan: Plan, lines: Sequence[int | None], kind: str, element: int, details: Mapping[str, Any]) -> str:
    """What a story's line says of an entry behind its time; see `sentence`."""
    return sentence(kind, details) + ("" if kind in _PLACELESS else in_brackets(place_words(plan, lines, element)))


def in_brackets(place: str) -> str:
    """A place, as it stands at the end of a story's line."""
    return f"   [{place}]"


def sentence(kind: str, details: Mapping[str, Any]) -> str:
    """What an entry of some kind says, in words; "" for the kinds that no story tells."""
    return _WORDS[kind](details) if kind in _WORDS else ""


def place_of(transcript: Transcript, entry: Entry) -> str:
    """The tag of an entry, and its line; "" where neither matters."""
    return "" if entry.kind in _PLACELESS else _place(transcript, entry.element)


def _place(transcript: Transcript, element: int) -> str:
    return place_words(transcript.plan, transcript.lines, element)


def place_words(plan: Plan, lines: Sequence[int | None], element: int) -> str:
    """A tag, and its line where that is known."""
    line = lines[element] if element < len(lines) else None
    return f"{plan.elements[element].label}{f', line {line}' if line else ''}"


def _ending(transcript: Transcript) -> str:
    return ending_words(transcript.ended_by, transcript.outcome, seconds(transcript.duration_ms))


def ending_words(ended_by: str | None, outcome: str, after: str) -> str:
    """How a call ended, in words."""
    if ended_by is None:
        return f"the call goes on: the script left it open after {after}"
    who = {"dialplan": "the dialplan", "callee": "the callee", "limit": "a limit", "error": "an error"}
    return f"ended by {who[ended_by]} after {after}: {outcome}"


def _heard_lines(transcript: Transcript, side: OtherSide) -> list[str]:
    """What the other side keeps, or has heard, a line each; of a person from the beginning on, the call tells all."""
    found = []
    for party in _listeners(side) if side.party is not PERSON else ():
        does = "keeps" if party.keeps else "hears"
        parts = [f'"{each}"' if each.prompt.source == "tts" else f"sound {each}" for each in transcript.said_to(party)]
        found += [f"{party.name} {does}: {each}" for each in parts or ["nothing"]]
    return found


def _listeners(side: OtherSide) -> list[Party]:
    """Who hears something on the other side, one after the other."""
    first = [side.party] if side.party.keeps or side.party.hears or side.party is SCREENING else []
    return first + ([PERSON] if side.party.passes and side.person_ms is not None else [])


def gap_words(since: str, lasts: str) -> str:
    """What is said of a silent gap."""
    return f"silent: from {since} on the callee hears nothing for {lasts}"


def _gap_lines(transcript: Transcript) -> list[str]:
    """What a callee does not hear, a line each, and then once why that matters and how it is mended."""
    gaps = [
        gap_words(seconds(each.at_ms), seconds(each.duration_ms)) + in_brackets(_place(transcript, each.element))
        for each in transcript.silent_gaps
    ]
    return [*gaps, f"why: {silence.WHY}", f"fix: {silence.FIX}"] if gaps else []


def _assumption_lines(transcript: Transcript) -> list[str]:
    return [
        f"{each.quirk}={each.value}   [{transcript.plan.elements[each.element].label}]"
        for each in transcript.assumptions
    ]


def _cut(details: Mapping[str, Any]) -> str:
    if "heard" not in details:
        return "the prompt is cut"
    return f'the prompt is cut after "{details["heard"]}"' if details["heard"] else "the prompt is cut at once"


def _recording(details: Mapping[str, Any]) -> str:
    return (
        "records in the background" if details["background"] else f"records, {seconds(details['timeout_ms'])} at most"
    )


def _party(details: Mapping[str, Any]) -> str:
    party = PARTIES[details["party"]]
    greeting = f", greeting {seconds(details['greeting_ms'])}" if details["greeting_ms"] else ""
    return f"{party.words} answers{_TAKEN_FOR[details['taken_for']]}{greeting}"


_TAKEN_FOR: Final = {
    "person": ", taken for a person",
    "machine": ", taken for a machine",
    "unsure": ", and the platform cannot tell who",
    "": "",
}
_AT_THE_OTHER_SIDE: Final = {
    BEEP: "beep",
    FULL: "the mailbox is full, and closes the line",
    HEARD_NOTHING: "the assistant has heard nothing, and closes the line",
    REFUSES: "nobody takes the call, and the assistant closes the line",
    PERSON_COMES: "a person comes to the line",
}
_ANSWERED: Final = {
    "live": "a person answers",
    "machine": "a machine answers",
    "unsure": "a person or a machine answers",
    "inbound": "a caller rings in",
}
_SOUNDS: Final = {"callfireid": "sound ", "url": "sound at "}
_FOR_THE_READER: Final = frozenset(("assume", "moment"))
"""Kinds that are told elsewhere, or to nobody."""
_PLACELESS: Final = frozenset(
    ("answered", "party", "other side", "unanswered", "key", "callee hung up", "cut", "input", "end of plan")
)
_WORDS: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "answered": lambda d: _ANSWERED[d["by"]],
    "party": lambda d: _party(d),
    "other side": lambda d: _AT_THE_OTHER_SIDE[d["what"]],
    "unanswered": lambda d: f"nobody answers: {d['reason']}",
    "key": lambda d: f"callee presses {d['key']}",
    "ignored": lambda d: f"callee presses {d['key']}, which is lost: {d['reason']}",
    "callee hung up": lambda d: "callee hangs up",
    "amd": lambda d: f"taken for a {'machine' if d['branch'] == 'machine' else 'person'}",
    "prompt": lambda d: f'"{d["text"]}"' if d["source"] == "tts" else f"{_SOUNDS[d['source']]}{d['text']}",
    "cut": lambda d: _cut(d),
    "listening": lambda d: f"listens for {seconds(d['timeout_ms'])}",
    "input": lambda d: f"input {d['digits']}",
    "no input": lambda d: "silence: no input",
    "no match": lambda d: f"no match: {d['digits']}",
    "condition": lambda d: f"{d['expression']}: {'true' if d['result'] else 'false'}",
    "goto": lambda d: f"goto {d['target']}",
    "wait": lambda d: f"waits {seconds(d['duration_ms'])}",
    "set": lambda d: f"set {d['variable']} = {d['value']}",
    "stash": lambda d: f"stash {d['variable']} = {d['value']}",
    "recording": lambda d: _recording(d),
    "recorded": lambda d: f"recorded as {d['url']} (ended by {d['ended_by']})",
    "transfer": lambda d: f"transfers to {d['numbers']}, {d['mode']}, rings for {seconds(d['timeout_ms'])}",
    "transfer answered": lambda d: f"{d['number']} answers",
    "transfer over": lambda d: f"the transfer is over: {d['reason']}",
    "http": lambda d: f"{d['method']} {d['url']}",
    "reply": lambda d: f"the reply: {d['value']}",
    "no reply": lambda d: f"no reply: {d['reason']}",
    "sms": lambda d: f'sms to {d["to"]}: "{d["text"]}"',
    "dnc": lambda d: f"do not call {d['number']}",
    "tones": lambda d: f"tones {d['tones']}",
    "goto xml": lambda d: f"goes on with the plan at {d['url']}",
    "caught": lambda d: f"caught {d['event']}: goto {d['goto']}",
    "skipped": lambda d: f"passes over {d['tag']}: nobody is there",
    "hangup": lambda d: "hangup",
    "transferred": lambda d: "the call ends with the transfer",
    "end of plan": lambda d: "end of the plan",
    "left out": lambda d: f"not simulated: {d['what']}",
    "undefined": lambda d: f"variable {d['variable']} was never set",
    "error": lambda d: f"{d['error']}: {d['message']}",
}


# --- for programs ---------------------------------------------------------------------------------------------------


def as_json(transcript: Transcript, failed: Failed | None = None, *, show_secrets: bool = False) -> dict[str, Any]:
    """Return what happened as data, in the shape of schemas/simulate.schema.json.

    Args:
        transcript: what happened.
        failed: the statement of a script that failed.
        show_secrets: keep what is secret; it is masked otherwise, wherever the report would repeat it.
    """
    return call_data(transcript, failed, mask_of(transcript, shows=show_secrets))


def call_data(transcript: Transcript, failed: Failed | None, mask: Mask) -> dict[str, Any]:
    """What happened as data, its texts masked; the words of the shape itself, such as kinds and outcomes, stay.

    Where a secret was said, the times are those of a call with a stand-in for it; see `ivrsim.play.stand_in`.
    """
    told = with_stand_ins(transcript, mask)
    transcript = told.transcript
    if failed is not None:
        failed = failed._replace(message=told.retold(failed.message))
    entries = [entry for entry in transcript if entry.kind not in _FOR_THE_READER]
    gaps = [_gap(transcript, each, mask) for each in transcript.silent_gaps]
    return {
        "version": JSON_VERSION,
        "outcome": transcript.outcome,
        "ended_by": transcript.ended_by,
        "duration_ms": transcript.duration_ms,
        "heard": [mask.masked(own_text(entry, mask)) for entry in entries if entry.kind == "prompt"],
        "stash": {mask.masked(name): mask.masked(value) for name, value in transcript.stash.items()},
        "variables": {mask.masked(name): mask.masked(value) for name, value in transcript.variables.items()},
        "entries": [_entry(transcript, entry, mask) for entry in entries],
        "assumptions": [
            {"quirk": each.quirk, "value": each.value, "node": mask.masked(transcript.node(each.element))}
            for each in transcript.assumptions
        ],
        **({"silent_gaps": gaps} if gaps else {}),
        **_other_side_data(transcript, mask),
        "failed": None if failed is None else mask.deep(failed._asdict()),
        **({"times": STAND_IN} if transcript.stands_in else {}),
    }


def _other_side_data(transcript: Transcript, mask: Mask) -> dict[str, Any]:
    """What parties have heard that a script names, as `said_to`; nothing where it names none."""
    side = transcript.other_side
    if side is None or not side.named:
        return {}
    return {
        "said_to": {
            party.name: [
                {"at_ms": each.at_ms, "text": mask.masked(_part(each, mask)), "whole": each.whole}
                for each in transcript.said_to(party)
            ]
            for party in _listeners(side)
        }
    }


def _part(said: Said, mask: Mask) -> str:
    """What was heard of a prompt; of a secret in it not even a piece is told."""
    return _covered(said, [] if mask.shows else [*said.prompt.spots(), *mask.hidden(said.prompt.text)])


def without_pieces(said: Said, mask: Mask) -> str:
    """What was heard of a prompt, as `str` tells it; of a secret that was cut, not even a piece is told.

    One that was heard to its end stays: whoever masks the whole finds it.
    """
    spots = [*said.prompt.spots(), *mask.hidden(said.prompt.text)]
    cut = [(start, end) for start, end in spots if start < said.start < end or start < said.end < end]
    return str(said._replace(text=_covered(said, cut))) if cut else str(said)


def _covered(said: Said, spots: Sequence[tuple[int, int]]) -> str:
    """What was heard of a prompt, with a mask over some spots of the prompt."""
    text, told, at = said.prompt.text, "", said.start
    for start, end in sorted(spots):
        if at < end and start < said.end:
            told += text[at : max(start, at)] + MASK
            at = end
    return told + text[at : said.end]


def mask_of(transcript: Transcript, patterns: Iterable[re.Pattern[str]] = (), *, shows: bool = False) -> Mask:
    """A mask for what is told of a call: its plan's secrets, and those that were put together during the call."""
    return mask_of_calls([transcript], patterns, shows=shows)


def mask_of_calls(
    transcripts: Sequence[Transcript], patterns: Iterable[re.Pattern[str]] = (), *, shows: bool = False
) -> Mask:
    """A mask for what is told of several calls at once."""
    plans = {id(each.plan): each.plan for each in transcripts}.values()
    known = known_from(*transcripts)
    return mask_of_plans(
        *plans, marked=known.marked, told=known.told, typed=known.typed, patterns=patterns, shows=shows
    )


class KnownToMasks(NamedTuple):
    """What calls tell a mask.

    Attributes:
        marked: what is marked as secret in them, and the values of variables that are secret.
        told: what was spoken or sent.
        typed: what the caller has typed and heard again.
    """

    marked: frozenset[str]
    told: frozenset[str]
    typed: frozenset[str]


def known_from(*transcripts: Transcript) -> KnownToMasks:
    """What calls tell a mask."""
    known = [_known_from(each) for each in transcripts]
    marked, told, typed = (frozenset(text for each in known for text in each[at]) for at in range(3))
    return KnownToMasks(marked, told, typed)


def _known_from(transcript: Transcript) -> KnownToMasks:
    prompts = [effect for _, effects in transcript.effects() for effect in effects if isinstance(effect, Prompt)]
    values = spoken_values(transcript.plan, prompts)
    spoken = {each.text for each in prompts}
    sent = {text for text in texts_in(transcript) if text not in spoken}
    return KnownToMasks(values.secrets | secrets_in(transcript), values.texts | sent, values.typed)


def secrets_in(transcript: Transcript) -> set[str]:
    """The texts in a call that are marked as secret, as they were spoken or sent."""
    return {each for entry in transcript for each in entry.details.get("secrets", ())}


def texts_in(transcript: Transcript) -> set[str]:
    """The texts that were spoken or sent in a call, with what is not marked in them."""
    return {entry.details["text"] for entry in transcript if "secrets" in entry.details}


def own_text(entry: Entry, mask: Mask) -> str:
    """The text of a prompt or a message, its own secrets masked: even a single digit that is one."""
    text: str = entry.details["text"]
    for secret in () if mask.shows else entry.details["secrets"]:
        text = text.replace(secret, MASK, 1)
    return text


def _entry(transcript: Transcript, entry: Entry, mask: Mask) -> dict[str, Any]:
    details = {name: value for name, value in entry.details.items() if name != "secrets"}
    if "secrets" in entry.details:
        details["text"] = own_text(entry, mask)
    place = _place_data(transcript, entry.element, mask)
    return {"at_ms": entry.at_ms, "kind": str(entry.kind), **place, **mask.deep(details)}


def _gap(transcript: Transcript, gap: silence.SilentGap, mask: Mask) -> dict[str, Any]:
    place = _place_data(transcript, gap.element, mask)
    return {"at_ms": gap.at_ms, "duration_ms": gap.duration_ms, **place, "why": silence.WHY, "fix": silence.FIX}


def _place_data(transcript: Transcript, element: int, mask: Mask) -> dict[str, Any]:
    return {"node": mask.masked(transcript.node(element)), "line": transcript.line(element)}
