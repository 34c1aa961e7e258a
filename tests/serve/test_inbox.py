"""The inbox is honest: it has what a phone would get, and says why a phone got nothing."""

import pytest

from ivrdsl.errors import StepFailed
from ivrdsl.rest.numbers import plain_number
from ivrdsl.rest.optout import choice_in
from ivrdsl.testing import TextNotDelivered
from tests.serve.conftest import Client

NUMBER = "12135551234"


def send(client: Client, number: str, message: str = "Your one-time code is 2517") -> None:
    client.text({"phoneNumber": number, "message": message})


@pytest.mark.parametrize(
    ("number", "word", "why"),
    [
        ("12135550107", "CARRIER_ERROR", "the carrier refuses"),
        ("12135550108", "CARRIER_TEMP_ERROR", "may pass"),
        ("12135550109", "DNT", "do-not-text list"),
        ("12135550113", "INTERNAL_ERROR", "a fault"),
        ("(213) 555-1234", "INVALID", "write 12135551234"),
        ("123", "INVALID", "has 3 digits"),
    ],
)
def test_a_text_that_reached_no_phone_is_no_code(client: Client, number: str, word: str, why: str) -> None:
    send(client, number)
    inbox = client.platform.inbox
    with pytest.raises(TextNotDelivered, match=word) as failed:
        inbox.wait_for_text(to=number, timeout_s=10)
    assert why in str(failed.value)
    assert (failed.value.text.code, failed.value.text.reason.split(":")[0]) == (None, word)
    with pytest.raises(StepFailed, match="no text"):  # each text is told once
        inbox.wait_for_text(to=number, timeout_s=0)
    for path in ("latest", "wait"):
        refused = client.http.get(f"/local/messages/{path}", params={"to": number, "extract": "code"})
        assert refused.status_code == 409
        assert word in refused.json()["message"]
        assert refused.json()["undelivered"]["code"] is None
        taken = client.local(f"/messages/{path}", to=number, undelivered="true")["message"]
        assert (taken["delivered"], taken["reason"].split(":")[0]) == (False, word)
    assert client.local("/messages", to=number)["messages"] == [taken]


def test_who_asks_for_them_gets_texts_that_reached_no_phone(client: Client) -> None:
    send(client, "12135550107")
    found = client.platform.inbox.wait_for_text(to="12135550107", undelivered=True)
    assert (found.result, found.code) == ("CARRIER_ERROR", None)
    assert found.reason.startswith("CARRIER_ERROR: ")


@pytest.mark.local_platform(clock="manual")
def test_a_text_under_way_is_not_yet_in_the_inbox(client: Client) -> None:
    send(client, NUMBER)
    with pytest.raises(StepFailed, match=f"What came, the newest first: to {NUMBER} \\(READY\\)"):
        client.platform.inbox.wait_for_text(to=NUMBER, timeout_s=0)
    assert client.http.get("/local/messages/latest").status_code == 404
    client.platform.advance(1000)
    assert client.platform.inbox.wait_for_text(to=NUMBER).code == "2517"


def test_a_duplicate_is_no_second_text(client: Client) -> None:
    client.text(*[{"phoneNumber": NUMBER, "message": "x"}] * 2)
    client.platform.inbox.wait_for_text(to=NUMBER)
    with pytest.raises(StepFailed, match="DUP: the request has this number twice"):
        client.platform.inbox.wait_for_text(to=NUMBER, timeout_s=0)


def test_a_wait_that_fails_lists_what_came(client: Client) -> None:
    with pytest.raises(StepFailed, match="No other text came either"):
        client.platform.inbox.wait_for_text(to=NUMBER, timeout_s=0)
    send(client, "12135559999")
    client.platform.inbox.wait_for_text(to="12135559999")
    with pytest.raises(StepFailed, match=r"to 12135551234 came .* What came, the newest first: to 12135559999"):
        client.platform.inbox.wait_for_text(to=NUMBER, timeout_s=0)


SPELLINGS = ["12135551234", "+12135551234", "+1 (213) 555-1234", "213-555-1234", "(213) 555.1234", " 1 213 555 1234 "]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_number_is_one_in_any_spelling(client: Client, spelling: str) -> None:
    send(client, NUMBER)
    assert client.platform.inbox.wait_for_text(to=spelling).code == "2517"
    assert len(client.platform.inbox.texts(to=spelling)) == 1
    assert client.local("/messages/latest", to=spelling)["message"]["to"] == NUMBER
    assert client.get("/texts", toNumber=spelling)["totalCount"] == 1
    assert plain_number(spelling) == NUMBER


@pytest.mark.parametrize(
    ("spelling", "plain"), [("67076", "67076"), ("+47 22 12 34 56", "4722123456"), ("", ""), ("abc", "abc")]
)
def test_other_numbers_keep_their_digits(spelling: str, plain: str) -> None:
    assert plain_number(spelling) == plain


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Your code is 12 34 56", "123456"),
        ("Your code is 123-456.", "123456"),
        ("Use code G7K2QX to log in", "G7K2QX"),
        ("Your one-time code is 2517", "2517"),
        ("482913 is your verification code", "482913"),
    ],
)
def test_codes_in_groups_and_with_letters_are_found(client: Client, message: str, code: str) -> None:
    send(client, NUMBER, message)
    assert client.platform.inbox.wait_for_text(to=NUMBER).code == code
    assert client.local("/messages/latest", extract="code")["code"] == code


def text_in(client: Client, sender: str, text: str) -> None:
    answer = client.http.post("/local/inbound/texts", json={"from": sender, "text": text})
    assert answer.status_code == 200


@pytest.mark.parametrize("word", ["STOP", " stop. ", "Unsubscribe", "Stop all"])
def test_stop_ends_texts_to_a_number_and_start_begins_them_again(client: Client, word: str) -> None:
    text_in(client, NUMBER, word)
    send(client, NUMBER)
    send(client, "12135559999")
    with pytest.raises(TextNotDelivered, match="DNT: somebody has sent STOP from it; START undoes that"):
        client.platform.inbox.wait_for_text(to=NUMBER)
    assert client.platform.inbox.wait_for_text(to="12135559999").code == "2517"
    text_in(client, NUMBER, "Start")
    send(client, NUMBER)
    assert client.platform.inbox.wait_for_text(to=NUMBER).code == "2517"


@pytest.mark.parametrize("text", ["please stop calling", "STOPPED", "", "restart", "yes please"])
def test_other_words_choose_nothing(text: str) -> None:
    assert choice_in(text) is None


def test_a_reset_forgets_who_said_stop(client: Client) -> None:
    text_in(client, NUMBER, "STOP")
    client.platform.reset()
    send(client, NUMBER)
    assert client.platform.inbox.wait_for_text(to=NUMBER).result == "SENT"


def test_a_text_to_us_is_in_nobodys_inbox(client: Client) -> None:
    text_in(client, NUMBER, "Hello 2517")
    with pytest.raises(StepFailed, match="no text came"):
        client.platform.inbox.wait_for_text(timeout_s=0)
    (there,) = client.local("/messages")["messages"]
    assert (there["inbound"], there["result"]) == (True, "RECEIVED")
