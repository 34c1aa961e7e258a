"""The strategies reach every node, and keep what they promise."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from ivrdsl.model import nodes as n, walk
from ivrdsl.model.odd import Comment
from ivrdsl.testing.strategies import actions, dialplans, names, texts

MANY = settings(max_examples=400, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])


def test_every_node_is_drawn_and_most_gotos_lead_somewhere() -> None:
    seen: Counter[type] = Counter()
    gotos: Counter[bool] = Counter()

    @MANY
    @given(dialplans())
    def look(plan: n.Dialplan) -> None:
        known = {walk.name_of(element.node) for element in walk.elements(plan)}
        for element in walk.elements(plan):
            seen[type(element.node)] += 1
            if type(element.node) is n.Goto:
                gotos[element.node.target in known] += 1

    look()
    assert set(n.NODES) - set(seen) == set()
    assert gotos[True] > gotos[False] > 0


@given(dialplans())
def test_names_are_unique(plan: n.Dialplan) -> None:
    found = [name for element in walk.elements(plan) if (name := walk.name_of(element.node)) is not None]
    assert len(found) == len(set(found))


@given(dialplans(max_depth=0, max_size=2, comments=False))
def test_limits_are_kept(plan: n.Dialplan) -> None:
    assert len(plan.body) <= 2
    assert {element.parent for element in walk.elements(plan)} <= {-1, 0}
    assert not any(type(item) is Comment for item in (*plan.before, *plan.body, *plan.after))


@given(names(), texts(min_size=1), actions())
def test_the_small_ones_are_accepted_by_the_nodes(name: str, text: str, action: Any) -> None:
    assert n.Goto(text, name).name == name.strip(" \t\r\n")
    assert n.Dialplan()[action].body == (action,)
