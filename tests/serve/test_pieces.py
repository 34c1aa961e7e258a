"""Small pieces: partial answers, codes in texts, phone numbers, attributes, billing, the feed."""

import asyncio
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrdsl.rest.attributes import fill
from ivrdsl.rest.numbers import read_number
from ivrdsl.serve.base.feed import MAX_BEHIND, Feed, FeedEndsError, FeedEvent
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.base.silence import silence
from ivrdsl.serve.exchange.results import billed
from ivrdsl.serve.http.errors import ApiError, BadRequestError
from ivrdsl.serve.http.fields import part, wanted_fields
from ivrdsl.wording.one_time_code import code_in, code_of

NAMES = st.sampled_from(["id", "state", "items", "records", "a.b", "ü"])
TREES = st.recursive(st.none(), lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3), max_leaves=8)


def written(tree: dict[str, Any]) -> str:
    return ",".join(name if inside is None else f"{name}({written(inside)})" for name, inside in tree.items())


@given(st.dictionaries(NAMES, TREES, min_size=1, max_size=4))
def test_fields_are_read_as_they_are_written(tree: dict[str, Any]) -> None:
    assert wanted_fields(written(tree)) == tree


@given(st.text(alphabet="ab(), ", max_size=30))
def test_fields_are_read_or_refused(text: str) -> None:
    try:
        wanted = wanted_fields(text)
    except BadRequestError:
        return
    assert wanted is None or isinstance(part({"a": [{"b": 1}], "b": 2}, wanted), dict)


def test_a_part_has_what_is_wanted_and_no_more() -> None:
    page = {"items": [{"id": 1, "records": [{"result": "LA", "id": 2}]}], "limit": 1}
    assert part(page, wanted_fields("items(records(result)), nothing(a)")) == {
        "items": [{"records": [{"result": "LA"}]}]
    }
    assert part(page, wanted_fields("  ")) == page


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Your code is 251743. It expires in 10 minutes.", "251743"),
        ("G-482913 is your Google verification code.", "482913"),
        ("Hello, your one-time code is 2 5 1 7, press 1 to repeat.", "2517"),
        ("Acme: use 4821 to log in. Call 1-800-555-1234 for help", "4821"),
        ("Your Acme verification code is: 123-456", "123456"),
        ("Your code is 123 456.", "123456"),
        ("Your PIN is 1234567890", "1234567890"),
        ("Your access code is A7B2C9", "A7B2C9"),
        ("Tu código es 9 9 8 1", "9981"),
        ("<#> 123456 is your code. abc123XYZ", "123456"),
        ("In 2026 your code: 00123", "00123"),
        ("Call 213-555-1234 for your code", None),
        ("Your table is booked at 100 Example Street", None),
        ("Your code is 100", "100"),
        ("no digits", None),
        ("", None),
    ],
)
def test_the_code_in_a_text(text: str, code: str | None) -> None:
    assert code_in(text) == code


def test_the_last_prompt_with_a_code_counts() -> None:
    assert code_of(["your code is 1 1 1", "goodbye", "your code is 2 2 2", "press 1"]) == "222"


@given(st.from_regex(r"1[2-9][02-9][0-9][2-9][0-9]{6}", fullmatch=True))
def test_numbers_of_eleven_digits_are_good(number: str) -> None:
    assert read_number(number) == (number, "")
    assert read_number("+" + number).digits == number


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_has_a_problem(text: str) -> None:
    found = read_number(text, short_codes=True)
    assert found.problem or (found.digits.isascii() and found.digits.isdigit() and len(found.digits) >= 5)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2135551234", "put the country code in front: 12135551234"),
        ("(213) 555-1234", "write 12135551234"),
        ("1-213-555-1234", "write 12135551234"),
        ("442071838750", "with a plus: +442071838750"),
        ("67076", "67076 has 5 digits"),
        ("19115551234", "no area code is 911"),
    ],
)
def test_a_problem_says_what_to_write(text: str, problem: str) -> None:
    assert problem in read_number(text).problem


@given(st.dictionaries(st.sampled_from("abc"), st.text(max_size=10)), st.text(alphabet="ab${} ", max_size=30))
def test_filling_is_done_once(attributes: dict[str, str], text: str) -> None:
    filled = fill(text, attributes)
    if "${" not in text:
        assert filled == (text, ())
    assert all(name not in attributes for name in filled.missing)


@pytest.mark.parametrize(
    ("seconds", "step", "minimum", "bill"),
    [(0, 60, 0, 0.0), (0.1, 60, 0, 1.0), (60, 60, 0, 1.0), (60.001, 60, 0, 2.0), (70, 10, 60, 1.1667), (6, 6, 60, 1.0),
     (61, 6, 60, 1.1), (6, 6, 0, 0.1)],
)  # fmt: skip
def test_billing(seconds: float, step: int, minimum: int, bill: float) -> None:
    assert billed(seconds, ServerSettings(billing_step_s=step, billing_minimum_s=minimum)) == bill


def test_silence_is_as_long_as_it_should_be() -> None:
    assert len(silence(0)) == 72
    assert len(silence(7200)) == 72 * 100


def test_a_slow_reader_loses_the_oldest_events_and_no_memory() -> None:
    async def read() -> list[int]:
        feed = Feed()
        with feed.reading() as reader:
            for at in range(MAX_BEHIND + 5):
                feed.tell(FeedEvent("text", at))
            first = await reader.next()
            feed.end()
            rest = [first.id]
            while True:
                try:
                    rest.append((await reader.next()).id)
                except FeedEndsError:
                    return rest

    assert asyncio.run(read()) == list(range(5, MAX_BEHIND + 5))


def test_errors_say_what_to_do() -> None:
    assert ApiError(404, "x").todo == ""
