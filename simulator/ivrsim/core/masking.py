"""What a compiled plan tells a mask: the texts that it marks as secret, and all that it says."""

import re
from collections.abc import Iterable
from itertools import chain

from ivrdsl.wording.mask import Mask, codes_told
from ivrsim.core import table as t
from ivrsim.core.template import Template


def mask_of_plans(
    *plans: t.Plan,
    marked: Iterable[str] = (),
    told: Iterable[str] = (),
    typed: Iterable[str] = (),
    patterns: Iterable[re.Pattern[str]] = (),
    shows: bool = False,
) -> Mask:
    """A mask that knows the secrets of plans.

    Args:
        plans: whose marks count, and whose prompts and messages may tell codes.
        marked: what else is marked, such as secrets that were put together during a call.
        told: what else was said.
        typed: what the caller has typed and hears again; none is secret that nothing else makes secret.
        patterns: what somebody names.
        shows: whether nothing is masked.
    """
    words = [] if shows else [each for plan in plans for each in _words(plan)]
    marks = (text for each in words for secret, template in each.pieces if secret and (text := _whole(template)))
    texts = ("".join(_with_names(template) for _, template in each.pieces) for each in words)
    return Mask(chain(marked, marks), codes=codes_told(chain(told, texts)), typed=typed, patterns=patterns, shows=shows)


def _words(plan: t.Plan) -> Iterable[t.Words]:
    """What a plan says and sends; addresses of sounds are no words."""
    for instruction in plan.table:
        words = getattr(instruction, "words", None)
        if words is not None and getattr(instruction, "source", "tts") == "tts":
            yield words


def _whole(template: Template) -> str:
    """A text without variables; a secret with one in it has no text to look for."""
    return "".join(map(str, template)) if all(isinstance(piece, str) for piece in template) else ""


def _with_names(template: Template) -> str:
    """A text with a name in the place of each variable."""
    return "".join(piece if isinstance(piece, str) else "${variable}" for piece in template)
