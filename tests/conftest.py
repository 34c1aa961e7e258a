"""Hypothesis profiles, and where the shared material is.

The profile `ci` (default) draws the same examples in every run; `nightly` draws many new ones, and runs the tests that
are marked as `nightly`, which are left out otherwise. Choose with HYPOTHESIS_PROFILE=nightly; see tests/sizes.py.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.sizes import DAILY, NIGHTLY

SHARED = Path(__file__).resolve().parents[2] / "shared"

MADE_ONCE = frozenset(("installed", "mermaid", "fronted", "failing", "collected"))
"""Fixtures of a file that take seconds to set up: one worker runs all tests that have one of them."""

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=DAILY, database=None)
settings.register_profile(
    "nightly", deadline=None, max_examples=NIGHTLY, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "nightly(why): it takes too long for every run; the profile `nightly` runs it")
    config.addinivalue_line("markers", "xdist_group(name): for one worker, so that what they share is made once")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give what is made once to one worker; leave out what is for the night, unless it is night."""
    for item in items:
        for name in MADE_ONCE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group(name))
    if settings.get_current_profile_name() == "nightly":
        return
    late = [item for item in items if item.get_closest_marker("nightly")]
    if late:
        config.hook.pytest_deselected(items=late)
        items[:] = [item for item in items if not item.get_closest_marker("nightly")]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside the checkout; tests that read it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"there is no {SHARED}")
    return SHARED


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; review the diff")


@pytest.fixture(scope="session")
def update_golden(pytestconfig: pytest.Config) -> bool:
    """Whether golden files are to be written."""
    return bool(pytestconfig.getoption("--update-golden"))
