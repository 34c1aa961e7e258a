"""Coverage for people, and for programs; what is written for programs can be read back and added up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ivrsim.coverage.branches import CONDITIONS, EDGES, KEYS, NODES, TIMERS
from ivrsim.coverage.tally import Coverage, Identity, PlanCoverage, ReportedBranch, Share

JSON_VERSION: Final = 1
GROUPS: Final = (NODES, EDGES, KEYS, TIMERS, CONDITIONS)
BRANCHES: Final = "branches"

PASSED: Final = "PASSED"
UNTESTED: Final = "PASSED, some branches untested"
FAILED: Final = "FAILED"


def verdict(coverage: Coverage, fail_under: float | None = None) -> str:
    """PASSED, UNTESTED or FAILED.

    Args:
        fail_under: the percentage of branches that passing calls must cover, if any.
    """
    if coverage.failed_calls or (fail_under is not None and coverage.is_under(fail_under)):
        return FAILED
    share = coverage.branches
    return PASSED if share.passed == share.total and coverage.plans else UNTESTED


def percentage(share: Share) -> str:
    """The covered share in percent with one decimal, never rounded up: "100.0 %" means all."""
    thousandths = 1000 * share.passed // share.total if share.total else 0
    return f"{thousandths // 10}.{thousandths % 10} %"


# --- for people -----------------------------------------------------------------------------------------------------


def as_text(coverage: Coverage, fail_under: float | None = None) -> str:
    """What was covered of each plan, and what was not, with lines."""
    return "\n".join(line for _, line in story(coverage, fail_under))


def story(coverage: Coverage, fail_under: float | None = None) -> list[tuple[str, str]]:
    """The lines of `as_text`, each with what it is: "plan", "group", "heading", "missing", "unreachable", "verdict"."""
    lines: list[tuple[str, str]] = []
    for plan in coverage.plans:
        lines += [("plan", title(plan)), *table(plan), *missing(plan), ("", "")]
    return [*lines, *ending(coverage, fail_under)]


def title(plan: PlanCoverage) -> str:
    """The plan, and how many calls it got."""
    calls = plan.passed_calls + plan.failed_calls
    told = f"{calls} call{'' if calls == 1 else 's'}" + (f", {plan.failed_calls} failed" if plan.failed_calls else "")
    platform = f" with {plan.identity.platform}" if plan.identity.platform else ""
    return f"{plan.identity.source}{platform}: {told}"


def rows(plan: PlanCoverage) -> list[tuple[str, Share]]:
    """The groups that the plan has something of, and all branches at the end."""
    found = [(group, plan.of(group)) for group in GROUPS]
    return [*[(group, share) for group, share in found if share.total or share.unreachable], (BRANCHES, plan.branches)]


def table(plan: PlanCoverage) -> Iterator[tuple[str, str]]:
    """How much is covered of each group."""
    for group, share in rows(plan):
        failed = f", {share.failed} by failing calls" if plan.failed_calls else ""
        percent = f"{percentage(share):>9}" if group == BRANCHES else ""
        yield "group", f"  {group:<11}{f'{share.passed} of {share.total}':>11}{percent}{failed}"


def missing(plan: PlanCoverage) -> Iterator[tuple[str, str]]:
    """What passing calls left out, what only failing calls took, and what no call can take."""
    left = [item for item in plan.items if plan.is_reachable(item) and item.id not in plan.passed]
    never = [item for item in left if item.id not in plan.failed]
    by_failing = [item for item in left if item.id in plan.failed]
    barred = [item for item in plan.items if not plan.is_reachable(item)]
    yield from _item_lines("missing", "untested", never, "never reached")
    yield from _item_lines("missing", "by failing calls only", by_failing, "reached")
    yield from _item_lines("unreachable", "unreachable", barred, "never runs")


def _item_lines(kind: str, heading: str, items: Sequence[ReportedBranch], whole: str) -> Iterator[tuple[str, str]]:
    """A list of items, one tag a line; a node that is missing itself stands for all its ways."""
    if not items:
        return
    yield "heading", f"  {heading}"
    by_element: dict[int, list[ReportedBranch]] = {}
    for item in items:
        by_element.setdefault(item.element, []).append(item)
    places = [(_place(found[0]), found) for found in by_element.values()]
    width = min(max(len(place) for place, _ in places), 60)
    for place, found in places:
        told = dict.fromkeys(item.label for item in found)
        labels = [whole] if any(item.group == NODES for item in found) else [*told]
        yield kind, f"    {place:<{width}}  {'; '.join(labels)}"


def _place(item: ReportedBranch) -> str:
    return item.node if item.line is None else f"line {item.line:<4} {item.node}"


def ending(coverage: Coverage, fail_under: float | None) -> Iterator[tuple[str, str]]:
    """The verdict, behind the figure that it is about."""
    share = coverage.branches
    if not coverage.plans:
        yield "verdict", "no plan was called"
    told = f"{percentage(share)} of {share.total} branch{'' if share.total == 1 else 'es'}"
    if fail_under is not None and coverage.is_under(fail_under):
        told += f", less than {fail_under:g} %"
    yield "verdict", f"{told}: {verdict(coverage, fail_under)}"


# --- for programs ---------------------------------------------------------------------------------------------------

_VERDICTS: Final = {PASSED: "passed", UNTESTED: "untested", FAILED: "failed"}


def as_json(coverage: Coverage, fail_under: float | None = None) -> dict[str, Any]:
    """Return the coverage as data, in the shape of schemas/cover.schema.json; `from_json` reads it."""
    return {
        "version": JSON_VERSION,
        "verdict": _VERDICTS[verdict(coverage, fail_under)],
        "percent": round(coverage.percent, 2),
        "fail_under": fail_under,
        "plans": [_plan(plan) for plan in coverage.plans],
    }


def _plan(plan: PlanCoverage) -> dict[str, Any]:
    return {
        "plan": plan.identity.source,
        "platform": plan.identity.platform,
        "shape": plan.identity.shape,
        "varies": plan.varies,
        "calls": {"passed": plan.passed_calls, "failed": plan.failed_calls},
        "covered": {group: share._asdict() for group, share in rows(plan)},
        "items": [
            item._asdict() | {"passed": plan.passed.get(item.id, 0), "failed": plan.failed.get(item.id, 0)}
            for item in plan.items
        ],
    }


def from_json(data: object) -> Coverage:
    """Read what `as_json` made.

    Raises:
        ValueError: it is not of that shape; the text says where.
    """
    top = _read_fields(data, {"version": int, "plans": list}, "the file")
    if top["version"] != JSON_VERSION:
        raise ValueError(f"version is {top['version']!r}; expected {JSON_VERSION}")
    found = [_read_plan(plan, f"plan {number}") for number, plan in enumerate(top["plans"], 1)]
    if len({plan.identity for plan in found}) < len(found):
        raise ValueError("a plan is listed twice")
    return Coverage().merge(Coverage(tuple(found)))


_PLAN: Final = {"plan": str, "platform": str, "shape": str, "varies": bool, "calls": dict, "items": list}
_ITEM: Final[dict[str, Any]] = {
    "id": str, "group": str, "edge": bool, "element": int, "node": str, "line": int | None, "label": str,
    "reachable": bool, "passed": int, "failed": int,
}  # fmt: skip


def _read_plan(data: object, where: str) -> PlanCoverage:
    told = _read_fields(data, _PLAN, where)
    calls = _read_fields(told["calls"], {"passed": int, "failed": int}, f"{where}, calls")
    each = [_read_fields(item, _ITEM, f"{where}, item {number}") for number, item in enumerate(told["items"], 1)]
    items = tuple(ReportedBranch(*(item[name] for name in ReportedBranch._fields)) for item in each)
    if len({item.id for item in items}) < len(items):
        raise ValueError(f"{where}: an item is listed twice")
    if strange := [item.group for item in items if item.group not in GROUPS]:
        raise ValueError(f"{where}: there is no group {strange[0]!r:.40}")
    identity = Identity(told["plan"], told["platform"], told["shape"])
    passed, failed = _counts(each, "passed"), _counts(each, "failed")
    return PlanCoverage(identity, told["varies"], items, passed, failed, calls["passed"], calls["failed"])


def _counts(items: Iterable[Mapping[str, Any]], name: str) -> dict[str, int]:
    return {item["id"]: item[name] for item in items if item[name]}


def _read_fields(data: object, fields: Mapping[str, Any], where: str) -> dict[str, Any]:
    """An object that has these fields, of these types; numbers are never negative."""
    if not isinstance(data, dict):
        raise ValueError(f"{where} is not an object")
    for name, kind in fields.items():
        value = data.get(name)
        wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        if name not in data or wrong or (isinstance(value, int) and value < 0):
            raise ValueError(f"{where}: {name} is {value!r:.40}" if name in data else f"{where} has no {name}")
    return data
