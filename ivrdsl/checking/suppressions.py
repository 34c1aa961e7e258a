"""Suppressions in place: a comment `ivrdsl: ignore IVR101 reason` before an element.

It holds for the element that follows it and for everything inside; before the root it holds for the whole plan.
`ivrdsl.Ignore` writes the same comment into a plan that is Python, so a suppression survives compiling and importing.
A comment names rules by their codes, and properties of `ivrdsl verify` by their names without a number.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, takewhile
from typing import Any, Final, NamedTuple

from ivrdsl.checking.catalogue import named, near
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING, Problem
from ivrdsl.findings.words import nearest_word, quoted
from ivrdsl.model.odd import ASIDES, Comment

UNKNOWN: Final = ("IVR901", "unknown-code")
UNUSED: Final = ("IVR902", "unused-suppression")

_COMMENT: Final = re.compile(r"\s*ivrdsl(?:\s*:\s*|\s+(?=ignore\b))(.*)", re.DOTALL)
_XML: Final = "<!-- ivrdsl: ignore IVR101 the reason -->"
_PYTHON: Final = 'Ignore("IVR101", reason="...")[...]'
_CODE: Final = re.compile(r"IVR\w*", re.IGNORECASE)
_PROPERTY: Final = re.compile(r"[a-z]+(-[a-zA-Z0-9]+){2,}")


class Suppression(NamedTuple):
    """One comment that suppresses.

    Attributes:
        element: number of the element it stands before, or of the parent when it stands before none.
        covers: the numbers of the elements it holds for.
        codes: the rules that it suppresses, in capitals.
        text: the comment's.
        properties: the properties that it suppresses.
        reason: what it says why.
    """

    element: int
    covers: range
    codes: tuple[str, ...]
    text: str
    properties: tuple[str, ...] = ()
    reason: str = ""


def suppressions(subject: Subject) -> tuple[list[Suppression], list[Problem]]:
    """All suppressions of a plan, and what is wrong with some of them."""
    found: list[Suppression] = []
    wrong: list[Problem] = []
    for text, element, covers in _comments(subject):
        match = _COMMENT.match(text)
        if match is None:
            continue
        codes, properties, unknown, reason = _names_in(match[1])
        placed = [each for each in properties if _may_stand(each, element, covers)]
        wrong += [_unknown_problem(subject, element, each, text) for each in unknown]
        wrong += [_misplaced_problem(subject, element, each, text) for each in properties if each not in placed]
        if codes or placed:
            found.append(Suppression(element, covers, tuple(codes), text, tuple(placed), reason))
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


class _CommentNames(NamedTuple):
    """What a comment names.

    Attributes:
        codes: the rules, in capitals.
        properties: the properties.
        unknown: what is neither; "" where the comment is not understood at all.
        reason: the words after them.
    """

    codes: list[str]
    properties: list[str]
    unknown: list[str]
    reason: str


def _names_in(words: str) -> _CommentNames:
    verb, *rest = words.replace(",", " ").replace(":", " ").split() or [""]
    named_words = list(takewhile(_is_name, rest)) if verb == "ignore" else []
    names = list(dict.fromkeys(word.upper() if _CODE.fullmatch(word) else word for word in named_words))
    codes = [each for each in names if named(each)]
    properties = [each for each in names if each not in codes and each in _properties()] if codes != names else []
    unknown = [each for each in names if each not in (*codes, *properties)] if names else [""]
    return _CommentNames(codes, properties, unknown, " ".join(rest[len(named_words) :]))


def _is_name(word: str) -> bool:
    """Whether a word of a comment names what is suppressed. The name of a property has two hyphens at least."""
    return bool(_CODE.fullmatch(word)) or bool(_PROPERTY.fullmatch(word) and (word in _properties() or _near(word)))


@cache
def _properties() -> Mapping[str, bool]:
    """The properties that a comment may name, and whether each has places."""
    from ivrsim.proofs.builtin import BUILT_IN  # few plans name one
    from ivrsim.proofs.names import without_number

    return {without_number(each.name): each.has_places for each in BUILT_IN}


def _near(word: str) -> str:
    return nearest_word(word, _properties())


def _may_stand(name: str, element: int, covers: range) -> bool:
    """Whether a property may be suppressed where a comment stands: at a tag, only one that has places."""
    return element == 0 or not covers or _properties()[name]


def _misplaced_problem(subject: Subject, element: int, name: str, text: str) -> Problem:
    message = f"the comment {quoted(text.strip())} suppresses {name} at a tag, and {name} is about the plan as a whole"
    xml, python = f"<!-- ivrdsl: ignore {name} the reason -->", f'*Ignore("{name}", reason="...")[Dialplan(...)]'
    fix = f"write {xml} before the root"
    why = "it suppresses nothing"
    return Problem(*UNKNOWN, WARNING, element, subject.path(element), message, why, fix, python=f"write {python}")


def _unknown_problem(subject: Subject, element: int, what: str, text: str) -> Problem:
    if what:
        kind = "no rule" if _CODE.fullmatch(what) else "no property"
        message, fix = (
            f"the comment {quoted(text.strip())} suppresses {what}, which is {kind}",
            near(what) or _near(what),
        )
    else:
        message, fix = f"the comment {quoted(text.strip())} is addressed to ivrdsl, which does not understand it", ""
    why = "it suppresses nothing"
    if fix and len(what) > len("IVR1"):
        return Problem(*UNKNOWN, WARNING, element, subject.path(element), message, why, fix)
    whole = "with the whole code of a rule; see `ivrdsl rules`"
    words = (message, why, f"write {_XML} {whole}")
    return Problem(*UNKNOWN, WARNING, element, subject.path(element), *words, python=f"write {_PYTHON} {whole}")
