"""Every rule is documented, and its examples do what its documentation says of them."""

import pkgutil
from pathlib import Path

import pytest

from ivrdsl.checking import rules as package
from ivrdsl.checking.control import Control
from ivrdsl.checking.registry import FOLDERS, rules
from ivrdsl.checking.rule import HEADINGS, Rule, examples, sections
from ivrdsl.checking.run import check_bytes

RULES = list(rules().values())
FOUND = [rule for rule in RULES if rule.check is not None]
STRICT = Control(preset="strict")
SHOWN_ELSEWHERE = {"IVR000", "IVR900", "IVR903", "IVR904"}
"""What no document leads to: a Python file without a plan, a mistake of ours, and files of calls."""


def codes_in(text: str) -> set[str]:
    return {finding.code for finding in check_bytes(text, "plan.xml", control=STRICT)}


def test_every_file_of_rules_is_registered() -> None:
    found = {
        folder.name: {module.name for module in pkgutil.iter_modules([str(Path(package.__path__[0]) / folder.name)])}
        for folder in pkgutil.iter_modules(package.__path__)
    }
    assert found == {folder: set(names.split()) for folder, names in FOLDERS.items()}


def test_codes_and_names_are_given_once() -> None:
    count = sum(len(names.split()) for names in FOLDERS.values())
    assert len(RULES) == count
    assert len({rule.name for rule in RULES}) == count


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_file_has_the_name_of_the_rule(rule: Rule) -> None:
    folder = list(FOLDERS)[6 if rule.code[3] == "9" else int(rule.code[3])]
    assert rule.name.replace("-", "_") in FOLDERS[folder].split()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_documentation_has_every_heading_with_a_text(rule: Rule) -> None:
    found = sections(rule.text)
    assert tuple(found) == ("", *HEADINGS)
    assert all(found.values())
    assert rule.summary.endswith(".")
    assert len(rule.summary) < 100


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_examples_of_both_kinds(rule: Rule) -> None:
    valid, invalid = examples(rule)
    assert bool(valid) == bool(invalid) == (rule.code not in SHOWN_ELSEWHERE)


@pytest.mark.parametrize(
    ("rule", "text"),
    [pytest.param(rule, text, id=f"{rule.code}-{n}") for rule in RULES for n, text in enumerate(examples(rule)[1])],
)
def test_what_is_bad_is_found(rule: Rule, text: str) -> None:
    assert rule.code in codes_in(text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [pytest.param(rule, text, id=f"{rule.code}-{n}") for rule in RULES for n, text in enumerate(examples(rule)[0])],
)
def test_what_is_good_is_not_found(rule: Rule, text: str) -> None:
    assert not {rule.code, "IVR001", "IVR002", "IVR900"} & codes_in(text)


@pytest.mark.parametrize("rule", FOUND, ids=lambda rule: rule.code)
def test_no_rule_fails_on_an_empty_or_odd_plan(rule: Rule) -> None:
    for text in ("<dialplan/>", "<dialplan><odd><menu x=''/></odd><play/><if/><amd/><keypress/></dialplan>"):
        assert "IVR900" not in codes_in(text)
