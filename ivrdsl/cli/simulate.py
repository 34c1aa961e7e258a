"""`ivrdsl simulate`: one scripted call, or all the calls of `.call` files."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.scripts import (
    EXECUTE,
    PlayedCall,
    are_call_files,
    load_call_files,
    show_many,
    show_one,
    statements_of,
    with_progress,
)

if TYPE_CHECKING:
    from ivrsim.core.platform import Platform
    from ivrsim.play.call import Call
    from ivrsim.script.statements import Statement


@syntax.command("simulate")
@syntax.argument("files", nargs=-1, required=True, metavar="FILE [SCRIPT] | CALLS...")
@EXECUTE
@options.plan
@options.as_json
@options.show_secrets
def command(
    files: tuple[str, ...], text: str | None, plan: options.PlanOptions, as_json: bool, show_secrets: bool
) -> None:
    """Play scripted calls, offline, and show what happened.

    FILE is FILE.xml, FILE.py or FILE.py:NAME; SCRIPT is a file of statements, or - for standard input. CALLS are .call
    files, which name their plan. Exit code 1 when a statement fails or a call ends in an error.
    """
    platform = plan.platform()
    if are_call_files(files, has_own=text is not None or bool(plan.parameters)):
        exits.end(
            found=not show_many(_played(files, platform, quiet=as_json), as_json=as_json, show_secrets=show_secrets)
        )
    statements = statements_of(files, text)
    played = _play("", "", _call(files[0], plan, platform), statements)
    show_one(played, as_json=as_json, show_secrets=show_secrets)
    exits.end(found=not played.passed)


def _play(file: str, name: str, call: "Call", statements: "Sequence[Statement]") -> PlayedCall:
    from ivrsim.script.run import passes

    return PlayedCall(file, name, call, *passes(call, statements))


def _played(files: Sequence[str], platform: "Platform", *, quiet: bool) -> Iterator[PlayedCall]:
    """Every call of .call files, played. All files are read before the first call."""
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.play.call import Call

    calls: list[tuple[str, str, Call, Sequence[Statement]]] = []
    for file, (found, loaded) in load_call_files(files):
        plan = compile_plan(loaded.plan, platform)
        calls += [(file, each.name, Call(plan, lines=loaded.lines), each.statements) for each in found.calls]
    for each in with_progress(calls, quiet=quiet):
        yield _play(*each)


def _call(file: str, plan: options.PlanOptions, platform: "Platform") -> "Call":
    """A call to a plan, after showing what the checks find; a plan that cannot be read ends here."""
    from ivrdsl.cli.plan import read_plan
    from ivrsim.play.call import Call

    loaded = read_plan(file, plan)
    return Call(loaded.plan, platform=platform, lines=loaded.lines)
