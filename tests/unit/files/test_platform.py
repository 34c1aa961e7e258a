"""Platforms by name and by file, and mistakes in both."""

from pathlib import Path

import pytest

from ivrdsl.errors import IvrError
from ivrdsl.files.platform import load_platform
from ivrdsl.model.structs import replace
from ivrsim.core.platform import Platform, named
from tests.platforms import CHARACTERS, DETECTED_AT_ONCE
from tests.processes import ivrdsl

SCRIPT = ["simulate", "examples/one_time_code.py", "-e", "answer live; hear 'Hello'; press 1 at 1s; wait"]


def of_file(folder: Path, text: str) -> Platform:
    file = folder / "ours.toml"
    file.write_text(text, encoding="utf-8")
    return load_platform(str(file))


def test_names() -> None:
    assert load_platform() == load_platform("callfire-2027.1") == Platform()
    assert load_platform("callfire-2026.12") == DETECTED_AT_ONCE
    assert load_platform("characters-2026") == CHARACTERS
    assert replace(DETECTED_AT_ONCE, name="characters-2026", ms_per_character=65) == CHARACTERS
    assert named("characters") is None


def test_quirks_come_on_top_of_a_name() -> None:
    assert load_platform("characters-2026", {"no_match": "end"}) == CHARACTERS.with_quirks(no_match="end")


def test_a_name_wins_over_a_file_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "characters-2026").write_text("ms_per_character = 1", encoding="utf-8")
    assert load_platform("characters-2026") == CHARACTERS
    assert load_platform("./characters-2026").ms_per_character == 1


def test_tables(tmp_path: Path) -> None:
    platform = of_file(
        tmp_path,
        'name = "ours"\nlongest_value_ms = 4000\n[sounds_s]\n332122 = 4.2\n"a b.mp3" = 1.2504\nx = 3\n'
        "[voice_factors]\nmale1 = 1.1\nfemale1 = 2\n",
    )
    assert platform.sounds_ms == (("332122", 4200), ("a b.mp3", 1250), ("x", 3000))
    assert platform.voice_factors == (("female1", 2), ("male1", 1.1))
    assert (platform.name, platform.longest_value_ms, platform.counts_characters) == ("ours", 4000, False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sounds_s = 4", ["sounds_s is 4", "a table of sounds and their seconds"]),
        ("[sounds_s]\nx = -1", ["sounds_s", "seconds"]),
        ("[sounds_s]\nx = nan", ["sounds_s", "seconds"]),
        ("[sounds_s]\nx = inf", ["sounds_s", "seconds"]),
        ("[sounds_s]\nx = true", ["sounds_s", "seconds"]),
        ('[sounds_s]\nx = "4.2"', ["sounds_s", "seconds"]),
        ("[sounds_s]\nx.mp3 = 4.2", ["sounds_s", "seconds"]),
        ("[voice_factors]\nmale1 = 0", ["voice_factors", "factors"]),
        ("[voice_factors]\nmale1 = -1.5", ["voice_factors", "factors"]),
        ("[voice_factors]\nmale1 = 1e9", ["voice_factors", "factors"]),
        ("[voice_factors]\nmale1 = nan", ["voice_factors", "factors"]),
        ("ms_per_character = 65\n[voice_factors]\nmale1 = 1.1", ["voice_factors say nothing"]),
        ("[voice_rates]\nmale1 = 80\n[voice_factors]\nmale1 = 1.1", ["voice_factors say nothing"]),
        ("[voice_rates]\nmale1 = 1.5", ["voice_rates", "ms per character"]),
        ("longest_value_ms = -1", ["longest_value_ms is -1"]),
        ("longest_value_ms = 1.5", ["longest_value_ms is 1.5"]),
        ("sounds = 4", ["no quirk 'sounds'"]),
        ("[measured]\nx = 4", ["no quirk 'measured'"]),
        ("name = 4", ["name is 4", "expected text"]),
        ("[sounds_s", ["it is not TOML"]),
    ],
)
def test_mistakes_in_a_file(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(IvrError) as error:
        of_file(tmp_path, text)
    assert all(word in str(error.value) for word in ["ours.toml", *words]), str(error.value)


def test_no_such_name_or_file() -> None:
    with pytest.raises(IvrError, match="characters-2027: it cannot be read"):
        load_platform("characters-2027")


# --- the command line -------------------------------------------------------------------------------------------------


def test_a_file_that_counts_characters_says_so(tmp_path: Path) -> None:
    for text, told in [("ms_per_character = 70", "70 ms"), ("[voice_rates]\nmale1 = 80", "65 ms")]:
        (tmp_path / "ours.toml").write_text(text, encoding="utf-8")
        done = ivrdsl(*SCRIPT, "--platform", str(tmp_path / "ours.toml"))
        assert done.code == 0
        assert f"prompts take {told} for each character, and not as long as their words" in done.errors
        assert "ms_per_character=" in done.output
        assert "speech=" not in done.output


def test_a_name_says_it_by_itself() -> None:
    done = ivrdsl(*SCRIPT, "--platform", "characters-2026")
    assert (done.code, done.errors) == (0, "")
    assert "assumed: ms_per_character=65" in done.output


def test_the_default_platform_reads_words() -> None:
    done = ivrdsl(*SCRIPT)
    assert (done.code, done.errors) == (0, "")
    assert "assumed: speech=words" in done.output
