"""What in a prompt is secret: what its author marked, digits that are spoken one by one, and what a pattern finds."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ivrdsl.wording import codes
from ivrsim.core.effects import Prompt
from ivrsim.search.explore import Move


class PromptSecret(NamedTuple):
    """A secret in a prompt.

    Attributes:
        text: the words.
        start, end: where they stand in the prompt, in characters.
    """

    text: str
    start: int
    end: int


Patterns = Sequence[re.Pattern[str]]


def secrets_in(prompt: Prompt, patterns: Patterns = ()) -> list[PromptSecret]:
    """Return the secrets in a prompt, in order.

    Args:
        prompt: as it begins.
        patterns: what counts as secret beside what is marked and digits that are spoken one by one.
    """
    text = prompt.text
    found: dict[tuple[int, int], PromptSecret] = {}
    for start, end in prompt.spots():
        found[start, end] = PromptSecret(text[start:end], start, end)
    if prompt.source == "tts":
        for span in codes(text):
            if span.kind == "code":
                found.setdefault(
                    (span.start, span.end), PromptSecret(text[span.start : span.end], span.start, span.end)
                )
    for pattern in patterns:
        for match in pattern.finditer(text):
            if match[0]:
                found.setdefault(match.span(), PromptSecret(match[0], *match.span()))
    return [found[place] for place in sorted(found)]


def starts_secret(move: Move, patterns: Patterns) -> bool:
    """Whether a prompt with a secret starts: a callee who stays silent hears it."""
    return any(isinstance(effect, Prompt) and secrets_in(effect, patterns) for effect in move.effects)


def completes_secret(move: Move, patterns: Patterns) -> bool:
    """Whether a prompt with a secret has just been spoken to its end."""
    playing = move.source.playing
    return playing is not None and move.event.kind == "timer" and bool(secrets_in(playing, patterns))
