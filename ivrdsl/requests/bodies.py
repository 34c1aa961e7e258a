"""Recipients to the JSON bodies of POST /calls and POST /texts, as values for any JSON library."""

from collections.abc import Iterable
from typing import Any, Final, TypeAlias, TypeVar

from ivrdsl.errors import RequestError
from ivrdsl.model.nodes import Dialplan
from ivrdsl.requests import rules
from ivrdsl.requests.recipients import CallRecipient, TextRecipient
from ivrdsl.rest.shapes import MAX_CALL_RECIPIENTS, MAX_TEXT_RECIPIENTS
from ivrdsl.xml.compile import to_xml

Body: TypeAlias = list[dict[str, Any]]
"""What `json.dumps` takes: one object a recipient."""

R = TypeVar("R", CallRecipient, TextRecipient)

_CALL_FIELDS: Final = {
    "phone_number": "phoneNumber",
    "contact_id": "contactId",
    "from_number": "fromNumber",
    "attributes": "attributes",
    "dialplan": "dialplanXml",
    "live_message": "liveMessage",
    "live_message_sound_id": "liveMessageSoundId",
    "machine_message": "machineMessage",
    "machine_message_sound_id": "machineMessageSoundId",
    "transfer_digit": "transferDigit",
    "transfer_message": "transferMessage",
    "transfer_message_sound_id": "transferMessageSoundId",
    "transfer_number": "transferNumber",
    "voice": "voice",
}
_TEXT_FIELDS: Final = {
    "phone_number": "phoneNumber",
    "contact_id": "contactId",
    "from_number": "fromNumber",
    "message": "message",
    "attributes": "attributes",
    "media": "media",
}


def send_calls_body(recipients: Iterable[CallRecipient], *, defaults: bool = False) -> Body:
    """The body of POST /calls.

    Args:
        recipients: 1 to 10.
        defaults: whether the request's query, or the campaign it names, says what to play to recipients without a
            dialplan, message or sound.

    Raises:
        RequestError: too few or too many recipients, one of another type, or one who would hear nothing.
    """
    given = _recipient_list("send_calls_body", recipients, CallRecipient, MAX_CALL_RECIPIENTS)
    for index, recipient in enumerate(given):
        if not defaults and not recipient.says_something:
            raise RequestError(
                f"send_calls_body: recipient {index + 1} would hear nothing: give it a dialplan or a live_message, or "
                "say defaults=True if the query or the campaign has some"
            )
    return [_object(recipient, _CALL_FIELDS) for recipient in given]


def send_texts_body(recipients: Iterable[TextRecipient], *, default_message: str | None = None) -> Body:
    """The body of POST /texts.

    Args:
        recipients: 1 to 1000.
        default_message: what the request's query has for recipients without a message: see `send_texts_query`.

    Raises:
        RequestError: too few or too many recipients, one of another type, or one who would be sent nothing.
    """
    given = _recipient_list("send_texts_body", recipients, TextRecipient, MAX_TEXT_RECIPIENTS)
    if default_message is not None:
        rules.text("send_texts_body", "default_message", default_message)
    for index, recipient in enumerate(given):
        if default_message is None and recipient.message is None and not recipient.media:
            raise RequestError(
                f"send_texts_body: recipient {index + 1} would be sent nothing: give it a message, or give all of them "
                "a default_message"
            )
    return [_object(recipient, _TEXT_FIELDS) for recipient in given]


def _recipient_list(where: str, recipients: object, kind: type[R], most: int) -> list[R]:
    """The recipients as a list, which has neither too few nor too many, and nothing else in it."""
    if isinstance(recipients, str | bytes) or not isinstance(recipients, Iterable):
        rules.refuse(where, "recipients", recipients, f"a list of {kind.__name__}")
    given = list(recipients)
    for each in given:
        if not isinstance(each, kind):
            rules.refuse(where, "a recipient", each, f"a {kind.__name__}")
    if not given:
        raise RequestError(f"{where}: there are no recipients; expected 1 to {most}")
    if len(given) > most:
        raise RequestError(
            f"{where}: there are {len(given)} recipients; the platform takes {most} at once: send several"
        )
    return given


def _object(recipient: CallRecipient | TextRecipient, fields: dict[str, str]) -> dict[str, Any]:
    """One recipient as JSON has it; what is not set is left out."""
    values = {name: getattr(recipient, field) for field, name in fields.items()}
    return {name: _plain(value) for name, value in values.items() if value not in (None, {}, ())}


def _plain(value: object) -> object:
    match value:
        case Dialplan():
            return to_xml(value, indent=False)
        case tuple():
            return [{"id": each} for each in value]
        case dict():
            return dict(value)
        case _:
            return value
