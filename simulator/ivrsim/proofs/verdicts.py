"""Verdicts for people, and for programs."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

from ivrdsl.findings.finding import NOTE, SEVERITIES
from ivrdsl.wording.mask import Mask
from ivrsim.core.units import seconds
from ivrsim.play.story import call_data, mask_of, story
from ivrsim.proofs.premises import Premise
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, VACUOUS, SaidReason, Verdict, Verification
from ivrsim.proofs.witness import Witness

JSON_VERSION: Final = 1
WIDTH: Final = 80
"""Columns of text where nobody knows how wide the reader's page is."""
_INDENT: Final = 11

_ORDER: Final = (BROKEN, UNDECIDED, VACUOUS, PROVED)

BRIEF: Final = 0
"""A line for each verdict that is not PROVED."""
NORMAL: Final = 1
"""A line for each that is PROVED, and the calls that break the others."""
FULL: Final = 2
"""With claims, examples, and what each verdict leans on."""

Line = tuple[str, str]
"""A line, with what it is: a verdict or its level, a label, or the kind of an entry."""


def story_of(report: Verification, replay: str = "", *, detail: int = NORMAL, width: int = WIDTH) -> Iterator[Line]:
    """Yield the lines of a report.

    Args:
        report: the verdicts.
        replay: the command that plays a witness, with `{script}` where its script goes.
        detail: BRIEF, NORMAL or FULL.
        width: where lines are wrapped, in columns; calls are not.
    """
    parts = [list(lines_of(each, replay, detail=detail, width=width)) for each in report.verdicts]
    for before, part in zip([[], *parts], parts, strict=False):
        if before and part and (len(part) > 1 or len(before) > 1) and detail != BRIEF:
            yield "", ""
        yield from part
    if any(parts) and detail != BRIEF:
        yield "", ""
    if detail == NORMAL:
        yield from assumptions(report, width=width)
    yield from _wrapped("summary", summary(report), width, indent=0)


def lines_of(verdict: Verdict, replay: str = "", *, detail: int = NORMAL, width: int = WIDTH) -> Iterator[Line]:
    """Yield the lines of one verdict. See `story_of`."""
    holds = verdict.verdict == PROVED
    if holds and detail == BRIEF:
        return
    yield from _head(verdict, width)
    if verdict.suppressed and detail != FULL:
        return
    if detail == FULL or not (holds or detail == BRIEF):
        yield from _labelled("claim", verdict.says, width)
    if verdict.verdict in (BROKEN, UNDECIDED) and detail != BRIEF:
        yield from _labelled("harm", verdict.harm, width)
    if holds and detail == FULL:
        yield from _labelled("shown", verdict.because, width)
    if detail != BRIEF:
        yield from _reasons(verdict, width)
        yield from _depends(verdict, width)
    if detail == FULL:
        yield from _labelled("leans", _readings(verdict.assumptions), width)
    if verdict.verdict == BROKEN and detail != BRIEF:
        told = detail == FULL or verdict.level != NOTE
        for number, witness in enumerate(verdict.witnesses, 1):
            yield from _witness(witness, number, len(verdict.witnesses), replay, told=told)


def _head(verdict: Verdict, width: int) -> Iterator[Line]:
    """What is said of a property, in one line if it fits."""
    but = f", left out at {', '.join(verdict.left_out)}" if verdict.left_out else ""
    begin = f"{verdict.verdict:<{_INDENT}}{verdict.name}{but}"
    match verdict.verdict:
        case "PROVED":
            yield from _wrapped(PROVED, begin, width)
        case "VACUOUS":
            yield from _wrapped(VACUOUS, f"{begin}: {verdict.because}", width)
        case _:
            how = f"{verdict.level}, suppressed: {verdict.suppressed}" if verdict.suppressed else verdict.level
            kind = "suppressed" if verdict.suppressed else verdict.level if verdict.verdict == BROKEN else UNDECIDED
            yield from _wrapped(kind, f"{begin} ({how}): {verdict.because}", width)


def _reasons(verdict: Verdict, width: int) -> Iterator[Line]:
    """What makes a verdict so, or would decide it, where that was asked, or `because` does not say it all."""
    for each in verdict.why or verdict.reasons:
        yield from _labelled("open" if verdict.verdict == UNDECIDED else "why", each.says, width)


def _depends(verdict: Verdict, width: int) -> Iterator[Line]:
    """Which readings of quirks would change a verdict, or the call that it shows."""
    known = {(each.quirk, each.value) for each in verdict.depends_on}
    saving = [f"{each.quirk}={each.value}" for each in verdict.hangs_on if tuple(each) not in known]
    if saving:
        yield from _labelled("hangs", f"with {' or '.join(saving)} this callee would not break it", width)
    for each in verdict.depends_on:
        yield from _labelled("hangs", f"would be {each.verdict} if {each.quirk}={each.value}", width)


def assumptions(report: Verification, *, width: int = WIDTH) -> Iterator[Line]:
    """Yield the lines that say what the proofs lean on, all of them together; JSON has it for each."""
    proofs = [verdict for verdict in report.verdicts if verdict.verdict == PROVED]
    found = sorted({each for verdict in proofs for each in verdict.assumptions})
    if found:
        yield from _wrapped("assumed", f"the proofs assume {_readings(found)}", width, indent=0)


def _readings(premises: Iterable[Premise]) -> str:
    return ", ".join(f"{each.quirk}={each.value}" for each in premises)


def _labelled(label: str, text: str, width: int) -> Iterator[Line]:
    """A part of a verdict, with a word that says what it is; nothing where there is no text."""
    if text:
        yield from _wrapped(label, f"{'':{_INDENT}}{label:<7}{text}", width, indent=_INDENT + 7)


def _wrapped(kind: str, text: str, width: int, indent: int = _INDENT) -> Iterator[Line]:
    lines = wrap(text, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)
    for line in lines:
        yield kind, line


def _witness(witness: Witness, number: int, of: int, replay: str, *, told: bool) -> Iterator[Line]:
    """A call that breaks a property: its story, if that is told, its script, and how to play it again."""
    which = f"call {number} of {of}" if of > 1 else "the shortest call that shows it"
    acts = f"{witness.actions} action{'s' * (witness.actions != 1)}"
    if number > 1:  # the verdict's own words are those of the first
        yield "because", f"{'':{_INDENT}}{witness.because}"
    yield "because", f"{'':{_INDENT}}{which}: {acts}, {seconds(witness.transcript.duration_ms)}"
    if told:
        yield from story(witness.transcript)
    if replay:
        yield "replay", f"   replay  {command_of(replay, witness.statements)}"


def command_of(replay: str, statements: Iterable[str]) -> str:
    """The command that plays a call again.

    Args:
        replay: with `{script}` where the script goes.
        statements: of the script.
    """
    return replay.format(script=shell_word("; ".join(statements)))


def shell_word(script: str) -> str:
    """A script as a shell takes it."""
    return "'" + script.replace("'", "'\\''") + "'"


def counted(report: Verification) -> str:
    """The counts of verdicts by their levels."""
    return ", ".join(text for word in _ORDER if (text := _count(report, word))) or "nothing to prove"


def summary(report: Verification) -> str:
    """The counts of verdicts by their levels, and of what was searched, in one line."""
    searched = f"{report.states} states, {report.edges} edges"
    rest = "all of them" if report.complete else f"not all: {report.bound}"
    return f"{counted(report)}; {searched} ({rest})"


def _count(report: Verification, word: str) -> str:
    """How many verdicts say a word; of those that may fail, how many of each level; "" for none."""
    found = [each for each in report.verdicts if each.verdict == word]
    if not found or word in (PROVED, VACUOUS):
        return f"{len(found)} {word.lower()}" if found else ""
    kinds = ["suppressed" if each.suppressed else each.level for each in found]
    levels = [
        f"{count} {kind}{'s' * (count > 1 and kind != 'suppressed')}"
        for kind in (*SEVERITIES, "suppressed")
        if (count := kinds.count(kind))
    ]
    return f"{len(found)} {word.lower()} ({', '.join(levels)})"


def as_json(
    report: Verification, *, show_secrets: bool = False, secrets: Iterable[re.Pattern[str]] = ()
) -> dict[str, Any]:
    """Return the verdicts as data, in the shape of schemas/verify.schema.json.

    Args:
        report: the verdicts.
        show_secrets: keep what is secret.
        secrets: patterns of what is to be masked beside what is marked, and codes that are spoken.
    """
    patterns = tuple(secrets)
    return {
        "version": JSON_VERSION,
        "complete": report.complete,
        "states": report.states,
        "edges": report.edges,
        "bound": report.bound,
        "properties": [_property(each, patterns, show_secrets) for each in report.verdicts],
    }


def _property(verdict: Verdict, patterns: Sequence[re.Pattern[str]], show_secrets: bool) -> dict[str, Any]:
    shown = [each.transcript for each in verdict.witnesses]
    masks = [mask_of(each, patterns, shows=show_secrets) for each in shown]
    mask = masks[0] if masks else Mask(patterns=patterns, shows=show_secrets)
    calls = [call_data(each, None, mask) for each, mask in zip(shown, masks, strict=True)]
    scripts = [_script(each, call, mask) for each, call, mask in zip(verdict.witnesses, calls, masks, strict=True)]
    return {
        "name": verdict.name,
        "says": verdict.says,
        "verdict": verdict.verdict,
        "because": mask.masked(verdict.because),
        "witness": scripts[0] if scripts else None,
        "witnesses": scripts,
        "bound": verdict.because if verdict.verdict == UNDECIDED else None,
        "assumptions": [each._asdict() for each in verdict.assumptions],
        "depends_on": [each._asdict() for each in verdict.depends_on],
        "level": verdict.level,
        "harm": verdict.harm,
        "suppressed": mask.masked(verdict.suppressed) or None,
        "left_out": list(verdict.left_out),
        "reasons": [_told(each, mask) for each in verdict.reasons],
        "hangs_on": [each._asdict() for each in verdict.hangs_on],
        "why": None if verdict.why is None else [_told(each, mask) for each in verdict.why],
        "entries": calls[0]["entries"] if calls else [],
    }


def _told(each: SaidReason, mask: Mask) -> dict[str, Any]:
    return {"says": mask.masked(each.says), "node": mask.masked(each.node), "line": each.line}


def _script(witness: Witness, call: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    return {
        "script": mask.deep(list(witness.statements)),
        "because": mask.masked(witness.because),
        "actions": witness.actions,
        "duration_ms": call["duration_ms"],
        "outcome": call["outcome"],
    }
