"""Who is called or texted, and with what: one frozen value a recipient, valid once it is built."""

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Final

from ivrdsl.errors import RequestError, XmlError
from ivrdsl.model.nodes import Dialplan
from ivrdsl.requests import rules
from ivrdsl.rest.shapes import VOICES

_CALL: Final = "CallRecipient"
_TEXT: Final = "TextRecipient"
_SPOKEN: Final = ("live_message", "live_message_sound_id", "machine_message", "machine_message_sound_id")
_TRANSFER: Final = ("transfer_digit", "transfer_message", "transfer_message_sound_id", "transfer_number")


@dataclass(frozen=True, slots=True)
class CallRecipient:
    """Somebody who is called.

    Attributes:
        phone_number: 11 digits such as "12135551100"; a number of another country with a plus. A number or a
            `contact_id` is needed.
        contact_id: id of a contact that the platform knows.
        from_number: the caller id, a verified number.
        attributes: names with texts, which the platform repeats in the call. They are copied.
        dialplan: what the call does: a plan, or its XML, which is sent as it stands. With a dialplan there are no
            messages, sounds or transfer below.
        live_message, machine_message: what text to speech says to a person, and to an answering machine.
        live_message_sound_id, machine_message_sound_id: recorded sounds instead of these.
        transfer_digit: the key that has the call transferred.
        transfer_message, transfer_message_sound_id: what is said, or the sound that is played, when it is.
        transfer_number: where to, 11 digits.
        voice: of text to speech: MALE1, FEMALE1, FEMALE2, SPANISH1 or FRENCHCANADIAN1.

    Raises:
        RequestError: a field holds what the platform's document does not allow, or two that exclude each other.
    """

    phone_number: str | None = None
    _: KW_ONLY
    contact_id: int | None = None
    from_number: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict, hash=False)
    dialplan: Dialplan | str | None = None
    live_message: str | None = None
    live_message_sound_id: int | None = None
    machine_message: str | None = None
    machine_message_sound_id: int | None = None
    transfer_digit: str | None = None
    transfer_message: str | None = None
    transfer_message_sound_id: int | None = None
    transfer_number: str | None = None
    voice: str | None = None

    def __post_init__(self) -> None:
        _require_somebody(_CALL, self.phone_number, self.contact_id)
        for name in ("phone_number", "from_number", "transfer_number"):
            _normalise(self, name, rules.number)
        for name in ("contact_id", "live_message_sound_id", "machine_message_sound_id", "transfer_message_sound_id"):
            _normalise(self, name, rules.identifier)
        for name in ("live_message", "machine_message", "transfer_message"):
            _normalise(self, name, rules.text)
        _normalise(self, "transfer_digit", rules.key)
        if self.voice is not None:
            rules.choice(_CALL, "voice", self.voice, VOICES)
        object.__setattr__(self, "attributes", rules.attributes(_CALL, self.attributes))
        _require_one_sound(self)
        _require_plan(self.dialplan)

    @property
    def says_something(self) -> bool:
        """Whether the call has anything to play without the defaults of its request or campaign."""
        return self.dialplan is not None or any(getattr(self, name) is not None for name in _SPOKEN)


@dataclass(frozen=True, slots=True)
class TextRecipient:
    """Somebody who is sent a text.

    Attributes:
        phone_number: 11 digits such as "12135551100", or a short code; a number of another country with a plus. A
            number or a `contact_id` is needed.
        contact_id: id of a contact that the platform knows.
        from_number: whom the text is from: 11 digits or a short code.
        message: the text, before the default message of the request; `${name}` stands for the attribute of that name.
        attributes: names with texts, for the message, and repeated in the text's record. They are copied.
        media: ids of media to attach, which make it a multimedia message.

    Raises:
        RequestError: a field holds what the platform's document does not allow.
    """

    phone_number: str | None = None
    _: KW_ONLY
    contact_id: int | None = None
    from_number: str | None = None
    message: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict, hash=False)
    media: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        _require_somebody(_TEXT, self.phone_number, self.contact_id)
        for name in ("phone_number", "from_number"):
            _normalise(self, name, rules.number, short_codes=True)
        _normalise(self, "contact_id", rules.identifier)
        _normalise(self, "message", rules.text)
        object.__setattr__(self, "attributes", rules.attributes(_TEXT, self.attributes))
        if isinstance(self.media, str | bytes) or not isinstance(self.media, Iterable):
            rules.refuse(_TEXT, "media", self.media, "ids of media, such as media=(12, 13)")
        object.__setattr__(self, "media", tuple(rules.identifier(_TEXT, "media", each) for each in self.media))


def _normalise(recipient: CallRecipient | TextRecipient, name: str, rule: Any, **options: bool) -> None:
    """Put a field's checked value in its place, if it has one."""
    value = getattr(recipient, name)
    if value is not None:
        object.__setattr__(recipient, name, rule(type(recipient).__name__, name, value, **options))


def _require_somebody(where: str, phone_number: object, contact_id: object) -> None:
    if phone_number is None and contact_id is None:
        raise RequestError(f"{where}: names nobody; give it a phone_number such as '12135551100', or a contact_id")


def _require_one_sound(recipient: CallRecipient) -> None:
    """A dialplan excludes sounds (documented); a text and a sound for one moment exclude each other."""
    given = [name for name in (*_SPOKEN, *_TRANSFER) if getattr(recipient, name) is not None]
    if recipient.dialplan is not None and given:
        raise RequestError(f"{_CALL}: has a dialplan and {given[0]}; the platform takes one of them")
    for name in ("live_message", "machine_message", "transfer_message"):
        if name in given and f"{name}_sound_id" in given:
            raise RequestError(f"{_CALL}: has {name} and {name}_sound_id; give one of them")


def _require_plan(dialplan: object) -> None:
    """A plan, or a document that can be read as one; whether it is a good one is for `ivrdsl.check` to say."""
    if dialplan is None or isinstance(dialplan, Dialplan):
        return
    if not isinstance(dialplan, str):
        rules.refuse(_CALL, "dialplan", dialplan, "a Dialplan, or its XML as text")
    from ivrdsl.xml.parse import from_xml  # a plan of nodes needs no parser

    try:
        from_xml(dialplan)
    except XmlError as error:
        place = "" if error.line is None else f" (line {error.line})"
        raise RequestError(f"{_CALL}: dialplan is no dialplan XML: {error}{place}") from None
