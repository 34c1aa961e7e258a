"""What the schema rejects."""

from collections.abc import Iterable

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR


@rule("IVR002", "schema", ERROR, elsewhere=True)
def check(subject: Subject) -> Iterable[Hit]:
    """A tag, an attribute or a value is not of the language.

    ## What it does
    Validates the plan against schemas/dialplan.xsd and says in plain words which tag, attribute or value is wrong,
    and what may stand there.

    ## Why is this bad
    The platform does not know it. Whether it refuses the plan or ignores the part is not documented; either way the
    call is not the one that was written.

    ## Example
    ```xml
    <menu maxDigit="1"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    The schema gathers the vendor's attribute tables and what its samples use; see schemas/README.md.
    """
    return ()
