"""From bytes to located findings."""

import pytest

from ivrdsl.checking.control import Control
from ivrdsl.checking.run import check_bytes, locate, problems_of
from ivrdsl.findings.finding import Position
from ivrdsl.xml.read import parse

BROKEN = "<dialplan>\n <loop/>\n <goto>x</goto><amd><live/></amd>\n</dialplan>"
STRUCTURE = Control(select=("IVR00", "IVR01"))
"""The rules that these tests count; what others find in the same plans is their own tests' business."""


def test_findings_come_in_the_order_of_the_file() -> None:
    found = check_bytes(BROKEN, "f.xml", control=STRUCTURE)
    assert [(f.line, f.column, f.code) for f in found] == [(2, 2, "IVR002"), (3, 2, "IVR003"), (3, 16, "IVR013")]
    assert {f.file for f in found} == {"f.xml"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_the_same_in_every_encoding(encoding: str) -> None:
    assert check_bytes(BROKEN.encode(encoding), "f.xml") == check_bytes(BROKEN, "f.xml")


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"<a", b"<!DOCTYPE a><a/>", b"<a>" * 20_000, "\ud800", b"Ivr<a/>", b"{}"], ids=repr
)
def test_what_cannot_be_read_is_one_finding(data: bytes | str) -> None:
    (finding,) = check_bytes(data, "f.xml")
    assert (finding.code, finding.name, finding.severity) == ("IVR001", "not-well-formed", "error")
    assert finding.message
    assert finding.fix


def test_size_limit_is_a_finding() -> None:
    (finding,) = check_bytes(b"<dialplan/>", "f.xml", max_bytes=5)
    assert "limit of 5" in finding.message
    assert finding.line is None


def test_a_plan_from_elsewhere_brings_its_own_places() -> None:
    problems = problems_of(parse(BROKEN), control=STRUCTURE)
    found = locate(problems, lambda element: Position(100 + element), "plan.py")
    assert [(f.line, f.column, f.code) for f in found] == [
        (101, None, "IVR002"),
        (102, None, "IVR003"),
        (103, None, "IVR013"),
    ]


def test_letter_case_is_a_warning_and_not_also_an_error() -> None:
    text = '<dialplan><menu maxdigits="1"><keypress pressed="1"/></menu></dialplan>'
    found = check_bytes(text, "f.xml", control=STRUCTURE)
    assert [(f.code, f.severity) for f in found] == [("IVR011", "warning")]


def test_ten_thousand_errors_are_ten_thousand_findings() -> None:
    text = "<dialplan>" + "<loop/><hangup>x</hangup>" * 5_000 + "</dialplan>"
    assert len(check_bytes(text, "f.xml", control=STRUCTURE)) == 10_000
