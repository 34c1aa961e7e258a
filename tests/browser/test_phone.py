"""The phone in the page, against the real server: it rings, speaks, takes keys, and ends calls."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from ivrdsl import Dialplan, Keypress, Menu, NoInput, Record, Say, Transfer
from ivrdsl.requests import CallRecipient, send_calls_body
from tests.needs import library

expect = library("playwright.sync_api", "browser").expect

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "one_time_code.py"
NUMBER, SHOWN = "12135551100", "+1 213 555 1100"
PROMPT = "Hello, your one-time code is 2 5 1 7, press 1 to repeat."

CHOICE = Dialplan("Root")[
    Menu("main", max_digits=1, timeout_ms=3500)[
        Say("Press 1 to talk to somebody, or 2 to leave a message."),
        Keypress("1")[Transfer("12135551234", timeout_s=25, continue_after=True), Say("Good bye.")],
        Keypress("2")[Record("message", timeout_s=20), Say("Thank you.")],
        NoInput()[Say("We heard nothing.")],
    ]
]


def one_time_code(code: str) -> Dialplan:
    """The plan of the example, as a program would import it."""
    spec = importlib.util.spec_from_file_location("one_time_code", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Dialplan = module.one_time_code(code)
    return made


def ring(stand_in: Any, plan: Dialplan, number: str = NUMBER) -> int:
    found: int = stand_in.call(send_calls_body([CallRecipient(number, dialplan=plan)]))
    return found


def test_the_one_time_code_is_heard_and_repeated(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    call_id = ring(stand_in, one_time_code("2517"))
    phone = page.get_by_role("region", name="Phone")
    expect(phone.get_by_role("alert")).to_contain_text("Incoming call")
    expect(phone.locator(".number")).to_have_text(SHOWN)
    expect(page).to_have_title(f"\u260e {SHOWN}")
    phone.get_by_role("button", name="Answer").click()
    said = phone.get_by_role("log", name="What is said")
    expect(said.get_by_text(PROMPT)).to_have_count(1)
    expect(phone.get_by_role("timer")).to_have_text(re.compile("0:0[12]"))  # detection took 1.5 s
    page.keyboard.press("1")
    expect(said.get_by_text(PROMPT)).to_have_count(2)
    expect(said.locator("kbd")).to_have_text(["1"])
    heard = stand_in.get(f"/local/calls/{call_id}")
    assert heard["code"] == "2517"
    assert heard["heard"] == [PROMPT, PROMPT]
    assert heard["answered_by"] == "live"
    expect(phone.get_by_role("timer")).to_have_text("0:03")  # the time of a person's call passes by itself
    phone.get_by_role("button", name="Hang up").click()
    expect(phone.get_by_role("status")).to_have_text("Call over")
    sent = stand_in.get(f"/v2/calls/{call_id}")
    assert (sent["state"], sent["finalCallResult"]) == ("FINISHED", "LA")
    phone.get_by_role("link", name="See the whole call").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Call to {SHOWN}")
    expect(page.get_by_role("main")).to_contain_text("callee hangs up")  # before the code, so that none is shown


def test_a_person_who_stays_silent_is_hung_up_on_without_anybody_asking(stand_in: Any, open_page: Any) -> None:
    quick = Dialplan("Root")[Menu("m", max_digits=1, timeout_ms=1001)[Say("Hi."), NoInput()[Say("Bye.")]]]
    page = open_page()
    ring(stand_in, quick)
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".phone .doing")).to_contain_text("listens for a key")
    expect(page.locator(".phone .bubble").last).to_have_text("Bye.")
    expect(page.locator(".phone .over")).to_have_text("ended by the dialplan: end of plan")
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".phone .status")).to_have_text("No call")


def test_the_buttons_of_the_keypad_are_keys(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    plan = Dialplan("Root")[Menu("m", max_digits=12, timeout_ms=9000)[Say("Any keys."), NoInput()[Say("Bye.")]]]
    call_id = ring(stand_in, plan)
    page.get_by_role("button", name="Answer").click()
    for name in "1 2 3 4 5 6 7 8 9 star 0".split():  # noqa: SIM905  # as the buttons are read out
        page.get_by_role("group", name="Keypad").get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".phone kbd")).to_have_text(list("123456789*0"))
    page.keyboard.press("#")
    expect(page.locator(".phone kbd")).to_have_count(12)
    entries = stand_in.get(f"/local/calls/{call_id}")["entries"]
    assert [each["key"] for each in entries if each["kind"] == "key"] == list("123456789*0#")


def test_keys_that_are_typed_somewhere_else_are_not_the_phones(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    call_id = ring(stand_in, one_time_code("2517"))
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".phone .bubble")).to_have_count(1)
    box = page.get_by_role("searchbox")
    box.fill("1")
    box.press("1")
    page.keyboard.press("Control+1")
    expect(page).to_have_url(f"{stand_in.url}/?q=11")
    box.blur()
    page.keyboard.press("a")
    page.keyboard.press("9")  # the server's last word: no key came before this one
    expect(page.locator(".phone kbd")).to_have_text(["9"])
    entries = stand_in.get(f"/local/calls/{call_id}")["entries"]
    assert [each["key"] for each in entries if each["kind"] == "key"] == ["9"]


@pytest.mark.parametrize(("button", "result", "heard"), [("Decline", "BUSY", []), ("Machine", "AM", [])])
def test_a_call_that_no_person_takes(stand_in: Any, open_page: Any, button: str, result: str, heard: list[str]) -> None:
    page = open_page()
    call_id = ring(stand_in, one_time_code("2517"))
    page.get_by_role("button", name=button).click()
    expect(page.locator(".phone .status")).to_have_text("Call over")
    assert stand_in.get(f"/v2/calls/{call_id}")["finalCallResult"] == result
    assert stand_in.get(f"/local/calls/{call_id}")["heard"] == heard


def test_several_calls_at_once(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    numbers = ["12135551100", "12135551101", "12135551102"]
    for number in numbers:
        ring(stand_in, one_time_code("2517"), number)
    phone = page.get_by_role("region", name="Phone")
    expect(phone.locator(".others button")).to_have_count(2)
    expect(phone.locator(".number")).to_have_text("+1 213 555 1100")
    phone.get_by_role("button", name="+1 213 555 1102").click()
    expect(phone.locator(".number")).to_have_text("+1 213 555 1102")
    phone.get_by_role("button", name="Answer").click()
    phone.get_by_role("button", name="Hang up").click()
    expect(phone.locator(".number")).to_have_text("+1 213 555 1100")  # the next one that waits
    expect(phone.locator(".status")).to_contain_text("Incoming call")
    results = {each["to"]: each["result"] for each in stand_in.get("/local/calls")["calls"]}
    assert results == {"12135551100": None, "12135551101": None, "12135551102": "LA"}


def test_who_is_at_the_other_end_of_a_transfer_is_for_the_person_to_say(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    call_id = ring(stand_in, CHOICE)
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".phone .bubble")).to_have_count(1)
    page.keyboard.press("1")
    page.get_by_role("group", name="What comes of the transfer").get_by_role("button", name="Busy").click()
    expect(page.locator(".phone .bubble").last).to_have_text("Good bye.")
    expect(page.locator(".phone .over")).to_have_text("ended by the dialplan: end of plan")  # its timers run on
    kinds = [each["kind"] for each in stand_in.get(f"/local/calls/{call_id}")["entries"]]
    assert "transfer over" in kinds


def test_a_recording_ends_with_a_key(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    call_id = ring(stand_in, CHOICE)
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".phone .bubble")).to_have_count(1)
    page.keyboard.press("2")
    expect(page.locator(".phone .doing")).to_contain_text("records")
    page.keyboard.press("#")
    expect(page.locator(".phone .bubble").last).to_have_text("Thank you.")
    recorded = [each for each in stand_in.get(f"/local/calls/{call_id}")["entries"] if each["kind"] == "recorded"]
    assert [each["ended_by"] for each in recorded] == ["#"]


def test_a_manual_clock_stands_until_it_is_advanced(stand_in: Any, open_page: Any) -> None:
    stand_in.post("/local/clock", {"mode": "manual"})
    page = open_page()
    ring(stand_in, one_time_code("2517"))
    stand_in.post("/local/clock/advance", {"ms": 0})
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".phone")).to_have_attribute("data-runs", "false")
    page.get_by_role("button", name="+1 s").click()
    expect(page.get_by_role("timer")).to_have_text("0:01")
    expect(page.locator(".phone .bubble")).to_have_count(0)  # the platform still listens who answered
    page.get_by_role("button", name="+1 s").click()
    expect(page.locator(".phone .bubble")).to_have_count(1)
    page.get_by_role("button", name="+10 s").click()
    expect(page.locator(".phone .over")).to_have_text("ended by the dialplan: hangup")
    expect(page.get_by_role("timer")).to_have_text("0:09")


def test_a_move_that_the_server_refuses_is_told(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    call_id = ring(stand_in, one_time_code("2517"))

    def somebody_is_faster(route: Any) -> None:
        stand_in.post(f"/local/calls/{call_id}/answer", {"by": "live"})
        route.continue_()

    page.route("**/answer", somebody_is_faster)
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("#told")).to_have_text(f"call {call_id} was answered before")
    expect(page.locator(".phone .status")).to_have_text("In call")
    (complaint,) = open_page.complaints
    assert "409" in complaint
    open_page.complaints.clear()


def test_the_phone_keeps_its_call_while_somebody_reads(stand_in: Any, open_page: Any) -> None:
    stand_in.post("/v2/texts", [{"phoneNumber": NUMBER, "message": "Your code is 4711"}])
    page = open_page()
    ring(stand_in, one_time_code("2517"))
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".phone .bubble")).to_have_count(1)
    page.locator("a.row.text").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Text to {SHOWN}")
    page.keyboard.press("1")
    expect(page.locator(".phone .bubble")).to_have_count(2)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send something here")
    expect(page.locator(".phone .bubble")).to_have_count(2)
    page.reload()
    expect(page.locator(".phone .bubble")).to_have_count(2)


def test_two_windows_show_the_same_call(stand_in: Any, open_page: Any) -> None:
    one, other = open_page(), open_page()
    ring(stand_in, one_time_code("2517"))
    expect(other.locator(".phone .status")).to_contain_text("Incoming call")
    one.get_by_role("button", name="Answer").click()
    expect(other.locator(".phone .bubble")).to_have_text([PROMPT])
    other.keyboard.press("1")
    expect(one.locator(".phone .bubble")).to_have_count(2)
    other.get_by_role("button", name="Hang up").click()
    expect(one.locator(".phone .status")).to_have_text("Call over")
