"""WAV files are read as one channel at our rate, whatever they are, or it is said why not."""

import struct
import wave
from array import array
from math import pi, sin
from pathlib import Path

import pytest

from ivrdsl.sounds.headers import BadSound
from ivrdsl.sounds.pcm import read, written
from ivrdsl.sounds.voice import RATE
from tests.sounds.hearing import heard, share


def written_file(path: Path, *, rate: int, channels: int, width: int, hz: int = 500, s: float = 0.5) -> str:
    frames = [sin(2 * pi * hz * at / rate) for at in range(int(s * rate))]
    if width == 1:
        data = bytes(128 + round(90 * each) for each in frames for _ in range(channels))
    else:
        whole = [round(each * 20_000) << 8 * (width - 2) for each in frames for _ in range(channels)]
        data = b"".join(each.to_bytes(width, "little", signed=True) for each in whole)
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(data)
    return str(path)


@pytest.mark.parametrize("rate", [8000, 11_025, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("width", [1, 2])
def test_it_keeps_its_pitch_and_its_length(rate: int, channels: int, width: int, tmp_path: Path) -> None:
    path = written_file(tmp_path / "a.wav", rate=rate, channels=channels, width=width)
    samples = read(path, 500)
    assert len(samples) == pytest.approx(RATE / 2, abs=4)
    assert share(samples, 500) > 0.95


def test_no_more_is_read_than_is_wanted(tmp_path: Path) -> None:
    path = written_file(tmp_path / "a.wav", rate=8000, channels=1, width=2, s=2)
    assert len(read(path, 100)) == pytest.approx(RATE / 10, abs=4)


def test_the_samples_of_other_files_are_refused_in_words(tmp_path: Path) -> None:
    deep = written_file(tmp_path / "deep.wav", rate=8000, channels=1, width=3)
    with pytest.raises(BadSound, match="its samples have 24 bits; those of 8 and 16 can be played"):
        read(deep, 500)
    odd = tmp_path / "odd.wav"
    data = bytearray(Path(written_file(odd, rate=8000, channels=1, width=2)).read_bytes())
    data[20:22] = struct.pack("<H", 7)  # mu-law
    odd.write_bytes(data)
    with pytest.raises(BadSound, match=r"no WAV of 8 or 16 bits \(PCM\), which can be played: unknown format: 7"):
        read(str(odd), 500)
    data[16:20] = b"\xff\xff\xff\x7f"  # the header itself goes on behind the end
    odd.write_bytes(data)
    with pytest.raises(BadSound, match="which can be played: "):
        read(str(odd), 500)
    with pytest.raises(BadSound, match="cannot be read: No such file"):
        read(str(tmp_path / "nowhere.wav"), 500)
    mp3 = tmp_path / "a.mp3"
    mp3.write_bytes(b"\xff\xfb\x90\xc4" + bytes(413))
    with pytest.raises(BadSound, match="an MP3 cannot be played, a WAV of 8 or 16 bits can"):
        read(str(mp3), 500)


def test_a_file_that_was_cut_is_played_to_its_end(tmp_path: Path) -> None:
    path = Path(written_file(tmp_path / "a.wav", rate=RATE, channels=2, width=2))
    path.write_bytes(path.read_bytes()[:1001])
    assert len(read(str(path), 500)) == (1001 - 44) // 4


def test_what_is_written_in_pieces_is_one_file() -> None:
    parts = [array("h", [1, -1] * 5), array("h", [2, -2] * 3)]
    assert heard(written(parts, 8)) == (array("h", [1] * 5 + [2] * 3), array("h", [-1] * 5 + [-2] * 3))
    assert heard(written([], 0)).ms == 0
