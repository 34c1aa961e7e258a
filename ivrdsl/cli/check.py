"""`ivrdsl check FILES...`"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ivrdsl.checking.sources import check_source
from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import (
    FORMATS,
    TELL_OF_UNREAD,
    Context,
    echo,
    require_other,
    show_findings,
    tell_of_too_many,
    write_findings,
)
from ivrdsl.errors import LoadError, NoPlanError
from ivrdsl.files.load import Plans
from ivrdsl.files.names import is_calls, is_python, split
from ivrdsl.findings.finding import Finding, counts

if TYPE_CHECKING:
    from ivrdsl.checking.configuration import Settings
    from ivrdsl.files.project import NamedPlan
    from ivrdsl.findings.render.sarif import RuleInfo

_MANY: Final = 20
"""Files that are checked without a progress bar."""


class _Found(NamedTuple):
    """What the arguments mean, and what was found there.

    Attributes:
        findings: file by file, in the order of the files.
        files: those that were checked.
        unread: what could not be, each with the reason.
    """

    findings: list[Finding]
    files: list[str]
    unread: list[tuple[str, str]]


def _join(values: Mapping[str, Any], runs: "Sequence[tuple[NamedPlan, exits.Ended]]") -> None:
    """One report of all plans of a project."""
    handed: list[tuple[_Found, Sequence[re.Pattern[str]]]] = [
        ended.handed for _, ended in runs if ended.handed is not None
    ]
    findings = dict.fromkeys(finding for found, _ in handed for finding in found.findings)  # two plans of one file
    files = dict.fromkeys(file for found, _ in handed for file in found.files)
    unread = [(plan.source, ended.told) for plan, ended in runs if ended.handed is None]
    secrets = [pattern for _, patterns in handed for pattern in patterns]
    format_ = _format(values["format_"], quiet=values["quiet"])
    _show(_Found(list(findings), list(files), unread), format_, values["output"], secrets)


def _format(format_: str, *, quiet: bool) -> str:
    """How findings are printed; to be quiet says something of what people read alone."""
    return "concise" if quiet and format_ == "full" else format_


@syntax.command(
    "check",
    syntax.Together(
        refuses={"fix": "mends files: name them", "diff": "is about files: name them"},
        loads=options.TO_CHECK,
        loads_for_many=("ivrdsl.xml.validation.unions:full_schema",),
        join=_join,
        joins=FORMATS,
    ),
)
@syntax.argument("files", nargs=-1, plan="each", metavar="[FILES...|NAMES...]")
@options.parameters
@options.settings
@syntax.option("--fix", is_flag=True, help="Mend XML files, where that changes no call.")
@syntax.option("--unsafe", is_flag=True, help="With --fix: also mend what changes a call.")
@syntax.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@options.quiet("A line for each finding, and nothing where nothing is found.")
@options.report
@syntax.option("--max-warnings", type=syntax.whole(0), help="Fail when there are more warnings than this.")
@options.secrets
@options.max_bytes
@options.jobs
def command(
    files: tuple[str, ...],
    parameters: dict[str, str],
    settings: "Settings",
    fix: bool,
    unsafe: bool,
    diff: bool,
    quiet: bool,
    format_: str,
    as_json: bool,
    output: str | None,
    max_warnings: int | None,
    secrets: list[re.Pattern[str]],
    max_bytes: int,
    plans: Plans | None = None,
) -> None:
    """Check dialplans: the schema, and the rules beside it. Of .call files, what they say and the plans they call.

    FILES are FILE.xml, FILE.py or FILE.py:NAME (NAME defaults to `dialplan`), CALLS.call, folders, and quoted patterns
    such as 'plans/**/*.xml'. A folder means the XML files in it, at any depth. Python files are run to be checked, and
    so are the plans of .call files: name them, or write a pattern that ends in .py or .call. What such a pattern gives
    and has no plan is skipped. NAMES are plans of the project; without any all of them are checked.
    """
    if unsafe and not (fix or diff):
        raise syntax.UsageError("--unsafe says which repairs --fix makes; give --fix, or --diff to see them")
    if diff and (as_json or output is not None or format_ != "full"):
        raise syntax.UsageError("--diff prints a diff and no report: leave out --format, --json and --output")
    arguments = arguments_of(files)
    if parameters and any(map(is_calls, arguments.sources)):
        raise syntax.UsageError(".call files have parameters of their own: leave out -p")
    require_other(output, (split(source)[0] for source in arguments.sources))
    if diff:
        exits.end(found=_preview(arguments, settings, unsafe=unsafe, max_bytes=max_bytes) > 0)
    if fix:
        _mend(arguments, settings, unsafe=unsafe, max_bytes=max_bytes)
    checked = _check(arguments, parameters, settings, max_bytes, plans or Plans())
    _show(checked, "json" if as_json else _format(format_, quiet=quiet), output, secrets)
    _refuse_unread(arguments.unread)
    found = counts(checked.findings)
    most = settings.max_warnings if max_warnings is None else max_warnings
    too_many = most is not None and found["warnings"] > most
    if too_many and not found["errors"]:
        tell_of_too_many(found["warnings"], most)
    exits.end(found=bool(found["errors"]) or too_many, told=_told(checked.findings), handed=(checked, tuple(secrets)))


def _told(findings: Sequence[Finding]) -> str:
    """What was found, in a few words."""
    if not findings:
        return "nothing found"
    from ivrdsl.findings.render.full import summary

    return summary(findings)


def _check(
    arguments: "Arguments", parameters: Mapping[str, str], settings: "Settings", max_bytes: int, plans: Plans
) -> _Found:
    """Check every plan that the arguments mean; what is wrong with one argument keeps no other from being checked."""
    findings = _about(settings)
    files: dict[str, None] = {}
    skipped: list[str] = []
    for source in _with_progress(arguments.sources):
        try:
            found, of = _check_one(source, parameters, plans, max_bytes, settings)
            findings += found
            files.update(of)
        except LoadError as error:
            if isinstance(error, NoPlanError) and source in arguments.matched:
                skipped.append(source)
                echo(f"{error}: skipped", err=True)
            elif (source, str(error)) not in arguments.unread:  # --fix may have said so
                arguments.unread.append((source, str(error)))
    if skipped and not files and not arguments.unread:
        arguments.unread.append((skipped[0], "nothing to check: no file that was found has a plan"))
    return _Found(list(dict.fromkeys(findings)), list(files), arguments.unread)


def _check_one(
    source: str, parameters: Mapping[str, str], plans: Plans, max_bytes: int, settings: "Settings"
) -> tuple[list[Finding], dict[str, None]]:
    """What is wrong with a plan, or with a file of calls and its plan; and which files were looked at."""
    if is_calls(source):
        from ivrdsl.checking.calls import check_calls

        checked = check_calls(source, plans, max_bytes=max_bytes, control=settings.control)
        return checked.findings, dict.fromkeys(filter(None, (source, split(checked.plan)[0])))
    found = check_source(source, parameters, plans, max_bytes=max_bytes, control=settings.control)
    return found.findings, {split(source)[0]: None}


def _about(settings: "Settings") -> list[Finding]:
    """What is wrong with the settings themselves, unless it is ignored; what they select is about plans."""
    from ivrdsl.checking.registry import rules

    control = settings.control._replace(select=())
    return [each for each in settings.findings if control.wants(rules()[each.code], each.file)]


def _preview(arguments: "Arguments", settings: "Settings", *, unsafe: bool, max_bytes: int) -> int:
    """Show what --fix would change, and return in how many files."""
    from ivrdsl.cli.repairs import mends

    changes = 0
    for mend in mends(arguments.sources, arguments.unread, settings.control, unsafe=unsafe, max_bytes=max_bytes):
        echo(mend.diff(), nl=False)
        changes += 1
    if not changes:
        echo(_nothing_to_mend(arguments), err=True)
    _refuse_unread(arguments.unread)
    return changes


def _nothing_to_mend(arguments: "Arguments") -> str:
    python = any(is_python(split(source)[0]) for source in arguments.sources)
    return "nothing to mend" + ("; Python files are not edited, their findings say what to write" if python else "")


def _mend(arguments: "Arguments", settings: "Settings", *, unsafe: bool, max_bytes: int) -> None:
    """Mend files, and say on stderr how much was done."""
    from ivrdsl.cli.repairs import mends

    files = repairs = 0
    for mend in mends(arguments.sources, arguments.unread, settings.control, unsafe=unsafe, max_bytes=max_bytes):
        try:
            mend.write()
        except LoadError as error:
            arguments.unread.append((mend.file, str(error)))
            continue
        files, repairs = files + 1, repairs + mend.repairs
    several = f"{repairs} repair{'s' if repairs > 1 else ''} in {files} file{'s' if files > 1 else ''}"
    echo(several if files else _nothing_to_mend(arguments), err=True)


def _refuse_unread(unread: Sequence[tuple[str, str]]) -> None:
    """End here if something could not be read."""
    if unread:
        raise LoadError("\n".join(dict.fromkeys(reason for _, reason in unread)), usage=True)


class Arguments(NamedTuple):
    """What the arguments mean.

    Attributes:
        sources: the plans.
        unread: what could not be read, each with the reason; it grows as they are read.
        matched: the plans that a pattern gave.
    """

    sources: list[str]
    unread: list[tuple[str, str]]
    matched: frozenset[str]


def arguments_of(arguments: Iterable[str]) -> Arguments:
    """The plans that are meant; says on stderr how many files are left out."""
    from ivrdsl.files.patterns import expand

    sources, others, unread, matched = expand(arguments)
    if others and sources:
        kind = "XML file" if all(other.lower().endswith(".xml") for other in others) else "file"
        several = f"{len(others)} {kind}s are not dialplans" if len(others) > 1 else f"1 {kind} is not a dialplan"
        echo(f"{several}: skipped", err=True)
    return Arguments(list(sources), list(unread), matched)


def _with_progress(sources: Sequence[str]) -> Iterable[str]:
    """Return the files as they are checked, behind a progress bar if a person waits for many."""
    if len(sources) <= _MANY or not sys.stderr.isatty():
        return sources
    from ivrdsl.cli.terminal import with_progress

    return with_progress(sources, "checking")


def _show(checked: _Found, format_: str, output: str | None, secrets: Sequence[re.Pattern[str]]) -> None:
    """Print or write the report, unless there is nothing to tell."""
    rules = _rules() if format_ == "sarif" else ()
    context = Context(files=checked.files, unread=checked.unread, rules=rules, secrets=secrets, mends=True)
    if output is not None:
        write_findings(checked.findings, format_, output, context=context)
    elif checked.findings or not checked.unread or format_ in TELL_OF_UNREAD:
        show_findings(checked.findings, format_, context=context)


def _rules() -> "list[RuleInfo]":
    """What a report can say about every rule."""
    from ivrdsl.checking.registry import rules
    from ivrdsl.findings.render.sarif import RuleInfo

    return [RuleInfo(rule.code, rule.name, rule.severity, rule.summary, rule.text) for rule in rules().values()]
