"""Codes that no rule has."""

from collections.abc import Iterable

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING


@rule("IVR901", "unknown-code", WARNING, elsewhere=True)
def check(subject: Subject) -> Iterable[Hit]:
    """A suppression or a setting names a code that no rule has.

    ## What it does
    Reports comments that begin with `ivrdsl:` and name no rule, or say something else than `ignore`, and unknown
    codes in the settings of pyproject.toml.

    ## Why is this bad
    It suppresses nothing, although whoever wrote it believes that it does.

    ## Example
    ```xml
    <!-- ivrdsl: ignore IVR199 sold out -->
    <hangup/>
    ```

    ## Use instead
    ```xml
    <!-- ivrdsl: ignore IVR101 sold out -->
    <menu name="tickets"/>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    ivrdsl itself.
    """
    return ()
