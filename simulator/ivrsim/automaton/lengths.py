"""How long prompts take in an automaton, as data: what is fixed in them, and the values that may be typed.

Theory of operation. A prompt is a sum over pieces (`core/lengths.py`), so what stands round a register takes its time
whatever is typed. What is typed are keys. One key takes what the voice takes for it. A number of several digits is read
in groups of three, so a table for each group adds up, and what does not add up is listed. All of it is what the voice
says, in hundredths of a ms; nothing here knows how a language reads numbers.
"""

from typing import Any, Final

from ivrdsl.model.structs import replace
from ivrsim.core.effects import Prompt
from ivrsim.core.events import KEYS
from ivrsim.core.lengths import ByCharacters, ByWords, Hidden, length_of, measured
from ivrsim.core.platform import Platform
from ivrsim.core.tokens import Tokens
from ivrsim.core.words import beginnings
from ivrsim.speech.languages import language
from ivrsim.speech.lengths import hundredths, prompt_ms, spoken
from ivrsim.speech.reading import token

_MOST_DIGITS: Final = 12
"""Digits of a number that is read as one; what is longer is a sample."""
_ALL_TRIED: Final = 4
"""Digits of numbers that are all tried, for what does not add up."""


def prompt_data(prompt: Prompt, platform: Platform, tokens: Tokens) -> dict[str, Any]:
    """Return what a player needs to play a prompt.

    Args:
        prompt: the prompt; there may be tokens in it.
        platform: on which it plays.
        tokens: their signs.

    Returns:
        Of a prompt without tokens `ms` and, where words are known, `units`: what is heard more at which moment. Else
        its `pieces`, and what makes a whole of them. A piece is its text, ms and the ends of its words. That of a
        register is its name, and the same of its sample.
        Or `each`, the ms of a character. `sample` says that another value may make another length than these add up to.
    """
    if tokens.begin not in prompt.text:
        told = prompt.source == "tts" and not platform.counts_characters  # else a story does not say what was heard
        return {"ms": prompt.duration_ms, **({"units": _units(prompt, platform)} if told else {})}
    hides = any(type(piece) is Hidden for piece in prompt.pieces)
    length = length_of(replace(platform, measured=()) if hides else platform, prompt.source, prompt.voice)
    if not isinstance(length, ByWords):
        if isinstance(length, ByCharacters):
            return {"ms": prompt.duration_ms, "each": length.each_ms}
        return {"ms": prompt.duration_ms, "sample": True}
    pieces = [_piece(piece, length.language, tokens) for piece in prompt.pieces if piece]
    return {
        "pieces": [each for several in pieces for each in several],
        **({"sample": True} if any(len(several) > 1 for several in pieces) else {}),
        "around": prompt_ms(length.language),
        "factor": length.factor,
        "language": length.language,
    }


def _units(prompt: Prompt, platform: Platform) -> list[list[Any]]:
    """What is heard more of a prompt as each of its words ends, and when; nothing is told twice."""
    units, told = [], ""
    for heard, end_ms in beginnings(prompt, platform):
        if len(heard) > len(told):
            units.append([heard[len(told) :], end_ms])
            told = heard
    return units


def _piece(piece: str, language: str, tokens: Tokens) -> list[list[Any]]:
    """A piece as text, length and the ends of its words; or as the name of a register."""
    parts = [(piece, "")] if type(piece) is Hidden else tokens.pieces(piece)
    measures = [_measured(text, language) for text, _ in parts]
    return [[name, measure] if name else measure for (_, name), measure in zip(parts, measures, strict=True)]


def _measured(piece: str, language: str) -> list[Any]:
    ms, ends = measured(piece, language)
    return [piece, ms, list(ends)]


def values_data(name: str, digits: int) -> dict[str, Any]:
    """Return how long typed keys take in a language.

    Args:
        name: of the language in which they are read.
        digits: how many may be typed at most.

    Returns:
        `keys` has the ms of each key alone, `longest` says how many digits a number has. All else is in hundredths of a
        ms. `groups` has for each power of a thousand what 0 to 999 take there, `each` a digit that is read by itself.
        `odd` has numbers that do not add up, `star` a star beside digits.
    """
    longest = min(_MOST_DIGITS, digits, language(name).longest)
    data: dict[str, Any] = {
        "keys": [spoken(key, name).ms for key in KEYS],
        "each": [_said(f"0{digit}", name) - _said("0", name) for digit in range(10)],
        "longest": longest,
        "groups": [_group(power, name) for power in range((longest + 2) // 3 if longest > 1 else 0)],
        "star": _said("1*2", name) - _said("1", name) - _said("2", name),
    }
    several = range(10, 10 ** min(_ALL_TRIED, longest)) if longest > 1 else ()
    odd = {str(each): said for each in several if (said := _said(str(each), name)) != _added(str(each), data)}
    return data | {"odd": odd}


def _said(digits: str, name: str) -> int:
    return sum(hundredths(word, name) for word in token(digits, name).words)


def _group(power: int, name: str) -> list[int]:
    return [0, *(_said(f"{each}{'000' * power}", name) for each in range(1, 1000))]


def _added(digits: str, data: dict[str, Any]) -> int:
    """What the groups of a number add up to."""
    ends = [(table, len(digits) - 3 * power) for power, table in enumerate(data["groups"])]
    return sum(table[int(digits[max(end - 3, 0) : end])] for table, end in ends if end > 0)
