"""`ivrdsl phone`: a call by hand."""

import os
import sys
import time  # the phone's clock runs beside that of the world; nothing that it writes depends on it
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo
from ivrdsl.cli.scripts import EXECUTE, given_to, statements_of
from ivrdsl.errors import IvrError, LoadError

if TYPE_CHECKING:
    from ivrdsl.phone.switchboard import Switchboard

PACES = ("real", "fast", "step")


@syntax.command("phone")
@syntax.argument("files", nargs=-1, plan="first", required=True, metavar="FILE [SCRIPT]")
@EXECUTE
@syntax.option("--plain", is_flag=True, help="Lines of text in and out: for a pipe, or a screen reader.")
@syntax.option(
    "--clock", "pace", type=syntax.choice(PACES), help="real, fast (8 times as fast), or step: by your keys alone."
)
@syntax.option("-o", "--output", metavar="FILE.call", help="Where `s` keeps the call, if you name no other file.")
@options.plan
@options.patient
def command(
    files: tuple[str, ...],
    text: str | None,
    plain: bool,
    pace: str | None,
    output: str | None,
    plan: options.PlanOptions,
) -> None:
    """Call a plan by hand, in the terminal: press keys, hang up, say who answers. Nothing is ever dialled.

    FILE is FILE.xml, FILE.py or FILE.py:NAME, or the name of a plan of the project. SCRIPT is a file of statements with
    which the call begins; it may set variables, the clock and replies. What you do is kept as a .call file by `s`. The
    plan is loaded again when its file changes. Secrets are shown, as they are said. Needs the extra phone, but for
    --plain.
    """
    if len(files) > 2:
        raise syntax.UsageError("give one plan, and at most one script")
    if plain and pace not in (None, "step"):
        raise syntax.UsageError(f"--clock {pace}: with --plain no clock runs; leave it out, or say --clock step")
    if not plain:
        _require_terminal()
    board = _switchboard(files, text, output, plan)
    if plain:
        from ivrdsl.phone.plain import PlainPhone

        PlainPhone(board, echo, steps=pace == "step").run(_lines())
        return
    from ivrdsl.phone.app import PhoneApp

    app = PhoneApp(board, clock=time.monotonic, pace=pace or "real")
    app.run()
    if app.failure is not None:
        raise app.failure


def _require_terminal() -> None:
    """Refuse to draw where no screen is, or without what draws.

    Raises:
        LoadError: so it is; the text says what to do.
    """
    try:
        import textual  # noqa: F401
    except ModuleNotFoundError:
        told = "the phone needs Textual: pip install 'ivrdsl[phone]'; or say --plain, which needs nothing more"
        raise LoadError(told, usage=True) from None
    draws = os.environ.get("TERM") != "dumb"
    if not (draws and sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        raise LoadError("this is no terminal to draw a phone on: say --plain, for lines of text", usage=True)


def _switchboard(
    files: Sequence[str], text: str | None, output: str | None, plan: options.PlanOptions
) -> "Switchboard":
    """The phone, after showing what the checks find; a plan that cannot be read ends here."""
    from ivrdsl.cli.plan import read_plan
    from ivrdsl.files.callfolder import CallFolder
    from ivrdsl.phone.keeper import COMMAND, CallKeeper
    from ivrdsl.phone.planfile import PlanFile, load_checked
    from ivrdsl.phone.session import PhoneSession
    from ivrdsl.phone.switchboard import Switchboard

    file, given = files[0], given_to(plan)
    begin = statements_of(files, text) if len(files) > 1 or text is not None else []
    control = options.project_control(plan.named)
    opened = PlanFile(
        lambda: read_plan(file, plan),
        lambda: load_checked(file, plan.parameters, plan.max_bytes, control),
        plan.platform(),
        given,
    )
    keeper = CallKeeper(file, lambda folder: CallFolder(folder, COMMAND, file, plan.parameters, plan.named), output)
    try:
        session = PhoneSession(opened.phoned, [each.source for each in begin])
    except IvrError as error:
        echo(f"the call does not begin as the script says: {error}", err=True)
        exits.end(found=True)
    return Switchboard(session, opened, keeper)


def _lines() -> Iterator[str]:
    """What somebody types, line by line; what is no text is told as a mistake of the line."""
    stream = getattr(sys.stdin, "buffer", None)
    for line in stream or ():
        yield line.decode("utf-8", "backslashreplace")
