"""What a call begins with: whether a clock and values are what they should be."""

from collections.abc import Mapping
from datetime import UTC, datetime

from ivrdsl.errors import ArgumentError
from ivrdsl.findings.arguments import refuse, require_texts
from ivrdsl.findings.words import did_you_mean
from ivrsim.core import table as t
from ivrsim.core.variables import may_be_given, near_given
from ivrsim.graph.given import read_otherwise

_GIVEN = '{"contact.firstName": "Ann"}'


def moment(where: str, clock: object) -> datetime:
    """When a call begins to ring; without a time zone it is in UTC, as in scripts.

    Raises:
        ArgumentError: it is no moment, or none that a calendar has; the text says how a text becomes one.
    """
    if not isinstance(clock, datetime):
        hint = f": write datetime.fromisoformat({clock!r})" if isinstance(clock, str) and _is_iso(clock) else ""
        refuse(where, "clock", clock, f"a datetime{hint}")
    if not 1970 <= clock.year < 9999:
        refuse(where, "clock", clock, "a year from 1970 to 9998")
    return clock if clock.tzinfo else clock.replace(tzinfo=UTC)


def _is_iso(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def require_given(where: str, plan: t.Plan, variables: Mapping[str, str]) -> None:
    """Refuse values that no plan, or not this one, can read by their names. Names are looked at once a plan.

    Raises:
        ArgumentError: they are no texts by name, or a name differs in letter case alone from one that the plan reads.
    """
    known = plan.graphs.get("given")
    if known is None:
        known = plan.graphs["given"] = set()
    names = tuple(variables) if type(variables) is dict else ()
    if names not in known or not names:
        require_texts(where, "variables", variables, _GIVEN)
        for name in variables:
            _require_name(where, plan, name)
        known.add(names)
    for value in variables.values():
        if type(value) is not str:
            require_texts(where, "variables", variables, _GIVEN)


def _require_name(where: str, plan: t.Plan, name: str) -> None:
    if other := read_otherwise(plan, name):
        raise ArgumentError(f"{where}: variables: the plan reads no {name}; {did_you_mean([other])}")
    hint = "" if may_be_given(name) else near_given(name)
    if hint:
        raise ArgumentError(f"{where}: variables: no plan is given {name}; {hint}")
