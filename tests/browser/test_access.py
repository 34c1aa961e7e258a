"""The page for everybody: with a keyboard alone, with a screen reader, on a small screen, in the dark."""

from typing import Any

import pytest

from tests.browser.conftest import SMALL, WIDE
from tests.needs import library

expect = library("playwright.sync_api", "browser").expect
axe = library("axe_playwright_python.sync_playwright", "browser")

NUMBER = "12135551100"
PLAN = (
    '<dialplan name="Root">\n  <menu name="main" maxDigits="1" timeout="60000">\n'
    '    <play type="tts">Your one-time code is 2 5 1 7. Press 1 to repeat, or 2 for somebody to talk to.</play>\n'
    '    <keypress pressed="1"><goto>main</goto></keypress>\n'
    '    <keypress pressed="2"><transfer timeout="25">12135551234</transfer></keypress>\n  </menu>\n</dialplan>'
)


def require_access(page: Any) -> None:
    """Every rule of axe holds, and nothing is wider than the window, whatever its width."""
    found = axe.Axe().run(page).response["violations"]
    told = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found]
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (SMALL, "dark")], ids=["wide-light", "small-dark"])
def test_every_state_passes_all_rules(stand_in: Any, open_page: Any, scheme: str, size: dict[str, int]) -> None:
    stand_in.post(
        "/v2/texts", [{"phoneNumber": NUMBER, "message": "Your code is 4711. It\u2019s good for ten minutes."}]
    )
    stand_in.post("/v2/texts", [{"phoneNumber": "12135550107", "message": "x" * 300}])
    call = stand_in.call([{"phoneNumber": "12135550101", "dialplanXml": PLAN}])
    page = open_page(viewport=size, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    require_access(page)
    page.goto(f"/calls/{call}")
    page.get_by_label("every step").check()
    expect(page.locator(".transcript .node").first).to_be_visible()
    require_access(page)
    stand_in.call([{"phoneNumber": NUMBER, "dialplanXml": PLAN}])
    stand_in.call([{"phoneNumber": "12135551101", "dialplanXml": PLAN}])
    expect(page.locator(".others button")).to_be_visible()
    require_access(page)
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".phone .bubble")).to_have_count(1)
    require_access(page)
    page.keyboard.press("2")
    expect(page.locator(".parties")).to_be_visible()
    require_access(page)
    page.locator(".others button").click()
    page.get_by_role("button", name="Decline").click()
    page.get_by_role("button", name="Hang up").click()
    expect(page.locator(".phone .status")).to_have_text("Call over")
    require_access(page)


@pytest.mark.parametrize("width", [320, 390, 600, 760, 1000, 1120, 1920])
def test_nothing_is_wider_than_the_window(stand_in: Any, open_page: Any, width: int) -> None:
    text = stand_in.post("/v2/texts", [{"phoneNumber": NUMBER, "message": "x" * 300}])["items"][0]["id"]
    call = stand_in.call([{"phoneNumber": NUMBER, "dialplanXml": PLAN.replace("somebody", "s" * 200)}])
    stand_in.post(f"/local/calls/{call}/answer", {"by": "live"})
    page = open_page(viewport={"width": width, "height": 700})
    for path in ("/", f"/texts/{text}", f"/calls/{call}"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def focused(page: Any) -> str:
    """What the focus is on, as it is read out, after it was checked that it can be seen; "" behind the last element."""
    told, outline = page.evaluate(
        "(() => { const at = document.activeElement; return at === document.body ? ['', ''] : "
        "[(at.innerText || at.name || '').trim(), getComputedStyle(at).outlineStyle] })()"
    )
    assert outline != "none", told
    return str(told)


def tab_to(page: Any, wanted: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page).split("\n")[0] == wanted:
            return
    pytest.fail(f"the keyboard does not come to {wanted!r}")


def test_a_call_by_keyboard_alone(stand_in: Any, open_page: Any) -> None:
    page = open_page()
    stand_in.call([{"phoneNumber": NUMBER, "dialplanXml": PLAN}])
    expect(page.get_by_role("button", name="Answer")).to_be_visible()
    tab_to(page, "Answer")
    page.keyboard.press("Enter")
    expect(page.locator(".phone .bubble")).to_have_count(1)
    expect(page.locator(".phone")).to_be_focused()  # the button that was pressed has gone
    page.keyboard.press("1")
    expect(page.locator(".phone .bubble")).to_have_count(2)
    tab_to(page, "Hang up")
    page.keyboard.press("Space")
    expect(page.locator(".phone .status")).to_have_text("Call over")
    tab_to(page, "Done")
    page.keyboard.press("Enter")
    expect(page.locator(".phone .status")).to_have_text("No call")


def test_the_inbox_by_keyboard_alone(stand_in: Any, open_page: Any) -> None:
    stand_in.post("/v2/texts", [{"phoneNumber": NUMBER, "message": "Your code is 4711"}])
    page = open_page()
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the message"
    tab_to(page, "text to")
    page.keyboard.press("Enter")
    expect(page.locator(".big-code")).to_be_visible()
    expect(page.get_by_role("main")).to_be_focused()
    tab_to(page, "Copy")


def test_what_is_said_is_announced_once(stand_in: Any, open_page: Any) -> None:
    """A screen reader is told of nodes that are added to the log: those that stay must be the same nodes."""
    page = open_page()
    stand_in.call([{"phoneNumber": NUMBER, "dialplanXml": PLAN}])
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".phone .bubble")).to_have_count(1)
    page.evaluate(
        "window.added = []; new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach("
        "(node) => node.nodeType === 1 && window.added.push(node.className)))).observe("
        "document.querySelector('#said ol'), { childList: true, subtree: true, characterData: true })"
    )
    page.keyboard.press("1")
    expect(page.locator(".phone .bubble")).to_have_count(2)
    added = page.evaluate("window.added")
    assert sum("kind-prompt" in each for each in added) == 1
    assert sum("kind-key" in each for each in added) == 1


def test_on_a_small_screen_the_phone_stands_in_front_and_can_be_put_away(stand_in: Any, open_page: Any) -> None:
    stand_in.post("/v2/texts", [{"phoneNumber": NUMBER, "message": "Your code is 4711"}])
    page = open_page(viewport=SMALL)
    stand_in.call([{"phoneNumber": NUMBER, "dialplanXml": PLAN}])
    dialog = page.get_by_role("dialog", name="Phone")
    dialog.get_by_role("button", name="Answer").click()
    expect(dialog.locator(".bubble")).to_have_count(1)
    for key in "123456789":
        box = dialog.get_by_role("button", name=key, exact=True).bounding_box()
        assert box["height"] >= 44, "a finger needs room"
        assert box["y"] + box["height"] <= SMALL["height"]
    assert page.evaluate("document.getElementById('inbox').inert")
    dialog.get_by_role("button", name="Back to the inbox").click()
    expect(page.locator("a.row.text")).to_be_visible()
    assert not page.evaluate("document.getElementById('inbox').inert")
    page.locator("a.row.text").click()
    expect(page.locator(".sms")).to_be_visible()
    page.get_by_role("button", name="In call").click()
    expect(dialog.locator(".bubble")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="In call").click()
    dialog.get_by_role("button", name="Hang up").click()
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("dialog", name="Phone")).to_have_count(0)
    assert not page.evaluate("document.getElementById('inbox').inert")
