"""Topic `calls`: playing the one-time-code call with a full transcript, against four libraries and a by-hand loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from benchmarks import ours_calls
from benchmarks.measure import Contender, Settings, Work, WrongResultError, fastest, interleave, present, ratio, version
from benchmarks.otp import CHECKED, DEFAULT_PROMPT_MS, MIX, Record, Script, Simulate, expected
from benchmarks.peers import by_hand, simpy_peer, sismic_peer, statemachine_peer, transitions_peer
from benchmarks.report import Goal, Report, number

ROUNDS = 9
GROUPS = ("by hand", "sismic", "simpy", "transitions", "python-statemachine")

Factory = Callable[[int], Simulate]

PEERS: tuple[tuple[str, str, Factory], ...] = (
    ("by hand", "one loop, full trace (limit L)", by_hand.loop),
    ("simpy", "environment per call, key interrupts", simpy_peer.interrupted),
    ("simpy", "environment per call, key or timer", simpy_peer.condition),
    ("transitions", "one model reused", transitions_peer.reused),
    ("transitions", "model per call", transitions_peer.per_call),
    ("sismic", "one interpreter reused, execute_once", sismic_peer.reused),
    ("sismic", "one interpreter reused, execute", sismic_peer.reused_execute),
    ("sismic", "interpreter per call", sismic_peer.per_call),
    ("python-statemachine", "one machine reused", statemachine_peer.reused),
    ("python-statemachine", "machine per call", statemachine_peer.per_call),
)


def run(settings: Settings) -> Report:
    """Check every contender on every script, then time them on the mix."""
    estimate = ours_calls.estimated_prompt_ms()
    prompt_ms = DEFAULT_PROMPT_MS if estimate is None else estimate
    peers = {group: peer_rows(group, prompt_ms) for group in GROUPS}
    kept, expanded = our_contenders(prompt_ms)
    contenders = [*kept, *expanded, *(one for group in GROUPS for one in peers[group])]
    interleave(contenders, settings.rounds_or(ROUNDS), settings.batch_s)
    best = {group: fastest(peers[group]) for group in GROUPS}
    return report(contenders, best, [*kept, *expanded], prompt_ms)


def peer_rows(group: str, prompt_ms: int) -> list[Contender]:
    """Return all ways to use one peer."""
    return [peer(group, how, factory, prompt_ms) for of, how, factory in PEERS if of == group]


def peer(group: str, how: str, factory: Factory, prompt_ms: int) -> Contender:
    """Return a checked peer."""
    label = group if group == "by hand" else version(group)

    def make() -> Work:
        simulate = factory(prompt_ms)
        check(f"{label}, {how}", simulate, prompt_ms)
        return mix(simulate)

    return present(f"{label}, {how}", make)


def our_contenders(prompt_ms: int) -> tuple[list[Contender], list[Contender]]:
    """Return our ways to run, checked: transcript as it is stored, and transcript expanded."""
    kept, expanded = [], []
    for name, way in ours_calls.WAYS.items():
        kept.append(present(f"{name}, transcript as stored", partial(stored, name, way, prompt_ms)))
        expanded.append(present(f"{name}, transcript expanded", partial(read, name, way, prompt_ms)))
    return kept, expanded


def stored(name: str, way: Callable[[int], ours_calls.RunOnly], prompt_ms: int) -> Work:
    """Return the work that keeps the transcript as stored; it has to be lossless and independent of later calls."""
    simulate = way(prompt_ms)
    transcripts = [simulate(script) for script in CHECKED]
    compare(f"{name}, as stored", [ours_calls.expand(transcript) for transcript in transcripts], prompt_ms)
    return mix(simulate)


def read(name: str, way: Callable[[int], ours_calls.RunOnly], prompt_ms: int) -> Work:
    """Return the work that also reads the transcript as records."""
    simulate = ours_calls.contender(prompt_ms, way)
    check(f"{name}, expanded", simulate, prompt_ms)
    return mix(simulate)


def check(name: str, simulate: Simulate, prompt_ms: int) -> None:
    """Raise WrongResultError unless all scripts, played one after another, give their expected traces."""
    compare(name, [simulate(script) for script in CHECKED], prompt_ms)


def compare(name: str, traces: Sequence[list[Record]], prompt_ms: int) -> None:
    """Raise WrongResultError at the first trace that is not the expected one."""
    for script, trace in zip(CHECKED, traces, strict=True):
        right = expected(script, prompt_ms)
        if [tuple(record) for record in trace] != right:
            raise WrongResultError(f"{name}: {script} gives\n  {trace}\ninstead of\n  {right}")


def mix(simulate: Callable[[Script], object]) -> Work:
    """Return the timed work: one operation is the four scripts of the mix."""

    def work(times: int) -> None:
        for _ in range(times):
            for script in MIX:
                simulate(script)

    return work


def report(
    contenders: Sequence[Contender], best: dict[str, Contender | None], ours: Sequence[Contender], prompt_ms: int
) -> Report:
    """Put the table and the goals together."""
    against = {"L": best["by hand"], **{f"x {group}": best[group] for group in GROUPS[1:4]}}
    rows, ratios = [], {}
    for one in contenders:
        found = {column: ratio(peer, one) for column, peer in against.items()}
        ratios[one.name] = {column: value for column, value in found.items() if value is not None}
        rows.append([one.name, *cells(one, list(found.values()))])
    return Report(
        topic="calls",
        title="the one-time-code call, full transcript, one core",
        headers=["contender", "us/call", "of L", *(f"x {group}" for group in GROUPS[1:4])],
        rows=rows,
        goals=goals(ours[0], best),
        notes=[
            f"prompt {prompt_ms} ms; every timed row first gave the expected trace on {len(CHECKED)} scripts",
            "x PEER: against the fastest row of that peer",
        ],
        ratios=ratios,
    )


def cells(one: Contender, ratios: Sequence[float | None]) -> list[str]:
    """Return the cells after the name."""
    if one.work is None:
        return [f"absent: {one.absent}"]
    return [number(one.median / len(MIX) * 1e6), *(number(value) for value in ratios)]


def goals(one: Contender, best: dict[str, Contender | None]) -> list[Goal]:
    """Return the goals of the row that users get: remembered steps, a full transcript, expanded when it is read."""
    return [
        Goal(f"{one.name}: speed, sismic = 1", 100, ratio(best["sismic"], one), aim=230, why=one.absent),
        Goal(f"{one.name}: speed, SimPy = 1", 5, ratio(best["simpy"], one), aim=12, why=one.absent),
    ]
