"""What a run has read, and whether it has changed: the content counts, and each change is told once."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ivrdsl.files import origins
from ivrdsl.files.changes import Changes
from ivrdsl.files.origins import Signature, look_for, noting
from tests.processes import ROOT


def read(*paths: Path) -> dict[str, Signature]:
    return {str(path): origins.signature(str(path)) for path in paths}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xml"
    path.write_text("one", encoding="utf-8")
    return path


@pytest.fixture
def changes(file: Path) -> Changes[str]:
    made: Changes[str] = Changes()
    assert made.keep("plan", read(file, file.parent)) == set()
    assert made.look() == {}
    return made


def test_a_change_is_told_once(file: Path, changes: Changes[str]) -> None:
    file.write_text("other", encoding="utf-8")
    assert changes.look() == {"plan": {str(file)}}
    assert changes.look() == {}


def test_a_touch_is_no_change(file: Path, changes: Changes[str]) -> None:
    os.utime(file, ns=(1, 1))
    assert changes.look() == {}
    file.write_text("one", encoding="utf-8")
    assert changes.look() == {}


def test_a_new_file_in_its_place_is_one(file: Path, changes: Changes[str]) -> None:
    new = file.with_name("plan.xml.tmp")
    new.write_text("two", encoding="utf-8")
    assert changes.look() == {}  # what editors leave for a while is no change of the folder
    new.replace(file)
    assert changes.look() == {"plan": {str(file)}}


def test_deleted_and_made_again(file: Path, changes: Changes[str]) -> None:
    file.unlink()
    assert changes.look() == {"plan": {str(file), str(file.parent)}}
    file.write_text("one", encoding="utf-8")
    assert changes.look() == {"plan": {str(file), str(file.parent)}}


def test_two_changes_within_one_tick_of_the_clock_of_files(file: Path) -> None:
    coarse = lambda path: (len(Path(path).read_text(encoding="utf-8")),)  # noqa: E731
    changes: Changes[str] = Changes(coarse)
    changes.keep("plan", {str(file): coarse(str(file))})
    file.write_text("three", encoding="utf-8")
    assert changes.look()
    file.write_text("seven", encoding="utf-8")
    assert changes.look()
    assert not changes.look()


def test_a_link_means_its_target(file: Path) -> None:
    link = file.with_name("link.xml")
    link.symlink_to(file)
    changes: Changes[str] = Changes()
    changes.keep("plan", read(link))
    file.write_text("other", encoding="utf-8")
    assert changes.look() == {"plan": {str(link)}}


def test_what_changed_while_it_was_read_is_old(file: Path) -> None:
    changes: Changes[str] = Changes()
    before = read(file)
    file.write_text("other", encoding="utf-8")
    assert changes.keep("plan", before) == {str(file)}
    assert changes.keep("plan", read(file)) == set()
    assert changes.look() == {}


def test_who_reads_a_file_later_does_not_hide_its_change_from_others(file: Path, changes: Changes[str]) -> None:
    file.write_text("other", encoding="utf-8")
    assert changes.keep("second", read(file)) == set()
    assert changes.look() == {"plan": {str(file)}}


def test_what_nobody_has_read_is_not_looked_at(file: Path, changes: Changes[str]) -> None:
    assert len(changes) == 2
    changes.keep("plan", read(file))
    assert len(changes) == 1
    changes.drop("plan")
    assert len(changes) == 0


# --- what is read ----------------------------------------------------------------------------------------------------


PROGRAM = """\
import glob, importlib, json, os, sys
sys.path[:0] = sys.argv[1:3]
from ivrdsl.files.origins import look_for, noting
told = []
sys.path.insert(0, "own")
with noting(lambda path, signature: told.append((os.path.relpath(path.lstrip("?")), signature))):
    importlib.invalidate_caches()
    import parts
    open("texts.json").close()
    open("log.txt", "w").close()
    open("log.txt").close()
    glob.glob("prompts/*.wav")
    look_for("missing.xml")
    try:
        open("other.xml")
    except OSError:
        pass
open("later.txt", "w").close()
print(json.dumps(told))
"""


@pytest.mark.parametrize("compiled", [False, True])
def test_what_python_reads_is_told(tmp_path: Path, compiled: bool) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "parts.py").write_text("x = 1", encoding="utf-8")
    (tmp_path / "texts.json").write_text("{}", encoding="utf-8")
    (tmp_path / "prompts").mkdir()
    if compiled:
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(tmp_path)], check=True)
    words = [sys.executable, "-c", PROGRAM, str(ROOT), str(ROOT / "simulator")]
    done = subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, text=True)
    told = dict(json.loads(done.stdout))
    assert told.keys() == {"own", "own/parts.py", "texts.json", "log.txt", "prompts", "missing.xml", "other.xml"}
    assert told["log.txt"] is None  # the run has written it itself
    assert told["missing.xml"] == told["other.xml"] == []
    assert told["own/parts.py"][2] == 5


def test_what_is_only_looked_for_has_no_content(file: Path) -> None:
    told: dict[str, Signature | None] = {}
    with noting(told.__setitem__):
        look_for(str(file))
    ((place, signature),) = told.items()
    changes: Changes[str] = Changes()
    changes.keep("plan", {place: signature or ()})
    file.write_text("other", encoding="utf-8")
    assert changes.look() == {}
    file.unlink()
    assert changes.look() == {"plan": {place}}
    assert origins.place_of(place) == os.path.relpath(file) or origins.place_of(place) == str(file)


def test_what_is_installed_is_not_told() -> None:
    told: list[str] = []
    with noting(lambda path, signature: told.append(path)):
        importlib.reload(importlib.import_module("textwrap"))
        Path(origins.__file__).read_bytes()
    assert told == []
