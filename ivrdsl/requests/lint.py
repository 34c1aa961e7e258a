"""What is legal in a request and still likely to be a mistake: a misspelt `${name}`, a text that costs more than it
looks, a number that stands there twice.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ivrdsl.findings.finding import ERROR, NOTE, WARNING, Severity
from ivrdsl.findings.words import Speller, did_you_mean
from ivrdsl.model.segments import Segments, in_gsm, measured
from ivrdsl.requests.recipients import CallRecipient, TextRecipient
from ivrdsl.rest.attributes import fill

LONGEST_VALUE: Final = 40
"""Characters that an unknown value is taken to have at most, where nobody says otherwise."""
_OF_THE_CONTACT: Final = "contact."
"""Names that the platform fills in from the contact (documented); their values are not known here."""
_UNCLOSED: Final = re.compile(r"\$\{(?![^{}$]{1,200}\})|\$\([\w.]+\)")
_WITHOUT_DOLLAR: Final = re.compile(r"(?<![$\w{])\{([A-Za-z_][\w.]*)\}")
_BETTER: Final = {
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2026": "...",
    "\u00a0": "a blank", "\u2022": "*", "`": "'", "\u00e7": "c", "\t": "a blank",
}  # fmt: skip
"""Characters outside the GSM alphabet that word processors like, and what says the same."""


class Remark(NamedTuple):
    """Something about a request that its author should know.

    Attributes:
        severity: "error": the recipient gets something wrong; "warning": it costs more or helps less; "note".
        name: what is remarked, such as "unresolved-name".
        path: where in the body, such as "[0].message".
        message, why, fix: what is there, what comes of it, and what to write instead.
    """

    severity: Severity
    name: str
    path: str
    message: str
    why: str
    fix: str


class TextReport(NamedTuple):
    """What a text message costs, and what is odd about it.

    Attributes:
        filled: the text with the attributes put in; what has no value stands as it was written.
        least, most: messages to pay for, in both ways of counting. Names whose values are not known here are as empty
            as can be, and as long as they are taken to be. Where all are known, least and most are equal.
        remarks: worst first.
    """

    filled: str
    least: Segments
    most: Segments
    remarks: tuple[Remark, ...]


def lint_text(
    message: str,
    attributes: Mapping[str, str] | None = None,
    *,
    path: str = "message",
    longest_value: int = LONGEST_VALUE,
) -> TextReport:
    """Look at a text message as it will be sent.

    Args:
        message: the text, with `${name}` for attributes.
        attributes: the recipient's.
        path: what remarks call the place.
        longest_value: characters that a value of the contact (`${contact.firstName}`) has at most; all of its
            characters are taken to be of the GSM alphabet.
    """
    known = attributes or {}
    filled, missing = fill(message, known)
    of_contact = [name for name in missing if name.startswith(_OF_THE_CONTACT)]
    least = measured(fill(filled, dict.fromkeys(of_contact, "")).text)
    most = measured(fill(filled, dict.fromkeys(of_contact, "x" * longest_value)).text)
    unresolved = [name for name in missing if name not in of_contact]
    remarks = [
        *_unresolved_remarks(unresolved, known, path),
        *_malformed_remarks(message, known, path),
        *_lengths(least, most, filled, path),
    ]
    order: Sequence[Severity] = (ERROR, WARNING, NOTE)
    return TextReport(filled, least, most, tuple(sorted(remarks, key=lambda each: order.index(each.severity))))


def lint_texts(recipients: Iterable[TextRecipient], *, default_message: str | None = None) -> list[Remark]:
    """Look at everything that POST /texts would send."""
    given = list(recipients)
    remarks = _repeat_remarks([(each.phone_number, each.contact_id) for each in given])
    for index, recipient in enumerate(given):
        message = recipient.message or default_message
        if message is not None:
            remarks += lint_text(message, recipient.attributes, path=f"[{index}].message").remarks
    return remarks


def lint_calls(recipients: Iterable[CallRecipient]) -> list[Remark]:
    """Look at everything that POST /calls would have called. What the dialplans do is for `ivrdsl.check` to say."""
    given = list(recipients)
    remarks = _repeat_remarks([(each.phone_number, each.contact_id) for each in given])
    for index, recipient in enumerate(given):
        remarks += _half_a_transfer(recipient, f"[{index}]")
    return remarks


def _unresolved_remarks(names: list[str], known: Mapping[str, str], path: str) -> Iterable[Remark]:
    speller = Speller([*known, "contact.firstName", "contact.lastName"])
    for name in names:
        offer = did_you_mean(speller.near(name)) or f"give the recipient an attribute {name}"
        message = f"${{{name}}} is no attribute of the recipient"
        why = "what the platform makes of it is not documented; the text most likely shows it as it stands"
        yield Remark(ERROR, "unresolved-name", path, message, why, offer)


def _malformed_remarks(message: str, known: Mapping[str, str], path: str) -> Iterable[Remark]:
    for found in _UNCLOSED.finditer(message):
        shown = message[found.start() : found.start() + 20]
        why = "the text shows it as it stands"
        yield Remark(
            ERROR, "malformed-name", path, f"{shown!r} is not ${{name}}", why, "write ${name}, closed by a brace"
        )
    for found in _WITHOUT_DOLLAR.finditer(message):
        name = found[1]
        severity = ERROR if name in known else WARNING
        story = f"{{{name}}} has no dollar sign"
        yield Remark(severity, "missing-dollar", path, story, "the text shows it as it stands", f"write ${{{name}}}")


def _lengths(least: Segments, most: Segments, filled: str, path: str) -> Iterable[Remark]:
    """A remark on a text of several messages, and on the characters that make it one."""
    if most.vendor == most.standard == 1:
        return
    counted = (
        f"{_range(least.vendor, most.vendor)} by the vendor's count, {_range(least.standard, most.standard)} by that"
    )
    length = _range(least.characters, most.characters)
    message = f"{length} characters: messages to pay for: {counted} of the networks"
    fix = "shorten it to 160 characters"
    if most.odd:
        odd = list(dict.fromkeys(each for each in filled if not in_gsm(each)))
        fix = f"shorten it to 70 characters, or replace {', '.join(_replacement(each) for each in odd[:5])}"
    yield Remark(WARNING, "several-messages", path, message, "every part is paid for, and may arrive on its own", fix)


def _replacement(character: str) -> str:
    better = _BETTER.get(character)
    return f"{character!r} by {better}" if better else repr(character)


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _repeat_remarks(recipients: list[tuple[str | None, int | None]]) -> list[Remark]:
    """Recipients that stand there twice: the second one gets the state DUP (documented)."""
    first: dict[object, int] = {}
    remarks = []
    for index, (number, contact) in enumerate(recipients):
        who = number or contact
        if who in first:
            message = f"{who} is recipient {first[who] + 1} already"
            why = "the platform passes over the second one, with the state DUP"
            remarks.append(
                Remark(WARNING, "repeated-recipient", f"[{index}]", message, why, "name each recipient once")
            )
        elif number is not None and contact is not None:
            message = f"there are a number, {number}, and a contact, {contact}"
            why = "which of them the platform takes is not documented"
            remarks.append(Remark(WARNING, "two-recipients-in-one", f"[{index}]", message, why, "give one of them"))
        first.setdefault(who, index)
    return remarks


def _half_a_transfer(recipient: CallRecipient, path: str) -> Iterable[Remark]:
    has_digit, has_number = recipient.transfer_digit is not None, recipient.transfer_number is not None
    if has_digit != has_number:
        there, missing = ("transferDigit", "transferNumber") if has_digit else ("transferNumber", "transferDigit")
        why = "the call is not transferred unless the campaign says the rest"
        yield Remark(
            WARNING, "half-a-transfer", path, f"there is a {there} and no {missing}", why, f"give it a {missing}"
        )
