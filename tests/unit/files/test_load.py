"""Each plan is loaded once, on its own, and again when its file holds something else."""

import os
from pathlib import Path

import pytest

from ivrdsl.errors import LoadError, XmlError
from ivrdsl.files.load import Plans

COUNTS = """
from ivrdsl import Dialplan, Say

with open("runs", "a") as runs:
    print("run", file=runs)
first = Dialplan("first")
second = Dialplan("second")


def made(text="no text"):
    return Dialplan("made")[Say(text)]


def broken():
    raise ValueError("broken")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.py").write_text(COUNTS)
    (tmp_path / "plan.xml").write_text("<dialplan><hangup/></dialplan>")
    return tmp_path


def runs(folder: Path) -> int:
    return len((folder / "runs").read_text().splitlines())


def test_plans_that_are_values_share_a_run_and_functions_have_their_own(folder: Path) -> None:
    plans = Plans()
    assert plans.load("plan.py:first", {}).plan.name == "first"
    assert plans.load("plan.py:second", {}).plan.name == "second"
    assert plans.module("plan.py").__file__ == str(folder / "plan.py")
    assert runs(folder) == 1
    plans.load("plan.py:made", {})  # the module is as new until now
    assert runs(folder) == 1
    plans.load("plan.py:made", {"text": "a"})
    plans.load("plan.py:made", {"text": "b"})
    plans.load("./plan.py:made", {"text": "a"})
    assert runs(folder) == 3


def test_places_are_called_as_each_user_calls_the_file(folder: Path) -> None:
    plans = Plans()
    first, again = plans.load("plan.py:first", {}), plans.load("./plan.py:first", {})
    assert first.plan is again.plan
    assert [first.places[0].file, again.places[0].file] == ["plan.py", "./plan.py"]
    assert first.lines == again.lines == [6]


def test_a_document_is_read_once_until_it_changes(folder: Path) -> None:
    plans = Plans()
    first = plans.load("plan.xml", {})
    assert plans.load("plan.xml", {}).plan is first.plan
    now = (folder / "plan.xml").stat()
    (folder / "plan.xml").write_text("<dialplan><goto/> </dialplan>"[:30].ljust(len(first.content)))
    os.utime(folder / "plan.xml", ns=(now.st_atime_ns, now.st_mtime_ns))
    assert plans.load("plan.xml", {}).plan is not first.plan


def test_failures_are_kept_for_a_command_and_come_as_new_errors(folder: Path) -> None:
    plans = Plans()
    errors = []
    for _ in range(3):
        with pytest.raises(LoadError, match=r"ValueError: broken .at plan.py:15") as found:
            plans.load("plan.py:broken", {})
        errors.append(found.value)
        found.value.add_note("somebody's note")
    assert runs(folder) == 1
    assert len(set(map(id, errors))) == 3
    assert [(error.usage, error.line, len(error.__notes__)) for error in errors] == [(False, 15, 1)] * 3
    assert [error.__cause__ for error in errors] == [None] * 3


def test_an_error_of_xml_keeps_its_place(folder: Path) -> None:
    (folder / "plan.xml").write_text("<dialplan>\n<hangup></dialplan>")
    plans = Plans()
    for _ in range(2):
        with pytest.raises(XmlError) as found:
            plans.load("plan.xml", {})
        assert found.value.line == 2
        assert found.value.fix


def test_failures_need_not_be_kept(folder: Path) -> None:
    plans = Plans(keeps_failures=False)
    for _ in range(2):
        with pytest.raises(LoadError):
            plans.load("plan.py:broken", {})
    assert runs(folder) == 2


def test_versions_of_a_file_do_not_add_up(folder: Path) -> None:
    plans = Plans()
    for number in range(5):
        (folder / "plan.xml").write_text(f"<dialplan name='plan{number}'><hangup/></dialplan>")
        assert plans.load("plan.xml", {}).plan.name == f"plan{number}"
    assert len(plans._plans) == 1


def test_parameters_without_end_do_not_add_up(folder: Path) -> None:
    plans = Plans()
    for number in range(300):
        plans.load("plan.py:made", {"text": str(number)})
    assert len(plans._plans) == 256
    held = {id(version.content) for version in plans._plans.values()}
    assert len(held) == 1
    before = runs(folder)
    plans.load("plan.py:made", {"text": "299"})
    assert runs(folder) == before


def test_a_link_in_another_folder_is_another_plan(folder: Path) -> None:
    for name in ("ann", "bob"):
        (folder / name).mkdir()
        (folder / name / "words.txt").write_text(name)
    (folder / "ann" / "plan.py").write_text(
        "from pathlib import Path\nfrom ivrdsl import Dialplan, Say\n"
        "dialplan = Dialplan()[Say(Path(__file__).with_name('words.txt').read_text())]\n"
    )
    (folder / "bob" / "plan.py").symlink_to(folder / "ann" / "plan.py")
    plans = Plans()
    heard = [plans.load(f"{name}/plan.py", {}).plan.body[0].text for name in ("ann", "bob")]  # type: ignore[union-attr]
    assert heard == ["ann", "bob"]


@pytest.mark.parametrize("parameters", [{"x": 1, 2: 3}, {"x": []}, {"text": None}, {"text": {"a": 1}}])
def test_odd_parameters_are_told_like_others(parameters: dict[object, object], folder: Path) -> None:
    with pytest.raises(LoadError):
        Plans().load("plan.py:made", {**parameters, "unknown": 1})  # type: ignore[dict-item]
