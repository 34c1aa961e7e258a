"""A set of calls for programs, and what is left out of it in words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ivrsim.play.stand_in import with_stand_ins
from ivrsim.play.story import mask_of
from ivrsim.tours.calls import TourCall
from ivrsim.tours.paths import Tours

JSON_VERSION: Final = 1


def summary(found: Tours) -> Iterator[str]:
    """Yield what the calls take, in one line; then a line for what they leave out, and for what is not known."""
    share = "all" if found.taken == found.goals else f"{found.taken} of"
    searched = f"{_count(found.states, 'state')}, {_count(found.edges, 'edge')} searched"
    yield f"{_count(len(found.calls), 'call')}: {share} {found.goals} edges and moments taken; {searched}"
    for each in found.left_out:
        times = f" ({each.number})" if each.number > 1 else ""
        yield f"left out: {each.what}{times}: {each.because}"
    for doubt in found.doubts:
        yield f"there may be more: {doubt}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"


def as_json(found: Tours, files: Mapping[str, str], *, show_secrets: bool = False) -> dict[str, Any]:
    """Return the calls as data, in the shape of schemas/paths.schema.json.

    Args:
        files: the file in which each call was written, by its name.
        show_secrets: keep what is secret.
    """
    return {
        "version": JSON_VERSION,
        "complete": found.complete,
        "states": found.states,
        "edges": found.edges,
        "goals": found.goals,
        "taken": found.taken,
        "doubts": list(found.doubts),
        "calls": [_call(each, files.get(each.name), show_secrets=show_secrets) for each in found.calls],
        "left_out": [each._asdict() for each in found.left_out],
    }


def _call(call: TourCall, file: str | None, *, show_secrets: bool) -> dict[str, Any]:
    mask = mask_of(call.transcript, shows=show_secrets)
    return {
        "name": mask.masked(call.name),
        "file": file,
        "place": call.place,
        "script": mask.deep(list(call.statements)),
        "actions": call.actions,
        "outcome": call.transcript.outcome,
        "ended_by": call.transcript.ended_by,
        "duration_ms": with_stand_ins(call.transcript, mask).transcript.duration_ms,
    }


def file_name(place: str) -> str:
    """The name of the file that holds the calls in which somebody acts last at a tag.

    Tags whose names look alike share a file: letter case is lost, because some file systems do not tell it apart.
    """
    plain = re.sub(r"[^a-z0-9_]+", "-", place.lower()).strip("-")
    return f"{plain[:60].strip('-') or 'call'}.call"
