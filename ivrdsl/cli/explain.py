"""`ivrdsl explain CODE`"""

import sys

from ivrdsl.cli import syntax
from ivrdsl.cli.output import echo


@syntax.command("explain")
@syntax.argument("code")
def command(code: str) -> None:
    """Explain a rule: what it finds, why that is bad, an example, and what to write instead.

    CODE is a rule's code or its name, such as IVR003 or dangling-goto.
    """
    from ivrdsl.checking.catalogue import named, near, page_of

    rule = named(code)
    if rule is None:
        raise syntax.UsageError(f"no rule is called {code!r}; {near(code) or 'see `ivrdsl rules`'}")
    text = page_of(rule.code)
    if sys.stdout.isatty():
        from ivrdsl.cli.terminal import show_markdown

        show_markdown(text)
    else:
        echo(text, nl=False)
