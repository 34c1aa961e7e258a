"""The report of a forecast: a file that fetches nothing and says all in words, too."""

import base64
import hashlib
import re

import pytest

from tests.needs import library
from tests.plots.markup import parsed, require_nothing_foreign
from tests.plots.samples import HOSTILE, bounded, endless, forecast, geometric, quantity

library("matplotlib", "forecast")

from ivrdsl.plots.assumptions import WhatIfLine  # noqa: E402
from ivrdsl.plots.forecasts import forecast_report, in_words  # noqa: E402
from ivrdsl.plots.happenings import of_hundred  # noqa: E402
from ivrsim.chains.quantity import Between, exactly  # noqa: E402


def test_every_plot_has_a_name_a_caption_and_a_table() -> None:
    page = parsed(forecast_report(forecast()))
    sections = page.xpath("//section[@class='shown']")
    assert [each.get("id") for each in sections] == ["funnel", "law-duration", "law-cost", "plays", "moves-duration"]
    for section in sections:
        (title,) = section.xpath("./h2")
        (svg,) = section.xpath(".//svg")
        assert svg.get("role") == "img"
        assert svg.get("aria-label") == title.text_content()
        assert section.xpath(".//figcaption")[0].text_content().endswith(".")
        assert len(section.xpath(".//tbody/tr")) >= 2
        assert section.xpath(".//caption")


def test_what_it_leans_on_and_what_is_not_known_is_told() -> None:
    told = parsed(forecast_report(forecast())).text_content()
    for each in ("values of main menu", "assumed: nobody said it", "bounds, not exact", "secrets masked", "0.012 s"):
        assert each in told
    exact = parsed(forecast_report(forecast()._replace(unknown=[]))).text_content()
    assert "exact for the model" in exact
    assert "What is not known" not in exact
    open_ = parsed(forecast_report(forecast()._replace(bound="more than 10 states"), shows_secrets=True)).text_content()
    assert "Not every call was searched: more than 10 states" in open_
    assert "shows secrets" in open_


def test_it_begins_in_plain_words() -> None:
    assert in_words(forecast(), exactly(0.62)) == (
        "Of 100 calls, 62 are answered. An answered call takes 4.2 s on average. It costs 0.038 USD on average."
    )
    assert in_words(forecast()._replace(events={}, quantities={})) == "What calls to this plan will be like."


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (exactly(0), "0"),
        (exactly(0.004), "less than 1"),
        (exactly(1), "100"),
        (exactly(0.999), "more than 99"),
        (Between(0.37, 0.41), "37 to 41"),
    ],
)
def test_of_a_hundred_calls(share: Between, told: str) -> None:
    assert of_hundred(share) == told


def test_hostile_names_are_texts() -> None:
    what_if = [WhatIfLine(each, HOSTILE[:2], {each: [exactly(1), exactly(2)]}) for each in HOSTILE[:2]]
    told = forecast(HOSTILE)._replace(bound=HOSTILE[0])
    report = forecast_report(told, what_if=what_if)
    require_nothing_foreign(report)
    assert b"<script>alert" not in report
    assert b"\x1b" not in report
    assert "\u202e" not in report.decode()


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_text(title: str) -> None:
    bare = forecast(["x"])._replace(quantities={}, events={}, assumptions=[])
    report = forecast_report(bare, title=title)
    require_nothing_foreign(report)
    page = parsed(report)
    assert len(page.xpath("//body")) == len(page.xpath("//main")) == len(page.xpath("//style")) == 1


def test_nothing_at_all_is_a_report() -> None:
    report = forecast_report(forecast([""])._replace(quantities={}, events={}, prompts={}, unknown=[], assumptions=[]))
    require_nothing_foreign(report)
    assert parsed(report).xpath("//h1")[0].text_content() == "Forecast: plan"


def test_a_law_of_40_000_points_is_a_small_file_and_the_same_one_twice() -> None:
    many = forecast([f"prompt {each}" for each in range(300)])
    many = many._replace(quantities={**many.quantities, "duration": quantity(law=geometric(40_000))})
    report = forecast_report(many)
    assert len(report) < 300_000
    assert forecast_report(many) == report


@pytest.mark.parametrize("odd", [endless(), bounded(geometric(50), 3000), quantity(law=()), quantity(law=[(0, 1)])])
def test_odd_laws(odd: object) -> None:
    report = forecast_report(forecast()._replace(quantities={"duration": odd}))  # type: ignore[dict-item]
    require_nothing_foreign(report)
    assert not re.search(r"\b(nan|inf)\b", report.decode())


def test_the_policy_knows_the_one_style_and_no_script() -> None:
    report = forecast_report(forecast()).decode()
    (style,) = re.findall(r"<style>(.*?)</style>", report, re.DOTALL)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', report)
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.split("; ")[:3] == ["default-src 'none'", "script-src 'none'", f"style-src 'sha256-{hashed}'"]
