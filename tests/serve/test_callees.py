"""Who answers: files of callees, and a person who holds the phone."""

from pathlib import Path

import pytest

from ivrdsl.errors import IvrError
from ivrdsl.serve.base.callees import MAGIC, Callees, callees_of
from tests.serve.conftest import CODE_CALL, Client, Json

HUMAN = "12135551234"


def ringing(client: Client) -> Json:
    """A call that rings at a person."""
    client.call({"phoneNumber": HUMAN, "dialplanXml": CODE_CALL})
    found: Json = client.local("/calls/wait", to=HUMAN)
    assert found["state"] == "ringing"
    return found


def test_a_person_answers_presses_and_hangs_up(client: Client) -> None:
    call = ringing(client)
    path = f"/local/calls/{call['id']}"
    assert client.http.post(f"{path}/key", json={"key": "1"}).status_code == 409
    view = client.http.post(f"{path}/answer", json={"by": "live", "hold": True}).json()
    assert (view["state"], view["code"], view["waits"]) == ("active", None, {"for": "time", "due_ms": None})
    view = client.http.post(f"{path}/script", json={"script": "hear 'Hello'"}).json()
    assert (view["state"], view["code"], view["waits"]) == ("active", "2517", {"for": "prompt", "due_ms": None})
    assert client.http.post(f"{path}/answer", json={}).json()["message"] == f"call {call['id']} was answered before"
    assert len(client.http.post(f"{path}/key", json={"key": "1"}).json()["heard"]) == 2
    view = client.http.post(f"{path}/hangup", json={}).json()
    assert (view["state"], view["outcome"], view["result"]) == ("finished", "callee hung up", "LA")
    assert client.http.post(f"{path}/hangup", json={}).status_code == 409


def test_a_machine_can_be_played(client: Client) -> None:
    call = ringing(client)
    path = f"/local/calls/{call['id']}"
    view = client.http.post(f"{path}/answer", json={"by": "machine"}).json()
    assert (view["result"], view["heard"]) == (None, [])  # its greeting
    view = client.http.post(f"{path}/script", json={"script": "wait"}).json()
    assert (view["result"], view["heard"]) == ("AM", [])


def test_a_scripted_callee_cannot_be_taken_over(client: Client) -> None:
    client.platform.set_clock("manual")
    client.call({"phoneNumber": "12135550101", "dialplanXml": CODE_CALL})
    client.platform.advance(0)
    call = client.local("/calls")["calls"][0]
    answer = client.http.post(f"/local/calls/{call['id']}/hangup", json={})
    assert answer.status_code == 409
    assert "answered by the callee 'repeats', not by a person" in answer.json()["message"]


def test_waiting_for_what_happens_in_a_call(client: Client) -> None:
    call = ringing(client)
    path = f"/local/calls/{call['id']}"
    client.http.post(f"{path}/answer", json={"hold": True})
    client.http.post(f"{path}/script", json={"script": "hear 'Hello'"})
    seen = client.local(f"/calls/{call['id']}/wait", after=0)["entries"]
    nothing = client.http.get(f"{path}/wait", params={"after": len(seen), "timeout": 0})
    assert nothing.status_code == 408
    client.http.post(f"{path}/key", json={"key": "1"})
    more = client.local(f"/calls/{call['id']}/wait", after=len(seen))["entries"]
    assert more[len(seen)]["kind"] == "key"


def test_who_calls_in_hears_the_plan_of_the_number(client: Client) -> None:
    nobody = client.http.post("/local/inbound/calls", json={"from": HUMAN, "to": "12135559000"})
    assert nobody.status_code == 404
    config = {"configType": "IVR", "ivrInboundConfig": {"dialplanXml": CODE_CALL}}
    assert client.put("/numbers/leases/configs/12135559000", config).status_code == 200
    view = client.http.post("/local/inbound/calls", json={"from": HUMAN, "to": "12135559000"}).json()
    assert (view["state"], view["heard"][0][:5]) == ("active", "Hello")
    script = {"from": HUMAN, "to": "12135559000", "script": "press 1; wait"}
    view = client.http.post("/local/inbound/calls", json=script).json()
    assert (view["state"], len(view["heard"]), view["outcome"]) == ("finished", 2, "hangup")
    assert client.get("/calls", inbound="true")["totalCount"] == 2


# --- parties --------------------------------------------------------------------------------------------------------

ASKS = """<dialplan name="Root">
  <amd><live><goto>live</goto></live><machine><goto>machine</goto></machine></amd>
  <play name="live" type="tts">Your code is 2 5 1 7. Please write it down at once, and then hang up the phone.</play>
  <wait>9</wait>
  <transfer timeout="20">2135550199</transfer>
  <hangup/>
  <play name="machine" type="tts">Please call us back.</play>
  <hangup/>
</dialplan>"""
ASKS_NOBODY = """<dialplan name="Root"><play type="tts">Please call us back.</play><hangup/></dialplan>"""


def view_of(client: Client, number: str, plan: str) -> Json:
    """A call to a scripted callee, when it is over."""
    (made,) = client.call({"phoneNumber": number, "dialplanXml": plan})
    client.finished_call(made)
    found: Json = client.local(f"/calls/{made['id']}")
    return found


def what_happened(view: Json, kind: str) -> list[str]:
    return [each["what"] for each in view["entries"] if each["kind"] == kind]


@pytest.mark.parametrize(
    ("digits", "result", "branch", "other_side"),
    [
        ("14", "LA", ["live"], ["beep"]),
        ("15", "AM", ["machine"], ["beep"]),
        ("16", "XFER", ["live"], ["person"]),
        ("17", "LA", ["live"], ["refuses"]),
        ("18", "XFER", ["live"], ["person"]),
        ("19", "AM", ["machine"], []),
        ("20", "LA", ["live"], []),
        ("02", "AM", ["machine"], []),
    ],
)
def test_a_magic_number_is_a_party(
    client: Client, digits: str, result: str, branch: list[str], other_side: list[str]
) -> None:
    view = view_of(client, f"121355501{digits}", ASKS)
    assert view["failed"] is None
    assert (view["result"], what_happened(view, "other side")) == (result, other_side)
    assert [each["branch"] for each in view["entries"] if each["kind"] == "amd"] == branch


@pytest.mark.parametrize("digits", ["00", "02", "14", "15", "16", "17", "18", "19", "20"])
def test_where_nothing_is_detected_every_answer_is_live(client: Client, digits: str) -> None:
    """Documented: with detection off all connected calls are live answers."""
    assert view_of(client, f"121355501{digits}", ASKS_NOBODY)["result"] == "LA"


def test_a_machine_that_is_gone_before_it_was_detected_is_a_machine_all_the_same(client: Client) -> None:
    call = ringing(client)
    path = f"/local/calls/{call['id']}"
    view = client.http.post(
        f"{path}/script", json={"script": "answer mailbox greeting 1s full after 300ms; wait 2s"}
    ).json()
    assert (view["outcome"], view["result"], view["heard"]) == ("callee hung up", "AM", [])


def test_a_party_answers_by_the_local_api_and_presses_no_keys(client: Client) -> None:
    call = ringing(client)
    path = f"/local/calls/{call['id']}"
    refused = client.http.post(f"{path}/answer", json={"by": "robot"})
    assert (refused.status_code, "expected live, machine, person, mailbox" in refused.json()["message"]) == (400, True)
    view = client.http.post(f"{path}/answer", json={"by": "mailbox", "hold": True}).json()
    assert (view["state"], view["answered_by"]) == ("active", "machine")
    for act, body in (("key", {"key": "1"}), ("hangup", {})):
        view = client.http.post(f"{path}/{act}", json=body).json()
        assert view["state"] == "active"
        assert "a mailbox presses no keys" in view["failed"]["message"]
    view = client.http.post(f"{path}/script", json={"script": "expect end in silence"}).json()
    assert (view["state"], view["result"]) == ("finished", "AM")


FILE = """
[[callee]]
number = "12135552*"
name = "two"
script = '''
answer live
hear "2517"
press 1 at 0.2s
expect heard 3 times "2517"
'''

[[callee]]
number = "1646???0000"
like = "busy"
text = "CARRIER_ERROR"
"""


def test_a_file_of_callees(tmp_path: Path) -> None:
    file = tmp_path / "callees.toml"
    file.write_text(FILE, encoding="utf-8")
    callees = callees_of("human", file)
    assert callees.at("12135552999").name == "two"
    assert (callees.at("16465550000").script, callees.at("16465550000").text_result) == ("answer busy", "CARRIER_ERROR")
    assert callees.at("12135550102") is MAGIC["02"]
    assert callees.at("12135559999").script is None
    assert callees_of("machine", None).at("12135559999") is MAGIC["02"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("callee = 1", "expected [[callee]] tables"),
        ("[[callee]]\nnumber = '1'", "callee 1: give either script, or like"),
        ("[[callee]]\nnumber = '1'\nscript = 'press 1'", "callee 1: the script never answers"),
        ("[[callee]]\nnumber = '1'\nscript = 'answr live'", "callee 1: script, line 1, column 1: found `answr live`"),
        (
            "[[callee]]\nnumber = '1'\nscript = 'answer mailbox greeting=3s'",
            "callee 1: script, line 1, column 1: found `answer mailbox greeting=3s`; did you mean"
            " `answer mailbox greeting 3s`?",
        ),
        (
            "[[callee]]\nnumber = '1'\nscript = 'answer screening refuses passes after 9s'",
            "callee 1: script, line 1, column 1: answer screening: it passes the call on, or refuses it; not both",
        ),
        (
            "[[callee]]\nnumber = '1'\nscript = 'answer fax greeting 3s'",
            "callee 1: script, line 1, column 12: found `greeting 3s`, expected taken for or after, each once;"
            ' "greeting" does not fit a fax',
        ),
        ("[[callee]]\nnumber = '1'\nscript = 'expect mailbox kept nothing'", "callee 1: the script never answers"),
        ("[[callee]]\nnumber = '1'\nlike = 'bussy'", "callee 1: there is no callee 'bussy'"),
        ("[[callee]]\nnumber = 'abc'\nlike = 'busy'", "callee 1: number is 'abc'"),
        ("[[callee]]\nnumer = '1'\nlike = 'busy'", "callee 1: there is no setting 'numer'; did you mean \"number\"?"),
        ("[[callee]]\nnumber = 1", "callee 1: expected names and texts in quotes"),
        ("[[callee]]\nnumber = '1'\nlike = 'busy'\ntext = 'sent'", "callee 1: text is 'sent'"),
        ("[[callee", "is no TOML"),
        ("\x00", "is no TOML"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "callees.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(IvrError) as failed:
        callees_of("human", file)
    assert message in str(failed.value)


def test_a_callee_or_a_file_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(IvrError, match="there is no callee 'nobody'; expected listens, repeats"):
        callees_of("nobody", None)
    with pytest.raises(IvrError, match="cannot be read: No such file"):
        callees_of("human", tmp_path / "absent.toml")


def test_a_failed_expectation_of_a_script_is_told(tmp_path: Path) -> None:
    from ivrdsl.testing import local_platform

    file = tmp_path / "callees.toml"
    file.write_text(FILE, encoding="utf-8")
    with local_platform(callees=file) as platform:
        client = Client(platform)
        (made,) = client.call({"phoneNumber": "12135552001", "dialplanXml": CODE_CALL})
        client.finished_call(made)
        view = client.local(f"/calls/{made['id']}")
        assert (view["callee"], len(view["heard"])) == ("two", 2)
        assert view["failed"]["statement"] == 'expect heard 3 times "2517"'


def test_a_pattern_of_many_stars_is_one_star() -> None:
    """Each way to share eleven digits among forty stars would be tried, and the server answer nobody meanwhile."""
    callees = Callees(MAGIC["02"], [("*" * 39 + "9", MAGIC["03"])])
    assert callees.at("12135551239").name == "busy"
    assert callees.at("12135551230").name == "machine"
