"""Tokens: whatever stands round them, they are found, and leave their samples."""

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import IvrError
from ivrsim.core.tokens import Tokens, tokens_for

SIGNS = Tokens("\ufdd0", "\ufdd1", "\ufdd2")
names = st.from_regex(r"[A-Za-z_.]{1,8}", fullmatch=True)
samples = st.text(alphabet="0123456789*#", max_size=6)
plain = st.text(alphabet=st.characters(exclude_characters="".join(SIGNS), codec="utf-8"), max_size=8)


@given(st.lists(st.tuples(plain, names, samples), max_size=4), plain)
def test_the_pieces_of_a_text(parts: list[tuple[str, str, str]], end: str) -> None:
    text = "".join(before + SIGNS.token(name, sample) for before, name, sample in parts) + end
    assert SIGNS.bare(text) == "".join(before + sample for before, _, sample in parts) + end
    assert [name for _, name in SIGNS.pieces(text) if name] == [name for _, name, _ in parts]
    assert SIGNS.is_one(text) is (len(parts) == 1 and not parts[0][0] and not end)


@given(plain, names, samples)
def test_quotes_leave_tokens_as_they_are(before: str, name: str, sample: str) -> None:
    written = SIGNS.quoted(before + SIGNS.token(name, sample))
    assert SIGNS.token(name, sample) in written


def test_signs_that_a_text_holds_are_not_taken() -> None:
    signs = tokens_for(["a \ufdd0 b", repr("\ufdd1")])
    assert signs == Tokens("\ufdd2", "\ufdd3", "\ufdd4")


def test_a_text_that_holds_nearly_all_of_them_is_refused() -> None:
    with pytest.raises(IvrError, match="nearly all of them"):
        tokens_for(["".join(chr(code) for code in range(0xFDD0, 0xFDEE))])
