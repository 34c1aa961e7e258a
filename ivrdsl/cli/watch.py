"""`ivrdsl watch`: check, calls and proofs again, whenever something has changed that a plan was loaded from."""

import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, NoReturn

from ivrdsl.cli import exits, options, summary, syntax
from ivrdsl.cli.output import echo, show_lines
from ivrdsl.findings.render.safe import safe

if TYPE_CHECKING:
    from ivrdsl.cli.rounds import Rounds, WatchRound
    from ivrdsl.files.changes import Changes

_EVERY_S: Final = 0.1
"""Time between two looks at the files, at least."""
_SETTLES_S: Final = 0.05
"""How long nothing must change before a round begins: an editor may write a file in several steps."""
_MOST_NAMED: Final = 5
"""Files that have changed and are named."""
_SHARE: Final = 200
"""A look may take one part in so many of the time: with many files they are rarer."""


@syntax.command("watch")
@syntax.argument("files", nargs=-1, metavar="[FILES...|NAMES...]")
@options.parameters
@options.platform
@syntax.option("--properties", "own", multiple=True, metavar="FILE.py", help="A module of properties of your own.")
@syntax.option("-v", "--verbose", is_flag=True, help="All that check, simulate and verify tell, not a line each.")
@syntax.option("--once", is_flag=True, help="End after the first round.")
@syntax.option(
    "--jobs", "at_once", type=syntax.whole(1, 256), help="Plans that are looked at at once; as many as there are cores."
)
def command(
    files: tuple[str, ...],
    parameters: dict[str, str],
    quirks: dict[str, str],
    platform_file: str | None,
    own: tuple[str, ...],
    verbose: bool,
    once: bool,
    at_once: int | None,
) -> None:
    """Check plans, play their calls and prove what holds, and again whenever something changes.

    FILES are FILE.xml, FILE.py or FILE.py:NAME, CALLS.call, folders, and quoted patterns, as for check. NAMES are plans
    of the project; without any all of them are meant. A plan is looked at again when something changes that it was
    loaded from: its file, modules and files that it reads, its calls, platform, properties, or pyproject.toml.
    Told are findings, calls that fail, verdicts that are not PROVED, and what is otherwise than before. Ctrl-C ends it,
    with the exit code of the last round: 0 nothing is wrong, 1 something is, 3 undecided.
    """
    from ivrdsl.cli.progress import ProgressLine
    from ivrdsl.cli.rounds import Rounds, processes
    from ivrdsl.cli.warmth import warm
    from ivrdsl.cli.workers import Crew
    from ivrdsl.executors.executor import cores
    from ivrdsl.files.changes import Changes

    values = {
        "parameters": parameters, "quirks": quirks, "platform_file": platform_file, "own": own,
        "quiet": not verbose,
    }  # fmt: skip
    changes: Changes[Any] = Changes()
    progress = ProgressLine()
    crew = Crew()
    rounds = Rounds(files, values, processes(at_once or cores(), crew), changes, progress.show)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        warm()
        clock = _time if sys.stdout.isatty() else str
        watch(rounds, changes, progress.clear, time.sleep, once=once, clock=clock)
    finally:
        crew.close()


def watch(
    rounds: "Rounds",
    changes: "Changes[Any]",
    clear: Callable[[], None],
    pause: Callable[[float], None],
    *,
    once: bool = False,
    clock: Callable[[], str] = str,
) -> NoReturn:
    """Go from round to round; the end of the command.

    Args:
        rounds: the rounds.
        changes: what they look at.
        clear: makes room for what is printed.
        pause: waits, for some seconds.
        once: whether it ends after the first round.
        clock: what time it is, for people.
    """
    code = exits.INTERRUPTED
    is_first = True
    try:
        while True:
            told = rounds.next()
            clear()
            if told is not None:
                code = told.code  # before it is shown: who sees it may end it at once
                show(told, clock())
                if once or (is_first and told.is_in_vain):
                    break
                if is_first:
                    _say_that_it_waits(len(changes))
                is_first = False
                _wait(rounds, pause)
            _settle(rounds, pause)
    except KeyboardInterrupt:
        clear()
    raise exits.Ended(code)


def _wait(rounds: "Rounds", pause: Callable[[float], None]) -> None:
    """Wait until something has changed."""
    while True:
        began = time.process_time()
        if rounds.heed():
            return
        pause(max(_EVERY_S, _SHARE * (time.process_time() - began)))


def _settle(rounds: "Rounds", pause: Callable[[float], None]) -> None:
    """Wait until nothing more changes."""
    while True:
        pause(_SETTLES_S)
        if not rounds.heed():
            return


def show(told: "WatchRound", at: str = "") -> None:
    """Print what a round has found."""
    if told.changed:
        named = [safe(each) for each in told.changed[:_MOST_NAMED]]
        more = f", and {len(told.changed) - _MOST_NAMED} more" if len(told.changed) > _MOST_NAMED else ""
        if at:  # a terminal, where rounds stand below each other
            echo()
        echo(f"{at and f'{at} '}changed: {', '.join(named)}{more}")
    if told.problem is not None:
        echo(told.problem.errors, nl=False, err=True)
    for subject, outcome in told.done:
        summary.show_run(subject, outcome, own_report=True)
    if told.news:
        show_lines([(each.kind, f"{each.kind:12} {each.text}") for each in told.news])
    if told.subjects:
        summary.sum_up(told.subjects, told.ended, which=[subject for subject, _ in told.done])


def _say_that_it_waits(files: int) -> None:
    if sys.stderr.isatty():
        echo(f"watching {files} files and folders; Ctrl-C ends", err=True)


def _time() -> str:
    return time.strftime("%H:%M:%S")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
