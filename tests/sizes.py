"""How many examples a test draws: a sample in every run, a search in the night.

`make test` has minutes, `make test-nightly` an hour. A test says what it draws in every run; the profile `nightly`
draws as many times more of each, so that none of them takes the whole night.
"""

from typing import Any

from hypothesis import settings

DAILY = 100
"""Examples of a test that says nothing, in every run. The profiles are in tests/conftest.py."""
NIGHTLY = 20 * DAILY


def draws(daily: int, **others: Any) -> settings:
    """Settings with which a test draws so many examples in every run, and more in the night."""
    return settings(max_examples=daily * settings().max_examples // DAILY, **others)
