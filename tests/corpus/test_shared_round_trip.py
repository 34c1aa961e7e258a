"""Every well-formed plan of the shared corpus is read and written back with the same canonical XML."""

import csv
from pathlib import Path

import pytest

from ivrdsl.errors import XmlError
from ivrdsl.testing.canonical import canonical
from ivrdsl.xml.compile import to_xml
from ivrdsl.xml.parse import from_xml

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FILES = sorted(CORPUS.rglob("*.xml"))

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"there is no shared corpus at {CORPUS}")


def well_formed() -> dict[str, bool]:
    with (CORPUS / "index.tsv").open(encoding="utf-8", newline="") as file:
        return {row["path"]: row["well_formed"] == "yes" for row in csv.DictReader(file, delimiter="\t")}


def test_the_corpus_is_there_and_listed() -> None:
    listed = well_formed()
    assert len(FILES) >= 40
    assert {path.relative_to(CORPUS).as_posix() for path in FILES} == set(listed)
    assert sum(listed.values()) >= 40


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(CORPUS).as_posix() for path in FILES])
def test_it_survives(path: Path) -> None:
    document = path.read_bytes()
    if not well_formed()[path.relative_to(CORPUS).as_posix()]:
        with pytest.raises(XmlError):
            from_xml(document)
        return
    plan = from_xml(document)
    assert canonical(to_xml(plan)) == canonical(to_xml(plan, indent=False)) == canonical(document)
    assert from_xml(to_xml(plan)) == plan
