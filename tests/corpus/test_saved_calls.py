"""What verdicts say of the shared corpus and cases is true of their calls.

What `verify --save` keeps of them fails, and passes when the plan is mended.
"""

from pathlib import Path

import pytest

from ivrdsl import from_xml
from ivrdsl.errors import IvrError
from ivrdsl.files.callfolder import CallFolder
from ivrdsl.files.calls import load_call_file
from ivrdsl.files.witnesses import save
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN
from ivrsim.proofs.verify import verify
from ivrsim.script.run import passes
from tests.mends import MENDS, mended
from tests.truth import is_true

SHARED = Path(__file__).resolve().parents[3] / "shared"
OWN = Path(__file__).parents[1] / "unit" / "ivrsim" / "proofs"


def readable(file: Path) -> bool:
    try:
        compile_plan(from_xml(file.read_bytes()))
    except IvrError:
        return False
    return True


FILES = [
    file
    for folder, pattern in ((SHARED / "corpus", "*/*.xml"), (SHARED / "cases", "**/*.xml"), (OWN, "*/*.xml"))
    for file in sorted(folder.glob(pattern))
    if readable(file)
]
NOT_MENDED = {
    (
        "natural_dynamic_get",
        "no-call-ends-in-error",
    ): "a reply names a tag, and nobody knows which others it may name",
}
"""What no program of ours mends, and why."""
SAID_BY_NO_STATEMENT = {
    "every-branch-can-be-taken",
    "nobody-is-left-in-silence",
    "person-hears-secret-late",
    "secret-can-be-repeated",
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_saved_call_fails_until_its_plan_is_mended(file: Path, tmp_path: Path) -> None:
    data = file.read_bytes()
    plan, source = from_xml(data), tmp_path / "plan.xml"
    source.write_bytes(data)
    asked = Asked(witnesses=3)
    report = verify(plan, asked=asked)
    kept = save(report, plan, Platform(), CallFolder(str(tmp_path / "kept"), "ivrdsl verify", str(source), {}))
    broken = {each.name: each for each in report.verdicts if each.verdict == BROKEN}
    for verdict in broken.values():
        assert all(is_true(verdict, witness) for witness in verdict.witnesses), verdict.because
    assert len(kept) == sum(max(len(verdict.witnesses), 1) for verdict in broken.values())
    for each in kept:
        if each.call is None:
            assert each.why
            assert not Path(each.path).exists()
            continue
        found = load_call_file(each.path)
        (call,) = found.file.calls
        passed, failed = passes(Call(found.loaded.plan), call.statements)
        assert not passed
        assert failed is not None
        assert failed.statement == call.statements[-1].source
        after = mended(data, broken[call.name])
        assert after is not None or (file.stem, call.name) in NOT_MENDED, call.name
        if after is not None:
            passed, failed = passes(Call(from_xml(after)), call.statements)
            assert passed, (each.path, failed, after)


def test_there_is_a_mend_for_each_property_that_a_statement_says() -> None:
    reports = [verify(from_xml(file.read_bytes())) for file in FILES]
    said = {verdict.name for report in reports for verdict in report.verdicts if verdict.expect}
    assert {name.replace("-5-", "-N-") for name in said} <= MENDS.keys()
    assert not said & SAID_BY_NO_STATEMENT


def test_the_shared_files_are_there() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"there is no shared corpus beside the checkout ({SHARED.name})")
    assert len(FILES) >= 100
