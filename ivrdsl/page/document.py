"""The page as one file: a skeleton, one style, one script, and one block of data that is no code.

Theory of operation. The policy in the page lets nothing run but what is in it, by hash, and lets nothing be fetched.
What a plan says is escaped where it is put into markup (`markup.py`), or stands in the block of data, and the script
puts it on the page as text. What is to be read is there before the script runs, for who has none.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

from ivrdsl.findings.render.look import base_style, policy
from ivrdsl.findings.render.safe import safe
from ivrdsl.page.brevity import small_style
from ivrdsl.page.content import FlowPage
from ivrsim.picture.theme import PAGE_STYLE

_HERE: Final = Path(__file__).parent / "static"
_ESCAPED: Final = re.compile("[<\u2028\u2029\ud800-\udfff]")
"""What could end the block of data, or is no text in UTF-8."""
_MARKS: Final = re.compile(r"\{\{(\w+)\}\}")


def document(page: FlowPage, script: str) -> bytes:
    """Return a page, the same bytes for the same input.

    Args:
        page: what is on it.
        script: what plays it.

    Raises:
        ValueError: the script would end its own tag.
    """
    for end in ("</script", "<!--"):
        if end in script.lower():
            raise ValueError(f"the script of the page holds {end}")
    style = style_of(plays=bool(page.svg))
    parts = {
        "policy": policy(style, script),
        "title": escape(safe(page.title)),
        "style": style,
        "head": page.head,
        "picture": page.svg,
        "panels": page.panels,
        "data": block(page.data),
        "script": script,
    }
    return _MARKS.sub(lambda mark: parts[mark[1]], asset("page.html")).encode("utf-8", "backslashreplace")


@cache
def style_of(*, plays: bool) -> str:
    """The one style of the page."""
    return small_style((PAGE_STYLE if plays else "") + base_style() + asset("page.css"))


def block(data: Mapping[str, Any] | None) -> str:
    """The data as JSON that no parser of HTML takes for more than text."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@cache
def asset(name: str) -> str:
    """A file of the page's own."""
    return (_HERE / name).read_text(encoding="utf-8")
