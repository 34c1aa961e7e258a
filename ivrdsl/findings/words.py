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


def _fold(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "")


class Speller:
    """Finds the known words that are spelt nearly like an unknown one, letter case, `_` and `-` not counting."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_fold: defaultdict[str, list[str]] = defaultdict(list)
        for word in known:
            if len(same := self._by_fold[_fold(word)]) < 3 and word not in same:
                same.append(word)
        self._left = _COMPARISONS
        self._known: dict[str, list[str]] = {}

    def near(self, word: str) -> list[str]:
        """At most three known words, the nearest first; none when none is near."""
        if word not in self._known:
            self._known[word] = self._search(_fold(word[:200]))
        return self._known[word]

    def _search(self, fold: str) -> list[str]:
        if fold in self._by_fold:
            return self._by_fold[fold]
        from difflib import get_close_matches

        if self._left <= 0:
            return []
        self._left -= len(self._by_fold)
        like = [known for known in self._by_fold if abs(len(known) - len(fold)) <= 3]
        found = get_close_matches(fold, like[:_COMPARISONS], n=3, cutoff=0.72)
        return [word for known in found for word in self._by_fold[known]][:3]


def did_you_mean(words: list[str]) -> str:
    """`did you mean "live" or "Live"?`, or nothing."""
    return f"did you mean {one_of(quoted(word) for word in words)}?" if words else ""
