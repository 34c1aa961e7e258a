"""`ivrdsl cover`: what scripted calls leave out of a plan, and what several runs left out together."""

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo, show_json, show_lines
from ivrdsl.cli.scripts import calls_of, given_to, platform_of, tell_of_no_calls
from ivrdsl.files.names import split

if TYPE_CHECKING:
    from ivrdsl.files.load import Plans
    from ivrsim.core.platform import Platform
    from ivrsim.coverage.tally import Coverage
    from ivrsim.play.call import Call
    from ivrsim.script.statements import Statement


class _Scripted(NamedTuple):
    """A call that is ready to be played.

    Attributes:
        told: what it is called when it fails, and how to see why.
        varies: whether the plan came from a function with parameters.
    """

    told: str
    call: "Call"
    statements: "Sequence[Statement]"
    varies: bool


def _percentage(value: float | None) -> float | None:
    if value is not None and not 0 <= value <= 100:  # never true of NaN, which click's own range lets pass
        raise syntax.BadValue(f"{value:g} is not a percentage from 0 to 100")
    return value


@syntax.command(
    "cover",
    syntax.Together(loads=("ivrdsl.mutating.beside", "ivrsim.coverage.tally", "ivrsim.script.run")),
)
@syntax.argument("files", nargs=-1, plan="first", metavar="[FILE|NAME] [SCRIPTS...] | --combine DATA...")
@options.plan
@syntax.option(
    "--fail-under", type=float, callback=_percentage, metavar="PERCENT", help="Fail when fewer branches are covered."
)
@syntax.option("--save", metavar="DATA", help="Add what was covered to a data file.")
@syntax.option("--combine", is_flag=True, help="Play nothing: add up data files, those of pytest --ivr-cov-save too.")
@options.as_json
@options.jobs
@options.patient
def command(
    files: tuple[str, ...],
    plan: options.PlanOptions,
    fail_under: float | None,
    save: str | None,
    combine: bool,
    as_json: bool,
) -> None:
    """Tell what scripted calls leave out of a plan: nodes, ways, keys, timers and conditions.

    FILE is FILE.xml, FILE.py or FILE.py:NAME, or the name of a plan of the project; without it all its plans are meant.
    SCRIPTS are .call files that call it, or files of statements, each one call. A percentage is of all branches that a
    call can take and that calls which passed did take. Exit code 1 when a call failed, or fewer branches are covered
    than --fail-under says.
    """
    from ivrdsl.files.coverage import combine as combine_files, save as save_coverage

    if combine:
        if plan.parameters or plan.quirks or plan.platform_file:
            raise syntax.UsageError("--combine plays nothing: leave out --parameter, --quirk and --platform")
        if not files:
            raise syntax.UsageError("--combine: name one data file at least")
        coverage = combine_files(files)
    else:
        scripts = calls_of(plan.named) if plan.named is not None and len(files) == 1 else files[1:]
        if plan.named is not None and not scripts:
            tell_of_no_calls(plan.named)
        else:
            _require_scripts(files[0], scripts)
        coverage = _play(files[0], scripts, plan)
    if save is not None:
        _require_no_input(save, files)
        save_coverage(save, coverage)
    _show(coverage, fail_under, as_json=as_json)
    exits.end(found=_has_failed(coverage, fail_under), told=_told(coverage, fail_under))


def _require_scripts(file: str, scripts: Sequence[str]) -> None:
    if file.endswith(".call"):
        raise syntax.UsageError(f"{file} is a file of calls: name the plan first, then scripts that call it")
    if not scripts:
        raise syntax.UsageError("name a plan and at least one script: ivrdsl cover FILE SCRIPTS...")


def _told(coverage: "Coverage", fail_under: float | None) -> str:
    """What came out, in a few words."""
    from ivrsim.coverage.shares import ending

    *_, (_, told) = ending(coverage, fail_under)
    calls = sum(plan.passed_calls + plan.failed_calls for plan in coverage.plans)
    failed = f", {coverage.failed_calls} of {calls} calls failed" if coverage.failed_calls else ""
    return ("" if calls else "no calls, ") + told.rpartition(":")[0] + failed


def _require_no_input(save: str, files: Sequence[str]) -> None:
    """Refuse to write over the plan or a script, and to add data to itself."""
    for file in files:
        path = split(file)[0]
        if os.path.exists(save) and os.path.exists(path) and os.path.samefile(save, path):
            raise syntax.UsageError(f"--save {save} is what is read: name another file for the data")


def _play(file: str, scripts: Sequence[str], plan: options.PlanOptions) -> "Coverage":
    """Play every call, and count what it covered. All files are read before the first call."""
    from ivrdsl.files.coverage import named
    from ivrdsl.files.load import Plans
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.coverage.tally import Tally
    from ivrsim.script.run import passes

    files = [script for script in scripts if script.endswith(".call")]
    plain = [script for script in scripts if not script.endswith(".call")]
    plans, platform = Plans(), plan.platform()
    if plan.parameters and not plain and plan.named is None:
        raise syntax.UsageError(".call files have parameters of their own")
    calls = [*_from_call_files(file, files, plan, platform, plans), *_from_scripts(file, plain, plan, platform, plans)]
    tally = Tally()
    if not calls:
        loaded = plans.load(file, plan.parameters, max_bytes=plan.max_bytes)
        ready = compile_plan(loaded.plan, platform)
        tally.know(ready, loaded.lines, source=named(file), varies=bool(plan.parameters))
    for each in calls:
        passed, _ = passes(each.call, each.statements)
        if not passed:
            echo(f"failed: {each.told}", err=True)
        tally.add(each.call.line, source=named(file), varies=each.varies, passed=passed)
    return tally.coverage()


def _from_call_files(
    file: str, scripts: Sequence[str], plan: options.PlanOptions, platform: "Platform", plans: "Plans"
) -> Iterator[_Scripted]:
    from ivrdsl.files.calls import load_call_file
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.play.call import Call

    for script in dict.fromkeys(scripts):
        found, loaded = load_call_file(script, plans=plans)
        _require_same(script, loaded.source, file)
        ready, given = compile_plan(loaded.plan, platform_of(loaded, plan, platform)), given_to(plan, loaded)
        for each in found.calls:
            told = f'{script}: call "{each.name}"; `ivrdsl simulate {script}` tells why'
            call = Call(ready, variables=given, lines=loaded.lines)
            yield _Scripted(told, call, each.statements, bool(found.parameters))


def _require_same(script: str, called: str, file: str) -> None:
    """Refuse calls to other plans: what they cover says nothing about this one."""
    from ivrdsl.files.coverage import named

    if named(called) != named(file):
        raise syntax.UsageError(f"{script} calls {named(called)}, not {named(file)}")


def _from_scripts(
    file: str, scripts: Sequence[str], plan: options.PlanOptions, platform: "Platform", plans: "Plans"
) -> Iterator[_Scripted]:
    from ivrdsl.files.calls import read_statements
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.play.call import Call

    if not scripts:
        return
    loaded = plans.load(file, plan.parameters, max_bytes=plan.max_bytes)
    ready = compile_plan(loaded.plan, platform)
    for script in dict.fromkeys(scripts):
        told = f"{script}; `ivrdsl simulate {file} {script}` tells why"
        call = Call(ready, variables=given_to(plan), lines=loaded.lines)
        yield _Scripted(told, call, read_statements(script), bool(plan.parameters))


def _has_failed(coverage: "Coverage", fail_under: float | None) -> bool:
    from ivrsim.coverage.shares import FAILED, verdict

    return verdict(coverage, fail_under) == FAILED


def _show(coverage: "Coverage", fail_under: float | None, *, as_json: bool) -> None:
    """The report: a coloured table on a terminal, plain text otherwise."""
    from ivrsim.coverage import shares

    if as_json:
        show_json(shares.as_json(coverage, fail_under))
    elif sys.stdout.isatty():
        from ivrdsl.cli.terminal import show_coverage

        show_coverage(coverage, fail_under)
    else:
        show_lines(list(shares.story(coverage, fail_under)))
