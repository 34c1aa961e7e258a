"""Runs a user's Python file, once, and finds its plans: values, or functions that make one."""

import inspect
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from types import FunctionType, ModuleType
from typing import Any

from ivrdsl.errors import LoadError, NodeError, NoPlanError
from ivrdsl.files.lines import Place, Recorded, recording
from ivrdsl.files.names import DEFAULT_NAME, shown
from ivrdsl.findings.origin import entries_of, file_of, places_of, safely, way_to
from ivrdsl.findings.words import nearest_word
from ivrdsl.model.base import Node
from ivrdsl.model.checks import kind
from ivrdsl.model.nodes import Dialplan
from ivrdsl.model.values import Var
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
            self.module = _run_file(path, source, self._recorded)

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
            plan = self._plan_of(path, name, parameters)
        return plan, [self._recorded.place_of(element.node) for element in elements(plan)]

    def _plan_of(self, path: str, name: str, parameters: Mapping[str, str]) -> Dialplan:
        if name not in vars(self.module):
            raise NoPlanError(f"{path} has no {name!r}; {_offer(self.module, path)}")
        found = vars(self.module)[name]
        if isinstance(found, Dialplan):
            if parameters:
                raise LoadError(f"{name} in {path} is a plan, not a function: it takes no parameters", usage=True)
            return found
        if isinstance(found, Node | Var | type) or not callable(found):
            raise self._no_plan(path, name, f"{name} is {_told(found)}, not a Dialplan", found)
        made = _run_guarded(path, _bind(found, path, name, parameters), self.source, self._recorded)
        if not isinstance(made, Dialplan):
            raise self._no_plan(path, name, f"{name}() returned {_told(made)}, not a Dialplan", made)
        return made

    def _no_plan(self, path: str, name: str, problem: str, found: object) -> LoadError:
        """The error for what has the name of a plan and is none."""
        from ivrdsl.files.spot import assignment

        fix = _instead_of_plan(found, name) or _offer(self.module, path)
        place = assignment(self.source, name)
        line, column = (place.line, place.column) if place is not None else (None, None)
        story = f"{problem}; {fix}" + (f" (at {path}:{line})" if line is not None else "")
        return LoadError(story, usage=False, line=line, column=column, problem=problem, fix=fix)


def _told(value: object) -> str:
    return f"{safely(repr, value):.80} ({kind(value)})"


def _instead_of_plan(found: object, name: str) -> str:
    """What to write where something that is nearly a plan has its name; "" for anything else."""
    if isinstance(found, tuple) and len(found) == 1 and isinstance(found[0], Dialplan):
        return "take the comma away that stands behind the plan"
    if isinstance(found, list | tuple) and any(isinstance(each, Dialplan) for each in found):
        return "give each plan a name of its own"
    if isinstance(found, list | tuple) and found and all(isinstance(each, Node) for each in found):
        return f'put the nodes into a plan: {name} = Dialplan("Root")[...]'
    if found is Dialplan:
        return f'write {name} = Dialplan("Root")[...]'
    if isinstance(found, Node):
        return f'put it into a plan: {name} = Dialplan("Root")[...]'
    return "end the function in: return Dialplan(...)[...]" if found is None else ""


def _run_file(path: str, source: bytes, recorded: Recorded) -> ModuleType:
    """Run a user's file as a module of its own; its folder can be imported from, as if it had been run by name."""
    module = ModuleType(f"_ivrdsl_plan_{os.path.basename(path)[:-3]}")
    module.__file__ = os.path.abspath(path)
    folder = os.path.dirname(os.path.realpath(path))
    sys.path.insert(0, folder)
    sys.modules[module.__name__] = module
    try:
        _run_guarded(path, lambda: exec(compile(source, path, "exec"), vars(module)), source, recorded)
    finally:
        sys.path.remove(folder)
    return module


def _run_guarded(path: str, run: Callable[[], Any], source: bytes, recorded: Recorded) -> Any:
    """Run a user's code; what it raises is told with the user's own lines, and without ours."""
    here = os.getcwd()
    try:
        with redirect_stdout(sys.stderr):  # stdout is for what the command itself says
            return run()
    except KeyboardInterrupt:
        raise
    except SyntaxError as error:
        raise _syntax_error(path, error) from None
    except BaseException as error:  # noqa: BLE001  # whatever a user's code raises is the user's
        raise _load_error(path, error, source, recorded) from None
    finally:
        os.chdir(here)


def _syntax_error(path: str, error: SyntaxError) -> LoadError:
    from ivrdsl.files.mistakes.exceptions import syntax_mistake

    problem, fix = syntax_mistake(error)
    file = shown(error.filename or path, path)
    return LoadError(
        f"{problem}; {fix}" if fix else problem,
        usage=False,
        file="" if file == path else file,
        line=error.lineno,
        column=error.offset,
        problem=problem,
        fix=fix,
    )


def _load_error(path: str, error: BaseException, source: bytes, recorded: Recorded) -> LoadError:
    """What went wrong in a user's file: what it means, and the user's lines that led to it, without ours."""
    from ivrdsl.files.mistakes.exceptions import mistake_of
    from ivrdsl.files.spot import Spot, spot_of

    def called(file: str) -> str:
        return shown(file, path)

    entries, places = entries_of(error), places_of(error)
    own = next((number for number, each in enumerate(entries) if _is_own(file_of(each), path)), None)
    problem, fix = mistake_of(error, None if own is None else entries[own])
    told = f"{problem}; {fix}" if fix else problem
    if own is None:
        return LoadError(f"{told}{way_to(places, called)}", usage=False, problem=problem, fix=fix)
    file = file_of(entries[own])
    spot = spot_of(error, entries[own], source if called(file) == path else _read(file))
    made = (
        recorded.place_of(error.node) if isinstance(error, NodeError) and spot.line == entries[own].tb_lineno else None
    )
    if made is not None and made.file == file and made.line not in (None, spot.line):
        spot = Spot(made.line or spot.line)
    places[own] = file, spot.line
    way = way_to(places[1:], called, first="called from") if own == 0 else way_to(places, called)
    return LoadError(
        f"{told}{way_to(places, called)}",
        usage=False,
        file="" if called(file) == path else called(file),
        line=spot.line,
        column=spot.column,
        problem=f"{problem}{way}",
        fix=fix,
    )


def _is_own(file: str, path: str) -> bool:
    """Whether a file is the user's plan, or stands in its folder as a part of it."""
    folder = os.path.join(os.path.dirname(os.path.realpath(path)), "")
    return os.path.realpath(file).startswith(folder) and "site-packages" not in file


def _read(file: str) -> bytes:
    try:
        with open(file, "rb") as opened:
            return opened.read()
    except OSError:
        return b""


def _offer(module: ModuleType, path: str) -> str:
    """The names in a file that are plans, for somebody who named none."""
    plans = [name for name, value in vars(module).items() if isinstance(value, Dialplan)]
    own = [
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and _may_make_a_plan(name, value)
    ]
    names = [name for name in plans + own if not name.startswith("_")]
    if not names:
        return f'it defines no plan: write {DEFAULT_NAME} = Dialplan("Root")[...]'
    return f"name one of its plans: {', '.join(f'{path}:{name}' for name in names)}"


def _may_make_a_plan(name: str, function: FunctionType) -> bool:
    """Whether a function may give a plan: it is no test, and is not annotated to give anything else."""
    gives = function.__annotations__.get("return", Dialplan)
    told = gives if isinstance(gives, str) else getattr(gives, "__name__", str(gives))
    return not name.startswith("test_") and (told in ("Any", "object") or "Dialplan" in told)


def _bind(factory: Callable[..., Any], path: str, name: str, parameters: Mapping[str, str]) -> Callable[[], Any]:
    """Bind the parameters of a command line to a function, or say which are missing or unknown."""
    try:
        signature = inspect.signature(factory)
    except (TypeError, ValueError):
        raise LoadError(f"{name} in {path} cannot be called as a function that makes a plan", usage=True) from None
    takes_any = any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values())
    known = [p for p in signature.parameters.values() if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    names = [p.name for p in known]
    unknown = [each for each in parameters if each not in names and not takes_any]
    if unknown:
        near = nearest_word(str(unknown[0]), names)
        offer = near or (f"it has {', '.join(names)}" if names else "it has none")
        raise LoadError(f"{name} in {path} has no parameter {', '.join(map(str, unknown))}; {offer}", usage=True)
    missing = [p.name for p in known if p.default is p.empty and p.name not in parameters]
    if missing:
        hint = " ".join(f"-p {each}=..." for each in missing)
        raise LoadError(f"{name} in {path} needs {', '.join(missing)}: add {hint}", usage=True)
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
        value = kinds.get(annotation, str)(text)
    except ValueError:
        raise LoadError(f"parameter {name} is {text!r}; expected a number", usage=True) from None
    if isinstance(value, int) and str(value) != text:
        kept = f"parameter {name} is {text!r}, of which the annotation int would make {value}"
        raise LoadError(f"{kept}; a code or telephone number is text: write {name}: str in the function", usage=True)
    if isinstance(value, float) and text[:1] == "0" and text[1:2].isdigit():
        kept = f"parameter {name} is {text!r}, of which the annotation float would make {value}"
        raise LoadError(f"{kept}; a code or telephone number is text: write {name}: str in the function", usage=True)
    return value
