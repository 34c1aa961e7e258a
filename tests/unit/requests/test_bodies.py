"""The bodies are, value for value, what the vendor's curl samples post."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ivrdsl import Amd, Dialplan, Goto, Hangup, Keypress, Menu, NoInput, Say, from_xml, spell
from ivrdsl.errors import RequestError
from ivrdsl.requests import (
    CallRecipient,
    TextRecipient,
    send_calls_body,
    send_calls_query,
    send_texts_body,
    send_texts_query,
)

ALICE, BOB = "12135551100", "12135551101"
USER = {"external_user_id": "45450007002"}


def one_time_code(code: str) -> Dialplan:
    return Dialplan("Root")[
        Amd(live=Goto("live"), machine=Goto("hangup")),
        Menu("live", max_digits=1, timeout_ms=3500)[
            Say(
                "Hello, your one-time code is ", spell(code), ", press 1 to repeat.", voice="female1", name="play_code"
            ),
            Keypress("1")[Goto("live")],
            NoInput()[Hangup()],
        ],
        Hangup(name="hangup"),
    ]


def test_the_one_time_code_by_phone(shared: Path) -> None:
    """As in the sample calls/sendCalls2fa.sh, whose plan the corpus holds."""
    xml = (shared / "corpus" / "seed" / "2fa.xml").read_text(encoding="utf-8")
    verbatim = send_calls_body([CallRecipient(ALICE, attributes=USER, dialplan=xml)])
    assert verbatim == [{"phoneNumber": ALICE, "attributes": USER, "dialplanXml": xml}]
    assert list(verbatim[0]) == ["phoneNumber", "attributes", "dialplanXml"]
    (built,) = send_calls_body([CallRecipient(ALICE, attributes=USER, dialplan=one_time_code("2517"))])
    assert from_xml(built["dialplanXml"]) == from_xml(re.sub("(?s)<!--.*?-->", "", xml))
    assert "\n" not in built["dialplanXml"]


@pytest.mark.parametrize("name", ["pharmacyReminders.xml", "sendCallsIvr.xml"])
def test_other_plans_of_the_samples_are_sent_as_they_stand(shared: Path, name: str) -> None:
    xml = (shared / "corpus" / "api-samples" / name).read_text(encoding="utf-8")
    (body,) = send_calls_body([CallRecipient(ALICE, attributes=USER, dialplan=xml)])
    assert json.loads(json.dumps(body)) == {"phoneNumber": ALICE, "attributes": USER, "dialplanXml": xml}


def test_messages_by_phone() -> None:
    """As in calls/sendCalls.sh, with its query."""
    people = {"Alice": ALICE, "Bob": BOB}
    recipients = [
        CallRecipient(
            number,
            live_message=f"Hello, {name}, this is message for live answer",
            machine_message=f"Hello, {name}, this is message for answering machine",
        )
        for name, number in people.items()
    ]
    assert send_calls_body(recipients) == [
        {
            "phoneNumber": number,
            "liveMessage": f"Hello, {name}, this is message for live answer",
            "machineMessage": f"Hello, {name}, this is message for answering machine",
        }
        for name, number in people.items()
    ]
    asked = send_calls_query(campaign_id=4050600003, default_voice="MALE1", fields="items(id,state,toNumber)")
    assert asked == {"campaignId": "4050600003", "defaultVoice": "MALE1", "fields": "items(id,state,toNumber)"}


def test_texts() -> None:
    """As in texts/sendTexts.sh, but for its one attribute that is a number, which the platform's document forbids."""
    body = send_texts_body(
        [
            TextRecipient("12135551122", message="Hello World!"),
            TextRecipient(contact_id=122460000043),
            TextRecipient(
                "12135558090",
                message="Hello, ${custom_name}!",
                attributes={"custom_external_id": "30005044", "custom_name": "Alice"},
            ),
        ],
        default_message="Hello!",
    )
    assert body == [
        {"phoneNumber": "12135551122", "message": "Hello World!"},
        {"contactId": 122460000043},
        {
            "phoneNumber": "12135558090",
            "attributes": {"custom_external_id": "30005044", "custom_name": "Alice"},
            "message": "Hello, ${custom_name}!",
        },
    ]
    assert send_texts_query(campaign_id=4050600003, default_message="Hello!") == {
        "campaignId": "4050600003",
        "defaultMessage": "Hello!",
    }


def test_the_one_time_code_by_text() -> None:
    """As in texts/sendTexts2fa.sh, the order of its fields too."""
    body = send_texts_body([TextRecipient(ALICE, message="Your one-time code is 2517", attributes=USER)])
    assert body == [{"phoneNumber": ALICE, "message": "Your one-time code is 2517", "attributes": USER}]
    assert list(body[0]) == ["phoneNumber", "message", "attributes"]


def test_every_field_has_its_place() -> None:
    call = CallRecipient(
        ALICE,
        contact_id=7,
        from_number=BOB,
        attributes={"a": ""},
        live_message_sound_id=1,
        machine_message_sound_id=2,
        transfer_digit="0",
        transfer_message_sound_id=3,
        transfer_number=BOB,
        voice="FEMALE2",
    )
    assert send_calls_body([call]) == [
        {
            "phoneNumber": ALICE,
            "contactId": 7,
            "fromNumber": BOB,
            "attributes": {"a": ""},
            "liveMessageSoundId": 1,
            "machineMessageSoundId": 2,
            "transferDigit": "0",
            "transferMessageSoundId": 3,
            "transferNumber": BOB,
            "voice": "FEMALE2",
        }
    ]
    assert send_texts_body([TextRecipient(ALICE, media=(5, 6))]) == [
        {"phoneNumber": ALICE, "media": [{"id": 5}, {"id": 6}]}
    ]


def test_bodies_have_only_fields_of_the_platforms_document(shared: Path) -> None:
    document = json.loads((shared / "reference" / "callfire-v2-swagger.json").read_text(encoding="utf-8"))
    from ivrdsl.requests.bodies import _CALL_FIELDS, _TEXT_FIELDS

    for name, fields in (("CallRecipient", _CALL_FIELDS), ("TextRecipient", _TEXT_FIELDS)):
        assert set(fields.values()) == set(document["definitions"][name]["properties"])
    for path, make in (("/calls", send_calls_query), ("/texts", send_texts_query)):
        known = {each["name"] for each in document["paths"][path]["post"]["parameters"]} - {"body"}
        assert len(make.__kwdefaults__ or {}) == len(known)


BAD: list[tuple[Any, str]] = [
    (lambda: send_calls_body([]), "there are no recipients; expected 1 to 10"),
    (lambda: send_calls_body([CallRecipient(ALICE, live_message="a")] * 11), "11 recipients; the platform takes 10"),
    (lambda: send_texts_body([TextRecipient(ALICE, message="a")] * 1001), "1001 recipients; the platform takes 1000"),
    (lambda: send_calls_body([CallRecipient(ALICE)]), "recipient 1 would hear nothing"),
    (lambda: send_texts_body([TextRecipient(ALICE)]), "recipient 1 would be sent nothing"),
    (lambda: send_texts_body([TextRecipient(ALICE)], default_message=""), "default_message is ''"),
    (lambda: send_calls_body(CallRecipient(ALICE)), "expected a list of CallRecipient"),  # type: ignore[arg-type]
    (lambda: send_calls_body("12135551100"), "expected a list of CallRecipient"),  # type: ignore[arg-type]
    (lambda: send_calls_body([TextRecipient(ALICE)]), "expected a CallRecipient"),  # type: ignore[list-item]
    (lambda: send_texts_body([{"phoneNumber": ALICE}]), "expected a TextRecipient"),  # type: ignore[list-item]
    (lambda: send_calls_query(campaign_id=0), "campaign_id is 0"),
    (lambda: send_calls_query(default_voice="male1"), "default_voice is 'male1'"),
    (lambda: send_calls_query(default_live_message=""), "default_live_message is ''"),
    (lambda: send_calls_query(default_machine_message_sound_id=-1), "default_machine_message_sound_id is -1"),
    (lambda: send_texts_query(strict_validation="yes"), "strict_validation is 'yes'"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("make", "told"), BAD, ids=[told for _, told in BAD])
def test_wrong_requests_are_refused_with_what_to_do(make: Any, told: str) -> None:
    with pytest.raises(RequestError) as caught:
        make()
    assert told in str(caught.value)


def test_recipients_of_campaigns_need_no_message() -> None:
    assert send_calls_body([CallRecipient(ALICE)], defaults=True) == [{"phoneNumber": ALICE}]


def test_the_largest_requests() -> None:
    assert len(send_calls_body(CallRecipient(ALICE, live_message="a") for _ in range(10))) == 10
    assert len(send_texts_body(TextRecipient(ALICE, message="a") for _ in range(1000))) == 1000
