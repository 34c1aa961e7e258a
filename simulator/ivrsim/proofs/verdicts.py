"""Verdicts for people, and for programs."""

import re
from collections.abc import Callable, Iterable, Iterator
from textwrap import wrap
from typing import Any, Final

from ivrdsl.wording import codes
from ivrsim.core.units import MASK, seconds
from ivrsim.play.story import as_json as call_as_json, story
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
        yield "replay", f"   replay  {replay.format(script=_shell_word('; '.join(witness.statements)))}"


def _shell_word(script: str) -> str:
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
        show_secrets: keep what is marked as secret.
        secrets: patterns of what is to be masked beside that.
    """
    patterns = tuple(secrets)

    def hide(value: Any) -> Any:
        return value if show_secrets or not isinstance(value, str) else hidden(value, patterns)

    return {
        "version": JSON_VERSION,
        "complete": report.complete,
        "states": report.states,
        "edges": report.edges,
        "bound": report.bound,
        "properties": [_property(each, show_secrets=show_secrets, hide=hide) for each in report.verdicts],
    }


def hidden(text: str, patterns: Iterable[re.Pattern[str]]) -> str:
    """A text without what is secret: digits that are spoken one by one, and what a pattern finds."""
    for span in reversed(codes(text)):
        text = f"{text[: span.start]}{MASK}{text[span.end :]}" if span.kind == "code" else text
    for pattern in patterns:
        text = pattern.sub(MASK, text)
    return text


def _property(verdict: Verdict, *, show_secrets: bool, hide: Callable[[Any], Any]) -> dict[str, Any]:
    first = verdict.witnesses[0] if verdict.witnesses else None
    entries = [] if first is None else call_as_json(first.transcript, show_secrets=show_secrets)["entries"]
    return {
        "name": verdict.name,
        "says": verdict.says,
        "verdict": verdict.verdict,
        "because": hide(verdict.because),
        "witness": None if first is None else _script(first, hide),
        "witnesses": [_script(each, hide) for each in verdict.witnesses],
        "bound": verdict.because if verdict.verdict == UNDECIDED else None,
        "assumptions": [each._asdict() for each in verdict.assumptions],
        "depends_on": [each._asdict() for each in verdict.depends_on],
        "entries": [{name: hide(value) for name, value in entry.items()} for entry in entries],
    }


def _script(witness: Witness, hide: Callable[[Any], Any]) -> dict[str, Any]:
    return {
        "script": [hide(statement) for statement in witness.statements],
        "actions": witness.actions,
        "duration_ms": witness.transcript.duration_ms,
        "outcome": witness.transcript.outcome,
    }
