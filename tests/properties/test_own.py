"""Properties of one's own against calls: none does what is proved not to happen, and one breaks what is broken."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import given, strategies as st

from ivrdsl.errors import NodeError
from ivrsim.compiling.compile import compile_plan
from ivrsim.play.entry import Entry
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.own import always, eventually, leads_to, never
from ivrsim.proofs.property import Property
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, VACUOUS
from ivrsim.proofs.verify import verify
from ivrsim.search.bounds import Bounds
from tests.properties.drawn import Drawn
from tests.sizes import draws

MAX_STATES = 1000
CALLS = 15
CLAIMS = 6
KINDS = ("transfer", "input", "cut", "no input", "branch", "end of plan")
PREDICATES: list[Callable[[Entry], bool]] = [
    *(lambda entry, kind=kind: entry.kind == kind for kind in KINDS),
    lambda entry: entry.kind == "key" and entry.details["key"] in ("7", "1"),
    lambda entry: entry.kind == "cut" and bool(entry.details.get("heard")),
    lambda entry: entry.kind == "set" and entry.details["value"] == "7",
    lambda entry: entry.kind in {"prompt", "sms"} and entry.says("yes"),
    lambda entry: entry.kind == "condition" and entry.details["result"],
    lambda entry: "7" in entry.details.get("digits", ""),
    lambda entry: entry.at_ms > 3000,
    lambda entry: entry.kind == "prompt" and entry.details["duration_ms"] > 500,
]
MAKERS: list[Callable[..., Property]] = [never, always, eventually, leads_to]


def one_of(drawn: random.Random) -> tuple[Property, str, str]:
    """A property, how it was made, and whose calls it counts."""
    make, callee = drawn.choice(MAKERS), drawn.choice(("stays", "any"))
    made: Any = partial(make, drawn.choice(PREDICATES)) if make is leads_to else make
    return made(drawn.choice(PREDICATES), callee=callee, name=f"{make.__name__}-{callee}"), make.__name__, callee


def counts(transcript: Transcript, word: str, callee: str) -> bool:
    """Whether it is plain that a call counts. One that goes on may yet do what it must."""
    kinds = {str(entry.kind) for entry in transcript}
    ended = transcript.outcome not in ("unfinished", "loop", "limit")
    if word in ("eventually", "leads_to") and not ended:
        return False
    if (word, callee) in (("never", "any"), ("always", "any")):
        return True
    answered = [entry.details["by"] for entry in transcript.of_kind("answered")]
    if answered in ([], ["machine"]):
        return False
    return callee == "any" or not kinds & {"cut", "callee hung up", "ignored"}


@draws(12, deadline=None)
@given(st.integers(0, 2**40))
def test_calls_do_what_is_proved_and_break_what_is_broken(seed: int) -> None:
    try:
        drawn = Drawn(seed)
    except NodeError:
        return
    claims = [one_of(drawn.random) for _ in range(CLAIMS)]
    plan = compile_plan(drawn.plan, drawn.platform)
    transcripts = []
    for prop, word, callee in claims:
        assert prop.judges is not None
        report = verify(plan, asked=Asked((prop,), bounds=Bounds(max_states=MAX_STATES)))
        for verdict in report.verdicts:
            if verdict.verdict == BROKEN:
                assert all(prop.judges(each.transcript) for each in verdict.witnesses), (verdict, drawn.plan)
            if verdict.verdict in (PROVED, VACUOUS):
                transcripts = transcripts or [drawn.call() for _ in range(CALLS)]
                for call, did in transcripts:
                    transcript = call.transcript()
                    broken = counts(transcript, word, callee) and prop.judges(transcript)
                    assert not broken, (verdict, did, drawn.plan)
