"""The page as the server writes it; tests/browser looks at it as a browser does."""

import re
from typing import Any

import pytest

from ivrdsl.serve.pages.html import clock_time, duration, instant, phone_number
from tests.serve.conftest import CODE_CALL, Client

NUMBER = "12135551100"


def page(client: Client, path: str, status: int = 200, **query: Any) -> str:
    answer = client.http.get(path, params=query)
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


def test_the_inbox_shows_so_many_and_finds_all_words(client: Client) -> None:
    client.text(*({"phoneNumber": NUMBER, "message": f"Text {at} of 130"} for at in range(130)))
    assert page(client, "/").count('class="row text"') == 100
    assert "?limit=300" in page(client, "/")
    assert page(client, "/", limit=130).count('class="row text"') == 130
    assert page(client, "/", limit=0).count('class="row text"') == 100
    assert page(client, "/", q="129 text").count('class="row text"') == 1
    assert page(client, "/", q="no such words").count('class="row text"') == 0


@pytest.mark.parametrize("path", ["/texts/1", "/calls/1", "/calls/9223372036854775808", "/texts/" + "9" * 400])
def test_what_is_not_here_is_told_on_a_page(client: Client, path: str) -> None:
    assert "This is not here" in page(client, path, status=404)


@pytest.mark.parametrize(
    "query", ["on=1", "on=x", "on=-1", "limit=x", "limit=1e9", "on=" + "9" * 30, "q=%ff%00", "q=" + "%20" * 99]
)
def test_a_query_that_was_edited_by_hand_does_no_harm(client: Client, query: str) -> None:
    assert 'data-state="idle"' in page(client, f"/?{query}")


def test_pages_of_other_sites_read_nothing(client: Client) -> None:
    for path in ("/", "/texts/1", "/calls/1"):
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
