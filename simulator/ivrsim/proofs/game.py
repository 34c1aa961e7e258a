"""A person who stays on the line and presses nothing but what prompts offer: whether something is sure to come.

Theory of operation. That person chooses: to stay silent, or to press a key that was offered and not used yet. All else
is chosen by others: who answers, what values are, what servers and other parties do. So it is a game. The person wins
where one of his choices leads, in all that may come of it, to what he waits for or to where he wins. States are paired
with what stands offered there. Controls are asked first, which are few: what may come of a choice in a control is all
that may come of it in its states.

He knows what he hears, and not where the call is. Menus that listen after the same words, with the same offers, are one
to him. There he chooses alike, and wins in none of them unless one choice wins in all. Who remembers more than the last
prompt could choose better. So who wins like this wins, and who does not may. A number that is asked for he knows.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import Final, NamedTuple

from ivrdsl.model.structs import replace
from ivrsim.core.effects import CatchTaken, Input, Prompt
from ivrsim.core.events import KEY
from ivrsim.core.instructions.base import KEYS
from ivrsim.graph.search import CheapestFirst, Numbering, circles
from ivrsim.proofs.edges import Allows, Edges
from ivrsim.proofs.offers import NUMBER, Offers, PromptOffers
from ivrsim.proofs.paths import Path, PathStep, by_callee, is_barge_in, is_ignored, takes_ms
from ivrsim.proofs.presses import Presses
from ivrsim.proofs.property import PlanCalls
from ivrsim.search.entry import DIGITS
from ivrsim.search.explore import Move

_CAME: Final = -1
"""Stands for where what the person waits for has come."""


class _Heard(NamedTuple):
    """What a person knows.

    Attributes:
        offers: what stands offered.
        typed: what has been pressed of one of them.
        said: the last prompt.
    """

    offers: Offers = ()
    typed: str = ""
    said: str = ""


class _Step(NamedTuple):
    """What may come of a choice.

    Attributes:
        move: the move, as it is shown.
        node: where it is made.
        price: what it costs.
        target: the pair that it leads to; _CAME where what is waited for comes with it.
    """

    move: Move
    node: int
    price: int
    target: int


_Choice = list[_Step]


class Game:
    """The calls of such a person, until what he waits for has come.

    Args:
        subject: the calls of a plan.
        edges: the graph of their states, or of their controls.
        comes: whether what he waits for comes with a move.
        who: which moves there are with him; without it, those of whoever is taken for a person.
        late: nodes at which he may come to the line, having heard nothing.
    """

    def __init__(
        self,
        subject: PlanCalls,
        edges: Edges,
        comes: Allows,
        who: Allows | None = None,
        late: Iterable[int] = (),
    ) -> None:
        self._subject = subject
        self._edges = edges
        self._presses = Presses(subject.found, edges)
        self._offered = PromptOffers(subject.found)
        self._comes = subject.search.facts(comes)
        self._person = subject.search.facts(who or subject.person)
        self._pairs: Numbering[tuple[int, _Heard]] = Numbering()
        self._pairs.of((0, _Heard()))
        self._late = {node: self._pairs.of((node, _Heard())) for node in late}
        self._heard = cache(self._after)
        self._choices: list[list[_Choice]] = []
        for number, (node, heard) in enumerate(self._pairs.all):
            subject.search.look(len(self._pairs.all), number + 1)
            self._choices.append([choice for choice in self._choices_at(node, heard) if choice])

    def wins(self) -> bool:
        """Whether he can bring it about, whatever the others do, and knows how."""
        return self.would_win() and bool(self._wins_alike[0])

    def would_win(self) -> bool:
        """Whether he could, if he knew where the call is, and the values of all variables."""
        return bool(self._won[0])

    def wins_late(self, node: int) -> bool:
        """Whether he can bring it about, and knows how, where he comes to the line at a node."""
        return self.would_win_late(node) and bool(self._wins_alike[self._late[node]])

    def would_win_late(self, node: int) -> bool:
        """Whether he could, if he knew all."""
        return bool(self._won[self._late[node]])

    def may_come(self) -> bool:
        """Whether it comes in any of his calls."""
        return any(step.target == _CAME for choices in self._choices for choice in choices for step in choice)

    def way_without(self, late: int | None = None) -> Path | None:
        """A call in which he presses what is offered wherever something is, and it never comes: to the end of the call,
        else once round; None if he would win.

        Args:
            late: the node at which he comes to the line; None for the beginning of the call.
        """
        start = 0 if late is None else self._late[late]
        if self._won[start]:
            return None
        search = CheapestFirst(start, self._losing)
        reached = [number for number, _ in search]
        over = next((number for number in reached if self._is_over(number)), None)
        if over is not None:
            return self._path(search.way(over))
        onward: list[Sequence[int]] = [[] for _ in self._choices]
        for number in reached:
            onward[number] = [target for target, _, _ in self._losing(number)]
        inside = {number for members in circles(onward, [start]) for number in members}
        at = next(number for number in reached if number in inside)
        return self._path(search.way(at)) + self._round(at)

    # --- choices ----------------------------------------------------------------------------------------------------

    def _choices_at(self, node: int, heard: _Heard) -> Iterator[_Choice]:
        """What he may choose: keys in the order in which they were offered, then silence."""
        state = self._edges.control(node).state
        if state.outcome:
            return
        for key in self._keys(heard) if not state.hung_up else ():
            shown = [(replace(move, event=KEY[key]), after) for move, after in self._presses.moves(node, key)]
            if all(self._may_be_pressed(move) for move, _ in shown):
                typed = self._typed(heard, key)
                yield [self._step(move, node, after, heard._replace(typed=typed)) for move, after in shown]
        others = [(move, after) for move, after in self._edges.outgoing(node) if not by_callee(move)]
        persons = [(move, after) for move, after in others if self._person[move.number]]
        yield [self._step(move, node, after, heard) for move, after in persons]

    def _keys(self, heard: _Heard) -> list[str]:
        """The keys that go on with something that is offered."""
        typed = heard.typed
        keys = [each[len(typed)] for each in heard.offers if each.startswith(typed) and each not in (typed, NUMBER)]
        number = [*DIGITS, "#"] if NUMBER in heard.offers else []
        return list(dict.fromkeys([*keys, *number]))

    def _typed(self, heard: _Heard, key: str) -> str:
        whole = heard.typed + key
        return whole if any(each.startswith(whole) and each != whole for each in heard.offers) else ""

    def _may_be_pressed(self, move: Move) -> bool:
        """Whether a menu listens, or a catch takes the key: nobody cuts a prompt to do what it says."""
        caught = any(isinstance(effect, CatchTaken) for effect in move.effects)
        listens = self._subject.plan.table[move.source.state.place].awaits == KEYS
        return caught or (listens and not is_ignored(move) and not is_barge_in(move))

    def _step(self, move: Move, node: int, after: int, before: _Heard) -> _Step:
        price = self._subject.search.prices[move.number]
        if self._comes[move.number]:
            return _Step(move, node, price, _CAME)
        heard = self._heard(before, move.number)
        return _Step(move, node, price, self._pairs.of((after, heard)))

    def _after(self, before: _Heard, label: int) -> _Heard:
        move = self._subject.found.moves[label]
        decided = any(isinstance(effect, Input) for effect in move.effects)
        said = [effect.text for effect in move.effects if isinstance(effect, Prompt) and effect.text.strip()]
        return _Heard(
            self._offered.after(before.offers, move),
            "" if decided else before.typed,
            said[-1] if said else before.said,
        )

    # --- who wins ---------------------------------------------------------------------------------------------------

    @cached_property
    def _won(self) -> bytearray:
        """For each pair whether he would win there if he knew all; where the search has not looked, he may."""
        return self._winning([[number] for number in range(len(self._choices))])

    @cached_property
    def _wins_alike(self) -> bytearray:
        """For each pair whether he wins there, where he chooses alike in all that he cannot tell apart."""
        alike: dict[object, list[int]] = {}
        for number, (node, heard) in enumerate(self._pairs.all):
            knows = NUMBER in heard.offers or not self._listens(node)
            alike.setdefault(number if knows else heard, []).append(number)
        return self._winning(alike.values())

    def _listens(self, node: int) -> bool:
        control = self._edges.control(node)
        return control.playing is None and self._subject.plan.table[control.state.place].awaits == KEYS

    def _winning(self, groups: Iterable[list[int]]) -> bytearray:
        """For each pair whether he wins there, if he chooses alike in each group of them."""
        members = list(groups)
        won = bytearray(len(self._choices))
        left: list[list[int]] = []
        back: list[list[tuple[int, int]]] = [[] for _ in self._choices]
        todo: list[int] = []
        for group, pairs in enumerate(members):
            targets = list(self._targets(pairs))
            left.append([len(each) for each in targets])
            for position, each in enumerate(targets):
                for target in each:
                    back[target].append((group, position))
            if 0 in left[group] or any(not self._choices[each] and not self._is_over(each) for each in pairs):
                left[group] = []
                _win(pairs, won, todo)
        for target in todo:
            for group, position in back[target]:
                if not left[group]:  # won
                    continue
                left[group][position] -= 1
                if not left[group][position]:
                    left[group] = []
                    _win(members[group], won, todo)
        return won

    def _targets(self, pairs: Sequence[int]) -> Iterator[set[int]]:
        """For each choice that there is in all of some pairs, where it may lead in any."""
        choices = [{_key_of(choice): choice for choice in self._choices[each]} for each in pairs]
        for key in choices[0]:
            if all(key in each for each in choices):
                yield {step.target for each in choices for step in each[key]} - {_CAME}

    def _is_over(self, number: int) -> bool:
        return bool(self._edges.control(self._pairs.all[number][0]).state.outcome)

    # --- calls ------------------------------------------------------------------------------------------------------

    def _losing(self, number: int) -> list[tuple[int, int, _Step]]:
        """How a call goes on without it: by a key that is offered, where one is."""
        choices, won = self._choices[number], self._won
        keys = [choice for choice in choices if choice[0].move.event.kind == "key"]
        steps = (step for choice in keys or choices for step in choice)
        return [(step.target, step.price, step) for step in steps if step.target != _CAME and not won[step.target]]

    def _round(self, at: int) -> Path:
        """Once round, from a pair back to it."""
        best: tuple[int, Path] | None = None
        for target, price, step in self._losing(at):
            search = CheapestFirst(target, self._losing)
            cost = next((cost for number, cost in search if number == at), None)
            if cost is not None and (best is None or price + cost < best[0]):
                best = price + cost, self._path([(at, step), *search.way(at)])
        assert best is not None
        return best[1]

    def _path(self, steps: Sequence[tuple[int, _Step]]) -> Path:
        return tuple([PathStep(step.move, step.node, takes_ms(step.move)) for _, step in steps])


def _key_of(choice: _Choice) -> str:
    """What is pressed; "" for silence."""
    event = choice[0].move.event
    return event.value if event.kind == "key" else ""


def _win(pairs: Iterable[int], won: bytearray, todo: list[int]) -> None:
    for each in pairs:
        won[each] = 1
        todo.append(each)
