"""What a command gets when a plan of the project is named: the plan's own settings stand where nobody gave an option.

A name=value of the command line is added to those of the plan, and wins over one of the same name. What may be given
several times is added, too, but for --select, which chooses anew.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ivrdsl.cli import syntax

if TYPE_CHECKING:
    from ivrdsl.files.project import NamedPlan

_CHOSEN_ANEW: Final = ("verify.select",)
_OF_ONE: Final = ("parameters", "set")
"""What the one of two plans may have and the other not; all else both calls have in common."""


def for_plan(
    command: syntax.Command, values: Mapping[str, Any], given: frozenset[str], plan: "NamedPlan"
) -> dict[str, Any]:
    """The values with which a command runs on a plan, whether its name stands among them or nothing does.

    Raises:
        LoadError: its file is not there, or its platform or a quirk is none.
    """
    plan.require()
    made = _with_settings(command, values, given, plan.settings, plan)
    (argument,) = (each for each in command.parameters if each.plan)
    if argument.settings.get("nargs") == -1:
        made[argument.into] = (plan.source, *values[argument.into][1:])
    else:
        made[argument.into] = plan.source
    return made


def for_comparison(
    command: syntax.Command, values: Mapping[str, Any], given: frozenset[str], plans: "Mapping[str, NamedPlan]"
) -> dict[str, Any]:
    """The values with which a command compares plans; what these say must go together, or be given.

    Args:
        plans: by the words that name them, some of them behind a revision of git.

    Raises:
        syntax.UsageError: they say different things.
        LoadError: see `for_plan`.
    """
    for plan in plans.values():
        plan.require()
    first, *rest = plans.values()
    settings = dict(first.settings)
    for plan in rest:
        for each in command.parameters:
            if each.project and each.into not in given:
                _join(settings, each, first, plan)
    made = _with_settings(command, values, given, settings, first)
    for each in command.parameters:
        if each.plan and (word := values[each.into]) in plans:
            made[each.into] = f"{word.removesuffix(plans[word].name)}{plans[word].source}"
    return made


def _with_settings(
    command: syntax.Command,
    values: Mapping[str, Any],
    given: frozenset[str],
    settings: Mapping[str, Any],
    plan: "NamedPlan",
) -> dict[str, Any]:
    """The values with which a command runs, where settings say what nobody has given."""
    made = {name: value for name, value in values.items() if name != "jobs"}
    for each in command.parameters:
        if each.project in settings:
            made[each.into] = _both(each, settings[each.project], values[each.into], each.into in given)
    if command.wants_named:
        made["named"] = plan
    return made


def _both(parameter: syntax.Parameter, own: Any, value: Any, is_given: bool) -> Any:
    """What a plan says with what the command line says."""
    if not is_given:
        return own
    if isinstance(own, Mapping):
        return {**own, **value}
    adds = parameter.settings.get("multiple") and parameter.project not in _CHOSEN_ANEW
    return (*own, *value) if adds else value


def _join(settings: dict[str, Any], parameter: syntax.Parameter, first: "NamedPlan", second: "NamedPlan") -> None:
    """Add to the settings of one plan what another one says."""
    key = parameter.project
    old, new = first.settings.get(key), second.settings.get(key)
    if old == new:
        return
    if key == "attributes":  # both calls go to one recipient
        settings[key] = tuple(dict.fromkeys((*(old or ()), *(new or ()))))
        return
    if key in _OF_ONE:
        both = {**(old or {}), **(new or {})}
        if all(both[name] == value for name, value in (old or {}).items()):
            settings[key] = both
            return
    elif key.startswith("verify.max-"):  # bounds: the larger one
        settings[key] = max(each for each in (old, new) if each is not None)
        return
    raise syntax.UsageError(
        f"{first.name} and {second.name} differ in what they say of {key}: give {parameter.longest}, "
        "or compare their files"
    )
