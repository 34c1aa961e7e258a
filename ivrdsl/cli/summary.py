"""What is told of a command that ran on several plans: what each run printed, and a line a plan."""

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from ivrdsl.cli.exits import CLEAN, FOUND, INTERRUPTED, UNDECIDED, USAGE, Ended, worst
from ivrdsl.cli.output import echo, show_lines

if TYPE_CHECKING:
    from ivrdsl.cli.workers import Outcome
    from ivrdsl.files.project import NamedPlan

VERSION: Final = 1
_WORDS: Final = {
    CLEAN: ("passed", "passed"),
    FOUND: ("FAILED", "failed"),
    UNDECIDED: ("UNDECIDED", "undecided"),
    USAGE: ("NOT RUN", "not run"),
    INTERRUPTED: ("INTERRUPTED", "interrupted"),
}
"""What an exit code is called in the line of a plan, and in the line of all."""


def worst_of(ended: Sequence[Ended]) -> int:
    """The exit code of several runs."""
    return worst(map(_code, ended))


def _code(ended: Ended) -> int:
    return ended.code if isinstance(ended.code, int) else FOUND


class Titled(Protocol):
    """A plan of the project, or one that was named by its file."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def source(self) -> str:
        """Its file."""


def show_run(plan: Titled, outcome: "Outcome", *, own_report: bool, comment: str = "") -> None:
    """Print what a run has printed.

    Args:
        plan: the plan.
        outcome: of the run.
        own_report: whether its report is shown, which else is part of one for all.
        comment: what makes a comment of the line that says of which plan the next lines are.
    """
    shows = own_report and bool(outcome.output or outcome.errors)
    if shows:
        echo(f"{comment}--- {title_of(plan)}")
    if outcome.errors:
        echo(outcome.errors, nl=False, err=True)
    if shows:
        echo(outcome.output, nl=False)
        echo()


def title_of(plan: Titled) -> str:
    """What a plan is called, and its file."""
    from ivrdsl.findings.render.safe import safe

    return safe(plan.source) if plan.name == plan.source else safe(f"{plan.name}: {plan.source}")


def as_json(plans: "Sequence[NamedPlan]", outcomes: "Sequence[Outcome]") -> str:
    """All runs as a document in the shape of schemas/together.schema.json."""
    import json

    return json.dumps({"version": VERSION, "plans": list(map(_data, plans, outcomes))}, indent=2) + "\n"


def _data(plan: "NamedPlan", outcome: "Outcome") -> dict[str, Any]:
    import json

    try:
        report = json.loads(outcome.output)
    except ValueError:  # it came to no report
        report = None
    ended = outcome.ended
    return {"name": plan.name, "file": plan.source, "exit": _code(ended), "told": ended.told, "report": report}


def sum_up(
    plans: Sequence[Titled], ended: Sequence[Ended], *, err: bool = False, which: Container[Titled] | None = None
) -> None:
    """Print a line a plan, and one for all.

    Args:
        plans: the plans.
        ended: how the run of each ended.
        err: whether on stderr, because stdout has a report for programs.
        which: those that get a line where they have passed, too; all if not given.
    """
    from ivrdsl.findings.render.safe import safe

    codes = list(map(_code, ended))
    name_width = max(len(plan.name) for plan in plans)
    width = max(len(_WORDS[code][0]) for code in codes)
    lines = []
    for plan, each, code in zip(plans, ended, codes, strict=True):
        word = _WORDS[code][0]
        if code == CLEAN and which is not None and plan not in which:
            continue
        lines.append((word, safe(f"{plan.name:{name_width}}  {word:{width}}  {each.told}".rstrip())))
    if err:
        echo("\n".join(line for _, line in lines), err=True)
    elif lines:
        show_lines(lines)
    echo(_total(codes), err=err)


def _total(codes: Sequence[int]) -> str:
    plans = f"{len(codes)} plan{'s' * (len(codes) != 1)}"
    if set(codes) == {CLEAN}:
        return f"{plans}, all passed"
    told = [f"{codes.count(code)} {words}" for code, (_, words) in _WORDS.items() if code in codes]
    return f"{plans}: {', '.join(told)}"
