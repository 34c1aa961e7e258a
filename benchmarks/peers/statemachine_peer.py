"""The call as a python-statemachine machine.

The library has no virtual clock, so a loop owns the time for it, which favours it. At its best: one callback a
transition without injected arguments, errors raised instead of turned into events.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from benchmarks.otp import NO_INPUT_MS, PROMPT, Record, Script, Simulate


def machine_class() -> Any:
    """Return the machine as a class; made here so that the package is imported only when it is measured."""
    library = import_module("statemachine")
    State = library.State  # noqa: N806

    class Call(library.StateMachine):  # type: ignore[misc, name-defined]
        idle = State(initial=True)
        prompting = State()
        listening = State()

        live = idle.to(prompting, on="write_live")
        machine = idle.to.itself(on="write_machine")
        prompt_done = prompting.to(listening, on="write_listen")
        key_1 = listening.to(prompting, on="write_key_1")
        no_input = listening.to(idle, on="write_no_input")

        now = 0
        trace: list[Record]

        def write_live(self) -> None:
            self.trace += ((0, "answer", "live"), (0, "goto", "live"), (0, "menu", "live"), (0, "play", PROMPT))

        def write_machine(self) -> None:
            self.trace += (
                (0, "answer", "machine"),
                (0, "goto", "hangup"),
                (0, "hangup", "hangup"),
                (0, "end", "dialplan"),
            )

        def write_listen(self) -> None:
            self.trace.append((self.now, "listen", "live"))

        def write_key_1(self) -> None:
            now = self.now
            self.trace += ((now, "key", "1"), (now, "goto", "live"), (now, "menu", "live"), (now, "play", PROMPT))

        def write_no_input(self) -> None:
            now = self.now
            self.trace += ((now, "timeout", "live"), (now, "hangup", ""), (now, "end", "dialplan"))

    return Call


def play(call: Any, script: Script, prompt_ms: int) -> list[Record]:
    """Drive one call: send the events and move the time."""
    trace: list[Record] = []
    call.now = 0
    call.trace = trace
    if script.answer == "machine":
        call.machine()
        return trace
    call.live()
    call.now += prompt_ms
    call.prompt_done()
    for key in script.keys:
        getattr(call, "key_" + key)()
        call.now += prompt_ms
        call.prompt_done()
    call.now += NO_INPUT_MS
    call.no_input()
    return trace


def reused(prompt_ms: int) -> Simulate:
    """One machine for all calls; it loops back to `idle`."""
    call = machine_class()()
    return lambda script: play(call, script, prompt_ms)


def per_call(prompt_ms: int) -> Simulate:
    """A new machine for every call."""
    make = machine_class()
    return lambda script: play(make(), script, prompt_ms)
