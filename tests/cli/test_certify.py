"""What pages cannot show of `ivrdsl certify`: certificates that lack something, and the calls that show it."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Done, ivrdsl

PLAN = (
    "<dialplan><menu maxDigits='1'><play type='tts'>Your code is 2 5 1 7.</play><keypress pressed='1'>"
    "<transfer>2135550100</transfer></keypress></menu></dialplan>"
)


@pytest.fixture
def data(tmp_path: Path) -> Any:
    """What a certificate of the plan holds."""
    (tmp_path / "plan.xml").write_text(PLAN, encoding="utf-8")
    done = ivrdsl("verify", "plan.xml", "--certificate", "whole.json", folder=tmp_path)
    assert "whole.json: written" in done.errors
    return json.loads((tmp_path / "whole.json").read_text(encoding="utf-8"))


def without(data: Any, kind: str) -> str:
    """The certificate without what happens on one kind of events."""
    left_out = [number for number, move in enumerate(data["moves"]) if move["event"] == kind]
    edges = [[edge for edge in edges if edge[0] not in left_out] for edges in data["edges"]]
    return json.dumps({**data, "edges": edges})


def certify(folder: Path, text: str, *words: str) -> Done:
    (folder / "less.json").write_text(text, encoding="utf-8")
    return ivrdsl("certify", "less.json", "plan.xml", *words, folder=folder)


@pytest.mark.parametrize("kind", ["answered", "unanswered", "key", "timer", "hang up", "transfer"])
def test_a_call_that_leaves_a_certificate_is_shown_and_can_be_played(data: Any, kind: str, tmp_path: Path) -> None:
    code, output, _ = certify(tmp_path, without(data, kind))
    assert code == 1
    assert output.startswith("LEFT  a call leaves the certificate\n")
    assert f"({kind}" in output
    assert "this is a test of the certificate, and no proof of it" in output
    (replay,) = re.findall(r"^ +replay  ivrdsl (.*)$", output, re.M)
    assert ivrdsl(*shlex.split(replay), folder=tmp_path).code in (0, 1)


def test_the_report_masks_what_the_plan_says(data: Any, tmp_path: Path) -> None:
    report = json.loads(certify(tmp_path, without(data, "key"), "--json").output)
    assert (report["proof"], report["outside"]["event"] > 0) == (False, True)
    assert any(statement.startswith("try press") for statement in report["outside"]["script"])
    assert "2 5 1 7" not in json.dumps(report)


@pytest.mark.parametrize(
    "text",
    [
        "", "[" * 100_000, '{"certificate": ' + "9" * 10_000 + "}", '{"certificate": 1e999}', '{"certificate": NaN}',
        "null",
        '{"certificate": 1, "certificate": {}}', "\ud7ff", '"\\ud800"', '{"\\ud800": 1}',
    ],
)  # fmt: skip
def test_hostile_files_are_refused_without_a_traceback(text: str, data: Any, tmp_path: Path) -> None:
    code, output, errors = certify(tmp_path, text)
    assert code == 2, output + errors
    assert "ivrdsl: less.json" in errors
    assert "Traceback" not in errors
    assert len(errors) < 600


def test_what_is_no_text_is_refused(data: Any, tmp_path: Path) -> None:
    (tmp_path / "less.json").write_bytes(b"\xff\xfe\x00\x81")
    code, _, errors = ivrdsl("certify", "less.json", "plan.xml", folder=tmp_path)
    assert (code, "is no JSON" in errors) == (2, True)
