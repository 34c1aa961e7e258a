"""The command line. A subcommand is a file here: it parses arguments, calls one function, renders, and exits."""

import gc
import os
import sys

from ivrdsl._version import __version__
from ivrdsl.cli.exits import FOUND, INTERRUPTED, USAGE, code_of

_FEW = 50_000
"""New objects after which Python's collector looks for cycles; its own 700 cost a short command a twentieth."""


def main() -> None:
    """Run the command line; a user never sees a traceback of ours."""
    if sys.argv[1:] == ["--version"]:
        print(f"ivrdsl {__version__}")  # noqa: T201
        return
    if sys.stdout is None or sys.stderr is None:  # closed by the shell: there is nobody to tell
        sys.exit(USAGE)
    from ivrdsl.errors import IvrError

    try:
        _run(sys.argv[1:])
    except IvrError as error:
        _fail(str(error), code_of(error))
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FOUND)
    except OSError as error:
        _fail(f"the output cannot be written: {error.strerror or error}", USAGE)
    except RecursionError:
        _fail("the plan is nested too deeply for this machine's Python", FOUND)
    except Exception as error:  # the last resort: an apology instead of a traceback
        if os.environ.get("IVRDSL_DEBUG"):
            raise
        story = f"internal error: {type(error).__name__}: {error}"
        _fail(f"{story}\nThis is a bug in ivrdsl, not in your plan. IVRDSL_DEBUG=1 shows where it happened.", FOUND)


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
    command, values = found
    try:
        command.run(**values)
    except UsageError as error:
        from ivrdsl.cli.group import show_usage_error

        show_usage_error(words, str(error))
        sys.exit(USAGE)


def _fail(message: str, code: int) -> None:
    print(f"ivrdsl: {message}", file=sys.stderr)  # noqa: T201
    sys.exit(code)
