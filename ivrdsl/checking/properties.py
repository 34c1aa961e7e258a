"""The properties of `ivrdsl verify` that comments in a plan suppress, and those comments that suppress nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from ivrdsl.checking.run import locate
from ivrdsl.checking.subject import Subject
from ivrdsl.checking.suppressions import Suppression, suppressions, unused as unused_problem
from ivrdsl.findings.finding import Finding, Position
from ivrdsl.model.nodes import Dialplan
from ivrdsl.model.walk import has_comments
from ivrsim.core.table import Plan
from ivrsim.proofs.question import Asked
from ivrsim.proofs.suppressions import Suppressed, asked_with, unused
from ivrsim.proofs.verdict import Verification


class _Named(NamedTuple):
    """A property that a comment names, and the plan in which it does."""

    subject: Subject
    comment: Suppression
    suppressed: Suppressed


class PropertyComments:
    """The comments of a plan that name properties.

    Args:
        dialplan: the plan.
    """

    def __init__(self, dialplan: Dialplan) -> None:
        self._found = _named_in(Subject(dialplan)) if has_comments(dialplan) else []

    def applied_to(self, asked: Asked) -> Asked:
        """What is to be found out, with what comments suppress."""
        return asked_with(asked, [each.suppressed for each in self._found])

    def unused(
        self, plan: Plan, asked: Asked, report: Verification, places: Sequence[tuple[str, int | None]]
    ) -> list[Finding]:
        """Findings about the comments that suppress nothing. See `ivrsim.proofs.suppressions.unused`.

        Args:
            plan: the plan, compiled.
            asked: what was to be found out, without what comments suppress.
            report: what came out, with that.
            places: file and line of each element.
        """
        idle = unused(plan, asked, [each.suppressed for each in self._found], report)
        findings: list[Finding] = []
        for subject, comment, suppressed in self._found:
            if suppressed in idle:
                idle.remove(suppressed)
                problem = unused_problem(subject, comment, suppressed.name)
                file, line = places[comment.element]
                findings += locate([problem], lambda _, line=line: Position(line), file)  # type: ignore[misc]
        return findings


def _named_in(subject: Subject) -> list[_Named]:
    everything = range(len(subject.elements))
    return [
        _Named(subject, each, Suppressed(name, each.reason, None if each.covers == everything else each.covers))
        for each in suppressions(subject)[0]
        for name in each.properties
    ]
