"""Our engine as contenders of the topic `calls`: the one place that knows how the benchmark talks to `ivrsim`.

The plan is compiled once, outside the timed part, as the peers' models are. A transcript is kept as `ivrsim` stores it,
flat and lossless; `expand` makes the records that all contenders agree on, through the transcript's public entries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.measure import AbsentError
from benchmarks.otp import PROMPT, Record, Script, Simulate

RunOnly = Callable[[Script], Any]


def estimated_prompt_ms() -> int | None:
    """Return how long the default Platform takes to speak `otp.PROMPT`, in ms."""
    try:
        from ivrsim.core.platform import Platform
    except ImportError:
        return None
    return len(PROMPT) * Platform().speaking_rate("female1")


def _plan() -> Any:
    try:
        from ivrdsl import Amd, Dialplan, Goto, Hangup, Keypress, Menu, NoInput, Say
        from ivrsim.compiling.compile import compile_plan
    except ImportError as error:
        raise AbsentError(str(error)) from error
    return compile_plan(
        Dialplan("Root")[
            Amd(live=Goto("live"), machine=Goto("hangup")),
            Menu("live", max_digits=1, timeout_ms=3500)[
                Say(PROMPT, voice="female1"),
                Keypress("1")[Goto("live")],
                NoInput()[Hangup()],
            ],
            Hangup(name="hangup"),
        ]
    )


def _events(script: Script) -> list[Any]:
    """What happens to the call: each key comes when the menu starts to listen, then silence."""
    from ivrsim.core.events import ANSWERS, KEY, TIMER

    events = [ANSWERS[script.answer]]
    for key in script.keys:
        events += (TIMER, KEY[key])
    return [*events, TIMER, TIMER]


def memoised(prompt_ms: int) -> RunOnly:
    """The engine as users run it: steps that were taken before are looked up."""
    from ivrsim.core.events import ANSWERS, KEY, TIMER
    from ivrsim.play.line import replay

    plan = _plan()

    def run(script: Script) -> Any:
        events = [ANSWERS[script.answer]]
        for key in script.keys:
            events += (TIMER, KEY[key])
        events += (TIMER, TIMER)
        return replay(plan, events)

    return run


def plain(prompt_ms: int) -> RunOnly:
    """The pure step alone, worked out anew for every event."""
    from ivrsim.core.events import TIMER
    from ivrsim.core.state import RINGING
    from ivrsim.core.step import step
    from ivrsim.play.transcript import Transcript

    plan = _plan()

    def run(script: Script) -> Any:
        state, now_ms, due_ms = RINGING, 0, 0
        log: list[Any] = []
        for event in _events(script):
            if event is TIMER:
                now_ms = due_ms
            state, timer_ms, effects = step(plan, state, event)
            log += (now_ms, effects)
            if timer_ms >= 0:
                due_ms = now_ms + timer_ms
            if state.outcome:
                break
        return Transcript(plan, log, state, now_ms)

    return run


def expand(transcript: Any) -> list[Record]:
    """Return a transcript as plain records."""
    elements = transcript.plan.elements
    records: list[Record] = []
    for at_ms, kind, element, details in transcript:
        name = elements[element].node.name or ""
        match kind:
            case "answered":
                records.append((at_ms, "answer", details["by"]))
            case "goto":
                records.append((at_ms, "goto", details["target"]))
            case "prompt":
                menu = elements[elements[element].parent].node
                records += [(at_ms, "menu", menu.name), (at_ms, "play", details["text"])]
            case "listening":
                records.append((at_ms, "listen", name))
            case "key":
                records.append((at_ms, "key", details["key"]))
            case "no input":
                records.append((at_ms, "timeout", name))
            case "hangup":
                records += [(at_ms, "hangup", name), (at_ms, "end", "dialplan")]
    return records


WAYS: dict[str, Callable[[int], RunOnly]] = {"ivrsim": memoised, "ivrsim, plain step": plain}


def contender(prompt_ms: int, way: Callable[[int], RunOnly] = memoised) -> Simulate:
    """Return a function that plays a Script and returns its records: `run_only`, expanded at once."""
    run = way(prompt_ms)
    return lambda script: expand(run(script))
