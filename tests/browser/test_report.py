"""Reports of forecasts, opened from a file, offline, in a real browser: nothing is fetched, and all can be read."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import LAPTOP, NARROW
from tests.needs import library
from tests.plots.samples import HOSTILE, bounded, campaign, forecast, geometric

axe = library("axe_playwright_python.sync_playwright", "browser")
library("matplotlib", "forecast")

from ivrdsl.plots.campaigns import campaign_report  # noqa: E402
from ivrdsl.plots.forecasts import forecast_report  # noqa: E402


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A usual report, and two with names that would like to be markup."""
    folder = tmp_path_factory.mktemp("reports")
    usual = forecast_report(forecast())
    hostile = forecast_report(forecast(HOSTILE, duration=bounded(geometric(500), 4000)))
    made = {"usual": usual, "hostile": hostile, "campaign": campaign_report(campaign(HOSTILE))}
    for name, report in made.items():
        (folder / f"{name}.html").write_bytes(report)
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize("name", ["usual", "hostile", "campaign"])
@pytest.mark.parametrize(("size", "scheme"), [(LAPTOP, "light"), (NARROW, "dark")], ids=["laptop-light", "phone-dark"])
def test_every_rule_of_axe_holds(
    reports: dict[str, Path], open_file: Any, name: str, size: dict[str, int], scheme: str
) -> None:
    page = open_file(reports[name], viewport=size, color_scheme=scheme)
    found = axe.Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_letters_in_plots_can_be_read_on_a_phone(reports: dict[str, Path], open_file: Any) -> None:
    page = open_file(reports["usual"], viewport=NARROW)
    heights = page.evaluate(
        "[...document.querySelectorAll('svg text')].map((each) => each.getBoundingClientRect().height)"
    )
    assert min(heights) >= 9


def test_paper_has_the_numbers(reports: dict[str, Path], open_file: Any) -> None:
    page = open_file(reports["usual"])
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("document.querySelector('details td').getBoundingClientRect().height") > 5
    ink = page.evaluate("getComputedStyle(document.querySelector('svg .f-ink')).fill")
    assert ink == "rgb(23, 33, 43)"


def test_a_window_in_the_dark_has_light_letters(reports: dict[str, Path], open_file: Any) -> None:
    page = open_file(reports["usual"], color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('svg .f-ink')).fill") == "rgb(233, 238, 243)"
