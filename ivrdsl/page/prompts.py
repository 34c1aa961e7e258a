"""The prompts of a plan as a sheet for who records them: each once, with where it is said, and how long it takes."""

from collections.abc import Iterator, Sequence
from typing import Any

from ivrdsl.wording.mask import Mask
from ivrsim.core import table as t
from ivrsim.core.instructions.media import Play
from ivrsim.core.lengths import Hidden
from ivrsim.core.template import Template
from ivrsim.picture.words import Captions, visible
from ivrsim.speech.lengths import language_of


def prompts_data(plan: t.Plan, mask: Mask, lines: Sequence[int | None]) -> list[dict[str, Any]]:
    """Return the prompts, in the order in which the plan has them.

    Args:
        plan: the plan.
        mask: hides its secrets; what is hidden takes as long as a stand-in.
        lines: the source line of each element.
    """
    captions = Captions(plan, mask)
    plays = [each for each in plan.table if isinstance(each, Play)]
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for play in sorted(plays, key=lambda each: each.element):
        text = visible(mask.masked(captions.words(play.words, play.source)))
        if not text:
            continue
        row = found.setdefault((play.source, play.voice, text), _row(play, text, mask))
        line = lines[play.element] if play.element < len(lines) else None
        where = captions.node(play.element) + (f", line {line}" if line else "")
        if where not in row["where"]:
            row["where"].append(where)
    return list(found.values())


def _row(play: Play, text: str, mask: Mask) -> dict[str, Any]:
    pieces = tuple(_pieces(play, mask))
    return {
        "source": play.source,
        "voice": play.voice,
        "language": language_of(play.voice) if play.source == "tts" else "",
        "text": text,
        "ms": play.length.ms("".join(pieces), pieces) if pieces else 0,
        "varies": any(_varies(template) for _, template in play.words.pieces),
        "where": [],
    }


def _pieces(play: Play, mask: Mask) -> Iterator[str]:
    """What of a prompt is known before any call; what a mask hides counts as its stand-in."""
    whole = "".join(piece for _, template in play.words.pieces for piece in template if isinstance(piece, str))
    hides = bool(mask.hidden(whole)) and not any(secret for secret, _ in play.words.pieces)
    for secret, template in play.words.pieces:
        for piece in template:
            if isinstance(piece, str):
                yield Hidden(piece) if not mask.shows and (secret or hides) else piece


def _varies(template: Template) -> bool:
    return any(not isinstance(piece, str) for piece in template)
