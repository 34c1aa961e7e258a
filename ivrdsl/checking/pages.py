"""The pages in docs/rules/, made of the rules' own documentation; `catalogue.py` reads them back."""

from collections.abc import Iterable

from ivrdsl.checking.rule import Rule


def page(rule: Rule) -> str:
    """Return the page of a rule, as Markdown."""
    where = "only in the preset `strict`" if rule.strict else "in every preset"
    return f"# {rule.code} {rule.name}\n\nSeverity: {rule.severity}, {where}.\n\n{rule.text}\n"


def index(rules: Iterable[Rule]) -> str:
    """Return the page that lists all rules, as Markdown."""
    lines = [
        "# The rules",
        "",
        "`ivrdsl check` reports these; `ivrdsl explain CODE` prints a page of this folder. Rules that only the preset",
        "`strict` has are marked with an s. docs/checks.md says how to choose rules and how to suppress a finding.",
        "",
        "| code | name | severity | what it finds |",
        "| --- | --- | --- | --- |",
    ]
    for rule in rules:
        mark = " (s)" if rule.strict else ""
        lines.append(f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity}{mark} | {rule.summary} |")
    return "\n".join(lines) + "\n"
