"""Nodes to the expressions that build them, as a person would write them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ivrdsl.errors import NodeError
from ivrdsl.model import nodes as n
from ivrdsl.model.odd import Comment, Instruction, Odd, Stray
from ivrdsl.model.structs import MISSING, fields
from ivrdsl.model.values import Secret
from ivrdsl.source.layout import Argument, Atom, Expression, body_row, call, row, words
from ivrdsl.source.literals import Variable
from ivrdsl.source.notes import note_of
from ivrdsl.source.variables import Use, is_plain, known, made, segments

KINDS: Final[frozenset[type]] = frozenset((*n.NODES, Comment, Instruction, Odd, Stray))
_NAMED_FIRST: Final[frozenset[type]] = frozenset({n.Dialplan, n.Menu})
"""Nodes that are commonly called by their name, so that it stands first; in others a bare name would say little."""
_AS_NUMBER: Final = frozenset({(n.SetVar, "value"), (n.Stash, "value"), (n.PlaySound, "sound")})
_MOST_DIGITS: Final = {n.PlaySound: 18}
_FEW_DIGITS: Final = 6
"""Longer ones are phone numbers and the like, which are text."""
_SHORT_TEXT: Final = 50
"""Characters of a text with variables that is written in parts; an f-string is easier to break over lines."""
_LITERAL: Final[frozenset[type]] = frozenset({Comment, Instruction, Stray, Odd})
"""What is not the language: a variable in it is only text."""


class Writer:
    """Writes the nodes of one plan.

    Args:
        names: the variables that have a name in Python. See `variables.named`.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def node(self, node: Any, inner: Sequence[Expression]) -> Expression:
        """The expression of a node, given those of its children (see `children`), in their order."""
        kind = type(node)
        if kind is Odd:
            return call("Odd", self._odd_arguments(node, inner), (), note_of(node))
        if kind is n.Amd and _is_short(node):
            branches = [each.body[0] for each in inner]  # type: ignore[union-attr]  # two calls, says _is_short
            short = [Argument("live", branches[0]), Argument("machine", branches[1])]
            return call("Amd", [*self._arguments(node), *short])
        return call(kind.__name__, self._arguments(node), tuple(inner), note_of(node))

    def variable(self, name: str) -> Expression:
        """The expression that makes a variable."""
        function, text = made(name)
        return call(function, [Argument("", words(text, self._spelling))])

    def _arguments(self, node: Any) -> list[Argument]:
        kind = type(node)
        found: list[Argument] = []
        for position, field in enumerate(fields(node)):
            value = getattr(node, field.name)
            if field.name == "body":
                continue
            if field.name == kind.varargs:
                found += [Argument("", each) for each in self._several(node, value)]
            elif field.default is MISSING or value != field.default or type(value) is not type(field.default):
                bare = not kind.varargs and position < kind.positional and _reads_bare(kind, field.name)
                found.append(Argument("" if bare else field.name, self._value(kind, field, value)))
        return found

    def _several(self, node: Any, value: Any) -> Iterator[Expression]:
        """What is given as any number of arguments."""
        if type(node) is n.Transfer:
            for number in numbers(value):
                yield self._text(number, whole=True)
        elif is_fluent(node):
            yield words(segments("".join(map(str, value))), self._spelling)
        else:
            for part in value or ("",):
                yield from self._part(part)

    def _part(self, part: Any) -> Iterator[Expression]:
        if isinstance(part, Secret):
            yield _secret(part)
            return
        for each in segments(str(part), quotes=False):
            yield self._variable_or_name(each.name) if isinstance(each, Variable) else words((each,), self._spelling)

    def _value(self, kind: type[Any], field: Any, value: Any) -> Expression:
        if value is None or type(value) in (bool, int, float):
            return Atom(repr(value))
        if isinstance(value, str):
            text = str.__str__(value)
            if (kind, field.name) in _AS_NUMBER and _is_number(text, _MOST_DIGITS.get(kind, _FEW_DIGITS)):
                return Atom(text)
            if kind in _LITERAL or field.name == "name":
                return words((text,), self._spelling)
            return self._text(text, whole=takes_variable(field))
        if isinstance(value, tuple):
            return row(self._item(each) for each in value)
        raise NodeError(f"to_python: {field.name} of a {kind.__name__} is {value!r}, which no plan can hold")

    def _item(self, value: Any) -> Expression:
        """What stands in a tuple that is no body: attributes of an odd tag, comments outside the root."""
        if isinstance(value, str):
            return words((str.__str__(value),), self._spelling)
        if isinstance(value, tuple):
            return row(self._item(each) for each in value)
        if type(value) in (Comment, Instruction):
            return self.node(value, ())
        raise NodeError(f"to_python: {value!r} stands where no plan can hold it")

    def _text(self, text: str, *, whole: bool) -> Expression:
        found = segments(text)
        if is_plain(found):
            return words((text,), self._spelling)
        if whole and len(found) == 1 and isinstance(found[0], Variable):
            return self._variable_or_name(found[0].name)
        return words(found, self._spelling)

    def _variable_or_name(self, name: str) -> Expression:
        spelt = known(name, self._names)
        return Atom(spelt) if spelt else self.variable(name)

    def _spelling(self, name: str) -> str:
        return known(name, self._names) or name

    def _odd_arguments(self, node: Odd, inner: Sequence[Expression]) -> list[Argument]:
        found = [Argument("", self._item(str(node.tag)))]
        if node.attributes:
            found.append(Argument("", self._item(node.attributes)))
        if node.body:
            content = zip(node.body, inner, strict=False)  # after the body come the readings
            plain = tuple(each._replace(note="") if type(item) is Stray else each for item, each in content)
            found.append(Argument("body", body_row(plain)))
        readings = iter(inner[len(node.body) :])
        for keyword in ("exact", "folded"):
            if getattr(node, keyword) is not None:
                found.append(Argument(keyword, next(readings)))
        if node.left_out:
            found.append(Argument("left_out", self._item(node.left_out)))
        return found


def children(node: Any) -> tuple[Any, ...]:
    """The nodes inside a node whose expressions `Writer.node` takes."""
    if type(node) is Odd:
        return (*node.body, *[each for each in (node.exact, node.folded) if each is not None])
    body: tuple[Any, ...] = getattr(node, "body", ())
    return body


def uses(node: Any) -> Iterator[Use]:
    """The variables in the texts of a node itself, not in what is inside it."""
    if type(node) in _LITERAL:
        return
    for field in fields(node):
        value = getattr(node, field.name)
        if field.name == "parts":
            yield from _uses_in_parts(node, value)
        elif isinstance(value, str) and "${" in value and field.name != "name":
            several = type(node) is n.Transfer and field.name == "numbers"
            for text in numbers(value) if several else (value,):
                yield from _uses_in_text(text, whole=several or takes_variable(field))


def _uses_in_text(text: str, *, whole: bool) -> Iterator[Use]:
    found = segments(text)
    if not is_plain(found):
        alone = whole and len(found) == 1
        for each in found:
            if isinstance(each, Variable):
                yield Use(each.name, inside=not alone or each.quoted)


def _uses_in_parts(node: Any, parts: Sequence[Any]) -> Iterator[Use]:
    inside = is_fluent(node)
    for part in parts:
        if isinstance(part, str) and "${" in part:
            for each in segments(part):
                if isinstance(each, Variable):
                    yield Use(each.name, inside)


def is_fluent(node: Any) -> bool:
    """Tell whether a spoken or sent text is written as one text, and not in parts."""
    if not all(isinstance(part, str) for part in node.parts):
        return False
    text = "".join(node.parts)
    return "${" in text and len(text) > _SHORT_TEXT and not is_plain(segments(text))


def takes_variable(field: Any) -> bool:
    """Tell whether an attribute may be a variable itself, not only text that holds one."""
    return "Textual" in str(field.type)


def numbers(text: str) -> tuple[str, ...]:
    """The phone numbers of a transfer, apart where they can be joined again to the same text."""
    found = text.split(",")
    return tuple(found) if all(each and each.strip(" \t\r\n") == each for each in found) else (text,)


def _reads_bare(kind: type, field: str) -> bool:
    """Tell whether an attribute needs no name to be understood."""
    if field == "name":
        return kind in _NAMED_FIRST
    return (kind, field) != (n.Record, "variable")


def _is_short(amd: n.Amd) -> bool:
    """Tell whether an amd can be written with live=... and machine=...: one small node in each branch."""
    if [type(each) for each in amd.body] != [n.Live, n.Machine]:
        return False
    branches: Any = amd.body
    return all(each.name is None and len(each.body) == 1 and _is_small(each.body[0]) for each in branches)


def _is_small(node: Any) -> bool:
    return type(node) not in _LITERAL and not getattr(node, "body", ())


def _is_number(text: str, most: int) -> bool:
    return len(text) <= most and re.fullmatch("0|[1-9][0-9]*", text) is not None


def _secret(secret: Secret) -> Expression:
    code = secret.text.replace(" ", "")
    spelt = code.isascii() and code.isalnum() and len(code) > 1 and " ".join(code) == secret.text
    function, text = ("spell", code) if spelt else ("Secret", secret.text)
    return call(function, [Argument("", words((text,), str))])
