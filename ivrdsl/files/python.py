"""A plan that somebody names, `FILE.xml` or `FILE.py[:NAME]`, to its nodes and the lines they come from."""

import inspect
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from types import ModuleType
from typing import Any, Final, NamedTuple

from ivrdsl.errors import IvrError, LoadError
from ivrdsl.files.lines import Place, recording
from ivrdsl.files.names import is_python, read_bytes, require_file, shown, split
from ivrdsl.model.nodes import Dialplan
from ivrdsl.model.walk import elements
from ivrdsl.xml import read

DEFAULT_NAME: Final = "dialplan"
_OURS: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Loaded(NamedTuple):
    """A plan with its origin.

    Attributes:
        plan: the nodes.
        places: file and line of each element, by its number in document order; the line is None where it is unknown.
    """

    plan: Dialplan
    places: list[Place]

    @property
    def lines(self) -> list[int | None]:
        return [place.line for place in self.places]


def load(source: str | os.PathLike[str], /, **parameters: str) -> Dialplan:
    """Load a plan from `FILE.xml` or `FILE.py[:NAME]`.

    Args:
        source: the file; NAME is a Dialplan or a function that returns one, and defaults to `dialplan`.
        parameters: the function's arguments.

    Raises:
        LoadError, XmlError: there is no such plan; the text says why, with the user's own lines.
    """
    return load_plan(os.fspath(source), parameters).plan


def load_plan(source: str, parameters: Mapping[str, str], *, max_bytes: int = read.MAX_BYTES) -> Loaded:
    """Load a plan with the places of its elements. See `load`."""
    path, name = split(source)
    require_file(path)
    if is_python(path):
        return _load_python(path, name or DEFAULT_NAME, parameters)
    if name or parameters:
        raise LoadError(f"{path} is XML, which has neither names nor parameters", usage=True)
    from ivrdsl.xml.parse import from_tree  # plans in Python need neither
    from ivrdsl.xml.positions import positions

    data = read_bytes(path, max_bytes)
    plan = from_tree(read.parse(data, max_bytes=max_bytes))
    places = [Place(path, position.line) for position in positions(data)]
    return Loaded(plan, places or [Place(path, None) for _ in elements(plan)])


def run_module(path: str) -> ModuleType:
    """Run a Python file of the user's, such as one of properties, and return it as a module.

    Raises:
        LoadError: there is no such file, or its code fails; the text says where, in the user's own lines.
    """
    require_file(path)
    if not is_python(path):
        raise LoadError(f"{path} is not a Python file", usage=True)
    try:
        return _run_file(path)
    except LoadError as error:
        where = path if error.line is None else f"{path}:{error.line}"
        raise LoadError(f"{where}: {error}", usage=True) from None


def _load_python(path: str, name: str, parameters: Mapping[str, str]) -> Loaded:
    with recording() as recorded:
        plan = _plan_of(_run_file(path), path, name, parameters)
    places = [recorded.place_of(element.node) for element in elements(plan)]
    return Loaded(plan, [Place(shown(place.file, path), place.line) for place in places])


def _run_file(path: str) -> ModuleType:
    """Run a user's file as a module of its own; its folder can be imported from, as if it had been run by name."""
    module = ModuleType(f"_ivrdsl_plan_{os.path.basename(path)[:-3]}")
    module.__file__ = os.path.abspath(path)
    source = read_bytes(path, read.MAX_BYTES)
    folder = os.path.dirname(os.path.realpath(path))
    sys.path.insert(0, folder)
    sys.modules[module.__name__] = module
    try:
        _guarded(path, lambda: exec(compile(source, path, "exec"), vars(module)))
    finally:
        sys.path.remove(folder)
    return module


def _guarded(path: str, run: Callable[[], Any]) -> Any:
    """Run a user's code; what it raises is told with the user's own lines, and without ours."""
    here = os.getcwd()
    try:
        with redirect_stdout(sys.stderr):  # stdout is for what the command itself says
            return run()
    except KeyboardInterrupt:
        raise
    except SyntaxError as error:
        text = (error.text or "").strip()
        story = f"the file is not Python: {error.msg}" + (f", near `{text}`" if text else "")
        raise LoadError(story, usage=False, line=error.lineno, column=error.offset) from None
    except BaseException as error:  # noqa: BLE001  # whatever a user's code raises is the user's
        raise _told(path, error) from None
    finally:
        os.chdir(here)


def _told(path: str, error: BaseException) -> LoadError:
    """What went wrong in a user's file: the exception, and the user's lines that led to it, without ours."""
    import traceback  # most plans raise nothing

    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith((_OURS, "<"))]
    places = [f"{shown(frame.filename, path)}:{frame.lineno}" for frame in reversed(frames)]
    kind = "" if isinstance(error, IvrError) else f"{type(error).__name__}: "
    text = _safely(str, error)
    way = f" (at {', called from '.join(places[:5])})" if places else ""
    own = [frame.lineno for frame in frames if shown(frame.filename, path) == path]
    return LoadError(f"{kind}{text}{way}", usage=False, line=own[-1] if own else None)


def _safely(told: Callable[[Any], str], value: object) -> str:
    """A text of a user's object, which may itself raise anything."""
    try:
        return told(value)
    except Exception:  # noqa: BLE001  # likewise
        return f"(a {type(value).__name__} that cannot be shown)"


def _plan_of(module: ModuleType, path: str, name: str, parameters: Mapping[str, str]) -> Dialplan:
    if name not in vars(module):
        raise LoadError(f"{path} has no {name!r}; {_offer(module, path)}", usage=True)
    found = vars(module)[name]
    if isinstance(found, Dialplan):
        if parameters:
            raise LoadError(f"{name} in {path} is a plan, not a function: it takes no parameters", usage=True)
        return found
    if not callable(found):
        raise LoadError(
            f"{name} in {path} is {_safely(repr, found):.80}, not a Dialplan; {_offer(module, path)}", usage=True
        )
    made = _guarded(path, _bound(found, path, name, parameters))
    if not isinstance(made, Dialplan):
        raise LoadError(f"{name}() in {path} returned {_safely(repr, made):.80}, not a Dialplan", usage=True)
    return made


def _offer(module: ModuleType, path: str) -> str:
    """The names in a file that are plans, for somebody who named none."""
    plans = [name for name, value in vars(module).items() if isinstance(value, Dialplan)]
    own = [
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__
    ]
    names = [name for name in plans + own if not name.startswith("_")]
    return f"name one of its plans: {', '.join(f'{path}:{name}' for name in names)}" if names else "it defines no plan"


def _bound(factory: Callable[..., Any], path: str, name: str, parameters: Mapping[str, str]) -> Callable[[], Any]:
    """Bind the parameters of a command line to a function, or say which are missing or unknown."""
    try:
        signature = inspect.signature(factory)
    except (TypeError, ValueError):
        raise LoadError(f"{name} in {path} cannot be called as a function that makes a plan", usage=True) from None
    takes_any = any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values())
    known = [p for p in signature.parameters.values() if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    names = [p.name for p in known]
    missing = [p.name for p in known if p.default is p.empty and p.name not in parameters]
    if missing:
        hint = " ".join(f"-p {each}=..." for each in missing)
        raise LoadError(f"{name} in {path} needs {', '.join(missing)}: add {hint}", usage=True)
    unknown = [each for each in parameters if each not in names and not takes_any]
    if unknown:
        offer = f"it has {', '.join(names)}" if names else "it has none"
        raise LoadError(f"{name} in {path} has no parameter {', '.join(unknown)}; {offer}", usage=True)
    kinds = {p.name: p.annotation for p in known}
    values = {each: _converted(each, text, kinds.get(each)) for each, text in parameters.items()}
    arguments = [values.pop(p.name) for p in known if p.kind is p.POSITIONAL_ONLY and p.name in values]
    return lambda: factory(*arguments, **values)


def _converted(name: str, text: str, annotation: object) -> object:
    """A parameter's text as its annotation wants it; text for all but numbers and truth values."""
    kinds: dict[object, Callable[[str], object]] = {int: int, "int": int, float: float, "float": float}
    if annotation in (bool, "bool"):
        if text.lower() not in ("true", "false"):
            raise LoadError(f"parameter {name} is {text!r}; expected true or false", usage=True)
        return text.lower() == "true"
    try:
        return kinds.get(annotation, str)(text)
    except ValueError:
        raise LoadError(f"parameter {name} is {text!r}; expected a number", usage=True) from None
