"""From a plan to its automaton, which is given out only if it plays random calls as `step` does."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.wording.mask import MASK, Mask
from ivrsim.automaton.data import AutomatonWriter
from ivrsim.automaton.entries import CodeEntries
from ivrsim.automaton.moves import played_again
from ivrsim.automaton.search import AUTOMATON_BOUNDS, EVERYBODY, search_tokens
from ivrsim.automaton.trial import CALLS, PlayerEngine, PlayersCall, differences, random_calls
from ivrsim.core import table as t
from ivrsim.play.call import Call, call_given
from ivrsim.play.stand_in import plan_with_stand_ins
from ivrsim.script.run import run_script
from ivrsim.search.bounds import Bounds, Watch
from ivrsim.search.candidates import NO_CANDIDATES, Candidates
from ivrsim.search.world import World

_SEED = 1


class PlayerError(IvrError):
    """An automaton plays a call otherwise than `step`: that is a mistake in ivrdsl, and nothing is given out."""


class Automaton(NamedTuple):
    """The calls of a plan as data.

    Attributes:
        plan: the plan; where secrets are masked, with the lengths of their stand-ins.
        data: for `player.js`.
        engine: a player of the same, with its texts in clear.
        bound: why not all calls are in it; "" where they are.
    """

    plan: t.Plan
    data: dict[str, Any]
    engine: PlayerEngine
    bound: str

    @property
    def stands_in(self) -> bool:
        """Whether a prompt takes as long as one with a stand-in for its secret, and not as long as in the plan."""
        return any(MASK in piece for prompt in self.data["prompts"] for piece in prompt["text"])

    def moves_of(self, script: str) -> list[Any] | None:
        """Return the moves with which the player plays a call script; None where it cannot."""
        call = call_given(self.plan, {})
        return None if run_script(call, script) is not None else self.moves_in(call)

    def moves_in(self, call: Call) -> list[Any] | None:
        """Return the moves with which the player plays a call of this plan; None where it cannot."""
        played = self.played(call)
        return None if played is None else played.moves

    def played(self, call: Call) -> PlayersCall | None:
        """Return a call of this plan as the player plays it; None where it cannot, or plays another one.

        The player knows what the platform takes somebody for, not who it is: what a mailbox keeps it cannot tell.
        """
        if call.line.other_side is not None and call.line.other_side.named:
            return None
        found = played_again(self.engine, call)
        return None if found is None or next(differences(self.plan, [found]), None) else found


def automaton(
    plan: t.Plan,
    *,
    mask: Mask,
    lines: Sequence[int | None] = (),
    world: World | None = None,
    samples: Candidates = NO_CANDIDATES,
    bounds: Bounds = AUTOMATON_BOUNDS,
    watch: Watch | None = None,
    calls: int = CALLS,
) -> Automaton:
    """Return the automaton of a plan.

    Args:
        plan: the plan.
        mask: hides secrets: their texts, and how long they take.
        lines: the source line of each element.
        world: who may answer, and what is given; anybody, and nothing, if not said.
        samples: values from outside, and times of day, that are known besides.
        bounds: where the search ends; `watch`: is told of it, and may end it.
        calls: how many random calls are played to test it.

    Raises:
        PlayerError: one of these is played otherwise than by `step`.
    """
    plan = plan_with_stand_ins(plan, mask)
    found = search_tokens(plan, world or World(answers=EVERYBODY), samples=samples, bounds=bounds, watch=watch)
    engine = PlayerEngine(AutomatonWriter(found, (), Mask(shows=True)).data())
    other = next(differences(plan, random_calls(engine, _SEED, calls)), None)
    if other is not None:
        raise PlayerError(f"this is a mistake in ivrdsl: its player plays a call otherwise than its engine.\n{other}")
    entries = None if mask.shows else CodeEntries(found)
    return Automaton(plan, AutomatonWriter(found, lines, mask, entries).data(), engine, found.bound)
