"""What comes of keys that are pressed somewhere in a graph of calls.

What a key does is for `step` to say, and the search has taken these steps: a key does what the one does that was tried
in its place. Where several things may come of it, because values decide, all of them count.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from ivrdsl.model.structs import replace
from ivrsim.core.effects import CatchTaken, Effect, Input, Unmatched
from ivrsim.core.events import KEY, TIMER
from ivrsim.core.instructions.base import KEYS, RECORDING
from ivrsim.core.memo import ControlState
from ivrsim.core.run import SAME_TIMER
from ivrsim.core.variables import LAST_INPUT
from ivrsim.proofs.edges import Edges
from ivrsim.proofs.paths import Path, PathStep, takes_ms
from ivrsim.search.entry import DIGITS
from ivrsim.search.explore import Exploration, Move
from ivrsim.search.liveness import LiveVariables, live

NO_MENU: Final = "no menu listens"
_EARLY: Final = "the menu decides before all of it is pressed"
_IGNORED: Final = "the key is ignored"


class Presses:
    """What comes of keys.

    Args:
        found: the exploration.
        edges: a graph of its states, or of its controls.
    """

    def __init__(self, found: Exploration, edges: Edges) -> None:
        self._plan = found.plan
        self._choices = found.choices
        self._edges = edges
        self._tried: dict[tuple[int, str], str] = {}

    def moves(self, node: int, key: str) -> Iterator[tuple[Move, int]]:
        """What a key may do in a node: moves, and where they lead."""
        pressed = [each for each in self._edges.outgoing(node) if each[0].event.kind == "key"]
        tried = self._standing_for(self._edges.control(node), key) if pressed else key
        return (each for each in pressed if each[0].event.value == tried)

    def caught(self, node: int, key: str) -> set[bool]:
        """Return whether a catch takes a key: all that may be."""
        return {_has(move, CatchTaken) for move, _ in self.moves(node, key)}

    def catching(self, node: int, key: str) -> set[int]:
        """Return the catches that may take a key, by their elements."""
        effects = [effect for move, _ in self.moves(node, key) for effect in move.effects]
        return {effect.element for effect in effects if isinstance(effect, CatchTaken)}

    def reasons(self, node: int, keys: str) -> list[str]:
        """Return why pressing keys one after the other comes to nothing where a call is stopped: all that may be.

        It is "" where something comes of it.
        """
        place = self._edges.control(node).state.place
        awaits = self._plan.table[place].awaits
        if awaits != KEYS:
            return ["" if awaits == RECORDING and keys == "#" else NO_MENU]
        if keys == "#" and self._ends_input(node):
            return [""]
        return list(dict.fromkeys(self._unanswered(node, keys, unmatched=False)))

    def path(self, node: int, keys: str) -> Path:
        """Return what happens when keys are pressed, and the menu then waits for more of them, as acts."""
        acts: list[PathStep] = []
        for key in keys:
            match = next((each for each in self.moves(node, key) if self._shows(each[0], key)), None)
            if match is None:
                break
            acts.append(PathStep(replace(match[0], event=KEY[key]), node, takes_ms(match[0])))
            node = match[1]
        if self._edges.control(node).state.digits:
            acts += [PathStep(move, node, takes_ms(move)) for move, _ in self._timers(node)][:1]
        return tuple(acts)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _shows(self, move: Move, key: str) -> bool:
        """Whether a move may be shown as a key's: its own, or one of its class. What is tried for all keys, because no
        menu listens, may be where nothing comes of it.
        """
        place = move.source.state.place
        cut_to = self._plan.table[place].cut_to()
        listens = self._plan.menu_at(place if cut_to is None else cut_to) is not None
        return listens or move.event.value == key or move.timer_ms == SAME_TIMER

    def _timers(self, node: int) -> Iterator[tuple[Move, int]]:
        return (each for each in self._edges.outgoing(node) if each[0].event == TIMER)

    def _standing_for(self, control: ControlState, key: str) -> str:
        """The key that was tried in place of another one."""
        known = self._tried.get((control.number, key))
        if known is None:
            known = self._tried[control.number, key] = self._choices.standing_for(control.state, key)
        return known

    def _unanswered(self, node: int, keys: str, *, unmatched: bool) -> Iterator[str]:
        """Why a menu has no answer to the rest of the keys, which begins in a node; `unmatched`: it had none so far."""
        state = self._edges.control(node).state
        if state.hung_up:
            yield _IGNORED
        for move, after in self.moves(node, keys[0]):
            none = unmatched or _has(move, Unmatched)
            stays = self._edges.control(after).state.place == state.place
            if move.timer_ms == SAME_TIMER:
                yield _IGNORED
            elif len(keys) > 1:
                yield from self._unanswered(after, keys[1:], unmatched=none) if stays else (_EARLY,)
            elif stays and self._edges.control(after).state.digits:
                for timer, _ in self._timers(after):
                    yield self._no_branch(state.place, unmatched=none or _has(timer, Unmatched))
            else:
                yield self._no_branch(state.place, unmatched=none)

    def _no_branch(self, place: int, *, unmatched: bool) -> str:
        """Whether a menu had no branch; one for everything else that asks which key it was is an answer."""
        if not unmatched:
            return ""
        menu = self._plan.menu_at(place)
        assert menu is not None
        asks = not menu.no_match.assumes and self._live.keeps(menu.no_match.to, LAST_INPUT)
        return "" if asks else f"{self._plan.elements[menu.element].label} has no branch for it"

    @cached_property
    def _live(self) -> LiveVariables:
        return live(self._plan)

    def _ends_input(self, node: int) -> bool:
        """Whether a menu takes `#` for the end of what is entered, once something is."""
        place = self._edges.control(node).state.place
        for digit in DIGITS:
            for _, after in self.moves(node, digit):
                state = self._edges.control(after).state
                if state.place == place and state.digits:
                    return any(_has(move, Input) for move, _ in self.moves(after, "#"))
        return False


def _has(move: Move, kind: type[Effect]) -> bool:
    return any(isinstance(effect, kind) for effect in move.effects)
