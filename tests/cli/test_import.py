"""`ivrdsl import` in a folder of files: what it writes, what it refuses to overwrite, and its report."""

import json
from pathlib import Path

import pytest

from tests.needs import later
from tests.processes import ivrdsl

jsonschema = later("jsonschema", "dev")

ROOT = Path(__file__).resolve().parents[2]
PLAN = '<dialplan name="Root"><play type="tts">Größe 漢</play></dialplan>'
PYTHON = (
    '"""The dialplan of plan.xml, as `ivrdsl import` wrote it."""\n\n'
    'from ivrdsl import Dialplan, Say\n\ndialplan = Dialplan("Root")[Say("Größe 漢")]\n'
)


def run(folder: Path, *words: str) -> tuple[int, str]:
    (folder / "plan.xml").write_text(PLAN, encoding="utf-8")
    (folder / "broken.xml").write_text("<dialplan>", encoding="utf-8")
    done = ivrdsl("import", *words, folder=folder)
    return done.code, done.output + done.errors


def test_it_writes_utf_8_on_stdout_and_to_a_file(tmp_path: Path) -> None:
    assert run(tmp_path, "plan.xml") == (0, PYTHON)
    assert run(tmp_path, "plan.xml", "-o", "plan.py") == (0, "")
    assert (tmp_path / "plan.py").read_bytes() == PYTHON.encode()


def test_it_overwrites_only_when_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("mine")
    assert run(tmp_path, "plan.xml", "-o", "mine.py") == (2, "ivrdsl: mine.py exists; --force overwrites it\n")
    assert (tmp_path / "mine.py").read_text() == "mine"
    assert run(tmp_path, "plan.xml", "-o", "mine.py", "--force") == (0, "")
    assert (tmp_path / "mine.py").read_bytes() == PYTHON.encode()


def test_it_never_overwrites_the_plan_it_reads(tmp_path: Path) -> None:
    (tmp_path / "link.xml").symlink_to("plan.xml")
    assert run(tmp_path, "plan.xml", "-o", "link.xml", "--force")[0] == 2
    assert (tmp_path / "plan.xml").read_text(encoding="utf-8") == PLAN


def test_a_file_that_cannot_be_read_writes_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "broken.xml", "-o", "plan.py")[0] == 1
    assert not (tmp_path / "plan.py").exists()


@pytest.mark.parametrize(("file", "source", "exit_code"), [("plan.xml", PYTHON, 0), ("broken.xml", None, 1)])
def test_its_report_is_as_the_schema_says(file: str, source: str | None, exit_code: int, tmp_path: Path) -> None:
    code, output = run(tmp_path, file, "--json", "-o", "out.py")
    report, _ = json.JSONDecoder().raw_decode(output)
    assert (code, report) == (exit_code, {"version": 1, "file": file, "source": source})
    jsonschema.validate(report, json.loads((ROOT / "schemas/import.schema.json").read_text(encoding="utf-8")))
    assert (tmp_path / "out.py").exists() is (source is not None)
