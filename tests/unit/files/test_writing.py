"""Files are replaced wholly, or stay as they are."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivrdsl.errors import LoadError
from ivrdsl.files.writing import write_back, write_new, write_pieces


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


# --- new files ------------------------------------------------------------------------------------------------------


def test_a_new_file_has_the_mode_of_new_files(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    write_new(str(tmp_path / "new"), b"text")
    assert (tmp_path / "new").read_bytes() == b"text"
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_file_that_is_there_keeps_its_mode_and_its_link(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_bytes(b"a longer text")
    file.chmod(0o600)
    link.symlink_to("file")
    write_new(str(link), b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_pieces_are_written_one_behind_the_other_also_where_no_rename_is_done(tmp_path: Path) -> None:
    file, other_name = tmp_path / "file", tmp_path / "other"
    write_pieces(str(file), [b"a", b"", b"bc"])
    assert file.read_bytes() == b"abc"
    other_name.hardlink_to(file)
    write_pieces(str(file), iter([b"d", b"e"]))
    assert other_name.read_bytes() == b"de"


def test_what_fails_between_two_pieces_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_pieces(str(tmp_path / "file"), pieces())
    assert (tmp_path / "file").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_a_link_to_nothing_makes_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")
    write_new(str(tmp_path / "link"), b"new")
    assert (tmp_path / "file").read_bytes() == b"new"


def test_what_is_no_ordinary_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_new(str(pipe), b"through")
    assert os.read(reading, 100) == b"through"
    os.close(reading)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_standard_output_by_its_name(tmp_path: Path) -> None:
    """Whether it is a pipe or a file that the shell has opened: what was printed before stays."""
    code = "from ivrdsl.files.writing import write_new; write_new('/dev/stdout', b'text')"
    program = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[3])!r}); {code}"
    piped = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert piped.stdout == b"text"
    with open(tmp_path / "out", "wb") as out:
        subprocess.run([sys.executable, "-c", program], stdout=out, check=True)
    assert (tmp_path / "out").read_bytes() == b"text"


def test_nothing_is_left_behind_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")

    def fails(*_: object) -> None:
        raise OSError("no room")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, fails)
            with pytest.raises(OSError, match="no room"):
                write_new(str(file), b"new")
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_new(str(tmp_path / "missing" / "file"), b"new")


def test_a_file_of_two_names_stays_one_file(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old")
    (tmp_path / "two").hardlink_to(tmp_path / "one")
    write_new(str(tmp_path / "one"), b"new")
    assert (tmp_path / "two").read_bytes() == b"new"


@pytest.mark.parametrize("refusal", [errno.EBUSY, errno.EPERM, errno.EXDEV])
def test_where_a_rename_is_refused_the_file_is_written_to(
    refusal: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is mounted, and one of somebody else in a folder that keeps names for their owners."""
    file = tmp_path / "file"
    file.write_bytes(b"something longer")

    def refused(*_: object) -> None:
        raise OSError(refusal, os.strerror(refusal))

    monkeypatch.setattr(os, "replace", refused)
    write_new(str(file), b"new")
    assert file.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    os.chown(file, 12345, 54321)
    write_new(str(file), b"new")
    assert (file.stat().st_uid, file.stat().st_gid) == (12345, 54321)


def test_an_empty_name_is_no_file() -> None:
    with pytest.raises(FileNotFoundError):
        write_new("", b"new")


@pytest.mark.parametrize("old", [b"old", b"", b"x" * 100])
def test_a_file_that_is_written_over_gets_its_old_content_back(tmp_path: Path, old: bytes) -> None:
    """It has two names, so that nothing can be put in its place."""

    def pieces() -> Iterator[bytes]:
        yield b"half of what is new"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "one").write_bytes(old)
    (tmp_path / "two").hardlink_to(tmp_path / "one")
    with pytest.raises(OSError, match="No space left"):
        write_pieces(str(tmp_path / "one"), pieces())
    assert (tmp_path / "two").read_bytes() == old
