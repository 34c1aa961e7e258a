"""The pictures in docs/pictures are what `ivrdsl graph` draws of the examples today."""

from pathlib import Path

import pytest
from lxml import etree

from tests.documents.reader import ROOT
from tests.processes import ivrdsl

PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.svg"))


def test_there_are_pictures() -> None:
    assert {picture.stem for picture in PICTURES} == {"one_time_code", "survey"}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_a_picture_is_drawn_from_its_example(picture: Path, tmp_path: Path, update_golden: bool) -> None:
    output = tmp_path / picture.name
    done = ivrdsl("graph", f"examples/{picture.stem}.py", "-o", str(output), folder=ROOT)
    assert done.code == 0, done.errors
    if update_golden:
        picture.write_bytes(output.read_bytes())
    assert output.read_bytes() == picture.read_bytes()
    etree.parse(picture)
