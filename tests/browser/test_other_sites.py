"""Pages of other sites, in a real browser: they read nothing of the stand-in and send nothing to it."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import FLAGS, NAMES, StandIn

LOGIN = "Basic bG9naW46cGFzc3dvcmQ="
FORM = """<form method="post" enctype="text/plain" action="http://login:password@127.0.0.1:{port}/v2/texts">
<input name='[{{"phoneNumber":"12135551234","message":"' value='forged"}}]'><button>Win a prize</button></form>"""
"""A form whose body is JSON, and whose address has the login that everybody knows."""
PROTECTION = "LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"
"""With which newer browsers keep pages of the world from this machine; older ones have nothing like it."""
ASK = """async ([url, options]) => {
  try {
    const answer = await fetch(url, options)
    return [answer.type, answer.status, await answer.text()]
  } catch (error) { return ["refused by the browser", 0, `${error}`] }
}"""


@pytest.fixture(scope="module")
def evil(chromium: Any) -> Iterator[Any]:
    """A browser for which the name evil.example leads to this machine."""
    path = next(filter(None, map(shutil.which, NAMES)))
    flags = [*FLAGS, "--host-resolver-rules=MAP evil.example 127.0.0.1", f"--disable-features={PROTECTION}"]
    browser = chromium.browser_type.launch(executable_path=path, args=flags)
    yield browser
    browser.close()


def page_at(browser: Any, address: str, html: str) -> Any:
    """A page of somebody else."""
    page = browser.new_context().new_page()
    page.route(address, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(address)
    return page


def ask(page: Any, url: str, **options: Any) -> tuple[str, int, str]:
    kind, status, text = page.evaluate(ASK, [url, options])
    return kind, status, text


def test_a_page_of_another_site_reads_and_sends_nothing(evil: Any, stand_in: StandIn) -> None:
    stand_in.post("/v2/texts", [{"phoneNumber": "12135551234", "message": "Your code is 2517"}])
    page = page_at(evil, "http://other.test/", "<p>hello</p>")
    for path in ("/v2/texts", "/local/messages", "/"):
        assert ask(page, stand_in.url + path, headers={"Authorization": LOGIN})[1] == 0, path
    ask(page, stand_in.url + "/local/reset", method="POST", mode="no-cors", body="{}")
    assert len(stand_in.get("/local/messages")["messages"]) == 1


def test_a_form_of_another_site_sends_nothing(evil: Any, stand_in: StandIn) -> None:
    page = page_at(evil, "http://other.test/", FORM.format(port=stand_in.port))
    with page.expect_response(lambda answer: answer.url.endswith("/v2/texts")) as sent:
        page.click("button")
    assert sent.value.status == 403
    assert stand_in.get("/v2/texts")["totalCount"] == 0


def test_a_page_whose_name_was_made_to_lead_here_reads_and_sends_nothing(evil: Any, stand_in: StandIn) -> None:
    site = f"http://evil.example:{stand_in.port}"
    page = page_at(evil, f"{site}/start", "<p>hello</p>")
    for path in ("/v2/texts", "/v2/api-docs/swagger.json", "/local/messages", "/"):
        kind, status, text = ask(page, path, headers={"Authorization": LOGIN})
        assert (kind, status) == ("basic", 403), path  # so the page can read the answer, which says nothing
        assert "--allow-host evil.example" in text
    text = '[{"phoneNumber":"12135551234","message":"forged"}]'
    headers = {"Authorization": LOGIN, "Content-Type": "application/json"}
    assert ask(page, "/v2/texts", method="POST", headers=headers, body=text)[1] == 403
    assert stand_in.get("/v2/texts")["totalCount"] == 0


def test_a_link_of_another_site_leads_to_the_page(evil: Any, stand_in: StandIn) -> None:
    page = page_at(evil, "http://other.test/", f'<a href="{stand_in.url}/">the inbox</a>')
    page.click("a")
    page.wait_for_selector("#link[data-state=on]")
