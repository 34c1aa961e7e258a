"""Calls that break a property of drawn plans: the words are true of them, and as files they fail until it is mended."""

from hypothesis import given

from ivrdsl import from_xml, to_xml
from ivrdsl.files.witnesses import kept_call
from ivrdsl.model import nodes as n
from ivrsim.play.call import Call
from ivrsim.proofs.property import Options
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, Verdict
from ivrsim.proofs.verify import verify
from ivrsim.script.run import passes
from ivrsim.script.statements import parse_script
from ivrsim.search.bounds import Bounds
from tests.mends import mended
from tests.properties.test_verify import telling
from tests.sizes import draws
from tests.truth import is_true

MOST_PLAYS = 2
LIMIT_MS = 9000
ASKED = Asked(options=Options(MOST_PLAYS, LIMIT_MS), bounds=Bounds(max_states=1000), witnesses=3)


@draws(120)
@given(telling)
def test_words_are_true_of_the_call_and_saved_calls_pass_when_the_plan_is_mended(plan: n.Dialplan) -> None:
    for verdict in verify(plan, asked=ASKED).verdicts:
        for witness in verdict.witnesses if verdict.verdict == BROKEN else ():
            assert is_true(verdict, witness, LIMIT_MS), (verdict.name, witness.because, witness.script)
        if verdict.verdict == BROKEN and verdict.expect:
            passes_when_mended(plan, verdict)


def passes_when_mended(plan: n.Dialplan, verdict: Verdict) -> None:
    after = mended(to_xml(plan).encode(), verdict, ASKED)
    for witness in verdict.witnesses:
        script = parse_script("\n".join(kept_call(verdict, witness).statements))
        passed, failed = passes(Call(plan), script)
        assert not passed
        assert failed is not None
        assert failed.statement == witness.expect
        if after is not None:
            _, failed = passes(Call(from_xml(after)), script)
            assert failed is None, (verdict.name, witness.script, after)
