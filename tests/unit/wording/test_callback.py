"""Which messages ask to be called back, and which say where."""

import pytest

from ivrdsl.wording.callback import asks_to_call, says_where


@pytest.mark.parametrize(
    "text",
    [
        "Please call us back.",
        "Hello, this is Example Bank. Please return our call. Thank you.",
        "Give us a call, or we give you one.",
        "If you have to cancel, please call to tell us.",
        "Please contact our office.",
        "When you get this, call me.",
        "Llámenos, por favor.",
        "Llamenos por favor.",
        "Comuníquese con nosotros.",
        "Veuillez nous rappeler.",
        "Rappelez-nous.",
    ],
)
def test_who_asks(text: str) -> None:
    assert any(asks_to_call(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Your package arrives today.",
        "This is a call from Example Bank.",
        "We will call you back tomorrow.",
        "We'll call back tomorrow.",
        "You need not call us.",
        "There is no need to call us back.",
        "Please do not call back.",
        "Ne nous rappelez pas.",
        "Thank you for calling us.",
    ],
)
def test_who_does_not(text: str) -> None:
    assert not any(asks_to_call(text))


@pytest.mark.parametrize(
    "text",
    [
        "at 2 1 3, 5 5 5, 1 2 1 2",
        "at 800, 5 5 5 1 2 1 2",
        "at 213-555-1212",
        "at 2135551212",
        "at five five five, one two one two",
        "Please call 9 1 1.",
        "Dial 311.",
        "the number on your card",
        "or visit example dot com",
    ],
)
def test_what_says_where(text: str) -> None:
    assert says_where(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Please call us back.",
        "on 5/17/2024 at 9:30",
        "on 05/17/2024",
        "your order 2 0 4 1 7",
        "We have called one or two times, on three days.",
        "your balance is 120 dollars",
    ],
)
def test_what_does_not(text: str) -> None:
    assert not says_where(text)
