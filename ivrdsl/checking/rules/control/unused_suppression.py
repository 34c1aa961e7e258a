"""Suppressions of nothing."""

from collections.abc import Iterable

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING


@rule("IVR902", "unused-suppression", WARNING, elsewhere=True)
def check(subject: Subject) -> Iterable[Hit]:
    """A suppression suppresses nothing.

    ## What it does
    Reports each code of a comment `ivrdsl: ignore ...` that nothing in the element behind it, or inside, breaks.

    ## Why is this bad
    Whoever reads it believes that something is wrong here; and it would hide a real finding later.

    ## Example
    ```xml
    <!-- ivrdsl: ignore IVR101 sold out -->
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
