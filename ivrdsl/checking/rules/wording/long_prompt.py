"""Prompts that go on and on."""

from collections.abc import Iterator
from typing import Final

from ivrdsl.checking.facts.prompts import prompts
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE
from ivrsim.core.lengths import length_of
from ivrsim.core.template import parse

MOST_S: Final = 30
"""Seconds of one prompt; longer ones are reported."""

_SHORTEST: Final = 80
"""Characters that take no such time, whatever they are: not even the digits of big numbers do."""


@rule("IVR504", "long-prompt", NOTE, invalid=(f'<play type="tts">{"bla " * 200}</play>',))
def check(subject: Subject) -> Iterator[Hit]:
    """A prompt takes very long.

    ## What it does
    Reports prompts that take more than 30 seconds, as the default platform measures their words. Variables count as
    nothing.

    ## Why is this bad
    People hang up, and those who stay have forgotten the first choice when they hear the last.

    ## Example
    ```xml
    <play type="tts">Hello. This is the Example Health Center with an important message about your appointment
      with us. We would like you to know that you can confirm, move or cancel your appointment by phone at any
      time of the day or night. To do so you need the number of the appointment, which is printed at the top of
      the letter that we have sent to you, and the day on which you were born. Please also have ready the name of
      your doctor, the name of your insurance, and the number of your insurance card, which is printed on its
      back. You can also do all of this in the internet, where you find us under the name of the Example Health
      Center. Thank you for your patience.</play>
    ```

    ## Use instead
    ```xml
    <play type="tts">This is the Example Health Center. Press 1 to confirm your appointment.</play>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    How fast the platform speaks is assumed, not documented (`speech`).
    """
    for number, text in subject.ask(prompts).spoken.items():
        seconds = _least_ms(subject, text) // 1000 if len(text) > _SHORTEST else 0
        if seconds >= MOST_S:
            message = f"{subject.label(number)} takes about {seconds} s to say"
            why = "people hang up, or forget the beginning before they hear the end"
            yield Hit(number, message, why, "say what the callee needs now; put the rest behind a key")


def _least_ms(subject: Subject, text: str) -> int:
    """How long a text takes, in ms, if its variables are silent."""
    pieces = tuple([piece for piece in parse(text) if isinstance(piece, str)])
    return length_of(subject.engine.platform, "tts", "").ms("".join(pieces), pieces)
