"""Without the extra `speech` the commands say how to get it, and do what they can without."""

from pathlib import Path

import pytest

from tests.processes import ivrdsl

WITHOUT = 'raise ImportError("it is not here")'
SAID = '<dialplan><play type="tts">Hello.</play></dialplan>'
SILENT = "<dialplan><wait>1</wait></dialplan>"
SCRIPT = "answer live; expect hangup"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with plans, a sound, and modules that stand in the way of those of the extra."""
    (tmp_path / "blocked").mkdir()
    for name in ("espeakng_loader", "tinytag"):
        (tmp_path / "blocked" / f"{name}.py").write_text(WITHOUT)
    (tmp_path / "said.xml").write_text(SAID)
    (tmp_path / "silent.xml").write_text(SILENT)
    (tmp_path / "hello.mp3").write_bytes(b"ID3")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["sounds", "."], "tinytag is not installed; headers of sounds need: pip install 'ivrdsl[speech]'"),
        (
            ["listen", "said.xml", "-e", SCRIPT, "-o", "call.wav"],
            "espeakng-loader is not installed; a voice needs: pip install 'ivrdsl[speech]'",
        ),
    ],
)
def test_the_sentence_says_what_to_install(words: list[str], told: str, folder: Path) -> None:
    done = ivrdsl(*words, folder=folder, environment={"PYTHONPATH": str(folder / "blocked")}, fresh=True)
    assert (done.code, done.output, done.errors) == (2, "", f"ivrdsl: {told}\n")
    assert not (folder / "call.wav").exists()


def test_a_call_without_a_voice_needs_none(folder: Path) -> None:
    words = ["listen", "silent.xml", "-e", SCRIPT, "-o", "call.wav"]
    done = ivrdsl(*words, folder=folder, environment={"PYTHONPATH": str(folder / "blocked")}, fresh=True)
    assert (done.code, done.errors) == (0, "1 s of sound: written to call.wav\n")
    assert (folder / "call.wav").stat().st_size > 88_200
