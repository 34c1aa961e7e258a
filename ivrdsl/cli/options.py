"""Options that several subcommands share."""

import functools
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from ivrdsl.cli import syntax
from ivrdsl.errors import IvrError, LoadError
from ivrdsl.files import quantities

if TYPE_CHECKING:
    from ivrdsl.checking.configuration import Settings
    from ivrdsl.checking.control import Control
    from ivrdsl.cli.budget import Budget
    from ivrdsl.files.load import Plans
    from ivrdsl.files.project import NamedPlan, Project
    from ivrsim.core.platform import Platform
    from ivrsim.search.bounds import Bounds
    from ivrsim.search.world import World

F = TypeVar("F", bound=Callable[..., Any])


TO_CHECK: Final = (
    "ivrdsl.checking.registry:rules",
    "ivrdsl.checking.configuration",
    "ivrdsl.checking.nodes",
    "ivrdsl.checking.sources",
    "ivrdsl.cli.patience",
    "ivrdsl.files.platform",
    "ivrdsl.findings.render.full",
    "ivrdsl.xml.positions",
    "ivrdsl.xml.validation.diagnosis",
    "ivrdsl.xml.validation.vocabulary:vocabulary",
    "ivrdsl.xml.validation.xsd:the_schema",
    "ivrsim.graph.counters",
    "ivrsim.graph.cycles",
    "ivrsim.graph.extent",
    "ivrsim.graph.maybe",
    "ivrsim.graph.unset",
)
"""What a check needs; see `syntax.Together`."""


def _pairs(values: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name.isidentifier():
            raise syntax.BadValue(f"{value!r} is not name=value")
        found[name] = text
    return found


def pairs(*names: str, help: str, project: str = "") -> Callable[[F], F]:  # noqa: A002  # click's own name for it
    """An option that takes name=value, any number of times."""
    return syntax.option(*names, project=project, multiple=True, callback=_pairs, metavar="NAME=VALUE", help=help)


def parameters(command: F) -> F:
    """`-p name=value`: the parameters of a plan that is a function."""
    text = "A parameter of a plan that is a function."
    return pairs("-p", "--parameter", "parameters", project="parameters", help=text)(command)


def as_json(command: F) -> F:
    return syntax.option("--json", "as_json", is_flag=True, help="Machine-readable output; schemas/ describes it.")(
        command
    )


def report(command: F) -> F:
    """`--format`, `--json` and `--output` of a command that reports findings."""
    from ivrdsl.cli.output import FORMATS

    format_ = syntax.option(
        "--format", "format_", type=syntax.choice(FORMATS), default="full", show_default=True, help="How to print."
    )
    output = syntax.option("-o", "--output", type=syntax.path(dir_okay=False), help="Write the report to a file.")
    return format_(as_json(output(command)))


def quiet(text: str) -> Callable[[F], F]:
    """`-q`: a line for each thing that is wrong, and nothing else.

    Args:
        text: what that means for the command.
    """
    return syntax.option("-q", "--quiet", is_flag=True, help=text)


def own_properties(text: str) -> Callable[[F], F]:
    """`--properties`: files with properties of the user's own; the command gets their names as `own`.

    Args:
        text: what they are for.
    """
    return syntax.option("--properties", "own", project="properties", multiple=True, metavar="FILE.py", help=text)


def max_bytes(command: F) -> F:
    from ivrdsl.xml.read import MAX_BYTES

    limit = syntax.option(
        "--max-bytes",
        type=syntax.whole(1),
        default=MAX_BYTES,
        show_default=True,
        help="Refuse larger files.",
    )
    return limit(command)


def settings(command: F) -> F:
    """`--preset`, `--select`, `--ignore`, `--config`: the command gets what they and the project say as `settings`."""

    @functools.wraps(command)
    def with_settings(
        *args: Any, preset: str | None, select: Sequence[str], ignore: Sequence[str], config: str | None, **kwargs: Any
    ) -> Any:
        return command(*args, settings=_settings(preset, select, ignore, config), **kwargs)

    for option in (
        syntax.option(
            "--config", metavar="FILE.toml", help="Settings; default is the nearest pyproject.toml with some."
        ),
        syntax.option("--ignore", multiple=True, metavar="CODES", help="Do not report these; stronger than --select."),
        syntax.option("--select", multiple=True, metavar="CODES", help="Report these only: IVR101, IVR1, IVR003,IVR2."),
        syntax.option(
            "--preset",
            project="preset",
            metavar="default|strict|otp",
            help="A choice of rules; otp is for one-time codes.",
        ),
    ):
        with_settings = option(with_settings)
    return with_settings  # type: ignore[return-value]  # it takes other options, which click fills in


def project(config: str | None = None) -> "Project":
    """The project in whose folder the command runs, or whose settings somebody has named."""
    from ivrdsl.files.project import project_of

    return project_of(_here(), config)


def project_control(named: "NamedPlan | None") -> "Control":
    """Which rules apply to a plan in the project in whose folder the command runs.

    Args:
        named: the plan, if it was named as the project names it: it may have a preset of its own.
    """
    from ivrdsl.checking.configuration import settings_for

    control = settings_for(_here()).control
    return control if named is None else control._replace(preset=named.settings.get("preset", control.preset))


def _settings(preset: str | None, select: Sequence[str], ignore: Sequence[str], config: str | None) -> "Settings":
    """The project's settings, with those of the command line in front."""
    from ivrdsl.checking.configuration import read_settings, settings_for
    from ivrdsl.checking.control import control_of

    found = settings_for(_here()) if config is None else read_settings(config)
    try:
        given = control_of(preset=preset or found.control.preset, select=select, ignore=ignore)
    except IvrError as error:
        raise syntax.UsageError(str(error)) from None
    chosen = given.select or found.control.select
    control = found.control._replace(preset=given.preset, select=chosen, ignore=(*found.control.ignore, *given.ignore))
    return found._replace(control=control)


def read_by(read: Callable[[str], Any], value: str) -> Any:
    """What the value of an option means.

    Raises:
        syntax.BadValue: it means nothing.
    """
    try:
        return read(value)
    except IvrError as error:
        raise syntax.BadValue(str(error)) from None


def _patterns(values: Sequence[str]) -> list[Any]:
    return [read_by(quantities.expression, value) for value in values]


def jobs(command: F) -> F:
    """`--jobs`: how many plans of a project are looked at at once; no command gets it."""
    text = "Plans of the project that are looked at at once; as many as there are cores if not given."
    return syntax.option("--jobs", type=syntax.whole(1, 256), help=text)(command)


def show_secrets(command: F) -> F:
    return syntax.option("--show-secrets", is_flag=True, help="Do not mask secrets in --json.")(command)


def patient(command: F) -> F:
    """For a command that plays scripts: a pattern in one that explodes is ended."""

    @functools.wraps(command)
    def with_patience(*args: Any, **rest: Any) -> Any:
        from ivrdsl.cli.patience import Patience

        with Patience():
            return command(*args, **rest)

    return with_patience  # type: ignore[return-value]  # likewise


def secrets(command: F) -> F:
    """`--secret REGEX`: what reports for machines mask, beside what looks like a code. One that explodes is ended."""

    @functools.wraps(command)
    def with_secrets(*args: Any, secrets: list[Any], **rest: Any) -> Any:
        from ivrdsl.cli.patience import Patience  # few commands have some

        with Patience() if secrets else nullcontext():
            return command(*args, secrets=secrets, **rest)

    text = "Mask this in reports for machines too; what looks like a code is masked anyway."
    option = syntax.option(
        "--secret", "secrets", project="verify.secrets", multiple=True, metavar="REGEX", callback=_patterns, help=text
    )
    return option(with_secrets)  # type: ignore[return-value]  # likewise


def _here() -> str:
    try:
        return os.getcwd()
    except OSError:
        raise LoadError("the folder in which the command runs no longer exists", usage=True) from None


# --- a plan, and what it runs on ------------------------------------------------------------------------------------


class PlanOptions(NamedTuple):
    """How a plan is loaded, and what it runs on.

    Attributes:
        parameters: of a plan that is a function.
        quirks: other readings of what the platform does not document, by key.
        platform_file: the platform's name, or a file of quirks and timings.
        max_bytes: the size of a document that is read.
        named: the plan, if it was named as the project names it.
        checked: what a check of this plan has loaded, and told what is wrong with it; None where none came before.
    """

    parameters: Mapping[str, str]
    quirks: Mapping[str, str]
    platform_file: str | None
    max_bytes: int
    named: "NamedPlan | None" = None
    checked: "Plans | None" = None

    def platform(self) -> "Platform":
        """The platform.

        Raises:
            IvrError: there is no such file, quirk or reading.
        """
        return platform_of(self.platform_file, self.quirks)

    def replay(self, file: str) -> str:
        """The command that plays a call of a plan, with {script} where its script goes."""
        import shlex  # few commands replay

        words = ["ivrdsl", "simulate", file]
        for option, pairs_ in (("-p", self.parameters), ("--quirk", self.quirks)):
            for name, value in pairs_.items():
                words += [option, f"{name}={value}"]
        if self.platform_file is not None:
            words += ["--platform", self.platform_file]
        return f"{shlex.join(words).replace('{', '{{').replace('}', '}}')} -e {{script}}"


def platform_of(source: str | None, quirks: Mapping[str, str]) -> "Platform":
    """The platform that `--platform` and `--quirk` choose; says on stderr if a file of theirs counts characters.

    Raises:
        IvrError: there is no such file, quirk or reading.
    """
    from ivrdsl.cli.output import echo
    from ivrdsl.files.platform import load_platform

    platform = load_platform(source, quirks)
    if platform.counts_characters and platform.name != source:
        text = (
            f"prompts take {platform.value('ms_per_character')} ms for each character, and not as long as their words"
        )
        echo(f"{source or '--quirk ms_per_character'}: {text}", err=True)
    return platform


def platform(command: F) -> F:
    """`--quirk`, `--platform`: what calls run on."""
    text = "Another reading of what the platform does not document."
    quirks = pairs("--quirk", "quirks", project="quirks", help=text)
    file = syntax.option(
        "--platform",
        "platform_file",
        project="platform",
        metavar="NAME|FILE.toml",
        help="Its name, or a file of quirks and timings.",
    )
    return quirks(file(command))


def plan(command: F) -> F:
    """How a plan is loaded and what it runs on; the command gets all of it as `plan`, see `PlanOptions`."""

    @functools.wraps(command)
    def with_plan(
        *args: Any,
        parameters: Mapping[str, str],
        quirks: Mapping[str, str],
        platform_file: str | None,
        max_bytes: int,
        named: "NamedPlan | None",
        checked: "Plans | None" = None,
        **rest: Any,
    ) -> Any:
        plan = PlanOptions(parameters, quirks, platform_file, max_bytes, named, checked)
        return command(*args, plan=plan, **rest)

    return syntax.named(parameters(platform(max_bytes(with_plan))))  # type: ignore[return-value]  # likewise


# --- a search -------------------------------------------------------------------------------------------------------


class SearchOptions(NamedTuple):
    """What a search starts from, and where it ends.

    Attributes:
        variables: values that are given before the call, by name.
        attributes: names of what recipients have, with any value.
        inbound: whether the calls come in.
        bounds: where the search ends, the same on every machine.
        max_seconds: when somebody wants it to end; infinite if nobody minds.
    """

    variables: Mapping[str, str]
    attributes: Sequence[str]
    inbound: bool
    bounds: "Bounds"
    max_seconds: float

    def world(self) -> "World":
        """Who may answer, and what is given before the call."""
        return _world(self.variables, self.attributes, inbound=self.inbound)

    def budget(self, title: str, *, quiet: bool) -> "Budget":
        """What bounds the time of the search and shows how far it is.

        Args:
            title: what is shown on a terminal after a second.
            quiet: whether nothing is shown.
        """
        from ivrdsl.cli.budget import Budget

        return Budget(self.max_seconds, title, quiet=quiet)


def _world(variables: Mapping[str, str], attributes: Sequence[str], *, inbound: bool) -> "World":
    from ivrsim.search.choices import INCOMING, OUTBOUND
    from ivrsim.search.world import World

    return World(INCOMING if inbound else OUTBOUND, dict(variables), tuple(attributes))


def world(command: F) -> F:
    """Who may answer, and what is given before the call; the command gets it as `world`, a `World`."""

    @functools.wraps(command)
    def with_world(
        *args: Any, variables: Mapping[str, str], attributes: Sequence[str], inbound: bool, **rest: Any
    ) -> Any:
        return command(*args, world=_world(variables, attributes, inbound=inbound), **rest)

    for option in _of_world():
        with_world = option(with_world)
    return with_world  # type: ignore[return-value]  # likewise


def _of_world() -> Iterator[Callable[[F], F]]:
    given = "A variable recipients have, with any value."
    yield syntax.option(
        "--inbound", project="inbound", is_flag=True, help="The calls come in; they are placed otherwise."
    )
    yield syntax.option("--attribute", "attributes", project="attributes", multiple=True, metavar="NAME", help=given)
    yield _variables


def search(command: F) -> F:
    """What a search starts from, and where it ends; the command gets all of it as `search`, see `SearchOptions`."""
    from ivrsim.search.bounds import DEFAULT_BOUNDS, Bounds

    @functools.wraps(command)
    def with_search(
        *args: Any,
        variables: Mapping[str, str],
        attributes: Sequence[str],
        inbound: bool,
        max_states: int,
        max_steps: int,
        max_memory: int,
        max_seconds: float,
        **rest: Any,
    ) -> Any:
        bounds = Bounds(max_states, max_steps, max_memory)
        return command(*args, search=SearchOptions(variables, attributes, inbound, bounds, max_seconds), **rest)

    for option in (
        syntax.option(
            "--max-seconds",
            project="verify.max-seconds",
            type=syntax.above_zero(1e6),
            callback=_seconds,
            help="End undecided after this time; by itself no search ends at a time.",
        ),
        syntax.option(
            "--max-memory",
            project="verify.max-memory",
            callback=_size,
            default=f"{DEFAULT_BOUNDS.max_bytes / 1e9:g}GB",
            show_default=True,
            metavar="SIZE",
            help="End undecided when what was found takes more, by a count: 500MB, 2.5GB.",
        ),
        *(
            syntax.option(
                name,
                project=f"verify.{name.removeprefix('--')}",
                type=syntax.whole(1),
                default=default,
                show_default=True,
                help="End undecided beyond these.",
            )
            for name, default in (
                ("--max-steps", DEFAULT_BOUNDS.max_steps),
                ("--max-states", DEFAULT_BOUNDS.max_states),
            )
        ),
        *_of_world(),
    ):
        with_search = option(with_search)
    return with_search  # type: ignore[return-value]  # likewise


def _names(values: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name.startswith(quantities.GIVEN):
            raise syntax.BadValue(f"{value!r} is not call.NAME=VALUE, contact.NAME=VALUE or attribute.NAME=VALUE")
        found[name] = text
    return found


_variables = syntax.option(
    "--set",
    "variables",
    project="set",
    multiple=True,
    callback=_names,
    metavar="NAME=VALUE",
    help="contact.A=Yes: a value that is given.",
)


def _size(value: str) -> int:
    """A size such as 500MB or 2.5GB, in bytes."""
    size: int = read_by(quantities.size, value)
    return size


def _seconds(value: float | None) -> float:
    """A time that somebody has set; infinite where nobody has."""
    if value is None:
        return math.inf
    if math.isnan(value):  # click's own range lets it pass
        raise syntax.BadValue("nan is no number of seconds")
    return value
