"""What a call DOES. An effect is a plain tuple (kind, element, ...), shared by every run that comes through the same
step.

`element` is the number of the tag in document order. FIELDS names what follows it; a transcript expands effects into
entries with these names only when somebody reads them, because making a record for each costs more than the engine.
"""

from typing import Any, Final

Effect = tuple[Any, ...]

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    # what the callee and the network did
    "answered": ("by",),
    "unanswered": ("reason",),
    "key": ("key",),
    "ignored": ("key", "reason"),
    "callee hung up": (),
    # what the call does
    "amd": ("branch",),
    "prompt": ("text", "secrets", "source", "voice", "duration_ms"),
    "cut": (),
    "listening": ("timeout_ms", "max_digits"),
    "input": ("digits",),
    "no input": (),
    "no match": ("digits",),
    "branch": ("pressed",),
    "condition": ("expression", "result"),
    "goto": ("target",),
    "wait": ("duration_ms",),
    "set": ("variable", "value"),
    "stash": ("variable", "value"),
    "recording": ("timeout_ms", "background"),
    "recorded": ("url", "ended_by"),
    "transfer": ("numbers", "mode", "caller_id", "whisper", "timeout_ms"),
    "transfer answered": ("number",),
    "transfer over": ("reason",),
    "http": ("method", "url"),
    "reply": ("variable", "value"),
    "no reply": ("variable", "reason"),
    "sms": ("to", "text", "secrets"),
    "dnc": ("number",),
    "tones": ("tones", "duration_ms"),
    "goto xml": ("url",),
    "caught": ("event", "goto"),
    "skipped": ("tag",),
    "hangup": (),
    "transferred": (),
    "end of plan": (),
    # what the reader of a transcript must know
    "assume": ("quirk", "value"),
    "undefined": ("variable",),
    "left out": ("what",),
    "ask": ("what",),
    "error": ("error", "message"),
}
"""Kinds of effect and the names of their fields. `secrets` are the parts of a text that are marked as secret."""
