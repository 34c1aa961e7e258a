"""Tells whether a prompt offers silence as a choice: "or stay on the line"."""

from typing import Final

_STAY: Final = ("on the line", "hold for", "hold the line", "wait for", "en la línea", "en la linea", "en ligne")


def offers_silence(text: str) -> bool:
    """Return whether a prompt says what a callee gets who presses nothing."""
    low = text.lower()
    return any(words in low for words in _STAY)
