"""POST and GET /v2/texts."""

import pytest

from tests.serve.conftest import Client

NUMBER = "12135551234"


def test_a_text_is_ready_then_finished(client: Client) -> None:
    (text,) = client.text({"phoneNumber": NUMBER, "message": "Hello"})
    assert text["state"] == "READY"
    assert text["id"] > 2**31
    assert "finalTextResult" not in text
    over = client.finished_text(text)
    assert (over["state"], over["finalTextResult"], over["message"]) == ("FINISHED", "SENT", "Hello")
    (record,) = over["records"]
    assert (record["textResult"], record["billedAmount"], record["toNumber"]) == ("SENT", 1.0, NUMBER)
    assert record["finishTime"] >= over["created"]


def test_attributes_are_put_in_once_and_what_is_missing_stands(client: Client) -> None:
    attributes = {"name": "Ann", "odd": "${name}", "n": 42}
    message = "${name} ${odd} ${ n } ${who} {name}"
    (text,) = client.text({"phoneNumber": NUMBER, "message": message, "attributes": attributes})
    assert text["message"] == "Ann ${name} 42 ${who} {name}"
    assert text["attributes"] == {"name": "Ann", "odd": "${name}", "n": "42"}
    notes = client.local("/messages/latest")["message"]["notes"]
    assert [note for note in notes if "${who} has no value" in note]
    assert [note for note in notes if "attributes.n is a number" in note]


def test_a_recipient_without_a_message_gets_the_default(client: Client) -> None:
    texts = client.text(
        {"phoneNumber": NUMBER},
        {"phoneNumber": "12135551235", "message": "own"},
        defaultMessage="all ${x}",
    )
    assert [text["message"] for text in texts] == ["all ${x}", "own"]


def test_answers_are_in_the_order_of_the_request(client: Client) -> None:
    numbers = [f"1213555{at:04}" for at in range(2000, 2100)]
    texts = client.text(*({"phoneNumber": number, "message": "x"} for number in numbers))
    assert [text["toNumber"] for text in texts] == numbers
    assert [text["id"] for text in texts] == sorted({text["id"] for text in texts})


def test_the_second_recipient_of_a_number_is_a_duplicate(client: Client) -> None:
    texts = client.text(*[{"phoneNumber": NUMBER, "message": "x"}] * 2)
    assert [text["state"] for text in texts] == ["READY", "DUP"]


@pytest.mark.parametrize("number", ["1234567890", "11235551234", "12130551234", "(213) 555-1234", "123", "", "x" * 500])
def test_a_bad_number_is_invalid_and_strict_validation_refuses_all(client: Client, number: str) -> None:
    texts = client.text({"phoneNumber": NUMBER, "message": "x"}, {"phoneNumber": number, "message": "x"})
    assert [text["state"] for text in texts] == ["READY", "INVALID"]
    before = client.get("/texts")["totalCount"]
    refused = client.post(
        "/texts", [{"phoneNumber": NUMBER, "message": "x"}, {"phoneNumber": number, "message": "x"}],
        strictValidation="true",
    )  # fmt: skip
    assert refused.status_code == 400
    assert refused.json()["message"].startswith("recipient 2: phoneNumber")
    assert client.get("/texts")["totalCount"] == before


@pytest.mark.parametrize("number", ["+47 22 12 34 56", "67076", "+12135551234"])
def test_other_numbers_are_taken(client: Client, number: str) -> None:
    (text,) = client.text({"phoneNumber": number, "message": "x"}, strictValidation="true")
    assert text["state"] == "READY"
    assert text["toNumber"].isdigit()


@pytest.mark.local_platform(strict_numbers=True)
def test_a_switch_refuses_bad_numbers_always(client: Client) -> None:
    assert client.post("/texts", [{"phoneNumber": "123", "message": "x"}]).status_code == 400


@pytest.mark.parametrize(
    ("last", "result"),
    [("00", "SENT"), ("07", "CARRIER_ERROR"), ("08", "CARRIER_TEMP_ERROR"), ("09", "DNT"), ("13", "INTERNAL_ERROR")],
)
def test_magic_numbers_decide_what_comes_of_a_text(client: Client, last: str, result: str) -> None:
    (text,) = client.text({"phoneNumber": f"121355501{last}", "message": "x"})
    over = client.finished_text(text)
    assert over["finalTextResult"] == over["records"][-1]["textResult"] == result
    assert (over["records"][-1]["billedAmount"] > 0) == (result == "SENT")


@pytest.mark.parametrize(("length", "bill"), [(1, 1.0), (160, 1.0), (161, 2.0), (321, 3.0)])
def test_long_texts_are_billed_as_several(client: Client, length: int, bill: float) -> None:
    (text,) = client.text({"phoneNumber": NUMBER, "message": "x" * length})
    assert client.finished_text(text)["records"][0]["billedAmount"] == bill


def test_find_filters_and_pages(client: Client) -> None:
    for at in range(15):
        client.text({"phoneNumber": f"1213555{3000 + at}", "message": f"text {at}"}, campaignId=20 * (at % 2))
    assert len(client.get("/texts")["items"]) == 10  # the document's default
    page = client.get("/texts", limit=4, offset=2)
    assert (page["limit"], page["offset"], page["totalCount"]) == (4, 2, 15)
    assert [text["message"] for text in page["items"]] == ["text 12", "text 11", "text 10", "text 9"]
    assert client.get("/texts", campaignId=0)["totalCount"] == 15
    assert client.get("/texts", campaignId=10)["totalCount"] == 0
    assert client.get("/texts", toNumber="12135553003")["items"][0]["message"] == "text 3"
    assert client.get("/texts", states="INVALID,DUP")["items"] == []
    ids = [text["id"] for text in page["items"]]
    chosen = client.get("/texts", id=ids[:2], toNumber="12135553003")  # with ids nothing else counts
    assert [text["id"] for text in chosen["items"]] == ids[:2]
    created = page["items"][0]["created"]
    assert client.get("/texts", intervalBegin=created + 10**9)["totalCount"] == 0
    assert client.get("/texts", intervalEnd=created + 10**9)["totalCount"] == 15
    assert client.get("/texts", inbound="true")["totalCount"] == 0


def test_fields_choose_what_is_answered(client: Client) -> None:
    (text,) = client.text({"phoneNumber": NUMBER, "message": "x"}, fields="id,contact(homePhone),nothing")
    assert set(text) == {"id", "contact"}
    for fields in ("items(id,state)", "id,state", " id , state ", "items (id, state)"):
        (text,) = client.text({"phoneNumber": NUMBER, "message": "x"}, fields=fields)
        assert set(text) == {"id", "state"}
        page = client.get("/texts", fields=fields)
        assert set(page["items"][0]) == {"id", "state"}
    for fields, names in (
        ("totalCount,items(id,state)", {"totalCount", "items"}),
        ("totalCount,id,state", {"totalCount", "items"}),
        ("id,state", {"items", "limit", "offset", "totalCount"}),
        ("items(id,state)", {"items"}),
        ("totalCount", {"totalCount"}),
    ):
        page = client.get("/texts", fields=fields)
        assert set(page) == names
        assert set(page.get("items", [{"id", "state"}])[0]) == {"id", "state"}
    assert set(client.get(f"/texts/{text['id']}", fields="id,items(state)")) == {"id"}


def test_an_inbound_text_is_received(client: Client) -> None:
    answer = client.http.post("/local/inbound/texts", json={"from": NUMBER, "to": "67076", "text": "STOP"})
    assert answer.status_code == 200
    (text,) = client.get("/texts", inbound="true")["items"]
    assert (text["finalTextResult"], text["fromNumber"], text["message"]) == ("RECEIVED", NUMBER, "STOP")


def test_failures_and_slowness_are_as_asked(client: Client) -> None:
    client.platform.fail_next(2, 429)
    recipient = [{"phoneNumber": NUMBER, "message": "x"}]
    assert [client.post("/texts", recipient).status_code for _ in range(3)] == [429, 429, 200]
    assert client.get("/texts")["totalCount"] == 1
    client.platform.slow(50)
    assert client.post("/texts", recipient).elapsed.total_seconds() >= 0.05
