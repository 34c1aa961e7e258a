"""The inbox, and pages of texts and calls: what comes is shown at once, found, and never run."""

import re
from typing import Any

import pytest

from tests.browser.conftest import SMALL, StandIn, Windows
from tests.needs import library

expect = library("playwright.sync_api", "browser").expect

NUMBER, SHOWN = "12135551100", "+1 213 555 1100"
HOSTILE = (
    """<script>alert(1)</script><img src=x onerror="alert(2)">'"><svg onload=alert(3)> {{ 7 * 7 }} \u202e\u2028 ${x}"""
)
BROKEN = '<dialplan name="Root"><play type="tts">Hello, your code is 4 7 1 1.</play><goto>nowhere</goto></dialplan>'


def send(stand_in: Any, message: str, number: str = NUMBER, **attributes: str) -> int:
    found: int = stand_in.post("/v2/texts", [{"phoneNumber": number, "message": message, "attributes": attributes}])[
        "items"
    ][0]["id"]
    return found


def test_a_text_is_there_as_soon_as_it_is_sent(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    expect(page.locator("#rows")).to_contain_text("Nothing has been sent yet.")
    send(stand_in, "Your one-time code is ${code}", code="2517")
    row = page.locator("a.row")
    expect(row).to_contain_text(SHOWN)
    expect(row).to_contain_text("Your one-time code is 2517")
    expect(row.locator(".code")).to_have_text("code 2517")
    expect(row.locator(".badge")).to_have_text("sent")
    row.click()
    expect(page).to_have_title(f"Text to {NUMBER} · ivrdsl")
    expect(page.locator(".big-code output")).to_have_text("2517")
    expect(page.locator(".facts").last).to_contain_text(
        "1 message by the vendor’s count, 1 message by that of the networks"
    )
    expect(page.locator("a.row")).to_have_attribute("aria-current", "true")


def test_texts_are_measured(stand_in: Any, open_page: Any) -> None:
    text = send(stand_in, "It\u2019s " + "a" * 67)
    page = open_page(f"/texts/{text}")
    expect(page.locator(".facts")).to_contain_text(
        "1 message by the vendor’s count, 2 messages by that of the networks"
    )
    expect(page.locator(".facts")).to_contain_text("70 characters a message")


def test_what_a_call_did_and_what_is_wrong_with_its_plan(stand_in: Any, open_page: Any) -> None:
    call = stand_in.call([{"phoneNumber": "12135550101", "dialplanXml": BROKEN}])
    page = open_page(f"/calls/{call}")
    expect(page.locator(".item .outcome")).to_have_text("ended by an error: error:dangling-goto")
    expect(page.locator(".transcript .bubble")).to_have_text(["Hello, your code is 4 7 1 1."])
    expect(page.locator(".big-code output")).to_have_text("4711")
    first = page.locator(".findings li").first
    expect(first).to_contain_text("IVR003")
    expect(first).to_contain_text("Fix")
    lines = page.get_by_role("region", name="Lines of the plan").locator(".numbered")
    expect(lines).to_have_text(
        ['<dialplan name="Root">', re.compile("<play .*"), "<goto>nowhere</goto>", "</dialplan>"], use_inner_text=True
    )
    expect(page.locator(".transcript .kind-goto")).to_be_hidden()
    page.get_by_label("every step").check()
    expect(page.locator(".transcript .kind-prompt .node")).to_have_text('dialplan "Root" > play')


def test_a_call_is_followed_on_its_own_page_too(stand_in: Any, open_page: Any) -> None:
    call = stand_in.call([{"phoneNumber": NUMBER, "dialplanXml": BROKEN}])
    page = open_page(f"/calls/{call}")
    expect(page.locator(".transcript")).to_contain_text("It rings.")
    page.get_by_label("every step").check()
    stand_in.post(f"/local/calls/{call}/answer", {"by": "live"})
    expect(page.locator(".transcript .bubble")).to_have_count(1)
    expect(page.locator(".item .outcome")).to_contain_text("ended by an error")
    expect(page.get_by_label("every step")).to_be_checked()  # what somebody has chosen stays as it is


def test_the_inbox_is_searched_as_one_types(stand_in: Any, open_page: Any) -> None:
    send(stand_in, "Your code is 4711", "12135551101")
    send(stand_in, "Your table is booked", "12135551102")
    page = open_page()
    expect(page.locator("a.row")).to_have_count(2)
    box = page.get_by_role("searchbox", name="Search numbers and words")
    box.press_sequentially("table")
    expect(page.locator("a.row")).to_have_count(1)
    send(stand_in, "Another table is booked", "12135551103")  # what comes is searched too
    expect(page.locator("a.row")).to_have_count(2)
    expect(box).to_have_value("table")
    expect(box).to_be_focused()
    page.locator("a.row").first.click()
    expect(page).to_have_url(re.compile(r"/texts/\d+\?q=table$"))
    expect(page.locator("a.row")).to_have_count(2)
    box.fill("1101 CODE")
    expect(page.locator("a.row")).to_have_count(1)
    box.fill("<nothing>")
    expect(page.locator("#rows")).to_contain_text("Nothing has “<nothing>”.")


def test_many_texts_at_once(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    for start in range(0, 450, 150):
        recipients = [{"phoneNumber": NUMBER, "message": f"This is text {start + at}"} for at in range(150)]
        stand_in.post("/v2/texts", recipients)
    expect(page.locator("a.row")).to_have_count(100)
    expect(page.locator("a.row").first).to_contain_text("This is text 449")
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height == page.viewport_size["height"], "the list scrolls, not the page"
    for last in (349, 249, 149):
        page.get_by_role("link", name="Show older ones").click()
        expect(page.locator("a.row").first).to_contain_text(f"This is text {last}")
        expect(page.locator("a.row")).to_have_count(100)
    page.get_by_role("link", name="Show older ones").click()
    expect(page.locator("a.row")).to_have_count(50)
    expect(page.get_by_role("link", name="Show older ones")).to_have_count(0)
    page.locator("a.row").last.click()
    expect(page.locator(".sms")).to_have_text("This is text 0")
    expect(page.locator("a.row")).to_have_count(50)  # the inbox stays where it was
    send(stand_in, "A newer one")
    page.get_by_role("link", name="Show the newest").click()
    expect(page.locator("a.row").first).to_contain_text("A newer one")
    page.get_by_role("searchbox").fill("text 44")
    expect(page.locator("a.row")).to_have_count(14)  # 44, 144, 244, 344, and 440 to 449


def test_nothing_that_is_sent_is_run(stand_in: Any, open_page: Any) -> None:
    attributes = {"x": HOSTILE, HOSTILE: HOSTILE}
    stand_in.post("/v2/texts", [{"phoneNumber": NUMBER, "message": HOSTILE, "attributes": attributes}])
    text = stand_in.get("/local/messages")["messages"][0]
    escaped = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace("${x}", "")
    plan = f'<dialplan name="{escaped.replace(chr(34), "&quot;")}"><play type="tts">{escaped}</play></dialplan>'
    call = stand_in.call([{"phoneNumber": "12135550100", "dialplanXml": plan, "attributes": attributes}])
    page = open_page(f"/texts/{text['id']}")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    expect(page.locator(".sms")).to_contain_text("<script>alert(1)</script>")
    page.goto(f"/calls/{call}")
    expect(page.locator(".transcript .bubble")).to_contain_text("{{ 7 * 7 }}")
    expect(page.get_by_role("region", name="Lines of the plan")).to_contain_text(
        "&lt;script&gt;alert(1)&lt;/script&gt;"
    )
    page.goto(f"/?q={HOSTILE.split()[0]}")
    expect(page.get_by_role("searchbox")).to_have_value(HOSTILE.split()[0])
    assert page.locator("main img, #rows img, #rows svg:not(.icon)").count() == 0


def test_what_is_not_here(stand_in: Any, open_page: Any) -> None:
    page = open_page("/calls/7")
    expect(page.get_by_role("heading", level=1)).to_have_text("This is not here")
    assert stand_in.client.get("/calls/7").status_code == 404
    assert stand_in.client.get("/texts/99999999999999999999999").status_code == 404
    for path in ("/calls/x", "/static/", "/static/../routes.py", "/static/nothing.js", "/nothing"):
        assert stand_in.client.get(path).status_code == 404, path
    assert stand_in.client.get("/?q=%00%ff&limit=-1&on=x").status_code == 200
    assert stand_in.client.get("/?limit=99999999999999999999&on=99999999999999999999").status_code == 200
    page.goto("about:blank")  # which asks for nothing again
    open_page.complaints[:] = [each for each in open_page.complaints if "404" not in each]


def test_everything_is_cleared_by_a_person_who_is_sure(stand_in: Any, open_page: Any) -> None:
    send(stand_in, "Your code is 4711")
    page = open_page()
    page.locator("a.row").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_role("button", name="Keep them").click()
    expect(page.locator("a.row")).to_have_count(1)
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Clear everything").click()
    expect(page.locator("a.row")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Send something here")
    assert stand_in.get("/local/messages") == {"messages": []}


def test_the_page_can_be_read_without_scripts(stand_in: Any, open_page: Any) -> None:
    text = send(stand_in, "Your code is 4711")
    call = stand_in.call([{"phoneNumber": "12135550101", "dialplanXml": BROKEN}])
    page = open_page(live=False, java_script_enabled=False)
    expect(page.locator("a.row")).to_have_count(2)
    page.locator(f"a[href='/texts/{text}']").click()
    expect(page.locator(".sms")).to_have_text("Your code is 4711")
    page.locator(f"a[href='/calls/{call}']").click()
    expect(page.locator(".transcript .bubble")).to_have_count(1)
    page.get_by_role("searchbox").fill("4711")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("a.row")).to_have_count(2)


def test_a_code_is_copied(stand_in: Any, open_page: Any) -> None:
    text = send(stand_in, "Your code is 4711")
    page = open_page(f"/texts/{text}", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("document.addEventListener('click', () => window.dispatchEvent(new Event('popstate')))")  # asks anew
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_role("button", name="Copied the code")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the code")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "4711"


def test_the_first_page_says_how_to_begin(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    expect(page.get_by_role("region", name="Commands", exact=True)).to_contain_text(f"CALLFIRE_URL={stand_in.url}/v2")
    expect(page.locator(".magic")).to_contain_text("a person who presses 1 once, then stays silent")


def test_the_inbox_and_what_is_chosen_take_turns_on_a_small_screen(stand_in: Any, open_page: Any) -> None:
    send(stand_in, "Your code is 4711")
    page = open_page(viewport=SMALL)
    page.locator("a.row").click()
    expect(page.locator("a.row")).to_be_hidden()
    expect(page.locator(".sms")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Inbox").click()
    expect(page.locator("a.row")).to_be_visible()


def test_a_lost_connection_is_told_and_found_again(chromium: Any) -> None:
    first = StandIn()
    windows = Windows(chromium, first.url)
    try:
        page = windows()
        first.stop()
        expect(page.locator("#link")).to_have_attribute("data-state", "lost", timeout=15_000)
        second = StandIn(first.port)
        try:
            expect(page.locator("#link")).to_have_attribute("data-state", "on", timeout=30_000)
            send(second, "Your code is 4711")
            expect(page.locator("a.row")).to_have_count(1)
        finally:
            second.stop()
    finally:
        windows.close()
