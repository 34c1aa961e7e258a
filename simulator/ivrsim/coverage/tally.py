"""What calls covered of their plans: values that can be added up, whatever runs they come from, in any order."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Final, NamedTuple

from ivrdsl.model import walk
from ivrdsl.model.structs import field, replace, struct
from ivrsim.core import table as t
from ivrsim.core.events import Event
from ivrsim.core.masking import mask_of_plans
from ivrsim.core.platform import differing
from ivrsim.core.state import State
from ivrsim.core.step import Ways
from ivrsim.coverage.branches import EDGES, NODES, branches, taken
from ivrsim.coverage.possible import possible
from ivrsim.play.line import Line


class Identity(NamedTuple):
    """Which plan something is about.

    Attributes:
        source: `FILE.xml` or `FILE.py:NAME`; of nodes without a file the label of their root.
        platform: the quirks that are read otherwise than by default, as `KEY=VALUE, ...`.
        shape: a digest of the plan's table, without what it says.
    """

    source: str
    platform: str
    shape: str


class ReportedBranch(NamedTuple):
    """A branch as reports tell it; see `ivrsim.coverage.branches.Branch`.

    Attributes:
        node: the way to its element in words, without the root.
        line: in the plan's file, or None.
        reachable: whether any call can take it.
    """

    id: str
    group: str
    edge: bool
    element: int
    node: str
    line: int | None
    label: str
    reachable: bool


class Share(NamedTuple):
    """How much of something is covered.

    Attributes:
        passed: how many of them calls covered that passed; failed: the same of calls that failed.
        total: how many there are that calls can reach; unreachable: how many others.
    """

    passed: int
    failed: int
    total: int
    unreachable: int


@struct
class PlanCoverage:
    """What calls covered of one plan.

    Attributes:
        identity: which plan.
        varies: whether the plan came from a function with parameters, which may make plans of several shapes.
        items: all that can be covered, by element.
        passed: id of a branch to the number of calls that took it and passed; failed: the same of those that failed.
        passed_calls, failed_calls: how many calls there were.
    """

    identity: Identity
    varies: bool
    items: tuple[ReportedBranch, ...]
    passed: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)
    passed_calls: int = 0
    failed_calls: int = 0

    def is_reachable(self, item: ReportedBranch) -> bool:
        """Whether any call can take it; what a call did take was reached, whatever was thought before."""
        return item.reachable or item.id in self.passed or item.id in self.failed

    def share(self, wanted: Iterable[ReportedBranch]) -> Share:
        """How much of some items is covered."""
        items = list(wanted)
        reachable = [item for item in items if self.is_reachable(item)]
        passed = sum(item.id in self.passed for item in reachable)
        failed = sum(item.id in self.failed for item in reachable)
        return Share(passed, failed, len(reachable), len(items) - len(reachable))

    def of(self, group: str) -> Share:
        """How much of a group is covered; EDGES are all ways of the flow, those of other groups too."""
        return self.share(item for item in self.items if item.group == group or (item.edge and group == EDGES))

    @property
    def branches(self) -> Share:
        """How many branches are covered: all items but the nodes. This is what percentages are of."""
        return self.share(item for item in self.items if item.group != NODES)

    def merge(self, other: "PlanCoverage") -> "PlanCoverage":
        """The sum of two runs.

        Raises:
            ValueError: they are about different plans.
        """
        if self.identity != other.identity:
            raise ValueError(f"{self.identity.source} and {other.identity.source} are not the same plan")
        items = min(self.items, other.items, key=repr)  # lines and masks may differ; any choice must be one for all
        return PlanCoverage(
            self.identity,
            self.varies or other.varies,
            items,
            _sum(self.passed, other.passed),
            _sum(self.failed, other.failed),
            self.passed_calls + other.passed_calls,
            self.failed_calls + other.failed_calls,
        )


def _sum(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    return {each: first.get(each, 0) + second.get(each, 0) for each in sorted({*first, *second})}


@struct
class Coverage:
    """What calls covered, of all plans that were called.

    Attributes:
        plans: one for each identity, sorted by it.
    """

    plans: tuple[PlanCoverage, ...] = ()

    def merge(self, other: "Coverage") -> "Coverage":
        """The sum of two runs; in any order, the same."""
        found = {plan.identity: plan for plan in self.plans}
        for plan in other.plans:
            known = found.get(plan.identity)
            found[plan.identity] = plan if known is None else known.merge(plan)
        return Coverage(tuple(found[identity] for identity in sorted(found)))

    @property
    def branches(self) -> Share:
        """How many branches of all plans are covered."""
        shares = [plan.branches for plan in self.plans]
        return Share(*map(sum, zip(*shares, strict=True))) if shares else NOTHING

    @property
    def percent(self) -> float:
        """The share of branches that passing calls covered, 0 to 100; 0 without any plan."""
        share = self.branches
        return 100 * share.passed / share.total if share.total else 0.0

    def is_under(self, percent: float) -> bool:
        """Whether less than this share is covered; exact, so that 89.96 is under 90."""
        share = self.branches
        return share.total == 0 or 100 * share.passed < percent * share.total

    @property
    def failed_calls(self) -> int:
        return sum(plan.failed_calls for plan in self.plans)

    def changed(self) -> list[PlanCoverage]:
        """Plans that changed between the runs: of one name and platform, but of several shapes.

        A function with parameters may make plans of several shapes, so of these nobody can tell.
        """
        shapes = Counter(plan.identity[:2] for plan in self.plans if not plan.varies)
        return [plan for plan in self.plans if not plan.varies and shapes[plan.identity[:2]] > 1]

    def updated(self, newer: "Coverage") -> "Coverage":
        """The sum with a newer run; what is known of plans that have changed since is forgotten."""
        names = {plan.identity[:2]: plan.identity.shape for plan in newer.plans if not plan.varies}
        kept = [
            plan
            for plan in self.plans
            if plan.varies or names.get(plan.identity[:2], plan.identity.shape) == plan.identity.shape
        ]
        return Coverage(tuple(kept)).merge(newer)


NOTHING: Final = Share(0, 0, 0, 0)


# --- from calls -------------------------------------------------------------------------------------------------------

MAX_REMEMBERED: Final = 100_000
"""Steps of a plan whose branches are remembered."""


class Tally:
    """Adds up what calls cover, while they come in."""

    def __init__(self) -> None:
        self._found: dict[Identity, PlanCoverage] = {}
        self._plan: t.Plan | None = None
        self._identity = Identity("", "", "")
        self._known: dict[tuple[State, Event, Ways], frozenset[str]] = {}

    def add(self, line: Line, *, source: str, varies: bool, passed: bool) -> None:
        """Count a call.

        Args:
            line: the call, finished or not.
            source: how the plan is named; "" for one that has no file.
            varies: whether the plan came from a function with parameters.
            passed: whether what was expected of the call came true.
        """
        known = self.know(line.plan, line.lines, source=source, varies=varies)
        taken_ids = self._ids_of_call(line)
        counted = {item.id: 1 for item in known.items if item.id in taken_ids}
        one = PlanCoverage(self._identity, varies, known.items)
        one = replace(one, passed=counted, passed_calls=1) if passed else replace(one, failed=counted, failed_calls=1)
        self._found[self._identity] = known.merge(one)

    def know(self, plan: t.Plan, lines: Sequence[int | None], *, source: str, varies: bool) -> PlanCoverage:
        """Note a plan, whether or not somebody calls it, and return what is known of it.

        Args:
            plan: the plan.
            lines: the source line of each element.
            source, varies: see `add`.
        """
        self._turn_to(plan, source)
        known = self._found.get(self._identity)
        if known is None:
            known = self._found[self._identity] = PlanCoverage(self._identity, varies, _items(plan, lines))
        return known

    def coverage(self) -> Coverage:
        """What the calls so far covered."""
        return Coverage(tuple(self._found[identity] for identity in sorted(self._found)))

    def _turn_to(self, plan: t.Plan, source: str) -> None:
        if plan is not self._plan:
            self._plan, self._known = plan, {}
            self._identity = Identity("", ", ".join(differing(plan.platform)), shape(plan))
        self._identity = self._identity._replace(source=source or mask_of_plans(plan).masked(plan.elements[0].label))

    def _ids_of_call(self, line: Line) -> frozenset[str]:
        if len(self._known) > MAX_REMEMBERED:
            self._known.clear()
        found: set[str] = set()
        for move in line.moves:
            key = move.source.state, move.event, move.ways
            known = self._known.get(key)
            if known is None:
                known = self._known[key] = taken(line.plan, move)
            found |= known
        return frozenset(found)


def _items(plan: t.Plan, lines: Sequence[int | None]) -> tuple[ReportedBranch, ...]:
    """All that can be covered of a plan, nodes first at each element."""
    mask, reachable = mask_of_plans(plan), possible(plan)
    return tuple(
        ReportedBranch(
            branch.id,
            branch.group,
            branch.edge,
            branch.element,
            mask.masked(_path(plan, branch.element)),
            lines[branch.element] if branch.element < len(lines) else None,
            mask.masked(branch.label),
            branch.id in reachable,
        )
        for branch in sorted(branches(plan), key=lambda branch: (branch.element, branch.group != NODES))
    )


def _path(plan: t.Plan, element: int) -> str:
    """The way to an element, without the root, which says nothing."""
    labels = [each.label for each in walk.ancestors(plan.elements, element)]
    return " > ".join(reversed(labels[:-1] or labels))


def shape(plan: t.Plan) -> str:
    """A digest of a plan's table: its instructions, and where their exits lead.

    Texts, times and conditions are left out, and keys of several digits, which may be codes. So a function makes plans
    of one shape while its parameters change words only, and no code can be guessed from the digest.
    """
    rows = [
        (type(row).__name__, row.element, plan.elements[row.element].node.tag, [*map(_exit_shape, t.exits(row))])
        for row in plan.table
    ]
    catches = [(each.element, each.event, each.exit.to) for each in plan.every_handler.values()]
    return hashlib.sha256(repr((rows, catches)).encode()).hexdigest()[:16]


_CODE: Final = re.compile("[0-9]{2}|/")
"""In a label: a key of several digits, or the URL of a document; both may hold a code."""


def _exit_shape(way: t.Exit) -> tuple[str, int]:
    return "" if _CODE.search(way.label) else way.label, way.to


def total(runs: Iterable[Coverage]) -> Coverage:
    """The sum of runs."""
    return reduce(Coverage.merge, runs, Coverage())
