"""Reads plain command lines without click, by what the commands declare; the rest is left to click.

It never guesses: it either understands a command line as click would, or not at all. A property in tests/ compares the
two. Mistakes, help and completion are not plain.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ivrdsl.cli.commands import COMMANDS, load
from ivrdsl.cli.syntax import BadValue, Command, Kind, Parameter

Values = dict[str, Any]


class _NotPlain(Exception):  # noqa: N818  # never leaves this file
    """Something that click is asked about."""


class Understood(NamedTuple):
    """What the words of a command line mean.

    Attributes:
        command: the command.
        values: of its arguments and options, by name.
        given: the names of those that stand there; the others have their defaults.
    """

    command: Command
    values: Values
    given: frozenset[str]


def understood(words: Sequence[str]) -> Understood | None:
    """What the words mean; None for whatever click has to read."""
    if not words or words[0] not in COMMANDS or "_IVRDSL_COMPLETE" in os.environ:
        return None
    command = load(words[0])
    try:
        return Understood(command, *read(command.parameters, words[1:]))
    except (_NotPlain, BadValue):
        return None


def read(parameters: Sequence[Parameter], words: Sequence[str]) -> tuple[Values, frozenset[str]]:
    """The values of the parameters of a command, by name, and the names of those that are given.

    Raises:
        _NotPlain, BadValue: click has to read the words.
    """
    if not all(each.settings.keys() <= _KNOWN for each in parameters):
        raise _NotPlain
    options = {name: each for each in parameters for name in each.names if name.startswith("-")}
    given: dict[str, list[Any]] = {}
    operands: list[str] = []
    left = iter(words)
    for word in left:
        if word and not word.startswith("-"):
            operands.append(word)
        else:
            option, value = _option(word, left, options)
            given.setdefault(option.into, []).append(value)
    found = {each.into: _chosen(each, given.get(each.into, [])) for each in parameters if each.is_option}
    placed = _placed([each for each in parameters if not each.is_option], operands)
    return found | placed, frozenset((*given, *(name for name, value in placed.items() if value)))


_KNOWN: Final = {
    "callback", "completions", "default", "help", "is_flag", "metavar", "multiple", "nargs", "required", "show_default",
    "type",
}  # fmt: skip
"""What parameters may say of themselves."""


def _option(word: str, left: Iterator[str], options: Mapping[str, Parameter]) -> tuple[Parameter, Any]:
    """An option that is written as `--name`, `--name value`, `--name=value` or `-n value`, and its value."""
    name, equals, value = word.partition("=")
    option = options.get(name)
    if option is None:
        raise _NotPlain
    if option.settings.get("is_flag"):
        if equals:
            raise _NotPlain
        return option, True
    if not equals:
        value = next(left, "")
    elif not name.startswith("--"):
        raise _NotPlain
    if not value or value.startswith("-"):
        raise _NotPlain
    return option, _converted(value, option.settings.get("type"))


def _chosen(option: Parameter, given: list[Any]) -> Any:
    """The value of an option for all that was given."""
    settings = option.settings
    if not given and settings.get("required"):
        raise _NotPlain
    if settings.get("multiple"):
        value: Any = tuple(given)
    elif given:
        value = given[-1]
    else:
        value = settings.get("default", False if settings.get("is_flag") else None)
    callback = settings.get("callback")
    return callback(value) if callback else value


def _placed(arguments: Sequence[Parameter], operands: list[str]) -> Values:
    """The values of the arguments; one that takes any number is the last."""
    found: Values = {}
    for each in arguments:
        if each.settings.get("nargs") == -1:
            found[each.into], operands = tuple(operands), []
        else:
            found[each.into], operands = (operands[0] if operands else None), operands[1:]
        if not found[each.into] and each.settings.get("required", "nargs" not in each.settings):
            raise _NotPlain
    if operands:
        raise _NotPlain
    return found


# --- types ----------------------------------------------------------------------------------------------------------


def _converted(text: str, kind: object) -> Any:
    if kind is None:
        return text
    if not isinstance(kind, Kind) or kind.name not in _CONVERT:
        raise _NotPlain
    return _CONVERT[kind.name](text, **kind.settings)


def _whole(text: str, min: int | None, max: int | None) -> int:  # noqa: A002  # click's names
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _NotPlain
    number = int(text)
    if (min is not None and number < min) or (max is not None and number > max):
        raise _NotPlain
    return number


def _above_zero(text: str, min: float, max: float, min_open: bool) -> float:  # noqa: A002
    if not (text.isascii() and text.replace(".", "", 1).isdigit() and len(text) < 10):
        raise _NotPlain
    number = float(text)
    if not min < number <= max:
        raise _NotPlain
    return number


def _choice(text: str, choices: Sequence[str]) -> str:
    if text not in choices:
        raise _NotPlain
    return text


def _new_path(text: str, dir_okay: bool) -> str:
    """A path where nothing is yet; click looks at what is there."""
    if os.path.lexists(text):
        raise _NotPlain
    return text


_CONVERT: Final[dict[str, Callable[..., Any]]] = {
    "IntRange": _whole, "FloatRange": _above_zero, "Choice": _choice, "Path": _new_path,
}  # fmt: skip
