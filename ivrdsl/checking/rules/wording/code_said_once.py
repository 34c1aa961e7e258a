"""Codes that cannot be heard again."""

from collections.abc import Iterator
from typing import Final

from ivrdsl.checking.facts.prompts import prompts
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.wording.told import bare
from ivrsim.graph.extent import person_reaches, reachable
from ivrsim.graph.flow import Flow
from ivrsim.graph.getters import ON_THE_LINE

MOST: Final = 50
"""Prompts with codes of one plan that are followed; each is a walk over the whole plan."""


@rule(
    "IVR506",
    "code-said-once",
    WARNING,
    valid=(
        '<play type="tts">Your code is 2 5 1 7. Again, your code is 2 5 1 7.</play>',
        '<play type="tts">Your code is 2 5 1 7.</play><play type="tts">Once more: 2 5 1 7.</play>',
        '<play type="tts">Your code is 2 5 1 7. I repeat, your code is 2, 5, 1, 7.</play>',
        '<play type="tts">Please call us at 2 1 3, 5 5 5, 1 2 1 2.</play>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A code is said once, and the callee cannot hear it again.

    ## What it does
    Reports a prompt that tells a person a code once, when no way of the call comes back to it or to another prompt that
    tells it. Conditions are taken to go either way, and what a variable holds is not looked at: `ivrdsl verify` looks
    at both (`secret-can-be-repeated`).

    ## Why is this bad
    Hardly anybody has a pen in hand when the phone rings. Who missed one digit has to ask for another code, and
    another call.

    ## Example
    ```xml
    <play type="tts">Your one-time code is 2 5 1 7.</play>
    <hangup/>
    ```

    ## Use instead
    ```xml
    <menu name="code" maxDigits="1" timeout="3500">
      <play type="tts">Your one-time code is 2 5 1 7. Press 1 to hear it again.</play>
      <keypress pressed="1"><goto>code</goto></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    The vendor's one-time-code sample repeats the code on a key (observed).
    """
    said = subject.ask(prompts)
    ever = subject.ask_engine(person_reaches)
    found = {number: codes for number, codes in said.codes.items() if said.places.get(number) in ever}
    told = {number: set(map(bare, codes)) for number, codes in found.items()}
    onward = {number: _onward(subject, said.places[number]) for number in list(told)[:MOST]}
    for number in onward:
        same = [each for each in onward if told[each] == told[number]]
        again = any(said.places[each] in onward[number] for each in same)
        before = any(said.places[number] in onward[each] for each in same)
        spoken = bare(said.spoken[number])
        if not (again or before or all(spoken.count(each) > 1 for each in told[number])):
            yield _hit(subject, number)


def _onward(subject: Subject, place: int) -> frozenset[int]:
    """The places to which a call gets after a prompt."""
    starts = subject.ask_engine(Flow).at(place, ON_THE_LINE)
    return reachable(subject.engine, starts=starts, as_written=True)


def _hit(subject: Subject, number: int) -> Hit:
    message = f"{subject.label(number)} tells a code once, and no key brings it back"
    why = "who had no pen in hand needs another code and another call"
    xml = 'put it into a menu with <keypress pressed="1"><goto>...</goto></keypress>, or say the code twice'
    python = 'put it into a Menu with Keypress("1")[Goto(...)], or say the code twice'
    return Hit(number, message, why, xml, python)
