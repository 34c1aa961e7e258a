"""`pytest tests/conformance --update-golden` writes the golden transcripts and docs/platform.md; review the diff."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files of tests/conformance anew")


@pytest.fixture(scope="session")
def update_golden(pytestconfig: pytest.Config) -> bool:
    """Whether golden files are to be written; False when pytest was started from above this folder."""
    return bool(pytestconfig.getoption("--update-golden", default=False))
