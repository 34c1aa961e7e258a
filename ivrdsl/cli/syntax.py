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
        settings: what click is told; `type` is a Kind, `callback` takes the value alone, and `completions` tells a
            shell which values begin with some text.
        project: the key of what a plan of the project says, which stands for the option where it is not given.
        plan: of an argument, which of its words are plans: "each"; only the "first"; each, perhaps behind a
            "revision" of git.
    """

    names: tuple[str, ...]
    settings: Mapping[str, Any]
    project: str = ""
    plan: str = ""

    @property
    def is_option(self) -> bool:
        return self.names[0].startswith("-")

    @property
    def longest(self) -> str:
        """How it is written, where it is told."""
        return max((name for name in self.names if name.startswith("-") is self.is_option), key=len)

    @property
    def into(self) -> str:
        """The name of its value."""
        named = [name for name in self.names if not name.startswith("-")]
        return named[0] if named else max(self.names, key=len).lstrip("-").replace("-", "_")


class Together(NamedTuple):
    """How a command runs on all plans of a project, when nobody names one.

    Attributes:
        refuses: the values that ask for what only one plan can have, each with the reason.
        folders: the values that name a folder, in which each plan gets one of its own.
        loads: what every run needs, to be done once: modules to load, and `MODULE:FUNCTION` to call.
        loads_for_many: likewise, what takes long, and few runs need: done once where there are many.
        joins: the formats in which there is one report of all runs; else each shows its own.
        comment: what makes a comment of a line of what each prints, where programs read that; the summary is on stderr.
        join: shows that report, of the values, and each plan with how its run ended.
    """

    refuses: Mapping[str, str] = {}
    folders: Sequence[str] = ()
    loads: Sequence[str] = ()
    loads_for_many: Sequence[str] = ()
    joins: Sequence[str] = ()
    comment: str = ""
    join: Callable[..., None] | None = None


class Command(NamedTuple):
    """A command.

    Attributes:
        name: of the command.
        run: the function that is the command; takes the values by name.
        parameters: its arguments and options, in the order in which help lists them.
        wants_named: whether the function takes the plan of the project that was named as `named`; None if none was.
        together: how it runs on all plans of the project, where nobody names one; None where it does not.
    """

    name: str
    run: Callable[..., None]
    parameters: tuple[Parameter, ...]
    wants_named: bool
    together: Together | None

    def call(self, values: Mapping[str, Any]) -> None:
        """Run it with the values of its arguments and options, by name.

        Raises:
            LoadError: a user's Python has ended the program, in a method that we call for one.
        """
        from ivrdsl.cli.exits import Ended

        try:
            self.run(**values)
        except Ended:
            raise
        except SystemExit as error:
            from ivrdsl.errors import LoadError
            from ivrdsl.findings.origin import places_of, way_to

            way = way_to(places_of(error))
            story = f"Python that is yours ended the program by sys.exit or SystemExit{way}: so there is no answer"
            raise LoadError(story, usage=True) from None

    def for_click(self, run: "Run | None" = None) -> "click.Command":
        """The command, made for click.

        Args:
            run: runs it with the values that click has read; by itself the function is called.
        """
        import click

        made = _telling_click(self, run or _plainly)
        for each in reversed(self.parameters):
            add: Callable[..., Any] = click.option if each.is_option else click.argument
            made = add(*each.names, **_settings_for_click(each.settings))(made)
        return click.command(self.name)(made)


Run = Callable[[Command, Mapping[str, Any], frozenset[str]], None]
"""Runs a command with values by name; the names of those that were given, and are no defaults."""


def _plainly(command: Command, values: Mapping[str, Any], given: frozenset[str]) -> None:
    command.call(values)


_DECLARED: Final = "__ivrdsl_parameters__"
_NAMED: Final = "__ivrdsl_named__"


def option(*names: str, project: str = "", **settings: Any) -> Callable[[F], F]:
    """Declare an option, as `click.option` does; `project` as a `Parameter` has it."""
    return _declare(Parameter(names, settings, project))


def argument(name: str, *, plan: str = "", project: str = "", **settings: Any) -> Callable[[F], F]:
    """Declare an argument, as `click.argument` does; `plan` and `project` as a `Parameter` has them."""
    return _declare(Parameter((name,), settings, project, plan))


def named(function: F) -> F:
    """Declare that a command takes the plan of the project that was named as `named`."""
    setattr(function, _NAMED, True)
    return function


def _declare(parameter: Parameter) -> Callable[[F], F]:
    def declare(function: F) -> F:
        setattr(function, _DECLARED, (parameter, *getattr(function, _DECLARED, ())))
        return function

    return declare


def command(name: str, together: Together | None = None) -> Callable[[Callable[..., None]], Command]:
    """Make a function a command, with what was declared below."""
    return lambda function: Command(
        name, function, getattr(function, _DECLARED, ()), hasattr(function, _NAMED), together
    )


# --- for click ------------------------------------------------------------------------------------------------------


def _telling_click(command: Command, run: Run) -> Callable[..., None]:
    """A command whose own complaints are click's, which shows them with the usage."""
    from functools import wraps

    import click
    from click.core import ParameterSource

    @wraps(command.run)
    def told(**values: Any) -> None:
        context = click.get_current_context()
        given = {name for name in values if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}
        try:
            run(command, values, frozenset(given))
        except UsageError as error:
            raise click.UsageError(str(error)) from None

    return told


def _settings_for_click(settings: Mapping[str, Any]) -> dict[str, Any]:
    import click

    made = dict(settings)
    if completions := made.pop("completions", None):
        made["shell_complete"] = lambda context, parameter, begun: completions(begun)
    if isinstance(type_ := made.get("type"), Kind):
        kind = _offering_choice() if type_.name == "Choice" else getattr(click, type_.name)
        made["type"] = kind(**type_.settings)
    if callback := made.get("callback"):

        def checked(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
            try:
                return callback(value)
            except BadValue as error:
                raise click.BadParameter(str(error)) from None

        made["callback"] = checked
    return made


def _offering_choice() -> Any:
    """click's own choice, which also offers what may be meant."""
    import click

    from ivrdsl.findings.words import nearest_word

    class OfferingChoice(click.Choice):  # type: ignore[type-arg]  # only newer releases have a parameter
        def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
            try:
                return super().convert(value, param, ctx)
            except click.BadParameter as error:
                near = nearest_word(str(value), map(str, self.choices))
                told = f"{error.message} {near[:1].upper()}{near[1:]}" if near else error.message
                raise click.BadParameter(told, ctx, param) from None

    return OfferingChoice
