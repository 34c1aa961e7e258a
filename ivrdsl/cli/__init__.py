"""The command line. A subcommand is a file here: it parses arguments, calls one function, renders, and exits."""

import gc
import sys

from ivrdsl._version import __version__
from ivrdsl.cli.exits import USAGE
from ivrdsl.cli.guard import guarded

_FEW = 50_000
"""New objects after which Python's collector looks for cycles; its own 700 cost a short command a twentieth."""


def main() -> None:
    """Run the command line; a user never sees a traceback of ours."""
    if sys.argv[1:] == ["--version"]:
        print(f"ivrdsl {__version__}")  # noqa: T201
        return
    if sys.stdout is None or sys.stderr is None:  # closed by the shell: there is nobody to tell
        if sys.stderr is not None:
            print("ivrdsl: stdout is closed: there is nowhere to print to", file=sys.stderr)  # noqa: T201
        sys.exit(USAGE)
    code = guarded(lambda: _run(sys.argv[1:])).code
    if code:
        sys.exit(code)


def _run(words: list[str]) -> None:
    """Run what the words of the command line say: without click where they are plain, by click otherwise."""
    from ivrdsl.cli.quick import understood
    from ivrdsl.cli.syntax import UsageError

    gc.set_threshold(_FEW)
    found = understood(words)
    gc.freeze()  # what was imported stays: the collector need not walk it
    if found is None:
        from ivrdsl.cli.group import cli

        cli(prog_name="ivrdsl", windows_expand_args=False)
        return
    from ivrdsl.cli.run import run

    try:
        run(*found)
    except UsageError as error:
        from ivrdsl.cli.group import show_usage_error

        show_usage_error(words, str(error))
        sys.exit(USAGE)
