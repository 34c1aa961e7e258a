"""Hides secrets in whatever machines keep: reports of the engine, findings, what failing tests write."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, Final, TypeVar

from ivrdsl.wording.likely import Spot, in_quotes, in_words
from ivrdsl.wording.patterns import found_by
from ivrdsl.wording.told import told_codes, with_plain_digits

T = TypeVar("T")

MASK: Final = "[secret]"
"""Stands for a secret."""
_SHORTEST: Final = 4
"""Characters of a secret that is known with anything between them; a shorter one would be found in any list."""
_MANY: Final = 50
"""Secrets that are not looked for one by one."""
_SPACE: Final = re.compile(r"\s+")
_BETWEEN: Final = re.compile(
    r"""\s(?:[Ee>](?=\s))?                    # pytest marks lines: E is what failed
    |\\(?:[nrtfv]|x(?:a0|0[9a-d])|u00a0|u20[0-6][0-9a-f]|ufeff)  # white space as repr and JSON write it
    |%20|%C2%A0|&nbsp;|&\#(?:9|10|13|32|160);  # and as URLs and XML do
    |\x1b\[[0-9;]*[mK]                        # colours of a terminal
    |[,.;:_+/|*\\"'`“”‘’()<>{}\[\]-]           # 2-5-1-7, ['2', '5'], "2 5" + "1 7"
    |[\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff]  # hyphens, and what nobody sees
    """,
    re.VERBOSE,
)
"""What may come between the characters of a secret."""
_CUT: Final = re.compile(r"\.{3}|…")
"""Stands for what was left out of a long text."""


class Mask:
    """Masks what is marked as secret, what looks like a code, and what somebody names.

    Args:
        marked: texts that are marked as secret; they are masked wherever they are repeated.
        codes: what is known to be a code, such as `codes_told` finds; it is masked where it is no part of a number.
        typed: what the caller has typed, which is no secret where it is repeated, unless it is among the others.
        patterns: what somebody names.
        shows: whether nothing is masked.

    Attributes:
        shows: likewise.
    """

    def __init__(
        self,
        marked: Iterable[str] = (),
        *,
        codes: Iterable[str] = (),
        typed: Iterable[str] = (),
        patterns: Iterable[re.Pattern[str]] = (),
        shows: bool = False,
    ) -> None:
        self.shows = shows
        self._patterns = tuple(patterns)
        secrets = {bare for each in marked if len(bare := _bare(_SPACE, each)) > 1}  # one character gives nothing away
        known = {bare for each in codes if len(bare := _bare(_BETWEEN, each)) >= _SHORTEST}
        self._typed = {_bare(_BETWEEN, each) for each in typed} - secrets - known
        self._alone = known - secrets | {each for each in secrets if each.isdecimal() and len(each) < _SHORTEST}
        found = {_plain(spelling) for each in secrets | known for spelling in _spellings(each)}
        self._spaced = _Lookup(_SPACE, found, 2)
        self._apart = _Lookup(_BETWEEN, [each for each in found if len(each) >= _SHORTEST], 3)

    def masked(self, text: str) -> str:
        """A text of a plan, with "[secret]" in the place of each secret, however it is spelt."""
        return text if self.shows else self._cover(text, self._in_words(text))

    def hidden(self, text: str) -> list[Spot]:
        """The places of a plan's text that `masked` covers, in order and apart from each other."""
        return [] if self.shows else _merged(self._all(text, self._in_words(text)))

    def quoting(self, text: str) -> str:
        """A sentence of ours, masked likewise; a code counts only where the sentence quotes a plan."""
        return text if self.shows else self._cover(text, in_quotes(text))

    def repeated(self, text: str) -> str:
        """A text of anybody's, with only what is known to be secret masked."""
        return text if self.shows else self._cover(text, [])

    def deep(self, value: T) -> T:
        """A value as JSON has it, with every text in it masked; names stay."""
        found: Any = value
        match value:
            case str():
                found = self.masked(value)
            case dict():
                found = {name: self.deep(each) for name, each in value.items()}
            case list():
                found = [self.deep(each) for each in value]
        return found  # type: ignore[no-any-return]

    def _in_words(self, text: str) -> list[Spot]:
        """Where the words of a text tell a secret that the caller has not typed."""
        found, typed = in_words(text), self._typed
        return [each for each in found if _bare(_BETWEEN, text[slice(*each)]) not in typed] if typed else found

    def _cover(self, text: str, spots: Sequence[Spot]) -> str:
        return _cover(text, self._all(text, spots))

    def _all(self, text: str, spots: Sequence[Spot]) -> list[Spot]:
        named = [spot for pattern in self._patterns for spot in found_by(pattern, text)]
        return [*spots, *named, *self._repeats(text)]

    def _repeats(self, text: str) -> Iterator[Spot]:
        """Where a text repeats what is known to be secret."""
        plain = _plain(text)
        for spot, secret in chain(self._spaced.places(plain), self._apart.places(plain)):
            if secret not in self._alone or not _is_part(plain, spot):
                yield spot
        if _CUT.search(plain):
            yield from self._spaced.pieces(plain)
            yield from self._apart.pieces(plain)


class _Lookup:
    """Finds secrets in texts, whatever of one kind stands between their characters.

    All secrets of one length are looked up at once: there may be many.

    Args:
        between: what may stand there.
        secrets: what is looked for; texts are as `_plain` makes them.
        least: characters of a piece of a secret that is found where a text is cut.
    """

    def __init__(self, between: re.Pattern[str], secrets: Iterable[str], least: int) -> None:
        self._between = between
        self._least = least
        self._secrets = {bare: each for each in secrets if len(bare := between.sub("", each)) > 1}
        self._lengths = sorted({len(bare) for bare in self._secrets}, reverse=True)

    def places(self, text: str) -> Iterator[tuple[Spot, str]]:
        """Where secrets stand, and which."""
        if not self._may_stand_in(text):
            return
        kept = self._kept(text)
        bare = "".join([text[position] for position in kept])
        for length in self._lengths:
            for start in range(len(bare) - length + 1):
                secret = self._secrets.get(bare[start : start + length])
                if secret is not None:
                    yield (kept[start], kept[start + length - 1] + 1), secret

    def _may_stand_in(self, text: str) -> bool:
        """Whether it is worth a closer look: most texts hold no secret, and few plans have many."""
        if not self._lengths or len(self._secrets) > _MANY:
            return bool(self._lengths)
        bare = self._between.sub("", text)
        return any(secret in bare for secret in self._secrets)

    def pieces(self, text: str) -> Iterator[Spot]:
        """Where the beginning of a secret stands before three dots, or its end behind them."""
        far = 4 * self._lengths[0] + 20 if self._lengths else 0  # so much may stand between characters
        for cut in _CUT.finditer(text) if far else ():
            begin = max(0, cut.start() - far)
            before = [begin + each for each in self._kept(text[begin : cut.start()])]
            behind = [cut.end() + each for each in self._kept(text[cut.end() : cut.end() + far])]
            for length in range(self._least, self._lengths[0]):
                head, tail = before[-length:], behind[:length]
                if "".join([text[each] for each in head]) in self._heads:
                    yield head[0], cut.start()
                if "".join([text[each] for each in tail]) in self._tails:
                    yield cut.end(), tail[-1] + 1

    @cached_property
    def _heads(self) -> set[str]:
        return {each[:length] for each in self._secrets for length in range(self._least, len(each))}

    @cached_property
    def _tails(self) -> set[str]:
        return {each[-length:] for each in self._secrets for length in range(self._least, len(each))}

    def _kept(self, text: str) -> list[int]:
        """The positions of the characters that do not stand between others."""
        kept: list[int] = []
        end = 0
        for found in self._between.finditer(text):
            kept += range(end, found.start())
            end = found.end()
        return [*kept, *range(end, len(text))]


def codes_told(texts: Iterable[str]) -> set[str]:
    """The codes that the texts of a plan tell."""
    return {code for text in set(texts) for code in _codes_in(text)}


@lru_cache(maxsize=4096)  # every mask of a plan asks for the same texts
def _codes_in(text: str) -> tuple[str, ...]:
    found = [each for each in told_codes(text) if each.digits]
    return tuple([code for each in found for code in (text[each.start : each.end], each.digits)])


def _bare(between: re.Pattern[str], text: str) -> str:
    """A secret without what may come between its characters."""
    return between.sub("", with_plain_digits(text))


def _plain(text: str) -> str:
    """The text with plain digits and in small letters, each in its place."""
    if text.isascii():
        return text.lower()
    return "".join([low if len(low := char.lower()) == 1 else char for char in with_plain_digits(text)])


def _spellings(secret: str) -> set[str]:
    """A secret as it is, and as Python, JSON, XML and URLs write what is in it."""
    if secret.isascii() and secret.isalnum():
        return {secret}
    from html import escape
    from json import dumps
    from urllib.parse import quote

    found = {secret, repr(secret)[1:-1], ascii(secret)[1:-1], dumps(secret)[1:-1]}
    found |= {escape(secret), escape(secret, quote=False)}
    found |= {each.encode("ascii", "xmlcharrefreplace").decode() for each in found}
    return found | {quote(secret), quote(secret, safe="")}


def _is_part(text: str, spot: Spot) -> bool:
    """Whether digits in one run are part of a longer number."""
    longer = text[spot[0] - 1 : spot[0]].isdecimal() or text[spot[1] : spot[1] + 1].isdecimal()
    return longer and text[slice(*spot)].isdecimal()


def _merged(spots: Iterable[Spot]) -> list[Spot]:
    """Spots in order; those that touch or overlap are one."""
    merged: list[Spot] = []
    for first, last in sorted(spots):
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged


def _cover(text: str, spots: Iterable[Spot]) -> str:
    """The text with each spot masked, those that touch or overlap as one; line breaks stay."""
    shown: list[str] = []
    end = 0
    for first, last in _merged(spots):
        shown += (text[end:first], MASK, *[f"\n{MASK}"] * text.count("\n", first, last))
        end = last
    return "".join([*shown, text[end:]])
