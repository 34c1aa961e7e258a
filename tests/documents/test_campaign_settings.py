"""docs/campaign.md has every setting of a campaign, by its name in a file."""

import re

import pytest

from ivrsim.campaigns.premises import SOURCES
from tests.documents.reader import ROOT

TEXT = (ROOT / "docs" / "campaign.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SOURCES)
def test_a_setting_is_there(name: str) -> None:
    camel = re.sub(r"_(\w)", lambda found: found[1].upper(), name)
    section, _, last = camel.rpartition(".")
    told = [camel, f".{last}"] if section else [camel]
    assert any(f"`{each}`" in TEXT or f"[[{each}]]" in TEXT for each in told), camel
