"""The numbers of a model that a forecast of a plan leans on, each with its source."""

from collections.abc import Iterator

from ivrsim.callers.model import Callers
from ivrsim.callers.notation.names import Name, dotted
from ivrsim.callers.notation.numbers import find, numbers_of
from ivrsim.core.instructions import base
from ivrsim.core.table import Plan
from ivrsim.forecasting.forecast import ForecastAssumption
from ivrsim.forecasting.unfolding.intents import name_of_menu
from ivrsim.forecasting.unfolding.sides import has_times

_OF_CAMPAIGNS = ("reach", "rings_s")
"""Sections that say how many calls are answered, and when: figures are of those that are."""


def assumptions_of(plan: Plan, callers: Callers) -> list[ForecastAssumption]:
    """Return the numbers on which a forecast leans, in the order of a file.

    Args:
        plan: whose calls are forecast: what it does not do needs no number.
        callers: the model.
    """
    needed = _Needs(plan, callers)
    return [
        ForecastAssumption(dotted(name), _text(name, value, callers.step_ms), _source(name, callers), {})
        for name, value in numbers_of(callers).items()
        if needed.needs(name)
    ]


def stand_ins_of(stand_ins: dict[str, str]) -> Iterator[ForecastAssumption]:
    """The texts that stand for those of variables that nobody knows, as numbers of letters."""
    for name, text in sorted(stand_ins.items()):
        yield ForecastAssumption(dotted(("letters", name)), str(len(text)), "", {})


class _Needs:
    """What a plan's calls need to be known of callers."""

    def __init__(self, plan: Plan, callers: Callers) -> None:
        awaited = {each.awaits for each in plan.table}
        self._callers = callers
        self._detects = plan.detects()
        self._timed = has_times(plan)
        self._menus = {name_of_menu(plan, menu) for menu in plan.menus()}
        self._speaks = bool(awaited & {base.PROMPT})
        self._records = base.RECORDING in awaited
        self._transfers = base.TRANSFER in awaited
        self._asks = base.REPLY in awaited

    def needs(self, name: Name) -> bool:
        """Whether a number matters."""
        section, *rest = name
        match section:
            case "detector":
                return self._detects and self._answers(rest[0]) and (len(rest) == 1 or self._takes_time(*rest))
            case "mailbox":
                return self._timed and self._answers(section)
            case "screening" | "receptionist":
                return self._answers(section)
            case "person":
                return self._needs_of_person(rest[0])
            case "menu":
                return bool(self._menus - {*self._callers.person.menus})
            case "menus":
                return rest[0] in self._menus
            case "transfer" | "transfers":
                return self._transfers
            case "replies":
                return self._asks
            case "price":
                return rest[0] != "currency" and (rest[0] != "transfer_a_minute" or self._transfers)
            case _:
                return section not in _OF_CAMPAIGNS

    def _takes_time(self, party: str, _: str, verdict: str) -> bool:
        """Whether it matters when the detector says something of a party, beside what the platform says."""
        said = self._callers.detector[party]
        return self._timed and bool(said.shares.get(verdict)) and bool(said.after_ms.get(verdict))

    def _answers(self, party: str) -> bool:
        return bool(self._callers.parties.get(party))

    def _needs_of_person(self, field: str) -> bool:
        if field in ("speaks_s", "ends_recording"):
            return self._records
        if field in ("reaction_s", "early", "key_gap_s"):
            return bool(self._menus)
        return field != "hangs_up_speaking" or self._speaks


def _text(name: Name, value: object, step_ms: int) -> str:
    """A number as a file has it."""
    number = find(name)
    assert number is not None  # all that a model has are in the table
    return number.notation.write(value, step_ms)


def _source(name: Name, callers: Callers) -> str:
    """Where a number is from; "" where it is assumed."""
    told = callers.sources.get(dotted(name), "")  # a source that leaves something open says what is assumed of it
    return told or ("" if dotted(name) in callers.assumed else callers.sources.get("", ""))
