"""The command line. A subcommand is a file here: it parses arguments, calls one function, renders, and exits.

Exit codes: 0 clean; 1 the plan is wrong, or an expectation failed; 2 the command is wrong; 3 undecided.
"""

import os
import sys
from importlib import import_module
from typing import Any, Final

import click

from ivrdsl._version import __version__
from ivrdsl.errors import IvrError

FOUND: Final = 1
"""Exit code: something is wrong with the plan."""
USAGE: Final = 2
"""Exit code: something is wrong with the command."""

_COMMANDS: Final = {
    "check": "Check dialplans: schema and rules.",
    "compile": "Compile a dialplan to XML, after a check.",
    "simulate": "Play a scripted call, offline.",
}


class _LazyGroup(click.Group):
    """Imports a subcommand when it is run: `ivrdsl --help` and shell completion load none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"ivrdsl.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ivrdsl")
def cli() -> None:
    """Write a phone call in Python, prove it before a phone rings. Nothing here ever dials a number."""


def main() -> None:
    """Run the command line; a user never sees a traceback of ours."""
    try:
        cli(prog_name="ivrdsl", windows_expand_args=False)
    except IvrError as error:
        fail(str(error), getattr(error, "usage", True))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FOUND)
    except RecursionError:
        fail("the plan is nested too deeply for this machine's Python", False)
    except Exception as error:  # the last resort: an apology instead of a traceback
        if os.environ.get("IVRDSL_DEBUG"):
            raise
        story = f"internal error: {type(error).__name__}: {error}"
        fail(f"{story}\nThis is a bug in ivrdsl, not in your plan. IVRDSL_DEBUG=1 shows where it happened.", False)


def fail(message: str, usage: Any) -> None:
    """Say what is wrong, and exit."""
    click.echo(f"ivrdsl: {message}", err=True)
    sys.exit(USAGE if usage else FOUND)
