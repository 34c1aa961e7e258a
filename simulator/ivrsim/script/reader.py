"""Reads call scripts, word by word. What comes next is the business of `statements.py` and `callfile.py`."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NoReturn

from ivrdsl.errors import ScriptError
from ivrsim.script.mention import Mention

_TOO_LONG_MS: Final = 10**15
"""In ms: no call lasts so long, and beyond that a number no longer tells whole ms apart."""


_LAST_OF_STATEMENT: Final = (
    r"""(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|(?<=\s)/(?:[^/\\]|\\.)*+/|(?!\s\#\s)[^;"'])*+(?=;|$)"""
)
"""What is left of a statement up to a comment, with the texts in it, which may hold a `;`."""


class Reader:
    """Reads one line of a script, word by word.

    Attributes:
        begin: where the statement begins that is read now.
        last: where what was read last begins.
        mentions: what it names of its plan.
    """

    def __init__(self, line: str, number: int) -> None:
        self.line = line
        self.number = number
        self.position = 0
        self.mentions: list[Mention] = []
        self._skip()
        self.begin = self.last = self.position

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
        self.last, self.position = self.position, found.end()
        self._skip()
        return found[0]

    def takes(self, words: str) -> bool:
        """Read words, or a sign, if they come next."""
        edge = r"(?![\w.])" if words[-1].isalnum() else ""
        return self.match(r"\s+".join(map(re.escape, words.split())) + edge) is not None

    def peeks(self, word: str) -> bool:
        """Whether a word comes next."""
        return re.compile(word + r"(?!\w)").match(self.line, self.position) is not None

    def expect(self, pattern: str, expected: str, hint: str = "") -> str:
        found = self.match(pattern)
        return self.fail(expected, hint=hint) if found is None else found

    def choose(self, options: tuple[str, ...]) -> str:
        """Read one of several words."""
        for option in options:
            if self.takes(option):
                return option
        return self.fail(" or ".join(options), among=options)

    def string(self, expected: str = "a text in quotes") -> str:
        """Read a text in quotes; a backslash takes the next character as it stands."""
        sign = self.line[self.position : self.position + 1]
        hint = f"its closing {sign} is missing" if sign in ("'", '"') else ""
        quoted = self.expect(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'", expected, hint)
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
        if bare := re.compile(r"[0-9]+(?:\.[0-9]+)?(?=\s|;|#|$)").match(self.line, start):
            self.fail(expected, hint=f"did you mean {bare[0]}s or {bare[0]}ms?")
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

    def begin_statement(self) -> None:
        """A statement begins here."""
        self.begin = self.position
        self.mentions = []

    def mention(self, kind: str, name: str, at: int | None = None) -> None:
        """Note what the statement names of its plan, at a position of the line, or by itself; see `Mention`."""
        self.mentions.append(Mention(kind, name, (self.begin if at is None else at) + 1))

    def skip_statement(self) -> None:
        """Go on behind a statement that cannot be read; where its end cannot be told, at the end of the line."""
        if self.match(_LAST_OF_STATEMENT) is None:
            self.position = len(self.line)

    def fail(self, expected: str, among: Iterable[str] = (), hint: str = "") -> NoReturn:
        """Refuse what comes next.

        Args:
            expected: what could have come, in words.
            among: the words that could have; the nearest is offered in their place, if one is near.
            hint: what else to say.

        Raises:
            ScriptError: always.
        """
        rest = self.line[self.position : self.position + _MOST_LOOKED_AT].split(";")[0].strip()
        found = f"`{rest[:40]}`" if rest else "the end of the line"
        near = _near(" ".join(rest.split()[:_MOST_WORDS]), tuple(among)) if rest[:1].isalpha() else ""
        told = f"; {near}" if near else f", expected {expected}{hint and f'; {hint}'}"
        story = f"found {found}{told}"
        raise ScriptError(story, line=self.number, column=self.position + 1)


_MOST_LOOKED_AT: Final = 200
"""Characters of a statement that cannot be read that are looked at."""
_MOST_WORDS: Final = 4
"""Words of it that are compared: as many as the longest that the language has."""


@lru_cache(1024)
def _near(rest: str, among: Sequence[str]) -> str:
    """A question that offers the nearest of some words, of which each may be several."""
    from ivrdsl.findings.words import Speller, did_you_mean  # only for a mistake

    joined = {each.replace(" ", "_"): each for each in among}  # blanks do not count: `hangup` is near `hang up`
    known = Speller(joined)
    longest = max((len(each.split()) for each in among), default=0)
    tries = (known.near("_".join(rest.split()[:length])) for length in range(longest, 0, -1))
    return did_you_mean([joined[each] for each in next(filter(None, tries), [])])


def require_none(mistakes: Sequence[ScriptError]) -> None:
    """Refuse a script with mistakes.

    Raises:
        ScriptError: there are some; it is the first, with the others.
    """
    if mistakes:
        first, *others = mistakes
        raise ScriptError(str(first), line=first.line, column=first.column, others=others)


_MOST_TOLD: Final = 50
"""Mistakes that are told one by one; a file that is something else has one in each line."""


def pointed(name: str, text: str, error: ScriptError) -> ScriptError:
    """The mistakes of a script as one error whose text shows all their places: the line, and a mark under the column.

    Args:
        name: what the script is called.
        text: the script.
        error: what is wrong with it.
    """
    lines = text.splitlines() or [""]
    every = sorted(error.every, key=lambda each: (each.line, each.column))
    stories = [
        f"{name}:{each.line}:{each.column}: {each}\n    {lines[each.line - 1]}\n    {' ' * (each.column - 1)}^"
        for each in every[:_MOST_TOLD]
    ]
    if len(every) > _MOST_TOLD:
        stories.append(f"{name}: and {len(every) - _MOST_TOLD} more")
    return ScriptError("\n".join(stories), line=every[0].line, column=every[0].column, others=every[1:])
