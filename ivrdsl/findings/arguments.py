"""What a program gives to a function of ours: whether it takes that, and what to say where it does not."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NoReturn, TypeVar

from ivrdsl.errors import ArgumentError, IvrError
from ivrdsl.findings.words import Speller, did_you_mean, nearest_word

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

NOTHING_ELSE: Final[Mapping[str, str]] = {}
_LONGEST: Final = 60
_LARGE: Final = 10**60
"""A number that messages do not write out; Python itself refuses to, from some length on."""
_TIME: Final = re.compile(r"\s*([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*(ms|s|m|min|h)?\s*")
_MS: Final = {"ms": 1, "s": 1000, "m": 60_000, "min": 60_000, "h": 3_600_000, None: 1}


def shown(value: object) -> str:
    """A value as a message shows it, whatever its own `repr` does; of ours the kind alone, which tells no secret."""
    kind = type(value)
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if hasattr(value, "__code__"):
        return f"the function {getattr(value, '__name__', '')}"
    if kind.__module__.partition(".")[0] in ("ivrdsl", "ivrsim") and not isinstance(value, str):
        return f"a {kind.__name__}"
    try:
        text = " ".join(repr(value).split())
    except (Exception, SystemExit):  # noqa: BLE001  # somebody else's
        text = f"a {type(value).__name__}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def refuse(where: str, name: str, value: object, expected: str) -> NoReturn:
    """Refuse a value.

    Args:
        where: the function, as it is called.
        name: of its argument.
        value: what was given.
        expected: what it takes, and how to write it.

    Raises:
        ArgumentError: always.
    """
    raise ArgumentError(f"{where}: {name} is {shown(value)}; expected {expected}")


def require(holds: bool, where: str, name: str, value: object, expected: str) -> None:
    """Refuse a value, unless something holds. See `refuse`."""
    if not holds:
        refuse(where, name, value, expected)


def require_text(where: str, name: str, value: object, what: str = "text") -> None:
    """Refuse what is no text. See `refuse`."""
    require(isinstance(value, str), where, name, value, what)


def require_ms(where: str, name: str, value: object) -> None:
    """Refuse what is no whole number of ms, 0 or more; a time such as "2s" is told in ms. See `refuse`."""
    if type(value) is not int or value < 0:
        refuse(where, name, value, f"whole ms, 0 or more{in_ms(value)}")


def require_whole(where: str, name: str, value: object, least: int) -> None:
    """Refuse what is no whole number, so much or more. See `refuse`."""
    require(type(value) is int and value >= least, where, name, value, f"a whole number, {least} or more")


def in_ms(value: object) -> str:
    """How a time that is none in ms is written, if it can be told."""
    if isinstance(value, str) and (found := _TIME.fullmatch(value)):
        return f": write {round(float(found[1]) * _MS[found[2]])}"
    if type(value) is float and 0 <= value < 10**9:
        return f": write {round(value)}"
    return ""


def require_texts(where: str, name: str, value: object, example: str) -> None:
    """Refuse what is no mapping of texts to texts. See `refuse`."""
    require(isinstance(value, Mapping), where, name, value, f"a dict such as {example}")
    for key, each in value.items():  # type: ignore[attr-defined]  # it is one
        require(isinstance(key, str), where, f"a name in {name}", key, f"text, as in {example}")
        hint = f": write {str(each)!r}" if type(each) in (int, float) and abs(each) < _LARGE else ""
        require(isinstance(each, str), where, f"{name}[{key!r}]", each, f"text{hint}")


def near_or_all(value: object, known: Iterable[str]) -> str:
    """A question that offers the nearest of some words, or all of them."""
    words = list(known)
    near = nearest_word(value, words) if isinstance(value, str) else ""
    return near or f"expected one of {', '.join(words)}"


def require_options(
    where: str, given: Iterable[str], known: Iterable[str], instead: Mapping[str, str] = NOTHING_ELSE
) -> None:
    """Refuse options that a function has not; the nearest is offered.

    Args:
        where: the function.
        given: the names of what was given.
        known: the names of its options.
        instead: what to write for some that it has not.

    Raises:
        ArgumentError: there is one.
    """
    options = list(known)
    for name in given:
        if name in instead:
            raise ArgumentError(f"{where}: there is no option {name}; write {instead[name]}")
        like = [each for each in options if each.startswith(f"{name}_")]  # at, for at_ms
        hint = did_you_mean(like or Speller(options).near(name)) or f"it takes {', '.join(options) or 'none'}"
        raise ArgumentError(f"{where}: there is no option {name}; {hint}")


def door(function: F) -> F:
    """Make a function of a face tell in our words what is wrong with the names and the number of its arguments."""

    @functools.wraps(function)
    def called(*args: Any, **options: Any) -> Any:
        try:
            return function(*args, **options)
        except TypeError as error:
            trace = error.__traceback__
            if isinstance(error, IvrError) or trace is None or trace.tb_next is not None:
                raise  # it began, so its arguments fit
        _refuse_unfit(function, args, options)

    return called  # type: ignore[return-value]  # it is called as the function is


def checked(cls: type[T]) -> type[T]:
    """Make a class of named tuples check what it is made of, by its method `require`."""
    make = door(cls.__new__)

    def new(cls: Any, *args: Any, **options: Any) -> Any:
        made = make(cls, *args, **options)
        made.require()
        return made

    setattr(cls, "__new__", functools.wraps(cls.__new__)(new))  # noqa: B010  # mypy takes it for a method of ours
    return cls


def _refuse_unfit(function: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any]) -> NoReturn:
    """Say what of the arguments does not fit to a function.

    Raises:
        ArgumentError: always.
    """
    from inspect import Parameter, signature  # only for a mistake

    where = _name_of(function)
    known = list(signature(function).parameters.values())
    if known and known[0].name in ("self", "cls", "_cls"):
        known, args = known[1:], args[1:]
    named = [each.name for each in known if each.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)]
    require_options(where, (each for each in options if each not in named), named)
    placed = [each for each in known if each.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)]
    if len(args) > len(placed):
        free = [each.name for each in known if each.kind is Parameter.KEYWORD_ONLY]
        name = (
            f": write {free[0]}=..." if len(free) == 1 else f": write {', '.join(free[:3])}=... by name" if free else ""
        )
        raise ArgumentError(f"{where}: {shown(args[len(placed)])} is one argument too many{name}")
    twice = [each.name for each in placed[: len(args)] if each.name in options]
    if twice:
        raise ArgumentError(f"{where}: {twice[0]} is given twice, by its place and by its name")
    lacking = [each.name for each in known if each.default is Parameter.empty and each.name not in options]
    missing = [name for name in lacking if name not in [each.name for each in placed[: len(args)]]]
    raise ArgumentError(f"{where}: {', '.join(missing)} is missing")


def _name_of(function: Callable[..., Any]) -> str:
    """How people call a function: a class by its own name."""
    name = function.__qualname__
    if name.endswith(".__call__"):
        return name.removesuffix(".__call__").rpartition(".")[2].lower()  # the fixture dial
    return name.removesuffix(".__init__").removesuffix(".__new__").rpartition(".")[2]
