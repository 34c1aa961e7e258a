"""Phone numbers in variables that text to speech reads as one number."""

import re
from collections.abc import Iterator
from typing import Final

from ivrdsl.checking.facts.blanks import spacing_mend
from ivrdsl.checking.facts.expressions import only_variable
from ivrdsl.checking.facts.prompts import prompts
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrdsl.model.nodes import SetVar
from ivrdsl.model.values import CALL, CONTACT

_OF_THE_CALL: Final = frozenset({CALL.caller_id.name, CALL.dnis.name, CALL.phone_number.name})
"""Digits alone: ten, or eleven with a 1 in front."""
_OF_THE_CONTACT: Final = frozenset({CONTACT.home_phone.name, CONTACT.work_phone.name, CONTACT.mobile_phone.name})
"""As whoever made the sheet wrote them."""
_SPOKEN: Final = r"\$\{([A-Za-z0-9_.\-]+)\}"


@rule(
    "IVR511",
    "phone-number-read-as-one",
    WARNING,
    valid=(
        "<setvar varname=\"spelt\">'${call.callerid}'.split('').join(' ')</setvar>"
        '<play type="tts">You call from ${spelt}.</play>',
        "<setvar varname=\"last\">'${call.callerid}'.slice(-4)</setvar>"
        '<play type="tts">Your number ends in ${last}.</play>',
        '<play type="tts">You call from ${call.callerid.alpha}.</play>',
        '<sms to="2135551234">A call from ${call.callerid}</sms>',
        '<transfer timeout="25">${contact.homePhone}</transfer>',
        "<if expr=\"'${call.callerid}' == '2135551234'\"><play type=\"tts\">Hello, Ann.</play></if>",
        '<menu maxDigits="4"><play type="tts">Enter a number.</play></menu>'
        '<play type="tts">You entered ${call.lastinput}.</play>',
        '<setvar varname="who">${contact.firstName}</setvar><play type="tts">Hello, ${who}.</play>',
        '<get varname="phone">http://example.com/number</get><play type="tts">Call ${phone}.</play>',
    ),
    invalid=(
        '<play type="tts">We have ${contact.homePhone} as your number.</play>',
        '<setvar varname="from">${call.callerid}</setvar><setvar varname="said">\'${from}\'</setvar>'
        '<play type="tts">You call from ${said}.</play>',
        '<play type="tts">You have reached ${call.dnis}.</play>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A prompt speaks a phone number from a variable, which text to speech reads as one number.

    ## What it does
    Reports prompts that speak the number of the caller, the one that is called or was dialled, or a phone number of the
    contact. Copies that a setvar makes count. A number of the contact is a note: its sheet may have blanks or
    hyphens in it. What a setvar takes apart, such as the last four digits, and what the caller has typed are left
    alone. So is the reply of a web server, whose form nobody knows.

    ## Why is this bad
    2135551234 is read as "two billion one hundred thirty-five million", which nobody can write down or recognise.

    ## Example
    ```xml
    <play type="tts">You call from ${call.callerid}.</play>
    ```

    ## Use instead
    ```xml
    <setvar varname="spelt">'${call.callerid}'.split('').join(' ')</setvar>
    <play type="tts">You call from ${spelt}.</play>
    ```

    ## Fix safety
    There is no automatic fix: where the variable is spaced, the author must say.

    ## Source
    The vendor's sample that splits and joins a number says why (observed). Samples write the numbers of calls with ten
    or eleven digits (observed). That the platform's voices read such digits as one number in every prompt is assumed:
    nobody has heard all of them.
    """
    spoken = {number: text for number, text in subject.ask(prompts).spoken.items() if "${" in text}
    if not spoken:
        return
    phones = _phones(subject)
    for number, text in spoken.items():
        for name in re.findall(_SPOKEN, text):
            source = phones.get(name)
            if source is not None:
                yield _hit(subject, number, name, source)
                break


def _phones(subject: Subject) -> dict[str, str]:
    """The variables that hold a phone number as it came, each with the variable of the platform that it is."""
    found = {name: name for name in _OF_THE_CALL | _OF_THE_CONTACT}
    copies = [(node.variable, only_variable(str(node.value).strip())) for _, node in subject.each(SetVar)]
    grown = True
    while grown:
        new = {name: found[source] for name, source in copies if source in found and name not in found}
        grown = bool(new)
        found |= new
    return found


def _hit(subject: Subject, number: int, name: str, source: str) -> Hit:
    copied = "" if source == name else f", which is {source}"
    label, reads = subject.label(number), "is a phone number, and is read as one number"
    message = f"{label}: ${{{name}}}{copied} {reads}"
    said = f'{label}: Var("{name}"){copied} {reads}'
    why = 'callees hear "two billion one hundred thirty-five million", which nobody recognises as a phone number'
    severity = WARNING
    if source in _OF_THE_CONTACT:
        severity = NOTE
        message, said = (f"{each}, unless the sheet has blanks in it" for each in (message, said))
    return Hit(number, message, why, *spacing_mend(name), severity=severity, python_message=said)
