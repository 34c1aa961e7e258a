"""Finds the secrets that a text tells: the one recogniser. `check` and `verify` ask it, and so do all masks."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Final, NamedTuple

from ivrdsl.wording.keys import offers
from ivrdsl.wording.labels import is_labelled, is_labelled_closely
from ivrdsl.wording.runs import CodeLike, runs
from ivrdsl.wording.secrecy import IS, WHAT_FOR, speaks_code, tellings
from ivrdsl.wording.spans import Offer, PromptSpan

_SHORTEST: Final = 4
"""Single digits that are a code without a word that says so."""
_NEAR: Final = 40
"""Characters between such a word and a code that does not stand beside it."""
_FAR: Final = 80
"""Characters between such a word and the code beside it, with what it is for between them."""
_PHONE_LENGTHS: Final = (7, 10, 11)
_MAYBE: Final = re.compile(r"\$\{|\d[\s,.;-]+[\dA-Z]")
"""What every secret has in it that no words tell, and few texts have: single digits, or a variable."""
_NAMED: Final = re.compile(r"(?i)\W*\s(?:is|as|es|est|como|comme)\s[\w\s-]*")
"""What stands between a code and the words that say what it is: "2517 is your PIN"."""
_LISTED: Final = re.compile(r"(?i)[\s,;-]*(?:(?:then|and|or|dash|hyphen|y|o|luego|gui[oó]n|et|ou|puis|tiret)[\s,]+)?")
"""What stands between two codes that are told together, and between two parts of one."""
_NAME: Final = (
    r"(?i)(?:.*[._-])?(?:(?:access|auth|login|security|verification|one_?time)?_?code|otp|pin(?:_?code)?|pass(?:code|word)"
    r"|token|secret)"
)


def told_codes(text: str) -> tuple[PromptSpan, ...]:
    """Return the secrets that a text tells, in order.

    Words such as "your code is" make one of what stands beside them. That is digits in one piece, in groups, one by one
    or as words, letters with digits, and a variable. Without such words it is four or more digits that are spoken one
    by one, unless a word says what else they are, or they count. A variable is one by its name, too; its
    `digits` are "".

    Args:
        text: the words of a prompt, with `${name}` for what is not known.
    """
    return _told(text) if _MAYBE.search(text) or speaks_code(with_plain_digits(text)) else ()


def names_secret(name: str) -> bool:
    """Return whether the name of a variable says that it holds a secret, as `contact.pin` does."""
    return re.fullmatch(_NAME, name) is not None


def bare(code: str) -> str:
    """Return a code without what separates its digits: two are the same one if nothing else differs."""
    return re.sub(r"[\s,.;-]", "", code)


def with_plain_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9, each in its place."""
    if text.isascii():
        return text
    return "".join([str(int(char)) if char.isdecimal() else char for char in text])


@lru_cache(maxsize=4096)
def _told(text: str) -> tuple[PromptSpan, ...]:
    plain = with_plain_digits(text)
    found = runs(plain)
    if not found:
        return ()
    reading = _Reading(plain, found, offers(plain))
    told = {at for at, each in enumerate(found) if reading.tells_itself(each)}
    for words in tellings(plain):
        told.update(reading.told_by(words, told))
    same = {found[at].digits for at in told} - {""}
    told |= {at for at, each in enumerate(found) if each.digits in same and len(each.digits) >= _SHORTEST}
    return tuple([_span(found[at]) for at in sorted(told)])


def _span(run: CodeLike) -> PromptSpan:
    return PromptSpan(run.start, run.end, "secret" if run.form == "variable" else "code", run.digits)


class _Reading(NamedTuple):
    """A text as it is looked at for secrets.

    Attributes:
        text: with digits 0 to 9.
        runs: what may be a code in it, in order.
        offered: what it offers to press, in order.
    """

    text: str
    runs: Sequence[CodeLike]
    offered: Sequence[Offer]

    def told_by(self, words: PromptSpan, known: Container[int]) -> Iterator[int]:
        """The codes that words tell, up to one that is known: the one beside them, and those in a list with it.

        Where none stands beside them it is the nearest behind them, else the last before them.
        """
        at = bisect_left(self.runs, words.end, key=_start)
        before = next(self._before(words, at), None)
        if before is not None and self._is_named(before, words):
            at = before
        elif at == len(self.runs) or not self._is_beside(words, self.runs[at]):
            near = chain(self._behind(words, at), self._before(words, at))
            at = next(filter(self._may_be_told, near), len(self.runs))
        while at < len(self.runs):
            yield at
            at += 1
            if at in known or at == len(self.runs) or not self._is_listed(at):
                return

    def tells_itself(self, run: CodeLike) -> bool:
        """Whether it is a secret without words: by a variable's name, or as digits that are spoken one by one."""
        if run.form == "variable":
            return names_secret(self.text[run.start + 2 : run.end - 1].strip())
        if run.form != "spelled" or len(run.digits) < _SHORTEST or _is_phone(run) or _counts(run.digits):
            return False
        return not (self._is_offered(run) or is_labelled(self.text, run.start, run.end))

    def _is_named(self, at: int, words: PromptSpan) -> bool:
        between = _NAMED.fullmatch(self.text, self.runs[at].end, words.start)
        return between is not None and self._may_be_told(at)

    def _is_beside(self, words: PromptSpan, run: CodeLike) -> bool:
        between = run.start - words.end
        return between <= _FAR and _beside().fullmatch(self.text, words.end, run.start) is not None

    def _behind(self, words: PromptSpan, at: int) -> Iterator[int]:
        while at < len(self.runs) and self.runs[at].start - words.end <= _NEAR:
            yield at
            at += 1

    def _before(self, words: PromptSpan, at: int) -> Iterator[int]:
        while at > 0 and words.start - self.runs[at - 1].end <= _NEAR:
            at -= 1
            yield at

    def _may_be_told(self, at: int) -> bool:
        run = self.runs[at]
        if run.form == "variable":
            return True
        return not (_is_phone(run) or self._is_offered(run) or is_labelled_closely(self.text, run.start, run.end))

    def _is_listed(self, at: int) -> bool:
        """Whether a code is told together with the one before it."""
        one, two = self.runs[at - 1], self.runs[at]
        if two.form == "variable" and "," in self.text[one.end : two.start]:
            return False  # "your code is ${code}, ${name}"
        return _LISTED.fullmatch(self.text, one.end, two.start) is not None and self._may_be_told(at)

    def _is_offered(self, run: CodeLike) -> bool:
        at = bisect_right(self.offered, run.start, key=_end)
        return at < len(self.offered) and self.offered[at].start < run.end


def _start(run: CodeLike) -> int:
    return run.start


def _end(offer: Offer) -> int:
    return offer.end


@cache
def _beside() -> re.Pattern[str]:
    return re.compile(rf"(?ix){WHAT_FOR}\W*(?:{IS})?\W*(?:(?:the\s+following|now|as\s+follows)\W+)?")


def _is_phone(run: CodeLike) -> bool:
    return run.digits.isdecimal() and len(run.digits) in _PHONE_LENGTHS


def _counts(digits: str) -> bool:
    """Whether somebody counts: 1 2 3 4, or 5 4 3 2 1."""
    return digits in "0123456789" or digits in "9876543210"
