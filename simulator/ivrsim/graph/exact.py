"""Exact forms: what a test may do with a value that nobody knows, so that a short list of values covers all.

A form is exact only if every reference to such a value is one operand of it. Forms are listed here by what is
understood, never by what is dangerous: whatever is on no line is not exact, and takes from a proof what it can touch.

- `'${x}'` compared by ==, !=, === or !== with a constant
- `'${x}'` compared by <, >, <= or >= with a number, true, false or null; with a text, texts are ordered: not exact
- `isNaN('${x}')`, and `'${x}'` for its truth
- `${x}` outside of quotes in any of these, if it can only be an input, and no menu takes more than two keys. Three may
  be a product, and what a contact or a web server says may be any program
- `!`, `&&` and `||` of these, and of whatever has no such reference
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from math import ceil, floor, inf, isfinite, isnan, nan
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from ivrdsl.expr.tree import Expression

_EXACT: Final = 2**53
"""From here on JavaScript does not tell every whole number from the next."""

Unknown = Callable[[str | None], bool]
"""Whether a variable may have a value that nobody knows, by its name as it is written; None for one put together."""


class Compared(NamedTuple):
    """One operand with a value that nobody knows, and what tells its values apart.

    Attributes:
        name: the variable, as it is written.
        text: the text that it is told from all others, if there is one.
        number: the number that it is compared with, if there is one.
        bare: whether the variable stands outside of quotes, so that JavaScript reads its value as a program.
    """

    name: str
    text: str | None = None
    number: float | None = None
    bare: bool = False


class _NotExactError(Exception):
    """Something is on no line of the list."""


def exact_operands(root: "Expression", unknown: Unknown) -> list[Compared] | None:
    """Return the operands of a test whose values nobody knows; None where one is used in a form that is not exact."""
    try:
        return list(_operands(root, unknown))
    except _NotExactError:
        return None


def constants_in(root: "Expression") -> list[str]:
    """Return the texts and numbers that stand in a test: worth trying where it is not exact."""
    from ivrdsl.expr import tree, walk

    found = [each.value for each in walk(root) if isinstance(each, tree.StringLiteral | tree.NumericLiteral)]
    return [str(value) for value in found if value is not None and str(value) not in ("inf", "nan")]


def _operands(node: "Expression", unknown: Unknown) -> Iterator[Compared]:
    from ivrdsl.expr import tree

    match node:
        case tree.LogicalExpression(operator="&&" | "||", operands=operands):
            for operand in operands:
                yield from _operands(operand, unknown)
        case tree.UnaryExpression(operator="!", operand=operand):
            yield from _operands(operand, unknown)
        case _ if not _has_unknown(node, unknown):
            pass
        case tree.BinaryExpression(operator=operator, left=left, right=right):
            yield _comparison(operator, left, right, unknown)
        case tree.CallExpression(function=tree.Identifier(name="isNaN"), arguments=(one,), new=False, optional=False):
            name, bare = _operand(one, unknown)
            yield Compared(name, number=0, bare=bare)
        case _:
            name, bare = _operand(node, unknown)
            yield Compared(name, number=0, bare=True) if bare else Compared(name, text="")


def _has_unknown(node: "Expression", unknown: Unknown) -> bool:
    from ivrdsl.expr import tree, walk

    return any(isinstance(each, tree.PlatformVariable) and unknown(each.name) for each in walk(node))


def _operand(node: "Expression", unknown: Unknown) -> tuple[str, bool]:
    """The variable that a node is, and whether it stands outside of quotes."""
    from ivrdsl.expr import tree

    match node:
        case tree.StringLiteral(pieces=(tree.PlatformVariable(name=str(name)),)) if unknown(name):
            return name, False
        case tree.PlatformVariable(name=str(name), quoted=False) if unknown(name):
            return name, True
    raise _NotExactError


def _comparison(operator: str, left: "Expression", right: "Expression", unknown: Unknown) -> Compared:
    from ivrdsl.expr.queries import COMPARISONS, MIRRORED, ORDERED, as_constant

    if _has_unknown(right, unknown):
        left, right, operator = right, left, MIRRORED.get(operator, operator)
    constant = as_constant(right)
    if constant is None or operator not in COMPARISONS:
        raise _NotExactError
    name, bare = _operand(left, unknown)
    text, number = _apart(constant, ordered=operator in ORDERED, bare=bare)
    return Compared(name, text, number, bare)


def _apart(constant: object, *, ordered: bool, bare: bool) -> tuple[str | None, float | None]:
    """The text and the number that a comparison with a constant tells from others."""
    from ivrdsl.expr import tree

    match constant:
        case tree.StringLiteral(value=str(text)) if not bare:
            if ordered:
                raise _NotExactError
            return text, None
        case tree.StringLiteral(value=str(text)):
            return None, _exact(number_of(text))
        case tree.BooleanLiteral(value=value):
            return None, float(value)
        case tree.NullLiteral():
            return None, 0.0 if ordered else None
        case tree.NumericLiteral(value=value, big=False):
            return None, _exact(float(value))
    if isinstance(constant, tree.Undefined):
        return None, None
    raise _NotExactError


def _exact(number: float) -> float | None:
    """A number, or None for NaN, which nothing is equal to."""
    if number != number:
        return None
    if not is_exact(number):
        raise _NotExactError
    return number


def is_exact(number: float) -> bool:
    """Return whether JavaScript tells a number from all whole numbers beside it."""
    return isfinite(number) and abs(number) < _EXACT


def number_of(text: str) -> float:
    """The number that JavaScript reads in a text; NaN for none."""
    text = text.strip(_BLANKS)
    if not text:
        return 0.0
    if text[:2].lower() in _BASES:
        digits = text[2:]
        known = digits.isascii() and digits.isalnum()  # int() takes _, + and blanks, too
        try:
            return float(int(digits, _BASES[text[:2].lower()])) if known else nan
        except (ValueError, OverflowError):
            return nan
    sign, size = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    if size == "Infinity":
        return -inf if sign == "-" else inf
    if not size or size[0] not in "0123456789." or not set(size) <= _DECIMAL:
        return nan
    try:
        return float(text)
    except ValueError:
        return nan


_BASES: Final = {"0x": 16, "0o": 8, "0b": 2}
_DECIMAL: Final = frozenset("0123456789.eE+-")
_BLANKS: Final = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What JavaScript takes for white space."""


# --- values -------------------------------------------------------------------------------------------------------


def spelled(numbers: Collection[float], texts: Collection[str]) -> list[str]:
    """Return numbers, one between each two of them, and one beyond each end, as texts that are none of some others."""
    return [_spelled(number, texts) for number in _between(sorted(numbers))]


def _spelled(number: float, texts: Collection[str]) -> str:
    """A number as a text that is none of some others."""
    text = str(int(number)) if number == int(number) else str(number)
    if text not in texts:
        return text
    sign, size = ("-", text[1:]) if text[0] == "-" else ("", text)
    return f"{sign}{'0' * max(map(len, texts))}{size}"


def _between(numbers: Sequence[float]) -> Iterator[float]:
    """Numbers, one between each two of them, and one below and above all, whole ones where there are some."""
    for index, number in enumerate(numbers):
        if index == 0:
            yield ceil(number) - 1
        else:
            whole = floor(numbers[index - 1]) + 1
            yield whole if whole < number else (numbers[index - 1] + number) / 2
        yield number
    if numbers:
        yield floor(numbers[-1]) + 1


OTHER: Final = "other"
"""A value that no other is compared with, where words are compared, or nothing."""


def another(tried: Sequence[str], texts: Collection[str]) -> str:
    """A value that is none of some others, and no number if these are numbers that its size is compared with.

    If they are texts of digits it is a number too, because a word would be no answer there.
    """
    numbers = [number for each in tried if not isnan(number := number_of(each)) and each.strip()]
    if tried and len(numbers) == len(tried) == len(texts):
        return str(floor(max(numbers)) + 7)
    return next(word for word in (OTHER, "another", *(f"other-{n}" for n in range(len(tried)))) if word not in tried)
