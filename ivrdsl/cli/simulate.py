"""`ivrdsl simulate`: one scripted call, or all the calls of `.call` files."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NoReturn

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.links import LINK, links_of
from ivrdsl.cli.output import echo, show_json
from ivrdsl.cli.scripts import (
    EXECUTE,
    NO_CALLS,
    PlayedCall,
    are_call_files,
    calls_of,
    given_to,
    load_call_files,
    platform_of,
    show_many,
    show_one,
    statements_of,
    tell_of_no_calls,
    with_progress,
)

if TYPE_CHECKING:
    from ivrdsl.files.project import NamedPlan
    from ivrsim.play.call import Call
    from ivrsim.script.statements import Statement


@syntax.command(
    "simulate",
    syntax.Together(
        refuses={"text": "is for one plan: name it"},
        loads=("ivrdsl.mutating.beside", "ivrsim.play.call", "ivrsim.play.story", "ivrsim.script.run"),
    ),
)
@syntax.argument("files", nargs=-1, plan="first", metavar="[FILE|NAME] [SCRIPT] | CALLS...")
@EXECUTE
@options.plan
@LINK
@options.quiet("The calls that fail, and nothing where none does.")
@options.as_json
@options.show_secrets
@options.jobs
@options.patient
def command(
    files: tuple[str, ...],
    text: str | None,
    plan: options.PlanOptions,
    link: bool,
    quiet: bool,
    as_json: bool,
    show_secrets: bool,
    known: Sequence[str] | None = None,
) -> None:
    """Play scripted calls, offline, and show what happened.

    FILE is FILE.xml, FILE.py or FILE.py:NAME, or the name of a plan of the project; without it all its plans are meant.
    SCRIPT is a file of statements, or - for standard input. CALLS are .call files, which name their plan. A plan of the
    project that gets no script is called by its own .call files. Exit code 1 when a statement fails or a call ends in
    an error.
    """
    calls = known and list(known)
    if calls is None and plan.named is not None and text is None and len(files) == 1:
        calls = calls_of(plan.named)
    if calls is None and are_call_files(files, has_own=text is not None or bool(plan.parameters)):
        calls = list(files)
    if link and (as_json or calls is not None):
        raise syntax.UsageError("--link is for one call, and for people: name its plan and its script, without --json")
    if calls is not None:
        if plan.named is not None and not calls:
            _end_without_calls(plan.named, as_json=as_json, quiet=quiet)
        played = _played(calls, plan, quiet=as_json or quiet)
        show_many(played, as_json=as_json, show_secrets=show_secrets, quiet=quiet)
    statements = statements_of(files, text)
    one = _play("", "", _call(files[0], plan), statements)
    if as_json or not (quiet and one.passed):
        show_one(one, as_json=as_json, show_secrets=show_secrets)
    for each in links_of([one.call] if link else []):
        echo(f"             link: {each}")
    exits.end(found=not one.passed)


def _end_without_calls(plan: "NamedPlan", *, as_json: bool, quiet: bool) -> NoReturn:
    told = NO_CALLS if quiet else tell_of_no_calls(plan)
    if as_json:
        show_json({"version": 1, "calls": []})
    exits.end(told=told, handed=[])


def _play(file: str, name: str, call: "Call", statements: "Sequence[Statement]") -> PlayedCall:
    from ivrsim.script.run import passes

    return PlayedCall(file, name, call, *passes(call, statements))


def _played(files: Sequence[str], plan: options.PlanOptions, *, quiet: bool) -> Iterator[PlayedCall]:
    """Every call of .call files, played. All files are read before the first call."""
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.play.call import Call

    platform = plan.platform()
    calls: list[tuple[str, str, Call, Sequence[Statement]]] = []
    for file, (found, loaded) in load_call_files(files, plan.checked):
        ready, given = compile_plan(loaded.plan, platform_of(loaded, plan, platform)), given_to(plan, loaded)
        calls += [
            (file, each.name, Call(ready, variables=given, lines=loaded.lines), each.statements) for each in found.calls
        ]
    for each in with_progress(calls, quiet=quiet):
        yield _play(*each)


def _call(file: str, plan: options.PlanOptions) -> "Call":
    """A call to a plan, after showing what the checks find; a plan that cannot be read ends here."""
    from ivrdsl.cli.plan import read_plan
    from ivrsim.play.call import Call

    platform = plan.platform()
    loaded = read_plan(file, plan)
    return Call(loaded.plan, platform=platform, variables=given_to(plan), lines=loaded.lines)
