"""Budgets as findings, for the formats that code hosts and test servers read."""

from collections.abc import Sequence
from typing import Final

from ivrdsl.findings.finding import ERROR, Finding
from ivrdsl.wording.mask import Mask
from ivrsim.forecasting.budgets.judge import HOLDS
from ivrsim.forecasting.telling.answers import BudgetAnswer
from ivrsim.forecasting.telling.phrases import reason
from ivrsim.proofs.verdicts import command_of

CODE: Final = "BUDGET"
"""The code of a budget that a forecast does not keep, or does not decide."""
SAYS: Final = "a forecast keeps a budget of the plan"
HARM: Final = "calls take longer, cost more, or reach fewer people than was agreed"


def findings_of_budgets(
    answers: Sequence[BudgetAnswer], place: tuple[str, int | None], replay: str, mask: Mask
) -> dict[str, list[Finding]]:
    """Return what is wrong with each budget, by its sentence.

    Args:
        answers: what is said of them.
        place: file and line of the plan.
        replay: see `answers.answer_lines`.
        mask: hides what is secret in the calls.
    """
    return {str(each.verdict.budget): _findings(each.masked(mask), place, replay, mask) for each in answers}


def _findings(answer: BudgetAnswer, place: tuple[str, int | None], replay: str, mask: Mask) -> list[Finding]:
    verdict = answer.verdict
    if verdict.verdict == HOLDS:
        return []
    fix = ""
    if answer.call is not None and answer.call.script:
        fix = mask.masked(f"see the commonest call that spends it: {command_of(replay, answer.call.script)}")
    file, line = place
    message = f"{verdict.verdict}: {reason(verdict)}"
    return [Finding(CODE, str(verdict.budget), ERROR, file, line, None, "", message, f"{SAYS}: {HARM}", fix)]
