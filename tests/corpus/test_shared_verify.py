"""Every plan of the shared corpus is verified within the default bounds, and every call that breaks a property does.

The golden file holds the verdicts with their levels, and none of the plans' texts: those are not ours. Each line was
read: no error is broken there but calls without end, and calls that cannot go on.
"""

import re
from pathlib import Path

import pytest

from ivrdsl import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.play.call import Call
from ivrsim.proofs.property import Options
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, Verification
from ivrsim.proofs.verify import verify
from ivrsim.script.statements import parse_script

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus"
GOLDEN = Path(__file__).parent / "shared_verify.txt"
FILES = [file for file in sorted(SHARED.glob("*/*.xml")) if file.name != "2fa-raw.xml"]
"""All but one, which is no XML document."""


def test_the_corpus_is_there() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"there is no shared corpus beside the checkout ({SHARED.parent.name}/{SHARED.name})")
    assert len(FILES) >= 43


def name_of(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


@pytest.fixture(scope="module")
def golden(update_golden: bool) -> dict[str, str]:
    if update_golden:
        texts = [told(file, verify(compile_plan(from_xml(file.read_bytes())))) for file in FILES]
        GOLDEN.write_text("\n".join(texts), encoding="utf-8")
    return {part.splitlines()[0]: part for part in GOLDEN.read_text(encoding="utf-8").split("\n\n") if part.strip()}


def told(file: Path, report: Verification) -> str:
    lines = [f"  {each.verdict} {each.name} ({each.level})" for each in report.verdicts]
    return "".join(f"{line}\n" for line in [name_of(file), *lines])


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_the_verdicts_are_as_before_and_broken_calls_replay(file: Path, golden: dict[str, str]) -> None:
    plan = compile_plan(from_xml(file.read_bytes()))
    report = verify(plan)
    assert report.complete
    assert told(file, report).strip() == golden[name_of(file)].strip()
    for verdict in report.verdicts:
        assert verdict.because
        assert (verdict.verdict == UNDECIDED) <= (not verdict.witnesses)
        for witness in verdict.witnesses if verdict.verdict == BROKEN else ():
            call = Call(plan)
            for statement in parse_script(witness.script):
                statement.run(call)
            assert list(call.transcript()) == list(witness.transcript)


def test_what_breaks_an_error_in_real_plans(golden: dict[str, str]) -> None:
    """The levels were chosen by these: what people publish and use is no error but where it fails."""
    broken = {part.split()[0]: re.findall(r"BROKEN ([\w-]+) \(error\)", part) for part in golden.values()}
    assert {name: found for name, found in broken.items() if found} == {
        "api-samples/sendCallsIvr-java": ["no-call-ends-in-error"],
        "ivr-samples-history/SmallBusinessTree-old": ["every-call-ends"],
        "seed/2fa-java-sample": ["no-call-ends-in-error"],
    }


def test_the_one_time_code(shared: Path) -> None:
    plan = compile_plan(from_xml((shared / "corpus" / "seed" / "2fa.xml").read_bytes()))
    report = verify(plan, asked=Asked(options=Options(secrets=(re.compile("2 5 1 7"),))))
    verdicts = {verdict.name: verdict for verdict in report.verdicts}
    plays = verdicts["at-most-5-plays"]
    acts = [each for each in plays.witnesses[0].statements if not each.startswith("hear")]
    assert (plays.verdict, plays.witnesses[0].actions, acts) == (BROKEN, 6, ["answer live", *["press 1"] * 5])
    hears = verdicts["machine-never-hears-secret"]
    assert hears.verdict == PROVED
    assert {each.quirk for each in hears.assumptions} >= {"amd_delay_ms", "no_match"}
