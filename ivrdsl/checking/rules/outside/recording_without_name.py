"""Recordings that nobody can tell apart."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.model.nodes import Record


@rule("IVR408", "recording-without-name", WARNING, valid=('<record name="answer"/>', '<record varname="url"/>'))
def check(subject: Subject) -> Iterator[Hit]:
    """A recording has neither a name nor a variable.

    ## What it does
    Reports a record with neither `name` nor `varname`.

    ## Why is this bad
    Nobody can tell in the report which question a recording answers, and the call cannot play it back. One of the
    vendor's samples records five answers like this.

    ## Example
    ```xml
    <play type="tts">Why do you want this job?</play>
    <record/>
    ```

    ## Use instead
    ```xml
    <play type="tts">Why do you want this job?</play>
    <record name="why_this_job"/>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    The name of the tag becomes that of the sound file (documented).
    """
    for number, record in subject.each(Record):
        if record.name is None and not record.variable:
            message = f"{subject.label(number)} has neither a name nor a varname"
            why = "nobody can tell in the report which recording this is, and the call cannot play it back"
            said = f"{subject.label(number)} has neither a name nor a variable"
            python = 'write Record(name="answer")'
            yield Hit(number, message, why, 'write <record name="answer"/>', python, python_message=said)
