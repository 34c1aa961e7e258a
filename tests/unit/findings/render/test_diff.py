"""What a diff shows, and what it hides."""

import pytest

from ivrdsl.findings.render.diff import unified

HEAD = "--- a/f.xml\n+++ b/f.xml\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a\n", "a\n", ""),
        ("", "", ""),
        ("a\nb\n", "a\nc\n", f"{HEAD}@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
        ("a\r\nb\r\n", "a\r\nc\r\n", f"{HEAD}@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
        ("a\n", "a\r\n", f"{HEAD}@@ -1 +1 @@\n-a\n+a\\r\n"),
        ("a\rb", "a\rc", f"{HEAD}@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n"
                         "+c\n\\ No newline at end of file\n"),
        ("a", "a\n", f"{HEAD}@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
        ("\tx\n", "\t\x1b[31m\u202e\n", f"{HEAD}@@ -1 +1 @@\n-\tx\n+\t\\x1b[31m\\u202e\n"),
        ("\ufeffa\n", "\ufeffb\n", f"{HEAD}@@ -1 +1 @@\n-\\ufeffa\n+\\ufeffb\n"),
        ("", "@@\n", f"{HEAD}@@ -0,0 +1 @@\n+@@\n"),
        ("a\u2028b\n", "a\u2028c\n", f"{HEAD}@@ -1 +1 @@\n-a\\u2028b\n+a\\u2028c\n"),
    ],
)  # fmt: skip
def test_unified(old: str, new: str, expected: str) -> None:
    assert unified(old, new, "f.xml") == expected


def test_names_are_safe_and_relative() -> None:
    assert unified("a\n", "b\n", "/tmp/\x1bf.xml").startswith("--- a/tmp/\\x1bf.xml\n+++ b/tmp/\\x1bf.xml\n")
