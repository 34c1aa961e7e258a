"""That the keys which prompts offer do something.

Theory of operation. Which keys a prompt offers stands in its control. Where the call is stopped next, and what then
comes of the keys, is nearly always the same for all states of a control. Then the graph of controls tells it
(`ivrsim.proofs.edges`). Only where controls say that a key may be lost are the states asked, as far as controls leave
it open.
"""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Final, NamedTuple

from ivrsim.core.events import TOLD_KINDS
from ivrsim.graph.search import goes_round
from ivrsim.proofs.edges import Edges
from ivrsim.proofs.offers import PromptOffers
from ivrsim.proofs.paths import Path
from ivrsim.proofs.presses import NO_MENU, Presses
from ivrsim.proofs.property import Answer, Broken, Holds, PlanCalls
from ivrsim.search.explore import ControlState, Move

OFFERS: Final = "offered-keys-work"


def offered_keys(subject: PlanCalls) -> Answer:
    """Every key that a prompt offers ("press 1 to repeat") is taken by a branch of the menu that listens next, or by a
    catch. A branch for everything else takes it, too, if it asks which key it was.

    ## Example
    ```xml
    <menu maxDigits="1" timeout="3500">
      <play type="tts">Press 1 for the opening hours, or 2 for the desk.</play>
      <keypress pressed="1"><play type="tts">From nine to six.</play></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu name="main" maxDigits="1" timeout="3500">
      <play type="tts">Press 1 for the opening hours.</play>
      <keypress pressed="1"><play type="tts">From nine to six.</play></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Undecided
    A value that is spoken may offer a key, or a value from outside decides which menu listens next.
    """
    offered = Offered(subject)
    lost = offered.lost()
    if lost is not None:
        return Broken(lost.path, f"a prompt offers {lost.keys}, and {lost.reason}", "expect key taken")
    some = next(offered.taken(), None) or next(offered.caught(), None)
    return None if some is None else Holds(some.path, f"a prompt offers {some.keys}, and it is taken")


class _Pressed(NamedTuple):
    """A call in which a key is offered and pressed; why nothing comes of it, or ""."""

    path: Path
    keys: str
    reason: str = ""


_GOES_ON: Final = ("timer", "reply", "no reply", *TOLD_KINDS)


def _goes_on(move: Move) -> bool:
    return move.event.kind in _GOES_ON


class Offered:
    """What prompts offer to a person, and what comes of it."""

    def __init__(self, subject: PlanCalls) -> None:
        self._subject = subject
        self._search = search = subject.search
        self._keys = _keys_by_move(subject)
        """For each move that starts a prompt with offers, by its number, the keys."""
        self._in_controls = Presses(subject.found, search.controls)
        self._in_states = Presses(subject.found, search.states)
        self._stopped = [_is_stopped(subject, control) for control in subject.found.controls]
        self._reasons = cache(self._in_controls.reasons)
        self._caught = cache(self._in_controls.caught)
        self._ahead = cache(lambda state: frozenset(search.behind((state,), _goes_on)))
        self._heads: dict[int, Path] = {}

    def lost(self) -> _Pressed | None:
        """The cheapest call in which a key that is offered comes to nothing; None if there is none."""
        suspects = {label: lost for label, each in self._keys.items() if (lost := self._may_be_lost(label, each))}
        if not suspects:
            return None
        self._heads.update(self._search.to_each(suspects, allows=self._subject.person))
        best: _Pressed | None = None
        least = 0
        seen: set[tuple[int, str, int | None]] = set()
        for label, state in self._starts(suspects):
            for keys in suspects[label]:
                for stop, reason in self._outcomes(state, keys):
                    where = None if reason == NO_MENU else stop
                    if not reason or (label, keys, where) in seen:
                        continue
                    seen.add((label, keys, where))
                    path = self._to_offer(label, keys, where, least if best else None)
                    if path is not None and (best is None or self._search.cost(path) < least):
                        best, least = _Pressed(path, keys, reason), self._search.cost(path)
        return best

    def taken(self) -> Iterator[_Pressed]:
        """Calls in which a menu takes a key that is offered, if none is lost."""
        for label, state in self._starts(self._keys):
            for keys in self._keys[label]:
                for stop, _ in self._outcomes(state, keys):
                    path = self._to_offer(label, keys, stop)
                    if path is not None:
                        yield _Pressed(path, keys)

    def caught(self) -> Iterator[_Pressed]:
        """Calls in which a key that is offered is pressed at once."""
        for label, _ in self._starts(self._keys):
            for keys in self._keys[label]:
                path = self._to_offer(label, keys, None)
                if path is not None:
                    yield _Pressed(path, keys)

    def takers(self) -> Iterator[tuple[int, str, set[int]]]:
        """What takes each key that is offered: the prompt, the keys, and the menus and catches, by their elements."""
        table = self._subject.plan.table
        for label, offered in self._keys.items():
            control = self._subject.found.moves[label].target
            assert control.playing is not None
            stops = self._stops(self._search.controls, control.number, may_go_round=True)
            for keys in offered:
                menus = {stop for stop in stops if "" in self._reasons(stop, keys)}
                taking = {table[self._subject.found.controls[stop].state.place].element for stop in menus}
                yield control.playing.element, keys, taking | self._in_controls.catching(control.number, keys[0])

    # --- among controls ---------------------------------------------------------------------------------------------

    def _may_be_lost(self, label: int, offered: Collection[str]) -> list[str]:
        """The keys, of those that a move offers, that may come to nothing."""
        control = self._subject.found.moves[label].target.number
        stops = self._stops(self._search.controls, control, may_go_round=True)
        return [
            keys
            for keys in offered
            if self._caught(control, keys[0]) != {True} and any(any(self._reasons(stop, keys)) for stop in stops)
        ]

    # --- among states -----------------------------------------------------------------------------------------------

    def _starts(self, labels: Collection[int]) -> Iterator[tuple[int, int]]:
        """Some moves, by their numbers, as a person's calls make them, with the states that they lead to."""
        seen: set[tuple[int, int]] = set()
        for state in sorted(self._search.behind((0,), self._subject.person)) if labels else ():
            for step in self._search.states.steps(state):
                if step[0] in labels and step not in seen:
                    seen.add(step)
                    yield step

    def _outcomes(self, state: int, keys: str) -> Iterator[tuple[int, str]]:
        """Where a call that offers keys in a state is stopped next, and why they come to nothing there, or "".

        Nowhere, if a catch takes them before.
        """
        if not self._is_caught(state, keys[0]):
            for stop in self._stops(self._search.states, state):
                yield stop, self._why_ignored(stop, keys)

    def _stops(self, edges: Edges, node: int, *, may_go_round: bool = False) -> list[int]:
        """The nodes in which a call that goes on by itself is stopped next: at a menu, a recording, a transfer, an end.

        Where it never is, the node itself; `may_go_round`: where it may never be, the node too.
        """
        goes_on, control_of = self._search.facts(_goes_on), edges.control_of
        found = {node: None}
        todo, around, stops = [node], {}, []
        for each in todo:
            if self._stopped[control_of[each]]:
                stops.append(each)
                continue
            around[each] = [target for label, target in edges.steps(each) if goes_on[label]]
            todo += [target for target in dict.fromkeys(around[each]) if target not in found]
            found.update(dict.fromkeys(around[each]))
        return [*stops, node] if (may_go_round or not stops) and goes_round(around) else stops

    def _is_caught(self, state: int, key: str) -> bool:
        """Whether a catch takes a key while the prompt plays."""
        known = self._caught(self._search.states.control_of[state], key)
        return any(known if len(known) < 2 else self._in_states.caught(state, key))

    def _why_ignored(self, stop: int, keys: str) -> str:
        """Why pressing what a prompt offers comes to nothing where a call is stopped; "" if it does not."""
        known = self._reasons(self._search.states.control_of[stop], keys)
        return next(filter(None, known if len(known) < 2 else self._in_states.reasons(stop, keys)), "")

    # --- calls ------------------------------------------------------------------------------------------------------

    def _to_offer(self, label: int, keys: str, stop: int | None, below: int | None = None) -> Path | None:
        """A call in which keys are offered and pressed: where the call is stopped, or at once.

        Args:
            label: the move that offers them; keys: those.
            stop: where it is stopped; None for at once.
            below: only calls matter that cost less than this.
        """
        head = self._head(label)
        if head is None or (below is not None and self._search.cost(head) >= below):
            return None
        at = self._subject.after(head)
        if stop is None:
            return head + self._in_states.path(at, keys)
        onward = self._search.to_state({stop}, at=at, allows=_goes_on) if stop in self._ahead(at) else None
        return None if onward is None else head + onward + self._in_states.path(stop, keys)

    def _head(self, label: int) -> Path | None:
        """The cheapest call in which a prompt starts."""
        if label not in self._heads:
            move = self._subject.found.moves[label]
            path = self._search.to_move(lambda each: each is move, allows=self._subject.person)
            if path is None:
                return None
            self._heads[label] = path
        return self._heads[label]


def _is_stopped(subject: PlanCalls, control: ControlState) -> bool:
    return bool(control.state.outcome) or subject.plan.table[control.state.place].decides


def _keys_by_move(subject: PlanCalls) -> dict[int, list[str]]:
    """What prompts offer to a person: the keys of each prompt, by the numbers of the moves that start it."""
    offered = PromptOffers(subject.found)
    found: dict[int, list[str]] = {}
    for move in subject.found.moves:
        prompt = move.target.playing
        if prompt is None or not subject.person(move) or not _starts_prompt(move):
            continue
        if not subject.options.leaves_out(OFFERS, prompt.element) and (keys := offered.surely(prompt)):
            found[move.number] = keys
    return found


def _starts_prompt(move: Move) -> bool:
    """Whether the prompt that plays after a move starts with it."""
    return any(effect == move.target.playing for effect in move.effects)
