"""Markup inside of prompts."""

from collections.abc import Iterable

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING


@rule("IVR012", "markup-inside-prompt", WARNING, elsewhere=True)
def check(subject: Subject) -> Iterable[Hit]:
    """A prompt has tags inside its text.

    ## What it does
    Reports elements inside of a play: markup of a speech engine that was not escaped.

    ## Why is this bad
    What the platform does with it is not documented: it may read the tags aloud, leave them out, or refuse the plan.

    ## Example
    ```xml
    <play type="tts">Please <b>wait</b>.</play>
    ```

    ## Use instead
    ```xml
    <play type="tts">Please wait.</play>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    The vendor's page about play says that markup has to be escaped (documented); other people's plans put it into
    CDATA.
    """
    return ()
