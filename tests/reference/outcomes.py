"""Pages of outcomes, made from the table of them; the example is a call of the suite that ends so."""

from collections.abc import Iterator
from typing import Final

from ivrsim.core.outcomes import OUTCOMES, CallOutcome
from tests.reference.page import ReferencePage, section
from tests.reference.suite import suite

_BY: Final = {
    "dialplan": "The plan ends the call.",
    "callee": "The callee, or the network, ends the call.",
    "limit": "The simulation ends the call; nothing else would.",
    "error": "An error ends the call.",
    None: "The call goes on.",
}


def pages() -> Iterator[ReferencePage]:
    """A page for each outcome."""
    return map(_page, OUTCOMES)


def _page(outcome: CallOutcome) -> ReferencePage:
    text = f"An outcome: how a call ends. {outcome.means}"
    text += section("Who ends the call", f"{_BY[outcome.by]} `call.ended_by` is `{outcome.by!r}`.")
    fails = outcome.by in ("error", "limit")
    passed = "`ivrdsl simulate` then exits with 1: such a call fails, whatever its script expects."
    text += section(
        "Exit code", passed if fails else "None of its own: `ivrdsl simulate` exits with 0 where the script holds."
    )
    text += section("What to do", outcome.mend)
    shown = next(each for each in suite() if each.transcript.outcome == outcome.name)
    text += section("Example", shown.as_example())
    return ReferencePage("outcome", outcome.name, outcome.means, text)
