"""What a mask finds, in whatever spelling, and what it leaves alone."""

import json
import re
import time
from html import escape
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, strategies as st

from ivrdsl.wording.likely import in_quotes, in_words
from ivrdsl.wording.mask import Mask, codes_told

CODE = Mask(["2 5 1 7"])
WORDS = Mask(["sword fish", "Größe & <Maß>", "x7"])


@pytest.mark.parametrize(
    "text",
    [
        "2517",
        "2 5 1 7",
        "2-5-1-7",
        "2, 5, 1, 7",
        "2. 5. 1. 7.",
        "25 17",
        "x2517x",
        "2\n5\n1\n7",
        "2\u00a05\u2009\u200b1\u20607",
        "٢٥١٧",
        "２ ５ １ ７",
        "['2', '5', '1', '7']",
        '"2 5 "\n    "1 7"',
        "('2 5' + '1 7')",
        "E   2 5\nE   1 7",
        "\x1b[1m2\x1b[0m \x1b[94m5\x1b[39;49;00m17",
        repr("2\n5\u00a01\t7"),
        json.dumps("2\u00a05\n1\u200b7"),
        json.dumps(json.dumps("2\n5 1 7")),
        "https://x.example/?pin=2517&x=1",
        "https://x.example/2%205%201%207",
        "https://x.example/2+5+1+7",
        "2&nbsp;5&#160;1&#10;7",
        "b'2517'",
    ],
)
def test_a_code_in_every_spelling(text: str) -> None:
    for mask in (CODE, Mask(codes=["2 5 1 7"])) if "x2" not in text else (CODE,):
        for shown in (mask.masked(text), mask.quoting(text), mask.repeated(text)):
            assert "[secret]" in shown
            assert not re.search("[257٢٥٧２５７]", re.sub("%20|&#160;|https.*?/|x1b.*?m", "", shown)), shown


@pytest.mark.parametrize(
    "text",
    [
        word
        for secret in ("sword fish", "Größe & <Maß>")
        for word in (
            secret,
            secret.upper().replace("SS", "ß"),
            secret.replace(" ", "\n "),
            repr(secret),
            ascii(secret),
            repr(ascii(secret)),
            json.dumps(secret),
            escape(secret),
            secret.encode("ascii", "xmlcharrefreplace").decode(),
            escape(secret).encode("ascii", "xmlcharrefreplace").decode(),
            quote(secret),
            quote_plus(secret),
        )
    ],
)
def test_words_in_every_spelling(text: str) -> None:
    shown = WORDS.repeated(text)
    assert "[secret]" in shown
    assert not re.search("(?i)sword|fish|gr|ma", shown), shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("code is 2 5...", "code is [secret]..."),
        ("...5 1 7 bye", "...[secret] bye"),
        ("the ...rd fish, 2 5...1 7", "the ...[secret], [secret]"),
        ("sword f…", "[secret]…"),
        ("and so on...", "and so on..."),
    ],
)
def test_a_secret_is_cut(text: str, shown: str) -> None:
    assert Mask(["2 5 1 7", "sword fish"]).repeated(text) == shown


def test_line_breaks_stay() -> None:
    assert CODE.masked("a\n2 5\n1 7\nb") == "a\n[secret]\n[secret]\nb"


def test_what_is_only_told_counts_where_it_stands_alone() -> None:
    mask = Mask(codes=["2517", "123"])
    assert mask.repeated("12517 2517 25170 123") == "12517 [secret] 25170 123"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Your code is 2 5 1 7.", ["2 5 1 7"]),
        ("Your code is 2517.", ["2517"]),
        ("Your code is AB12.", ["AB12"]),
        ("Your PIN: 123", ["123"]),
        ("Your code is 11111. Never tell it. Your PIN is 22222.", ["11111", "22222"]),
        ("Dial 9 1 1 now, or 2 1 3 5 5 5 1 2 3 4", []),
        ("Enter your code, or press 1 2 3.", []),
        ("Your zip code is 90210.", []),
        ("Call 213-555-1234 in 2024.", []),
    ],
)
def test_codes_told(text: str, codes: list[str]) -> None:
    assert codes_told([text]) >= set(codes)
    assert bool(codes_told([text])) == bool(codes)


@given(st.text(alphabet="ab \"'12345codepin is.,\n…2517"))
def test_nothing_but_masks_is_new(text: str) -> None:
    for shown in (CODE.masked(text), CODE.quoting(text), CODE.repeated(text)):
        kept = [re.escape(each) for each in re.split(r"\[secret\](?:\n\[secret\])*", shown)]
        assert re.fullmatch("(?s:.*)".join(kept), text)
        assert shown.count("\n") == text.count("\n")


def test_shows_all() -> None:
    mask = Mask(["2517"], codes=["2517"], patterns=[re.compile("2")], shows=True)
    assert mask.deep({"a": ["your code is 2 5 1 7"]}) == {"a": ["your code is 2 5 1 7"]}


@pytest.mark.parametrize(
    "text", ["your code is 2517 " * 20_000, "2 5 1 7 " * 40_000, '"1, 2, 3 code' * 20_000, "...2 5" * 20_000]
)
def test_long_texts_are_not_slow(text: str) -> None:
    begun = time.perf_counter()
    CODE.masked(text), in_words(text), in_quotes(text), CODE.quoting(text)
    assert time.perf_counter() - begun < 20
