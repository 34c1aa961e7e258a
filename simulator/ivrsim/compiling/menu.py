"""Menus: prompts, then one Collect, with a branch for each keypress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ivrdsl.model import nodes as n
from ivrdsl.model.odd import Odd
from ivrsim.core import table as t

if TYPE_CHECKING:
    from ivrsim.compiling.builder import Builder

_Branches = list[tuple[Any, int]]
"""The keypresses that some input takes, in document order: each node, and where its body starts."""

_KEYPRESSES: Final = frozenset({n.Keypress, n.NoInput, n.NoMatch})


def menu(builder: Builder, number: int, node: n.Menu, after: int) -> int:
    read, unread, prompts = _children(builder, number)
    branches = [(builder.nodes[child], builder.branch(child, after)) for child in reversed(read)]
    branches.reverse()
    for child in unread:
        builder.branch(child, after)  # a goto may lead into it
    collect = builder.add(t.LATER)  # filled in below: replaying leads to the start
    outside, builder.listening = builder.listening, collect
    first = builder.sequence(prompts, collect)
    builder.listening = outside
    start = builder.add(t.Enter(number, t.Exit("", first), t.Exit("skip", after)))
    builder.table[collect] = _collect(builder, number, node, branches, start, after)
    for child in unread:
        start = builder.add(t.LeftOut(child, "the whole branch: no key takes it", t.Exit("", start)))
    return start


def _children(builder: Builder, number: int) -> tuple[list[int], list[int], list[int]]:
    """What stands in a menu: keypresses, keypresses whose key cannot be read (no key takes them), and the rest."""
    read, unread, prompts = [], [], []
    for child in builder.children[number]:
        node = builder.nodes[child]
        if type(node) in _KEYPRESSES:
            read.append(child)
        elif type(node) is Odd and node.tag.lower() == "keypress":
            unread.append(child)
        else:
            prompts.append(child)
    return read, unread, prompts


def _collect(builder: Builder, number: int, node: n.Menu, branches: _Branches, start: int, after: int) -> t.Collect:
    timeout_ms, assumes_timeout = _timeout(builder, node)
    max_digits, assumes_max_digits = _max_digits(builder, node)
    interdigit = builder.platform.interdigit
    exact, ranges, no_match, no_input = _branch_exits(builder, branches)
    return t.Collect(
        number,
        timeout_ms,
        timeout_ms if interdigit == "same" else int(interdigit),
        max_digits,
        exact,
        ranges,
        no_match or _no_match_exit(builder, number, start, after),
        no_input or _silent(builder, number, no_match, after),
        t.Exit("skip", after),
        assumes_timeout,
        assumes_max_digits,
    )


def _timeout(builder: Builder, node: n.Menu) -> tuple[int, tuple[str, ...]]:
    """A menu's no-input time in ms, and the quirks behind it (section 8)."""
    if node.timeout_ms is not None:
        return node.timeout_ms, ()
    if node.timeout_s is None:
        return builder.platform.default_menu_timeout_ms, ("default_menu_timeout_ms",)
    if node.timeout_s == 1000:
        return (1_000_000 if builder.platform.timeout_1000 == "s" else 1000), ("timeout_1000",)
    return node.timeout_s * 1000, ()


def _max_digits(builder: Builder, node: n.Menu) -> tuple[int | None, tuple[str, ...]]:
    if node.max_digits is not None:
        return node.max_digits, ()
    default = builder.platform.default_max_digits
    return (None if default == "none" else int(default)), ("default_max_digits",)


def _branch_exits(
    builder: Builder, branches: _Branches
) -> tuple[dict[str, t.Exit], tuple[t.Range, ...], t.Exit | None, t.Exit | None]:
    """What a menu's keypresses take: exact input, ranges, no match, no input (section 6).

    The first in document order wins, so one for a key that is taken already is passed over.
    """
    exact: dict[str, t.Exit] = {}
    ranges: list[t.Range] = []
    no_match = no_input = None
    for node, start in branches:
        if type(node) is n.NoMatch:
            no_match = no_match or t.Exit("no match", start)
        elif type(node) is n.NoInput:
            no_input = no_input or t.Exit("no input", start)
        elif "-" in node.pressed:
            ranges.append(_range(builder, node.pressed, start))
        elif node.pressed not in exact:
            exact[node.pressed] = t.Exit(node.pressed, start)
    return exact, tuple(ranges), no_match, no_input


def _range(builder: Builder, pressed: str, start: int) -> t.Range:
    low, _, high = pressed.partition("-")
    strict = builder.platform.range_digit_count == "strict"
    return t.Range(t.size(low), t.size(high), (len(low), len(high)), strict, t.Exit(pressed, start))


def _no_match_exit(builder: Builder, number: int, start: int, after: int) -> t.Exit:
    """Where input goes that no branch takes, in a menu without a no-match branch (section 6, not documented)."""
    ways = {"fallthrough": after, "replay": start}
    way = ways.get(builder.platform.no_match)
    return t.Exit("no match", builder.ends(number) if way is None else way, ("no_match",))


def _silent(builder: Builder, number: int, no_match: t.Exit | None, after: int) -> t.Exit:
    """Where silence goes in a menu without a no-input branch (section 6, not documented)."""
    quirk = ("no_timeout_branch",)
    match builder.platform.no_timeout_branch:
        case "default" if no_match:
            return t.Exit("default", no_match.to, quirk)
        case "end":
            return t.Exit("no input", builder.ends(number), quirk)
        case _:
            return t.Exit("no input", after, quirk)
