"""A plot with what it says in words, and its numbers as a table: whoever cannot see it misses nothing."""

from typing import Final, NamedTuple

from ivrdsl.findings.render.markup import Html, island, tag
from ivrdsl.findings.render.safe import safe
from ivrdsl.plots.svg import PlotSvg

_SHORT: Final = 10
"""Letters; words that are longer may be broken."""


class NumberTable(NamedTuple):
    """Numbers, in words.

    Attributes:
        columns: what stands in each; the first names the row.
        rows: as many texts each.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def html(self, title: str) -> Html:
        """The element; where a window is too small for it, it can be scrolled, by keys, too.

        Args:
            title: what is read aloud before it.
        """
        head = tag("tr", *[tag("th", island(each), scope="col", class_=_class_of(each)) for each in self.columns])
        body = [self._row(*row) for row in self.rows]
        table = tag("table", tag("caption", island(title)), tag("thead", head), tag("tbody", *body), class_="numbers")
        return tag("div", table, class_="scrolls", tabindex="0", role="group", aria_label=f"Table: {title}")

    def _row(self, name: str, *cells: str) -> Html:
        return tag("tr", tag("th", island(name or '""'), scope="row"), *[_cell(cell) for cell in cells])


def _cell(text: str) -> Html:
    """A number is broken between its words only; other texts are wherever they must."""
    return tag("td", island(text.replace(" %", "\u00a0%")), class_=_class_of(text))


def _class_of(text: str) -> str:
    return "length" if max(map(len, safe(text).split()), default=0) <= _SHORT else ""


class Plot(NamedTuple):
    """A plot.

    Attributes:
        name: of it, for links and files: letters and "-".
        title: what it shows.
        says: what is to be seen, in plain words.
        drawing: how it looks.
        table: its numbers.
    """

    name: str
    title: str
    says: str
    drawing: PlotSvg
    table: NumberTable

    def svg(self) -> bytes:
        """The plot as a file of its own."""
        return self.drawing.alone(self.title, self.says)

    def html(self) -> Html:
        """The plot as a part of a page."""
        heading = f"heading-{self.name}"
        numbers = tag("details", tag("summary", "The numbers"), self.table.html(self.title))
        return tag(
            "section",
            tag("h2", island(self.title), id=heading),
            tag("figure", self.drawing.embedded(self.title), tag("figcaption", island(self.says))),
            numbers,
            class_="shown",
            id=self.name,
            aria_labelledby=heading,
        )


def slug(name: str) -> str:
    """A name as a part of a plot's own: small letters, digits and "-"."""
    kept = "".join(each if each.isascii() and each.isalnum() else "-" for each in name.lower())
    return "-".join(filter(None, kept.split("-")))[:60] or "other"
