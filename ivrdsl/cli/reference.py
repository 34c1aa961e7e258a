"""What can be explained, and which pages a word means: read from the pages themselves, so that nothing else is loaded.

The pages in docs/reference/ are made from the code by tests/reference/, those in docs/rules/ from the rules.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from ivrdsl.checking.catalogue import catalogue
from ivrdsl.cli.commands import COMMANDS
from ivrdsl.files.package import documentation
from ivrdsl.findings.words import fold, nearest_word

KINDS: Final = {
    "rule": "rules",
    "node": "nodes",
    "property": "properties",
    "quirk": "quirks",
    "outcome": "outcomes",
    "verdict": "verdicts",
    "exit": "exit codes",
    "statement": "statements",
    "party": "parties",
    "entry": "entries",
    "variable": "variables",
}
"""The kinds of what can be explained, in the order in which a word is looked up; each in the plural, for lists."""
_ROW: Final = re.compile(r"\| \[(.+?)\]\((\w+)/(.+?)\.md\) \| (.*) \| (.*) \|")


_SPOKEN_OF: Final = {
    "spell": "node:Say",
    "secret": "property:person-hears-secret",
    "inbound": "statement:answer",
    "hangs": "outcome:hangup",
    "repeat": "property:secret-can-be-repeated",
    "silence": "property:silence-never-acts",
    "answerphone": "party:mailbox",
    "answeringmachine": "node:Amd",
}
"""Words, folded, and the page that speaks of what people mean by them; of one that has a page, before that."""


class Topic(NamedTuple):
    """Something that has a page.

    Attributes:
        kind: one of KINDS.
        name: as people write it; of a rule its code.
        summary: what it is, in a sentence.
        words: what else people look it up by; of a rule its name.
        file: its page, below docs/.
    """

    kind: str
    name: str
    summary: str
    words: tuple[str, ...]
    file: tuple[str, str, str] | tuple[str, str]

    @property
    def page(self) -> str:
        """The page, as Markdown."""
        return documentation(*self.file)

    @property
    def full_name(self) -> str:
        """What means this and nothing else: `node:Record`."""
        return f"{self.kind}:{self.name}"


@cache
def topics() -> tuple[Topic, ...]:
    """All that can be explained, kind by kind."""
    rules = (
        Topic("rule", rule.code, rule.summary, (rule.name,), ("rules", f"{rule.code}.md"))
        for rule in catalogue().values()
    )
    return (*rules, *map(_topic, _ROW.findall(documentation("reference", "README.md"))))


def _topic(row: tuple[str, str, str, str, str]) -> Topic:
    name, kind, file, words, summary = row
    return Topic(kind, name, summary, tuple(re.findall("`(.+?)`", words)), ("reference", kind, f"{file}.md"))


def meant_by(word: str) -> list[Topic]:
    """What a word means: first where it stands just so, then where it does but for letter case, `_`, `-` and blanks.

    Of those, what is called so comes before what has something that is, such as an attribute. `KIND:WORD` means that
    kind alone.
    """
    among, rest = _of_kind(word)
    rest = re.sub(r"-[0-9]+-", "-N-", rest)  # as verify prints at-most-N-plays
    wanted = fold(rest)
    found = [each for each in among if wanted in map(fold, (each.name, *each.words))]
    page = _SPOKEN_OF.get(wanted) if among is topics() else None
    if page:
        return [*meant_by(page), *found]
    if not found and among is topics():
        found = [each for each in among if each.kind == "variable" and wanted in each.name.casefold().split(".")]
    return sorted(found, key=lambda each: (rest not in (each.name, *each.words), wanted != fold(each.name)))


def near(word: str) -> str:
    """A question that offers what is most like a word that means nothing; empty when nothing is near."""
    among, rest = _of_kind(word)
    known = [name for each in among for name in (each.name, *each.words)]
    return nearest_word(rest, [*known, *(COMMANDS if rest == word else ())])


def _of_kind(word: str) -> tuple[Sequence[Topic], str]:
    """The topics among which a word is looked up, and the word without their kind."""
    kind, _, rest = word.partition(":")
    among = [each for each in topics() if each.kind == kind.strip().lower()] if rest else []
    return (among, rest) if among else (topics(), word)
