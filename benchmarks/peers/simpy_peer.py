"""The call as two SimPy processes, the dialplan and the callee, in an environment of its own for every call.

SimPy is the one peer that schedules the timers itself. Two ways to wait for "a key or the timer" are offered: the
condition `key | timer`, which its documentation teaches, and the faster interrupt of the waiting process.
"""

from __future__ import annotations

from collections.abc import Generator
from importlib import import_module
from typing import Any

from benchmarks.otp import NO_INPUT_MS, PROMPT, Record, Script, Simulate

Process = Generator[Any, Any, None]


def machine_call(trace: list[Record]) -> None:
    """Write what an answering machine leads to; no time passes."""
    trace += ((0, "answer", "machine"), (0, "goto", "hangup"), (0, "hangup", "hangup"), (0, "end", "dialplan"))


def silence(now: int, trace: list[Record]) -> None:
    """Write what the no-input timer leads to."""
    trace += ((now, "timeout", "live"), (now, "hangup", ""), (now, "end", "dialplan"))


class Line:
    """What the two processes of one call share."""

    __slots__ = ("answer", "dialplan", "key", "listening")

    def __init__(self, env: Any) -> None:
        self.answer = env.event()
        self.listening = env.event()
        self.key: Any = None
        self.dialplan: Any = None


def condition_callee(line: Line, script: Script) -> Process:
    """The callee: answers, then presses a key whenever the menu starts to listen."""
    line.answer.succeed(script.answer)
    for key in script.keys:
        yield line.listening
        line.key.succeed(key)


def condition_dialplan(env: Any, line: Line, prompt_ms: int, trace: list[Record]) -> Process:
    """The dialplan: waits for `key | timer`."""
    answer = yield line.answer
    if answer == "machine":
        machine_call(trace)
        return
    trace.append((0, "answer", "live"))
    while True:
        now = env.now
        trace += ((now, "goto", "live"), (now, "menu", "live"), (now, "play", PROMPT))
        yield env.timeout(prompt_ms)
        now = env.now
        trace.append((now, "listen", "live"))
        key = line.key = env.event()
        listening, line.listening = line.listening, env.event()
        listening.succeed()
        outcome = yield key | env.timeout(NO_INPUT_MS)
        if key not in outcome:
            silence(env.now, trace)
            return
        trace.append((env.now, "key", key.value))


def interrupt_callee(line: Line, script: Script) -> Process:
    """The callee: answers, then interrupts the listening dialplan with a key."""
    line.answer.succeed(script.answer)
    for key in script.keys:
        yield line.listening
        line.dialplan.interrupt(key)


def interrupt_dialplan(env: Any, line: Line, prompt_ms: int, trace: list[Record], interrupt: Any) -> Process:
    """The dialplan: waits for the timer, and is interrupted by a key."""
    answer = yield line.answer
    if answer == "machine":
        machine_call(trace)
        return
    trace.append((0, "answer", "live"))
    while True:
        now = env.now
        trace += ((now, "goto", "live"), (now, "menu", "live"), (now, "play", PROMPT))
        yield env.timeout(prompt_ms)
        trace.append((env.now, "listen", "live"))
        listening, line.listening = line.listening, env.event()
        listening.succeed()
        try:
            yield env.timeout(NO_INPUT_MS)
        except interrupt as pressed:
            trace.append((env.now, "key", pressed.cause))
        else:
            silence(env.now, trace)
            return


def condition(prompt_ms: int) -> Simulate:
    """Environment per call; the dialplan waits for `key | timer`."""
    environment = import_module("simpy").Environment

    def simulate(script: Script) -> list[Record]:
        env = environment()
        trace: list[Record] = []
        line = Line(env)
        dialplan = env.process(condition_dialplan(env, line, prompt_ms, trace))
        env.process(condition_callee(line, script))
        env.run(dialplan)
        return trace

    return simulate


def interrupted(prompt_ms: int) -> Simulate:
    """Environment per call; a key interrupts the dialplan's timer."""
    simpy = import_module("simpy")
    environment, interrupt = simpy.Environment, simpy.Interrupt

    def simulate(script: Script) -> list[Record]:
        env = environment()
        trace: list[Record] = []
        line = Line(env)
        line.dialplan = env.process(interrupt_dialplan(env, line, prompt_ms, trace, interrupt))
        env.process(interrupt_callee(line, script))
        env.run(line.dialplan)
        return trace

    return simulate
