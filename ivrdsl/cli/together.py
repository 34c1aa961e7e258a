"""Runs a command on the plans of a project, each as if somebody had named it, and sums up."""

import os
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NoReturn

from ivrdsl.cli import options, summary, syntax
from ivrdsl.cli.exits import USAGE, Ended
from ivrdsl.cli.guard import guarded
from ivrdsl.cli.merge import for_plan
from ivrdsl.cli.output import echo, show_or_write
from ivrdsl.cli.progress import ProgressLine
from ivrdsl.errors import LoadError
from ivrdsl.files.project import EXAMPLE, properties_of

if TYPE_CHECKING:
    from ivrdsl.cli.workers import Outcome
    from ivrdsl.files.project import NamedPlan, Project

_MANY: Final = 20
"""Plans of which so many are likely to need what few need."""


def run_all(command: syntax.Command, values: Mapping[str, Any], given: frozenset[str]) -> NoReturn:
    """Run a command on all plans of the project.

    Raises:
        syntax.UsageError: the project names none, or what was given needs one plan.
    """
    project = options.project(values.get("config"))
    if not project.plans:
        raise syntax.UsageError(no_plans(project))
    run_each(command, values, given, project.plans)


def no_plans(project: "Project") -> str:
    """What to say where somebody names no plan, and the project neither."""
    return f"name a FILE, or name plans in {project.file or 'a pyproject.toml'}:\n\n{EXAMPLE.strip()}"


def run_each(
    command: syntax.Command, values: Mapping[str, Any], given: frozenset[str], plans: "Sequence[NamedPlan]"
) -> NoReturn:
    """Run a command on plans, show what each run has printed in the order of the plans, and sum up.

    Raises:
        syntax.UsageError: what was given needs one plan.
    """
    together = command.together
    assert together is not None  # the commands that come here have it
    for parameter in command.parameters:
        if parameter.into in given and (why := together.refuses.get(parameter.into)):
            raise syntax.UsageError(f"{parameter.longest} {why}")
    of_run = properties_of(plans)
    plans = [plan._replace(properties_of_run=of_run) for plan in plans]
    runs = [(command.name, _in_folder(together, values, plan.name), given, plan) for plan in plans]
    format_ = "json" if values.get("as_json") else values.get("format_", "full")
    joins = format_ in together.joins
    if format_ == "json":
        _end_with_json(plans, list(_outcomes(together, plans, runs, values.get("jobs"))), values.get("output"))
    if values.get("output") is not None and not joins:
        raise syntax.UsageError("--output takes one report: give a --format that makes one of all plans, or name one")
    ended = _shown(plans, _outcomes(together, plans, runs, values.get("jobs")), not joins, together.comment)
    if joins and together.join is not None:
        from ivrdsl.cli.patience import Patience

        with Patience():  # with patterns of what is secret
            together.join(values, list(zip(plans, ended, strict=True)))
    for_programs = bool(together.comment) or (format_ != "full" and values.get("output") is None)
    if joins:
        echo(err=for_programs)
    summary.sum_up(plans, ended, err=for_programs)
    raise Ended(summary.worst_of(ended))


def _shown(plans: "Sequence[NamedPlan]", outcomes: "Iterator[Outcome]", own_report: bool, comment: str) -> list[Ended]:
    """Show what each run has printed; how they ended."""
    ended: list[Ended] = []
    told: set[bytes] = set()
    for plan, outcome in zip(plans, outcomes, strict=True):
        summary.show_run(plan, _told_once(outcome, told), own_report=own_report, comment=comment)
        ended.append(outcome.ended)
    return ended


def _told_once(outcome: "Outcome", told: set[bytes]) -> "Outcome":
    """A run without the error that keeps several plans from being looked at, if it has been told."""
    if outcome.ended.code != USAGE:
        return outcome
    if outcome.errors in told:
        return outcome._replace(errors=b"")
    told.add(outcome.errors)
    return outcome


def _end_with_json(plans: "Sequence[NamedPlan]", outcomes: "Sequence[Outcome]", output: str | None) -> NoReturn:
    """Print one document of all runs, or write it to a file."""
    told: set[bytes] = set()
    for outcome in outcomes:
        if errors := _told_once(outcome, told).errors:
            echo(errors, nl=False, err=True)
    show_or_write(summary.as_json(plans, outcomes).encode(), output)
    raise Ended(summary.worst_of([outcome.ended for outcome in outcomes]))


def _outcomes(
    together: syntax.Together, plans: "Sequence[NamedPlan]", runs: Sequence[tuple[Any, ...]], jobs: int | None
) -> "Iterator[Outcome]":
    """What comes of each run, in processes of their own, which write to no file that is for all."""
    from ivrdsl.cli.workers import Workers
    from ivrdsl.executors.executor import cores

    runs = [(name, {**values, "output": None} if "output" in values else values, *rest) for name, values, *rest in runs]

    do_once([*together.loads, *(together.loads_for_many if len(plans) >= _MANY else ())])
    progress = ProgressLine()

    def watch(going: Sequence[int], ended: int) -> None:
        progress.show([plans[number].name for number in going], ended, len(plans))

    for outcome in Workers(_run, runs, min(jobs or cores(), len(runs)), watch).outcomes():
        progress.clear()
        yield outcome


def do_once(names: Sequence[str]) -> None:
    """Do once what else every run would do."""
    for name in names:
        module, _, function = name.partition(":")
        found = import_module(module)
        if function:
            getattr(found, function)()


def _in_folder(together: syntax.Together, values: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The values of a run: what would be written to one folder gets one for each plan."""
    made = dict(values)
    for each in together.folders:
        if made[each] is not None:
            made[each] = os.path.join(made[each], name)
    return made


def _run(name: str, values: Mapping[str, Any], given: frozenset[str], plan: "NamedPlan") -> Ended:
    """Run a command on a plan."""
    from ivrdsl.cli.commands import load

    def run() -> None:
        command = load(name)
        try:
            command.call(for_plan(command, values, given, plan))
        except syntax.UsageError as error:
            raise LoadError(str(error), usage=True) from None

    return guarded(run)
