"""Parses expressions; what it takes for JavaScript, and where that differs from the engine, is told in the package."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from ivrdsl.expr.convert import convert_program
from ivrdsl.expr.prepare import Prepared, prepare
from ivrdsl.expr.problems import describe
from ivrdsl.expr.restrictions import OUTSIDE, Surroundings, logical_operator, place_inside, refusal
from ivrdsl.expr.tree import Expression, SyntaxProblem

if TYPE_CHECKING:
    from tree_sitter import Language, Node

LONGEST: Final = 20_000
"""The longest text that is parsed, in characters. Units: characters."""
DEEPEST: Final = 100
"""How many levels of syntax may stand inside each other; a chain of one logical operator counts as one level."""

_REMEMBERED: Final = 512  # several checks ask for the tree of the same text
_HTML_COMMENT: Final = "<!--"
_MOST_HTML_COMMENTS: Final = 20
_MISREAD: Final = re.compile(
    r"\b(?:break|continue|debugger|return)[^\S\n\r]*(?://|[\n\r])|\bdo\b|"
    r"<!--|-->|/\*|[`\\]|\b(?:yield|using|let|async|of|await|static|get|set|accessor|undefined)\b|\A\s*#!|[\[,](?:\s|//[^\n]*\n)*,|[^\x00-\x7f]"
)

_HARD_TO_CUT: Final = re.compile(r"[/`\\]|--")
_STRING: Final = re.compile(r"""'[^'\n\r]*'|"[^"\n\r]*\"""")


@lru_cache(maxsize=_REMEMBERED)
def parse(text: str) -> Expression | SyntaxProblem:
    """Read an expression, whose variables have not been put in yet.

    Args:
        text: JavaScript, with `${variables}`.

    Returns:
        The tree: that of the expression if there is just one, with or without a semicolon, else a Program. Or why there
        is none; nothing is raised, whatever the text is.
    """
    if len(text) > LONGEST:
        return SyntaxProblem(0, len(text), f"the expression has {len(text)} characters", _LIMITS[0], "limit")
    prepared = prepare(text)
    root = _without_html_comments(prepared)
    if root.has_error:
        start, end, message, expected = describe(prepared, root)
        return SyntaxProblem(start, end, message, expected, _doubt(prepared))
    return _first_refusal(prepared, root) or convert_program(prepared, root)


_LIMITS: Final = (f"at most {LONGEST} characters", f"at most {DEEPEST} levels of syntax inside each other")


def _root_of(source: bytes) -> "Node":
    import tree_sitter  # imported here: most plans have no expressions

    # a parser of its own costs half a microsecond, and threads need not share one
    return tree_sitter.Parser(_language()).parse(source).root_node


@lru_cache(maxsize=1)
def _language() -> "Language":
    import tree_sitter
    import tree_sitter_javascript

    return tree_sitter.Language(tree_sitter_javascript.language())


def _without_html_comments(prepared: Prepared) -> "Node":
    """The root of the parser's tree; it knows `<!--` only where a statement starts, so the others are blanked out."""
    source = prepared.source.encode()
    root = _root_of(source)
    position = source.find(_HTML_COMMENT.encode())
    for _ in range(_MOST_HTML_COMMENTS):
        if position < 0:
            break
        leaf = root.descendant_for_byte_range(position, position + 1)
        if leaf is not None and leaf.type == "<":
            end = re.compile(rb"[\n\r]|\xe2\x80[\xa8\xa9]|\Z").search(source, position)
            stop = end.start() if end else len(source)
            source = source[:position] + b" " * (stop - position) + source[stop:]
            root = _root_of(source)
        position = source.find(_HTML_COMMENT.encode(), position + 1)
    return root


def _first_refusal(prepared: Prepared, root: "Node") -> SyntaxProblem | None:
    """The first thing that the parser lets pass and JavaScript does not, or that stands too deep."""
    waiting: list[tuple[Node, Surroundings, int, str]] = [(root, OUTSIDE, 0, "")]
    while waiting:
        node, place, level, chain = waiting.pop()
        operator = logical_operator(node)
        level += not operator or operator != chain
        if level > DEEPEST:
            message = "the syntax is nested too deep here"
            return SyntaxProblem(*prepared.place(node.start_byte, node.end_byte), message, _LIMITS[1], "limit")
        reason = refusal(node, place)
        if reason:
            doubt = "parser" if reason.doubtful and not prepared.variables else _doubt(prepared)
            where = prepared.place(node.start_byte, node.end_byte)
            return SyntaxProblem(*where, reason.message, reason.expected, doubt)
        below = place_inside(node, place)
        waiting.extend((child, below, level, operator) for child in reversed(node.named_children))
    return None


def _doubt(prepared: Prepared) -> Literal["", "values", "parser"]:
    if prepared.variables:
        return "values"
    text = prepared.text
    if _HARD_TO_CUT.search(text) is None:  # then strings can be told from the rest without parsing
        text = _STRING.sub("''", text)
    return "parser" if _MISREAD.search(text) else ""
