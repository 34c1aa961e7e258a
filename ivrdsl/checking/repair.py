"""Mends what can be mended in a document, in rounds: check, repair, check again, until nothing is left to do."""

from typing import Final, NamedTuple

from ivrdsl.checking.control import DEFAULT, Control
from ivrdsl.checking.run import check_bytes
from ivrdsl.errors import XmlError
from ivrdsl.findings.finding import Repair
from ivrdsl.xml import read
from ivrdsl.xml.edits import edited

MAX_ROUNDS: Final = 20
"""Rounds until we stop; each makes all the repairs that are not in each other's way, so that two or three do."""


class Mended(NamedTuple):
    """A mended document.

    Attributes:
        data: its bytes; the very same object if nothing was done.
        repairs: how many were made.
    """

    data: bytes
    repairs: int


def mended(
    data: bytes, file: str, *, unsafe: bool, max_bytes: int = read.MAX_BYTES, control: Control = DEFAULT
) -> Mended:
    """Make every repair that the findings about a document carry.

    Args:
        data: the document.
        file: its name, for rules that are ignored for some files.
        unsafe: also make repairs that change what a call does.
        max_bytes: larger documents are left alone.
        control: which rules apply.

    Returns:
        The document, and how many repairs were made. Mending the result again changes nothing. What cannot be read, or
        written back as it was, is left alone.
    """
    made = 0
    for _ in range(MAX_ROUNDS):
        findings = check_bytes(data, file, max_bytes=max_bytes, control=control)
        repairs = list(dict.fromkeys(each.repair for each in findings if each.repair))
        try:
            data, done = _once(data, [each for each in repairs if unsafe or each.safe])
        except XmlError:
            break
        if not done:
            break
        made += done
    return Mended(data, made)


def _once(data: bytes, repairs: list[Repair]) -> tuple[bytes, int]:
    if not repairs:
        return data, 0
    result = edited(data, repairs)
    return (data, 0) if result.data == data else (result.data, len(result.applied))
