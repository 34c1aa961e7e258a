"""Names in call scripts that are none of the plan."""

from collections.abc import Iterable

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR


@rule("IVR904", "unknown-name-in-script", ERROR, elsewhere=True)
def check(subject: Subject) -> Iterable[Hit]:
    """A call script names what its plan has not.

    ## What it does
    Reports values that are set before a call and that no text of the plan reads. Variables, names in a stash, and tags
    that are expected, and that the plan has not, are reported as well. Replies of web servers that the plan never asks
    are warnings, and so are values that are read under no similar name. What a callee only tries counts for nothing.

    ## Why is this bad
    The statement fails in every call, or the call goes on as if nothing had been set: `contact.firstname` is not
    `contact.firstName`.

    ## Example
    ```text
    set contact.firstname = "Ann"
    ```

    ## Use instead
    ```text
    set contact.firstName = "Ann"
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    ivrdsl itself.
    """
    return ()
