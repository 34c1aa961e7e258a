"""The plans of a project: [tool.ivrdsl.plans] in the nearest pyproject.toml gives names to plans.

[tool.ivrdsl.plans]
survey = "plans/survey.xml"

[tool.ivrdsl.plans.code]
file = "plans/one_time_code.py:one_time_code"
parameters = {code = "2517"}

[tool.ivrdsl.verify]
max-states = 500000
"""

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ivrdsl.errors import IvrError, LoadError
from ivrdsl.files import patterns, pyproject, quantities
from ivrdsl.files.names import is_name, split
from ivrdsl.files.origins import look_for
from ivrdsl.files.tables import SettingsTable
from ivrdsl.findings.finding import PRESETS, SEVERITIES
from ivrdsl.findings.words import nearest_word

if TYPE_CHECKING:
    from ivrsim.core.platform import Platform

_PLANS: Final = "tool.ivrdsl.plans"
_VERIFY: Final = "tool.ivrdsl.verify"
_FORECAST: Final = "tool.ivrdsl.forecast"
PLAN_KEYS: Final = (
    "file", "parameters", "preset", "set", "attributes", "inbound", "platform", "quirks", "calls", "properties",
    "verify", "forecast",
)  # fmt: skip
VERIFY_KEYS: Final = (
    "max-states", "max-steps", "max-memory", "max-seconds", "max-plays", "max-duration", "max-silence", "max-late",
    "secrets", "select", "ignore", "strict", "max-warnings", "levels",
)  # fmt: skip
FORECAST_KEYS: Final = ("callers", "budgets", "goals")
EXAMPLE: Final = '[tool.ivrdsl.plans]\ncode = "plans/one_time_code.py:one_time_code"\n'
"""What names a plan."""


class NamedPlan(NamedTuple):
    """A plan of the project.

    Attributes:
        name: what it is called.
        source: `FILE.xml` or `FILE.py[:NAME]`, from the current folder.
        settings: what its table says, by key, read as the options of commands have it. Keys of verify, those of the
            project's [tool.ivrdsl.verify] among them, begin with "verify."; keys of forecast with "forecast.". Only
            what is said is there.
        where: where it is named, in words.
        file: the pyproject.toml, from the current folder.
        folder: its folder.
        properties_of_all: the files of properties of all plans of the project.
        properties_of_run: those of the plans that one command looks at together; none where it looks at one.
    """

    name: str
    source: str
    settings: Mapping[str, Any]
    where: str
    file: str
    folder: str
    properties_of_all: tuple[str, ...]
    properties_of_run: tuple[str, ...] = ()

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters of a plan that is a function."""
        found: Mapping[str, str] = self.settings.get("parameters", {})
        return found

    @property
    def given(self) -> Mapping[str, str]:
        """The values that are given before a call."""
        found: Mapping[str, str] = self.settings.get("set", {})
        return found

    @property
    def is_more_than_file(self) -> bool:
        """Whether its calls go otherwise than those of its file alone: on a platform, or with values, that it names."""
        return any(key in self.settings for key in ("platform", "quirks", "set"))

    def require(self) -> None:
        """Refuse a plan whose file is not there, or whose platform is none.

        Raises:
            LoadError: it is so.
        """
        path, _ = split(self.source)
        look_for(path)
        if not os.path.exists(path):
            raise LoadError(f"{self.where}: file is {self.source!r}: there is no such file", usage=True)
        self.platform()

    def platform(self, source: str | None = None, quirks: Mapping[str, str] | None = None) -> "Platform":
        """What its calls run on.

        Args:
            source: another platform, as `load_platform` takes it.
            quirks: readings that stand in front of its own.

        Raises:
            LoadError: there is no such file, quirk or reading.
        """
        from ivrdsl.files.platform import load_platform

        own = self.settings.get("platform")
        try:
            return load_platform(source or own, {**self.settings.get("quirks", {}), **(quirks or {})})
        except IvrError as error:
            raise LoadError(f"{self._place_of_quirk(error)}: {error}", usage=True) from None

    def _place_of_quirk(self, error: IvrError) -> str:
        """Where the settings have what is wrong with a platform, if they say it themselves."""
        own = self.settings.get("quirks", {})
        named = next((key for key in own if f"quirk '{key}'" in str(error) or f"quirk {key} " in str(error)), "")
        place = pyproject.place_of_word(self.file, named) if named else self.file
        return self.where if place == self.file else place

    def calls(self) -> list[str] | None:
        """The files of calls that are named for it, sorted; None where none are, and those beside it are meant.

        Raises:
            LoadError: a name or pattern fits no file.
        """
        named: tuple[str, ...] | None = self.settings.get("calls")
        if named is None:
            return None
        found: dict[str, None] = {}
        for pattern in named:
            matching = [_from_here("", each) for each in patterns.files_like(pattern, self.folder)]
            if not matching:
                raise LoadError(f"{self.where}: calls: no file is, or matches, {pattern!r}", usage=True)
            found.update(dict.fromkeys(matching))
        return list(found)


class Project(NamedTuple):
    """The plans that a pyproject.toml names.

    Attributes:
        file: the file, from the current folder; "" where there is none.
        plans: in the order of the file.
    """

    file: str = ""
    plans: tuple[NamedPlan, ...] = ()

    def find(self, name: str) -> NamedPlan | None:
        """The plan of that name."""
        return next((each for each in self.plans if each.name == name), None)

    def unknown(self, name: str) -> LoadError:
        """The error that there is no plan, and no file, of a name."""
        if not self.plans:
            where = self.file or "any pyproject.toml here or above"
            story = f'nor a plan in {where}; [{_PLANS}] names plans: {name} = "FILE.xml" or "FILE.py:NAME"'
        else:
            near = nearest_word(name, (each.name for each in self.plans))
            there = near or f"there {'are' if len(self.plans) > 1 else 'is'} {', '.join(p.name for p in self.plans)}"
            story = f"nor a plan under [{_PLANS}] in {self.file}; {there}"
        return LoadError(f"{name}: there is no such file, {story}", usage=True)


def project_of(folder: str, file: str | None = None) -> Project:
    """The project in which a folder is.

    Args:
        folder: the folder.
        file: its settings, where somebody has named them; else the nearest pyproject.toml with settings of ours.

    Raises:
        LoadError: the settings cannot be read, or a table of plans or of verify has something that nobody knows, or of
            a wrong type.
    """
    found = pyproject.nearest(folder) if file is None else pyproject.read(file)
    return Project() if found is None else _project(found)


def _project(file: pyproject.Pyproject) -> Project:
    plans = SettingsTable(file, _PLANS, file.table.get("plans", {}))
    shared = _verify(SettingsTable(file, _VERIFY, file.table.get("verify", {})))
    shared |= _forecast(SettingsTable(file, _FORECAST, file.table.get("forecast", {})), _folder_of(file))
    _require_names(plans)
    found = [_plan(plans, name, shared) for name in plans.values]
    properties = properties_of(found)
    return Project(file.shown, tuple(plan._replace(properties_of_all=properties) for plan in found))


def properties_of(plans: "Iterable[NamedPlan]") -> tuple[str, ...]:
    """The files of properties of plans."""
    return tuple(dict.fromkeys(path for plan in plans for path in plan.settings.get("properties", ())))


def _require_names(plans: SettingsTable) -> None:
    """Refuse names that look like files, or nearly alike.

    Raises:
        LoadError: there is one.
    """
    folded: dict[str, str] = {}
    for name in plans.values:
        if not is_name(name):
            what = "letters, digits, _ and -, so that nobody takes it for a file"
            raise plans.wrong(f"{name!r} is no name of a plan; expected {what}", name)
        other = folded.setdefault(name.casefold(), name)
        if other != name:
            raise plans.wrong(f"{other} and {name} are nearly the same name; call one of them otherwise", name)


def _plan(plans: SettingsTable, name: str, shared: Mapping[str, Any]) -> NamedPlan:
    value = plans.values[name]
    if isinstance(value, str):  # the short form
        plans.text(name)
        value = {"file": value}
    elif not isinstance(value, Mapping):
        raise plans.wrong(f'{name} is {value!r:.60}; expected a file, or a table with file = "FILE.py:NAME"', name)
    table = SettingsTable(plans.file, f"{_PLANS}.{name}", value)
    table.require_known(PLAN_KEYS)
    folder = _folder_of(plans.file)
    file = table.text("file")
    if file is None:
        raise table.wrong('has no file; expected file = "FILE.xml" or "FILE.py:NAME"')
    own = {**_verify(table.table("verify")), **_forecast(table.table("forecast"), folder)}
    levels = {**shared.get("verify.levels", {}), **own.get("verify.levels", {})}
    settings = {**_settings(table, folder), **shared, **own, **({"verify.levels": levels} if levels else {})}
    shown = plans.file.shown
    return NamedPlan(name, _from_here(folder, file), settings, f"{shown}: [{_PLANS}.{name}]", shown, folder, ())


def _folder_of(file: pyproject.Pyproject) -> str:
    """The folder of the settings, from the current one; "" where it is that."""
    folder = os.path.relpath(file.folder)
    return "" if folder == os.curdir else folder


def _from_here(folder: str, path: str) -> str:
    """A path of the settings, from the current folder: as short as it can be without meaning another file."""
    plain = os.path.join(folder, path)
    if os.path.isabs(path):
        return path
    short = os.path.relpath(plain)
    return short if os.path.realpath(short) == os.path.realpath(plain) else plain  # `..` behind a link


def _settings(table: SettingsTable, folder: str) -> dict[str, Any]:
    """What a plan's own table says, but for its verify."""
    given = table.pairs("set", '{"contact.firstName" = "Ann"}', dotted=True)
    for name in given or ():
        table.read_as("set", name, quantities.given_name)
    parameters = table.pairs("parameters", '{code = "2517"}')
    quirks = table.pairs("quirks", '{no_match = "repeat"}')
    for key, pairs in (("parameters", parameters), ("quirks", quirks)):
        for name in pairs or ():
            if not name.isidentifier():
                raise table.wrong(f"{key}: {name!r} is no name of one", key)
    properties = table.texts("properties", '"props.py"')
    found = {
        "parameters": parameters,
        "preset": table.one_of("preset", PRESETS),
        "set": given,
        "attributes": table.texts("attributes", '"userid"'),
        "inbound": table.flag("inbound"),
        "platform": _platform(table.text("platform"), folder),
        "quirks": quirks,
        "calls": table.texts("calls", '"tests/code*.call"'),
        "properties": properties and tuple(_from_here(folder, each) for each in properties),
    }
    return {key: value for key, value in found.items() if value is not None}


def _platform(source: str | None, folder: str) -> str | None:
    """A platform's name, or its file from the current folder."""
    if source is None:
        return None
    from ivrsim.core.platform import named

    return source if named(source) is not None else _from_here(folder, source)


def _verify(table: SettingsTable) -> dict[str, Any]:
    """What a table of verify says, by the keys of `NamedPlan.settings`."""
    table.require_known(VERIFY_KEYS)
    memory = table.text("max-memory")
    times = {key: table.text(key) for key in ("max-duration", "max-silence", "max-late")}
    levels = table.table("levels")
    found = {
        "max-states": table.whole("max-states", 1),
        "max-steps": table.whole("max-steps", 1),
        "max-memory": memory and table.read_as("max-memory", memory, quantities.size),
        "max-seconds": table.seconds("max-seconds", 1e6),
        "max-plays": table.whole("max-plays", 1),
        **{key: text and table.read_as(key, text, quantities.duration_ms) for key, text in times.items()},
        "secrets": _expressions(table),
        "select": table.texts("select", '"every-call-ends"'),
        "ignore": table.texts("ignore", '"call-ends-in-time"'),
        "strict": table.flag("strict"),
        "max-warnings": table.whole("max-warnings", 0),
        "levels": {name: levels.one_of(name, SEVERITIES) for name in levels.values} or None,
    }
    return {f"verify.{key}": value for key, value in found.items() if value is not None}


def _forecast(table: SettingsTable, folder: str) -> dict[str, Any]:
    """What a table of forecast says, likewise; files are from the current folder."""
    table.require_known(FORECAST_KEYS)
    callers = table.text("callers")
    found = {
        "callers": callers and _from_here(folder, callers),
        "budgets": _budgets(table),
        "goals": table.texts("goals", '"your appointment"'),
    }
    return {f"forecast.{key}": value for key, value in found.items() if value is not None}


def _budgets(table: SettingsTable) -> tuple[str, ...] | None:
    found = table.texts("budgets", '"p99 duration < 3m"')
    if found is not None:
        from ivrsim.forecasting.budgets.sentence import read_budget  # few projects have some

        for each in found:
            table.read_as("budgets", each, read_budget)
    return found


def _expressions(table: SettingsTable) -> tuple[Any, ...] | None:
    found = table.texts("secrets", '"[0-9]{6}"')
    return found and tuple(table.read_as("secrets", each, quantities.expression) for each in found)
