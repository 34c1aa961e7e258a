"""What the commands print with --json has the shape that schemas/ documents."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples").glob("*.call"))

COMMANDS = [
    ("check.schema.json", ["check", "examples/one_time_code.py"]),
    ("check.schema.json", ["check", "broken.xml"]),
    ("compile.schema.json", ["compile", "examples/one_time_code.py"]),
    ("compile.schema.json", ["compile", "broken.xml"]),
    ("rules.schema.json", ["rules"]),
    ("import.schema.json", ["import", "tests/packaging/code.xml"]),
    ("import.schema.json", ["import", "broken.xml"]),
    (
        "payload.schema.json",
        ["payload", "examples/one_time_code.py", "--to", "12135551100", "--from", "+1 213 555 1101", "--campaign", "7"],
    ),
    ("payload.schema.json", ["payload", "broken.xml", "--to", "+44 20 7946 0123", "--strict"]),
    ("payload.schema.json", ["payload", "--text", "Hi ${a}", "--attribute", "a=b", "--to", "67076"]),
    ("payload.schema.json", ["payload", "--text", "Hi ${b} {a}", "--attribute", "a=b", "--to", "67076"]),
    ("simulate.schema.json", ["simulate", "examples/one_time_code.py", "-e", "answer live; press 1 at 1s; wait"]),
    ("simulate.schema.json", ["simulate", "examples/one_time_code.py", "-e", "answer live; hear 'nothing like it'"]),
    ("simulate.schema.json", ["simulate", "broken.xml", "-e", "answer live; wait"]),
    ("simulate-calls.schema.json", ["simulate", *EXAMPLES]),
]


def output(words: list[str], folder: Path) -> Any:
    broken = folder / "broken.xml"
    broken.write_text('<dialplan><menu timeout="x"/><goto>nowhere</goto></dialplan>', encoding="utf-8")
    command = [sys.executable, "-m", "ivrdsl", *(str(broken) if word == "broken.xml" else word for word in words)]
    done = subprocess.run([*command, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(("schema", "words"), COMMANDS, ids=lambda value: value if isinstance(value, str) else value[0])
def test_the_output_is_as_the_schema_says(schema: str, words: list[str], tmp_path: Path) -> None:
    jsonschema.validate(output(words, tmp_path), json.loads((ROOT / "schemas" / schema).read_text(encoding="utf-8")))


def test_every_report_of_many_calls_is_one_of_a_single_call(tmp_path: Path) -> None:
    schema = json.loads((ROOT / "schemas" / "simulate.schema.json").read_text(encoding="utf-8"))
    reports = [call["report"] for call in output(["simulate", *EXAMPLES], tmp_path)["calls"]]
    assert len(reports) >= 10
    for report in reports:
        jsonschema.validate(report, schema)


def test_the_schema_lists_every_kind_of_entry_and_every_outcome() -> None:
    from ivrsim.effects import FIELDS
    from ivrsim.transcript import ENDED_BY

    schema = json.loads((ROOT / "schemas" / "simulate.schema.json").read_text(encoding="utf-8"))["properties"]
    assert set(schema["entries"]["items"]["properties"]["kind"]["enum"]) == set(FIELDS) - {"assume", "ask"}
    assert set(ENDED_BY) <= set(schema["outcome"]["enum"])
