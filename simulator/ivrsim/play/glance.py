"""A call in one line, for assertions and debuggers."""

from ivrdsl.findings.words import quoted
from ivrdsl.wording.mask import MASK
from ivrsim.core.units import seconds
from ivrsim.play.stand_in import with_stand_ins
from ivrsim.play.story import mask_of
from ivrsim.play.transcript import Transcript


def call_at_a_glance(transcript: Transcript, doing: str = "") -> str:
    """Return which plan is called, where the call is, and what was heard last, secrets masked.

    Args:
        transcript: what happened.
        doing: what the call is doing, in words; if not given, how it ended.
    """
    mask = mask_of(transcript)
    told = with_stand_ins(transcript, mask)
    plan = transcript.plan.elements[0].label
    where = told.retold(doing) if doing else f"{transcript.outcome} after {seconds(told.transcript.duration_ms)}"
    heard = [each for each in transcript if each.kind == "prompt"][-1:]
    words = ""
    for entry in heard:
        text: str = entry.details["text"]
        for secret in entry.details["secrets"]:
            text = text.replace(secret, MASK, 1)
        words = f"; heard last {quoted(mask.masked(text))}"
    return f"{mask.masked(plan)}: {mask.masked(where)}{words}"
