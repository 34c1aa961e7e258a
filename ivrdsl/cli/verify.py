"""`ivrdsl verify`: proves properties of all calls of a plan, or shows the shortest call that breaks one."""

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.links import LINK, links_of
from ivrdsl.cli.output import echo, require_other, show_findings, tell_of_too_many, write_output
from ivrdsl.cli.properties import known_properties
from ivrdsl.cli.verdicts import JOINED, Shown, join, show
from ivrdsl.errors import IvrError
from ivrdsl.files import quantities
from ivrdsl.files.names import split

if TYPE_CHECKING:
    from ivrdsl.files.callfolder import CallFolder
    from ivrdsl.files.load import Plans
    from ivrdsl.files.project import NamedPlan
    from ivrdsl.findings.finding import Severity
    from ivrdsl.model.nodes import Dialplan
    from ivrsim.core.platform import Platform
    from ivrsim.core.table import Plan
    from ivrsim.proofs.levels import Grading
    from ivrsim.proofs.property import Property
    from ivrsim.proofs.searches import Searches
    from ivrsim.proofs.verdict import Verification


def _duration_ms(value: str | None) -> int | None:
    """A time such as 90s, 2.5s or 3m."""
    return None if value is None else options.read_by(quantities.duration_ms, value)


def _levels(values: tuple[str, ...]) -> "dict[str, Severity]":
    """NAME=LEVEL, any number of times."""
    from ivrdsl.findings.finding import SEVERITIES

    known: dict[str, Severity] = {each: each for each in SEVERITIES}
    found = {}
    for value in values:
        name, _, level = value.partition("=")
        if level not in known:
            from ivrdsl.findings.words import nearest_word  # only for a wrong level

            near = nearest_word(level, known)
            form = "is not NAME=error, NAME=warning or NAME=note"
            raise syntax.BadValue(f"{value!r} {form}{f'; {near}' if near else ''}")
        found[name] = known[level]
    return found


@syntax.command(
    "verify",
    syntax.Together(
        refuses={"certificate": "is about one plan: name it"},
        folders=("save",),
        loads=(*options.TO_CHECK, "ivrdsl.cli.budget", "ivrsim.proofs.builtin", "ivrsim.proofs.verdicts"),
        join=join,
        joins=tuple(JOINED),
    ),
)
@syntax.argument("file", plan="each", required=False, metavar="[FILE|NAME]")
@options.plan
@syntax.option(
    "--select",
    project="verify.select",
    multiple=True,
    metavar="NAMES",
    help="Ask for these properties only; their names, or beginnings.",
)
@syntax.option(
    "--ignore",
    project="verify.ignore",
    multiple=True,
    metavar="NAMES",
    help="Do not ask for these; stronger than --select.",
)
@options.own_properties("A module of properties of your own.")
@syntax.option(
    "--max-plays",
    project="verify.max-plays",
    type=syntax.whole(1),
    default=5,
    show_default=True,
    help="How often a prompt may be played.",
)
@syntax.option(
    "--max-duration",
    "max_ms",
    project="verify.max-duration",
    callback=_duration_ms,
    metavar="TIME",
    help="How long a call may take: 90s, 2.5s, 3m.",
)
@syntax.option(
    "--max-silence",
    "silence_ms",
    project="verify.max-silence",
    callback=_duration_ms,
    metavar="TIME",
    help="How long who has answered may hear no word; 10s if not given.",
)
@syntax.option(
    "--max-late",
    "late_ms",
    project="verify.max-late",
    callback=_duration_ms,
    metavar="TIME",
    help="Until when a person may come to the line late; 15s if not given.",
)
@options.secrets
@options.search
@syntax.option(
    "--witnesses",
    type=syntax.whole(1, 100),
    default=1,
    show_default=True,
    help="Different calls to show.",
)
@LINK
@syntax.option("--save", metavar="DIR", help="Write the calls that break a property as .call files.")
@syntax.option("--certificate", metavar="FILE", help="Write what the proofs rest on, for ivrdsl certify.")
@syntax.option("--why", is_flag=True, help="Say of what is proved what makes it so; it may take longer.")
@syntax.option("--any-platform", is_flag=True, help="Try the other readings of what the verdicts lean on, too.")
@syntax.option(
    "--preset", project="preset", metavar="default|strict|otp", help="A choice of levels; otp is for one-time codes."
)
@syntax.option(
    "--level",
    "levels",
    project="verify.levels",
    multiple=True,
    callback=_levels,
    metavar="NAME=LEVEL",
    help="How bad it is where a property does not hold: error, warning or note.",
)
@syntax.option(
    "--strict",
    project="verify.strict",
    is_flag=True,
    help="Warnings, and what holds for no reason (VACUOUS), count as errors.",
)
@syntax.option(
    "--max-warnings",
    project="verify.max-warnings",
    type=syntax.whole(0),
    help="Fail when there are more broken warnings than this.",
)
@options.quiet("A line for each verdict that is not PROVED, and no calls.")
@syntax.option("-v", "--verbose", is_flag=True, help="Claims, examples, and what each verdict leans on, too.")
@options.report
@options.show_secrets
@options.jobs
def command(
    file: str,
    plan: options.PlanOptions,
    select: Sequence[str],
    ignore: Sequence[str],
    own: Sequence[str],
    max_plays: int,
    max_ms: int | None,
    silence_ms: int | None,
    late_ms: int | None,
    secrets: list[re.Pattern[str]],
    search: options.SearchOptions,
    witnesses: int,
    link: bool,
    save: str | None,
    certificate: str | None,
    why: bool,
    any_platform: bool,
    preset: str | None,
    levels: dict[str, "Severity"],
    strict: bool,
    max_warnings: int | None,
    quiet: bool,
    verbose: bool,
    format_: str,
    as_json: bool,
    output: str | None,
    show_secrets: bool,
) -> None:
    """Prove what holds in every call of a plan, or show the shortest call in which it does not.

    FILE is FILE.xml, FILE.py or FILE.py:NAME, or the name of a plan of the project; without it all its plans are
    meant. Every kind of callee is tried: who answers, every key that the plan can tell apart, silence, hanging up, and
    when. A verdict is PROVED, BROKEN (with the shortest call), UNDECIDED (with the reason), or VACUOUS (it holds, and
    nothing in the plan could break it). Each property is an error, a warning or a note. Exit code 1 when an error is
    broken, 3 when an error is undecided, or no certificate can be written.
    """
    from ivrdsl.checking.properties import PropertyComments
    from ivrdsl.cli.plan import read_plan
    from ivrdsl.files.load import Plans
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.proofs.property import MAX_LATE_MS, MAX_SILENCE_MS, Options
    from ivrsim.proofs.question import Asked
    from ivrsim.proofs.searches import Searches
    from ivrsim.proofs.verdict import BROKEN, UNDECIDED
    from ivrsim.proofs.verdicts import BRIEF, FULL, NORMAL, counted
    from ivrsim.proofs.verify import verdicts_from, with_any_platform

    if link and (as_json or format_ != "full"):
        raise syntax.UsageError("--link is for people: give it without --json and --format")
    if quiet and verbose:
        raise syntax.UsageError("--quiet and --verbose say how much is told: give one of them")
    for each in (output, certificate):
        require_other(each, [split(file)[0]])
    folder = None if save is None else _folder(save, file, plan)
    platform, plans = plan.platform(), plan.checked or Plans()
    known = known_properties(own, plans)
    names = _KnownNames(known, plan.named, plans)
    grading = _grading(preset, levels, strict, names)
    properties = _chosen(names, select, ignore)
    loaded = read_plan(file, plan, plans=plans, valid=True)
    with search.budget(f"verify {os.path.basename(file)}", quiet=as_json or output is not None) as budget:
        asked = Asked(
            properties,
            Options(
                max_plays,
                max_ms,
                tuple(secrets),
                max_silence_ms=silence_ms or MAX_SILENCE_MS,
                max_late_ms=late_ms or MAX_LATE_MS,
            ),
            search.world(),
            search.bounds,
            witnesses,
            budget.watch,
            lines=loaded.lines,
            grading=grading,
            why=why,
        )
        comments, compiled = PropertyComments(loaded.plan), compile_plan(loaded.plan, platform)
        applied = comments.applied_to(asked)
        searches = Searches(compiled, applied)
        report = verdicts_from(searches, applied)
        if any_platform:
            report = with_any_platform(loaded.plan, platform, report, applied)
        beside = comments.unused(compiled, asked, report, loaded.places)
        made = None if certificate is None else _certificate(searches, report)
    if beside:
        show_findings(beside, "concise", err=True)
    detail = BRIEF if quiet else FULL if verbose else NORMAL
    name = plan.named.name if plan.named is not None else ""
    shown = Shown(report, compiled, loaded, plan.replay(file), beside, secrets, show_secrets, strict, detail, name)
    handed = show(shown, "json" if as_json else format_, output)
    if link:
        _show_links(report, compiled, search)
    if folder is not None:
        _save(report, loaded.plan, platform, folder)
    if certificate is not None and made is not None:
        _write(made, certificate)
    if select and not report.verdicts and not _is_of_project(select, plan) and not names.is_of_others(select):
        raise syntax.UsageError(
            f"{', '.join(select)}: the plan has nothing that this is about, or an option is missing"
        )
    worst = report.worst(strict=strict, max_warnings=max_warnings)
    if worst == BROKEN and report.worst(strict=strict) != BROKEN:
        tell_of_too_many(report.warnings, max_warnings)
    undecided = worst == UNDECIDED or isinstance(made, IvrError)
    stands = {each.name: each.verdict for each in report.verdicts}
    exits.end(found=worst == BROKEN, undecided=undecided, told=counted(report), handed=handed or stands)


def _show_links(report: "Verification", plan: "Plan", search: options.SearchOptions) -> None:
    """Print the links of the calls that break a property."""
    from ivrsim.proofs.verdict import BROKEN
    from ivrsim.proofs.witness import call_shown

    world = search.world()
    broken = [(each.name, shown) for each in report.verdicts if each.verdict == BROKEN for shown in each.witnesses]
    links = links_of(call_shown(plan, shown, world) for _, shown in broken)
    for (name, _), link in zip(broken, links, strict=True):
        echo(f"link  {name}  {link}")


def _is_of_project(select: Sequence[str], plan: options.PlanOptions) -> bool:
    """Whether the settings of the project select, for all plans: one that it is not about is no mistake."""
    return plan.named is not None and tuple(select) == plan.named.settings.get("verify.select")


def _certificate(searches: "Searches", report: "Verification") -> "dict[str, Any] | IvrError":
    """The certificate, or why there is none."""
    from ivrsim.proofs.certificate import NoCertificate, certificate_of

    try:
        return certificate_of(searches, report)
    except NoCertificate as why:
        return why


def _write(made: "dict[str, Any] | IvrError", output: str) -> None:
    """Write the certificate, if there is one, and say so on stderr.

    Raises:
        IvrError: the file cannot be written.
    """
    from ivrdsl.files.certificates import lines_of

    if isinstance(made, dict):
        write_output(b"".join(lines_of(made)), output)
        echo(f"{output}: written; on its search rest: {', '.join(made['proves']) or 'no verdict'}", err=True)
    else:
        echo(f"{output}: not written: no search found every state: {made}", err=True)


class _KnownNames(NamedTuple):
    """What names of properties mean.

    Attributes:
        known: the properties that there are.
        plan: the plan, if it was named as the project names it.
        plans: what has been loaded.
    """

    known: "list[Property]"
    plan: "NamedPlan | None"
    plans: "Plans"

    def called(self, name: str) -> "list[Property]":
        """The properties of a name: none, if only another plan has it that the project, or the command, is about.

        Raises:
            IvrError: there is none anywhere.
        """
        from ivrsim.proofs.names import named

        with suppress(IvrError):
            return named(self.known, name)
        by_project = self.plan is not None and name in self._said_by_project()
        try:
            named(self._known_to_all(by_project=by_project), name)
        except IvrError as error:
            if self.plan is None or not by_project:
                raise
            from ivrdsl.files.pyproject import place_of_word

            place = place_of_word(self.plan.file, name)
            where = f"{place}: verify" if place == self.plan.file else place
            raise IvrError(f"{where}: {error}") from None
        return []

    def is_of_others(self, names: Sequence[str]) -> bool:
        """Whether only other plans that the command looks at have the properties of these names."""
        among_others = self.plan is not None and bool(self.plan.properties_of_run)
        return among_others and not any(self.called(name) for name in names)

    def _said_by_project(self) -> list[str]:
        said = self.plan.settings if self.plan is not None else {}
        return [name for key in ("select", "ignore", "levels") for name in said.get(f"verify.{key}", ())]

    def _known_to_all(self, *, by_project: bool) -> "list[Property]":
        """The properties of all plans of the project, or of those that the command looks at; the same for each plan."""
        from ivrdsl.files.properties import load_properties

        found = {each.name: each for each in self.known}
        if self.plan is not None:
            for file in self.plan.properties_of_all if by_project else self.plan.properties_of_run:
                with suppress(IvrError):  # it is an error of the plan that has it
                    found |= {each.name: each for each in load_properties(file, self.plans)}
        of_several = self.plan is not None and self.plan.properties_of_run
        return [found[name] for name in sorted(found)] if of_several else list(found.values())


def _chosen(names: _KnownNames, select: Sequence[str], ignore: Sequence[str]) -> "list[Property]":
    """The properties that are asked for.

    Raises:
        IvrError: a name that no property has.
    """
    chosen = [each for name in select for each in names.called(name)] if select else names.known
    left_out = [each for name in ignore for each in names.called(name)]
    return [each for each in names.known if each in chosen and each not in left_out]


def _grading(preset: str | None, levels: "Mapping[str, Severity]", strict: bool, names: _KnownNames) -> "Grading":
    """How bad it is where a property does not hold; the preset is the project's if none is given.

    Raises:
        syntax.UsageError: there is no such preset.
        IvrError: a level has a name that no property has.
    """
    from ivrdsl.findings.finding import PRESETS
    from ivrdsl.findings.words import expected
    from ivrsim.proofs.levels import Grading, levels_of

    preset = preset or options.project_control(names.plan).preset
    if preset not in PRESETS:
        raise syntax.UsageError(f"there is no preset {preset!r}; {expected(preset, PRESETS)}")
    known = {name: level for name, level in levels.items() if names.called(name)}
    return Grading(preset, levels_of(known, names.known), strict)


def _folder(folder: str, file: str, plan: options.PlanOptions) -> "CallFolder":
    from ivrdsl.files.callfolder import CallFolder

    return CallFolder(folder, "ivrdsl verify", file, plan.parameters, plan.named)


def _save(report: "Verification", dialplan: "Dialplan", platform: "Platform", folder: "CallFolder") -> None:
    """Write each call that breaks a property as a file of its own, and say so on stderr.

    Raises:
        IvrError: a file cannot be written, or is somebody's own.
    """
    from ivrdsl.files.witnesses import save

    for each in save(report, dialplan, platform, folder):
        what = f"not written: {each.why}" if each.call is None else "written; it fails until the plan is mended"
        echo(f"{each.path}: {what}", err=True)
