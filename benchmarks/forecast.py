"""Topic `forecast`: the exact law of a plan's calls beside a plain loop that plays a million of them on its chain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from runpy import run_path
from typing import Any, NamedTuple

from benchmarks.generated import counters
from benchmarks.measure import (
    Contender,
    Settings,
    Work,
    WrongResultError,
    figure,
    interleave,
    ours,
    times_as_long,
)
from benchmarks.peers import chain_loop
from benchmarks.report import Goal, Report, row

ROUNDS = 5
CALLS = chain_loop.CALLS
PLAYED = 50_000
"""Calls that the loop plays each time; it takes as long as so many of a million."""
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "one_time_code.py"
NEAR = 0.05
"""How far the mean of the loop may be from that of the law."""


class Case(NamedTuple):
    """A plan, what its law may take, the loop being 1, and what its whole forecast may take, in s of processor time."""

    make: Callable[[], Any]
    law: float
    forecast_s: float
    small: bool = True


CASES: dict[str, Case] = {
    "one-time code": Case(lambda: run_path(str(EXAMPLE))["dialplan"], 1 / 300, 1.0),
    "counters(30, 1, 3)": Case(lambda: parsed(counters(30, 1, 3)), 1 / 50, 2.0),
    "counters(30, 3, 5)": Case(lambda: parsed(counters(30, 3, 5)), 1 / 2, 40.0, small=False),
}


def run(settings: Settings) -> Report:
    """Time the law of each chain with arrays and in plain Python, beside the loop."""
    rows: list[Contender] = []
    goals, ratios = [], {}
    for name, case in CASES.items():
        if settings.quick and not case.small:
            continue
        forecaster = made(case)
        nodes, chain = f"{len(forecaster.chain.nodes):,} nodes", forecaster.chain
        loop = Contender(
            f"{name}: a plain loop, {CALLS:,} calls", "benchmarks.peers.chain_loop", "a loop of one's own"
        ).present(looper(chain))
        arrays = law_row(f"{name}: law of {nodes}, arrays", chain, "arrays")
        group = [loop, arrays]
        if case.small:
            group.append(law_row(f"{name}: law, plain Python", chain, "plain"))
        group.append(unfolding_row(f"{name}: its chain, by a search", case))
        group.append(whole_row(f"{name}: the whole forecast", case))
        interleave(group, settings, ROUNDS, batch_s=0)
        scale = PLAYED / CALLS
        for one in group[1:]:
            ratios[one.name] = times_as_long(one, loop, scale)
        goals.append(Goal(f"law of {name}, x the loop", case.law, ratios[arrays.name], at_least=False))
        whole = figure(group[-1].cpu, more_is_better=False)
        goals.append(Goal(f"forecast of {name}, s of processor time", case.forecast_s, whole, at_least=False))
        loop.cpu, loop.wall = ([each / scale for each in clock] for clock in (loop.cpu, loop.wall))
        rows += group
    return Report(
        topic="forecast",
        title="the law of how calls end and how long they last, beside playing them; and whole forecasts",
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


def unfolding_row(name: str, case: Case) -> Contender:
    """Return the row of making a chain of a plan."""
    path = "ivrsim.forecasting.unfolding.unfold.Unfolding"
    return Contender(name, path, "`ivrdsl forecast`, but for its law", ours=True).present(unfolder(case))


def whole_row(name: str, case: Case) -> Contender:
    """Return the row of a forecast."""
    path = "ivrsim.forecasting.forecasts.Forecaster"
    return Contender(name, path, "`ivrdsl forecast`, but for its start", ours=True).present(teller(case))


def unfolder(case: Case) -> Callable[[], Work]:
    """Return a maker of the work of unfolding a plan, its search included."""

    def make() -> Work:
        nodes = len(made(case).chain.nodes)

        def work(times: int) -> None:
            for _ in range(times):
                if len(made(case).chain.nodes) != nodes:
                    raise WrongResultError("the chain has another size")

        return work

    return make


def teller(case: Case) -> Callable[[], Work]:
    """Return a maker of the work of a forecast; what is told of the ends has to add up."""

    def make() -> Work:
        def work(times: int) -> None:
            for _ in range(times):
                events = made(case).forecast("plan").events
                ends = [each.low for name, each in events.items() if name.startswith(("ends with ", "never ends"))]
                if abs(sum(ends) - 1.0) > 1e-6:
                    raise WrongResultError(f"calls end with a probability of {sum(ends)}")

        return work

    return make


def parsed(data: bytes) -> Any:
    """Return the nodes of a plan."""
    from_xml: Any = ours("ivrdsl", "from_xml")
    return from_xml(data.decode())


def made(case: Case) -> Any:
    """Return what forecasts a plan, under the usual callers, with its chain."""
    usual_callers: Any = ours("ivrsim.callers.defaults", "usual_callers")
    compile_plan: Any = ours("ivrsim.compiling.compile", "compile_plan")
    forecaster: Any = ours("ivrsim.forecasting.forecasts", "Forecaster")
    plan = compile_plan(case.make(), ours("ivrsim.core.platform", "Platform")())  # type: ignore[operator]
    return forecaster(plan, usual_callers(plan.platform))
