"""Files are replaced wholly, or stay as they are."""

import os
import stat
from pathlib import Path

import pytest

from ivrdsl.errors import LoadError
from ivrdsl.files.writing import write_back


def test_content_is_replaced_and_the_mode_stays(tmp_path: Path) -> None:
    file = tmp_path / "plan.xml"
    file.write_bytes(b"old")
    file.chmod(0o640)
    write_back(str(file), b"new\r\n", was=b"old")
    assert file.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["plan.xml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    file, link = tmp_path / "real" / "plan.xml", tmp_path / "link.xml"
    file.write_bytes(b"old")
    link.symlink_to(file)
    write_back(str(link), b"new", was=b"old")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


def test_a_name_without_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.xml").write_bytes(b"old")
    write_back("plan.xml", b"new", was=b"old")
    assert Path("plan.xml").read_bytes() == b"new"


@pytest.mark.parametrize("now", [b"", b"ol", b"old and more", b"OLD"])
def test_what_somebody_else_wrote_stays(tmp_path: Path, now: bytes) -> None:
    file = tmp_path / "plan.xml"
    file.write_bytes(now)
    with pytest.raises(LoadError, match=r"plan\.xml cannot be written: it was changed after"):
        write_back(str(file), b"new", was=b"old")
    assert file.read_bytes() == now
    assert os.listdir(tmp_path) == ["plan.xml"]


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, reason in (("none.xml", "No such file"), (".", "not an ordinary file"), ("pipe", "not an ordinary file")):
        with pytest.raises(LoadError, match=reason):
            write_back(str(tmp_path / name), b"new", was=b"old")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_files_and_folders(tmp_path: Path) -> None:
    file = tmp_path / "plan.xml"
    file.write_bytes(b"old")
    file.chmod(0o444)
    with pytest.raises(LoadError, match="read-only"):
        write_back(str(file), b"new", was=b"old")
    file.chmod(0o644)
    tmp_path.chmod(0o555)
    with pytest.raises(LoadError, match="Permission denied"):
        write_back(str(file), b"new", was=b"old")
    tmp_path.chmod(0o755)
    assert file.read_bytes() == b"old"
