"""A report as one file: it fetches nothing, no script runs in it, and it looks as the page does."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from ivrdsl._version import __version__
from ivrdsl.findings.render.look import base_style, policy
from ivrdsl.findings.render.markup import NOTHING, Html, island, joined, tag
from ivrdsl.findings.render.safe import safe
from ivrdsl.plots.colours import PAGE_PLOTS
from ivrdsl.plots.plot import NumberTable, Plot

_HERE: Final = Path(__file__).parent / "static"
_MARKS: Final = re.compile(r"\{\{(\w+)\}\}")


def document(title: str, head: Html, main: Html) -> bytes:
    """Return a report, the same bytes for the same input.

    Args:
        title: what it is called.
        head: what stands at its top.
        main: what stands below.
    """
    style = _style()
    parts = {"policy": policy(style), "title": escape(safe(title)), "style": style, "head": head, "main": main}
    return _MARKS.sub(lambda mark: parts[mark[1]], _asset("report.html")).encode("utf-8", "backslashreplace")


def head(title: str, chips: Iterable[tuple[str, str]], note: str) -> Html:
    """What stands at the top of a report.

    Args:
        title: what it is about.
        chips: what there is to know at a glance, each with "good", "bad" or "" for neither.
        note: what is to be read before anything else; "" for nothing.
    """
    made = [tag("span", words, class_=f"chip {kind}".rstrip()) for words, kind in chips]
    warns = tag("p", island(note), class_="note") if note else NOTHING
    return joined(tag("h1", island(title)), tag("div", *made, class_="chips"), warns)


def tiles(figures: Iterable[tuple[str, str]]) -> Html:
    """The most important numbers, large: each with its name."""
    made = [tag("div", tag("dt", island(name)), tag("dd", island(number))) for name, number in figures]
    return tag("dl", *made, class_="tiles") if made else NOTHING


def gallery(plots: Iterable[Plot | None]) -> Html:
    """Plots, one beside the other where there is room."""
    made = [plot.html() for plot in plots if plot is not None]
    return tag("div", *made, class_="plots") if made else NOTHING


def tabled(name: str, title: str, lead: str, table: NumberTable) -> Html:
    """A table with its heading; nothing where it has no rows."""
    return _words(name, title, tag("p", lead, class_="lead"), table.html(title)) if table.rows else NOTHING


def listed(name: str, title: str, lead: str, points: Sequence[str]) -> Html:
    """A list with its heading; nothing where it is empty."""
    if not points:
        return NOTHING
    made = [tag("li", island(point)) for point in points]
    return _words(name, title, tag("p", lead, class_="lead"), tag("ul", *made, class_="points"))


def about(*told: str) -> Html:
    """What somebody should know before the report is sent on."""
    lines = [*told, "The report needs no network, sends nothing and keeps nothing."]
    version = tag("p", f"ivrdsl {__version__}", class_="name")
    return _words("about", "About", *[tag("p", line) for line in lines], version)


def _words(name: str, title: str, *parts: Html) -> Html:
    heading = f"heading-{name}"
    return tag(
        "section", tag("h2", title, id=heading), *parts, class_="told-in-words", id=name, aria_labelledby=heading
    )


@cache
def _style() -> str:
    return base_style() + PAGE_PLOTS + _asset("report.css")


def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
