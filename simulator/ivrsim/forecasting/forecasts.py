"""Makes forecasts: the law of a plan's calls under a model of callers, as figures.

All figures are of calls that somebody answers. What somebody hears or keeps is of the calls that they answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from re import Pattern
from typing import Any, Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.findings.words import one_of, quoted
from ivrdsl.model.nodes import Dialplan
from ivrdsl.wording.mask import Mask
from ivrdsl.wording.told import names_secret
from ivrsim.callers.checks import require_callers
from ivrsim.callers.defaults import usual_callers
from ivrsim.callers.model import Callers, Price
from ivrsim.chains.chain import CallEnd, Chain
from ivrsim.chains.quantity import Between, Quantity
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.masking import mask_of_plans
from ivrsim.core.parties import MAILBOX, PERSON
from ivrsim.core.platform import Platform
from ivrsim.core.table import Plan
from ivrsim.forecasting.assumptions import assumptions_of, stand_ins_of
from ivrsim.forecasting.calls import kinds_of
from ivrsim.forecasting.figure_bounds import BoundedFigures
from ivrsim.forecasting.figures import ExactFigures
from ivrsim.forecasting.forecast import Forecast, ForecastAssumption
from ivrsim.forecasting.kinds import CallKind
from ivrsim.forecasting.unfolding.happenings import SECRET, Happenings, heard_name, title
from ivrsim.forecasting.unfolding.intents import inputs_of
from ivrsim.forecasting.unfolding.search import OTHER, laws_of, search_callers
from ivrsim.forecasting.unfolding.spots import ChainSpot
from ivrsim.forecasting.unfolding.unfold import Unfolding
from ivrsim.forecasting.unfolding.waits import UNKNOWN
from ivrsim.graph.spoken import prompt_places
from ivrsim.picture.words import Captions
from ivrsim.proofs.secrets import SecretFinder
from ivrsim.search.bounds import DEFAULT_BOUNDS, Bounds, Watch
from ivrsim.search.world import World

OF_ALL: Final = frozenset(
    ("branch", "silence", "no match", "talk", "text", "recording", "request", "no reply", "dnc", "taken for", "stash")
)
"""Kinds of happenings that are told of all calls that are answered."""
HEARD: Final = "heard"
"""The kind of those that are told of the calls of whoever hears it."""
_EXACT_TIME: Final = "cost of the exact time"
_BEGUN_MINUTES: Final = "cost of begun minutes"
_MINUTE_S: Final = 60


class ForecastOptions(NamedTuple):
    """What a forecast is asked for.

    Attributes:
        world: what is given before the call.
        bounds: where the search ends.
        watch: is told of the search's progress, and may end it.
        texts: texts of which it is told who hears them.
        secrets: patterns of what is secret beside what is marked.
        show_secrets: whether names and prompts are not masked.
    """

    world: World = World()
    bounds: Bounds = DEFAULT_BOUNDS
    watch: Watch | None = None
    texts: Sequence[str] = ()
    secrets: Sequence[Pattern[str]] = ()
    show_secrets: bool = False


NO_OPTIONS: Final = ForecastOptions()


class Forecaster:
    """Forecasts the calls of a plan.

    Args:
        plan: ready to run on its platform.
        callers: the model.
        options: what is asked for.

    Attributes:
        options: what is asked for.
        chain: the plan's calls; unfolding: what its nodes and ways mean.
        mask: hides what is secret in texts of a forecast.
    """

    def __init__(self, plan: Plan, callers: Callers, options: ForecastOptions = NO_OPTIONS) -> None:
        self.plan = plan
        self.callers = callers
        self.options = options
        inputs = inputs_of(callers, plan)
        self._found = search_callers(plan, options.world, callers, inputs, bounds=options.bounds, watch=options.watch)
        self.mask = self.mask_that(shows=options.show_secrets)
        self.unfolding = self.unfolded(callers)
        self.chain = self.unfolding.chain(options.watch)

    def forecast(self, name: str) -> Forecast:
        """Return the forecast.

        Args:
            name: of the plan.
        """
        figures = self._from(ChainSpot("party"))
        bound = self.chain.bound
        return Forecast(
            plan=name,
            step_ms=self.chain.step_ms,
            quantities={each.name: each for each in self._quantities(figures)},
            events=self._events(figures),
            prompts=self._prompts,
            unknown=[self.mask.masked(each) for each in self.unfolding.unknown],
            assumptions=self.assumptions,
            half_step_ms=self._half_step_ms(figures),
            nodes=len(self.chain.nodes),
            bound=bound,
        )

    @property
    def assumptions(self) -> list[ForecastAssumption]:
        """The numbers that a forecast leans on, masked."""
        masked = self.mask.masked
        return [
            each._replace(name=masked(each.name), value=masked(each.value), source=masked(each.source))
            for each in (*assumptions_of(self.plan, self.callers), *stand_ins_of(self._found.stand_ins))
        ]

    def mask_that(self, *, shows: bool) -> Mask:
        """Return a mask that knows the secrets of the plan, of what is given before the call, and of the model.

        Args:
            shows: whether nothing is masked.
        """
        given = [text for name, text in self.options.world.variables.items() if names_secret(name)]
        held = [
            text for name, law in self.callers.values.items() if names_secret(name) for text in law if text != OTHER
        ]
        return mask_of_plans(self.plan, marked=(*given, *held), patterns=self.options.secrets, shows=shows)

    def unfolded(self, callers: Callers, goal: frozenset[str] = frozenset()) -> Unfolding:
        """Return the calls of another model that has the same values, unfolded.

        Args:
            callers: the model.
            goal: names of happenings of the kind "heard" that reach the goal.
        """
        finder = SecretFinder(self._found, self.options.secrets)
        vague = {self.plan.table[place].element for place in self._found.vague}
        happenings = Happenings(self.plan, callers.step_ms, finder.in_prompt, self.options.texts, vague)
        numbers = frozenset(happenings.number(HEARD, each) for each in goal)
        return Unfolding(self._found, callers, happenings, numbers)

    def under(self, callers: Callers) -> "Forecaster":
        """Return what forecasts the same plan under another model; a model with the same values shares the search."""
        if _values(callers, self.plan) != _values(self.callers, self.plan):
            return Forecaster(self.plan, callers, self.options)
        other = copy(self)
        other.callers = callers
        other.unfolding = self.unfolded(callers)
        other.chain = other.unfolding.chain()
        return other

    def means(self) -> dict[str, Between]:
        """Return what other numbers of the model may move.

        That is the mean duration, cost and talk, and how many people and mailboxes hear a secret, or a text that the
        options name.
        """
        figures, price = self._from(ChainSpot("party")), self.callers.price
        found = {"duration": figures.mean_ms}
        found["cost"] = figures.charged("cost", price.currency, price, lambda charge: charge.cost).mean
        found["talk"] = figures.talk().mean
        wanted = (SECRET, *(f'"{text}"' for text in self.options.texts))
        names = {heard_name(party.name, each) for party in (PERSON, MAILBOX) for each in wanted}
        heard = {name: each for name, each in self._heard().items() if name in names}
        return found | heard

    def price_of(self, quantity: str) -> Price:
        """Return the price that a quantity is charged at, by its name."""
        other = {_EXACT_TIME: 0, _BEGUN_MINUTES: _MINUTE_S}
        return self.callers.price._replace(step_s=other.get(quantity, self.callers.price.step_s))

    def kinds(self, text: str = "") -> list[CallKind]:
        """Return the calls by what becomes of them, answered or not.

        Args:
            text: the goal is that a person hears it, which the options name; "" for the secret of the plan, or any
                whole prompt where it has none.

        Raises:
            IvrError: some share is not known, or the chain is not complete, or nobody can hear the text.
        """
        if self.chain.bound:
            raise IvrError(f"calls cannot be drawn: {self.chain.bound}")
        if not self.chain.is_known:
            raise IvrError(f"calls cannot be drawn where no law is known: say {one_of(self.unfolding.unknown)}")
        chain = self.unfolded(self.callers, self._goal(text)).chain()
        return kinds_of(chain, self.callers, machine_by_unsure=self.plan.platform.amd_unsure == "machine")

    def _goal(self, text: str) -> frozenset[str]:
        """The names of what reaches a goal."""
        heard = [each.name for each in self.chain.happenings if each.kind == HEARD]
        names = [each for each in heard if each.startswith(f"{PERSON.name} ")]
        wanted = heard_name(PERSON.name, f'"{text}"' if text else SECRET)
        if text and wanted not in names:
            raise IvrError(f"no prompt that a person can hear says {quoted(text)}")
        return frozenset((wanted,) if wanted in names else names)

    # --- figures ----------------------------------------------------------------------------------------------------

    def _from(self, spot: ChainSpot) -> ExactFigures | BoundedFigures:
        return figures_of(self.chain, self.unfolding.spots.of(spot))

    def _quantities(self, figures: ExactFigures | BoundedFigures) -> Iterable[Quantity]:
        price = self.callers.price
        yield figures.duration()
        yield figures.charged("billed", "ms", price, lambda charge: charge.billed_ms)
        yield figures.charged("cost", price.currency, price, lambda charge: charge.cost)
        name = _EXACT_TIME if price.step_s else _BEGUN_MINUTES
        yield figures.charged(name, price.currency, self.price_of(name), lambda charge: charge.cost)
        yield figures.talk()
        yield figures.count("keys", self._numbers("key"))
        yield figures.count("transfers", self._numbers("talk"))
        for prompt, numbers in self.named(frozenset(("prompt",))).items():
            yield figures.count(f"plays of {prompt}", numbers)

    def _events(self, figures: ExactFigures | BoundedFigures) -> dict[str, Between]:
        found = {name: figures.happening(numbers) for name, numbers in self.named(frozenset(("party",))).items()}
        for outcome in dict.fromkeys(end.outcome for end in self.chain.ends if end.party and end.outcome != UNKNOWN):
            found[f"ends with {outcome}"] = figures.ends(lambda end, outcome=outcome: _ends_so(end, outcome))  # type: ignore[misc]
        found["never ends"] = figures.never
        for name, numbers in self.named(OF_ALL).items():
            found[name] = figures.happening(numbers)
        return found | self._heard()

    def _heard(self) -> dict[str, Between]:
        """What parties hear, of the calls that they answer."""
        found = {}
        for party in self.callers.parties:
            numbers = {name: each for name, each in self.named(frozenset((HEARD,))).items() if name.startswith(party)}
            spot = ChainSpot("verdict", (party,))
            if numbers and spot in self.unfolding.spots.all:
                figures = self._from(spot)
                found.update({name: figures.happening(each) for name, each in numbers.items()})
        return found

    def _numbers(self, kind: str) -> list[int]:
        return [number for number, each in enumerate(self.chain.happenings) if each.kind == kind]

    def named(self, kinds: frozenset[str]) -> dict[str, list[int]]:
        """Return the numbers of happenings of some kinds, by name; what a mask makes alike is one."""
        found: dict[str, list[int]] = {}
        for number, each in enumerate(self.chain.happenings):
            if each.kind in kinds:
                found.setdefault(self.mask.masked(each.name), []).append(number)
        return found

    @property
    def _prompts(self) -> Mapping[str, str]:
        """What each prompt of the plan says, by name, masked."""
        captions = Captions(self.plan, self.mask)
        return {
            self.mask.masked(title(self.plan, element)): captions.text(place)
            for element, place in prompt_places(self.plan).items()
        }

    def _half_step_ms(self, figures: ExactFigures | BoundedFigures) -> float:
        """How far the mean duration moves where a step is half as long."""
        half_ms = self.callers.step_ms // 2
        if not half_ms:
            return 0.0
        unfolding = self.unfolded(self.callers._replace(step_ms=half_ms))
        chain = unfolding.chain()
        before = figures.mean_ms
        after = figures_of(chain, unfolding.spots.of(ChainSpot("party"))).mean_ms
        return max(_apart(before.low, after.low), _apart(before.high, after.high))


def figures_of(chain: Chain, start: int) -> ExactFigures | BoundedFigures:
    """Return the figures of a chain, exact where all its shares are known.

    Args:
        chain: the chain.
        start: the number of the node in which calls begin.
    """
    return ExactFigures(chain, start) if chain.is_known else BoundedFigures(chain, start)


def _values(callers: Callers, plan: Plan) -> tuple[Any, ...]:
    """What a search tries: the texts of laws, of replies, and of keys, and when calls are made."""
    laws = {name: tuple(law) for name, law in laws_of(plan, callers).items()}
    replies = [(pattern, tuple(each.shares)) for pattern, each in callers.replies.items()]
    return laws, replies, inputs_of(callers, plan), tuple(callers.at)


def _ends_so(end: CallEnd, outcome: str) -> bool:
    return bool(end.party) and end.outcome == outcome


def _apart(one: float, other: float) -> float:
    return 0.0 if one == other else abs(one - other)


def forecast(
    plan: Dialplan | Plan,
    callers: Callers | None = None,
    *,
    name: str = "plan",
    platform: Platform | None = None,
    options: ForecastOptions = NO_OPTIONS,
) -> Forecast:
    """Forecast what calls to a plan will be like.

        forecast(plan).quantities["duration"].quantile(0.99)

    Args:
        plan: the nodes, or a plan that `compile_plan` made ready.
        callers: who answers, and what they do; the usual ones of the platform if nobody says otherwise.
        name: of the plan, for reports.
        platform: whose quirks hold, when `plan` is not ready yet.
        options: what is asked for.

    Raises:
        IvrError: the callers contradict themselves.
    """
    ready = compile_plan(plan, platform)
    model = usual_callers(ready.platform) if callers is None else callers
    require_callers(model)
    return Forecaster(ready, model, options).forecast(name)
