"""The command line as click has it: help, completion, and all command lines that are not plain (`quick.py`)."""

import sys
from typing import Any, Final

import click

from ivrdsl._version import __version__
from ivrdsl.cli.commands import COMMANDS, load
from ivrdsl.cli.exits import INTERRUPTED
from ivrdsl.cli.run import run
from ivrdsl.findings.render.safe import safe
from ivrdsl.findings.words import Speller, did_you_mean, quoted

_HABITS: Final = {
    "validate": ["check"],
    "lint": ["check"],
    "prove": ["verify"],
    "play": ["simulate"],
    "test": ["simulate", "cover"],
    "draw": ["graph"],
    "budget": ["forecast"],
    "predict": ["forecast"],
}
"""What other tools call what these commands do."""


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
        return load(name).for_click(run) if name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            near = did_you_mean(_HABITS.get(args[0].lower(), Speller(COMMANDS).near(args[0])))
            ctx.fail(f"there is no command {safe(quoted(args[0]))}; {near or 'see `ivrdsl --help`'}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ivrdsl", message="%(prog)s %(version)s")
def cli() -> None:
    """Write a phone call in Python, prove it before a phone rings. Nothing here ever dials a number."""


def show_usage_error(words: list[str], message: str) -> None:
    """Show what a command says is wrong with it, as click would if it had read the words."""
    with cli.make_context("ivrdsl", list(words)) as context:
        name, command, rest = cli.resolve_command(context, list(words))
        assert command is not None
        assert name is not None
        click.UsageError(message, command.make_context(name, rest, parent=context)).show()
