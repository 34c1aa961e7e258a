"""What commands share that play scripted calls: the script of a call, files of calls, and how a call is shown."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ivrdsl.cli import syntax
from ivrdsl.cli.output import Row, echo, show_lines
from ivrdsl.errors import ScriptError

if TYPE_CHECKING:
    from ivrdsl.files.calls import LoadedCalls
    from ivrsim.play.call import Call
    from ivrsim.play.failure import Failed
    from ivrsim.script.statements import Statement

EXECUTE = syntax.option(
    "-e", "--execute", "text", metavar="STATEMENTS", help='The script itself: "answer live; press 1; wait".'
)


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
    from ivrdsl.files.calls import pointed, read_script
    from ivrsim.script.statements import parse_script

    script = files[1] if len(files) == 2 else None
    if (script is None) == (text is None):
        raise syntax.UsageError('give a script: -e "answer live; wait; expect hangup", or a file')
    name = "-e" if script is None else script
    source = text if text is not None else sys.stdin.read() if name == "-" else read_script(name)
    try:
        statements = parse_script(source)
    except ScriptError as error:
        raise pointed(name, source, error.line, error.column, str(error)) from None
    if not statements:
        raise syntax.UsageError("the script has no statements")
    return statements


def load_call_files(files: Sequence[str]) -> "list[tuple[str, LoadedCalls]]":
    """Files of calls, each with its name. All are read before the first call.

    Raises:
        ScriptError: one does not parse, or its plan cannot be loaded.
        IvrError: one cannot be read.
    """
    from ivrdsl.files.calls import load_call_file
    from ivrdsl.files.load import Plans

    plans = Plans()
    return [(file, load_call_file(file, plans=plans)) for file in files]


def show_call(call: "Call", failed: "Failed | None") -> None:
    """Show what happened in a call."""
    from ivrsim.play.story import story

    show_lines(story(call.transcript(), failed))


def show_summary(rows: Sequence[Row]) -> None:
    """Show which of many calls passed."""
    if sys.stdout.isatty():
        from ivrdsl.cli.terminal import show_summary

        show_summary(rows)
    else:
        for row in rows:
            echo(f"{'passed' if row.passed else 'FAILED'}  {row.name}  ({row.outcome}, {row.duration})")
    failed = sum(not row.passed for row in rows)
    echo(f"{len(rows)} calls, {failed} failed" if failed else f"{len(rows)} calls, all passed")
