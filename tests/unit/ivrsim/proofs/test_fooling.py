"""Plans made to fool the proofs: none is PROVED free of what one of its calls does."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from ivrdsl.model import nodes as n
from ivrdsl.model.nodes import Dialplan
from ivrdsl.xml.parse import from_xml
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.proofs.own import never
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, Verdict
from ivrsim.proofs.verify import verify
from ivrsim.script.run import run_script
from ivrsim.script.statements import parse_script
from ivrsim.search.explore import World

FOLDER: Final = Path(__file__).with_name("fooling")
PLANS: Final[dict[str, dict[str, Any]]] = json.loads((FOLDER / "calls.json").read_text(encoding="utf-8"))
NO_TRANSFER: Final = never(lambda entry: entry.kind == "transfer", name="no transfer")
DECIDED: Final = 0.89
"""Of the plans; code made at run time is a limit, so `clock-ctor` is none of them."""


def plan_of(name: str) -> Dialplan:
    return from_xml((FOLDER / f"{name}.xml").read_bytes())


@cache
def transfers(name: str) -> bool:
    """Whether one of the calls that are noted comes to the transfer."""
    row = PLANS[name]
    for script in row["calls"]:
        call = Call(plan_of(name), platform=Platform(**row.get("quirks", {})))
        run_script(call, parse_script(script))
        if call.transcript().of_kind("transfer"):
            return True
    return False


@cache
def judged(name: str) -> Verdict:
    row = PLANS[name]
    asked = Asked((NO_TRANSFER,), world=World(attributes=row.get("attributes", ())))
    return verify(plan_of(name), Platform(**row.get("quirks", {})), asked=asked).verdicts[0]


def test_they_are_all_there() -> None:
    assert set(PLANS) == {path.stem for path in FOLDER.glob("*.xml")} - {"natural1", "natural_dynamic_get"}
    assert sum(map(transfers, PLANS)) > 40


@pytest.mark.parametrize("name", PLANS)
def test_what_a_call_does_is_not_proven_not_to_happen(name: str) -> None:
    verdict = judged(name)
    assert verdict.verdict != PROVED or not transfers(name), verdict.because


@pytest.mark.parametrize("name", PLANS)
def test_what_is_broken_is_shown_by_a_call_that_transfers(name: str) -> None:
    verdict = judged(name)
    assert (verdict.verdict == BROKEN) == bool(
        [call for call in verdict.witnesses if call.transcript.of_kind("transfer")]
    )


def test_most_are_decided() -> None:
    decided = [name for name in PLANS if judged(name).verdict in (BROKEN, PROVED)]
    assert len(decided) / len(PLANS) >= DECIDED


@pytest.mark.parametrize(
    ("name", "prop"), [("natural1", "every-call-ends"), ("natural_dynamic_get", "no-call-ends-in-error")]
)
def test_a_name_that_is_put_together_hides_no_fault(name: str, prop: str) -> None:
    report = verify(plan_of(name))
    assert next(each.verdict for each in report.verdicts if each.name == prop) == BROKEN


REPEATED: Final = "'x'.repeat('${contact.A}')"
UNSET: Final = Dialplan()[
    n.If("'${contact.A}'.substring(3,5) != 'qz'")[n.SetVar("b", "1")],
    n.If("'${b}${contact.A}'.length == 2")[n.Say("Hello.")],
    n.Hangup(),
]
"""Nothing sets b if the field is such as abcqz."""


@pytest.mark.parametrize(
    ("plan", "prop"),
    [
        (UNSET, "no-unset-variable"),
        (Dialplan()[n.SetVar("b", REPEATED), n.Say("Hello."), n.Hangup()], "no-javascript-error"),
        (Dialplan()[n.Stash("b", REPEATED), n.Say("Hello."), n.Hangup()], "no-javascript-error"),
    ],
    ids=["a test that nobody knows reads what was never set", "a value grows too long", "a stash grows too long"],
)
def test_what_is_told_is_read_and_evaluated_all_the_same(plan: Dialplan, prop: str) -> None:
    verdicts = {verdict.name: verdict.verdict for verdict in verify(plan).verdicts}
    assert verdicts[prop] != PROVED
