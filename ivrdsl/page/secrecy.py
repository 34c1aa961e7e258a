"""What a page hides."""

import os
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ivrdsl.findings.finding import Finding
from ivrdsl.wording.mask import Mask
from ivrsim.automaton.secrets import secret_patterns
from ivrsim.core import table as t
from ivrsim.core.masking import mask_of_plans
from ivrsim.search.bounds import Bounds
from ivrsim.search.candidates import Candidates
from ivrsim.search.world import World


class Secrecy(NamedTuple):
    """What a page hides.

    Attributes:
        secrets: what is secret beside what the plan marks, and codes that are told.
        shows: whether nothing is hidden.
    """

    secrets: Sequence[re.Pattern[str]] = ()
    shows: bool = False

    def of_calls(self, plan: t.Plan, world: World, samples: Candidates, bounds: Bounds) -> "Secrecy":
        """A secrecy that hides, too, what only the calls of a plan show; see `secret_patterns`."""
        found = [] if self.shows else secret_patterns(plan, world, samples, bounds)
        return self._replace(secrets=(*self.secrets, *found))

    def mask(self, plan: t.Plan) -> Mask:
        """What hides the secrets of a plan."""
        return mask_of_plans(plan, patterns=self.secrets, shows=self.shows)


def without_folders(findings: Iterable[Finding], folders: Iterable[str]) -> list[Finding]:
    """Findings without the beginnings of paths that name folders of this machine."""
    known = sorted({each.rstrip(os.sep) + os.sep for each in folders if each.strip(os.sep)}, key=len, reverse=True)

    def bare(text: str) -> str:
        for folder in known:
            text = text.replace(folder, "")
        return text

    return [
        each._replace(
            file=os.path.basename(each.file),
            message=bare(each.message),
            why=bare(each.why),
            fix=bare(each.fix),
            detail=bare(each.detail),
        )
        for each in findings
    ]
