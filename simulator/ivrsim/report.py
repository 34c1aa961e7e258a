"""A transcript for people, and for programs."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from ivrdsl.errors import StepFailed
from ivrsim.call import Call, seconds
from ivrsim.script import Statement
from ivrsim.transcript import Entry, Transcript

JSON_VERSION: Final = 1


class Failed(NamedTuple):
    """The statement of a script that failed.

    Attributes:
        line: the script's line.
        statement: as it was written.
        message: what the call was doing, and the nearest thing heard.
    """

    line: int
    statement: str
    message: str


def run_script(call: Call, statements: list[Statement]) -> Failed | None:
    """Run a script to its end, or to the first statement that fails."""
    for statement in statements:
        try:
            statement.run(call)
        except StepFailed as failure:
            return Failed(statement.line, statement.source, str(failure))
    return None


# --- for people -----------------------------------------------------------------------------------------------------


def as_text(transcript: Transcript, failed: Failed | None = None) -> str:
    """The story of a call, one thing a line, with what it assumed about the platform."""
    lines = [_line(transcript, entry) for entry in transcript if entry.kind in _WORDS]
    lines.append(f"{'':>10}  {_ending(transcript)}")
    lines += [f"{'':>10}  assumed: {assumed}" for assumed in _assumed(transcript)]
    if failed is not None:
        lines += [f"failed: {failed.statement}    (script line {failed.line})", f"        {failed.message}"]
    return "\n".join(lines)


def _line(transcript: Transcript, entry: Entry) -> str:
    words = _WORDS[entry.kind](entry.details)
    place = "" if entry.kind in _PLACELESS else _place(transcript, entry.element)
    return f"{entry.at_ms / 1000:8.2f} s  {words}{place}"


def _place(transcript: Transcript, element: int) -> str:
    line = transcript.line(element)
    label = transcript.plan.elements[element].label
    return f"   [{label}{f', line {line}' if line else ''}]"


def _ending(transcript: Transcript) -> str:
    if transcript.ended_by is None:
        return f"the call goes on: the script left it open after {seconds(transcript.duration_ms)}"
    who = {"dialplan": "the dialplan", "callee": "the callee", "limit": "a limit", "error": "an error"}
    after = seconds(transcript.duration_ms)
    return f"ended by {who[transcript.ended_by]} after {after}: {transcript.outcome}"


def _assumed(transcript: Transcript) -> list[str]:
    return [
        f"{each.quirk}={each.value}   [{transcript.plan.elements[each.element].label}]"
        for each in transcript.assumptions
    ]


_SOUNDS: Final = {"callfireid": "sound ", "url": "sound at "}
_PLACELESS: Final = ("answered", "unanswered", "key", "callee hung up", "cut", "input", "end of plan")
_WORDS: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "answered": lambda d: "a person answers" if d["by"] == "live" else "a machine answers",
    "unanswered": lambda d: f"nobody answers: {d['reason']}",
    "key": lambda d: f"callee presses {d['key']}",
    "ignored": lambda d: f"callee presses {d['key']}, which is lost: {d['reason']}",
    "callee hung up": lambda d: "callee hangs up",
    "amd": lambda d: f"taken for a {'machine' if d['branch'] == 'machine' else 'person'}",
    "prompt": lambda d: f'"{d["text"]}"' if d["source"] == "tts" else f"{_SOUNDS[d['source']]}{d['text']}",
    "cut": lambda d: "the prompt is cut",
    "listening": lambda d: f"listens for {seconds(d['timeout_ms'])}",
    "input": lambda d: f"input {d['digits']}",
    "no input": lambda d: "silence: no input",
    "no match": lambda d: f"no branch takes {d['digits']}",
    "condition": lambda d: f"{d['expression']} is {'true' if d['result'] else 'false'}",
    "goto": lambda d: f"goto {d['target']}",
    "wait": lambda d: f"waits {seconds(d['duration_ms'])}",
    "set": lambda d: f"set {d['variable']} = {d['value']}",
    "stash": lambda d: f"stash {d['variable']} = {d['value']}",
    "hangup": lambda d: "hangup",
    "end of plan": lambda d: "end of the plan",
    "undefined": lambda d: f"variable {d['variable']} was never set",
    "error": lambda d: f"{d['error']}: {d['message']}",
}


# --- for programs ---------------------------------------------------------------------------------------------------


def as_json(transcript: Transcript, failed: Failed | None = None, *, show_secrets: bool = False) -> dict[str, Any]:
    """The same as data, in the shape of schemas/simulate.schema.json.

    Args:
        show_secrets: keep the parts of prompts that are marked as secret; they are masked otherwise.
    """
    entries = list(transcript)
    masks = {} if show_secrets else {e.details["text"]: e.details["masked"] for e in entries if e.kind == "prompt"}
    return {
        "version": JSON_VERSION,
        "outcome": transcript.outcome,
        "ended_by": transcript.ended_by,
        "duration_ms": transcript.duration_ms,
        "heard": [masks.get(text, text) for text in transcript.heard],
        "stash": transcript.stash,
        "variables": transcript.variables,
        "entries": [_entry(transcript, entry, masks) for entry in entries if entry.kind not in ("assume", "ask")],
        "assumptions": [
            {"quirk": each.quirk, "value": each.value, "node": transcript.node(each.element)}
            for each in transcript.assumptions
        ],
        "failed": None if failed is None else failed._replace(message=_masked(failed.message, masks))._asdict(),
    }


def _entry(transcript: Transcript, entry: Entry, masks: dict[str, str]) -> dict[str, Any]:
    details = {name: value for name, value in entry.details.items() if name != "masked"}
    if "text" in details:
        details["text"] = masks.get(details["text"], details["text"])
    place = {"node": transcript.node(entry.element), "line": transcript.line(entry.element)}
    return {"at_ms": entry.at_ms, "kind": entry.kind, **place, **details}


def _masked(text: str, masks: dict[str, str]) -> str:
    for secret, masked in masks.items():
        text = text.replace(secret, masked)
    return text
