"""What became of a plan's mutants, for people and for programs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ivrdsl.mutating.suite import FATES, NOTHING, NOTICED, SURVIVES, UNSURE, Fate, Suite
from ivrsim.comparing.difference import mask_of_both, telling_data
from ivrsim.core.units import seconds

VERSION: Final = 1


def lines_of(suite: Suite, fates: Sequence[Fate], *, everything: bool) -> Iterator[tuple[str, str]]:
    """Yield the lines of a report, each with what it is.

    Args:
        suite: the plan, and what watches over it.
        fates: of its mutants, as far as they are known.
        everything: whether to list what is noticed and what changes nothing, too.
    """
    for told in suite.failing:
        yield "failed", f"note: {told} fails on the plan as it is, and can notice little"
    for fate in fates:
        if everything or fate.fate in (SURVIVES, UNSURE):
            yield from _lines(fate)
    yield "summary", summary(suite, fates)


def _lines(fate: Fate) -> Iterator[tuple[str, str]]:
    by = f"   (by {fate.by})" if fate.by else ""
    yield fate.fate, f"{fate.fate:<10}  {_place(fate)}{fate.mutant.words}{by}"
    if fate.comparison is None or fate.fate == NOTHING:
        return
    call = fate.comparison.call
    yield "because", f"            {fate.comparison.because}"
    if call is not None:
        acts = f"{call.actions} action{'s' * (call.actions != 1)}"
        yield "because", f"            a call that would notice it: {acts}, {seconds(call.apart.at_ms)}"
        for statement in call.statements:
            yield "replay", f"                {statement}"


def _place(fate: Fate) -> str:
    line = f":{fate.place.line}" if fate.place.line else ""
    return f"{fate.place.file}{line}: " if fate.place.file else ""


def summary(suite: Suite, fates: Sequence[Fate]) -> str:
    """The counts in one line."""
    counts, of = _counts(fates), len(suite.mutants)
    told = [f"{counts[fate]} {_WORDS[fate][counts[fate] > 1]}" for fate in FATES if counts[fate]]
    missing = of - len(fates)
    rest = [f"{missing} not tried: {suite.ended}"] if missing else []
    return f"{of} fault{'s' * (of > 1)}: {', '.join([*told, *rest])}" if of else "no fault can be made"


_WORDS: Final = {
    NOTICED: ("noticed", "noticed"),
    SURVIVES: ("survives", "survive"),
    NOTHING: ("is the same call", "are the same call"),
    UNSURE: ("undecided", "undecided"),
}
"""What became of one mutant, and of several."""


def _counts(fates: Iterable[Fate]) -> dict[str, int]:
    found = [fate.fate for fate in fates]
    return {fate: found.count(fate) for fate in FATES}


def as_data(
    file: str,
    suite: Suite,
    fates: Sequence[Fate],
    *,
    show_secrets: bool = False,
    secrets: Iterable[re.Pattern[str]] = (),
) -> dict[str, Any]:
    """Return the report as data, in the shape of schemas/mutate.schema.json.

    Args:
        file: the plan, as the user named it.
        show_secrets: keep what is marked as secret, or looks like a code.
        secrets: patterns of what is to be masked beside that.
    """
    patterns = tuple(secrets)
    return {
        "version": VERSION,
        "plan": file,
        "complete": len(fates) == len(suite.mutants),
        "summary": {"mutants": len(suite.mutants), **_counts(fates)},
        "failing": suite.failing,
        "mutants": [_one(fate, show_secrets, patterns) for fate in fates],
    }


def _one(fate: Fate, show_secrets: bool, secrets: Sequence[re.Pattern[str]]) -> dict[str, Any]:
    comparison = fate.comparison
    call = None if comparison is None else comparison.call
    mask = mask_of_both(call, secrets, shows=show_secrets)
    return {
        "file": fate.place.file or None,
        "line": fate.place.line,
        "element": fate.mutant.element,
        "kind": fate.mutant.kind,
        "words": mask.masked(fate.mutant.words),
        "fate": fate.fate,
        "by": fate.by or None,
        "because": None if comparison is None else mask.masked(comparison.because),
        "call": None if call is None else telling_data(call, show_secrets=show_secrets, secrets=secrets),
    }
