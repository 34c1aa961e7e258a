"""Verdicts for the page: what is claimed, what came out, and the moves of a call that breaks it."""

import re
from collections.abc import Sequence
from typing import Any

from ivrdsl.page.moves import moves_of
from ivrsim.proofs.verdict import BROKEN, Verification
from ivrsim.proofs.verdicts import as_json, counted


def proofs_data(report: Verification, *, secrets: Sequence[re.Pattern[str]], show_secrets: bool) -> dict[str, Any]:
    """Return the verdicts, masked as `verify --json` masks them.

    Args:
        report: the verdicts.
        secrets: what is secret beside what the plan marks.
        show_secrets: whether nothing is masked.
    """
    told = as_json(report, secrets=secrets, show_secrets=show_secrets)["properties"]
    verdicts = []
    for verdict, data in zip(report.verdicts, told, strict=True):
        keys = ("name", "says", "verdict", "because", "level", "harm", "suppressed", "left_out")
        verdicts.append(
            {key: data[key] for key in keys}
            | {
                "leans": [[each["quirk"], each["value"]] for each in data["assumptions"]],
                "hangs": [f"{each['quirk']}={each['value']}" for each in data["hangs_on"]],
                "reasons": [each["says"] for each in data["reasons"]],
                "calls": [
                    {
                        "because": script["because"],
                        "script": script["script"],
                        "outcome": script["outcome"],
                        "moves": moves_of(witness),
                        "duration_ms": script["duration_ms"],
                    }
                    for witness, script in zip(verdict.witnesses, data["witnesses"], strict=True)
                    if verdict.verdict == BROKEN
                ],
            }
        )
    return {"summary": counted(report), "verdicts": verdicts}
