"""Whether the calls and properties that somebody has written would notice a fault in a plan.

A mutant is noticed by a call if playing it there passes where it failed before, or the other way round. A property
notices it if it holds no longer, or only now. What neither notices is compared with the plan as it is: then nobody
could notice it, or there is a call that would.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ivrdsl.files.calls import LoadedCalls
from ivrdsl.files.lines import Place
from ivrdsl.files.load import Loaded
from ivrdsl.model.nodes import Dialplan
from ivrdsl.model.walk import elements
from ivrsim.comparing.compare import DIFFERENT, EQUIVALENT, PAIR_BOUNDS, PlanComparison, compare
from ivrsim.comparing.mutants import Mutant, mutants
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.play.call import call_given
from ivrsim.proofs.property import Property
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, UNDECIDED
from ivrsim.proofs.verify import verify
from ivrsim.script.run import passes
from ivrsim.script.statements import Statement
from ivrsim.search.bounds import Bounds, Watch
from ivrsim.search.explore import World

NOTICED: Final = "noticed"
SURVIVES: Final = "survives"
NOTHING: Final = "equivalent"
UNSURE: Final = "undecided"
FATES: Final = (NOTICED, SURVIVES, NOTHING, UNSURE)


class Fate(NamedTuple):
    """What becomes of a mutant.

    Attributes:
        mutant: the plan with the fault.
        place: where the changed tag was written.
        fate: NOTICED; SURVIVES; NOTHING, if it is the same call as before; UNSURE.
        by: what noticed it, in words; else "".
        comparison: with the plan as it is, if nothing noticed it.
    """

    mutant: Mutant
    place: Place
    fate: str
    by: str = ""
    comparison: PlanComparison | None = None


class _Written(NamedTuple):
    """A call that somebody has written.

    Attributes:
        told: its file and its name.
        statements: its script.
        passes: on the plan as it is.
    """

    told: str
    statements: Sequence[Statement]
    passes: bool


class _Variant(NamedTuple):
    """The plan with some parameters, and the calls to it.

    Attributes:
        mutants: of the plan, by what was changed and how.
        calls: those that were written for these parameters.
    """

    mutants: Mapping[tuple[int, str, int], Mutant]
    calls: Sequence[_Written]


class Suite:
    """A plan, and what watches over it.

    Args:
        loaded: the plan.
        files: files of calls to it, with what they hold.
        properties: claims about it.
        platform: what everything runs on.
        world: who may answer, and what is given before the call.
        bounds: where each search ends.
        watch: is told of the progress of each, and may end it.

    Attributes:
        mutants: the faults.
        ended: why some of them were not tried; "" if nothing has ended the search.
    """

    def __init__(
        self,
        loaded: Loaded,
        files: Sequence[tuple[str, LoadedCalls]],
        properties: Sequence[Property],
        platform: Platform,
        world: World,
        bounds: Bounds = PAIR_BOUNDS,
        watch: Watch | None = None,
    ) -> None:
        self.loaded = loaded
        self._platform = platform
        self._world = world
        self._bounds = bounds
        self._watch = watch
        self._properties = properties
        self._plan = compile_plan(loaded.plan, platform)
        self.mutants = mutants(loaded.plan)
        self._keys = list(_keys_of(self.mutants))
        self.ended = ""
        self._variants = [self._variant(path, calls) for path, calls in files]
        self._verdicts = self._verdicts_on(loaded.plan)

    @property
    def failing(self) -> list[str]:
        """The calls that fail on the plan as it is, so that they can notice little."""
        return [call.told for variant in self._variants for call in variant.calls if not call.passes]

    def fates(self) -> Iterator[Fate]:
        """Yield what becomes of each mutant, in document order, until the search is ended; see `ended`."""
        for done, (key, mutant) in enumerate(zip(self._keys, self.mutants, strict=True)):
            if done and self._watch is not None:
                self.ended = self._watch(len(self.mutants), done)
            if self.ended:
                return
            places = self.loaded.places
            place = places[mutant.element] if mutant.element < len(places) else Place("", None)
            by = self._call_that_notices(key) or self._property_that_notices(mutant.plan)
            if by:
                yield Fate(mutant, place, NOTICED, by)
            else:
                yield self._fate_unnoticed(mutant, place)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _variant(self, path: str, calls: LoadedCalls) -> _Variant:
        plan, given = compile_plan(calls.loaded.plan, self._platform), self._world.variables
        made = mutants(calls.loaded.plan)
        written = [
            _Written(f'{path}: "{each.name}"', each.statements, passes(call_given(plan, given), each.statements)[0])
            for each in calls.file.calls
        ]
        return _Variant(dict(zip(_keys_of(made), made, strict=True)), written)

    def _call_that_notices(self, key: tuple[int, str, int]) -> str:
        for variant in self._variants:
            if key not in variant.mutants:
                continue
            plan = compile_plan(variant.mutants[key].plan, self._platform)
            for call in variant.calls:
                if passes(call_given(plan, self._world.variables), call.statements)[0] is not call.passes:
                    return call.told
        return ""

    def _property_that_notices(self, mutant: Dialplan) -> str:
        found = self._verdicts_on(mutant)
        changed = [name for name in {**self._verdicts, **found} if self._verdicts.get(name) != found.get(name)]
        return f"property {changed[0]}" if changed else ""

    def _verdicts_on(self, plan: Dialplan) -> dict[str, str]:
        """The properties that do not hold; whether one that holds is exercised is not looked at."""
        if not self._properties:
            return {}
        asked = Asked(properties=self._properties, world=self._world, bounds=self._bounds, watch=self._watch)
        verdicts = verify(plan, self._platform, asked=asked).verdicts
        return {each.name: each.verdict for each in verdicts if each.verdict in (BROKEN, UNDECIDED)}

    def _fate_unnoticed(self, mutant: Mutant, place: Place) -> Fate:
        """What becomes of a mutant that nothing noticed."""
        plan = compile_plan(mutant.plan, self._platform)
        lines = self.loaded.lines
        comparison = compare(
            self._plan,
            plan,
            world=self._world,
            bounds=self._bounds,
            watch=self._watch,
            lines=(lines, _lines_of(lines, mutant)),
        )
        fate = {DIFFERENT: SURVIVES, EQUIVALENT: NOTHING}.get(comparison.verdict, UNSURE)
        return Fate(mutant, place, fate, "", comparison)


def _keys_of(made: Sequence[Mutant]) -> Iterator[tuple[int, str, int]]:
    """A name for each mutant that it shares with the same fault in the plan with other parameters."""
    seen: dict[tuple[int, str], int] = {}
    for mutant in made:
        number = seen[mutant.element, mutant.kind] = seen.get((mutant.element, mutant.kind), -1) + 1
        yield mutant.element, mutant.kind, number


def _lines_of(lines: Sequence[int | None], mutant: Mutant) -> Sequence[int | None]:
    """The lines of a mutant's elements; where a tag is gone they are unknown, and none is better than a wrong one."""
    return lines if len(elements(mutant.plan)) == len(lines) and mutant.kind != "swap" else ()
