"""Topic `calls`: playing the one-time-code call with a full transcript, against four libraries and a by-hand loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from benchmarks import ours_calls
from benchmarks.measure import (
    Contender,
    Settings,
    Work,
    WrongResultError,
    fastest,
    interleave,
    times_as_fast,
    times_as_long,
    version,
)
from benchmarks.otp import CHECKED, DEFAULT_PROMPT_MS, MIX, Record, Simulate, expected
from benchmarks.peers import by_hand, simpy_peer, sismic_peer, statemachine_peer, transitions_peer
from benchmarks.report import Goal, Report, row

ROUNDS = 15
PEER_GROUPS = ("sismic", "simpy", "transitions")
"""The peers that a column compares with."""

KEPT, OWN, READ, FIRST = (
    "Call, one plan, transcript kept",
    "Call, own values each call, transcript kept",
    "Call, one plan, transcript read",
    "Call, the first of its plan, transcript kept",
)
GOALS = ((KEPT, "by hand", 0.2, 0.35), (OWN, "by hand", 0.12, 0.3), (READ, "simpy", 1.5, 3.0))
"""A row, a peer, how fast the row has to be against it, and what would be better still."""
NEW_STEPS = 3.75
"""Steps of a call that none before it in the same call was, on average over the mix; the others are remembered."""

Factory = Callable[[int], Simulate]

PEERS: tuple[tuple[str, str, str, str, Factory], ...] = (
    ("by hand", "one loop, full trace (limit L)", "benchmarks.peers.by_hand", "a loop of one's own", by_hand.loop),
    (
        "simpy", "environment per call, key interrupts", "simpy.Environment.run, Process.interrupt",
        "two processes, and env.run() for each call", simpy_peer.interrupted,
    ),
    (
        "simpy", "environment per call, key or timer", "simpy.Environment.run, Event | Timeout",
        "two processes as the manual has them, and env.run() for each call", simpy_peer.condition,
    ),
    (
        "transitions", "one model reused", "transitions.Machine, its triggers",
        "triggers of one model in a loop, the machine bent back to idle", transitions_peer.reused,
    ),
    (
        "transitions", "model per call", "transitions.Machine.add_model, its triggers",
        "a model for each call, its triggers in a loop", transitions_peer.per_call,
    ),
    (
        "sismic", "one interpreter reused, execute_once", "sismic.interpreter.Interpreter.execute_once",
        "queue() and execute_once() in a loop, the chart bent back to idle", sismic_peer.reused,
    ),
    (
        "sismic", "one interpreter reused, execute", "sismic.interpreter.Interpreter.execute",
        "queue() and execute() as the manual has them, the chart bent back to idle", sismic_peer.reused_execute,
    ),
    (
        "sismic", "interpreter per call", "sismic.interpreter.Interpreter, execute_once",
        "an interpreter for each call, queue() and execute_once()", sismic_peer.per_call,
    ),
    (
        "python-statemachine", "one machine reused", "statemachine.StateMachine, its events",
        "events of one machine in a loop, the machine bent back to idle", statemachine_peer.reused,
    ),
    (
        "python-statemachine", "machine per call", "statemachine.StateMachine, its events",
        "a machine for each call, its events in a loop", statemachine_peer.per_call,
    ),
)  # fmt: skip


def run(settings: Settings) -> Report:
    """Check every contender on every script, then time them on the mix."""
    estimate = ours_calls.estimated_prompt_ms()
    prompt_ms = DEFAULT_PROMPT_MS if estimate is None else estimate
    ours = [our_row(way) for way in ours_calls.WAYS]
    peers = [(each[0], peer(*each, prompt_ms)) for each in PEERS]
    contenders = [*ours, *(one for _, one in peers)]
    interleave(contenders, settings, ROUNDS)
    best = {group: fastest([one for of, one in peers if of == group]) for group in ("by hand", *PEER_GROUPS)}
    return report(contenders, best, ours, prompt_ms)


def peer(group: str, how: str, path: str, user_runs: str, factory: Factory, prompt_ms: int) -> Contender:
    """Return a checked peer."""
    label = group if group == "by hand" else version(group)
    one = Contender(f"{label}, {how}", path, user_runs)

    def make() -> Work:
        simulate = factory(prompt_ms)
        compare(one.name, [simulate(script) for script in CHECKED], [expected(each, prompt_ms) for each in CHECKED])
        return mix([partial(simulate, script) for script in MIX])

    return one.present(make)


def our_row(way: ours_calls.Way) -> Contender:
    """Return one of our ways to run a call, checked.

    A transcript that is kept has to be lossless and independent of later calls: it is read after all were played.
    """
    one = Contender(way.name, way.path, way.user_runs, ours=True)

    def make() -> Work:
        prepare = way.make()
        played = [prepare(script)() for script in CHECKED]
        traces = [each if way.reads else ours_calls.expand(each) for each in played]
        compare(one.name, traces, [way.expected(script, number) for number, script in enumerate(CHECKED)])
        return mix([prepare(script) for script in MIX])

    return one.present(make)


def compare(name: str, traces: Sequence[list[Record]], right: Sequence[list[Record]]) -> None:
    """Raise WrongResultError at the first trace that is not the expected one; they were played one after another."""
    for script, trace, wanted in zip(CHECKED, traces, right, strict=True):
        if [tuple(record) for record in trace] != wanted:
            raise WrongResultError(f"{name}: {script} gives\n  {trace}\ninstead of\n  {wanted}")


def mix(plays: Sequence[Callable[[], object]]) -> Work:
    """Return the timed work: one operation is a call of each of the four scripts of the mix."""

    def work(times: int) -> None:
        for _ in range(times):
            for play in plays:
                play()

    return work


def report(
    contenders: Sequence[Contender], best: dict[str, Contender | None], ours: Sequence[Contender], prompt_ms: int
) -> Report:
    """Put the table and the goals together."""
    by_name = {one.name: one for one in ours}

    def row_of(name: str) -> Contender | None:
        return by_name.get(name)

    against = {"of L": best["by hand"], **{f"x {group}": best[group] for group in PEER_GROUPS}}
    return Report(
        topic="calls",
        title="the one-time-code call, full transcript, one core",
        unit="us/call",
        per_second=1e6 / len(MIX),
        columns=list(against),
        rows=[row(one, {column: times_as_fast(one, other) for column, other in against.items()}) for one in contenders],
        goals=[
            *(
                Goal(f"{name}: speed, {group} = 1", bound, times_as_fast(row_of(name), best[group]), aim=aim)
                for name, group, bound, aim in GOALS
            ),
            Goal(
                "a step that was never taken before: as many calls of the loop by hand",
                7,
                times_as_long(row_of(FIRST), best["by hand"], 1 / NEW_STEPS),
                aim=4,
                at_least=False,
            ),
        ],
        notes=[
            f"prompt {prompt_ms} ms; every timed row first gave the expected trace on {len(CHECKED)} scripts",
            "x PEER: speed against the fastest row of that peer; of L: against the loop by hand",
            "peers and the loop by hand say the same code in every call, which does not change what they cost",
        ],
    )
