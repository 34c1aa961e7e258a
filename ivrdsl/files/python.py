"""Runs a user's Python file, once, and finds its plans: values, or functions that make one."""

import inspect
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from types import ModuleType
from typing import Any

from ivrdsl.errors import LoadError
from ivrdsl.files.lines import Place, Recorded, recording
from ivrdsl.files.names import shown
from ivrdsl.findings.origin import places_of, safely, story_of, way_to
from ivrdsl.findings.words import Speller, did_you_mean
from ivrdsl.model.nodes import Dialplan
from ivrdsl.model.walk import elements


class PythonFile:
    """A user's file that has been run.

    Args:
        path: the file.
        source: what it holds.

    Attributes:
        source: what the file held.
        module: what it has made of itself.
        is_fresh: whether no function of it has been called: a function may change what the next one finds.

    Raises:
        LoadError: its code fails; the text says where, in the user's own lines.
    """

    def __init__(self, path: str, source: bytes) -> None:
        self._recorded = Recorded()
        self.source = source
        self.is_fresh = True
        with recording(self._recorded):
            self.module = _run_file(path, source)

    def plan(self, name: str, parameters: Mapping[str, str], path: str) -> tuple[Dialplan, list[Place]]:
        """A plan of the file, with the places of its elements.

        Args:
            name: of the plan.
            parameters: the arguments of a function that makes it.
            path: what the user calls the file.

        Raises:
            LoadError: there is no such plan, a parameter is wrong, or the function that makes the plan fails.
        """
        self.is_fresh &= isinstance(vars(self.module).get(name), Dialplan)
        sys.modules[self.module.__name__] = self.module  # another file of this name may have run; classes look it up
        with recording(self._recorded):
            plan = _plan_of(self.module, path, name, parameters)
        return plan, [self._recorded.place_of(element.node) for element in elements(plan)]


def _run_file(path: str, source: bytes) -> ModuleType:
    """Run a user's file as a module of its own; its folder can be imported from, as if it had been run by name."""
    module = ModuleType(f"_ivrdsl_plan_{os.path.basename(path)[:-3]}")
    module.__file__ = os.path.abspath(path)
    folder = os.path.dirname(os.path.realpath(path))
    sys.path.insert(0, folder)
    sys.modules[module.__name__] = module
    try:
        _run_guarded(path, lambda: exec(compile(source, path, "exec"), vars(module)))
    finally:
        sys.path.remove(folder)
    return module


def _run_guarded(path: str, run: Callable[[], Any]) -> Any:
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
        raise _load_error(path, error) from None
    finally:
        os.chdir(here)


def _load_error(path: str, error: BaseException) -> LoadError:
    """What went wrong in a user's file: the exception, and the user's lines that led to it, without ours."""
    places = places_of(error)
    way = way_to(places, lambda file: shown(file, path))
    own = [line for file, line in places if shown(file, path) == path]
    return LoadError(f"{story_of(error)}{way}", usage=False, line=own[0] if own else None)


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
            f"{name} in {path} is {safely(repr, found):.80}, not a Dialplan; {_offer(module, path)}", usage=True
        )
    made = _run_guarded(path, _bind(found, path, name, parameters))
    if not isinstance(made, Dialplan):
        raise LoadError(f"{name}() in {path} returned {safely(repr, made):.80}, not a Dialplan", usage=True)
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


def _bind(factory: Callable[..., Any], path: str, name: str, parameters: Mapping[str, str]) -> Callable[[], Any]:
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
        near = did_you_mean([name for each in unknown for name in Speller(names).near(str(each))])
        offer = near or (f"it has {', '.join(names)}" if names else "it has none")
        raise LoadError(f"{name} in {path} has no parameter {', '.join(map(str, unknown))}; {offer}", usage=True)
    kinds = {p.name: p.annotation for p in known}
    values = {each: _convert(each, text, kinds.get(each)) for each, text in parameters.items()}
    arguments = [values.pop(p.name) for p in known if p.kind is p.POSITIONAL_ONLY and p.name in values]
    return lambda: factory(*arguments, **values)


def _convert(name: str, text: str, annotation: object) -> object:
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
