"""Details that machines are told and people are not."""

import re
from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE
from ivrdsl.findings.words import one_of
from ivrdsl.model.nodes import Amd, Live, Machine, Say

_COLUMN = r"\$\{(?:contact|call\.field)\.([A-Za-z]+)\}"


@rule(
    "IVR508",
    "columns-differ",
    NOTE,
    valid=(
        '<amd><live><play type="tts">${contact.A} ${contact.B}</play></live>'
        '<machine><play type="tts">${contact.A}</play></machine></amd>',
        '<amd><live><play type="tts">${contact.A}</play></live><machine><hangup/></machine></amd>',
        '<amd><live><play type="tts">Hello.</play></live><machine><play type="tts">${contact.A}</play></machine></amd>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """An answering machine is told columns of the contact sheet that a person is not told.

    ## What it does
    Compares the contact's columns that the prompts inside of live and of machine read, where both read some.

    ## Why is this bad
    The two texts usually say the same. Where the machine's reads other columns, one of them was not changed when
    the sheet was, and somebody hears a street where the time should be.

    ## Example
    ```xml
    <amd>
      <live><play type="tts">Your appointment is at ${contact.C}.</play></live>
      <machine><play type="tts">Your appointment is at ${contact.G}.</play></machine>
    </amd>
    ```

    ## Use instead
    ```xml
    <amd>
      <live><play type="tts">Your appointment is at ${contact.C}.</play></live>
      <machine><play type="tts">Your appointment is at ${contact.C}.</play></machine>
    </amd>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    The appointment sample in the vendor's PHP client (observed).
    """
    for number, _ in subject.each(Amd):
        live = _columns(subject, [child for child, _ in subject.inside(number, Live)])
        machines = [child for child, _ in subject.inside(number, Machine)]
        machine = _columns(subject, machines)
        if live and machine - live:
            columns = one_of(sorted(machine - live)).replace(" or ", " and ")
            message = f"the machine is told the contact's {columns}, of which the prompts in live say nothing"
            why = "one of the two texts may be an old one: somebody hears the wrong column"
            yield Hit(machines[0], message, why, "compare the two texts with the sheet")


def _columns(subject: Subject, branches: list[int]) -> set[str]:
    texts = [
        subject.node(each).text
        for branch in branches
        for each in subject.below(branch)
        if isinstance(subject.node(each), Say)
    ]
    return {column.upper() for text in texts for column in re.findall(_COLUMN, text)}
