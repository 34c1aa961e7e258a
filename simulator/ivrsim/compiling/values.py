"""Variables and conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivrdsl.model import nodes as n
from ivrsim.core import table as t

if TYPE_CHECKING:
    from ivrsim.compiling.builder import Builder


def assign(builder: Builder, number: int, node: n.SetVar | n.Stash, after: int) -> int:
    variable, value = builder.template(node.variable), builder.template(node.value)
    made = t.Assign if isinstance(node, n.SetVar) else t.Stash
    return builder.add(made(number, variable, value, t.Exit("", after)))


def condition(builder: Builder, number: int, node: n.If | n.Equal | n.NotEqual, after: int) -> int:
    otherwise = after
    inside = []
    for child in builder.children[number]:
        if type(builder.nodes[child]) is n.Else:
            otherwise = builder.branch(child, after, listens=True)
        else:
            inside.append(child)
    true, false = t.Exit("true", builder.sequence(inside, after)), t.Exit("false", otherwise)
    value = None if isinstance(node, n.If) else builder.template(node.value)
    negated = isinstance(node, n.NotEqual)
    return builder.add(t.Test(number, builder.template(node.expression), value, negated, true, false))
