"""The page as the server writes it; tests/browser looks at it as a browser does."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from ivrdsl.serve.pages.html import clock_time, duration, instant, phone_number
from tests.serve.conftest import CODE_CALL, Client, Listener

NUMBER = "12135551100"


def page(client: Client, path: str, status: int = 200, **query: Any) -> str:
    answer = client.http.get(path, params=query or None)  # {} would take the query out of the path
    assert answer.status_code == status, answer.text
    return answer.text


def test_nothing_is_loaded_from_elsewhere_and_nothing_inline_is_run(client: Client) -> None:
    answer = client.http.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.findall(r'(?:src|href)="(?!/|#)([^"]*)"', answer.text) == []
    assert " style=" not in answer.text
    assert re.search(r" on\w+=", answer.text) is None
    for file in re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text):
        found = client.http.get(file)
        assert found.status_code == 200, file
        assert "http" not in re.sub(r"http://www\.w3\.org/\d+/svg", "", found.text), file


def test_texts_and_calls_are_escaped(client: Client) -> None:
    message = "<script>alert(1)</script> & \"'"
    (text,) = client.text({"phoneNumber": NUMBER, "message": message})
    for path in ("/", f"/texts/{text['id']}", "/?q=<script>alert(1)</script>"):
        found = page(client, path)
        assert "<script>alert" not in found
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in found


def test_a_text_too_long_to_count_is_cut(client: Client) -> None:
    (text,) = client.text({"phoneNumber": NUMBER, "message": "a" * 50_000})
    found = page(client, f"/texts/{text['id']}")
    assert "more than is counted or shown here" in found
    assert len(found) < 30_000


def test_a_plan_of_many_lines_is_shown_as_it_came(client: Client) -> None:
    xml = "<dialplan>\n<!-- so -->\n<hangup/>\n</dialplan>"
    (call,) = client.post("/calls", [{"phoneNumber": "12135550100", "dialplanXml": xml}]).json()["items"]
    found = page(client, f"/calls/{call['id']}")
    assert found.count('class="numbered"') == 4
    assert "It came on one line" not in found


def rows(html: str) -> list[int]:
    """The ids of the rows of the inbox, as they stand."""
    (inbox,) = re.findall(r'<div id="rows">(.*?)\n</div>', html, re.S)
    return [int(found) for found in re.findall(r'data-key="row-(\d+)"', inbox)]


def test_the_inbox_goes_by_pages_over_texts_and_calls(client: Client) -> None:
    sent = [
        each["id"] for each in client.text(*({"phoneNumber": f"1213555{at:04}", "message": "Hi"} for at in range(130)))
    ]
    sent += [each["id"] for each in client.call({"phoneNumber": "12135550100", "dialplanXml": CODE_CALL})]
    first = page(client, "/")
    assert rows(first) == sent[:-101:-1]
    (older,) = re.findall(r'href="/(\?before=\d+)">Show older ones', first)
    assert "Show the newest" not in first
    second = page(client, f"/{older}")
    assert rows(second) == sent[-101::-1]
    assert "Show older ones" not in second
    assert '<a href="/?">Show the newest</a>' in second
    chosen = page(client, f"/texts/{sent[0]}{older}")  # the inbox stays as it is beside what is chosen
    assert rows(chosen) == rows(second)
    assert f'href="/texts/{sent[1]}{older}"' in chosen
    assert "There is nothing older." in page(client, "/", before=1)


def test_a_search_finds_all_words_anywhere(client: Client) -> None:
    client.text(*({"phoneNumber": f"1213555{at:04}", "message": f"Text {at} of 130"} for at in range(130)))
    attributes = {"external_user_id": "Us\u00e9r-77"}
    (text,) = client.text({"phoneNumber": "14155551234", "message": "Stra\u00dfe 12-34-56", "attributes": attributes})
    (call,) = client.call({"phoneNumber": "12135550101", "dialplanXml": CODE_CALL})
    client.finished_call(call)
    for query, found in {
        "129 text": 1, "no such words": 0, "STRASSE": 1, "us\u00c9r-77": 1, "external_user": 1, "415555": 1,
        "5550129": 1,
        "123456": 1, "2517": 1, "one-time CODE": 1, "press 0101": 1, '"': 0, "text*": 0, "te xt 129": 1, "a b c d": 0,
    }.items():  # fmt: skip
        assert len(rows(page(client, "/", q=query))) == found, query
    assert rows(page(client, "/", q="stra\u00dfe")) == [text["id"]]
    assert rows(page(client, "/", q="call")) == [call["id"]]
    many = page(client, "/", q="of 130")
    assert len(rows(many)) == 100
    (older,) = re.findall(r'href="/(\?q=of\+130&amp;before=\d+)">Show older ones', many)
    assert len(rows(page(client, f"/{older.replace('&amp;', '&')}"))) == 30
    assert "Nothing older has \u201cof 130\u201d." in page(client, "/", q="of 130", before=1)


@pytest.mark.local_platform(clock="manual")
def test_what_a_call_says_later_is_found_too(client: Client) -> None:
    (call,) = client.call({"phoneNumber": "12135550100", "dialplanXml": CODE_CALL})
    assert rows(page(client, "/", q="one-time")) == []
    client.platform.advance(60_000)
    assert rows(page(client, "/", q="one-time")) == [call["id"]]
    client.http.post("/local/reset", json={})
    assert rows(page(client, "/", q="one-time")) == []


def test_what_is_forgotten_is_not_found(client: Client) -> None:
    client.text({"phoneNumber": NUMBER, "message": "first words"})
    assert len(rows(page(client, "/", q="first words"))) == 1
    client.http.post("/local/reset", json={})
    client.text({"phoneNumber": NUMBER, "message": "second words"})
    assert rows(page(client, "/", q="first words")) == []
    assert len(rows(page(client, "/", q="second words"))) == 1


def test_a_text_that_no_phone_got_says_why_and_offers_no_code(client: Client) -> None:
    numbers = ("123", "12135550107", "12135550109", NUMBER)
    sent = client.text(*({"phoneNumber": number, "message": "Your code is 4711"} for number in numbers))
    sent = [client.finished_text(each) if each["state"] == "READY" else each for each in sent]
    for text, tone in zip(sent, ("bad", "bad", "calm", "good"), strict=True):
        found = page(client, f"/texts/{text['id']}")
        delivered = tone == "good"
        assert ('class="big-code"' in found) == delivered
        assert (f'<p class="why-not {tone}">' in found) != delivered
        assert f'<span class="badge {tone}">' in found
    listed = page(client, "/")
    assert listed.count('class="code"') == 1
    assert "INVALID: " in listed
    assert "CARRIER_ERROR: " in listed


BROKEN = '<dialplan name="Root"><play type="tts">Hello.</play><goto>nowhere</goto></dialplan>'
ENDLESS = '<dialplan name="Root"><setvar varname="a" name="s">1</setvar><goto>s</goto></dialplan>'


@pytest.mark.parametrize(("plan", "outcome"), [(BROKEN, "error:dangling-goto"), (ENDLESS, "loop")])
def test_a_call_that_broke_is_red_and_says_why(client: Client, plan: str, outcome: str) -> None:
    (call,) = client.call({"phoneNumber": "12135550100", "dialplanXml": plan})
    assert client.finished_call(call)["finalCallResult"] == "LA"  # so the platform calls it
    for found in (page(client, "/"), page(client, f"/calls/{call['id']}")):
        assert '<span class="badge bad">failed</span>' in found
        assert "badge good" not in found
        assert re.search(rf'class="(reason|why-not) bad">{outcome}: \w', found)


@pytest.mark.parametrize(
    ("number", "tone", "word", "reason"),
    [
        ("12135550107", "bad", "carrier error", "CARRIER_ERROR: the carrier refuses it"),
        ("12135550113", "bad", "internal error", "INTERNAL_ERROR: the platform has a fault"),
        ("123", "bad", "invalid", "INVALID: "),
        ("12135550109", "calm", "do not call", ""),
        ("12135550103", "calm", "busy", ""),
    ],
)
def test_a_call_that_reached_nobody_says_why(client: Client, number: str, tone: str, word: str, reason: str) -> None:
    (call,) = client.call({"phoneNumber": number, "dialplanXml": CODE_CALL})
    client.finished_call(call)
    found = page(client, f"/calls/{call['id']}")
    assert f'<span class="badge {tone}">{word}</span>' in found
    told = re.findall(rf'class="why-not {tone}">([^<]*)<', found)
    assert len(told) == bool(reason)
    assert "".join(told).startswith(reason)


def test_a_good_call_is_green(client: Client) -> None:
    (call,) = client.call({"phoneNumber": "12135550101", "dialplanXml": CODE_CALL})
    client.finished_call(call)
    found = page(client, f"/calls/{call['id']}")
    assert '<span class="badge good">answered</span>' in found
    assert "why-not" not in found


def test_attributes_are_shown(client: Client) -> None:
    attributes = {"external_user_id": "45450007002"}
    (text,) = client.text({"phoneNumber": NUMBER, "message": "Hi", "attributes": attributes})
    (call,) = client.call({"phoneNumber": "12135550100", "dialplanXml": CODE_CALL, "attributes": attributes})
    for path in (f"/texts/{text['id']}", f"/calls/{call['id']}"):
        assert "<dt><code>external_user_id</code></dt><dd>45450007002</dd>" in page(client, path)


HOSTILE = "<script>alert(1)</script>\"'"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;"


def test_every_panel_is_escaped(client: Client, listening: Callable[..., Listener]) -> None:
    listener = listening(404, text=HOSTILE)
    plan = CODE_CALL
    client.post(
        "/webhooks", {"resource": "OutboundText", "callback": listener.url, "name": HOSTILE, "fields": "id,message"}
    )
    client.post("/webhooks", {"resource": "OutboundCall", "callback": "http://x.example/<script>'"})
    made = client.post(
        "/calls/broadcasts", {"name": HOSTILE, "dialplanXml": plan, "recipients": [{"phoneNumber": NUMBER}]}
    )
    attributes = {HOSTILE: HOSTILE}
    (text,) = client.text({"phoneNumber": NUMBER, "message": HOSTILE, "attributes": attributes})
    (call,) = client.call({"phoneNumber": "12135550100", "dialplanXml": plan, "attributes": attributes})
    for _ in range(2):
        listener.next()  # the second try comes when what came of the first one is stored
    client.finished_call(call)
    assert client.http.post("/local/callee", json={"script": f"answer live; hear {HOSTILE[:-2]!r}"}).status_code == 200
    for path, times in {
        "/webhooks": 3, "/broadcasts": 3, f"/broadcasts/{made.json()['id']}": 3, f"/texts/{text['id']}": 3,
        f"/calls/{call['id']}": 2, "/callees": 1, f"/inbound?q={HOSTILE}": 1, f"/start?q={HOSTILE}": 1,
    }.items():  # fmt: skip
        found = page(client, path)
        assert "<script>" not in found, path
        assert found.count(ESCAPED[:43]) >= times, path
        assert re.search(r" on\w+=", found) is None, path


def test_the_deliveries_say_what_came_of_each_try(client: Client, listening: Callable[..., Listener]) -> None:
    listener = listening(500, 200)
    client.post("/webhooks", {"resource": "OutboundText", "callback": listener.url})
    client.post("/webhooks", {"resource": "OutboundText", "callback": "http://user:unseen-by-all@elsewhere.example/"})
    (text,) = client.text({"phoneNumber": NUMBER, "message": "Hi"})
    listener.next()
    listener.next()
    delivered = client.local("/deliveries/wait", callback=listener.url, timeout=20)["delivery"]
    found = page(client, "/webhooks")
    (card,) = re.findall(rf'data-key="delivery-{delivered["id"]}">(.*?)card-foot', found, re.S)
    assert re.findall(r'<strong class="(\w+)">(\d+)</strong>', card) == [("bad", "500"), ("good", "200")]
    assert f'href="/texts/{text["id"]}"' in card
    assert f'data-do="resend" data-id="{delivered["id"]}"' in found
    assert found.count('data-do="resend"') == 1  # nothing can be sent again to where nothing may go
    assert found.count("elsewhere.example is not this machine") == 2
    assert "unseen-by-all" not in found


def test_deliveries_go_by_pages(client: Client) -> None:
    client.post("/webhooks", {"resource": "OutboundText", "callback": "http://elsewhere.example/"})
    client.text(*({"phoneNumber": f"1213555{at:04}", "message": "Hi"} for at in range(130)))
    client.local("/deliveries/wait", timeout=20)
    client.finished_text(client.text({"phoneNumber": NUMBER, "message": "the last"})[0])
    first = page(client, "/webhooks")
    ids = re.findall(r'data-key="delivery-(\d+)"', first)
    assert len(ids) == 100
    (older,) = re.findall(r'href="(/webhooks\?older=\d+)"', first)
    rest = re.findall(r'data-key="delivery-(\d+)"', page(client, older))
    assert len({*ids, *rest}) == 131
    assert "There is nothing older." in page(client, "/webhooks", older=1)


@pytest.mark.local_platform(clock="manual", max_live_calls=2)
def test_a_broadcast_is_followed_stopped_and_started_again(client: Client) -> None:
    recipients = [{"phoneNumber": f"121355501{last:02}"} for last in range(5)]
    body = {"name": "codes", "dialplanXml": CODE_CALL, "recipients": recipients}
    made = client.post("/calls/broadcasts", body).json()["id"]

    def button() -> list[tuple[str, str]]:
        return re.findall(r'data-verb="(\w+)" data-id="\d+">([^<]+)<', page(client, f"/broadcasts/{made}"))

    def switch(verb: str) -> int:
        return client.http.post(f"/local/broadcasts/{made}/{verb}", json={}).status_code

    assert "0 of 5 calls over" in page(client, "/broadcasts")
    assert button() == [("start", "Start")]
    assert switch("stop") == 409
    assert switch("start") == 200
    assert switch("start") == 409
    client.platform.advance(0)
    assert button() == [("stop", "Stop")]
    assert switch("stop") == 200
    assert client.get(f"/calls/broadcasts/{made}")["status"] == "STOPPED"
    client.platform.advance(120_000)
    assert "2 of 5 calls over" in page(client, "/broadcasts")  # those in progress have ended, no others were made
    assert button() == [("start", "Start again")]
    assert switch("start") == 200
    client.platform.advance(120_000)
    found = page(client, f"/broadcasts/{made}")
    assert "5 of 5 calls over" in found
    assert button() == []
    results = re.findall(r'badge (\w+)">([\w ]+) <span class="digits">(\d+)<', found)
    assert sorted(results) == [
        ("calm", "busy", "1"),
        ("calm", "machine", "1"),
        ("calm", "no answer", "1"),
        ("good", "answered", "2"),
    ]
    call = client.get(f"/calls/broadcasts/{made}/calls")["items"][0]
    assert f'href="/broadcasts/{made}">codes</a>' in page(client, f"/calls/{call['id']}")
    assert client.http.post("/local/broadcasts/7/start", json={}).status_code == 404
    assert client.http.post("/local/broadcasts/x/start", json={}).status_code == 400


def test_what_comes_in_is_told_from_what_goes_out(client: Client) -> None:
    config = {"configType": "IVR", "ivrInboundConfig": {"dialplanXml": CODE_CALL}}
    assert "No number has a dialplan yet." in page(client, "/inbound")
    client.put("/numbers/leases/configs/12135559000", config)
    assert '<option value="12135559000">+1 213 555 9000</option>' in page(client, "/inbound")
    sent = client.http.post("/local/inbound/texts", json={"from": NUMBER, "to": "67076", "text": "STOP"}).json()
    script = {"from": NUMBER, "to": "12135559000", "script": "press 1; wait"}
    call = client.http.post("/local/inbound/calls", json=script).json()
    assert '<h1>Text from <span class="number">+1 213 555 1100</span></h1>' in page(client, f"/texts/{sent['id']}")
    assert '<h1>Call from <span class="number">+1 213 555 1100</span></h1>' in page(client, f"/calls/{call['id']}")


def test_the_password_is_shown_where_everybody_knows_it(client: Client) -> None:
    found = page(client, "/start")
    assert "curl -u login:password " in found
    assert f"{client.platform.url}/texts" in found


@pytest.mark.local_platform(login="a b", password="only mine")
def test_another_password_is_not(client: Client) -> None:
    for path in ("/", "/start", "/webhooks", "/inbound"):
        found = page(client, path)
        assert "only mine" not in found
        assert "curl -u &#39;a b&#39; " in found or path in ("/webhooks", "/inbound")


@pytest.mark.parametrize(
    "path", ["/texts/1", "/calls/1", "/broadcasts/1", "/calls/9223372036854775808", "/texts/" + "9" * 400]
)
def test_what_is_not_here_is_told_on_a_page(client: Client, path: str) -> None:
    assert "This is not here" in page(client, path, status=404)


@pytest.mark.parametrize(
    "query",
    [
        *("on=1", "on=x", "on=-1", "on=" + "9" * 30),
        *("q=%ff%00", "q=" + "%20" * 99, "q=%22%00x", "q=" + "word%20" * 500),
        *("before=x", "before=0", "before=" + "9" * 30, "older=x", "limit=1"),
    ],
)
def test_a_query_that_was_edited_by_hand_does_no_harm(client: Client, query: str) -> None:
    assert 'data-state="idle"' in page(client, f"/?{query}")


def test_pages_of_other_sites_read_nothing(client: Client) -> None:
    for path in ("/", "/start", "/texts/1", "/calls/1", "/webhooks", "/broadcasts", "/callees", "/inbound"):
        assert client.http.get(path, headers={"Host": "evil.example"}).status_code == 403
        assert client.http.get(path, headers={"Origin": "http://evil.example"}).status_code == 403


def test_the_phone_shows_the_call_that_it_is_asked_for(client: Client) -> None:
    ids = []
    for number in (NUMBER, "12135551101"):
        (call,) = client.post("/calls", [{"phoneNumber": number, "dialplanXml": CODE_CALL}]).json()["items"]
        client.local("/calls/wait", to=number)
        ids.append(call["id"])
    assert f'data-call="{ids[0]}"' in page(client, "/")
    assert f'data-call="{ids[1]}"' in page(client, "/", on=ids[1])
    client.http.post(f"/local/calls/{ids[0]}/answer", json={"by": "machine"})
    client.http.post(f"/local/calls/{ids[0]}/script", json={"script": "wait"})
    assert 'data-state="ended"' in page(client, "/", on=ids[0])
    assert f'data-call="{ids[1]}"' in page(client, "/")


def test_words_of_the_page() -> None:
    assert [duration(each) for each in (-5, 0, 59_999, 60_000, 3_600_000)] == ["0:00", "0:00", "0:59", "1:00", "60:00"]
    assert [phone_number(each) for each in (NUMBER, "67076", "442079460123", "")] == [
        "+1 213 555 1100",
        "67076",
        "442079460123",
        "",
    ]
    assert instant(0) == "1970-01-01T00:00:00.000+00:00"
    assert instant(2**62).startswith("9987-")  # a manual clock can be sent anywhere
    day_ms = 86_400_000
    assert re.fullmatch(r"\d\d:\d\d:\d\d", clock_time(day_ms, day_ms))
    assert re.fullmatch(r"1970-01-0\d \d\d:\d\d", clock_time(day_ms, 9 * day_ms))


@pytest.mark.local_platform(any_login=True, password="only mine")
def test_where_any_login_will_do_none_is_asked_for(client: Client) -> None:
    found = page(client, "/start")
    assert "<dd>any, with any password</dd>" in found
    assert "<dt>Password</dt>" not in found
    assert "only mine" not in found
