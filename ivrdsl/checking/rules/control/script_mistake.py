"""Files of calls that do not parse."""

from collections.abc import Iterable

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR


@rule("IVR903", "script-mistake", ERROR, elsewhere=True)
def check(subject: Subject) -> Iterable[Hit]:
    """A file of calls does not parse, or its plan cannot be loaded.

    ## What it does
    Reports every statement of a `.call` file that is none of the language of call scripts, and calls of one name. It
    reports the line `dialplan`, too, where there is no such plan or parameter.

    ## Why is this bad
    No call of the file can be played: `ivrdsl simulate` and pytest refuse all of it.

    ## Example
    ```text
    dialplan code.xml
    call "a person asks for the code again"
      answr live
    ```

    ## Use instead
    ```text
    dialplan code.xml
    call "a person asks for the code again"
      answer live
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    ivrdsl itself.
    """
    return ()
