"""Our engine as contenders of the topic `calls`: the one place that knows how the benchmark talks to `ivrsim`.

TO FILL IN, once the engine is built. The topic needs three things and nothing else:

- `estimated_prompt_ms()`: what the default Platform says `otp.PROMPT` lasts, so that all agree; None: unknown.
- `run_only(prompt_ms)`: a function that plays one Script to its end and returns a complete transcript as it is stored.
- `expand(transcript)`: that transcript as the records of `otp.Record`; it may be read long after other calls.

The plan is compiled once, outside the timed part, as the peers' models are. If there are several ways to run (plain,
memoised), list them in `WAYS`; each becomes two rows, transcript kept as it is stored and transcript expanded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.measure import AbsentError
from benchmarks.otp import Record, Script, Simulate

RunOnly = Callable[[Script], Any]


def estimated_prompt_ms() -> int | None:
    """Return how long the default Platform takes to speak `otp.PROMPT`, in ms."""
    return None


def run_only(prompt_ms: int) -> RunOnly:
    """Return a function that plays a Script and returns the transcript as it is stored."""
    raise AbsentError("engine not built yet")


def expand(transcript: Any) -> list[Record]:
    """Return a transcript as plain records."""
    raise AbsentError("engine not built yet")


WAYS: dict[str, Callable[[int], RunOnly]] = {"ivrsim": run_only}


def contender(prompt_ms: int, way: Callable[[int], RunOnly] = run_only) -> Simulate:
    """Return a function that plays a Script and returns its records: `run_only`, expanded at once."""
    run = way(prompt_ms)
    return lambda script: expand(run(script))
