"""How long the sounds of a folder are, what plans call them, and what is wrong with others."""

import os
import tomllib
from pathlib import Path

import pytest

from ivrdsl.errors import LoadError
from ivrdsl.files.platform import load_platform
from ivrdsl.sounds.folder import Folder, read_folder
from ivrdsl.sounds.keys import as_toml, keys_of
from ivrdsl.sounds.pcm import written
from ivrdsl.sounds.voice import RATE
from ivrsim.core.lengths import length_of
from tests.needs import library

library("tinytag", "speech")

FRAME = b"\xff\xfb\x90\xc4" + bytes(413)
"""A frame of an MP3 of 128 kilobits and 44.1 kHz: 1152 samples."""


def wav(ms: int) -> bytes:
    frames = ms * RATE // 1000
    return b"".join(written([], frames))[:40] + (4 * frames).to_bytes(4, "little") + bytes(4 * frames)


def folder_of(folder: Path, **files: bytes) -> Folder:
    for name, data in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    return read_folder(str(folder))


def test_lengths_come_from_the_headers(tmp_path: Path) -> None:
    found = folder_of(tmp_path, a_wav=wav(1250), b_mp3=100 * FRAME, c__d_WAV=wav(40), note_txt=b"hello")
    assert (found.problems, found.others) == ([], 1)
    assert found.lengths_ms == {"a.wav": 1250, "b.mp3": 2612, "d.WAV": 40}


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".hidden").mkdir()
    for name in ("._a.wav", ".hidden/b.wav", "a.wav"):
        (tmp_path / name).write_bytes(b"no sound" if name != "a.wav" else wav(100))
    found = read_folder(str(tmp_path))
    assert (found.lengths_ms, found.problems, found.others) == ({"a.wav": 100}, [], 0)


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.wav", b"", "it does not begin as a WAV or an MP3 does"),
        ("a.mp3", b"This is text.", "it does not begin as a WAV or an MP3 does"),
        ("a.mp3", b"fLaC" + bytes(100), "it does not begin as a WAV or an MP3 does"),
        ("a.wav", wav(1000)[:30], "its header cannot be read"),
        ("a.wav", wav(1000)[:38], "its header tells of no sound"),
        ("a.wav", wav(0), "its header tells of no sound"),
        ("a.wav", wav(1000)[:44_100], "its header says 1.000 s, the file ends after 0.500 s"),
        ("a.wav", wav(1000)[:40] + b"\xff\xff\xff\xff" + bytes(88_200), "its header says 48695"),
        ("a.mp3", FRAME[:36] + b"Info" + bytes.fromhex("00000003 000003e8 00065d00") + bytes(365) + FRAME, "26.122 s"),
        ("a.mp3", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(10), "its header tells of no sound"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(name: str, data: bytes, problem: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    ((path, told),) = read_folder(str(tmp_path)).problems
    assert path == str(tmp_path / name)
    assert problem in told


def test_what_is_no_ordinary_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.wav")
    (tmp_path / "b.wav").symlink_to("nowhere")
    assert [told for _, told in read_folder(str(tmp_path)).problems] == [
        "it is no ordinary file",
        "it cannot be read: No such file or directory",
    ]


def test_two_files_of_one_name_and_other_lengths_contradict_each_other(tmp_path: Path) -> None:
    found = folder_of(tmp_path, a__hi_wav=wav(100), b__hi_wav=wav(200), b__same_wav=wav(9), c__same_wav=wav(9))
    ((path, told),) = found.problems
    assert path == str(tmp_path / "b" / "hi.wav")
    assert told.startswith(f"it is 0.2 s long, and {tmp_path}/a/hi.wav is 0.1 s: both would be hi.wav")


def test_a_number_is_one_sound_whatever_the_files_end_with(tmp_path: Path) -> None:
    assert "both would be 7;" in folder_of(tmp_path, **{"7_wav": wav(100), "7_mp3": 100 * FRAME}).problems[0][1]


@pytest.mark.parametrize("name", ["nowhere", "note.txt", "empty"])
def test_what_is_no_folder_of_sounds_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("hello")
    (tmp_path / "empty").mkdir()
    with pytest.raises(LoadError, match=f"{name}.* (cannot be read: N|has no sounds: no file in it ends with)"):
        read_folder(str(tmp_path / name))


# --- keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("332122.wav", ["332122", "332122.wav"]),
        ("welcome.mp3", ["welcome.mp3"]),
        ("my sound (1).wav", ["my%20sound%20(1).wav"]),
        ("café.wav", ["café.wav", "caf%C3%A9.wav"]),
        ("a?b.wav", ["a%3Fb.wav"]),
        ("100%.wav", ["100%25.wav"]),
        ('say "hi".wav', ["say%20%22hi%22.wav"]),
        ("two\nlines.wav", ["two%0Alines.wav"]),
        ('"\\.wav', ['"\\.wav', "%22%5C.wav"]),
        (os.fsdecode(b"\xff.wav"), ["%FF.wav"]),
        ("٣.wav", ["٣.wav", "%D9%A3.wav"]),
    ],
)
def test_what_a_plan_calls_a_file(name: str, keys: list[str]) -> None:
    assert keys_of(name) == keys
    assert tomllib.loads(as_toml(dict.fromkeys(keys, 1))) == {"sounds_s": dict.fromkeys(keys, 0.001)}


def test_the_table_is_for_a_platform_file(tmp_path: Path) -> None:
    file = tmp_path / "platform.toml"
    lengths = {key: 1234 for name in ("332122.wav", "a b.mp3", 'é\\".wav') for key in keys_of(name)}
    file.write_text('no_match = "replay"' + as_toml(lengths), encoding="utf-8")
    platform = load_platform(str(file))
    for source, text in (
        ("callfireid", "332122"),
        ("url", "https://example.com/x/332122.wav?a=/b"),
        ("url", "https://example.com/a%20b.mp3"),
        ("url", 'https://example.com/é\\".wav'),
    ):
        assert length_of(platform, source, "").ms(text, ()) == 1234
