"""What the README and docs/ say that `check` and `verify` print is what they print: such blocks stand in pages here."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGES = [*HERE.glob("*.md"), ROOT / "docs" / "tutorial.md"]
PRINTED = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
BLOCKS = [
    (path.name, block)
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    for block in re.findall(r"^```console\n(.*?)^```$", path.read_text(encoding="utf-8"), re.M | re.S)
    if block.startswith(("$ ivrdsl check", "$ ivrdsl verify"))
    and any(not line.startswith("$") for line in block.splitlines())
]


def test_there_are_blocks() -> None:
    assert BLOCKS


@pytest.mark.parametrize(("file", "block"), BLOCKS, ids=lambda value: value.split("\n")[0][:40])
def test_the_block_is_in_a_page(file: str, block: str) -> None:
    assert block in PRINTED
