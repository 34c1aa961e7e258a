"""Words of a prompt at which a callee acts."""

from unicodedata import category, normalize

from ivrdsl.errors import IvrError
from ivrdsl.findings.words import Speller
from ivrdsl.wording.likely import in_words
from ivrsim.core.effects import Prompt
from ivrsim.core.words import HeardWord, words_of
from ivrsim.play.failure import fail
from ivrsim.play.line import Line
from ivrsim.play.other_side import spoken


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
        fail(line, _missing(word, nth, len(found), prompt.text, _public(prompt, words)))
    return found[nth - 1]


def was_cut_before(line: Line, prompt: Prompt, began_ms: int, moment_ms: int) -> bool:
    """Whether a prompt ended early, before a moment; both in ms since the call began to ring."""
    prompts = spoken(line.log, moment_ms)
    ended_ms = next((end_ms for at_ms, each, end_ms in prompts if each is prompt and at_ms == began_ms), moment_ms)
    return ended_ms < moment_ms


def _public(prompt: Prompt, words: list[HeardWord]) -> list[str]:
    """The words that a failure may name alone; those of a secret are told with the whole prompt, and masked there."""
    secrets = [*in_words(prompt.text), *prompt.spots()]
    free = [each for each in words if not any(each.start < end and start < each.end for start, end in secrets)]
    return list(dict.fromkeys(_bare(each.text) for each in free))


def _missing(word: str, nth: int, times: int, text: str, said: list[str]) -> str:
    if times:
        return f'the word "{word}" comes {times} time{"s" * (times > 1)} in the prompt, not {nth}'
    near = Speller(said).near(_bare(word))
    nearest = f'the nearest is "{near[0]}"' if near else f'it says "{text}"'
    return f'the prompt does not say the word "{word}"; {nearest}'


def _bare(word: str) -> str:
    """A word without the signs round it and those that nobody sees, in small letters; a sign alone is itself."""
    plain = "".join(sign for sign in normalize("NFC", word) if category(sign) != "Cf")
    start, end = 0, len(plain)
    while start < end and not plain[start].isalnum():
        start += 1
    while end > start and not plain[end - 1].isalnum():
        end -= 1
    return (plain[start:end] or plain or word).strip().casefold()
