"""Options that several subcommands share."""

import functools
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ivrdsl.errors import IvrError, LoadError

if TYPE_CHECKING:
    from ivrdsl.checking.configuration import Settings
    from ivrdsl.checking.control import Control

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


def settings(command: F) -> F:
    """`--preset`, `--select`, `--ignore`, `--config`: the command gets what they and the project say as `settings`."""

    @functools.wraps(command)
    def with_settings(
        *args: Any, preset: str | None, select: Sequence[str], ignore: Sequence[str], config: str | None, **kwargs: Any
    ) -> Any:
        return command(*args, settings=_settings(preset, select, ignore, config), **kwargs)

    for option in (
        click.option(
            "--config", metavar="FILE.toml", help="Settings; default is the nearest pyproject.toml with some."
        ),
        click.option("--ignore", multiple=True, metavar="CODES", help="Do not report these; stronger than --select."),
        click.option("--select", multiple=True, metavar="CODES", help="Report these only: IVR101, IVR1, IVR003,IVR2."),
        click.option("--preset", metavar="default|strict|otp", help="A choice of rules; otp is for one-time codes."),
    ):
        with_settings = option(with_settings)
    return with_settings  # type: ignore[return-value]  # it takes other options, which click fills in


def project_control() -> "Control":
    """Which rules apply in the project in whose folder the command runs."""
    from ivrdsl.checking.configuration import settings_for

    return settings_for(_here()).control


def _settings(preset: str | None, select: Sequence[str], ignore: Sequence[str], config: str | None) -> "Settings":
    """The project's settings, with those of the command line in front."""
    from ivrdsl.checking.configuration import Settings, read_settings, settings_for
    from ivrdsl.checking.control import control_of

    found = settings_for(_here()) if config is None else read_settings(config) or Settings()
    try:
        given = control_of(preset=preset or found.control.preset, select=select, ignore=ignore)
    except IvrError as error:
        raise click.UsageError(str(error)) from None
    chosen = given.select or found.control.select
    control = found.control._replace(preset=given.preset, select=chosen, ignore=(*found.control.ignore, *given.ignore))
    return found._replace(control=control)


def _patterns(context: click.Context, option: click.Parameter, values: Sequence[str]) -> list[Any]:
    import re

    try:
        return [re.compile(value) for value in values]
    except re.error as error:
        raise click.BadParameter(f"{error.pattern!r} is no regular expression: {error}") from None


def secrets(command: F) -> F:
    """`--secret REGEX`: what reports for machines mask, beside what looks like a code."""
    text = "Mask this in reports for machines too; what looks like a code is masked anyway."
    return click.option("--secret", "secrets", multiple=True, metavar="REGEX", callback=_patterns, help=text)(command)


def given(command: F) -> F:
    """`--set`, `--attribute`, `--inbound`: what is known before the call, and who calls."""
    text = "A variable recipients have, with any value."
    for option in (
        click.option("--inbound", is_flag=True, help="The calls come in; they are placed otherwise."),
        click.option("--attribute", "attributes", multiple=True, metavar="NAME", help=text),
        _variables,
    ):
        command = option(command)
    return command


def _names(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name.startswith(("call.", "contact.", "attribute.")):
            raise click.BadParameter(f"{value!r} is not call.NAME=VALUE, contact.NAME=VALUE or attribute.NAME=VALUE")
        found[name] = text
    return found


_variables = click.option(
    "--set",
    "variables",
    multiple=True,
    callback=_names,
    metavar="NAME=VALUE",
    help="contact.A=Yes: a value that is given.",
)


def _here() -> str:
    try:
        return os.getcwd()
    except OSError:
        raise LoadError("the folder in which the command runs no longer exists", usage=True) from None
