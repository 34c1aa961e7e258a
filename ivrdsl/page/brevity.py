"""The script and the style of the page in fewer bytes: a page is mailed, and nobody reads these in it.

Theory of operation. What a script declares itself gets short names, one name everywhere the same one, so what hides
what stays as it was. Names of properties stay, for they may be the browser's; those of private members are our own.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count, pairwise
from typing import Final

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

_WHOLE: Final = frozenset(("string", "regex"))
"""Nodes that stay as they are."""
_BINDS: Final = frozenset(("variable_declarator", "function_declaration", "class_declaration", "catch_clause"))
_TAKES: Final = frozenset(("formal_parameters", "arrow_function"))
_OF_BROWSERS: Final = frozenset(("document", "event", "location", "name", "navigator", "window"))
"""Never renamed, whoever declares them."""
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RESERVED: Final = frozenset(("as", "do", "if", "in", "is", "of", "for", "let", "new", "try", "var", "get", "set"))
_STATEMENTS: Final = frozenset(("expression_statement", "lexical_declaration", "return_statement", "class_body"))
_TERSE: Final = {"true": "!0", "false": "!1", "const": "let"}
_OPENS: Final = frozenset("{([,;:?=<>&|+-*/!.")
_CLOSES: Final = frozenset("})],;:?=<>&|*.")
"""Signs behind and before which the end of a line says nothing."""


def small_style(text: str) -> str:
    """A style with short names for its variables, without comments, and without white space that says nothing."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    variables = Counter(re.findall(r"--[a-z][\w-]*", text))
    short = {name: f"--{new}" for (name, _), new in zip(variables.most_common(), _names(), strict=False)}
    text = re.sub(r"--[a-z][\w-]*", lambda found: short[found[0]], text)
    return re.sub(r" ?([{};,>]) ?", r"\1", text).replace(";}", "}").replace(": ", ":").strip()


def small_script(text: str) -> str:
    """A script with short names, and without comments and white space."""
    source = text.encode()
    root = Parser(Language(tree_sitter_javascript.language())).parse(source).root_node
    leaves = [leaf for leaf in _leaves(root) if leaf.type != "comment"]
    short = _short_names(leaves, _declared(root))
    words = [_word(leaf, short) for leaf in leaves]
    gaps = [source[one.end_byte : other.start_byte].decode() for one, other in pairwise(leaves)]
    told = words[:1]
    for number, gap in enumerate(gaps):
        if words[number + 1] == "}" and leaves[number].type == ";" and _may_go(leaves[number]):
            told[-1] = ""
        told += (_between(words[number], words[number + 1], gap), words[number + 1])
    return "".join(told) + "\n"


def _leaves(node: Node) -> Iterator[Node]:
    """The words of a script; one parameter of an arrow needs no parentheses."""
    if node.type in _WHOLE or not node.children:
        yield node
    elif node.type == "formal_parameters" and _is_bare(node):
        yield node.named_children[0]
    else:
        for child in node.children:
            yield from _leaves(child)


def _may_go(semicolon: Node) -> bool:
    """Whether nothing hangs on a semicolon before the end of a block; on that of an empty statement something does."""
    return semicolon.parent is not None and semicolon.parent.type in _STATEMENTS


def _is_bare(parameters: Node) -> bool:
    of_arrow = parameters.parent is not None and parameters.parent.type == "arrow_function"
    return of_arrow and [each.type for each in parameters.named_children] == ["identifier"]


def _declared(root: Node) -> set[str]:
    """The names that a script declares."""
    found: set[str] = set()
    work = [root]
    while work:
        node = work.pop()
        work += node.children
        if node.type in _BINDS:
            found |= _bound(node.child_by_field_name("name") or node.child_by_field_name("parameter"))
        elif node.type in _TAKES:
            found |= _bound(node.child_by_field_name("parameter") if node.type == "arrow_function" else node)
        elif node.type == "for_in_statement":
            found |= _bound(node.child_by_field_name("left"))
    return found - _OF_BROWSERS


def _bound(pattern: Node | None) -> set[str]:
    """The names in a pattern; what stands for one that is missing is none."""
    if pattern is None:
        return set()
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        return {_text(pattern)}
    inner = pattern.children
    if pattern.type in ("assignment_pattern", "object_assignment_pattern"):
        inner = inner[:1]
    if pattern.type == "pair_pattern":
        inner = inner[-1:]
    return {name for child in inner for name in _bound(child)}


def _short_names(leaves: list[Node], declared: set[str]) -> dict[str, str]:
    """By name, a short one; the names that stand most often get the shortest."""
    often = Counter(_text(leaf) for leaf in leaves if _is_name(leaf) and _text(leaf) in declared)
    members = Counter(_text(leaf) for leaf in leaves if leaf.type == "private_property_identifier")
    taken = {_text(leaf) for leaf in leaves if _is_name(leaf)} - declared | _RESERVED
    names = (name for name in _names() if name not in taken)
    short = {name: next(names) for name, _ in often.most_common()}
    return short | {name: f"#{new}" for (name, _), new in zip(members.most_common(), _names(), strict=False)}


def _names() -> Iterator[str]:
    for number in count():
        first, rest = number % len(_LETTERS), number // len(_LETTERS)
        yield _LETTERS[first] + (_LETTERS[rest - 1] if rest else "")


def _is_name(leaf: Node) -> bool:
    return leaf.type in ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")


def _word(leaf: Node, short: dict[str, str]) -> str:
    text = _TERSE.get(leaf.type) or _text(leaf)
    if leaf.type in ("identifier", "private_property_identifier"):
        return short.get(text, text)
    if leaf.type.startswith("shorthand_property_identifier") and text in short:
        return f"{text}:{short[text]}"
    return text


def _between(before: str, word: str, gap: str) -> str:
    """What must stand between two words."""
    if not before or not word:
        return gap
    if "\n" in gap and before[-1] not in _OPENS and word[0] not in _CLOSES:
        return "\n"
    meets = before[-1] + word[0]
    return " " if re.fullmatch(r"[\w$#][\w$#]|\+\+|--|//", meets) else ""


def _text(node: Node) -> str:
    return (node.text or b"").decode()
