"""The call as a sismic statechart: simulated clock, `after()` guards, queued events.

At its best: contract checks off, every action one `extend`, and one `execute_once` an event. The customary `execute`
spends one more step an event to learn that nothing is left to do; it has a row of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from benchmarks.otp import NO_INPUT_MS, PROMPT, Record, Script, Simulate

CHART = """
statechart:
  name: one-time code
  root state:
    name: call
    initial: idle
    states:
      - name: idle
        transitions:
          - event: live
            target: prompting
            action: |
              start = time
              trace.append((0, "answer", "live"))
          - event: machine
            target: idle
            action: |
              trace.extend(((0, "answer", "machine"), (0, "goto", "hangup"), (0, "hangup", "hangup"),
                            (0, "end", "dialplan")))
      - name: prompting
        on entry: |
          now = time - start
          trace.extend(((now, "goto", "live"), (now, "menu", "live"), (now, "play", PROMPT)))
        transitions:
          - guard: after(%(prompt_ms)d)
            target: listening
      - name: listening
        on entry: trace.append((time - start, "listen", "live"))
        transitions:
          - event: key
            guard: event.key == "1"
            target: prompting
            action: trace.append((time - start, "key", event.key))
          - guard: after(%(no_input_ms)d)
            target: idle
            action: |
              now = time - start
              trace.extend(((now, "timeout", "live"), (now, "hangup", ""), (now, "end", "dialplan")))
"""


def chart(prompt_ms: int) -> Any:
    """Return the validated statechart."""
    return import_module("sismic.io").import_from_yaml(CHART % {"prompt_ms": prompt_ms, "no_input_ms": NO_INPUT_MS})


def interpreter(statechart: Any, trace: list[Record]) -> Any:
    """Return an interpreter that stands in `idle` and writes to `trace`."""
    context = {"trace": trace, "start": 0, "now": 0, "PROMPT": PROMPT}
    made = import_module("sismic.interpreter").Interpreter(statechart, initial_context=context, ignore_contract=True)
    made.execute_once()
    return made


def play(machine: Any, step: Callable[[], object], script: Script, prompt_ms: int) -> None:
    """Drive one call: queue the callee's events, move the simulated clock, and let `step` execute what is due."""
    clock = machine.clock
    machine.queue(script.answer)
    step()
    if script.answer == "machine":
        return
    clock.time += prompt_ms
    step()
    for key in script.keys:
        machine.queue("key", key=key)
        step()
        clock.time += prompt_ms
        step()
    clock.time += NO_INPUT_MS
    step()


def reused(prompt_ms: int) -> Simulate:
    """One interpreter for all calls, `execute_once` an event; the chart loops back to `idle`."""
    return _reused(prompt_ms, "execute_once")


def reused_execute(prompt_ms: int) -> Simulate:
    """As `reused`, with the customary `execute` an event."""
    return _reused(prompt_ms, "execute")


def _reused(prompt_ms: int, method: str) -> Simulate:
    written: list[Record] = []
    machine = interpreter(chart(prompt_ms), written)
    step = getattr(machine, method)

    def simulate(script: Script) -> list[Record]:
        play(machine, step, script, prompt_ms)
        trace = written.copy()
        written.clear()
        return trace

    return simulate


def per_call(prompt_ms: int) -> Simulate:
    """A new interpreter for every call, over one shared statechart."""
    statechart = chart(prompt_ms)

    def simulate(script: Script) -> list[Record]:
        trace: list[Record] = []
        machine = interpreter(statechart, trace)
        play(machine, machine.execute_once, script, prompt_ms)
        return trace

    return simulate
