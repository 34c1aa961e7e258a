"""[tool.ivrdsl] in pyproject.toml."""

from pathlib import Path

import pytest

from ivrdsl.checking.configuration import Settings, read_settings, settings_for
from ivrdsl.checking.control import Control
from ivrdsl.errors import LoadError


def settings(folder: Path, text: str) -> Settings:
    (folder / "pyproject.toml").write_text(text)
    return settings_for(str(folder))


def test_everything_that_can_be_set(tmp_path: Path) -> None:
    text = """
        [tool.ivrdsl]
        preset = "otp"
        select = ["IVR1", "ivr003"]
        ignore = ["IVR102"]
        max-warnings = 3
        per-file-ignores = {"old/*.xml" = ["IVR1"]}
    """
    control = Control("otp", ("IVR1", "IVR003"), ("IVR102",), (("old/*.xml", ("IVR1",)),))
    assert settings(tmp_path, text) == Settings(control, 3, ())


def test_the_nearest_file_with_settings_counts(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.ivrdsl]\nmax-warnings = 7\n")
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'no ivrdsl settings here'\n")
    assert settings_for(str(below)).max_warnings == 7


def test_none(tmp_path: Path) -> None:
    assert settings(tmp_path, "[tool.other]\n") == Settings()


def test_a_code_that_no_rule_has_is_a_finding_with_its_line(tmp_path: Path) -> None:
    found = settings(tmp_path, '[tool.ivrdsl]\nignore = [\n"IVR003",\n"IVR777"]\n')
    (finding,) = found.findings
    assert (finding.code, finding.line, finding.severity) == ("IVR901", 4, "warning")
    assert "IVR777" in finding.message
    assert found.control.ignore == ("IVR003",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[tool.ivrdsl", "is no TOML"),
        ("[tool]\nivrdsl = 3", "expected a table"),
        ("[tool.ivrdsl]\nselct = []", 'did you mean "select"'),
        ("[tool.ivrdsl]\npreset = 'loose'", "default, strict or otp"),
        ("[tool.ivrdsl]\npreset = ['otp']", "default, strict or otp"),
        ("[tool.ivrdsl]\nselect = 'IVR1'", "expected a list of codes"),
        ("[tool.ivrdsl]\nignore = [1]", "expected a list of codes"),
        ("[tool.ivrdsl]\nmax-warnings = -1", "0 or more"),
        ("[tool.ivrdsl]\nmax-warnings = true", "0 or more"),
        ("[tool.ivrdsl]\nper-file-ignores = ['x']", "expected a table"),
        ("[tool.ivrdsl]\nper-file-ignores = {'x' = 'IVR1'}", "per-file-ignores of 'x'"),
    ],
)
def test_wrong_settings(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(LoadError, match=told) as caught:
        settings(tmp_path, text)
    assert caught.value.usage


def test_a_file_that_is_named_must_have_settings(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="cannot be read"):
        read_settings(str(tmp_path / "none.toml"))
    (tmp_path / "empty.toml").write_text("")
    with pytest.raises(LoadError, match="has no"):
        read_settings(str(tmp_path / "empty.toml"))
    (tmp_path / "binary.toml").write_bytes(b"ivrdsl\xff")
    with pytest.raises(LoadError, match="is no TOML"):
        read_settings(str(tmp_path / "binary.toml"))
