"""docs/rules/ is made from the rules, and says what `ivrdsl explain` says."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from ivrdsl.checking.catalogue import catalogue, text_of
from ivrdsl.checking.pages import index, page
from ivrdsl.checking.registry import rules
from ivrdsl.cli.group import cli

FOLDER = Path(__file__).parents[2] / "docs" / "rules"
PAGES = {f"{code}.md": page(rule) for code, rule in rules().items()} | {"README.md": index(rules().values())}


def test_the_pages_are_those_of_the_rules(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        FOLDER.mkdir(exist_ok=True)
        for old in FOLDER.glob("*.md"):
            old.unlink()
        for name, text in PAGES.items():
            (FOLDER / name).write_text(text)
    assert {path.name: path.read_text() for path in FOLDER.glob("*.md")} == PAGES


def test_the_list_of_rules_is_read_back_from_the_pages() -> None:
    said = [(rule.code, rule.name, rule.severity, rule.strict, rule.summary) for rule in rules().values()]
    assert list(catalogue().values()) == said
    assert {code: text_of(code) for code in catalogue()} == {code: rule.text for code, rule in rules().items()}


@pytest.mark.parametrize("code", rules())
def test_explain_prints_the_page(code: str) -> None:
    assert CliRunner().invoke(cli, ["explain", code.lower()]).stdout == (FOLDER / f"{code}.md").read_text()
    assert CliRunner().invoke(cli, ["explain", rules()[code].name]).stdout == PAGES[f"{code}.md"]
