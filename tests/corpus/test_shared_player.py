"""The player of pages plays the real plans as `step` does: calls that lots decide, at each of them."""

from pathlib import Path

import pytest

from ivrdsl import XmlError, from_xml
from ivrsim.automaton.build import automaton
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.events import INBOUND
from ivrsim.core.masking import mask_of_plans
from ivrsim.search.choices import OUTBOUND
from ivrsim.search.world import World

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FILES = sorted(SHARED.glob("*/*.xml"))


@pytest.mark.skipif(not FILES, reason=f"there is no shared corpus at {SHARED}")
def test_there_are_enough() -> None:
    assert len(FILES) >= 44


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_plan_is_played(path: Path) -> None:
    try:
        plan = compile_plan(from_xml(path.read_bytes()))
    except XmlError:
        pytest.skip("it cannot be read")
    found = automaton(plan, mask=mask_of_plans(plan), world=World(answers=(*OUTBOUND, INBOUND)), calls=60)
    assert not found.bound
