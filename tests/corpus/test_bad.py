"""Our own bad documents: each names, in a comment, everything that is to be found in it, and nothing else is."""

import re
from pathlib import Path

import pytest

from ivrdsl.checking.control import Control
from ivrdsl.checking.run import check_bytes

FILES = sorted((Path(__file__).parent / "bad").glob("*.xml"))
CONTROL = Control(select=("IVR001", "IVR002", "IVR003", "IVR004", "IVR011", "IVR012", "IVR013", "IVR101"))
"""What the parser, the schema and the first rules say; the other rules have examples of their own."""
EXPECT = re.compile(r"<!-- expect\n(.*?)\n-->", re.DOTALL)


def test_corpus_is_not_empty() -> None:
    assert len(FILES) >= 16


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_finding_is_expected_and_every_expectation_found(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    block = EXPECT.search(text)
    assert block, f"{path.name} has no <!-- expect --> comment"
    expected = [tuple(line.split(" ", 2)) for line in block[1].splitlines()]
    found = check_bytes(text.encode(), path.name, control=CONTROL)
    left = list(found)
    for place, code, fragment in expected:
        match = [f for f in left if f"{f.line}:{f.column}" == place and f.code == code and fragment in f.message]
        assert match, f"not found: {place} {code} {fragment}\namong: {left}"
        left.remove(match[0])
    assert left == []
    assert all(finding.why and finding.fix for finding in found)
