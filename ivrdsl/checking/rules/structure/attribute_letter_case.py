"""Tags and attributes in the wrong letter case."""

from collections.abc import Iterable

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING


@rule("IVR011", "attribute-letter-case", WARNING, elsewhere=True)
def check(subject: Subject) -> Iterable[Hit]:
    """A tag or an attribute is written in the wrong letter case.

    ## What it does
    Reports `maxdigits` for `maxDigits`, `notequal` for `notEqual` and the like.

    ## Why is this bad
    Two of the vendor's pages write `maxdigits`, all others `maxDigits`. Whether the platform ignores letter case is
    not documented; if it does not, the attribute has no effect.

    ## Example
    ```xml
    <menu maxdigits="1"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Fix safety
    Safe: the name is written as the platform's reference writes it.

    ## Source
    The vendor's pages about keypress and wait print `maxdigits`, those about menu `maxDigits`. That letter case
    does not matter is assumed, not documented (quirk `attr_case_insensitive`).
    """
    return ()
