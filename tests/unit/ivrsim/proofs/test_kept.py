"""A call that breaks a property is played, and what should hold fails in it: also as it is kept in a file."""

from pathlib import Path

import pytest

from ivrdsl.files.witnesses import kept_call
from ivrdsl.xml.parse import from_xml
from ivrsim.play.call import Call
from ivrsim.proofs.property import Options
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN
from ivrsim.proofs.verify import verify
from ivrsim.script.run import passes
from ivrsim.script.statements import parse_script

PLANS = sorted(Path(__file__).with_name("kept").glob("*.xml"))
FOOLING = sorted(Path(__file__).with_name("fooling").glob("*.xml"))


@pytest.mark.parametrize("file", [*PLANS, *FOOLING], ids=lambda file: file.stem)
def test_a_kept_call_fails_until_the_plan_is_mended(file: Path) -> None:
    plan = from_xml(file.read_bytes())
    report = verify(plan, asked=Asked(options=Options(max_duration_ms=1000), witnesses=3))
    broken = [verdict for verdict in report.verdicts if verdict.verdict == BROKEN and verdict.expect]
    assert broken or file not in PLANS
    for verdict in broken:
        for witness in verdict.witnesses:
            kept = "\n".join(kept_call(verdict, witness).statements)
            assert not passes(Call(plan), parse_script(kept))[0], f"{verdict.name}\n{kept}"
