"""The page as one file: a skeleton, one style, one script, and one block of data that is no code.

Theory of operation. The policy in the page lets nothing run but what is in it, by hash, and nothing be fetched. Whatever
a plan says stands in the block of data, and the script puts it on the page as text. So no text is ever read as markup.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

_HERE: Final = Path(__file__).parent / "static"
_ESCAPED: Final = re.compile("[<\u2028\u2029\ud800-\udfff]")
"""What could end the block of data, or is no text in UTF-8."""
_MARKS: Final = re.compile(r"\{\{(\w+)\}\}")
_POLICY: Final = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; require-trusted-types-for 'script'; "
    "trusted-types 'none'; base-uri 'none'; form-action 'none'"
)


def document(title: str, data: Mapping[str, Any], script: str) -> bytes:
    """Return a page, the same bytes for the same input.

    Args:
        title: what the page is called.
        data: what is shown, as JSON has it.
        script: what shows it.

    Raises:
        ValueError: the script would end its own tag.
    """
    for end in ("</script", "<!--"):
        if end in script.lower():
            raise ValueError(f"the script of the page holds {end}")
    style = compact(asset("page.css"))
    parts = {
        "policy": _POLICY.format(script=_hash(script), style=_hash(style)),
        "title": escape(title),
        "style": style,
        "data": block(data),
        "script": script,
    }
    return _MARKS.sub(lambda mark: parts[mark[1]], asset("page.html")).encode()


def block(data: Mapping[str, Any]) -> str:
    """The data as JSON that no parser of HTML takes for more than text."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@cache
def asset(name: str) -> str:
    """A file of the page's own."""
    return (_HERE / name).read_text(encoding="utf-8")


def compact(text: str) -> str:
    """A script or a style without its indentation, its empty lines, and the comments that have lines of their own.

    So neither may hold a text that goes over several lines.
    """
    text = re.sub(r"^\s*/\*.*?\*/\s*$", "", text, flags=re.DOTALL | re.MULTILINE)
    lines = [line.strip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
