"""Plots, by their structure: which versions of matplotlib draw them does not matter."""

import re
from math import inf
from typing import Any

import pytest

from ivrdsl.errors import IvrError
from tests.needs import library
from tests.plots.markup import SVG, classed, svg_of, texts
from tests.plots.samples import HOSTILE, Law, bounded, endless, forecast, geometric, quantity

matplotlib = library("matplotlib", "forecast")

from ivrdsl.plots.assumptions import WhatIfLine, tornado_plot, tornado_plots, what_if_plot  # noqa: E402
from ivrdsl.plots.bars import Bar, bars_from_zero  # noqa: E402
from ivrdsl.plots.canvas import drawn  # noqa: E402
from ivrdsl.plots.happenings import funnel_plot, plays_plot, stages  # noqa: E402
from ivrdsl.plots.laws import law_plot  # noqa: E402
from ivrdsl.plots.plot import Plot  # noqa: E402
from ivrdsl.plots.svg import cleaned  # noqa: E402
from ivrsim.chains.quantity import Between, Quantity, exactly  # noqa: E402


def seen(plot: Plot | None) -> Any:
    assert plot is not None
    return svg_of(plot.svg())


def left(element: Any) -> float:
    return float(re.findall(r"[-0-9.]+", element.get("d"))[0])


# --- laws ------------------------------------------------------------------------------------------------------------


def test_a_law_has_a_bar_a_range_a_line_and_its_quantiles() -> None:
    svg = seen(law_plot(quantity()))
    assert len(classed(svg, "bar")) == 3
    assert len(classed(svg, "line")) == 1
    assert len(classed(svg, "quantile")) == 2  # two of the three are the same
    assert [each.text for each in classed(svg, "mark")] == [" p50 4 s ", " p90 p99 9 s "]
    assert {"bars: in each range", "line: this or less", "duration, s", "0 %", "100 %"} <= set(texts(svg))


def test_bars_are_as_high_as_their_shares() -> None:
    bars = classed(seen(law_plot(quantity())), "bar")
    heights = [
        max(rows) - min(rows)
        for rows in ([float(y) for y in re.findall(r" ([-0-9.]+)(?: [LMz]|$)", each.get("d"))] for each in bars)
    ]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.3)
    assert heights[0] == pytest.approx(heights[2], abs=0.3)


def test_bounds_are_a_band_between_two_lines() -> None:
    plot = law_plot(bounded([(1000, 0.5), (2000, 0.5)], 2000))
    svg = seen(plot)
    assert plot is not None
    assert (len(classed(svg, "band")), len(classed(svg, "line")), len(classed(svg, "bar"))) == (1, 2, 0)
    assert "1 to 3 s" in plot.says
    assert "band" in plot.says


@pytest.mark.parametrize(
    ("law", "most"),
    [([(12_000, 1)], 1), ([(0, 1)], 1), (geometric(40_000), 42), ([(0, 0.5), (1e12, 0.5)], 2)],
    ids=["one", "zero", "many", "far"],
)
def test_odd_laws(law: Law, most: int) -> None:
    plot = law_plot(quantity(law=law))
    assert plot is not None
    assert 1 <= len(classed(svg_of(plot.svg()), "bar")) <= most
    assert len(plot.svg()) < 40_000
    assert "nan" not in plot.svg().decode()


def test_what_has_no_end_says_so() -> None:
    plot = law_plot(endless())
    assert plot is not None
    assert plot.says.startswith("Half of all calls take 1 s or less. The average is at least 1 s.")
    assert "may never end" in plot.says
    assert "More than the plot shows: 50 % of calls." in plot.says
    assert ("have more than 1 s", "50 %") in plot.table.rows


def test_a_law_is_told_in_words() -> None:
    plot = law_plot(forecast().quantities["cost"])
    assert plot is not None
    assert plot.says == (
        "Half of all calls cost 0.05 USD or less, 99 of 100 cost 0.25 USD or less. The average is 0.038 USD."
    )


def test_no_law_is_no_plot() -> None:
    assert law_plot(quantity(law=())) is None


@pytest.mark.parametrize(("unit", "longest", "axis"), [("ms", 6e5, "min"), ("ms", 1e8, "h"), ("ms", 1e9, "days")])
def test_axes_count_in_units_of_people(unit: str, longest: float, axis: str) -> None:
    assert f"duration, {axis}" in texts(seen(law_plot(quantity("duration", unit, [(0, 0.5), (longest, 0.5)]))))


# --- bars ------------------------------------------------------------------------------------------------------------


def test_the_funnel() -> None:
    plot = funnel_plot(forecast(), exactly(0.8))
    svg = seen(plot)
    assert plot is not None
    assert [each.text for each in classed(svg, "name")] == [
        "Calls", "Answered", "A person answers", "A person hears the secret", "Somebody presses a key"
    ]  # fmt: skip
    assert [each.text for each in classed(svg, "number")] == ["100 %", "80 %", "40 %", "32 to 36 %", "20 %"]
    assert len(classed(svg, "bar")) == 6  # what is not known is a bar of its own
    assert plot.says == (
        "Of 100 calls, 80 are answered, 40 by a person, in 32 to 36 a person hears the secret,"
        " in 20 somebody presses a key."
    )
    assert funnel_plot(forecast()._replace(events={}, quantities={})) is None


def test_the_funnel_of_answered_calls() -> None:
    events = {"answered by person": exactly(0.5), "person hears a": exactly(0.1), "person hears b {}": exactly(0.2)}
    told = forecast()._replace(events=events, quantities={})
    plot = funnel_plot(told)
    assert plot is not None
    assert plot.says == 'Of 100 calls that are answered, 50 are answered by a person, in 10 a person hears "b {}".'
    assert [stage.share.low for stage in stages(told, message="person hears a")] == [0.5, 0.05]


def test_the_most_played_prompts_come_first_and_the_table_has_all() -> None:
    many = {f"plays of {each}": Quantity(f"plays of {each}", "", [], exactly(each / 10)) for each in range(20)}
    plot = plays_plot(forecast([str(each) for each in range(20)], **many))
    assert plot is not None
    assert [each.text for each in classed(seen(plot), "name")][:2] == ["19", "18"]
    assert len(classed(seen(plot), "name")) == 12
    assert len(plot.table.rows) == 20
    assert plot.says.endswith("Most often: 19, 1.9 times. The plot shows 12 of 20; the table has all.")


def test_what_moves_most_comes_first() -> None:
    plot = tornado_plot(forecast(), "duration")
    svg = seen(plot)
    assert plot is not None
    assert [each.text for each in classed(svg, "name")] == ["main menu", "code"]
    bars = classed(svg, "bar")
    assert len(bars) == 4
    assert left(bars[0]) < left(bars[1])
    assert ("main menu", "main menu", "main menu", "-2.3 to +1.9 s") in plot.table.rows
    assert tornado_plot(forecast(), "cost") is None


def test_bars_of_what_is_without_end_end_in_the_plot() -> None:
    shown = bars_from_zero([Bar("a", Between(1, float("inf")), "a"), Bar("b", exactly(2), "b")]).parts
    assert "inf" not in shown
    assert "nan" not in bars_from_zero([Bar("a", exactly(float("nan")), "?")]).parts


# --- what if ---------------------------------------------------------------------------------------------------------


def test_what_if() -> None:
    means = [exactly(5000), exactly(6000), Between(7000, 9000)]
    shares = [exactly(0.5), exactly(0.6), exactly(0.7)]
    table = WhatIfLine("reach.answered", ("0.5", "0.75", "1"), {"duration": means, "answered by person": shares})
    plot = what_if_plot(table, forecast())
    svg = seen(plot)
    assert plot is not None
    assert (len(classed(svg, "band")), len(classed(svg, "line"))) == (1, 1)
    assert {"reach.answered", "the average duration, s", "0.5", "0.75", "1"} <= set(texts(svg))
    assert plot.says == "With reach.answered at 0.5, the average duration is 5 s; at 1, 7 to 9 s."
    assert plot.table.rows[1] == ("0.75", "6 s", "60 %")
    assert what_if_plot(WhatIfLine("x", ("1",), {"duration": [exactly(1)]}), forecast()) is None


def test_what_if_without_end_stays_in_the_plot() -> None:
    endless_means = [exactly(5000), exactly(inf)]
    svg = seen(what_if_plot(WhatIfLine("x", ("a", "b"), {"mean duration": endless_means}), forecast()))
    assert not re.search(r"\b(nan|inf)\b", " ".join(str(each.get("d")) for each in svg.iter()))


def test_figures_of_events_move_in_percent() -> None:
    told = forecast()
    assumption = told.assumptions[0]._replace(moves={"never ends": Between(-0.02, 0.01), "mean cost": Between(0, inf)})
    plots = tornado_plots(told._replace(assumptions=[assumption]))
    assert [plot.name for plot in plots] == ["moves-mean-cost", "moves-never-ends"]
    assert plots[0].table.rows[0][-1] == "0 USD to without end"
    assert plots[1].table.rows[0][-1] == "-2 to +1 %"
    assert 'how often "never ends" happens' in plots[1].says


# --- what comes of matplotlib ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_texts(name: str) -> None:
    told = forecast([name, "other"])
    for plot in (funnel_plot(told), plays_plot(told), tornado_plot(told, "duration")):
        svg = seen(plot)
        assert {each.tag.removeprefix(SVG) for each in svg.iter()} == {"svg", "title", "desc", "style", "path", "text"}
        assert not [each for each in svg.iter() if set(each.attrib) & {"id", "style", "onload", "clip-path"}]
        assert all(each.isprintable() for each in texts(svg))


def test_the_same_bytes_twice_whatever_the_user_has_set() -> None:
    one = seen_bytes()
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path", "text.usetex": True}):
        assert seen_bytes() == one
        assert matplotlib.rcParams["font.size"] == 30
    assert b"pyplot" not in one


def seen_bytes() -> bytes:
    plots = (law_plot(quantity()), funnel_plot(forecast()), tornado_plot(forecast(), "duration"))
    return b"".join([plot.svg() for plot in plots if plot is not None])


def test_no_date_no_maker_and_no_link() -> None:
    told = seen_bytes().decode()
    assert "matplotlib" not in told
    assert "http" not in told.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"\b20[0-9]{2}-[0-9]{2}", told)


def test_colours_that_are_not_ours_are_a_mistake() -> None:
    with pytest.raises(KeyError):
        drawn(lambda axes: axes.axhline(0.5, color="#123456"), 100)


def test_what_is_drawn_by_reference_is_drawn_in_place() -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><defs>'
        b'<path id="m" d="M 0 0 L 1.234 2"/></defs><g id="as-band">'
        b'<use xlink:href="#m" x="3" y="4" style="fill: #1659a0"/></g></svg>'
    )
    assert cleaned(svg, 1, 1).parts == (
        '<path d="M 0 0 L 1.2 2" transform="translate(3 4)" class="band f-prompt"></path>'
    )


def test_without_matplotlib_a_user_reads_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(IvrError, match=r"pip install 'ivrdsl\[forecast\]'"):
        law_plot(quantity())
