"""Verdicts for people, and for programs."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

from ivrdsl.wording.mask import Mask
from ivrsim.core.units import seconds
from ivrsim.play.story import call_data, mask_of, story
from ivrsim.proofs.verify import BROKEN, PROVED, UNDECIDED, VACUOUS, Verdict, Verification
from ivrsim.proofs.witness import Witness

JSON_VERSION: Final = 1
_WIDTH: Final = 100

_ORDER: Final = (BROKEN, UNDECIDED, VACUOUS, PROVED)


def lines_of(verdict: Verdict, replay: str = "") -> Iterator[tuple[str, str]]:
    """Yield the lines of one verdict, each with what it is: the verdict's own word, or the kind of an entry.

    Args:
        replay: the command that plays a witness, with `{script}` where its script goes.
    """
    yield verdict.verdict, f"{verdict.verdict:<9}  {verdict.name}: {verdict.says}"
    yield "because", f"           {'for example: ' * (verdict.verdict == PROVED)}{verdict.because}"
    if verdict.verdict == BROKEN:
        for number, witness in enumerate(verdict.witnesses, 1):
            yield from _witness(witness, number, len(verdict.witnesses), replay)
    yield from _depends(verdict)


def _depends(verdict: Verdict) -> Iterator[tuple[str, str]]:
    if verdict.depends_on:
        told = ", ".join(f"{each.quirk}={each.value} ({each.verdict})" for each in verdict.depends_on)
        yield from _wrap("depends", f"depends on {told}")


def assumptions(report: Verification) -> Iterator[tuple[str, str]]:
    """Yield the lines that say what the proofs lean on, all of them together; JSON has it for each."""
    proofs = [verdict for verdict in report.verdicts if verdict.verdict == PROVED]
    found = sorted({each for verdict in proofs for each in verdict.assumptions})
    if found:
        yield from _wrap("assumed", f"the proofs assume {', '.join(f'{each.quirk}={each.value}' for each in found)}", 0)


def _wrap(kind: str, text: str, indent: int = 11) -> Iterator[tuple[str, str]]:
    for line in wrap(text, _WIDTH - indent, break_long_words=False, break_on_hyphens=False):
        yield kind, f"{'':{indent}}{line}"


def _witness(witness: Witness, number: int, of: int, replay: str) -> Iterator[tuple[str, str]]:
    """A call that breaks a property: its story, its script, and how to play it again."""
    which = f"call {number} of {of}" if of > 1 else "the shortest call that shows it"
    acts = f"{witness.actions} action{'s' * (witness.actions != 1)}"
    yield "because", f"           {which}: {acts}, {seconds(witness.transcript.duration_ms)}"
    yield from story(witness.transcript)
    if replay:
        yield "replay", f"   replay  {replay.format(script=shell_word('; '.join(witness.statements)))}"


def shell_word(script: str) -> str:
    """A script as a shell takes it."""
    return "'" + script.replace("'", "'\\''") + "'"


def summary(report: Verification) -> str:
    """The counts of verdicts, and of what was searched, in one line."""
    counts = {word: sum(verdict.verdict == word for verdict in report.verdicts) for word in _ORDER}
    told = ", ".join(f"{count} {word.lower()}" for word, count in counts.items() if count)
    searched = f"{report.states} states, {report.edges} edges"
    rest = "all of them" if report.complete else f"not all: {report.bound}"
    return f"{told or 'nothing to prove'}; {searched} ({rest})"


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
        "entries": calls[0]["entries"] if calls else [],
    }


def _script(witness: Witness, call: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    return {
        "script": mask.deep(list(witness.statements)),
        "actions": witness.actions,
        "duration_ms": call["duration_ms"],
        "outcome": call["outcome"],
    }
