"""Words that refuse, and prompts that say that something was done."""

import pytest

from ivrdsl.wording.replies import is_refusal, says_done


@pytest.mark.parametrize(
    "reply", ["blocked", "Denied", " no ", "ERROR", "not found", "not_allowed", "unpaid", "invalid", "false"]
)
def test_refusals(reply: str) -> None:
    assert is_refusal(reply)


@pytest.mark.parametrize(
    "reply", ["", "ok", "yes", "notes", "unique", "nothing", "open", "known", "1", "noble", "info"]
)
def test_no_refusals(reply: str) -> None:
    assert not is_refusal(reply)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Your payment is accepted.",
            "Your payment has been received.",
            "Your voicemail has been sent",
            "It was paid.",
        ),
        *("You are now registered.", "Your order was placed successfully."),
    ],
)
def test_what_says_that_something_was_done(text: str) -> None:
    assert says_done(text)


@pytest.mark.parametrize(
    "text",
    ["Thank you. Goodbye.", "Please wait.", "You have been great.", "We accept payments.", "Is your bill due?", ""],
)
def test_what_does_not(text: str) -> None:
    assert not says_done(text)
