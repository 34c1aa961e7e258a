"""What FILES means: files, patterns and folders, in a stable order, and nothing that was not asked for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivrdsl.files.patterns import expand

PLAN = "<dialplan/>"
TREE = {
    "a.xml": PLAN,
    "b/c.xml": '<?xml version="1.0"?>\n<!-- <menu> -->\n<DialPlan name="x"/>',
    "b/d/e.XML": "<!DOCTYPE dialplan [<!ENTITY a ']>'>]><x:dialplan xmlns:x='y'>",
    "b-c.xml": "junk <dialplan>",
    "b/other.xml": "<report><dialplan/></report>",
    "b/broken.xml": "<report><dialplan></report>",
    "b/empty.xml": "",
    "b/notes.txt": "notes",
    "b/plan.py": "raise SystemExit('this must not run')",
    ".hidden/a.xml": PLAN,
    "b/.venv/a.xml": PLAN,
    "node_modules/a.xml": PLAN,
    "__pycache__/a.xml": PLAN,
    "b/._a.xml": PLAN,
}
PLANS = ["a.xml", "b-c.xml", "b/broken.xml", "b/c.xml", "b/d/e.XML"]


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder() -> None:
    assert expand(["."]) == (PLANS, ["b/empty.xml", "b/other.xml"], [], frozenset(PLANS))
    assert expand(["b/"]).sources == PLANS[2:]
    assert expand([os.path.abspath("b")]).sources == [os.path.abspath(path) for path in PLANS[2:]]


@pytest.mark.parametrize(
    ("pattern", "sources"),
    [
        ("*.xml", ["a.xml", "b-c.xml"]),
        ("**/*.xml", PLANS[:4]),
        ("**", PLANS),
        ("**/**/c.xml", ["b/c.xml"]),
        ("b/*", ["b/broken.xml", "b/c.xml"]),
        ("b/[a-c]?*", ["b/broken.xml", "b/c.xml"]),
        ("*/d/e.XML", ["b/d/e.XML"]),
        ("b/../*.xml", ["b/../a.xml", "b/../b-c.xml"]),
        ("b/*.py", ["b/plan.py"]),
        ("**/*.py:main", ["b/plan.py:main"]),
        (".hid*/*.xml", [".hidden/a.xml"]),
        ("node_modules/*.xml", ["node_modules/a.xml"]),
    ],
)
def test_patterns(pattern: str, sources: list[str]) -> None:
    found = expand([pattern])
    assert (found.sources, found.unread) == (sources, [])


def test_what_is_named_stays() -> None:
    named = ["b/other.xml", "missing.xml", "b/plan.py:x", "missing.py", "C:\\plans\\a.py:x", "C:\\a.xml", "b/notes.txt"]
    assert expand(named) == (named, [], [], frozenset())


def test_none_twice_and_arguments_in_order(tree: Path) -> None:
    (tree / "z.xml").symlink_to("a.xml")
    assert expand(["b/c.xml", "./b/c.xml", "b", "a.xml", ".", "z.xml"]).sources == [
        "b/c.xml",
        "b/broken.xml",
        "b/d/e.XML",
        "a.xml",
        "b-c.xml",
    ]
    assert expand(["b/plan.py", "b/plan.py:x", "b/plan.py:y", "b/plan.py:x"]).sources == [
        "b/plan.py",
        "b/plan.py:x",
        "b/plan.py:y",
    ]


@pytest.mark.parametrize("argument", ["*.json", "b/d/x", "nothing/*/*.xml", "node_modules/e*"])
def test_a_search_that_finds_nothing_says_so(argument: str, tree: Path) -> None:
    (tree / "b/d/x").mkdir()
    found = expand(["a.xml", argument])
    assert found.sources == ["a.xml"]
    ((name, reason),) = found.unread
    assert name == argument
    assert reason.startswith(f"{argument}: nothing to check: ")


def test_a_search_that_finds_no_dialplan_says_so(tree: Path) -> None:
    (tree / "b/broken.xml").unlink()
    found = expand(["b/[eo]*.xml"])
    assert found == ([], ["b/empty.xml", "b/other.xml"], found.unread, frozenset())
    assert found.unread[0][1] == "b/[eo]*.xml: nothing to check: the 2 files are not dialplans"


@pytest.mark.skipif(os.sep != "/", reason="names that POSIX allows")
def test_odd_names(tree: Path) -> None:
    odd = tree / "odd"
    odd.mkdir()
    for name in (b"a[1].xml", b"\xff.xml", b"x.py:y.xml", b" .xml"):
        Path(os.fsdecode(os.fsencode(odd) + b"/" + name)).write_text(PLAN)
    (odd / "x.py").write_text("raise SystemExit('this must not run')")
    os.mkfifo(odd / "pipe.xml")
    (odd / "gone.xml").symlink_to("nowhere")
    found = expand(["odd"])
    assert found.sources == ["odd/ .xml", "odd/a[1].xml", "odd/gone.xml", os.fsdecode(b"odd/\xff.xml")]
    assert [name for name, _ in found.unread] == ["odd/x.py:y.xml"]
    assert expand(["odd/a[1].xml"]).sources == ["odd/a[1].xml"]


def test_links_to_folders_make_no_loops(tree: Path) -> None:
    for name in ("b/up", "b/d/up", "b/d/again"):
        (tree / name).symlink_to(tree)
    assert expand(["."]).sources == PLANS
    assert expand(["**/*.xml"]).sources == PLANS[:4]
    assert expand(["b/up"]).sources == [f"b/up/{path}" for path in PLANS]


def test_encodings_and_long_prologs(tree: Path) -> None:
    folder = tree / "texts"
    folder.mkdir()
    (folder / "a.xml").write_bytes("<dialplan/>".encode("utf-16"))
    (folder / "b.xml").write_bytes(b"\xef\xbb\xbf<dialplan/>")
    (folder / "c.xml").write_bytes(b"<!--" + b" " * 100_000 + b"--><dialplan/>")
    (folder / "d.xml").write_bytes(b"<!--" * 50_000)
    (folder / "e.xml").write_bytes(b"\x00\xff\xfe")
    (folder / "f.xml").write_bytes(b"<!DOCTYPE a [" + b"] " * 30_000)
    found = expand(["texts"])
    assert found.sources == ["texts/a.xml", "texts/b.xml", "texts/c.xml"]
    assert found.others == ["texts/d.xml", "texts/e.xml", "texts/f.xml"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_told(tree: Path) -> None:
    (tree / "b").chmod(0)
    try:
        found = expand(["."])
    finally:
        (tree / "b").chmod(0o755)
    assert found.sources == ["a.xml", "b-c.xml"]
    assert found.unread == [("b", "b cannot be read: Permission denied")]


def test_what_is_named_is_not_matched_as_well(tree: Path) -> None:
    assert expand(["b/plan.py", "b/*.py"]).matched == frozenset()
    assert expand(["b/*.py"]).matched == {"b/plan.py"}


def test_files_of_calls_need_a_pattern_of_their_own(tree: Path) -> None:
    (tree / "b" / "a.call").write_text("dialplan c.xml")
    assert "b/a.call" not in expand(["b/*"]).sources
    assert expand(["b/*.call"]).sources == ["b/a.call"]
