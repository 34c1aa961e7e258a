"""The file: its policy, its bytes, and the block of data."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from ivrdsl.findings.render.markup import Html
from ivrdsl.page.content import FlowPage
from ivrdsl.page.document import block, document
from ivrdsl.page.script import script
from tests.processes import ivrdsl

ROOT = Path(__file__).resolve().parents[3]


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_data_is_read_back_and_ends_no_tag(data: object) -> None:
    text = block({"x": data})
    assert not re.search("[<\u2028\u2029\ud800-\udfff]", text)
    assert json.loads(text) == {"x": data}


def test_a_script_that_would_end_its_tag_is_refused() -> None:
    with pytest.raises(ValueError, match="</script"):
        document(FlowPage("x", Html(""), Html("")), "const a = '</SCRIPT>';")


def made(folder: Path, *options: str, source: str = "one_time_code.py") -> str:
    done = ivrdsl("page", str(ROOT / "examples" / source), *options, "-o", "page.html", folder=folder)
    assert done.code == 0, done.errors
    return (folder / "page.html").read_text(encoding="utf-8")


def hashed(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_knows_the_one_script_and_the_one_style(tmp_path: Path) -> None:
    page = made(tmp_path)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', page)
    (style,), (run,) = (
        re.findall(r"<style>(.*?)</style>", page, re.S),
        re.findall(r"<script>(.*?)</script>", page, re.S),
    )
    assert policy.split("; ") == [
        "default-src 'none'",
        f"script-src 'sha256-{hashed(run)}'",
        f"style-src 'sha256-{hashed(style)}'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert " style=" not in page
    assert not re.search(r" on\w+=", re.sub(r"<script.*?</script>", "", page, flags=re.S))


def test_the_same_plan_makes_the_same_bytes_without_folders_of_this_machine(tmp_path: Path) -> None:
    calls = ("--calls", str(ROOT / "examples" / "one_time_code.call"))
    one = made(tmp_path, *calls)
    (tmp_path / "other").mkdir()
    assert made(tmp_path / "other", *calls) == one
    for folder in (str(tmp_path), str(ROOT), str(Path.home())):
        assert folder not in one


def test_nothing_of_the_page_uses_what_the_policy_forbids() -> None:
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "Function(", "localStorage", "fetch("):
        assert word not in script()


def test_a_small_plan_is_a_small_file(tmp_path: Path) -> None:
    assert len(made(tmp_path).encode()) <= 90_000
