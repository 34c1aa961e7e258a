"""Where a settings file has a word that means nothing."""

from pathlib import Path

import pytest

from ivrdsl.errors import LoadError
from ivrdsl.files.project import project_of
from ivrdsl.files.pyproject import place_of_word

SETTINGS = """# no_mach
[tool.ivrdsl.plans.code]
file = "plan.xml"
quirks = {no_match = "end", no_mach = "end"}  # no_mtch

[tool.ivrdsl.verify.levels]
at-most-pays = "note"
"""


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("no_mach", ":4: [tool.ivrdsl.plans.code]"),
        ("at-most-pays", ":7: [tool.ivrdsl.verify.levels]"),
        ("most-pays", ""),
        ("no_mtch", ""),
        ("nowhere", ""),
        ("(", ""),
    ],
)
def test_the_place_of_a_word(word: str, place: str, tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(SETTINGS)
    assert place_of_word(str(file), word) == f"{file}{place}"
    assert place_of_word(str(tmp_path / "missing.toml"), word) == str(tmp_path / "missing.toml")


@pytest.mark.parametrize(
    ("quirks", "message"),
    [
        ('{no_mach = "end"}', "there is no quirk 'no_mach'; did you mean \"no_match\"?"),
        (
            '{no_match = "ends"}',
            "quirk no_match is 'ends'; expected fallthrough or replay or end; did you mean \"end\"?",
        ),
        ('{http_timeout_ms = "2s"}', "quirk http_timeout_ms is '2s'; expected a whole number: write 2000"),
    ],
)
def test_a_wrong_quirk_has_its_line_and_table(
    quirks: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text(f'[tool.ivrdsl.plans.code]\nfile = "plan.xml"\nquirks = {quirks}\n')
    (plan,) = project_of("").plans
    with pytest.raises(LoadError) as error:
        plan.platform()
    assert str(error.value) == f"pyproject.toml:3: [tool.ivrdsl.plans.code]: {message}"
