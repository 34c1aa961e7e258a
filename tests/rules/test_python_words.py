"""A plan that is Python is told what to write in Python."""

import pytest

from ivrdsl import IvrError, from_xml
from ivrdsl.checking.control import Control
from ivrdsl.checking.nodes import check_nodes
from ivrdsl.checking.registry import rules
from ivrdsl.checking.rule import Rule, examples

XML = ("<keypress", "<menu", "<goto", "<play", "<transfer", "<record", "maxDigits", "varname=", "pressed=", "expr=")
SCHEMA = {"IVR002", "IVR011", "IVR012"}
"""What only files can break: nodes of the language cannot hold it."""


@pytest.mark.parametrize("rule", [rule for rule in rules().values() if rule.code not in SCHEMA], ids=lambda r: r.code)
def test_fixes_are_in_words_of_python(rule: Rule) -> None:
    for text in examples(rule)[1]:
        try:
            plan = from_xml(text)
        except IvrError:  # no plan at all
            continue
        for finding in check_nodes(plan, [], "plan.py", control=Control(select=(rule.code,))):
            assert not [word for word in XML if word in finding.fix]
