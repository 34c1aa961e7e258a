"""When the words of a prompt are heard: where each ends, and what was heard until a moment."""

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from ivrdsl.wording.mask import MASK
from ivrsim.core.effects import Prompt
from ivrsim.core.lengths import Hidden, measured
from ivrsim.core.platform import Platform
from ivrsim.speech.lengths import language_of, prompt_ms


class HeardWord(NamedTuple):
    """A word of a prompt: signs between two blanks.

    Attributes:
        text: as it is written, with the signs next to it.
        start, end: where it stands in the prompt, in characters.
        end_ms: when it has been said, in ms from the beginning of the prompt.
    """

    text: str
    start: int
    end: int
    end_ms: int


def words_of(prompt: Prompt, platform: Platform) -> list[HeardWord]:
    """The words of a prompt, in order; a sound has none that anybody knows."""
    if prompt.source != "tts":
        return []
    places = _places(prompt.text)
    if platform.counts_characters:
        length = len(prompt.text)
        ends_ms = [prompt.duration_ms * end // length for _, end in places]
    else:
        ends_ms = _by_words(prompt, places)
    return [
        HeardWord(prompt.text[start:end], start, end, end_ms)
        for (start, end), end_ms in zip(places, ends_ms, strict=True)
    ]


def _by_words(prompt: Prompt, places: list[tuple[int, int]]) -> list[int]:
    """When the words end: as their lengths say, stretched to what the whole takes in this voice.

    Half of what every prompt takes stands before its first word, half behind its last: so the words of a voice end.
    """
    language = language_of(prompt.voice)
    around_ms = prompt_ms(language)
    whole_ms = around_ms // 2
    ends: list[tuple[int, int]] = []  # how many signs, blanks left out, have been said at which moment
    said = 0
    for piece in prompt.pieces or (prompt.text,):
        piece_ms, ends_ms = measured(piece, language)
        for word, end_ms in zip(piece.split(), ends_ms, strict=True):
            said += len(word)
            ends.append((said, whole_ms + end_ms))
        whole_ms += piece_ms
    whole_ms += around_ms - around_ms // 2
    signs = list(accumulate(end - start for start, end in places))
    found, at = [], 0
    for count in signs:
        while at < len(ends) - 1 and ends[at][0] < count:
            at += 1
        found.append(ends[at][1] * prompt.duration_ms // whole_ms if ends and whole_ms else prompt.duration_ms)
    return found


def _places(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand."""
    places, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        places.append((start, at))
    return places


def said_ms(prompt: Prompt, platform: Platform, end: int) -> int:
    """When the words up to a place in a prompt have been said, in ms from its beginning: the last of them has ended."""
    before = [word.end_ms for word in words_of(prompt, platform) if word.start < end]
    return before[-1] if before else 0


def heard_until(prompt: Prompt, platform: Platform, at_ms: int) -> str:
    """What has been said of a prompt at a moment, in ms from its beginning; of a word that was cut, nothing."""
    return heard_between(prompt, platform, 0, at_ms).text


def beginnings(prompt: Prompt, platform: Platform) -> Iterator[tuple[str, int]]:
    """What has been said of a prompt as each of its words ends, and when, in ms from its beginning."""
    ends = {word.end_ms: word.end for word in words_of(prompt, platform)}
    for end_ms, end in ends.items():
        yield _told(prompt, 0, end), end_ms


class HeardPart(NamedTuple):
    """What is heard of a prompt.

    Attributes:
        text: whole words.
        start, end: where they stand in the prompt, in characters.
    """

    text: str
    start: int
    end: int


def heard_between(prompt: Prompt, platform: Platform, from_ms: int, to_ms: int) -> HeardPart:
    """What is said of a prompt between two moments, in ms from its beginning; of a word that is cut, nothing.

    Between two words nothing is silent: a word begins where the one before it has ended.
    """
    begin_ms, heard = 0, []
    for word in words_of(prompt, platform):
        if from_ms <= begin_ms and word.end_ms <= to_ms:
            heard.append(word)
        begin_ms = word.end_ms
    start, end = (heard[0].start if from_ms > 0 else 0, heard[-1].end) if heard else (0, 0)
    return HeardPart(_told(prompt, start, end), start, end)


def _told(prompt: Prompt, start: int, end: int) -> str:
    """A part of a prompt; what is hidden in it is masked."""
    if not any(type(piece) is Hidden for piece in prompt.pieces):
        return prompt.text[start:end]
    told, at = "", 0
    for piece in prompt.pieces:  # which make the text, one behind the other
        part = prompt.text[max(at, start) : max(min(at + len(piece), end), start)]
        told += MASK if part and type(piece) is Hidden else part
        at += len(piece)
    return told
