"""The public faces: `ivrdsl`, `ivrdsl.testing` and `ivrsim` hold all that anybody is told to import."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FACES = {"ivrdsl": ROOT / "ivrdsl", "ivrdsl.testing": ROOT / "ivrdsl/testing", "ivrsim": ROOT / "simulator/ivrsim"}
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "tests" / "cli").glob("*.md"),
        *(ROOT / "examples").rglob("*.py"),
        *(ROOT / "ivrdsl" / "serve" / "pages" / "templates").glob("*.html"),
    ]
)
_IMPORT = re.compile(r"^\s*(?:>>> )?(?:from|import) +((?:ivrdsl|ivrsim)[\w.]*)", re.MULTILINE)
_MENTION = re.compile(r"`(ivrdsl|ivrsim)\.([A-Za-z]\w*)")
INSIDERS = {"ARCHITECTURE.md", "CONTRIBUTING.md", "decisions.md", "CHANGELOG.md"}
"""Documents for people who change ivrdsl: they name modules."""


def declared(face: str) -> set[str]:
    """The names that type checkers see."""
    tree = ast.parse((FACES[face] / "__init__.py").read_bytes())
    blocks = [node for node in tree.body if isinstance(node, ast.If)]
    return {alias.asname or alias.name for block in blocks for node in block.body for alias in node.names}  # type: ignore[attr-defined]


@pytest.mark.parametrize("face", FACES)
def test_every_name_can_be_loaded_and_is_known_to_type_checkers(face: str) -> None:
    if face == "ivrdsl.testing":
        pytest.importorskip("hypothesis", reason="ivrdsl.testing needs the extra `test`")
        pytest.importorskip("httpx", reason="ivrdsl.testing needs the extra `serve`")
    module = importlib.import_module(face)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
    assert declared(face) == set(module.__all__) - {"__version__"}
    assert set(dir(module)) >= set(module.__all__)
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = module.nothing_like_it


@pytest.mark.parametrize("face", FACES)
def test_no_name_is_that_of_a_folder_or_module(face: str) -> None:
    """Importing a submodule sets the package's attribute of its name, so that the two would take turns."""
    inside = {path.stem for path in FACES[face].iterdir() if path.is_dir() or path.suffix == ".py"}
    assert set(importlib.import_module(face).__all__) & inside == set()


def test_what_issues_promise_can_be_imported() -> None:
    from ivrdsl import load_call_file, render_full
    from ivrsim import Call, Platform, never, verify

    assert all(map(callable, (load_call_file, render_full, Call, Platform, never, verify)))


def deeper(text: str) -> Iterator[str]:
    return (found for found in _IMPORT.findall(text) if found not in FACES)


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.relative_to(ROOT).as_posix() for path in DOCUMENTS])
def test_documents_import_from_the_faces_only(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert list(deeper(text)) == []
    if path.name not in INSIDERS:
        unknown = [
            f"{face}.{name}"
            for face, name in _MENTION.findall(text)
            if name not in importlib.import_module(face).__all__ and f"{face}.{name}" not in FACES
        ]
        assert unknown == []


def test_the_search_finds_what_is_deeper() -> None:
    assert len(DOCUMENTS) > 60
    text = "from ivrsim.play.call import Call\n    import ivrdsl.files.load\nfrom ivrsim import Call\nimport ivrdsl\n"
    assert list(deeper(text)) == ["ivrsim.play.call", "ivrdsl.files.load"]
