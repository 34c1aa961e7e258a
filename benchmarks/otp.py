"""The one-time-code call that every contender of the topic `calls` plays: its constants, callees and expected trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

CODE = "2517"


def spelt(code: str) -> str:
    """A code as it is spoken digit by digit."""
    return " ".join(code)


def prompt_of(code: str) -> str:
    """What a call with this code says."""
    return f"Hello, your one-time code is {spelt(code)}, press 1 to repeat."


PROMPT = prompt_of(CODE)
NO_INPUT_MS = 3500
DEFAULT_PROMPT_MS = 5600  # only while the Platform of ivrsim is not there to estimate it

Record: TypeAlias = tuple[int, str, str]
"""(virtual time in ms since the answer, event, detail)."""


@dataclass(frozen=True, slots=True)
class Script:
    """One scripted callee.

    Args:
        answer: "live" or "machine".
        keys: Keys pressed one after another, each at the first moment when the menu listens; then silence.
    """

    answer: str
    keys: str = ""


Simulate: TypeAlias = Callable[[Script], list[Record]]

SILENT = Script("live")
REPEAT_ONCE = Script("live", "1")
REPEAT_FIVE = Script("live", "11111")
MACHINE = Script("machine")

MIX = (SILENT, REPEAT_ONCE, REPEAT_FIVE, MACHINE)
"""The timed mix: a quarter each."""

CHECKED = (*MIX, *(Script("live", "1" * n) for n in (2, 3, 4, 7, 12, 40)), MACHINE, SILENT)
"""Every contender has to give the expected trace for all of these, one after another, before it is timed."""


def visit(start_ms: int, prompt_ms: int, prompt: str) -> list[Record]:
    """What one visit of the menu writes, up to the moment when it listens."""
    return [
        (start_ms, "goto", "live"),
        (start_ms, "menu", "live"),
        (start_ms, "play", prompt),
        (start_ms + prompt_ms, "listen", "live"),
    ]


def expected(script: Script, prompt_ms: int, prompt: str = PROMPT) -> list[Record]:
    """The trace that is right for `script`; it is put together from blocks, unlike what any contender does."""
    if script.answer == "machine":
        return [(0, "answer", "machine"), (0, "goto", "hangup"), (0, "hangup", "hangup"), (0, "end", "dialplan")]
    trace: list[Record] = [(0, "answer", "live"), *visit(0, prompt_ms, prompt)]
    for turn, key in enumerate(script.keys, start=1):
        now_ms = turn * prompt_ms
        trace += [(now_ms, "key", key), *visit(now_ms, prompt_ms, prompt)]
    end_ms = (len(script.keys) + 1) * prompt_ms + NO_INPUT_MS
    return [*trace, (end_ms, "timeout", "live"), (end_ms, "hangup", ""), (end_ms, "end", "dialplan")]
