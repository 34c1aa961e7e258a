"""How a call branches, jumps and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivrdsl.model import nodes as n
from ivrsim.core import table as t

if TYPE_CHECKING:
    from ivrsim.compiling.builder import Builder


def amd(builder: Builder, number: int, node: n.Amd, after: int) -> int:
    going_on = _after_amd(builder, number, after)
    ways: dict[type, int] = {}
    for child in builder.children[number]:
        kind = type(builder.nodes[child])
        start = builder.branch(child, going_on)
        if kind in (n.Live, n.Machine):
            ways.setdefault(kind, start)
    live, machine = ways.get(n.Live, going_on), ways.get(n.Machine, going_on)
    exits = t.Exit("live", live), t.Exit("machine", machine), t.Exit("skip", after)
    return builder.add(t.Detect(number, *exits, *builder.platform.detection_ms))


def _after_amd(builder: Builder, number: int, after: int) -> int:
    """Where a branch of amd goes on when it ends without goto or hangup (section 7, not documented)."""
    if builder.platform.after_amd_branch == "end":
        return builder.ends(number, "after_amd_branch")
    return builder.add(t.Assume(number, ("after_amd_branch",), t.Exit("", after)))


def catch(builder: Builder, number: int, node: n.Catch, after: int) -> int:
    outside, builder.catching = builder.catching, (number, *builder.catching)
    start = builder.body(number, after)
    builder.catching = outside
    return builder.add(t.Guard(number, t.Exit("", start)))


def goto(builder: Builder, number: int, node: n.Goto, after: int) -> int:
    return builder.goto(number, node.target, after)


def goto_xml(builder: Builder, number: int, node: n.GotoXml, after: int) -> int:
    ways = tuple(t.Exit(url, place) for url, place in builder.documents.items())
    return builder.add(t.GotoDocument(number, builder.template(node.url), ways))


def hangup(builder: Builder, number: int, node: n.Hangup, after: int) -> int:
    return builder.add(t.Finish(number, "hangup"))
