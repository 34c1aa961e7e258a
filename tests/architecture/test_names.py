"""One name for one thing, modules named by nouns, and docstrings that are short."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for folder in ("ivrdsl", "simulator") for path in (ROOT / folder).rglob("*.py"))
TREES = {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in FILES}
LONGEST = 30

SHARED = {
    "Record": "the node, and its instruction, always written `t.Record`: one tag in two phases",
    "Stash": "the node, and its instruction, always written `t.Stash`: one tag in two phases",
    "Instruction": "XML's word for <?...?>, and the engine's for a row of its table: both are the standard terms",
    "Transfer": "the node, and its instruction, always written `t.Transfer`: one tag in two phases",
}
NOUNS = {
    "coupling": "how the values of two plans hang together",
    "encoding": "in which a document is written",
    "feed": "of events, which readers follow",
    "finding": "what a rule finds",
    "masking": "the standard word for hiding secrets",
    "reading": "of a text: the words that a voice makes of it",
    "writing": "of files, whole or not at all",
}
FOLDERS = {
    "bounding",
    "checking",
    "comparing",
    "compiling",
    "forecasting",
    "mutating",
    "running",
    "telling",
    "testing",
    "unfolding",
    "wording",
}


def test_no_two_classes_share_a_name() -> None:
    homes = defaultdict(list)
    for name, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(name)
    assert {name: found for name, found in homes.items() if len(found) > 1 and name not in SHARED} == {}
    assert {name for name in SHARED if len(homes[name]) != 2} == set()


def test_modules_are_named_by_nouns() -> None:
    """A rule is named after the defect, so its module may be a participle."""
    names = {path.stem for path in FILES if "rules" not in path.parts} | {path.parent.name for path in FILES}
    assert {name for name in names if name.endswith(("ing", "ed"))} == NOUNS.keys() | FOLDERS


def test_reports_are_told_apart() -> None:
    assert len([path for path in FILES if path.name == "report.py"]) <= 1


def docstrings() -> Iterator[tuple[str, str]]:
    """Where each docstring stands, and the docstring."""
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node)
                if text:
                    yield f"{name}:{getattr(node, 'lineno', 1)}", text


def blocks(text: str) -> Iterator[str]:
    """The paragraphs, headings, list items, rows of tables and entries (`name: text`) of a docstring, without code."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    for paragraph in re.split(r"\n\s*\n", text):
        if section := re.match(r"(Args|Attributes|Raises):\n {4}", paragraph):
            yield from re.split(r"\n {4}(?=\S)", paragraph[section.end() :])
        elif not paragraph.startswith("    "):
            paragraph = re.sub(r"^(## .*)\n", r"\1\n- ", paragraph)
            yield from re.split(r"\n(?=\s*(?:[-*]|\d+\.) )|\n(?=.*\S {2,}\S)", paragraph)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a docstring; a code span is one word."""
    for block in blocks(text):
        plain = re.sub(r"``.+?``|`[^`]*`", "Code", block)
        plain = re.sub(r"\b(e\.g|i\.e|etc)\.|\.\.\.", "", plain)
        yield from re.split(r"(?<=[.!?])[\"')\]]*\s+(?=[A-Z0-9\"'(\[])", plain)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two `a. b` three, e.g. Four.", [1, 4]),
        ("All of it.\n\n    code. Left out\n\nArgs:\n    a, b: one two.\n    c: three\n        four.", [3, 4, 3]),
        ('What "it" is. "" for nothing.\n- an item\n- another', [3, 2, 2, 1]),
        ("## What it does\nOne two.\n\n```xml\n<a> <b> <c>\n```", [3, 2]),
    ],
)
def test_sentences_are_told_apart(text: str, expected: list[int]) -> None:
    assert [count for each in sentences(text) if (count := words(each))] == expected


def words(sentence: str) -> int:
    return len(re.findall(r"\w[\w'’-]*", sentence))


def test_a_sentence_has_thirty_words_at_most() -> None:
    long = [(where, words(each), each) for where, text in docstrings() for each in sentences(text)]
    assert "\n".join(f"{where}: {count} words: {text}" for where, count, text in long if count > LONGEST) == ""


def test_no_docstring_begins_with_the_same() -> None:
    """What is the same as what? The first sentence of a rule is what users read, and says it."""
    found = [where for where, text in docstrings() if text.startswith("The same")]
    assert [where for where in found if not where.startswith("ivrdsl/checking/rules/")] == []
