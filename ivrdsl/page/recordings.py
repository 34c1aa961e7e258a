"""Calls that somebody has written, recorded whole: their lines as `simulate` prints them, and the ways they take."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ivrdsl.findings.render.markup import Html, code, island, tag
from ivrdsl.model.structs import replace
from ivrdsl.page.secrecy import Secrecy
from ivrdsl.wording.mask import MASK, Mask
from ivrsim.automaton.lines import way_name
from ivrsim.core import table as t
from ivrsim.core.effects import Effect, Ignored, Input, KeyPressed
from ivrsim.coverage.shares import percentage
from ivrsim.coverage.tally import Tally
from ivrsim.play.call import Call
from ivrsim.play.failure import Failed
from ivrsim.play.stand_in import with_stand_ins
from ivrsim.play.story import mask_of, story
from ivrsim.play.transcript import Transcript


class GivenCall(NamedTuple):
    """A call that was played as somebody has written it.

    Attributes:
        file: where it is written.
        name: its name there.
        call: the call.
        passed: whether it did.
        failed: the statement that failed.
    """

    file: str
    name: str
    call: Call
    passed: bool
    failed: Failed | None


class RecordedCall(NamedTuple):
    """A call that was played.

    Attributes:
        file, name: where it is written, and its name there.
        passed: whether it did.
        lines: what happened, as `simulate` prints it.
    """

    file: str
    name: str
    passed: bool
    lines: tuple[str, ...]


class RecordedCalls(NamedTuple):
    """Calls that were played.

    Attributes:
        calls: each.
        ways: how many calls that passed take each way, by its name.
        covered: how much of the plan they cover, in words.
    """

    calls: tuple[RecordedCall, ...]
    ways: dict[str, int]
    covered: str


def recorded(plan: t.Plan, calls: Iterable[GivenCall], secrecy: Secrecy) -> RecordedCalls:
    """Return what happened in calls.

    Args:
        plan: to which they are.
        calls: the calls.
        secrecy: what is hidden.
    """
    tally, told, ways = Tally(), [], dict[str, int]()
    mask = secrecy.mask(plan)
    for given in calls:
        tally.add(given.call.line, source="", varies=False, passed=given.passed)
        taken = {way_name(mask, *way) for move in given.call.line.moves for way in move.ways}
        for way in taken if given.passed else ():
            ways[way] = ways.get(way, 0) + 1
        lines = _lines(given.call, given.failed, secrecy)
        told.append(RecordedCall(given.file, mask.masked(given.name), given.passed, lines))
    share = tally.coverage().branches
    covered = f"{share.passed} of {share.total} branches, {percentage(share)}" if share.total else ""
    return RecordedCalls(tuple(told), dict(sorted(ways.items())), covered)


def _lines(call: Call, failed: Failed | None, secrecy: Secrecy) -> tuple[str, ...]:
    transcript = call.transcript()
    mask = mask_of(transcript, secrecy.secrets, shows=secrecy.shows)
    told = with_stand_ins(transcript, mask)
    if failed is not None:
        failed = failed._replace(message=told.retold(failed.message))
    return tuple([mask.masked(line) for _, line in story(_without_keys(told.transcript, mask), failed)])


def _without_keys(transcript: Transcript, mask: Mask) -> Transcript:
    """A call without the keys of an input that is masked: they would spell it."""
    inputs = [each.details["digits"] for each in transcript.of_kind(Input.kind)]
    if all(mask.masked(each) == each for each in inputs):
        return transcript
    log: list[Any] = []
    for at_ms, effects in transcript.effects():
        log += (at_ms, tuple([_hidden(each) for each in effects]), None)
    other = transcript.hiding(log)
    other.stands_in = transcript.stands_in
    return other


def _hidden(effect: Effect) -> Effect:
    return replace(effect, key=MASK) if isinstance(effect, KeyPressed | Ignored) else effect


def recordings_parts(found: RecordedCalls) -> Iterable[Html]:
    """The panel of these calls."""
    count, failed = len(found.calls), sum(not each.passed for each in found.calls)
    several = f"{count} call{'s' * (count != 1)} that somebody has written, "
    came = f"{failed} of them fail" if failed else "and all pass"
    yield tag("p", f"{several}{came}{f'. They take {found.covered}' if found.covered else ''}.", class_="lead")
    box = tag("input", type="checkbox", id="covers")
    box = Html(box.removesuffix("</input>"))
    yield tag("p", tag("label", box, " show in the picture how often they take each way"), class_="choice")
    for each in found.calls:
        result = tag("span", "passes" if each.passed else "fails", class_="tag")
        summary = tag("summary", result, " ", island(each.name), tag("span", " ", island(each.file), class_="soft"))
        lines = code("\n".join(each.lines), f"Call {each.name}")
        yield tag("details", summary, lines, class_="passed" if each.passed else "failed")
