"""One look at a plan for who keeps looking: check, its calls and verify, in one process, in the words of each."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.exits import Ended
from ivrdsl.cli.guard import guarded
from ivrdsl.cli.output import echo
from ivrdsl.cli.scripts import NO_CALLS
from ivrdsl.errors import IvrError, LoadError, NoPlanError
from ivrdsl.files.load import Plans
from ivrdsl.files.names import is_calls, is_name, is_python, split
from ivrdsl.files.origins import Signature, noting

if TYPE_CHECKING:
    from ivrdsl.files.project import NamedPlan
    from ivrdsl.findings.finding import Finding
    from ivrdsl.mutating.beside import Beside, Known

COMMANDS: Final = ("check", "simulate", "verify")
"""The commands that are run."""


class Watched(NamedTuple):
    """What is looked at: a plan, or a file of calls.

    Attributes:
        name: what the project calls it; its source where it was named as a file.
        source: `FILE.xml`, `FILE.py[:NAME]` or `FILE.call`.
        named: the plan of the project.
        is_found: whether a pattern or a folder gave it, and nobody named it.
        beside: the files of calls beside it that call it, where these are meant and somebody has looked.
    """

    name: str
    source: str
    named: "NamedPlan | None" = None
    is_found: bool = False
    beside: "Beside | None" = None


class UnreadCalls(NamedTuple):
    """Files of calls that do not parse."""

    files: tuple[str, ...]


class Standing(NamedTuple):
    """How a plan stands; what was not looked at is None.

    Attributes:
        findings: what check has found, and how bad it is: without lines, which move.
        calls: whether each passes, by its file and name.
        verdicts: by the names of properties.
        unread: files of calls that do not parse: nobody knows of theirs.
    """

    findings: Mapping[str, str] | None = None
    calls: Mapping[str, bool] | None = None
    verdicts: Mapping[str, str] | None = None
    unread: Sequence[str] = ()


def meant(words: Sequence[str], journal: str) -> Ended:
    """The subjects that words of a command line mean, or the plans of the project; hands them on.

    Args:
        words: files, folders, patterns; or names.
        journal: a file that takes what was read; see `read_journal`.
    """
    found: list[Watched] = []
    known: Known = {}
    with _journal(journal):
        ended = guarded(lambda: found.extend(_with_calls(each, known) for each in _meant(words)))
    return Ended(ended.code, ended.told, found)  # type: ignore[arg-type]  # a code of ours is a number


def look(subject: Watched, values: Mapping[str, Any], journal: str) -> Ended:
    """Look at a subject: what is wrong is printed, and a `Standing` handed on.

    Args:
        subject: what is looked at.
        values: of options, by name, for each command that has one of this name.
        journal: likewise.
    """
    sys.dont_write_bytecode = True  # Python knows a compiled module by its size and the second: two saves may agree
    with _journal(journal):
        ended = list(looks(subject, values))
    told = "; ".join(dict.fromkeys(each.told for each in ended if each.told))
    return Ended(exits.worst(map(_code, ended)), told, _standing(ended))


def _meant(words: Sequence[str]) -> Iterable[Watched]:
    project = options.project()
    if not words:
        if not project.plans:
            from ivrdsl.cli.together import no_plans

            raise LoadError(no_plans(project), usage=True)
        return [Watched(plan.name, plan.source, plan) for plan in project.plans]
    from ivrdsl.cli.check import arguments_of

    plans = {word: project.find(word) for word in words}
    for word, plan in plans.items():
        if plan is None and is_name(word) and not os.path.exists(word):
            raise project.unknown(word)
    found = arguments_of(word for word, plan in plans.items() if plan is None)
    subjects = [Watched(plan.name, plan.source, plan) for plan in plans.values() if plan is not None]
    subjects += [Watched(each, each, is_found=each in found.matched) for each in found.sources]
    reasons = "\n".join(dict.fromkeys(reason for _, reason in found.unread))
    if not subjects:
        raise LoadError(reasons, usage=True)
    if reasons:
        echo(reasons, err=True)
    return subjects


# --- the commands ----------------------------------------------------------------------------------------------------


def looks(subject: Watched, values: Mapping[str, Any]) -> Iterator[Ended]:
    """Run the commands on a subject, and tell how each ended; those that make no sense any more are left out."""
    for ended in _looks(subject, values):
        yield ended
        if ended.code == exits.INTERRUPTED:
            return


def _looks(subject: Watched, values: Mapping[str, Any]) -> Iterator[Ended]:
    from ivrdsl.cli.plan import is_invalid

    plans = Plans()
    if subject.is_found and _has_no_plan(subject.source, plans):
        yield Ended(exits.CLEAN, "no plan")
        return
    checked = _run("check", subject, values, {"plans": plans})
    yield checked
    found = _found(checked)
    if found is None or is_invalid(found):  # there is nothing that could be called
        return
    beside = {"checked": plans}
    if is_calls(subject.source):
        yield _run("simulate", subject, values, beside)
        return
    yield from _calls(subject, values, beside)
    yield _run("verify", subject, values, beside)


def _has_no_plan(source: str, plans: Plans) -> bool:
    """Whether a Python file that a pattern gave has no plan; then nobody has meant it."""
    if not is_python(split(source)[0]):
        return False
    try:
        plans.load(source, {})
    except NoPlanError:
        return True
    except IvrError:  # the check tells it
        return False
    return False


def _calls(subject: Watched, values: Mapping[str, Any], beside: Mapping[str, Any]) -> Iterator[Ended]:
    """Play the calls of a plan. A file that does not parse keeps no other from being played."""
    found: list[Beside] = []
    ended = guarded(lambda: found.append(_files_of(subject)))
    if not found:
        yield ended
        return
    ((calls, unread),) = found
    if not calls:
        yield Ended(exits.CLEAN, NO_CALLS, [])
    elif subject.named is not None:
        yield _run("simulate", subject, values, {**beside, "known": calls})
    else:
        yield _run("simulate", subject, {**values, "parameters": {}}, {**beside, "files": tuple(calls)})
    if unread:
        _run("simulate", Watched("", unread[0]), {}, {"files": tuple(unread)})  # tells what is wrong with them
        told = f"{', '.join(unread)}: {'do' if len(unread) > 1 else 'does'} not parse"
        yield Ended(exits.FOUND, told, UnreadCalls(tuple(unread)))


def _files_of(watched: Watched) -> "Beside":
    """The files of calls of a plan.

    Raises:
        LoadError: the project names one that is not there.
    """
    from ivrdsl.mutating.beside import parsing

    named = None if watched.named is None else watched.named.calls()
    if named is not None:
        return parsing(named)
    return watched.beside or _beside(watched, {})


def _with_calls(watched: Watched, known: "Known") -> Watched:
    """What is watched, with the files of calls beside it: they are read once for all plans, and not by each."""
    says = watched.named is not None and "calls" in watched.named.settings
    return watched if says or is_calls(watched.source) else watched._replace(beside=_beside(watched, known))


def _beside(watched: Watched, known: "Known") -> "Beside":
    from ivrdsl.mutating.beside import calls_beside

    any_plan = watched.named is None and split(watched.source)[1] is None
    return calls_beside(watched.source, any_plan=any_plan, known=known)


def _run(name: str, subject: Watched, values: Mapping[str, Any], beside: Mapping[str, Any]) -> Ended:
    """Run a command on a subject.

    Args:
        name: of the command.
        subject: what it runs on.
        values: of options.
        beside: values that no option has.
    """
    from ivrdsl.cli.commands import load
    from ivrdsl.cli.merge import for_plan
    from ivrdsl.cli.quick import read

    def run() -> None:
        command = load(name)
        made, _ = read(command.parameters, ())
        known = {each.into for each in command.parameters}
        given = frozenset(key for key in known & values.keys() if values[key])
        made.update((key, values[key]) for key in given)
        made.pop("jobs", None)
        plan = subject.named
        try:
            own = _for_file(command, made, subject) if plan is None else for_plan(command, made, given, plan)
            command.call({**own, **beside})
        except syntax.UsageError as error:
            raise LoadError(str(error), usage=True) from None

    return guarded(run)


def _for_file(command: syntax.Command, values: Mapping[str, Any], subject: Watched) -> dict[str, Any]:
    """The values with which a command runs on a file."""
    (argument,) = (each for each in command.parameters if each.plan)
    several = argument.settings.get("nargs") == -1
    made = {**values, argument.into: (subject.source,) if several else subject.source}
    if command.wants_named:
        made["named"] = None
    if is_calls(subject.source):
        made["parameters"] = {}  # it has its own
    return made


def _code(ended: Ended) -> int:
    return ended.code if isinstance(ended.code, int) else exits.FOUND


# --- what is handed on -----------------------------------------------------------------------------------------------


def _found(checked: Ended) -> "Sequence[Finding] | None":
    """What a check has found; None where it could not look."""
    return None if checked.handed is None else checked.handed[0].findings


def _standing(ended: Iterable[Ended]) -> Standing:
    """How the plan stands, by what the commands have handed on."""
    from ivrdsl.cli.plan import is_unreadable

    made = Standing()
    for each in ended:
        if isinstance(each.handed, Mapping):
            made = made._replace(verdicts=each.handed)
        elif isinstance(each.handed, list):
            made = made._replace(calls={row.name: row.passed for row in each.handed})
        elif isinstance(each.handed, UnreadCalls):
            made = made._replace(unread=each.handed.files)
        elif each.handed is not None and not is_unreadable(each.handed[0].findings):  # else the rules saw nothing
            made = made._replace(findings=dict(_findings(*each.handed)))
    return made


def _findings(checked: Any, secrets: Sequence[Any]) -> Iterable[tuple[str, str]]:
    from ivrdsl.findings.render.concise import render_concise

    for each in checked.findings:
        line = render_concise([each._replace(line=None, column=None)], secrets=secrets).strip()
        yield f"{line} ({each.node})" if each.node else line, each.severity


@contextmanager
def _journal(path: str) -> Iterator[None]:
    """Write down what is read, at once: what a run that never ends, or dies, has read is known, too."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(place: str, signature: Signature | None) -> None:
        numbers = "-" if signature is None else ",".join(map(str, signature))
        with suppress(OSError):  # a plan may close what it has not opened
            os.write(file, b"%s %s\0" % (numbers.encode(), os.fsencode(place)))

    try:
        with noting(write):
            yield
    finally:
        with suppress(OSError):
            os.close(file)


def read_journal(path: str) -> dict[str, Signature]:
    """What a run has read so far: each path, and what it was before; without what it has written itself."""
    try:
        with open(path, "rb") as file:
            *lines, _ = file.read().split(b"\0")
    except OSError:
        return {}
    found: dict[str, Signature] = {}
    for line in lines:
        numbers, _, name = line.partition(b" ")
        if numbers == b"-":
            found.pop(os.fsdecode(name), None)
        else:
            found[os.fsdecode(name)] = tuple(int(each) for each in numbers.split(b",") if each)
    return found
