"""Why a condition is never true, or never false: which part of it, and which values that part looks at.

What a condition says in calls stands in the effects of a search: its text, with all values put in. Its parts are cut
out of that text by its syntax tree, and evaluated one by one. What a condition never is, whatever values hold, is said
in the words of `graph/outcomes`, as a check says it. A value is shown only where the search knows all that
a variable can have (`values`).
"""

import re
from ast import literal_eval
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ivrdsl.findings.words import one_of
from ivrsim.core import table as t
from ivrsim.core.effects import Condition, Trouble
from ivrsim.core.javascript import evaluate
from ivrsim.core.template import Template, source_of
from ivrsim.core.variables import canonical
from ivrsim.graph.outcomes import dead_outcomes
from ivrsim.graph.reason import Reason, reason, shortened
from ivrsim.proofs.reasons.values import inexact_names
from ivrsim.search.explore import Exploration

if TYPE_CHECKING:
    from ivrdsl.expr.tree import Expression

_MOST_VALUES: Final = 4


class _Part(NamedTuple):
    """A part of a condition.

    Attributes:
        written: as it stands in the plan.
        readings: the same with values put in, as calls have it.
        wanted: what it never is.
        apart: whether it is made of parts, each of which is that in some call.
    """

    written: str
    readings: tuple[str, ...]
    wanted: bool
    apart: bool = False


def why_never(found: Exploration, place: int, wanted: bool) -> Reason:
    """Return why no call finds a condition true, or false.

    Args:
        found: a search that has found all that calls do there.
        place: of the condition, to which calls come.
        wanted: what it never is.
    """
    test = found.plan.table[place]
    assert type(test) is t.Test
    element, word = test.element, str(wanted).lower()
    effects = [each for move in found.moves for each in move.effects if each.element == element]
    texts = list(dict.fromkeys(each.expression for each in effects if isinstance(each, Condition)))
    errors = list(dict.fromkeys(each.message for each in effects if isinstance(each, Trouble)))
    if not texts or (errors and wanted and len(errors) >= len(texts)):
        return reason(
            f"it fails each time: {shortened(errors[0])}" if errors else f"it is never {word}", element=element
        )
    if "" in texts:
        return reason(f"it is never {word} where a call comes to it", element=element)
    dead = dead_outcomes(found.plan).get(place)
    by_itself = dead.reason if dead is not None and dead.outcome == word else None
    if test.value is not None:
        return by_itself or _why_never_equal(found, test, texts, wanted is not test.negated)
    part = _smallest(source_of(test.expression), texts, wanted)
    whole = part.written.strip() == source_of(test.expression).strip()
    values = _values(found, part)
    if by_itself and whole and not values:
        return by_itself
    never = f"{shortened(part.written)} is never {str(part.wanted).lower()}"
    always = f"{shortened(part.written)} is always {str(not part.wanted).lower()}"
    words = always if "${" not in part.written else f"{never} where a call comes to it"
    if values:
        words = f"{never}: {values}"
    elif part.apart:
        words = f"{never}: its parts never are together"
    return reason(words if whole else f"of {shortened(source_of(test.expression))} the part {words}", element=element)


# --- parts ----------------------------------------------------------------------------------------------------------


def _smallest(source: str, texts: Sequence[str], wanted: bool) -> _Part:
    """The smallest part of a condition that keeps it from ever being true, or false."""
    from ivrdsl.expr import SyntaxProblem, parse

    tree, trees = parse(source), [parse(text) for text in texts]
    if isinstance(tree, SyntaxProblem) or any(isinstance(each, SyntaxProblem) for each in trees):
        return _Part(source, tuple(texts), wanted)
    parsed = [(text, each) for text, each in zip(texts, trees, strict=True) if not isinstance(each, SyntaxProblem)]
    return _narrowed(source, tree, parsed, wanted)


_Read = Sequence[tuple[str, "Expression"]]
"""Texts with their trees."""


def _narrowed(source: str, node: "Expression", readings: _Read, wanted: bool) -> _Part:
    from ivrdsl.expr import tree

    apart = False
    match node:
        case tree.UnaryExpression(operator="!"):
            inside = [(text, each.operand) for text, each in readings if isinstance(each, tree.UnaryExpression)]
            if len(inside) == len(readings):
                return _narrowed(source, node.operand, inside, not wanted)
        case tree.LogicalExpression(operator="&&" | "||") if (node.operator == "&&") is wanted:
            operands = list(_operands(node, readings))
            for operand, inside in operands:
                if all(_is(text, each, not wanted) for text, each in inside):
                    return _narrowed(source, operand, inside, wanted)
            apart = bool(operands) and all(
                any(_is(text, each, wanted) for text, each in inside) for _, inside in operands
            )
    texts = tuple(text[each.start : each.end] for text, each in readings)
    return _Part(source[node.start : node.end], texts, wanted, apart)


def _operands(node: "Expression", readings: _Read) -> Iterator[tuple["Expression", list[tuple[str, "Expression"]]]]:
    """The operands of a chain, each with its readings; none where values have made another chain of it."""
    from ivrdsl.expr import tree

    assert isinstance(node, tree.LogicalExpression)
    chains = [(text, each) for text, each in readings if isinstance(each, tree.LogicalExpression)]
    alike = [each.operator == node.operator and len(each.operands) == len(node.operands) for _, each in chains]
    if len(chains) == len(readings) and all(alike):
        for at, operand in enumerate(node.operands):
            yield operand, [(text, each.operands[at]) for text, each in chains]


def _is(text: str, node: "Expression", truth: bool) -> bool:
    """Whether a part comes out true, or false, by itself."""
    result = evaluate(text[node.start : node.end])
    return not (result.error or result.limited or result.needs) and result.truth is truth


# --- values ---------------------------------------------------------------------------------------------------------

_REFERENCE: Final = re.compile(r"\$\{([\w.-]+)\}")


def _values(found: Exploration, part: _Part) -> str:
    """The values that a part looks at, where it looks at one variable and all of these are known; else ""."""
    names = _REFERENCE.findall(part.written)
    inexact = inexact_names(found)
    if (
        not part.readings
        or len(names) != 1
        or inexact is None
        or canonical(names[0], found.plan.platform)[0] in inexact
    ):
        return ""
    before, after = part.written.split(f"${{{names[0]}}}")
    if any(not (text.startswith(before) and text.endswith(after)) for text in part.readings):
        return ""
    values = sorted({text[len(before) : len(text) - len(after)] for text in part.readings})
    return (
        f"${{{names[0]}}} is always {one_of(shortened(each) if each else 'empty' for each in values)} here"
        if len(values) <= _MOST_VALUES
        else ""
    )


def _why_never_equal(found: Exploration, test: t.Test, texts: Sequence[str], equal: bool) -> Reason:
    """Why an equal never finds its two sides equal, or different."""
    sides = _Operands(test, texts)
    never = f"{shortened(sides.one)} is {'never' if equal else 'always'} {shortened(sides.other)}"
    values = _values(found, _Part(sides.one, sides.readings, equal)) if equal else ""
    return reason(f"{never}: {values}" if values else f"{never} where a call comes to it", element=test.element)


class _Operands:
    """The two sides of an equal.

    Attributes:
        one: the side with a variable in it; other: the one without, where there is one.
        readings: what calls have on the first side; () where both have variables.
    """

    def __init__(self, test: t.Test, texts: Sequence[str]) -> None:
        value, expression = source_of(test.value or ()), source_of(test.expression)
        word = "differs from" if test.negated else "equals"
        self.one, self.other = expression.strip(), value.strip()
        self.readings: tuple[str, ...] = ()
        if _is_constant(test.value or ()):
            beginning = f"{value!r} {word} "
            self.readings = tuple(text.removeprefix(beginning).strip() for text in texts if text.startswith(beginning))
        elif _is_constant(test.expression):
            self.one, self.other = self.other, self.one
            end = f" {word} {expression}"
            self.readings = tuple(literal_eval(text.removesuffix(end)).strip() for text in texts if text.endswith(end))
        if len(self.readings) < len(texts):
            self.readings = ()


def _is_constant(template: Template) -> bool:
    return all(isinstance(piece, str) for piece in template)
