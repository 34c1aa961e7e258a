"""Options that several subcommands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def _pairs(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name.isidentifier():
            raise click.BadParameter(f"{value!r} is not name=value")
        found[name] = text
    return found


def pairs(*names: str, help: str) -> Callable[[F], F]:  # noqa: A002  # click's own name for it
    """An option that takes name=value, any number of times."""
    return click.option(*names, multiple=True, callback=_pairs, metavar="NAME=VALUE", help=help)


def parameters(command: F) -> F:
    """`-p name=value`: the parameters of a plan that is a function."""
    return pairs("-p", "--parameter", "parameters", help="A parameter of a plan that is a function.")(command)


def as_json(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Machine-readable output; schemas/ describes it.")(
        command
    )


def max_bytes(command: F) -> F:
    from ivrdsl.xml.read import MAX_BYTES

    limit = click.option(
        "--max-bytes", type=click.IntRange(min=1), default=MAX_BYTES, show_default=True, help="Refuse larger files."
    )
    return limit(command)
