"""`ivrdsl rules`"""

import sys
from typing import TYPE_CHECKING, Any, Final

from ivrdsl.cli import options, syntax
from ivrdsl.cli.output import echo, show_json

if TYPE_CHECKING:
    from ivrdsl.checking.catalogue import Listed

VERSION: Final = 1


@syntax.command("rules")
@options.as_json
def command(as_json: bool) -> None:
    """List all rules: code, name, severity and what they find."""
    from ivrdsl.checking.catalogue import catalogue

    found = list(catalogue().values())
    if as_json:
        show_json({"version": VERSION, "rules": [_data(rule) for rule in found]})
    elif sys.stdout.isatty():
        from ivrdsl.cli.terminal import show_rules

        show_rules([(rule.code, rule.name, _severity(rule), rule.summary) for rule in found])
    else:
        for rule in found:
            echo(f"{rule.code}  {rule.name:32}{_severity(rule):18}{rule.summary}")


def _severity(rule: "Listed") -> str:
    return f"{rule.severity} (strict)" if rule.strict else rule.severity


def _data(rule: "Listed") -> dict[str, Any]:
    from ivrdsl.checking.catalogue import text_of

    preset = "strict" if rule.strict else "default"
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "preset": preset,
        "summary": rule.summary,
        "text": text_of(rule.code),
    }
