"""The report of a campaign."""

import re
from typing import Any

import pytest

from tests.needs import library
from tests.plots.markup import classed, parsed, require_nothing_foreign, svg_of, texts
from tests.plots.samples import HOSTILE, campaign, estimate, exact_campaign

library("matplotlib", "forecast")

from ivrdsl.plots.campaigns import campaign_plots, campaign_report, in_words  # noqa: E402
from ivrdsl.plots.plot import Plot  # noqa: E402


def plots(result: dict[str, Any]) -> dict[str, Plot]:
    return {plot.name: plot for plot in campaign_plots(result)}


def test_a_simulated_campaign() -> None:
    found = plots(campaign())
    assert list(found) == ["load-lines", "load-agents", "attempts", "unreached"]
    lines, agents = (svg_of(found[f"load-{name}"].svg()) for name in ("lines", "agents"))
    assert (len(classed(lines, "line")), len(classed(lines, "band"))) == (1, 1)
    assert (len(classed(agents, "line")), len(classed(agents, "band"))) == (2, 2)
    assert {"agents", "waiting", "h after the start", "busy at once"} <= set(texts(agents))
    assert found["load-lines"].says == (
        "How many lines are busy at once. Most: 78, 39 min after the start."
        " At each moment, 90 of 100 campaigns are within the band."
    )


def test_an_exact_campaign_has_the_law_of_its_cost() -> None:
    found = plots(exact_campaign())
    assert list(found) == ["law-cost", "load-lines", "attempts", "unreached"]
    cost = svg_of(found["law-cost"].svg())
    assert 15 <= len(classed(cost, "bar")) <= 42  # those that cannot be are not among them
    assert found["law-cost"].says.startswith("Half of all such campaigns cost 949 USD or less")
    assert found["load-lines"].says == "How many lines are busy at once. Most: 2, at the start."
    page = parsed(campaign_report(exact_campaign())).text_content()
    assert "totals exact for the model" in page
    assert "simulated" not in page


def test_what_each_attempt_brings() -> None:
    found = plots(campaign())["attempts"]
    assert found.says == (
        "The first attempt takes 2,000 calls and reaches 895 to 905 of 2,000 recipients; 2 attempts take 2,500 calls."
    )
    assert found.table.rows[0] == ("1", "2,000", "895 to 905", "LA 1,500, BUSY 500")
    assert len(found.table.rows) == 2


def test_who_is_never_reached_is_added_up_over_groups() -> None:
    result = campaign(("east", "west"))
    result["fates"]["west"] = {"reached": estimate(1000), "east: not retried": estimate(1000)}
    found = plots(result)["unreached"]
    assert found.says == ("1,800 of 4,000 recipients are never reached, 45 %. Most often: east: not retried.")
    assert found.table.rows == (("east: not retried", "1,800", "45 %"),)
    result["fates"] = {"east": {"reached": estimate(4000)}}
    assert "unreached" not in plots(result)


def test_it_begins_in_plain_words() -> None:
    assert in_words(campaign()) == (
        "2,000 recipients are called. Of 100 of them, 60 are reached. The last call ends about 2 h 01 min after the"
        " start. All calls together cost 225 to 235 USD."
    )


def test_one_replicate_has_no_interval() -> None:
    report = parsed(campaign_report(campaign(half=None))).text_content()
    assert "230 USD" in report
    assert not re.search(r"\b(nan|inf|None)\b", report)


@pytest.mark.parametrize("bins", [0, 1, 2, 239, 240, 241, 2000])
def test_any_number_of_bins(bins: int) -> None:
    result = campaign(bins=bins)
    report = campaign_report(result)
    require_nothing_foreign(report)
    assert len(report) < 150_000
    if bins > 1:
        last = plots(result)["load-lines"].table.rows
        assert 1 < len(last) <= 12


def test_hostile_names_are_texts_and_the_bytes_are_the_same_twice() -> None:
    report = campaign_report(campaign(HOSTILE), title=HOSTILE[0])
    require_nothing_foreign(report)
    assert b"<script>alert" not in report
    assert campaign_report(campaign(HOSTILE), title=HOSTILE[0]) == report


def test_nobody_at_all() -> None:
    nobody = campaign(())
    nobody = {**nobody, "figures": {}, "results_at_attempt": [], "reached_at_attempt": [], "load": {"bin_s": 1.0}}
    report = campaign_report(nobody)
    require_nothing_foreign(report)
    assert "0 recipients are called." in parsed(report).text_content()


def test_an_interval_of_a_count_begins_at_0_at_least() -> None:
    result = campaign()
    result["fates"] = {"east": {"reached": estimate(2000), "rare": estimate(0.2, half=0.4)}}
    report = parsed(campaign_report(result)).text_content()
    assert "rare0 to 0.6" in report
    assert "-0.2" not in report
