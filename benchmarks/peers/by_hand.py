"""The call written by hand as one loop that appends tuples: the limit L of an eager full trace."""

from __future__ import annotations

from benchmarks.otp import NO_INPUT_MS, PROMPT, Record, Script, Simulate


def loop(prompt_ms: int) -> Simulate:
    """Return the by-hand loop for prompts of `prompt_ms`."""

    def simulate(script: Script) -> list[Record]:
        if script.answer == "machine":
            return [(0, "answer", "machine"), (0, "goto", "hangup"), (0, "hangup", "hangup"), (0, "end", "dialplan")]
        now = 0
        trace: list[Record] = [(0, "answer", "live"), (0, "goto", "live"), (0, "menu", "live"), (0, "play", PROMPT)]
        add = trace.append
        for key in script.keys:
            now += prompt_ms
            add((now, "listen", "live"))
            add((now, "key", key))
            add((now, "goto", "live"))
            add((now, "menu", "live"))
            add((now, "play", PROMPT))
        now += prompt_ms
        add((now, "listen", "live"))
        now += NO_INPUT_MS
        add((now, "timeout", "live"))
        add((now, "hangup", ""))
        add((now, "end", "dialplan"))
        return trace

    return simulate
