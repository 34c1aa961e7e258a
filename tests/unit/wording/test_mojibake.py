"""Texts that were read in the wrong encoding, and texts that only look odd."""

import pytest
from hypothesis import given, strategies as st

from ivrdsl.wording.mojibake import garbled

FIVE = dict.fromkeys((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""The bytes that windows-1252 has no character for; readers keep them."""


def windows(data: bytes) -> str:
    return "".join(chr(byte) if byte in FIVE else bytes([byte]).decode("cp1252") for byte in data)


def latin(data: bytes) -> str:
    return data.decode("latin-1")


WRITTEN = [
    "The café is open.",
    "À bientôt, École d’été – très “bien”…",
    "Es kostet 5 €; Größe: Übergröße, 20 °C",
    "¿Qué? ¡Señor! Mañana, niño",
    "Zadzwoń do nas",
    "Привет, как дела?",
    "日本語です",
    "Γεια σου",
]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("read", [windows, latin])
@pytest.mark.parametrize("text", WRITTEN)
def test_what_was_meant_is_found(text: str, read: object, times: int) -> None:
    wrong = text
    for _ in range(times):
        wrong = read(wrong.encode())  # type: ignore[operator]
    found = garbled(wrong)
    assert found is not None
    assert found.meant == text
    assert wrong[found.start :].startswith(found.sign)
    assert garbled(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("CAFÉ»", "«CAFÉ»", "“NÃO”", "NÃO", "AMANHû", "AMANHÃ…", "MANHÃ\u00a0É", "ROMÂNIA", "HYVÄ…", "HYVÄ”", "„Ä“"),
        *("«Â»", "il est allé…”", "à » bientôt", "5 €", "naïve", "ÅÄÖ–åäö", "ÐÞÆ", "日本語", "привет…", "É… É… É…"),
        *("½ Â", "Â", "\u00a0", "ß’", "Ñ…", "PARÍS…"),
    ],
)
def test_a_text_that_is_right_is_left(text: str) -> None:
    assert garbled(text) is None


def test_a_lost_character_is_told() -> None:
    for text in ("The caf\ufffd is open.", "The caf\u00ef\u00bf\u00bd is open."):
        found = garbled(text)
        assert found is not None
        assert (found.start, found.meant) == (7, "The caf\ufffd is open.")


def test_a_mark_at_the_beginning_is_no_part_of_the_text() -> None:
    found = garbled("\u00ef\u00bb\u00bfHello")
    assert found is not None
    assert found.meant == "Hello"


SMALL = st.sampled_from("aeiouzéèàùâêîôûçñäöüßøåæœ ’“”–«»…!?.,\u00a0°€")


@given(st.text(SMALL))
def test_small_letters_and_signs_are_never_taken_for_bytes(text: str) -> None:
    assert garbled(text) is None


@given(st.text())
def test_mending_ends(text: str) -> None:
    found = garbled(text)
    if found is not None and "\ufffd" not in found.meant:
        again = garbled(found.meant)
        assert again is None or again.meant != found.meant
