"""What is in a report and in a plot, read by parsers that are not ours."""

import re
from typing import Any

from lxml import etree, html

SVG = "{http://www.w3.org/2000/svg}"


def parsed(report: bytes) -> Any:
    return html.document_fromstring(report, parser=html.HTMLParser(encoding="utf-8"))


def classed(svg: Any, role: str) -> list[Any]:
    """The elements that stand for something: "bar", "line", "band", "quantile", "mark", "name", "number"."""
    return [each for each in svg.iter() if role in str(each.get("class", "")).split()]


def texts(svg: Any) -> list[str]:
    return [str(each.text or "") for each in svg.iter(f"{SVG}text", "text")]


def svg_of(file: bytes) -> Any:
    return etree.fromstring(file)


def require_nothing_foreign(report: bytes) -> None:
    """No script, no link away, no inline style, no id twice: what the policy forbids is not there at all."""
    page = parsed(report)
    assert not page.xpath("//script | //link | //iframe | //img | //object | //embed | //base | //use")
    for each in page.iter(etree.Element):
        for name, value in each.attrib.items():
            assert not name.startswith("on"), (each.tag, name)
            assert name not in ("style", "src", "srcset"), (each.tag, name)
            assert name != "href" or value.startswith("#"), (each.tag, value)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    bare = report.decode().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|url\(|@import", bare)
