"""What all files for a browser share: how they look, and the policy that lets nothing else in."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Final

_POLICY: Final = (
    "default-src 'none'; script-src {script}; style-src '{style}'; require-trusted-types-for 'script'; "
    "trusted-types 'none'; base-uri 'none'; form-action 'none'"
)


@cache
def base_style() -> str:
    """The style sheet of what all of them have: colours, letters, head, tables, paper."""
    return (Path(__file__).parent / "look.css").read_text(encoding="utf-8")


def policy(style: str, script: str = "") -> str:
    """The policy of a file that fetches nothing.

    Args:
        style: the one style sheet in it.
        script: the one script in it; "" where there is none, and none may run.
    """
    return _POLICY.format(script=f"'{_hash(script)}'" if script else "'none'", style=_hash(style))


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
