"""Suppressions in place: a comment `ivrdsl: ignore IVR101 reason` before an element.

It holds for the element that follows it and for everything inside; before the root it holds for the whole plan.
`ivrdsl.ignore` writes the same comment into a plan that is Python, so a suppression survives compiling and importing.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, takewhile
from typing import Any, Final, NamedTuple

from ivrdsl.checking.catalogue import named, near
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING, Problem
from ivrdsl.findings.words import quoted
from ivrdsl.model.odd import ASIDES, Comment

UNKNOWN: Final = ("IVR901", "unknown-code")
UNUSED: Final = ("IVR902", "unused-suppression")

_COMMENT: Final = re.compile(r"\s*ivrdsl(?:\s*:\s*|\s+(?=ignore\b))(.*)", re.DOTALL)
_XML: Final = "<!-- ivrdsl: ignore IVR101 the reason -->"
_PYTHON: Final = 'Ignore("IVR101", reason="...")[...]'
_CODE: Final = re.compile(r"IVR\w*", re.IGNORECASE)


class Suppression(NamedTuple):
    """One comment that suppresses.

    Attributes:
        element: number of the element it stands before, or of the parent when it stands before none.
        covers: the numbers of the elements it holds for.
        codes: what it suppresses, in capitals.
        text: the comment's.
    """

    element: int
    covers: range
    codes: tuple[str, ...]
    text: str


def suppressions(subject: Subject) -> tuple[list[Suppression], list[Problem]]:
    """All suppressions of a plan, and what is wrong with some of them."""
    found: list[Suppression] = []
    wrong: list[Problem] = []
    for text, element, covers in _comments(subject):
        match = _COMMENT.match(text)
        if match is None:
            continue
        codes, misuse = _codes_in(match[1])
        known = tuple(code for code in codes if named(code))
        wrong += [_unknown_problem(subject, element, each, text) for each in misuse]
        if known:
            found.append(Suppression(element, covers, known, text))
    return found, wrong


def applied(problems: Sequence[Problem], found: Sequence[Suppression]) -> tuple[list[Problem], set[tuple[int, str]]]:
    """The problems that are not suppressed, and which code of which suppression (by its place in `found`) was used."""
    broken: dict[str, list[int]] = {}
    for problem in problems:
        broken.setdefault(problem.code, []).append(_place(problem))
    for places in broken.values():
        places.sort()
    used: set[tuple[int, str]] = set()
    covers: dict[str, list[range]] = {}
    for at, each in enumerate(found):
        for code in each.codes:
            if _any_within(broken.get(code, ()), each.covers):
                used.add((at, code))
                covers.setdefault(code, []).append(each.covers)
    covered = {code: _Covered(ranges) for code, ranges in covers.items()}
    return [each for each in problems if each.code not in covered or _place(each) not in covered[each.code]], used


def unused(subject: Subject, at: Suppression, code: str) -> Problem:
    """The problem that a suppression of nothing is."""
    comment = f"the comment {quoted(at.text.strip())} suppresses {code}"
    if at.covers:
        message, fix = f"{comment}, but nothing here breaks {code}", f"take {code} out of it"
    else:
        message, fix = f"{comment}, but stands before no tag", "put it before the tag that it is about, or take it out"
    why = "whoever reads it believes that something is wrong here; and it would hide a real finding later"
    return Problem(*UNUSED, WARNING, at.element, subject.path(at.element), message, why, fix)


def _place(problem: Problem) -> int:
    """The element that a suppression must cover; what is wrong with the plan as a whole is covered with the root."""
    return problem.element or 0


def _any_within(places: Sequence[int], covers: range) -> bool:
    at = bisect_left(places, covers.start)
    return at < len(places) and places[at] in covers


class _Covered:
    """The elements in any of many ranges; asking takes no longer where there are more of them."""

    def __init__(self, ranges: Iterable[range]) -> None:
        found = sorted(ranges, key=lambda each: each.start)
        self._starts = [each.start for each in found]
        self._stops = list(accumulate((each.stop for each in found), max))

    def __contains__(self, place: int) -> bool:
        at = bisect_right(self._starts, place)
        return at > 0 and place < self._stops[at - 1]


def _comments(subject: Subject) -> Iterator[tuple[str, int, range]]:
    """Every comment with the element it stands before, and what that covers."""
    everything = range(len(subject.elements))
    for item in subject.dialplan.before:
        if isinstance(item, Comment):
            yield item.text, 0, everything
    for item in subject.dialplan.after:
        if isinstance(item, Comment):
            yield item.text, 0, range(0)
    for number, element in enumerate(subject.elements):
        body: tuple[Any, ...] = getattr(element.node, "body", ())
        if body and Comment in map(type, body):
            yield from _in_body(subject, number, body)


def _in_body(subject: Subject, parent: int, body: tuple[Any, ...]) -> Iterator[tuple[str, int, range]]:
    children = iter(subject.engine.children[parent])
    waiting: list[str] = []
    for item in body:
        if type(item) is Comment:
            waiting.append(item.text)
        elif type(item) not in ASIDES:
            child = next(children)
            for text in waiting:
                yield text, child, range(child, subject.below(child).stop)
            waiting = []
    for text in waiting:
        yield text, parent, range(0)


def _codes_in(words: str) -> tuple[list[str], list[str]]:
    """The codes that a comment names, and those that no rule has; "" where it is not understood at all."""
    verb, *rest = words.replace(",", " ").replace(":", " ").split() or [""]
    named_codes = [word.upper() for word in takewhile(_CODE.fullmatch, rest)] if verb == "ignore" else []
    codes = list(dict.fromkeys(named_codes))
    return codes, [code for code in codes if named(code) is None] if codes else [""]


def _unknown_problem(subject: Subject, element: int, what: str, text: str) -> Problem:
    if what:
        message, fix = f"the comment {quoted(text.strip())} suppresses {what}, which is no rule", near(what)
    else:
        message, fix = f"the comment {quoted(text.strip())} is addressed to ivrdsl, which does not understand it", ""
    why = "it suppresses nothing"
    if fix and len(what) > len("IVR1"):
        return Problem(*UNKNOWN, WARNING, element, subject.path(element), message, why, fix)
    whole = "with the whole code of a rule; see `ivrdsl rules`"
    words = (message, why, f"write {_XML} {whole}")
    return Problem(*UNKNOWN, WARNING, element, subject.path(element), *words, python=f"write {_PYTHON} {whole}")
