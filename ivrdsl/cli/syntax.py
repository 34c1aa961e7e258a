"""How commands are declared: as data, in the words of click. click itself is made of it when somebody needs click.

It takes three times as long as Python to start. `quick.py` reads plain command lines by the same data without it; help,
completion, and whatever is wrong with a command line are click's.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

if TYPE_CHECKING:
    import click

F = TypeVar("F", bound=Callable[..., Any])


class UsageError(Exception):
    """Something is wrong with a command, which only the command itself could find out."""


class BadValue(Exception):  # noqa: N818  # as click's BadParameter, which it becomes
    """The value of an option is wrong."""


class Kind(NamedTuple):
    """A type of values: its name in click, and how it is made there."""

    name: str
    settings: Mapping[str, Any]


def whole(least: int | None = None, most: int | None = None) -> Kind:
    """A whole number from one bound to another."""
    return Kind("IntRange", {"min": least, "max": most})


def above_zero(most: float) -> Kind:
    """A number that is more than nothing."""
    return Kind("FloatRange", {"min": 0, "max": most, "min_open": True})


def choice(choices: Sequence[str]) -> Kind:
    """One of a few words."""
    return Kind("Choice", {"choices": choices})


def path(**settings: Any) -> Kind:
    """A path, with the settings of `click.Path`."""
    return Kind("Path", settings)


class Parameter(NamedTuple):
    """An argument or an option of a command.

    Attributes:
        names: as click takes them: how it is written, and the name of the value.
        settings: what click is told; `type` is a Kind, and `callback` takes the value alone.
    """

    names: tuple[str, ...]
    settings: Mapping[str, Any]

    @property
    def is_option(self) -> bool:
        return self.names[0].startswith("-")

    @property
    def into(self) -> str:
        """The name of its value."""
        named = [name for name in self.names if not name.startswith("-")]
        return named[0] if named else max(self.names, key=len).lstrip("-").replace("-", "_")


class Command(NamedTuple):
    """A command.

    Attributes:
        name: of the command.
        run: the function that is the command; takes the values by name.
        parameters: its arguments and options, in the order in which help lists them.
    """

    name: str
    run: Callable[..., None]
    parameters: tuple[Parameter, ...]

    def for_click(self) -> "click.Command":
        """The command, made for click."""
        import click

        made = _telling_click(self.run)
        for each in reversed(self.parameters):
            add: Callable[..., Any] = click.option if each.is_option else click.argument
            made = add(*each.names, **_settings_for_click(each.settings))(made)
        return click.command(self.name)(made)


_DECLARED: Final = "__ivrdsl_parameters__"


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """Declare an option, as `click.option` does."""
    return _declare(Parameter(names, settings))


def argument(name: str, **settings: Any) -> Callable[[F], F]:
    """Declare an argument, as `click.argument` does."""
    return _declare(Parameter((name,), settings))


def _declare(parameter: Parameter) -> Callable[[F], F]:
    def declare(function: F) -> F:
        setattr(function, _DECLARED, (parameter, *getattr(function, _DECLARED, ())))
        return function

    return declare


def command(name: str) -> Callable[[Callable[..., None]], Command]:
    """Make a function a command, with what was declared below."""
    return lambda function: Command(name, function, getattr(function, _DECLARED, ()))


# --- for click ------------------------------------------------------------------------------------------------------


def _telling_click(run: Callable[..., None]) -> Callable[..., None]:
    """A command whose own complaints are click's, which shows them with the usage."""
    from functools import wraps

    import click

    @wraps(run)
    def told(**values: Any) -> None:
        try:
            run(**values)
        except UsageError as error:
            raise click.UsageError(str(error)) from None

    return told


def _settings_for_click(settings: Mapping[str, Any]) -> dict[str, Any]:
    import click

    made = dict(settings)
    if isinstance(type_ := made.get("type"), Kind):
        made["type"] = getattr(click, type_.name)(**type_.settings)
    if callback := made.get("callback"):

        def checked(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
            try:
                return callback(value)
            except BadValue as error:
                raise click.BadParameter(str(error)) from None

        made["callback"] = checked
    return made
