"""Sections of a model of callers that are about nothing in a plan: a menu or a transfer that it does not have."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ivrsim.callers.model import Callers
from ivrsim.core.instructions import base
from ivrsim.core.table import Plan
from ivrsim.forecasting.unfolding.intents import name_of_menu

_MENUS: Final = "menus"
_TRANSFERS: Final = "transfers"


class StraySection(NamedTuple):
    """A section that changes no forecast of a plan.

    Attributes:
        section: "menus" or "transfers".
        name: what it is about.
        there: the names that the plan has.
    """

    section: str
    name: str
    there: tuple[str, ...]


def strays_of(plan: Plan, callers: Callers) -> Iterator[StraySection]:
    """Yield the sections of a model that are about no menu and no transfer of a plan, in the order of the model.

    Args:
        plan: whose calls are forecast.
        callers: the model.
    """
    transfers = [each for each in plan.table if each.awaits == base.TRANSFER]
    yield from _strays(_MENUS, callers.person.menus, (name_of_menu(plan, each) for each in plan.menus()))
    names = (str(getattr(plan.nodes[each.element], "name", "") or "") for each in transfers)
    yield from _strays(_TRANSFERS, callers.transfers, names)


def _strays(section: str, told: Mapping[str, Any], names: Iterable[str]) -> Iterator[StraySection]:
    there = tuple(dict.fromkeys(filter(None, names)))
    return (StraySection(section, name, there) for name in told if name and name not in there)
