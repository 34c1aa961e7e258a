"""`ivrdsl plans`: the plans that a project names, and what is said of each."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo, show_json, show_lines
from ivrdsl.errors import LoadError

if TYPE_CHECKING:
    from ivrdsl.files.project import NamedPlan, Project

VERSION: Final = 1
_TITLES: Final = (
    "parameters", "preset", "set", "attributes", "platform", "quirks", "calls", "properties", "verify",
    "forecast",
)  # fmt: skip
"""What is told of a plan, in this order, where something is said."""


@syntax.command("plans")
@options.as_json
def command(as_json: bool) -> None:
    """List the plans that the project names: [tool.ivrdsl.plans] in the nearest pyproject.toml.

    For each: its file, parameters, world, platform, .call files, properties, and what verify is told of it.
    Exit code 2 when a file that is named is not there.
    """
    project = options.project()
    found = [_data(plan) for plan in project.plans]
    if as_json:
        show_json({"version": VERSION, "project": project.file or None, "plans": found})
    else:
        _show(project, found)
    if any(each["problems"] for each in found):
        raise exits.Ended(exits.USAGE)


def _data(plan: "NamedPlan") -> dict[str, Any]:
    """A plan in the shape of schemas/plans.schema.json."""
    said = plan.settings
    calls, problems = _calls(plan)
    return {
        "name": plan.name,
        "file": plan.source,
        "parameters": dict(plan.parameters),
        "preset": said.get("preset"),
        "set": dict(plan.given),
        "attributes": list(said.get("attributes", ())),
        "inbound": said.get("inbound", False),
        "platform": said.get("platform"),
        "quirks": dict(said.get("quirks", {})),
        "calls": calls,
        "properties": list(said.get("properties", ())),
        "verify": _beginning(said, "verify."),
        "forecast": _beginning(said, "forecast."),
        "problems": problems,
    }


def _beginning(said: Mapping[str, Any], begin: str) -> dict[str, Any]:
    """The settings whose keys begin so, without that."""
    return {key.removeprefix(begin): _plain(said[key]) for key in said if key.startswith(begin)}


def _plain(value: Any) -> Any:
    """A setting as JSON has it."""
    if isinstance(value, tuple):
        return [getattr(each, "pattern", each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value


def _calls(plan: "NamedPlan") -> tuple[list[str], list[str]]:
    """The files of calls of a plan, and what is wrong with what is said of it."""
    from ivrdsl.cli.scripts import calls_of

    problems: list[str] = []
    calls: list[str] = []
    try:
        calls = calls_of(plan)
        plan.require()
    except LoadError as error:
        problems.append(str(error))
    return calls, problems


def _show(project: "Project", found: list[dict[str, Any]]) -> None:
    from ivrdsl.files.project import EXAMPLE

    if not found:
        where = f"{project.file} names no plan" if project.file else "no pyproject.toml here or above names a plan"
        echo(f"{where}. This gives one a name:\n\n{EXAMPLE.strip()}")
        return
    width = max(map(len, _TITLES))
    for each in found:
        rows = [f"  {title:{width}}  {text}" for title, text in _rows(each)]
        show_lines([("plan", f"{each['name']}: {each['file']}"), *(("", row) for row in rows)])
    echo(f"{len(found)} plan{'s' * (len(found) != 1)}, named in {project.file}")


def _rows(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is said of a plan, a title and a text each."""
    for key in _TITLES:
        if plan[key]:
            yield key, _told(_with_units(plan[key]) if key == "verify" else plan[key])
    if plan["inbound"]:
        yield "inbound", "the calls come in"
    for problem in plan["problems"]:
        yield "wrong", problem


def _with_units(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings of verify as people write them."""
    units = {"max-memory": (1e9, "GB"), **dict.fromkeys(("max-duration", "max-silence", "max-late"), (1000, "s"))}
    return {
        key: f"{value / units[key][0]:g}{units[key][1]}" if key in units else value for key, value in settings.items()
    }


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={_told(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
