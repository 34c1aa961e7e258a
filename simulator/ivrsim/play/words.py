"""Words of a prompt at which a callee acts."""

from typing import Final

from ivrdsl.errors import IvrError
from ivrsim.core.effects import Prompt
from ivrsim.core.words import HeardWord, words_of
from ivrsim.play.failure import fail
from ivrsim.play.line import Line

_MOST_NAMED: Final = 12
"""Words of a prompt that a failure names."""


def nth_word(line: Line, prompt: Prompt, word: str, nth: int) -> tuple[int, HeardWord]:
    """Find a word in a prompt; letter case and the signs round it do not count.

    Args:
        line: the call.
        prompt: what is said.
        word: as it is written, between two blanks.
        nth: which of them, from 1.

    Returns:
        Its number among the words of the prompt, and the word.

    Raises:
        StepFailed: the prompt does not say it, or not so often; the text names the nearest.
        IvrError: this is no word, or no number.
    """
    if not isinstance(word, str) or not _bare(word) or len(word.split()) != 1:
        raise IvrError(f"at word {word!r}: expected one word")
    if type(nth) is not int or nth < 1:
        raise IvrError(f"at word {word!r} {nth!r}: expected 1 for the first, 2 for the second")
    words = words_of(prompt, line.plan.platform)
    if not words:
        fail(line, f"a sound plays, and nobody knows its words: {prompt.text}")
    found = [(at, each) for at, each in enumerate(words) if _bare(each.text) == _bare(word)]
    if len(found) < nth:
        fail(line, _missing(word, nth, len(found), words))
    return found[nth - 1]


def _missing(word: str, nth: int, times: int, words: list[HeardWord]) -> str:
    if times:
        return f'the word "{word}" comes {times} time{"s" * (times > 1)} in the prompt, not {nth}'
    from difflib import get_close_matches  # only for a wrong word

    said = list(dict.fromkeys(_bare(each.text) for each in words))
    near = get_close_matches(_bare(word), said, 1)
    if near:
        return f'the prompt does not say the word "{word}"; the nearest is "{near[0]}"'
    more = ", ..." if len(said) > _MOST_NAMED else ""
    return f'the prompt does not say the word "{word}"; it says: {", ".join(said[:_MOST_NAMED])}{more}'


def _bare(word: str) -> str:
    """A word without the signs round it, in small letters; a sign that stands alone is itself."""
    start, end = 0, len(word)
    while start < end and not word[start].isalnum():
        start += 1
    while end > start and not word[end - 1].isalnum():
        end -= 1
    return (word[start:end] or word).strip().casefold()
