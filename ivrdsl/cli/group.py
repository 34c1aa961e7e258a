"""The commands, each imported when it is run: `ivrdsl --help` and shell completion load none of them."""

import sys
from importlib import import_module
from typing import Any, Final

import click

from ivrdsl._version import __version__
from ivrdsl.cli.exits import INTERRUPTED

COMMANDS: Final = {
    "check": "Check dialplans: schema and rules.",
    "compile": "Compile a dialplan to XML, after a check.",
    "cover": "Tell what calls leave out of a plan.",
    "diff": "Compare what two plans do: the same call, or the shortest one that differs.",
    "explain": "Explain a rule.",
    "graph": "Draw a dialplan, for Mermaid or Graphviz.",
    "mutate": "Tell which faults in a plan its calls and properties would not notice.",
    "paths": "Make the fewest calls that take every edge of a plan.",
    "rules": "List all rules.",
    "payload": "Print the request that has a call made or a text sent; nothing is sent.",
    "import": "Write a dialplan as Python source.",
    "serve": "Run a local stand-in for the platform's HTTP API.",
    "simulate": "Play a scripted call, offline.",
    "verify": "Prove what holds in every call, or show the shortest call that breaks it.",
}
_FILES: Final = {"import": "import_"}
"""Commands whose files are named otherwise: Python keeps the word for itself."""


class _LazyGroup(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:  # click would exit with 1, which means that something is wrong with the plan
            click.echo("interrupted", err=True)
            sys.exit(INTERRUPTED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"ivrdsl.cli.{_FILES.get(name, name)}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ivrdsl", message="%(prog)s %(version)s")
def cli() -> None:
    """Write a phone call in Python, prove it before a phone rings. Nothing here ever dials a number."""
