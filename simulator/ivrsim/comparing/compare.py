"""Whether two plans are the same call: nothing that a callee does, and nothing that happens to a call, tells them
apart.

    result = compare(old, new)
    result.verdict   # EQUIVALENT, DIFFERENT or UNDECIDED
    result.call      # the shortest call that tells them apart, played on both

What counts is what somebody outside can notice (`comparing.observed`) and when. DIFFERENT can always be played.
EQUIVALENT is said only if all pairs of states were searched, or the tables alone show that both plans do the same;
everything else is UNDECIDED, with the reason.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ivrdsl.findings.arguments import door, require
from ivrdsl.model.nodes import Dialplan
from ivrsim.comparing.coupling import Coupling, reason
from ivrsim.comparing.likeness import Likeness, same_elements
from ivrsim.comparing.moments import Moment, Moments
from ivrsim.comparing.names import in_the_words_of
from ivrsim.comparing.notice import WORDS, Ignored, Seen
from ivrsim.comparing.pairs import Found, PairSearch
from ivrsim.comparing.platforms import SidesTold, differing_quirks, incomparable, sides_told
from ivrsim.comparing.script import Lines, Telling, telling
from ivrsim.comparing.sides import Side, unworded
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.run import NO_TIMER
from ivrsim.core.units import seconds
from ivrsim.graph.flow import Flow
from ivrsim.graph.search import behind
from ivrsim.search.bounds import Bounds, Watch
from ivrsim.search.domains import Domains
from ivrsim.search.explore import World

EQUIVALENT: Final = "EQUIVALENT"
DIFFERENT: Final = "DIFFERENT"
UNDECIDED: Final = "UNDECIDED"

PAIR_BOUNDS: Final = Bounds(max_states=100_000)
"""Where a comparison ends undecided, unless it is told otherwise."""

_MOST_TRIED: Final = 25
"""Differences that are played until one shows in a script."""


class PlanComparison(NamedTuple):
    """The result.

    Attributes:
        verdict: EQUIVALENT, DIFFERENT or UNDECIDED.
        because: in words, what differs, or why nothing is proven.
        call: the call that tells the plans apart.
        pairs: how many pairs of states were searched.
    """

    verdict: str
    because: str
    call: Telling | None
    pairs: int


@door
def compare(
    old: Dialplan | t.Plan,
    new: Dialplan | t.Plan,
    *,
    ignore: Sequence[Ignored] = (),
    world: World | None = None,
    bounds: Bounds = PAIR_BOUNDS,
    watch: Watch | None = None,
    lines: Lines = ((), ()),
) -> PlanComparison:
    """Look for the shortest call that tells two plans apart.

    Args:
        old, new: the nodes, on the default platform, or plans that `compile_plan` made ready for a platform each.
        ignore: "timing" to compare the order of things only; "wording" to ignore what prompts say, and how long that
            takes.
        world: who may answer, and what is given.
        bounds: where the search ends.
        watch: is told of the progress, and may end the search.
        lines: the source lines of each plan's elements.
    """
    before, after = compile_plan(old), compile_plan(new)
    quirks = differing_quirks(before.platform, after.platform)
    if reasons := [*incomparable(quirks)]:
        return PlanComparison(UNDECIDED, "; ".join(reasons), None, 0)
    world = World() if world is None else world
    require(isinstance(world, World), "compare", "world", world, "World(...)")
    require(isinstance(bounds, Bounds), "compare", "bounds", bounds, "Bounds(...)")
    plans = _comparable_plans(before, after, ignore, world)
    likeness = Likeness(*plans)
    unsimulated = _beyond(before, after)
    if likeness.places(0, 0) and not unsimulated:
        return PlanComparison(EQUIVALENT, _words_for_likeness(quirks), None, 0)
    search = _Pairs(plans, likeness, ignore, world)
    forms = [(before, after), plans] if "wording" in ignore else [(before, after)]
    doubts = [unsimulated] if unsimulated else []
    for number, found in enumerate(search.differences(bounds, watch)):
        call = telling(found, plans, forms, ignore, world, lines)
        if call is not None:
            if "wording" in ignore:  # a prompt of variables alone may say nothing, and is taken for one that speaks
                others = [each for each in ignore if each != "wording"]
                exact = compare(before, after, ignore=others, world=world, bounds=bounds, watch=watch, lines=lines)
                if exact.verdict == EQUIVALENT:
                    return exact
            return PlanComparison(DIFFERENT, _words_for_call(call, sides_told(before, after)), call, search.pairs)
        if not number:
            doubts.append("a difference was found that no call script shows")
        if number >= _MOST_TRIED:
            break
    doubts += search.doubts()
    if doubts:
        return PlanComparison(UNDECIDED, "; ".join(dict.fromkeys(doubts)), None, search.pairs)
    return PlanComparison(EQUIVALENT, f"no call tells them apart{search.condition}", None, search.pairs)


def _comparable_plans(old: t.Plan, new: t.Plan, ignore: Sequence[Ignored], world: World) -> tuple[t.Plan, t.Plan]:
    """Both plans without what is to be ignored, and with the same names for the same variables."""
    if "wording" in ignore:
        old, new = unworded(old), unworded(new)
    return old, in_the_words_of(old, new, world)


class _Pairs:
    """The search through pairs of states, with all that it needs."""

    def __init__(
        self, plans: tuple[t.Plan, t.Plan], likeness: Likeness, ignore: Sequence[Ignored], world: World
    ) -> None:
        timing = "timing" not in ignore
        domains = Domains(plans, world.attributes)
        self._plans = plans
        self._world = world
        self._sides = Side(plans[0], domains, world.answers), Side(plans[1], domains, world.answers)
        self._moments = Moments(self._sides, domains, timing=timing, wording="wording" not in ignore)
        self._coupling = Coupling(plans, domains, world, likeness)
        self._search = PairSearch(self._sides, self._moments, likeness, self._coupling, timing=timing)

    @property
    def pairs(self) -> int:
        """How many were looked at."""
        return self._search.tally.pairs

    @property
    def condition(self) -> str:
        """Under which condition what was found is true, in words; "" for none."""
        return ", if a call does not pass the end of the hour in which it begins" if self._moments.asks_clock else ""

    def differences(self, bounds: Bounds, watch: Watch | None) -> Iterator[Found]:
        """Yield ways to differences, the cheapest first."""
        given = self._world.variables
        start = Moment((self._sides[0].start(given), self._sides[1].start(given)), (NO_TIMER, NO_TIMER))
        return self._search.differences(start, bounds, watch)

    def doubts(self) -> list[str]:
        """Return why finding no difference proves nothing; nothing if it is a proof."""
        tally = self._search.tally
        found = [*([tally.bound] if tally.bound else []), *tally.doubts]
        if self._moments.asks_clock and not all(side.choices.moments.complete for side in self._sides):
            found.append("a plan asks for the time in a way that no short list of moments covers")
        if not found and (uncovered := self._coupling.uncovered()) is not None:
            found.append(reason(self._plans, uncovered))
        return found


def _beyond(old: t.Plan, new: t.Plan) -> str:
    """What some call may come to and nobody simulates, unless the plans are the same but for names, and run on one
    platform; "" for nothing.
    """
    for plan in (old, new):
        for number in behind(Flow(plan).both_sides(), (0,)):
            instruction = plan.table[number % len(plan.table)]
            same = old.platform == new.platform and same_elements(old, new)
            if isinstance(instruction, t.Unsupported | t.LeftOut) and not same:
                label = plan.elements[instruction.element].label
                return f"what a call does at {label} is not simulated, nor what comes after it"
    return ""


def _words_for_likeness(quirks: Sequence[str]) -> str:
    """Why nothing needs to be searched, in words."""
    if not quirks:
        return "the plans say the same, tag for tag"
    return f"tag for tag the same is said, and nothing that a call comes to asks for {', '.join(quirks)}"


def _words_for_call(call: Telling, sides: SidesTold) -> str:
    """What differs, in words, and on which sides."""
    at_ms, old, new = call.apart
    seen = new if old is None or (new is not None and old.kind == "ends") else old
    assert seen is not None  # of the two at least one is noticed
    what = WORDS.get(seen.kind, seen.kind)
    after = f"after {seconds(at_ms)}"
    if old is None or new is None:
        return f"{after}: {what}: {_words_for_thing(seen)}, {sides.new if old is None else sides.old} only"
    return f"{after}: {what}: {_words_for_thing(old)} {sides.old}, {_words_for_thing(new)} {sides.then}"


def _words_for_thing(seen: Seen) -> str:
    """A thing that is noticed, in words."""
    details = [str(detail) for detail in seen.details if detail not in (None, "", False)]
    match seen.kind:
        case "hears":
            text, source, voice = seen.details
            said = f'"{text}"' if source == "tts" else f"a sound, {text}"
            said = said if text else "a prompt"
            return f"{said} ({voice})" if voice else said
        case "ends":
            return {"dialplan": "the plan ends it", "callee": "the callee ends it", "limit": "it never ends"}.get(
                details[0], details[0]
            )
        case "stash":
            return f"{seen.details[0]} = {seen.details[1]!r}".lstrip()  # the name may be empty
        case "cut":
            return "a prompt is cut"
        case "records":
            return "a recording of the call begins" if seen.details[0] else "a recording begins"
        case _:
            return ", ".join(details) or seen.kind
