"""The panels: who answers, what is sent in by hand, webhooks and broadcasts, and why something went wrong."""

import re
import socket
from typing import Any

import pytest

from tests.browser.conftest import SMALL, WIDE
from tests.browser.test_access import NUMBER, PLAN, focused, require_access, tab_to
from tests.needs import library

expect = library("playwright.sync_api", "browser").expect

MENU = (
    '<dialplan name="Root"><menu name="m" maxDigits="1" timeout="3500"><play type="tts">Your code is 2 5 1 7.</play>'
    '<keypress pressed="1"><goto>m</goto></keypress><keypress pressed="timeout"><hangup/></keypress></menu></dialplan>'
)
BROKEN = '<dialplan name="Root"><play type="tts">Hello.</play><goto>nowhere</goto></dialplan>'
PLACES = ("/start", "/callees", "/inbound", "/webhooks", "/broadcasts")


def dead_url() -> str:
    """A callback on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"http://127.0.0.1:{listening.getsockname()[1]}/hook"


def everything(stand_in: Any) -> list[str]:
    """Fill every panel; the pages to look at."""
    hook = {"resource": "OutboundText", "callback": dead_url(), "name": "n" * 90, "secret": "s", "fields": "id"}
    stand_in.post("/v2/webhooks", hook)
    stand_in.post("/v2/webhooks", {"resource": "OutboundCall", "callback": f"https://h.example/{'x' * 200}"})
    stand_in.client.put(
        "/v2/numbers/leases/configs/12135559000",
        json={"configType": "IVR", "ivrInboundConfig": {"dialplanXml": MENU}},
    ).raise_for_status()
    texts = [{"phoneNumber": to, "message": "m" * 200, "attributes": {"a" * 90: "b" * 200}} for to in ("123", NUMBER)]
    sent = stand_in.post("/v2/texts", texts)["items"]
    calls = [stand_in.call([{"phoneNumber": "12135550100", "dialplanXml": plan}]) for plan in (MENU, BROKEN)]
    made = []
    for start in ("true", "false"):
        body = {
            "name": "b" * 90,
            "dialplanXml": MENU,
            "recipients": [{"phoneNumber": f"1213555010{at}"} for at in range(9)],
        }
        made.append(stand_in.client.post("/v2/calls/broadcasts", json=body, params={"start": start}).json()["id"])
    stand_in.post("/local/callee", {"script": f"answer live; hear '{'w' * 200}'", "calls": 0})
    stand_in.post("/local/callee", {"like": "machine", "to": "1213555*"})
    stand_in.post("/local/callee", {"text": "CARRIER_ERROR", "texts": 3})
    ways = {"texts": [each["id"] for each in sent], "calls": calls, "broadcasts": made}
    return ["/", *PLACES, *(f"/{kind}/{each}" for kind, ids in ways.items() for each in ids)]


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(WIDE, "light"), (WIDE, "dark"), (SMALL, "light"), (SMALL, "dark")],
    ids=["wide-light", "wide-dark", "small-light", "small-dark"],
)
def test_every_panel_passes_all_rules_empty_and_full(
    stand_in: Any, open_page: Any, scheme: str, size: dict[str, int]
) -> None:
    page = open_page(viewport=size, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    for path in PLACES:
        page.goto(path)
        require_access(page)
    for path in everything(stand_in):
        page.goto(path)
        require_access(page)
    page.goto("/webhooks")
    page.locator("details summary").first.click()
    require_access(page)


@pytest.mark.parametrize("width", [320, 360, 480, 759, 760, 1119, 1120, 1600])
def test_no_panel_is_wider_than_the_window(stand_in: Any, open_page: Any, width: int) -> None:
    paths = everything(stand_in)
    page = open_page(viewport={"width": width, "height": 700})
    for path in paths:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        cut = (
            "[...document.querySelectorAll('#main, #places, .bar')].filter((e) => e.scrollWidth > e.clientWidth).length"
        )
        assert page.evaluate(cut) == 0, path


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_an_empty_inbox_says_how_to_begin(stand_in: Any, open_page: Any, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 700})
    for told in (f"{stand_in.url}/v2", "Login", "Password"):
        box = page.get_by_role("main").get_by_text(told, exact=True).first.bounding_box()
        assert box["y"] + box["height"] < 700, told
    expect(page.get_by_role("region", name="Command for a text")).to_contain_text("curl -u login:password")
    expect(page.locator(".magic")).to_contain_text("12135550101")
    stand_in.post("/v2/texts", [{"phoneNumber": NUMBER, "message": "Your code is 4711"}])
    expect(page.locator("a.row")).to_be_in_viewport()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(page.locator("a.row")).to_be_hidden()


def test_a_call_that_broke_and_a_text_that_did_not_arrive(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    stand_in.call([{"phoneNumber": "12135550100", "dialplanXml": BROKEN}])
    row = page.locator("a.row.call")
    expect(row.locator(".badge.bad")).to_have_text("failed")
    expect(row.locator(".reason.bad")).to_contain_text("leads to a name that no tag has")
    row.click()
    expect(page.locator(".head .why-not")).to_contain_text("leads to a name that no tag has")
    stand_in.post("/v2/texts", [{"phoneNumber": "123", "message": "Your code is 4711"}])
    row = page.locator("a.row.text")
    expect(row.locator(".badge.bad")).to_have_text("invalid")
    expect(row.locator(".code")).to_have_count(0)
    row.click()
    expect(page.locator(".head .why-not")).to_contain_text("INVALID: ")
    expect(page.get_by_role("button", name="Copy the code")).to_have_count(0)
    expect(page.locator(".reply")).to_have_count(0)  # nobody is there who could


def test_who_answers_the_next_call_is_said_by_keyboard_on_the_phone(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    phone = page.get_by_role("region", name="Phone")
    choice = phone.get_by_label("Who answers the next call")
    expect(choice).to_have_value("human")  # who answers unless somebody else is chosen
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "phone-like":
            break
    page.keyboard.type("an answering")
    expect(choice).to_have_value("machine")
    page.keyboard.press("Tab")
    assert focused(page) == "Set"
    page.keyboard.press("Enter")
    expect(phone.get_by_role("status")).to_have_text("Set.")
    expect(phone.locator(".next")).to_have_text("The next call: an answering machine.")
    assert focused(page) == "Set"
    call = stand_in.call([{"phoneNumber": NUMBER, "dialplanXml": MENU}])
    assert stand_in.get(f"/local/calls/{call}")["answered_by"] == "machine"
    expect(phone.locator(".next")).to_have_count(0)
    stand_in.call([{"phoneNumber": NUMBER, "dialplanXml": MENU}])
    expect(phone.get_by_role("button", name="Answer")).to_be_visible()


def test_any_script_answers_all_calls_until_it_is_taken_back(stand_in: Any, open_page: Any) -> None:
    page = open_page("/callees")
    script = page.get_by_role("textbox", name="Call script")
    script.fill("press 1")
    section = page.get_by_role("region", name="A script of your own")
    section.get_by_role("button", name="For all calls from now on").click()
    expect(page.locator("#told")).to_contain_text("the script never answers; begin with: answer live")
    expect(script).to_have_value("press 1")  # what was wrong can be mended
    open_page.complaints[:] = [each for each in open_page.complaints if "400" not in each]
    script.fill("answer live; hear 'code'; press 1; wait")
    section.get_by_role("button", name="For all calls from now on").click()
    expect(section.get_by_role("status")).to_have_text("Set.")
    expect(page.locator("#told")).to_be_empty()  # what was wrong has been mended
    expect(page.locator(".script")).to_have_text("answer live; hear 'code'; press 1; wait")
    for _ in range(2):
        call = stand_in.call([{"phoneNumber": NUMBER, "dialplanXml": MENU}])
        assert len(stand_in.get(f"/local/calls/{call}/wait", after=1_000_000, timeout=20)["heard"]) == 2
    page.get_by_role("button", name="Take all back").click()
    expect(page.locator(".script")).to_have_count(0)
    assert stand_in.get("/local/callee") == {"standing_in": []}
    expect(page.get_by_role("main")).to_be_focused()  # the button that was pressed has gone


def test_what_comes_of_the_next_text(stand_in: Any, open_page: Any) -> None:
    page = open_page("/callees")
    section = page.get_by_role("region", name="What comes of texts")
    section.get_by_label("Result").select_option("CARRIER_ERROR")
    section.get_by_label("Numbers").fill("1213555????")
    section.get_by_role("button", name="For the next text").click()
    expect(page.locator(".cards li")).to_have_text(re.compile(r"CARRIER_ERROR\s+for the next text to 1213555\?\?\?\?"))
    stand_in.post("/v2/texts", [{"phoneNumber": NUMBER, "message": "Hi"}])
    expect(page.locator("a.row .badge")).to_have_text("carrier error")
    expect(page.locator(".cards li")).to_have_count(0)


def test_a_reply_is_sent_and_what_is_typed_outlives_what_comes(stand_in: Any, open_page: Any) -> None:
    text = stand_in.post("/v2/texts", [{"phoneNumber": NUMBER, "message": "Reply STOP to end"}])["items"][0]["id"]
    page = open_page(f"/texts/{text}")
    box = page.get_by_role("textbox", name="As +1 213 555 1100")
    box.press_sequentially("Who is")
    stand_in.post("/v2/texts", [{"phoneNumber": "12135551101", "message": "Something else"}])
    expect(page.locator("a.row")).to_have_count(2)
    expect(box).to_be_focused()
    box.press_sequentially(" this?")
    expect(box).to_have_value("Who is this?")
    page.keyboard.press("Tab")
    assert focused(page) == "Send"
    page.keyboard.press("Enter")
    expect(page.locator(".reply .done")).to_have_text("Sent to 67076.")
    expect(box).to_have_value("")
    expect(page.locator("a.row").first).to_contain_text("Who is this?")
    expect(page.locator("a.row .way")).to_have_text("←")
    page.get_by_role("button", name="STOP").click()
    expect(page.locator("a.row").first).to_contain_text("STOP")
    stand_in.post("/v2/texts", [{"phoneNumber": NUMBER, "message": "Still there?"}])
    expect(page.locator("a.row").first.locator(".badge")).to_have_text("do not text")
    expect(page.locator("a.row").first.locator(".reason")).to_contain_text("STOP")


def test_a_person_calls_in(stand_in: Any, open_page: Any) -> None:
    config = {"configType": "IVR", "ivrInboundConfig": {"dialplanXml": MENU}}
    stand_in.client.put("/v2/numbers/leases/configs/12135559000", json=config).raise_for_status()
    page = open_page("/inbound")
    section = page.get_by_role("region", name="Call in")
    expect(section.get_by_label("To")).to_have_value("12135559000")
    section.get_by_role("button", name="Call", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Call from +1 213 555 1234")
    expect(page.get_by_text("Answered by")).to_have_count(0)  # the plan has answered
    phone = page.get_by_role("region", name="Phone")
    expect(phone.locator(".bubble")).to_have_text(["Your code is 2 5 1 7."])
    page.keyboard.press("1")
    expect(phone.locator(".bubble")).to_have_count(2)
    phone.get_by_role("button", name="Hang up").click()


def test_what_a_caller_does_can_be_a_script(stand_in: Any, open_page: Any) -> None:
    config = {"configType": "IVR", "ivrInboundConfig": {"dialplanXml": MENU}}
    stand_in.client.put("/v2/numbers/leases/configs/12135559000", json=config).raise_for_status()
    page = open_page("/inbound")
    page.get_by_label("What the caller does").fill("press 1; wait")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator(".transcript .bubble")).to_have_count(2)
    expect(page.locator(".head .badge")).to_have_text("answered")


def test_a_delivery_is_looked_at_and_sent_again(stand_in: Any, open_page: Any) -> None:
    url = dead_url()
    stand_in.post("/v2/webhooks", {"resource": "OutboundText", "callback": url})
    page = open_page("/webhooks")
    expect(page.locator(".address")).to_have_text(url)
    stand_in.post("/v2/texts", [{"phoneNumber": NUMBER, "message": "Your code is 4711"}])
    card = page.locator("[data-key^=delivery-]")
    expect(card.locator(".tries .bad").first).to_have_text("no answer")
    card.get_by_text("What is sent").click()
    expect(card.locator("pre")).to_contain_text("4711")
    expect(card.locator(".badge")).to_have_text("failed", timeout=30_000)  # after 0.5, 2 and 8 s
    expect(card.locator("pre")).to_be_visible()  # what was opened stays open
    tries = card.locator(".tries li").count()
    tab_to(page, "Send again")
    page.keyboard.press("Enter")
    expect(card.locator(f".tries li:nth-child({tries + 1})")).to_be_visible()
    assert focused(page).split("\n")[0] == "Send again"
    page.get_by_role("main").get_by_role("link", name="text to +1 213 555 1100").click()
    expect(page.locator(".sms")).to_have_text("Your code is 4711")


def test_a_broadcast_is_started_stopped_and_seen_to_its_end(stand_in: Any, open_page: Any) -> None:
    stand_in.post("/local/clock", {"mode": "manual"})
    body = {"name": "codes", "dialplanXml": PLAN, "recipients": [{"phoneNumber": f"1213555010{at}"} for at in range(4)]}
    stand_in.post("/v2/calls/broadcasts", body)
    page = open_page("/broadcasts")
    page.get_by_role("button", name="Start codes").click()
    expect(page.locator(".card-head .badge")).to_have_text("running")
    page.get_by_role("button", name="Stop codes").click()
    expect(page.locator(".card-head .badge")).to_have_text("stopped")
    page.get_by_role("link", name="codes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("codes")
    page.get_by_role("button", name="Start again codes").click()
    expect(page.locator(".head .badge")).to_have_text("running")
    stand_in.post("/local/clock/advance", {"ms": 0})
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0")
    stand_in.post("/local/clock/advance", {"ms": 600_000})
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "4")
    expect(page.locator(".results")).to_contain_text("busy 1")
    expect(page.locator(".head .badge")).to_have_text("finished")
    page.locator(".framed a.row").first.click()
    expect(page.get_by_role("link", name="codes")).to_be_visible()


def test_ten_thousand_texts_are_no_load(stand_in: Any, open_page: Any) -> None:
    for start in range(0, 10_000, 1000):
        texts = [{"phoneNumber": NUMBER, "message": f"Text number {start + at}"} for at in range(1000)]
        for at, each in enumerate(texts):
            each["phoneNumber"] = f"1213{2000000 + start + at}"
        stand_in.post("/v2/texts", texts)
    page = open_page()
    page.get_by_role("searchbox").fill("number 1234")
    expect(page.locator("a.row")).to_have_count(1)
    expect(page.locator("a.row")).to_contain_text("Text number 1234")
    page.get_by_role("searchbox").fill("")
    expect(page.locator("a.row")).to_have_count(100)
    send = {"phoneNumber": NUMBER, "message": "One more"}
    page.evaluate(
        "window.changed = []; new MutationObserver((changes) => changes.forEach((change) => "
        "[...change.addedNodes, ...change.removedNodes].forEach((node) => node.nodeName === 'LI' && "
        "window.changed.push(node.dataset.key)))).observe(document.getElementById('rows'), "
        "{ childList: true, subtree: true })"
    )
    stand_in.post("/v2/texts", [send])
    expect(page.locator("a.row").first).to_contain_text("One more")
    assert len(page.evaluate("window.changed")) == 2  # one row came and one went; the others were left where they are
