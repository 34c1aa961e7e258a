"""POST and GET /v2/calls: calls really run, on the one engine."""

import pytest

from tests.serve.conftest import CODE_CALL, Client, Json

OTHER = "12135551234"


def once(client: Client, number: str, xml: str = CODE_CALL, **more: object) -> Json:
    """A call, once it is over."""
    (call,) = client.call({"phoneNumber": number, "dialplanXml": xml, **more})
    assert call["state"] == "READY"
    return client.finished_call(call)


@pytest.mark.parametrize(
    ("last", "result", "heard", "answered"),
    [
        ("00", "LA", 1, True),
        ("01", "LA", 2, True),
        ("02", "AM", 0, True),
        ("03", "BUSY", 0, False),
        ("04", "NO_ANS", 0, False),
        ("05", "LA", 1, True),
        ("06", "LA", 1, True),
        ("07", "CARRIER_ERROR", 0, False),
        ("08", "CARRIER_TEMP_ERROR", 0, False),
        ("11", "LA", 2, True),
        ("13", "INTERNAL_ERROR", 0, False),
    ],
)
def test_magic_numbers(client: Client, last: str, result: str, heard: int, answered: bool) -> None:
    call = once(client, f"121355501{last}")
    (record,) = call["records"]
    assert call["finalCallResult"] == record["result"] == result
    assert ("answerTime" in record) == answered
    assert (record["billedAmount"] > 0) == (answered and record["duration"] > 0)
    assert len(client.local(f"/calls/{call['id']}")["heard"]) == heard


def test_a_number_that_must_not_be_called_is_not(client: Client) -> None:
    call = once(client, "12135550109")
    assert call["state"] == "DNC"
    assert "records" not in call


def test_a_plan_puts_a_number_on_the_list(client: Client) -> None:
    once(client, "12135550100", f"<dialplan><dnc>{OTHER}</dnc><hangup/></dialplan>")
    assert once(client, OTHER)["state"] == "DNC"


def test_times_and_billing_follow_the_call(client: Client) -> None:
    record = once(client, "12135550100")["records"][0]
    told = client.local("/calls")["calls"][-1]
    length_ms = record["finishTime"] - record["answerTime"]
    story = client.local(f"/calls/{told['id']}")["entries"]
    assert length_ms == story[-1]["at_ms"] > 3500
    assert record["duration"] == -(-length_ms // 1000)
    assert record["billedAmount"] == 1.0


@pytest.mark.local_platform(billing_step_s=10, billing_minimum_s=60)
def test_the_billing_step_is_a_setting(client: Client) -> None:
    xml = '<dialplan><play type="tts">Hello</play><transfer timeout="5">12135559999</transfer></dialplan>'
    record = once(client, "12135550100", xml)["records"][0]
    assert 60 >= record["duration"] > 30
    assert record["billedAmount"] == 1.0


def test_every_stash_is_a_question(client: Client) -> None:
    xml = (
        '<dialplan><stash varname="vote">Yes</stash><stash varname="n">${user}</stash>'
        '<stash varname="vote">No</stash><hangup/></dialplan>'
    )
    record = once(client, "12135550100", xml, attributes={"user": "42"})["records"][0]
    assert record["questionResponses"] == [
        {"question": "vote", "response": "Yes"},
        {"question": "n", "response": "42"},
        {"question": "vote", "response": "No"},
    ]


def test_a_transfer_that_is_answered_is_the_result(client: Client) -> None:
    xml = '<dialplan><transfer timeout="5">12135559999</transfer></dialplan>'
    assert once(client, "12135550100", xml)["finalCallResult"] == "XFER"


def test_a_call_can_send_a_text(client: Client) -> None:
    once(client, "12135550100", f'<dialplan><sms to="{OTHER}">Your code is 4711</sms><hangup/></dialplan>')
    text = client.local("/messages/wait", to=OTHER)["message"]
    assert (text["code"], text["notes"][0][:12]) == ("4711", "sent by call")


def test_recordings_can_be_had(client: Client) -> None:
    call = once(client, "12135550100", '<dialplan><record name="wish" timeout="9000"/><hangup/></dialplan>')
    (recording,) = client.get(f"/calls/{call['id']}/recordings")["items"]
    assert (recording["name"], recording["lengthInSeconds"], recording["state"]) == ("wish", 4, "READY")
    assert call["records"][0]["recordings"][0]["id"] == recording["id"]
    assert client.get(f"/calls/{call['id']}/recordings/wish")["id"] == recording["id"]
    assert client.get(f"/calls/recordings/{recording['id']}") == recording
    sound = client.http.get(recording["mp3Url"])
    assert sound.headers["content-type"] == "audio/mpeg"
    assert len(sound.content) == recording["lengthInBytes"]
    assert sound.content[:2] == b"\xff\xe3"


def test_findings_are_stored_with_the_call(client: Client) -> None:
    call = once(client, "12135550100", '<dialplan><menu><play type="tts">Press 1</play></menu></dialplan>')
    codes = {finding["code"] for finding in client.local(f"/calls/{call['id']}")["findings"]}
    assert {"IVR101", "IVR502"} <= codes


def test_a_call_stops_at_a_tag_with_nothing_in_it_and_says_what_it_lacks(client: Client) -> None:
    call = once(client, "12135550100", '<dialplan><transfer timeout="25"/><play type="tts">Bye</play></dialplan>')
    told = client.local(f"/calls/{call['id']}")
    assert "IVR014" in {finding["code"] for finding in told["findings"]}
    assert told["heard"] == []
    assert "needs a phone number" in str(told)


@pytest.mark.local_platform(strict=True)
@pytest.mark.parametrize(
    ("tag", "code"), [("<goto>nowhere</goto>", "IVR003"), ('<transfer timeout="25"> </transfer>', "IVR014")]
)
def test_strict_refuses_a_plan_with_errors(client: Client, tag: str, code: str) -> None:
    recipient = {"phoneNumber": OTHER, "dialplanXml": f"<dialplan>{tag}</dialplan>"}
    answer = client.post("/calls", [{"phoneNumber": OTHER, "dialplanXml": CODE_CALL}, recipient])
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(f"recipient 2: {code}")
    assert client.get("/calls")["totalCount"] == 0


@pytest.mark.parametrize(
    ("given", "number", "result", "heard"),
    [
        ({"liveMessage": "Hello person", "machineMessage": "Hello machine"}, "00", "LA", ["Hello person"]),
        ({"liveMessage": "Hello person", "machineMessage": "Hello machine"}, "02", "AM", ["Hello machine"]),
        ({"machineMessage": "Hello machine"}, "00", "LA", []),
        ({"liveMessageSoundId": 4711}, "00", "LA", ["4711"]),
        (
            {
                "liveMessage": "Press 1",
                "transferDigit": "1",
                "transferMessage": "Wait",
                "transferNumber": "12135559999",
                "voice": "FEMALE1",
            },
            "01",
            "XFER",
            ["Press 1", "Wait"],
        ),
    ],
)
def test_messages_make_a_call_without_a_plan(
    client: Client, given: Json, number: str, result: str, heard: list[str]
) -> None:
    (call,) = client.call({"phoneNumber": f"121355501{number}", **given})
    assert client.finished_call(call)["finalCallResult"] == result
    assert client.local(f"/calls/{call['id']}")["heard"] == heard


def test_defaults_of_the_query_hold_for_all(client: Client) -> None:
    (call,) = client.call(
        {"phoneNumber": "12135550100"}, defaultLiveMessage="Hello all", defaultVoice="MALE1", defaultMachineMessage="m"
    )
    client.finished_call(call)
    told = client.local(f"/calls/{call['id']}")
    assert told["heard"] == ["Hello all"]
    assert 'voice="male1"' in told["plan_xml"]


def test_calls_are_found(client: Client) -> None:
    for last in ("00", "02", "03"):
        once(client, f"121355501{last}")
    assert client.get("/calls")["limit"] == 100
    assert client.get("/calls", results="LA,AM")["totalCount"] == 2
    assert client.get("/calls", states="FINISHED", results="BUSY")["items"][0]["toNumber"] == "12135550103"
    assert client.get("/calls", campaignId=0, fromNumber="12135550199")["totalCount"] == 3


def test_a_hostile_plan_ends_as_an_error_and_the_next_call_is_made(client: Client) -> None:
    loop = '<dialplan><goto name="a">b</goto><goto name="b">a</goto></dialplan>'
    call = once(client, "12135550100", loop)
    assert client.local(f"/calls/{call['id']}")["outcome"] in ("limit", "loop")
    assert once(client, "12135550100")["finalCallResult"] == "LA"


@pytest.mark.local_platform(engine_timeout_s=1.0)
def test_a_plan_that_keeps_the_engine_busy_is_stopped(client: Client) -> None:
    once(client, "12135550100")  # the engine is there
    work = "(function(){var s='9'.repeat(60000);for(;;)+s})()"  # ended after a second of processor time at most
    tests = "".join(f'<if expr="{work} == {number}"><hangup/></if>' for number in range(30))
    answer = client.post("/calls", [{"phoneNumber": "12135550100", "dialplanXml": f"<dialplan>{tests}</dialplan>"}])
    assert answer.status_code == 400
    assert "busy for more than 1 s" in answer.json()["message"]
    assert once(client, "12135550100")["finalCallResult"] == "LA"


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("answer live; hear 'one-time code'; wait", "2517"),
        ("answer live; hear 'one-time code'; hang up", None),
        ("answer live; hear 'one-time code'; hang up at 1s", None),
        ("answer live; hear 'one-time code'; press 1 at 0.5s; hang up at 1s", None),
        ("answer live; hear 'one-time code'; press 1 at 0.5s; hear 'one-time code'", "2517"),
        ("answer live; hear 'one-time code'", "2517"),  # it plays, and will be heard unless somebody acts
    ],
)
def test_a_code_counts_once_its_words_were_said(client: Client, script: str, code: str | None) -> None:
    (made,) = client.call({"phoneNumber": "12135551100", "dialplanXml": CODE_CALL})
    client.local("/calls/wait", to="12135551100")
    told = client.http.post(f"/local/calls/{made['id']}/script", json={"script": script}).json()
    assert told["failed"] is None
    assert (told["code"], client.local(f"/calls/{made['id']}")["code"]) == (code, code)


def test_who_hangs_up_a_second_into_the_prompt_has_heard_no_code(client: Client) -> None:
    (made,) = client.call({"phoneNumber": "12135550105", "dialplanXml": CODE_CALL})
    client.finished_call(made)
    told = client.local(f"/calls/{made['id']}")
    assert (told["code"], len(told["heard"])) == (None, 1)
