"""The tests use the stand-in that runs already, in its own container."""

import os

import pytest


@pytest.fixture(scope="session")
def local_platform_settings():
    return {
        "url": os.environ["CALLFIRE_URL"],
        "login": os.environ["CALLFIRE_LOGIN"],
        "password": os.environ["CALLFIRE_PASSWORD"],
    }
