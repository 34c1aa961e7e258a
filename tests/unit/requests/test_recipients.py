"""What a recipient may hold, and what is said about the rest."""

import copy
import pickle
from typing import Any

import pytest

from ivrdsl import Dialplan, Say
from ivrdsl.errors import IvrError, RequestError
from ivrdsl.requests import CallRecipient, TextRecipient

NUMBER = "12135551100"
BAD_CALLS: list[tuple[dict[str, Any], str]] = [
    ({}, "names nobody"),
    ({"phone_number": "2135551100"}, "put the country code in front: 12135551100"),
    ({"phone_number": "1234567890"}, "10 digits"),
    ({"phone_number": "+1 (213) 555-1100"}, "write 12135551100"),
    ({"phone_number": "11135551100"}, "no area code"),
    ({"phone_number": "67076"}, "5 digits"),
    ({"phone_number": ""}, "empty"),
    ({"phone_number": "\u0661\u0662\u0661\u0663\u0665\u0665\u0665\u0661\u0661\u0660\u0660"}, "not 11 digits"),
    ({"phone_number": 12135551100}, "phone_number is 12135551100 (a whole number)"),
    ({"phone_number": NUMBER + "\n"}, "not 11 digits"),
    ({"contact_id": 0}, "contact_id is 0"),
    ({"contact_id": True}, "contact_id is True (a truth value)"),
    ({"contact_id": 2**63}, "expected an id"),
    ({"contact_id": "7"}, "expected an id"),
    ({"phone_number": NUMBER, "from_number": "67076"}, "from_number"),
    ({"phone_number": NUMBER, "attributes": [("a", "b")]}, "attributes is [('a', 'b')]"),
    (
        {"phone_number": NUMBER, "attributes": {"id": 30005044}},
        "attribute id is 30005044 (a whole number); expected text",
    ),
    ({"phone_number": NUMBER, "attributes": {"": "x"}}, "a name of attributes"),
    ({"phone_number": NUMBER, "attributes": {7: "x"}}, "a name of attributes"),
    ({"phone_number": NUMBER, "attributes": {"a": "\ud800"}}, "U+D800"),
    ({"phone_number": NUMBER, "live_message": " "}, "live_message is ' '"),
    ({"phone_number": NUMBER, "live_message": "a\0b"}, "U+0000"),
    ({"phone_number": NUMBER, "live_message": "a", "live_message_sound_id": 1}, "give one of them"),
    ({"phone_number": NUMBER, "dialplan": "<dialplan/>", "live_message": "a"}, "has a dialplan and live_message"),
    (
        {"phone_number": NUMBER, "dialplan": "<dialplan/>", "transfer_number": NUMBER},
        "has a dialplan and transfer_number",
    ),
    ({"phone_number": NUMBER, "dialplan": "<dialplan>"}, "no dialplan XML"),
    ({"phone_number": NUMBER, "dialplan": "<html/>"}, "the root element is <html>"),
    ({"phone_number": NUMBER, "dialplan": "<!DOCTYPE a><dialplan/>"}, "document type"),
    ({"phone_number": NUMBER, "dialplan": ""}, "empty"),
    ({"phone_number": NUMBER, "dialplan": b"<dialplan/>"}, "expected a Dialplan, or its XML"),
    ({"phone_number": NUMBER, "transfer_digit": "12"}, "expected one key"),
    ({"phone_number": NUMBER, "transfer_digit": 1}, "expected one key"),
    ({"phone_number": NUMBER, "voice": "female1"}, "expected one of MALE1, FEMALE1"),
    ({"phone_number": NUMBER, "voice": 1}, "expected one of MALE1"),
]
BAD_TEXTS: list[tuple[dict[str, Any], str]] = [
    ({}, "names nobody"),
    ({"phone_number": "123"}, "3 digits"),
    ({"phone_number": NUMBER, "message": ""}, "text that is not empty"),
    ({"phone_number": NUMBER, "message": None, "media": "12"}, "ids of media"),
    ({"phone_number": NUMBER, "media": ("12",)}, "expected an id"),
    ({"phone_number": NUMBER, "media": 12}, "ids of media"),
    ({"phone_number": NUMBER, "from_number": "me"}, "from_number"),
]


@pytest.mark.parametrize(("fields", "told"), BAD_CALLS, ids=lambda value: str(value)[:50])
def test_a_wrong_call_recipient_is_refused_with_what_to_do(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(RequestError) as caught:
        CallRecipient(**fields)
    assert str(caught.value).startswith("CallRecipient: ")
    assert told in str(caught.value)
    assert isinstance(caught.value, IvrError)


@pytest.mark.parametrize(("fields", "told"), BAD_TEXTS, ids=lambda value: str(value)[:50])
def test_a_wrong_text_recipient_is_refused_with_what_to_do(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(RequestError) as caught:
        TextRecipient(**fields)
    assert str(caught.value).startswith("TextRecipient: ")
    assert told in str(caught.value)


def test_an_error_stays_short_whatever_the_value_is() -> None:
    with pytest.raises(RequestError) as caught:
        CallRecipient(NUMBER, voice="x" * 1_000_000)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (NUMBER, NUMBER),
        ("+12135551100", NUMBER),
        ("+1 213 555 1100", NUMBER),
        ("+44 20 7946 0123", "+44 20 7946 0123"),
    ],
)
def test_numbers_are_sent_as_the_platform_documents_them(given: str, sent: str) -> None:
    assert CallRecipient(given).phone_number == sent
    assert TextRecipient(given, message="a").phone_number == sent


def test_only_texts_go_to_short_codes() -> None:
    assert TextRecipient("67076", from_number="818818", message="a").from_number == "818818"
    with pytest.raises(RequestError):
        CallRecipient("67076")


def test_attributes_are_a_copy() -> None:
    mine = {"user": "42"}
    recipient = CallRecipient(NUMBER, attributes=mine)
    mine["user"] = "43"
    assert recipient.attributes == {"user": "42"}


def test_recipients_are_values() -> None:
    plan = Dialplan("Root")[Say("Hello.")]
    one = CallRecipient(NUMBER, attributes={"user": "42"}, dialplan=plan)
    same = CallRecipient("+12135551100", attributes={"user": "42"}, dialplan=plan)
    assert one == same
    assert hash(one) == hash(same)
    assert one == pickle.loads(pickle.dumps(one)) == copy.deepcopy(one)
    namespace: dict[str, Any] = {"CallRecipient": CallRecipient, "Dialplan": Dialplan, "Say": Say}
    assert eval(repr(one), namespace) == one
    with pytest.raises(AttributeError):
        one.phone_number = "x"  # type: ignore[misc]
