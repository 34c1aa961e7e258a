"""Digits that are spoken one by one, runs that are read as one number, secrets, and the language of a prompt."""

import pytest
from hypothesis import given, strategies as st

from ivrdsl.wording import codes, language, number_runs, speaks_code

CODES = [
    ("your code is 2 5 1 7, press 1", [("code", "2517", "2 5 1 7")]),
    ("2, 5, 1, 7", [("code", "2517", "2, 5, 1, 7")]),
    ("2. 5. 1. 7", [("code", "2517", "2. 5. 1. 7")]),
    ("2-5-1-7", [("code", "2517", "2-5-1-7")]),
    ("A 7 B 2", [("code", "A7B2", "A 7 B 2")]),
    ("2 5 1 7. I am", [("code", "2517", "2 5 1 7")]),
    ("press 1, 2, 3 or 4", [("keys", "123", "1, 2, 3")]),
    ("press 1 2 3, your code is 4 5 6", [("keys", "123", "1 2 3"), ("code", "456", "4 5 6")]),
    ("call 2 1 3, 5 5 5, 1 2 1 2", [("phone", "2135551212", "2 1 3, 5 5 5, 1 2 1 2")]),
    ("call 800, 5 5 5 1 2 1 2", [("phone", "5551212", "5 5 5 1 2 1 2")]),
    ("C F I V R", []),
    ("1 2", []),
    ("1 2 3rd", []),
    ("2517", []),
]

RUNS = [
    ("code 2517.", [("number", "2517", "2517")]),
    ("code 2024", [("number", "2024", "2024")]),
    ("number 1000", [("round", "1000", "1000")]),
    ("call 18005551234 now", [("phone", "18005551234", "18005551234")]),
    ("call 213-555-1234", [("phone_groups", "2135551234", "213-555-1234")]),
    ("call (213) 555-1234", [("phone_groups", "2135551234", "(213) 555-1234")]),
    ("call 1-800-555-1234", [("phone_groups", "18005551234", "1-800-555-1234")]),
    ("press 300", [("keys", "300", "300")]),
    ("in 2024", []),
    ("on May 3, 2026", []),
    ("on May 3rd 2026", []),
    ("at 10:30", []),
    ("at 1030 am", []),
    ("$2500", []),
    ("2500 dollars", []),
    ("500 points", []),
    ("1,000 and 1200.50 and 12.345", []),
    ("${a123}", []),
    ("A2517 and http://x.com/12345", []),
    ("25", []),
]

TOLD = [
    ("your code is 2 5 1 7", "code"),
    ("your one-time code is ", "code"),
    ("Your verification code is: 2 5 1 7", "code"),
    ("Your code: 2517", "code"),
    ("Here is your verification code.", "code"),
    ("your PIN is ${pin}", "PIN"),
    ("use 2517 as your PIN", "PIN"),
    ("your passcode is 1234", "passcode"),
    ("your password is four two", "password"),
    ("su código de verificación es 1 2 3 4", "código de verificación"),
    ("su contraseña es 1234", "contraseña"),
    ("votre code de vérification est 1 2 3 4", "code de vérification"),
    ("votre mot de passe est 1 2 3", "mot de passe"),
]

NOT_TOLD = [
    "",
    "your zip code is 90210",
    "your area code is 213",
    "the dress code is 2 colors",
    "the barcode is 1 2 3",
    "the promo code is 2 5",
    "the error code is 500",
    "su código postal es 9 0 2 1 0",
    "le code postal est 1 2 3",
    "enter your code",
    "please enter your PIN followed by pound",
    "Please enter the password to continue.",
    "enter your verification code, then press 1",
    "ingrese su código",
    "your password is incorrect",
    "your code is not valid",
    "your code has expired",
    "your code is being sent",
    "This is a call about your PIN",
    "Did you receive your verification code? Press 1",
]

LANGUAGES = [
    ("Please press 1 for sales", "en"),
    ("Hello, your one-time code is 2 5 1 7, press 1 to repeat.", "en"),
    ("Are you still there?", "en"),
    ("Para español oprima el dos", "es"),
    ("Su cita es mañana", "es"),
    ("Gracias por llamar", "es"),
    ("Appuyez sur le 1 pour le service", "fr"),
    ("Merci de votre appel", "fr"),
    ("", None),
    ("press 1", None),
    ("Goodbye", None),
    ("${the} ${your}", None),
    ("Guten Tag, wie geht es Ihnen", None),
    ("For English press 1. Para español oprima el dos.", None),
]


@pytest.mark.parametrize(("text", "expected"), CODES)
def test_codes(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(span.kind, span.digits, text[span.start : span.end]) for span in codes(text)] == expected


@pytest.mark.parametrize(("text", "expected"), RUNS)
def test_number_runs(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(span.kind, span.digits, text[span.start : span.end]) for span in number_runs(text)] == expected


@pytest.mark.parametrize(("text", "words"), TOLD)
def test_a_secret_is_spoken(text: str, words: str) -> None:
    found = speaks_code(text)
    assert found is not None
    assert (found.kind, text[found.start : found.end]) == ("secret", words)


@pytest.mark.parametrize("text", NOT_TOLD)
def test_no_secret_is_spoken(text: str) -> None:
    assert speaks_code(text) is None


@pytest.mark.parametrize(("text", "expected"), LANGUAGES)
def test_language(text: str, expected: str | None) -> None:
    assert language(text) == expected


WORDS = """code pin is : your here 2 5 1 7 2517 555-1234 A I . , - $ in May ${x} ${ İ ß ٣ ² es código
    press oprima le"""
PIECES = st.sampled_from(WORDS.split())


@given(st.lists(PIECES, max_size=30).map(" ".join) | st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert language(text) in ("en", "es", "fr", None)
    for span in (*codes(text), *number_runs(text)):
        assert 0 <= span.start < span.end <= len(text)
        assert span.digits.isalnum()
        assert len(span.digits) >= 3
    if (found := speaks_code(text)) is not None:
        assert 0 <= found.start < found.end <= len(text)


@given(st.text("0123456789", min_size=3, max_size=6))
def test_a_spelled_code_is_found(code: str) -> None:
    text = f"Hello, your code is {' '.join(code)}. Goodbye."
    assert [(span.digits, span.kind) for span in codes(text)] == [(code, "code")]
    assert speaks_code(text) is not None


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "1, ", "A 1 ", "333 ", "213-555-", "code is ", "code de ", "here is your ", " ", "pin\n", "${", "İ1 ",
     "press 333 222 ", "this is the a ", "code" + " " * 50],
)  # fmt: skip
def test_long_texts_end(piece: str) -> None:
    text = "code is " + piece * (200_000 // len(piece))
    assert all(span.end <= len(text) for span in (*codes(text), *number_runs(text)))
    assert speaks_code(text) is None or "code" in text
    assert language(text) in ("en", None)
