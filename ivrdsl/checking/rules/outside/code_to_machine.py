"""Codes that an answering machine records."""

from collections.abc import Iterator

from ivrdsl.checking.facts.prompts import prompts
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.model.nodes import Amd
from ivrsim.graph.extent import machine_reaches
from ivrsim.graph.sure import Sure


@rule(
    "IVR401",
    "code-to-machine",
    WARNING,
    valid=(
        '<play type="tts">Please call us at 2 1 3, 5 5 5, 1 2 1 2.</play>',
        '<play type="tts">Blue Bikes, at 1 2 3 4 Main Street.</play>',
        '<play type="tts">Your order 2 0 4 1 7 ships today.</play>',
        '<amd><live><play type="tts">Your code is 2 5 1 7.</play></live><machine><hangup/></machine></amd>',
        '<amd><live><goto>ask</goto></live><machine><hangup/></machine></amd><menu name="ask" maxDigits="1">'
        '<keypress pressed="1"><play type="tts">Your code is 2 5 1 7.</play></keypress></menu>',
        '<menu maxDigits="1"><play type="tts">Press 1 to hear your code.</play><keypress pressed="1">'
        '<play type="tts">Your code is 2 5 1 7.</play></keypress></menu>',
    ),
    invalid=(
        '<play type="tts">Your PIN is ${pin}.</play>',
        '<amd><live><play type="tts">Hi.</play></live><machine><play type="tts">Your password is 4711.</play></machine>'
        "</amd>",
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """An answering machine hears a one-time code or a password.

    ## What it does
    Follows a call that a machine answers, which takes the machine branch of an amd and presses no key. Reports prompts
    on its way that tell a code. That is digits spoken one by one, and what follows words such as "your code is". It is
    also a variable that is named like a secret, and what a Python plan marks with `spell` or `Secret`. Where every way
    to the prompt passes a condition, a machine *may* hear it.

    `ivrdsl verify` knows the same secrets (`machine-never-hears-secret`), with two differences. A variable that nothing
    in the plan sets is taken for an attribute of the recipient here, and is unset there without `--attribute`. What a
    variable holds is looked at there, and only its name and the words around it here.

    ## Why is this bad
    The code stays on a tape that others can play, or in a mailbox that reads messages out to whoever knows a
    four-digit number.

    ## Example
    ```xml
    <play type="tts">Your one-time code is 2 5 1 7.</play>
    ```

    ## Use instead
    ```xml
    <amd><live><goto>live</goto></live><machine><hangup/></machine></amd>
    <play type="tts" name="live">Your one-time code is 2 5 1 7.</play>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    Detection comes with amd (documented); how often it takes a machine for a person is not. So a menu that waits for a
    key before it tells the code is safer still.
    """
    codes = subject.ask(prompts).codes
    if not codes:
        return
    reached = subject.ask_engine(machine_reaches)
    detects = bool(next(subject.each(Amd), None))
    for number in codes:
        place = subject.ask(prompts).places.get(number)
        if place in reached:
            sure = subject.ask_engine(Sure).machine_reaches(place)
            yield _hit(subject, number, detects=detects, sure=sure)


def _hit(subject: Subject, number: int, *, detects: bool, sure: bool) -> Hit:
    hears = "hears" if sure else "may hear"
    message = f"an answering machine {hears} the code in {subject.label(number)}"
    if not detects:
        message += ": no amd tells machines from people"
    why = "the code is recorded, and whoever plays the messages hears it"
    xml = "begin with <amd><live><goto>live</goto></live><machine><hangup/></machine></amd>"
    python = 'begin with Amd(live=Goto("live"), machine=Hangup())'
    if detects:
        xml = python = "tell the code on the live side only, or after a key"
    return Hit(number, message, why, xml, python)
