"""The calls of a plan as the page's player plays them, and the moves of calls that somebody shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from ivrdsl.wording.mask import Mask
from ivrsim.automaton.data import AutomatonWriter
from ivrsim.automaton.moves import played_again
from ivrsim.automaton.search import search_tokens
from ivrsim.automaton.trial import PlayerEngine
from ivrsim.core import table as t
from ivrsim.play.transcript import Transcript
from ivrsim.search.bounds import Watch
from ivrsim.search.world import World

PageMove = list[Any]
"""When something is done, in ms since the phone began to ring, what, and which."""


class Playable:
    """The calls of a plan, as data that the player plays.

    Args:
        plan: the plan.
        lines: the source line of each element.
        mask: hides secrets.
        world: who may answer, and what is given.
        watch: is told of the progress of the search, and may end it.

    Attributes:
        automaton: the data.
    """

    def __init__(
        self, plan: t.Plan, lines: Sequence[int | None], mask: Mask, world: World, watch: Watch | None = None
    ) -> None:
        self.automaton: dict[str, Any] = AutomatonWriter(search_tokens(plan, world, watch=watch), lines, mask).data()
        self._given: Mapping[str, str] = world.variables
        self._engine = PlayerEngine(self.automaton)

    def moves_of(self, transcript: Transcript) -> list[PageMove] | None:
        """The moves that play a call; None where keys and answers cannot play it."""
        played = played_again(self._engine, transcript, self._given, 0)
        return None if played is None else [list(move) for move in played.moves]
