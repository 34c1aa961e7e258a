"""Hides what looks like a secret of a plan (a one-time code) in findings that machines will keep."""

import re
from collections.abc import Sequence
from typing import Final

from ivrdsl.findings.finding import Finding
from ivrdsl.wording.likely import in_quotes, in_source
from ivrdsl.wording.mask import Mask
from ivrdsl.wording.told import bare

_FIELDS: Final = ("message", "why", "fix", "node", "detail")

_SHORTEST: Final = 4
"""Characters of a code that a mask knows wherever it is no part of a number."""
_FOREIGN: Final = "IVR000"
"""Says in words of others, such as an error of a Python plan, why there is no plan: none is a word of a rule."""


def masked_reason(reason: str, secrets: Sequence[re.Pattern[str]]) -> str:
    """Why a file could not be checked: words of ours and of others, such as an error of a Python plan."""
    mask = Mask([reason[start:end] for start, end in in_source(reason)], patterns=secrets)
    return mask.masked(mask.quoting(reason))


def masked(finding: Finding, *, secrets: Sequence[re.Pattern[str]] = ()) -> Finding:
    """A finding in which likely secrets are masked, wherever it repeats them.

    Args:
        finding: as a check made it. Its file, place and repair stay as they are; no format prints a repair.
        secrets: what else is secret, wherever it stands.
    """
    texts = {name: str(getattr(finding, name)) for name in _FIELDS}
    codes = [text[start:end] for text in texts.values() for start, end in in_quotes(text)]
    foreign = finding.message if finding.code == _FOREIGN else ""
    marked = [foreign[start:end] for start, end in in_source(foreign)]
    marked += [code for code in finding.codes if len(bare(code)) < _SHORTEST]  # counts where it stands alone
    mask = Mask([*finding.secrets, *marked], codes=[*codes, *finding.codes], patterns=secrets)
    hidden = {name: mask.quoting(text) for name, text in texts.items()}
    if foreign:
        hidden["message"] = mask.masked(hidden["message"])
    return finding if hidden == texts else finding._replace(**hidden)  # type: ignore[arg-type]  # all are texts
