"""Digits that text to speech reads as one number."""

import re
from collections.abc import Iterator
from typing import Final

from ivrdsl.checking.facts.blanks import spaced_variables, spacing_mend
from ivrdsl.checking.facts.prompts import prompts
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING, Edit, Repair
from ivrdsl.findings.words import quoted
from ivrdsl.wording import PromptSpan, number_runs

_PHONE: Final = re.compile("[0-9]{10}")


@rule(
    "IVR501",
    "number-read-as-one",
    WARNING,
    valid=(
        '<play type="tts">We are at 100 Main Street since 1999, open until 10:30, for 250 dollars.</play>',
        "<setvar varname=\"spelt\">'${code}'.split('').join(' ')</setvar>"
        '<play type="tts">Your code is ${spelt}.</play>',
        '<play type="tts">Enter your code.</play>',
    ),
    invalid=(
        '<play type="tts">Please call 2135551234.</play>',
        '<play type="tts">Your code is ${code}.</play>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """Digits are written together, so text to speech reads them as one number.

    ## What it does
    Reports runs of three or more digits in a prompt that are a code, or a phone number without gaps. Reports other
    numbers only where the prompt says that it tells a code. A code in a variable is a note, unless the plan spaces it
    with split and join. Years, times, prices, quantities and round numbers are left alone.

    ## Why is this bad
    2517 is read as "two thousand five hundred and seventeen", which nobody can type.

    ## Example
    ```xml
    <play type="tts">Your one-time code is 2517.</play>
    ```

    ## Use instead
    ```xml
    <play type="tts">Your one-time code is 2 5 1 7.</play>
    ```

    ## Fix safety
    Unsafe: blanks are put between the digits, which changes what is heard.

    ## Source
    The vendor's sample that splits and joins a number says why; its own one-time-code sample writes 2 5 1 7
    (observed).
    """
    secrets, spaced = subject.ask(prompts).secrets, spaced_variables(subject)
    for number, text in subject.ask(prompts).spoken.items():
        tells = text in secrets
        if not tells and not _PHONE.search(text):
            continue
        runs = [run for run in number_runs(text) if run.kind == "phone" or (tells and run.kind in ("number", "round"))]
        if runs:
            yield _hit(subject, number, text, runs)
        elif tells:
            variable = next(iter(subject.ask(prompts).codes.get(number, ())), "")
            if variable.startswith("${") and variable[2:-1] not in spaced:
                yield _variable(subject, number, variable)


def _hit(subject: Subject, number: int, text: str, runs: list[PromptSpan]) -> Hit:
    first = runs[0]
    message = f"{subject.label(number)}: {quoted(text[first.start : first.end])} is read as one number"
    why = "nobody can type a code, or dial a number, that was read to them as a quantity"
    spaced = text
    for run in reversed(runs):
        spaced = spaced[: run.start] + " ".join(run.digits) + spaced[run.end :]
    repair = Repair(safe=False, edits=(Edit(number, "set text", value=spaced),))
    digits = " ".join(first.digits)
    return Hit(number, message, why, f"write {quoted(digits)}", f'write spell("{first.digits}")', repair=repair)


def _variable(subject: Subject, number: int, variable: str) -> Hit:
    label, reads = subject.label(number), "are read as one number unless they come with blanks"
    name = variable[2:-1]
    message, said = f"{label}: digits in {variable} {reads}", f'{label}: digits in Var("{name}") {reads}'
    why = "nobody can type a code that was read to them as a quantity"
    return Hit(number, message, why, *spacing_mend(name), severity=NOTE, python_message=said)
