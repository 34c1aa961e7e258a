"""SVG of matplotlib made ours: paths and texts without ids, links and inline styles, in colours that a style sheet has.

A page may hold many of them, under a policy that forbids inline styles. What nobody sees is left out; of numbers, one
digit behind the point stays.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from lxml import etree

from ivrdsl.findings.render.markup import Html, tag
from ivrdsl.plots.colours import ALONE, colour_name

ROLE: Final = "as-"
"""How the name of an artist of matplotlib begins that becomes a class: what it stands for."""
_SPACE: Final = "http://www.w3.org/2000/svg"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_NUMBER: Final = re.compile(r"-?[0-9]+\.[0-9]+")
_KEPT: Final = ("stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "stroke-opacity", "text-anchor")
_LETTERS: Final = ("font-size", "font-weight")
_IDLE: Final = {"stroke-opacity": "1", "fill-opacity": "1", "opacity": "1", "text-anchor": "start"}


class PlotSvg(NamedTuple):
    """A plot as it is drawn.

    Attributes:
        wide, high: its size, in pixels.
        parts: paths and texts.
    """

    wide: int
    high: int
    parts: Html

    def embedded(self, title: str) -> Html:
        """An element for a page, which has the style; the title is read aloud."""
        return tag("svg", self.parts, class_="plot", viewBox=self._box, role="img", aria_label=title)

    def alone(self, title: str, says: str) -> bytes:
        """A file of its own."""
        told = (tag("title", title), tag("desc", says), Html(f"<style>{ALONE}</style>"), self.parts)
        size = {"width": str(self.wide), "height": str(self.high)}
        made = tag("svg", *told, xmlns=_SPACE, class_="plot", viewBox=self._box, **size)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{made}\n'.encode("utf-8", "backslashreplace")

    @property
    def _box(self) -> str:
        return f"0 0 {self.wide} {self.high}"


def cleaned(svg: bytes, wide: int, high: int) -> PlotSvg:
    """What is drawn in an SVG of matplotlib.

    Raises:
        KeyError: something is drawn in a colour that is none of ours.
    """
    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
    paths = {path.get("id"): path for path in root.iter(f"{{{_SPACE}}}path")}
    return PlotSvg(wide, high, Html("".join(_parts(root, paths, ""))))


def _parts(element: Any, paths: Mapping[str | None, Any], role: str) -> Iterator[str]:
    for each in element.iterchildren(etree.Element):
        name = etree.QName(each).localname
        own = str(each.get("id", ""))
        if name == "g":
            yield from _parts(each, paths, own.removeprefix(ROLE) if own.startswith(ROLE) else role)
        elif name == "path":
            yield _path(each.get("d"), each, role)
        elif name == "use":
            shape = paths[each.get(_LINK).removeprefix("#")]
            yield _path(shape.get("d"), each, role, f"translate({each.get('x', '0')} {each.get('y', '0')})")
        elif name == "text":
            yield _text(each, role)


def _path(shape: str, element: Any, role: str, moved: str = "") -> str:
    style = _style_of(element)
    paint = [style.get("fill", "none"), style.get("stroke", "none")]
    if paint == ["none", "none"]:
        return ""
    drawn = _short(" ".join(shape.split()))
    return tag("path", d=drawn, transform=_short(moved), **_looks(style, role))


def _text(element: Any, role: str) -> str:
    style = _style_of(element)
    at = {key: _short(element.get(key)) for key in ("x", "y")}
    turned = str(element.get("transform", ""))
    if re.match(r"rotate\(-?0 ", turned):
        turned = ""
    letters = {key.replace("-", "_"): style[key] for key in _LETTERS if key in style}
    return tag("text", str(element.text or ""), transform=_short(turned), **at, **letters, **_looks(style, role))


def _looks(style: Mapping[str, str], role: str) -> dict[str, str]:
    """The attributes that say how something looks: classes for its colours, and what it stands for."""
    fill, stroke = style.get("fill", "none"), style.get("stroke", "none")
    classes = [role, "" if fill == "none" else f"f-{colour_name(fill)}"]
    classes.append("" if stroke == "none" else f"s-{colour_name(stroke)}")
    kept = {key.replace("-", "_"): style[key] for key in _KEPT if style.get(key, _IDLE.get(key)) != _IDLE.get(key)}
    if fill == "none":
        kept["fill"] = "none"
    return {"class_": " ".join(filter(None, classes)), **kept}


def _style_of(element: Any) -> dict[str, str]:
    pairs = (each.partition(":") for each in element.get("style", "").split(";") if ":" in each)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _short(numbers: str) -> str:
    return _NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), numbers)
