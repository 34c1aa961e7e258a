"""Variables that an expression names without `${}`: JavaScript knows no such name, and the expression fails."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from ivrdsl.checking.facts.expressions import Written, conditions, tree, values
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.words import Speller
from ivrdsl.model import nodes as n
from ivrdsl.model.system import PREFIXES, is_documented, is_system
from ivrsim.graph.usage import variables

if TYPE_CHECKING:
    from ivrdsl.expr import Expression, FreeName

_APART: Final = r"""\$\{[^{}]*\}|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\""""
_NAME: Final = r"[A-Za-z_]\w*"
_DOTTED: Final = rf"{_NAME}(?:\.{_NAME})*"
_SHORTEST: Final = 4
"""A name of fewer letters is near to too many others."""
_ROOTS: Final = tuple(prefix.rstrip(".") for prefix in PREFIXES)


class BareName(NamedTuple):
    """A variable whose name stands bare.

    Attributes:
        written: the text that it stands in.
        shown: as it is written there.
        variable: the variable that is meant.
        start, end: where it stands in the text.
    """

    written: Written
    shown: str
    variable: str
    start: int
    end: int


def bare_names(subject: Subject) -> list[BareName]:
    """The variables of a plan, and the platform's, that stand bare in its expressions.

    In a condition every name is one that JavaScript should know. A setvar or a stash may hold plain words, so there
    all names have to be variables, and to be computed with.
    """
    known = _known(subject)
    speller = Speller(known)
    found: list[BareName] = []
    for written in subject.ask(conditions):
        found += _in_condition(subject, written, known, speller)
        found += _compared(subject, written, known)
    for written in subject.ask(values):
        found += _in_text(subject, written, known)
    return found


def bare_starts(subject: Subject) -> dict[Written, set[int]]:
    """Where names stand bare, by the text that they stand in."""
    found: dict[Written, set[int]] = {}
    for each in subject.ask(bare_names):
        found.setdefault(each.written, set()).add(each.start)
    return found


def bare_variables(subject: Subject) -> frozenset[str]:
    """The names of the variables that stand bare somewhere."""
    return frozenset(each.variable for each in subject.ask(bare_names))


def _known(subject: Subject) -> dict[str, None]:
    """The variables that the plan sets, or reads elsewhere as it should."""
    usage = subject.ask_engine(variables)
    return dict.fromkeys(name for name in (*usage.written, *usage.read) if not is_system(name))


def _in_condition(subject: Subject, written: Written, known: dict[str, None], speller: Speller) -> Iterator[BareName]:
    if not re.search(_NAME, re.sub(_APART, " ", written.text)):
        return
    root = tree(subject, written.text)
    if root is None:
        return
    from ivrdsl.expr import Identifier, assignments, comparisons, free_names
    from ivrdsl.expr.queries import EQUALITIES

    if assignments(root) or (isinstance(root, Identifier) and not isinstance(subject.node(written.element), n.If)):
        return  # IVR205 tells of the first; one word of an equal is taken as it stands where it is no JavaScript
    texts = {
        side.start for each in comparisons(root) if each.operator in EQUALITIES for side in (each.left, each.right)
    }
    for free in free_names(root):
        found = _meant(written, free, known)
        if found is None and free.start not in texts and len(free.names[0]) >= _SHORTEST:
            near = speller.near(free.names[0])
            found = BareName(written, free.names[0], near[0], free.start, free.ends[0]) if len(near) == 1 else None
        if found is not None:
            yield found


def _in_text(subject: Subject, written: Written, known: dict[str, None]) -> list[BareName]:
    """The names in the text of a setvar or stash, if it can be meant as nothing but JavaScript."""
    words = set(re.findall(_NAME, re.sub(_APART, " ", written.text)))
    if written.text.strip() in words or not any(word in known or word in _ROOTS for word in words):
        return []
    root = tree(subject, written.text)
    if root is None or _is_words(root):
        return []
    from ivrdsl.expr import assignments, free_names

    found = [_meant(written, free, known) for free in free_names(root)]
    computes = assignments(root) in ((), (root,))
    return [each for each in found if each is not None] if computes and None not in found else []


def _meant(written: Written, free: "FreeName", known: dict[str, None]) -> BareName | None:
    """The variable that a name without an owner is; None if it is none."""
    for length in range(len(free.names), 0, -1):
        name = ".".join(free.names[:length])
        if name in known or is_documented(name):
            return BareName(written, name, name, free.start, free.ends[length - 1])
    return None


def _is_words(root: "Expression") -> bool:
    """Whether a text may be meant as it stands: words with a dash or a slash between them."""
    from ivrdsl.expr import BinaryExpression, Identifier, walk

    return all(
        isinstance(node, Identifier) or (isinstance(node, BinaryExpression) and node.operator in "-/")
        for node in walk(root)
    )


def _compared(subject: Subject, written: Written, known: dict[str, None]) -> Iterator[BareName]:
    """The `var` of an equal that is a name, compared with what holds no variable: that never changes."""
    node = subject.node(written.element)
    if isinstance(node, n.If) or "${" in written.text:
        return
    text = str(node.value)
    name = text.strip()
    if re.fullmatch(_DOTTED, name) and (name in known or is_documented(name)):
        yield BareName(Written(written.element, "value", "var", text), name, name, text.index(name), len(text.rstrip()))
