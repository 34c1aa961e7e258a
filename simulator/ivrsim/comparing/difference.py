"""A comparison for people, and for programs."""

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ivrdsl.wording.mask import Mask
from ivrsim.comparing.compare import PlanComparison
from ivrsim.comparing.measures import Figures
from ivrsim.comparing.notice import Seen
from ivrsim.comparing.script import Telling
from ivrsim.core.units import seconds
from ivrsim.play.failure import Failed
from ivrsim.play.story import call_data, mask_of_calls, story
from ivrsim.play.transcript import Transcript

JSON_VERSION: Final = 1
WIDTH: Final = 100
"""Columns of a report that is not on a terminal."""
_TIME: Final = 13
"""Columns of the time in front of each line of a transcript."""


class Named(NamedTuple):
    """What the two plans are called."""

    old: str
    new: str


Pair = tuple[Figures | None, Figures | None]


def lines_of(
    result: PlanComparison, names: Named, figures: Pair, width: int = WIDTH, safe: Callable[[str], str] = str
) -> Iterator[tuple[str, str]]:
    """Yield the lines of a comparison, each with what it is: the verdict's own word, or the kind of what it tells.

    Args:
        result: the comparison.
        names: of the plans.
        figures: of the plans.
        width: columns that there are.
        safe: makes a plan's texts safe to print.
    """
    yield result.verdict, safe(f"{result.verdict}  {result.because}")
    if result.call is not None:
        yield from _call_lines(result.call, names, width, safe)
    for change in changes(figures):
        yield "change", f"{change.what}: {change.old} -> {change.new}"


def _call_lines(call: Telling, names: Named, width: int, safe: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """The lines of a call that tells two plans apart: both transcripts side by side, and its script."""
    acts = f"{call.actions} action{'s' * (call.actions != 1)}"
    yield "because", f"the shortest call that shows it: {acts}, {seconds(call.apart.at_ms)}"
    if call.unworded:
        yield "because", "played with all prompts equally long, because their wording is ignored"
    yield from _side_by_side(call, names, width, safe)
    yield "replay", "script:"
    for statement in call.statements:
        yield "replay", f"    {safe(statement)}"


# --- side by side ---------------------------------------------------------------------------------------------------


def _side_by_side(call: Telling, names: Named, width: int, safe: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    column = max((width - _TIME - 3) // 2, 20)
    yield "heading", _row("", safe(f"old: {names.old}"), safe(f"new: {names.new}"), column, " ")
    old, new = _lines_by_time(call.old, call.failed[0]), _lines_by_time(call.new, call.failed[1])
    for time in sorted({*old, *new}, key=_order):
        left, right = old.get(time, []), new.get(time, [])
        for number in range(max(len(left), len(right))):
            one = left[number] if number < len(left) else ""
            other = right[number] if number < len(right) else ""
            yield from _rows(time if number == 0 else "", safe(one), safe(other), column)


def _lines_by_time(transcript: Transcript, failed: Failed | None) -> dict[str, list[str]]:
    """The lines of a transcript by their times; what it assumed, and what is wrong with it, is left out."""
    found: dict[str, list[str]] = {}
    for kind, line in story(transcript, failed):
        if kind not in ("assumed", "silent"):
            time = "" if kind in ("ending", "failed") else line[:_TIME].strip()
            found.setdefault(time, []).append(line.strip() if kind == "failed" else line[_TIME:])
    return found


def _order(time: str) -> float:
    return float(time.split()[0]) if time else float("inf")


def _rows(time: str, old: str, new: str, column: int) -> Iterator[tuple[str, str]]:
    same = _PLACE.sub("", old) == _PLACE.sub("", new)
    sign = "|" if same else "!"
    left, right = (textwrap.wrap(text, column, subsequent_indent="  ") or [""] for text in (old, new))
    for number in range(max(len(left), len(right))):
        one = left[number] if number < len(left) else ""
        other = right[number] if number < len(right) else ""
        yield "same" if same else "differs", _row(time if number == 0 else "", one, other, column, sign)


_PLACE: Final = re.compile(r"   \[.*\]$")
"""The tag and the line at the end of a transcript's line: they are no difference."""


def _row(time: str, old: str, new: str, column: int, sign: str) -> str:
    return f"{time:>11}  {old:<{column}} {sign} {new}".rstrip()


# --- figures --------------------------------------------------------------------------------------------------------


class FigureChange(NamedTuple):
    """A figure that differs, in words."""

    what: str
    old: str
    new: str


def changes(figures: Pair) -> list[FigureChange]:
    """Return the figures that the plans do not share, in words."""
    old, new = figures
    if old is None or new is None:
        return []
    rows = (
        FigureChange("longest call", _longest(old), _longest(new)),
        FigureChange("most plays of one prompt", _plays(old), _plays(new)),
        FigureChange("endings", ", ".join(old.endings), ", ".join(new.endings)),
    )
    partly = "" if old.complete and new.complete else " (as far as it was searched)"
    return [row._replace(what=f"{row.what}{partly}") for row in rows if row.old != row.new]


def _longest(figures: Figures) -> str:
    return "any time" if figures.longest_ms is None else seconds(figures.longest_ms)


def _plays(figures: Figures) -> str:
    return "any number" if figures.most_plays is None else str(figures.most_plays)


# --- for programs ---------------------------------------------------------------------------------------------------


def as_json(
    result: PlanComparison,
    names: Named,
    figures: Pair,
    *,
    ignore: Sequence[str] = (),
    against: Mapping[str, str] | None = None,
    show_secrets: bool = False,
    secrets: Iterable[re.Pattern[str]] = (),
) -> dict[str, Any]:
    """Return the comparison as data, in the shape of schemas/diff.schema.json.

    Args:
        ignore: what does not count.
        against: the quirks whose other readings one plan was compared on.
        show_secrets: keep what is marked as secret, or looks like a code.
        secrets: patterns of what is to be masked beside that.
    """
    return {
        "version": JSON_VERSION,
        "old": names.old,
        "new": names.new,
        "ignore": list(ignore),
        "against": dict(against or {}),
        "verdict": result.verdict,
        "because": mask_of_both(result.call, secrets, shows=show_secrets).masked(result.because),
        "pairs": result.pairs,
        "call": None if result.call is None else telling_data(result.call, show_secrets=show_secrets, secrets=secrets),
        "figures": {
            name: None if each is None else {**each._asdict(), "endings": list(each.endings)}
            for name, each in zip(("old", "new"), figures, strict=True)
        },
    }


def telling_data(
    call: Telling, *, show_secrets: bool = False, secrets: Iterable[re.Pattern[str]] = ()
) -> dict[str, Any]:
    """A call that tells two plans apart, as data."""
    mask = mask_of_both(call, secrets, shows=show_secrets)
    return {
        "script": mask.deep(list(call.statements)),
        "actions": call.actions,
        "differs_at_ms": call.apart.at_ms,
        "differs": {"old": _data(call.apart.old, mask), "new": _data(call.apart.new, mask)},
        "unworded": call.unworded,
        "old": call_data(call.old, call.failed[0], mask),
        "new": call_data(call.new, call.failed[1], mask),
    }


def _data(seen: Seen | None, mask: Mask) -> dict[str, Any] | None:
    if seen is None:
        return None
    details = [detail if isinstance(detail, str | bool | None) else str(detail) for detail in seen.details]
    return {"kind": seen.kind, "details": mask.deep(details)}


def mask_of_both(call: Telling | None, patterns: Iterable[re.Pattern[str]], *, shows: bool) -> Mask:
    """A mask for what is told of a call to two plans."""
    return mask_of_calls(() if call is None else (call.old, call.new), patterns, shows=shows)
