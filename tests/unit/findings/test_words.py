"""Words for findings."""

from ivrdsl.findings.words import Speller, one_of, quoted


def test_quoted_is_one_short_line() -> None:
    assert quoted(" a\n  b ") == '"a b"'
    assert quoted("x" * 1_000_000) == f'"{"x" * 57}..."'


def test_one_of() -> None:
    assert [one_of(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a or b", "a, b or c"]


def test_speller_folds_case_and_caps() -> None:
    speller = Speller(["live", "LIVE", "main_menu", "machine", "menu1", "menu2", "menu3", "menu4"])
    assert speller.near("Live") == ["live", "LIVE"]
    assert speller.near("MainMenu") == ["main_menu"]
    assert speller.near("machin") == ["machine"]
    assert len(speller.near("menu")) == 3
    assert speller.near("something else") == []


def test_speller_stops_comparing_at_its_budget_but_still_folds_case() -> None:
    speller = Speller(f"name{i}" for i in range(30_000))
    assert [speller.near(f"nome{i}") for i in range(3)][2] == []
    assert speller.near("NAME7") == ["name7"]
