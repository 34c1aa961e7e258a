"""Collects what is wrong with a document while a copy is repaired; element numbers are those of the original."""

from copy import deepcopy
from typing import Final

from lxml import etree

from ivrdsl.findings.finding import ERROR, Edit, Problem, Repair, Severity
from ivrdsl.xml.validation.words import NodeWords

SCHEMA: Final = ("IVR002", "schema")
LETTER_CASE: Final = ("IVR011", "attribute-letter-case")
MARKUP: Final = ("IVR012", "markup-inside-prompt")

REFUSED: Final = "no source documents this, so the platform may refuse the whole plan or skip this part of the call"


class ProblemCollector:
    """Findings about `root`, made on `copy`, which may be changed at will."""

    def __init__(self, root: etree._Element) -> None:
        self.copy = deepcopy(root)
        self.problems: list[Problem] = []
        self._originals = list(root.iter("*"))
        self._numbers = {element: number for number, element in enumerate(self.copy.iter("*"))}
        self._words = NodeWords()

    def add(
        self,
        element: etree._Element,
        message: str,
        *,
        fix: str,
        why: str = REFUSED,
        rule: tuple[str, str] = SCHEMA,
        severity: Severity = ERROR,
        detail: str = "",
        edit: Edit | None = None,
        safe: bool = True,
    ) -> None:
        """Note a problem of an element of the copy; `edit` mends it, `safe`: without a change of the call."""
        number = self.number(element)
        way = self._words.path(self._originals[number])
        repair = Repair(safe, (edit,)) if edit else None
        self.problems.append(Problem(*rule, severity, number, way, message, why, fix, detail, repair=repair))

    def number(self, element: etree._Element) -> int:
        """The number of an element of the copy; of the root, for one that was added to the copy."""
        return self._numbers.get(element, 0)
