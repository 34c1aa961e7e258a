"""The command line. A subcommand is a file here: it parses arguments, calls one function, renders, and exits."""

import os
import sys

from ivrdsl._version import __version__
from ivrdsl.cli.exits import FOUND, USAGE, code_of


def main() -> None:
    """Run the command line; a user never sees a traceback of ours."""
    if sys.argv[1:] == [
        "--version"
    ]:  # answered without click, which alone takes three times as long as Python to start
        print(f"ivrdsl {__version__}")  # noqa: T201
        return
    if sys.stdout is None or sys.stderr is None:  # closed by the shell: there is nobody to tell
        sys.exit(USAGE)
    from ivrdsl.cli.group import cli
    from ivrdsl.errors import IvrError

    try:
        cli(prog_name="ivrdsl", windows_expand_args=False)
    except IvrError as error:
        _fail(str(error), code_of(error))
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


def _fail(message: str, code: int) -> None:
    print(f"ivrdsl: {message}", file=sys.stderr)  # noqa: T201
    sys.exit(code)
