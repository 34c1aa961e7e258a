"""Runs a command on what its arguments name: files, or plans of the project; on all plans, where nobody names one."""

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ivrdsl.cli import syntax

if TYPE_CHECKING:
    from ivrdsl.files.project import NamedPlan, Project

_JOBS: Final = "jobs"


def run(command: syntax.Command, values: Mapping[str, Any], given: frozenset[str]) -> None:
    """Run a command.

    Args:
        command: the command.
        values: of its arguments and options, by name.
        given: the names of those that somebody gave.
    """
    words = _words(command, values)
    if command.together is not None and words == []:
        from ivrdsl.cli.together import run_all

        run_all(command, values, given)
    elif any(_name_in(command, word) for word in words or ()):
        _run_on_names(command, values, given, words or [])
    else:
        _run_on_files(command, values, given)


def _words(command: syntax.Command, values: Mapping[str, Any]) -> list[str] | None:
    """The words that name plans; None where the command takes none, or other files in their place."""
    arguments = [each for each in command.parameters if each.plan]
    if not arguments or values.get("combine"):
        return None
    found: list[str] = []
    for each in arguments:
        value = values[each.into] or ()
        several = [value] if isinstance(value, str) else list(value)
        found += several[:1] if each.plan == "first" else several
    return found


def _name_in(command: syntax.Command, word: str) -> str:
    """What may be the name of a plan in a word, behind a revision of git where a command takes one; or nothing."""
    from ivrdsl.files.names import is_name, is_python  # not for commands that take no plan

    revision, colon, name = word.rpartition(":")
    takes = any(each.plan == "revision" for each in command.parameters)
    return name if is_name(name) and (not colon or (takes and not is_python(revision))) else ""


def _run_on_files(command: syntax.Command, values: Mapping[str, Any], given: frozenset[str]) -> None:
    _require_one_run(given)
    named = {"named": None} if command.wants_named else {}
    command.call({name: value for name, value in values.items() if name != _JOBS} | named)


def _run_on_names(command: syntax.Command, values: Mapping[str, Any], given: frozenset[str], words: list[str]) -> None:
    """Run a command with a word that may be the name of a plan."""
    from ivrdsl.cli import options
    from ivrdsl.cli.merge import for_comparison, for_plan

    plans = _plans(command, words, options.project(values.get("config")))
    if not plans:
        _run_on_files(command, values, given)
    elif command.together is not None and len(words) > 1:
        _run_on_some(command, values, given, words, plans)
    else:
        _require_one_run(given)
        compares = any(each.plan == "revision" for each in command.parameters)
        (plan, *_) = plans.values()
        made = for_comparison(command, values, given, plans) if compares else for_plan(command, values, given, plan)
        command.call(made)


def _plans(command: syntax.Command, words: Iterable[str], project: "Project") -> "dict[str, NamedPlan]":
    """The plans that are named, by the words that name them.

    Raises:
        LoadError: a word is neither the name of a plan nor a file.
    """
    found: dict[str, NamedPlan] = {}
    for word in words:
        name = _name_in(command, word)
        if name and (plan := project.find(name)) is not None:
            found[word] = plan
        elif name == word and not os.path.exists(word):
            raise project.unknown(word)
    return found


def _run_on_some(
    command: syntax.Command,
    values: Mapping[str, Any],
    given: frozenset[str],
    words: Iterable[str],
    plans: "Mapping[str, NamedPlan]",
) -> None:
    from ivrdsl.cli.together import run_each

    if files := [word for word in words if word not in plans]:
        raise syntax.UsageError(
            f"{next(iter(plans))} is the name of a plan and {files[0]} a file: ask for plans or for files"
        )
    (argument,) = (each for each in command.parameters if each.plan)
    run_each(command, {**values, argument.into: ()}, given, list(plans.values()))


def _require_one_run(given: frozenset[str]) -> None:
    """Refuse a number of processes where there is one run."""
    if _JOBS in given:
        raise syntax.UsageError("--jobs is for several plans of a project: leave it out")
