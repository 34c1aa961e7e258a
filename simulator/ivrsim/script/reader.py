"""Reads call scripts, word by word. What comes next is the business of `script.py` and `callfile.py`."""

import re
from collections.abc import Collection
from typing import Final, NoReturn

from ivrdsl.errors import ScriptError
from ivrdsl.findings.words import Speller, did_you_mean

_TOO_LONG_MS: Final = 10**15
"""In ms: no call lasts so long, and beyond that a number no longer tells whole ms apart."""

_LONGEST: Final = 100
"""Characters of what is not understood that are compared with what is."""


class Reader:
    """Reads one line of a script, word by word."""

    def __init__(self, line: str, number: int) -> None:
        self.line = line
        self.number = number
        self.position = 0
        self._skip()

    def _skip(self) -> None:
        while self.position < len(self.line) and self.line[self.position].isspace():
            self.position += 1

    def at_end(self) -> bool:
        """Whether nothing follows but a comment."""
        return self.position >= len(self.line) or self.line[self.position] == "#"

    def at_statement_end(self) -> bool:
        return self.at_end() or self.line[self.position] == ";"

    def match(self, pattern: str) -> str | None:
        """Read what a regular expression matches here, and the blanks after it."""
        found = re.compile(pattern).match(self.line, self.position)
        if not found:
            return None
        self.position = found.end()
        self._skip()
        return found[0]

    def takes(self, words: str) -> bool:
        """Read words, or a sign, if they come next."""
        edge = r"(?![\w.])" if words[-1].isalnum() else ""
        return self.match(r"\s+".join(map(re.escape, words.split())) + edge) is not None

    def peeks(self, word: str) -> bool:
        """Whether a word comes next."""
        return re.compile(word + r"(?!\w)").match(self.line, self.position) is not None

    def expect(self, pattern: str, expected: str) -> str:
        found = self.match(pattern)
        return self.fail(expected) if found is None else found

    def choose(self, options: tuple[str, ...]) -> str:
        """Read one of several words."""
        for option in options:
            if self.takes(option):
                return option
        return self.fail(" or ".join(options), options)

    def string(self, expected: str = "a text in quotes") -> str:
        """Read a text in quotes; a backslash takes the next character as it stands."""
        quoted = self.expect(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'", expected)
        return re.sub(r"\\(.)", r"\1", quoted[1:-1])

    def word(self) -> str:
        """Read one word in quotes."""
        start, expected = self.position, "one word in quotes"
        word = self.string(expected)
        if len(word.split()) != 1:
            self.position = start
            self.fail(expected)
        return word

    def time_ms(self, expected: str = "a time such as 1.2s or 500ms") -> int:
        """Read a time, in ms."""
        start = self.position
        text = self.expect(r"[0-9]+(\.[0-9]+)?(ms|s)(?!\w)", expected)
        number = float(text.removesuffix("ms").removesuffix("s"))
        ms = number if text.endswith("ms") else number * 1000
        if ms >= _TOO_LONG_MS:
            self.position = start
            self.fail(f"a time of less than {_TOO_LONG_MS // 1000}s")
        return round(ms)

    def ends_statement(self) -> None:
        if not self.at_statement_end():
            self.fail("the end of the statement, or `;`")

    def fail(self, expected: str, known: Collection[str] = ()) -> NoReturn:
        """Say that something else was expected, and which of some known words may be meant.

        Raises:
            ScriptError: always.
        """
        rest = self.line[self.position :].split(";")[0].strip()
        found = f"`{rest[:40]}`" if rest else "the end of the line"
        near = did_you_mean(_near(rest, known))
        told = f"{expected}; {near}" if near else expected
        raise ScriptError(f"found {found}, expected {told}", line=self.number, column=self.position + 1)


def _near(rest: str, known: Collection[str]) -> list[str]:
    """Which of some known words a line may mean where it goes on: as many words are compared as these have."""
    words = rest[:_LONGEST].split()
    for count in sorted({len(each.split()) for each in known}, reverse=True):
        near = Speller(each for each in known if len(each.split()) == count).near(" ".join(words[:count]))
        if near:
            return near
    return []
