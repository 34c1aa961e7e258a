"""The laws of calls that a campaign draws from: one for each model of callers and each choice of values."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from ivrdsl.errors import IvrError

if TYPE_CHECKING:
    from ivrdsl.files.recipients.reader import Recipients
    from ivrdsl.files.recipients.rows import RecipientKind
    from ivrsim.callers.model import Callers
    from ivrsim.campaigns.recipients import Group
    from ivrsim.forecasting.forecast import ForecastAssumption
    from ivrsim.forecasting.forecasts import Forecaster
    from ivrsim.forecasting.kinds import CallKind
    from ivrsim.forecasting.strays import StraySection

EVERYBODY: Final = "everybody"
_GIVEN: Final = ("contact.", "attribute.")
"""How the names of values begin that recipients have."""


class Models(NamedTuple):
    """Models of callers.

    Attributes:
        base: of whoever is in no group that has one of its own.
        groups: by the names of groups.
    """

    base: "Callers"
    groups: "Mapping[str, Callers]"

    def attributes(self) -> list[str]:
        """The names of values of recipients that have a law in some model: a list of recipients may have them, too."""
        models = (self.base, *self.groups.values())
        return sorted({name for model in models for name in model.values if name.startswith(_GIVEN)})


class UnknownLawError(IvrError):
    """Calls cannot be drawn, as their law is not known."""


class CallLaws:
    """Makes the laws of calls, each once.

    Args:
        models: of callers.
        make: makes the forecast of a plan's calls by a model.
        goal: words of the prompt that is to be heard; "" for the secret, or any whole prompt.

    Attributes:
        assumptions: what the laws lean on, by name; of the model of a group what is otherwise there.
        strays: sections of the models that are about nothing in the plan, each once.
    """

    def __init__(self, models: Models, make: "Callable[[Callers], Forecaster]", goal: str) -> None:
        self._models = models
        self._make = make
        self._goal = goal
        self.assumptions: dict[str, ForecastAssumption] = {}
        self.strays: dict[StraySection, None] = {}
        self._known: dict[tuple[str, tuple[tuple[str, str], ...]], list[CallKind]] = {}

    def of(self, kind: "RecipientKind") -> "list[CallKind]":
        """The law of calls to recipients of a kind.

        Raises:
            UnknownLawError: some share is not known, or the search is not complete.
            IvrError: nobody can hear the goal.
        """
        group = kind.group if kind.group in self._models.groups else ""
        key = (group, kind.attributes)
        if key not in self._known:
            model = self._models.groups.get(group, self._models.base)
            given = {name: {value: 1.0} for name, value in kind.attributes}
            forecaster = self._make(model._replace(values={**model.values, **given}))
            self._known[key] = self._kinds(forecaster)
            self._lean_on(forecaster, group, {name for name, _ in kind.attributes})
        return self._known[key]

    def _kinds(self, forecaster: "Forecaster") -> "list[CallKind]":
        try:
            return forecaster.kinds(self._goal)
        except IvrError as error:
            if forecaster.chain.bound or not forecaster.chain.is_known:
                raise UnknownLawError(f"{error}{_intervals_told(forecaster)}") from None
            raise

    def _lean_on(self, forecaster: "Forecaster", group: str, given: set[str]) -> None:
        """Add what a law leans on, but for the values that the list of recipients gives."""
        from ivrsim.callers.notation.names import dotted
        from ivrsim.forecasting.strays import strays_of

        self.strays.update(dict.fromkeys(strays_of(forecaster.plan, forecaster.callers)))
        listed = {dotted(("values", name)) for name in given}
        for each in forecaster.assumptions:
            if each.name in listed:
                continue
            known = self.assumptions.setdefault(each.name, each)
            if group and known != each:
                name = f"groups.{group}.{each.name}"
                self.assumptions.setdefault(name, each._replace(name=name))


def _intervals_told(forecaster: "Forecaster") -> str:
    """Which numbers that a law leans on are intervals: calls cannot be drawn from these."""
    from ivrsim.callers.model import Interval
    from ivrsim.callers.notation.names import dotted
    from ivrsim.callers.notation.numbers import numbers_of
    from ivrsim.forecasting.assumptions import assumptions_of

    needed = {each.name for each in assumptions_of(forecaster.plan, forecaster.callers)}
    found = [
        dotted(name)
        for name, value in numbers_of(forecaster.callers).items()
        if any(isinstance(each, Interval) for each in (value.values() if isinstance(value, Mapping) else (value,)))
    ]
    told = ", ".join(name for name in found if name in needed)
    return f"; the model has an interval, and a campaign needs one number: {told}" if told else ""


def groups_of(recipients: "Recipients", laws: CallLaws) -> "list[Group]":
    """The groups of a campaign: recipients who are alike.

    Raises:
        IvrError: see `CallLaws.of`.
    """
    from ivrsim.campaigns.recipients import Group

    names = _apart([_name(kind) for kind in recipients.kinds])
    return [
        Group(name, size, laws.of(kind), kind.zone, kind.phone_types)
        for name, (kind, size) in zip(names, recipients.kinds.items(), strict=True)
    ]


def _name(kind: "RecipientKind") -> str:
    """What reports call recipients of a kind."""
    from ivrdsl.files.recipients.columns import FIRST_NUMBER
    from ivrdsl.wording.mask import MASK
    from ivrdsl.wording.told import names_secret

    phones = "" if kind.phone_types == (FIRST_NUMBER,) else " ".join(kind.phone_types)
    values = (f"{name}={MASK if names_secret(name) else value}" for name, value in kind.attributes)
    return ", ".join(filter(None, (kind.group, kind.zone, phones, *values))) or EVERYBODY


def _apart(names: Iterable[str]) -> list[str]:
    """Names of which no two are the same."""
    found: dict[str, None] = {}
    for name in names:
        number, other = 2, name
        while other in found:
            number, other = number + 1, f"{name} ({number})"
        found[other] = None
    return list(found)
