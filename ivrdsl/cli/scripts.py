"""What commands share that play scripted calls: the script of a call, files of calls, and how a call is shown."""

import os
import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from re import DOTALL, fullmatch
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn, TypeVar

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import Row, echo, show_json, show_lines
from ivrdsl.errors import LoadError, ScriptError
from ivrdsl.findings.words import quoted

if TYPE_CHECKING:
    from ivrdsl.files.calls import LoadedCalls
    from ivrdsl.files.load import Loaded, Plans
    from ivrdsl.files.project import NamedPlan
    from ivrsim.core.platform import Platform
    from ivrsim.play.call import Call
    from ivrsim.play.failure import Failed
    from ivrsim.script.statements import Statement

T = TypeVar("T")

EXECUTE = syntax.option(
    "-e", "--execute", "text", metavar="STATEMENTS", help='The script itself: "answer live; press 1; wait".'
)

NO_CALLS: Final = "no calls"
"""What is told in a summary of a plan that has none."""


def are_call_files(files: Sequence[str], *, has_own: bool) -> bool:
    """Whether a command got files of calls, and not a plan with a script.

    Args:
        files: the arguments.
        has_own: whether the command line has a script or parameters.

    Raises:
        syntax.UsageError: there are too many files, or files of calls and what these have themselves.
    """
    if all(file.endswith(".call") for file in files):
        if has_own:
            raise syntax.UsageError(".call files have scripts and parameters of their own")
        return True
    if len(files) > 2:
        raise syntax.UsageError("give one plan with one script, or .call files")
    return False


def statements_of(files: Sequence[str], text: str | None) -> "list[Statement]":
    """The script of a call: that of the command line, or the one whose file follows the plan.

    Raises:
        syntax.UsageError: there is none, or two.
        ScriptError: it does not parse.
        IvrError: it cannot be read.
    """
    from ivrdsl.files.calls import read_script
    from ivrsim.script.reader import pointed
    from ivrsim.script.statements import parse_script

    script = files[1] if len(files) == 2 else None
    if (script is None) == (text is None):
        raise syntax.UsageError(_wrong_scripts(script))
    if script is not None:
        _require_script(script)
    name = "-e" if script is None else script
    source = text if text is not None else _stdin() if name == "-" else read_script(name)
    try:
        statements = parse_script(source)
    except ScriptError as error:
        raise pointed(name, source, error) from None
    if not statements:
        raise syntax.UsageError("the script has no statements")
    return statements


def _wrong_scripts(script: str | None) -> str:
    """What to say where there is no script, or two."""
    if script is None:
        return 'give a script: -e "answer live; wait; expect hangup", or a file'
    if fullmatch(r"\w+=.*", script, DOTALL) and not os.path.exists(script):
        return f"{quoted(script)} is no file of a script; a parameter of the plan is given by -p {shlex.quote(script)}"
    return f"there are two scripts, -e and {script}: give one"


def _require_script(script: str) -> None:
    """Refuse what is no file of statements, and is something else that a command takes."""
    if script.endswith(".call") and os.path.exists(script):
        raise syntax.UsageError(f"{script} names its plan itself: ivrdsl simulate {shlex.quote(script)}")
    if script != "-" and not os.path.exists(script):
        if fullmatch(r"[^\W\d]\w*=.*", script, DOTALL):
            raise syntax.UsageError(_wrong_scripts(script))
        if " " in script.strip():
            raise syntax.UsageError(
                f"there is no file {quoted(script)}; a script stands behind -e: -e {shlex.quote(script)}"
            )


def _stdin() -> str:
    if sys.stdin is None:
        raise LoadError("stdin is closed: there is no script to read", usage=True)
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise LoadError(f"the script on stdin is not {sys.stdin.encoding}: {error.reason}", usage=True) from None


def calls_of(plan: "NamedPlan") -> list[str]:
    """The files of calls of a plan of the project: those that it names, or those beside it that call it.

    Raises:
        LoadError: it names one that is not there, or one of those beside it does not parse.
    """
    from ivrdsl.mutating import beside

    named = plan.calls()
    if named is not None:
        return named
    found = beside.calls_beside(plan.source)
    for path in found.unread:
        told = f"{path} does not parse, so what calls {plan.name} is not known"
        raise LoadError(f"{told}; `ivrdsl simulate {path}` tells why", usage=True)
    return found.calls


def calls_beside(source: str) -> list[str]:
    """The files of calls beside a plan; what may be one and does not parse is told on stderr."""
    from ivrdsl.mutating import beside

    found = beside.calls_beside(source)
    for path in found.unread:
        echo(f"{path}: left out, for it does not parse; `ivrdsl simulate {path}` tells why", err=True)
    return found.calls


def tell_of_no_calls(plan: "NamedPlan") -> str:
    """Say on stderr that a plan has no calls, and return the same for a summary."""
    echo(f"{plan.name} has no calls: no .call file beside {plan.source} calls it, and `calls` names none", err=True)
    return NO_CALLS


def platform_of(loaded: "Loaded", plan: options.PlanOptions, platform: "Platform") -> "Platform":
    """What the calls of a file run on: where it calls a plan by its name in the project, what that one runs on.

    Args:
        loaded: the plan that the file calls.
        plan: what the command line says, which stands in front.
        platform: what that alone makes.
    """
    named = loaded.named
    return platform if named is None or named == plan.named else named.platform(plan.platform_file, plan.quirks)


def given_to(plan: options.PlanOptions, loaded: "Loaded | None" = None) -> Mapping[str, str]:
    """The values that a plan of the project is given before a call."""
    named = (loaded and loaded.named) or plan.named
    return {} if named is None else named.given


def load_call_files(files: Sequence[str], plans: "Plans | None" = None) -> "list[tuple[str, LoadedCalls]]":
    """Files of calls, each with its name. All are read before the first call.

    Args:
        files: their names.
        plans: what has been loaded already.

    Raises:
        ScriptError: some do not parse, or their plans cannot be loaded; the text tells of all.
        IvrError: one cannot be read.
    """
    from ivrdsl.files.calls import load_call_file
    from ivrdsl.files.load import Plans

    plans, found, wrong = plans or Plans(), [], []
    for file in files:
        try:
            found.append((file, load_call_file(file, plans=plans)))
        except ScriptError as error:
            wrong.append(error)
    if wrong:
        raise ScriptError("\n".join(map(str, wrong)), line=wrong[0].line, column=wrong[0].column)
    return found


class PlayedCall(NamedTuple):
    """A call that was played.

    Attributes:
        file: the file of calls that has it; "" for a call of the command line.
        name: its name there.
        call: the call.
        passed: whether it did.
        failed: the statement that failed.
    """

    file: str
    name: str
    call: "Call"
    passed: bool
    failed: "Failed | None"


def with_progress(calls: Sequence[T], *, quiet: bool) -> Iterable[T]:
    """Calls, one after another; a person at a terminal sees how far it is."""
    if quiet or not sys.stderr.isatty() or len(calls) < 2:
        return calls
    from ivrdsl.cli.terminal import with_progress

    return with_progress(calls, "playing calls")


def show_one(played: PlayedCall, *, as_json: bool, show_secrets: bool) -> None:
    """Show what happened in a call."""
    if as_json:
        show_json(_data(played, show_secrets=show_secrets))
        return
    from ivrsim.play.story import story

    show_lines(story(played.call.transcript(), played.failed))


def show_many(calls: Iterable[PlayedCall], *, as_json: bool, show_secrets: bool, quiet: bool = False) -> NoReturn:
    """Show those calls that fail, and a summary of all, which `quiet` leaves out; the end of the command."""
    from ivrsim.core.units import seconds

    rows: list[Row] = []
    reports: list[dict[str, Any]] = []
    for each in calls:
        file, name, call, passed, _ = each
        rows.append(Row(f"{file}: {name}", passed, call.outcome, seconds(call.transcript().duration_ms)))
        if as_json:
            reports.append({"file": file, "name": name, "report": _data(each, show_secrets=show_secrets)})
        elif not passed:
            echo(f"{file}: {name}")
            show_one(each, as_json=False, show_secrets=show_secrets)
            echo()
    if as_json:
        show_json({"version": 1, "calls": reports})
    elif not quiet:
        _show_summary(rows)
    exits.end(found=not all(row.passed for row in rows), told=_counted(rows), handed=rows)


def _counted(rows: Sequence[Row]) -> str:
    failed = sum(not row.passed for row in rows)
    calls = f"{len(rows)} call{'s' * (len(rows) != 1)}"
    return f"{calls}, {failed} failed" if failed else f"{calls}, all passed"


def _data(played: PlayedCall, *, show_secrets: bool) -> dict[str, Any]:
    from ivrsim.play.story import as_json

    return as_json(played.call.transcript(), played.failed, show_secrets=show_secrets)


def _show_summary(rows: Sequence[Row]) -> None:
    if sys.stdout.isatty():
        from ivrdsl.cli.terminal import show_summary

        show_summary(rows)
    else:
        for row in rows:
            echo(f"{'passed' if row.passed else 'FAILED'}  {row.name}  ({row.outcome}, {row.duration})")
    echo(_counted(rows))
