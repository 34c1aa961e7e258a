"""The one recogniser of secrets, on the table of texts; and what it makes of odd ones."""

import time

import pytest
from hypothesis import given, strategies as st

from ivrdsl.wording.likely import in_words
from ivrdsl.wording.told import told_codes
from tests.secrets_told import NOT_TOLD, TOLD


def told(text: str) -> list[str]:
    return [text[each.start : each.end] for each in told_codes(text)]


def test_the_table_is_long() -> None:
    assert len(TOLD) + len(NOT_TOLD) >= 80
    assert len({text for text, _ in TOLD} | {*NOT_TOLD}) == len(TOLD) + len(NOT_TOLD)


@pytest.mark.parametrize(("text", "secrets"), TOLD)
def test_what_is_told(text: str, secrets: list[str]) -> None:
    assert told(text) == secrets


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_is_not_told(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("Your code is ${x}.", ["${x}"]),
        ("Su código es ${x}.", ["${x}"]),
        ("Votre code est ${x}.", ["${x}"]),
        ("Hello, ${code}.", ["${code}"]),
        ("Hello, ${contact.pin}.", ["${contact.pin}"]),
        ("Hello, ${one_time_code}, ${otp}, ${user.passcode}.", ["${one_time_code}", "${otp}", "${user.passcode}"]),
        ("Your code is ${a} ${b}.", ["${a}", "${b}"]),
        ("Your code is ${a}, ${name}.", ["${a}"]),
        ("Your code is ${a}. Hello, ${b}.", ["${a}"]),
        ("Hello, ${name}, ${zipcode}, ${spinner}.", []),
        ("Your zip code is ${x}.", []),
        ("Enter your PIN, ${name}.", []),
    ],
)
def test_variables(text: str, secrets: list[str]) -> None:
    assert told(text) == secrets
    assert in_words(text) == []  # the name of a variable gives nothing away


WORDS = """code is your PIN 2 5 1 7 2517 48 29 A1B2C3 G-482913 four eight double ${x} ${code} , . - : order street dial
    9 1 is: es código son y and press ٣ ² İ ß A I"""
PIECES = st.sampled_from([*WORDS.split(), "\u00a0", "\n"])


@given(st.lists(PIECES, max_size=30).map(" ".join) | st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    end = 0
    for each in told_codes(text):
        assert end <= each.start < each.end <= len(text)
        assert each.digits.isalnum() or text[each.start : each.start + 2] == "${"
        end = each.end


@given(st.from_regex(r"[0-9]{4,6}", fullmatch=True), st.sampled_from(["", " ", ", ", "-", ". ", "\n"]))
def test_a_code_is_found_however_it_is_spaced(code: str, between: str) -> None:
    spoken = between.join(code)
    assert told(f"Hello. Your code is {spoken}. Goodbye.") == [spoken]
    assert told(f"Your order {spoken} ships today.") == []


@pytest.mark.parametrize(
    "piece",
    ["your code is 2517 ", "2 5 1 7 ", "code is ", "four ", "double ", "${a", "code for ", "A 1 ", "dial 9 1 1 ", "- "],
)
def test_long_texts_end(piece: str) -> None:
    begun = time.process_time()
    told_codes(piece * (100_000 // len(piece)))
    assert time.process_time() - begun < 20
