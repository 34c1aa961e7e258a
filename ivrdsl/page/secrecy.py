"""What a page hides."""

import os
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ivrdsl.findings.finding import Finding
from ivrdsl.wording.mask import Mask
from ivrsim.automaton.build import code_patterns
from ivrsim.core import table as t
from ivrsim.core.masking import mask_of_plans


class Secrecy(NamedTuple):
    """What a page hides.

    Attributes:
        secrets: what is secret beside what the plan marks, and codes that are told.
        shows: whether nothing is hidden.
    """

    secrets: Sequence[re.Pattern[str]] = ()
    shows: bool = False

    def with_codes(self, plan: t.Plan) -> "Secrecy":
        """A secrecy that hides, too, the codes with which a plan compares what is typed, such as a password."""
        return self if self.shows else self._replace(secrets=(*self.secrets, *code_patterns(plan)))

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
