"""Calls that somebody has written, recorded whole: their lines as `simulate` prints them, and the ways that they take."""

import re
from collections.abc import Iterable, Sequence
from os.path import basename
from typing import Any, NamedTuple

from ivrsim.core.masking import mask_of_plans
from ivrsim.coverage.shares import percentage
from ivrsim.coverage.tally import Tally
from ivrsim.play.call import Call
from ivrsim.play.failure import Failed
from ivrsim.play.stand_in import with_stand_ins
from ivrsim.play.story import mask_of, story
from ivrsim.script.run import passes
from ivrsim.script.statements import Statement


class GivenCall(NamedTuple):
    """A call to play.

    Attributes:
        file: where it is written.
        name: its name there.
        call: to the plan, not begun yet.
        statements: its script.
    """

    file: str
    name: str
    call: Call
    statements: Sequence[Statement]


def recordings_data(
    calls: Iterable[GivenCall], *, secrets: Sequence[re.Pattern[str]], show_secrets: bool
) -> dict[str, Any]:
    """Play calls, and return what happened in each, with how much of the plan they cover together.

    Args:
        calls: to one plan.
        secrets: what is secret beside what the plan marks.
        show_secrets: whether nothing is masked.
    """
    tally, told, ways = Tally(), [], dict[str, int]()
    for given in calls:
        passed, failed = passes(given.call, given.statements)
        tally.add(given.call.line, source=basename(given.file), varies=False, passed=passed)
        if passed:
            for way in _ways(given.call):
                ways[way] = ways.get(way, 0) + 1
        told.append(_told(given, failed, secrets, show_secrets) | {"passed": passed})
    share = tally.coverage().branches
    covered = f"{share.passed} of {share.total} branches, {percentage(share)}" if share.total else ""
    return {"calls": told, "ways": ways, "covered": covered}


def _ways(call: Call) -> set[str]:
    """The ways that a call has taken, as the player names them: the place that each leaves, and its label."""
    mask = mask_of_plans(call.line.plan)
    return {f"{place}:{mask.masked(way.label)}" for move in call.line.moves for place, way in move.ways}


def _told(
    given: GivenCall, failed: Failed | None, secrets: Sequence[re.Pattern[str]], show_secrets: bool
) -> dict[str, Any]:
    transcript = given.call.transcript()
    mask = mask_of(transcript, secrets, shows=show_secrets)
    told = with_stand_ins(transcript, mask)
    if failed is not None:
        failed = failed._replace(message=told.retold(failed.message))
    lines = [[kind, mask.masked(line)] for kind, line in story(told.transcript, failed)]
    return {"file": basename(given.file), "name": mask.masked(given.name), "lines": lines}
