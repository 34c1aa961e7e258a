"""Topic `forecast`: the exact law of a chain beside a plain loop that plays a million calls on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from runpy import run_path
from typing import Any

from benchmarks.chains import counters
from benchmarks.measure import Contender, Settings, Work, WrongResultError, interleave, ours, times_as_long
from benchmarks.peers import chain_loop
from benchmarks.report import Goal, Report, row

ROUNDS = 5
CALLS = chain_loop.CALLS
PLAYED = 50_000
"""Calls that the loop plays each time; it takes as long as so many of a million."""
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "one_time_code.py"
NEAR = 0.05
"""How far the mean of the loop may be from that of the law."""
CHAINS: dict[str, Callable[[], Any]] = {
    "one-time code": lambda: unfolded(),
    "counters(30, 1, 3)": lambda: counters(30, 1, 3),
    "counters(30, 3, 5)": lambda: counters(30, 3, 5),
}
GOALS = {"one-time code": 1 / 300, "counters(30, 1, 3)": 1 / 50, "counters(30, 3, 5)": 1 / 2}


def run(settings: Settings) -> Report:
    """Time the law of each chain with arrays and in plain Python, beside the loop."""
    rows: list[Contender] = []
    goals, ratios = [], {}
    for name, make in CHAINS.items():
        if settings.quick and name == "counters(30, 3, 5)":
            continue
        chain = make()
        loop = Contender(
            f"{name}: a plain loop, {CALLS:,} calls", "benchmarks.peers.chain_loop", "a loop of one's own"
        ).present(looper(chain))
        arrays = law_row(f"{name}: law, arrays", chain, "arrays")
        group = [loop, arrays]
        if name != "counters(30, 3, 5)":
            group.append(law_row(f"{name}: law, plain Python", chain, "plain"))
        interleave(group, settings, ROUNDS, batch_s=0)
        scale = PLAYED / CALLS
        for one in group[1:]:
            ratios[one.name] = times_as_long(one, loop, scale)
        goals.append(Goal(f"law of {name}, x the loop", GOALS[name], ratios[arrays.name], at_least=False))
        loop.cpu, loop.wall = ([each / scale for each in clock] for clock in (loop.cpu, loop.wall))
        rows += group
    return Report(
        topic="forecast",
        title="the law of how calls end and how long they last, beside playing them",
        unit="s",
        per_second=1,
        columns=["x the loop"],
        rows=[row(one, {"x the loop": ratios.get(one.name)}) for one in rows],
        goals=goals,
        notes=[f"the loop plays {PLAYED:,} calls, whose time is taken {CALLS // PLAYED} times"],
    )


def law_row(name: str, chain: Any, backend: str) -> Contender:
    """Return the row of one engine."""
    path = "ivrsim.chains.laws.law.law_of"
    return Contender(name, path, "`ivrdsl forecast`, but for its search", ours=True).present(lawyer(chain, backend))


def looper(chain: Any) -> Callable[[], Work]:
    """Return a maker of the work of playing calls; their mean has to be near that of the law."""

    def make() -> Work:
        law: Any = ours("ivrsim.chains.laws.law", "law_of")
        play, mean = chain_loop.player(chain), law(chain, most_steps=0).mean

        def work(times: int) -> None:
            for _ in range(times):
                found = play(PLAYED)
                if abs(sum(steps for _, steps in found.values()) / PLAYED - mean) > NEAR * mean:
                    raise WrongResultError("the loop's calls last otherwise than the law says")

        return work

    return make


def lawyer(chain: Any, backend: str) -> Callable[[], Work]:
    """Return a maker of the work of finding the law; what is beyond its horizon has to be little."""

    def make() -> Work:
        law: Any = ours("ivrsim.chains.laws.law", "law_of")

        def work(times: int) -> None:
            for _ in range(times):
                found = law(chain, backend=backend)
                if not found.beyond <= 1.1e-12:
                    raise WrongResultError(f"{found.beyond} is beyond the horizon")

        work(1)
        return work

    return make


def unfolded() -> Any:
    """Return the chain of the one-time-code plan, under the usual callers."""
    from ivrsim.callers.defaults import usual_callers
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.core.platform import Platform
    from ivrsim.forecasting.unfolding.happenings import Happenings
    from ivrsim.forecasting.unfolding.intents import inputs_of
    from ivrsim.forecasting.unfolding.search import search_callers
    from ivrsim.forecasting.unfolding.unfold import Unfolding
    from ivrsim.proofs.secrets import SecretFinder
    from ivrsim.search.bounds import Bounds
    from ivrsim.search.world import World

    nodes = run_path(str(EXAMPLE))["dialplan"]
    plan = compile_plan(nodes, Platform())
    callers = usual_callers(plan.platform)
    found = search_callers(plan, World(), callers, inputs_of(callers, plan), bounds=Bounds())
    happenings = Happenings(plan, callers.step_ms, SecretFinder(found, ()).in_prompt)
    return Unfolding(found, callers, happenings).chain()
