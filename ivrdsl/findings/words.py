"""Words for findings: values in quotes, lists, and names that are spelt nearly alike."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

LONGEST_VALUE: Final = 60
_COMPARISONS: Final = 60_000
"""How many pairs of names one Speller compares in all (about a second); letter case is always looked at."""


def quoted(value: str) -> str:
    """A value as findings show it: on one line, in double quotes, cut when it is long."""
    line = " ".join(value[: LONGEST_VALUE * 8].split())
    if len(line) > LONGEST_VALUE or len(value) > LONGEST_VALUE * 8:
        line = line[: LONGEST_VALUE - 3] + "..."
    return f'"{line}"'


def one_of(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} or {last}" if most else last


def fold(word: str) -> str:
    """A word without what does not count: letter case, `_`, `-` and blanks."""
    return word.casefold().replace("_", "").replace("-", "").replace(" ", "")


def _is_one_slip(word: str, other: str) -> bool:
    """Whether two words differ by a letter too much, another letter, or two neighbours that have changed places.

    Words of two letters are like too many others, and names that differ by a digit are numbered.
    """
    shorter, longer = sorted((word, other), key=len)
    start = next((at for at, (one, two) in enumerate(zip(shorter, longer, strict=False)) if one != two), len(shorter))
    rest, more = shorter[start:], longer[start:]
    if len(longer) < 3 or any(letter.isdigit() for letter in rest[:1] + more[:1]):
        return False
    if len(rest) != len(more):
        return rest == more[1:]
    return rest[1:] == more[1:] or (rest[:2] == more[1::-1] and rest[2:] == more[2:])


class Speller:
    """Finds the known words that are spelt nearly like an unknown one. What `fold` takes away does not count."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_fold: defaultdict[str, list[str]] = defaultdict(list)
        for word in known:
            if len(same := self._by_fold[fold(word)]) < 3 and word not in same:
                same.append(word)
        self._left = _COMPARISONS
        self._known: dict[str, list[str]] = {}

    def near(self, word: str) -> list[str]:
        """At most three known words, the nearest first; none when none is near."""
        if word not in self._known:
            self._known[word] = self._search(fold(word[:200]))
        return self._known[word]

    def _search(self, folded: str) -> list[str]:
        if folded in self._by_fold:
            return self._by_fold[folded]
        from difflib import get_close_matches

        if self._left <= 0:
            return []
        self._left -= len(self._by_fold)
        like = [known for known in self._by_fold if abs(len(known) - len(folded)) <= 3][:_COMPARISONS]
        found = get_close_matches(folded, like, n=3, cutoff=0.72)
        found += [known for known in like if known not in found and _is_one_slip(folded, known)]  # of short words
        return [word for known in found for word in self._by_fold[known]][:3]


def did_you_mean(words: list[str]) -> str:
    """`did you mean "live" or "Live"?`, or nothing."""
    return f"did you mean {one_of(quoted(word) for word in words)}?" if words else ""


def nearest_word(word: str, known: Iterable[str]) -> str:
    """A question that offers the known words that are spelt nearly like an unknown one, or nothing."""
    return did_you_mean(Speller(known).near(word))


def meant(word: str, known: Iterable[str]) -> str:
    """What to say of a word that is not among some: which may be meant, or else all there are."""
    there = list(known)
    return nearest_word(word, there) or f"there are: {', '.join(there)}"


def expected(word: str, known: Iterable[str]) -> str:
    """What to say of a word that is none of a few: what was expected, and which may be meant."""
    few = list(known)
    return "; ".join(filter(None, (f"expected {one_of(few)}", nearest_word(word, few))))
