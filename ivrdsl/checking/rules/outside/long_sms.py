"""Texts that are sent, and paid for, in several parts."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE
from ivrdsl.model.nodes import Sms, Text
from ivrdsl.model.segments import Segments, segments

_SHORTEST_LONG = 71
"""A text of at most 70 characters fits one part in every way of counting."""


@rule(
    "IVR406",
    "long-sms",
    NOTE,
    valid=(f'<sms to="2135551234">{"a" * 160}</sms>',),
    invalid=(f'<text to="2135551234">{"a" * 161}</text>', f'<sms to="2135551234">{"a" * 71}\u2019</sms>'),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A text message is longer than one message can be.

    ## What it does
    Counts the characters of sms and text in two ways. The vendor words it so: 160 characters each. Networks split
    messages: 160 characters alone, 153 in parts; with any character outside the GSM alphabet 70 and 67. Variables count
    as nothing, so the real text may be longer still.

    ## Why is this bad
    Every part is paid for, and some phones show the parts as separate messages in any order. One curly quote or
    dash from a word processor halves what fits.

    ## Example
    ```xml
    <sms to="2135551234">Your appointment with Doctor Andrew Example is tomorrow, on Monday the second of March, at half
      past nine in the morning, at the Example Health Center, 100 Example Street, second floor.</sms>
    ```

    ## Use instead
    ```xml
    <sms to="2135551234">Dr. Andrew Example: Monday, 2 March, 9:30, 100 Example Street, second floor.</sms>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    160 characters are a text, longer ones are split and charged by the part (documented). The standard's way of
    counting is that of 3GPP TS 23.038; which of them the platform applies is not documented.
    """
    for number, message in subject.each(Sms, Text):
        text = message.text
        if len(text) >= _SHORTEST_LONG:
            found = segments(text)
            if found.vendor > 1 or found.standard > 1:
                yield _hit(subject, number, found)


def _hit(subject: Subject, number: int, found: Segments) -> Hit:
    more = " at least" if found.has_variables else ""
    counted = f"{found.vendor} by the vendor's count, {found.standard} by that of the networks"
    message = f"{subject.label(number)} has{more} {found.characters} characters: messages to pay for: {counted}"
    why = "every part is paid for, and may arrive on its own"
    if found.odd:
        fix = f"shorten it; or replace {found.odd!r}: outside the GSM alphabet only 70 characters fit"
    else:
        fix = "shorten it to 160 characters"
    return Hit(number, message, why, fix)
