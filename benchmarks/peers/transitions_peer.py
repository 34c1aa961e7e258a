"""The call as a `transitions` machine.

The library has no virtual clock (its own timeouts are real threads), so a loop owns the time for it, which favours it.
At its best: no automatic transitions, one callback a transition, callbacks as methods of the model.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from benchmarks.otp import NO_INPUT_MS, PROMPT, Record, Script, Simulate

TRANSITIONS = [
    {"trigger": "live", "source": "idle", "dest": "prompting", "after": "on_live"},
    {"trigger": "machine", "source": "idle", "dest": "idle", "after": "on_machine"},
    {"trigger": "prompt_done", "source": "prompting", "dest": "listening", "after": "on_listen"},
    {"trigger": "key_1", "source": "listening", "dest": "prompting", "after": "on_key_1"},
    {"trigger": "no_input", "source": "listening", "dest": "idle", "after": "on_no_input"},
]


class Call:
    """The model: what the transitions write, and the time of the call in ms."""

    def __init__(self) -> None:
        self.now = 0
        self.trace: list[Record] = []

    def on_live(self) -> None:
        self.trace += ((0, "answer", "live"), (0, "goto", "live"), (0, "menu", "live"), (0, "play", PROMPT))

    def on_machine(self) -> None:
        self.trace += (
            (0, "answer", "machine"),
            (0, "goto", "hangup"),
            (0, "hangup", "hangup"),
            (0, "end", "dialplan"),
        )

    def on_listen(self) -> None:
        self.trace.append((self.now, "listen", "live"))

    def on_key_1(self) -> None:
        now = self.now
        self.trace += ((now, "key", "1"), (now, "goto", "live"), (now, "menu", "live"), (now, "play", PROMPT))

    def on_no_input(self) -> None:
        now = self.now
        self.trace += ((now, "timeout", "live"), (now, "hangup", ""), (now, "end", "dialplan"))


def machine(model: Any) -> Any:
    """Return the machine; `model` is registered with it (None: no model yet)."""
    return import_module("transitions").Machine(
        model=model,
        states=["idle", "prompting", "listening"],
        initial="idle",
        transitions=TRANSITIONS,
        auto_transitions=False,
    )


def play(call: Any, script: Script, prompt_ms: int) -> None:
    """Drive one call: pull the triggers that the library put on the model and move the time."""
    if script.answer == "machine":
        call.machine()
        return
    call.live()
    call.now += prompt_ms
    call.prompt_done()
    for key in script.keys:
        getattr(call, "key_" + key)()
        call.now += prompt_ms
        call.prompt_done()
    call.now += NO_INPUT_MS
    call.no_input()


def reused(prompt_ms: int) -> Simulate:
    """One model for all calls; the machine loops back to `idle`."""
    call = Call()
    machine(call)

    def simulate(script: Script) -> list[Record]:
        call.now = 0
        call.trace = []
        play(call, script, prompt_ms)
        return call.trace

    return simulate


def per_call(prompt_ms: int) -> Simulate:
    """A new model for every call, registered with one shared machine and taken off it again."""
    shared = machine(None)

    def simulate(script: Script) -> list[Record]:
        call = Call()
        shared.add_model(call)
        play(call, script, prompt_ms)
        shared.remove_model(call)
        return call.trace

    return simulate
