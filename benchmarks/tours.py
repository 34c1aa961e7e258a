"""Topic `tours`: calls that take every edge of a plan of many menus, and its mutants; how both grow with the menus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.generated import plan, questions
from benchmarks.measure import (
    Contender,
    Settings,
    Work,
    WrongResultError,
    exponent,
    interleave,
    ours,
    times_as_long,
)
from benchmarks.report import Goal, Report, row

ROUNDS = 5
MENUS = (100, 400)
MENUS_TO_MUTATE = (250, 1000)
FEWER = 10
"""`--quick` takes so many times fewer menus."""
MUTANTS_A_MENU = 8


def run(settings: Settings) -> Report:
    """Time the calls of two sizes beside a verification of the smaller one, and the mutants of two sizes."""
    scale = FEWER if settings.quick else 1
    few, many = (menus // scale for menus in MENUS)
    verified = Contender(
        f"verify of {few} menus", "ivrsim.proofs.verify.verify", "`ivrdsl verify`, but for its start", ours=True
    ).present(lambda: verifier(few))
    toured = [
        Contender(f"paths of {menus} menus", "ivrsim.tours.paths.paths", "`ivrdsl paths`, but for its start", ours=True)
        .present(tourer(menus))
        for menus in (few, many)
    ]  # fmt: skip
    mutated = [
        Contender(
            f"mutants of {menus // scale} menus", "ivrsim.comparing.mutants.mutants", "the list for `ivrdsl mutate`",
            ours=True,
        ).present(mutator(menus // scale))
        for menus in MENUS_TO_MUTATE
    ]  # fmt: skip
    rows = [verified, *toured, *mutated]
    interleave(rows, settings, ROUNDS, batch_s=0)
    as_long = times_as_long(toured[0], verified)
    return Report(
        topic="tours",
        title="calls that take every edge of a plan of questions in a row, and mutants of a plan of menus",
        unit="s",
        per_second=1,
        columns=["x verify"],
        rows=[row(one, {"x verify": as_long if one is toured[0] else None}) for one in rows],
        goals=[
            Goal(f"paths of {few} menus, x verify", 15, as_long, at_least=False),
            Goal("growth exponent of paths", 1.15, exponent(*toured, 4), at_least=False, alone=True),
            Goal("growth exponent of the list of mutants", 1.1, exponent(*mutated, 4), at_least=False, alone=True),
        ],
        notes=["a call to a menu passes all menus before it, so that the texts of all calls grow with their square"],
    )


def verifier(menus: int) -> Work:
    """Return the work of proving all properties of a plan of so many questions."""
    verify, nodes = ours("ivrsim.proofs.verify", "verify"), parsed(questions(menus))

    def work(times: int) -> None:
        for _ in range(times):
            verify(nodes)  # type: ignore[operator]

    work(1)
    return work


def tourer(menus: int) -> Callable[[], Work]:
    """Return a maker of the work of touring a plan of so many questions; all edges have to be taken."""

    def make() -> Work:
        paths, nodes = ours("ivrsim.tours.paths", "paths"), parsed(questions(menus))

        def work(times: int) -> None:
            for _ in range(times):
                found: Any = paths(nodes)  # type: ignore[operator]
                if not found.complete or found.taken < found.goals:
                    raise WrongResultError(f"paths takes {found.taken} of {found.goals}")

        return work

    return make


def mutator(menus: int) -> Callable[[], Work]:
    """Return a maker of the work of listing the mutants of a plan of so many menus."""

    def make() -> Work:
        mutants, nodes = ours("ivrsim.comparing.mutants", "mutants"), parsed(plan(menus))

        def work(times: int) -> None:
            for _ in range(times):
                found: Any = mutants(nodes)  # type: ignore[operator]
                if len(found) < MUTANTS_A_MENU * menus:
                    raise WrongResultError(f"{len(found)} mutants of {menus} menus")

        return work

    return make


def parsed(data: bytes) -> Any:
    """Return the nodes of a document."""
    return ours("ivrdsl", "from_xml")(data)  # type: ignore[operator]
