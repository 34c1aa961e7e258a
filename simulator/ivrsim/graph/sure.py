"""What some call surely does, whatever variables hold.

Theory of operation. The flow of a plan takes each condition to go either way, so it has ways that no call goes. Here no
way leads on from where a value decides, and who has answered stays who they are: a person at every amd, or a machine
that presses no key. Each way that is left, some call goes. So what is reached here is reached by a call, and what goes
round here, with no condition that leads out, goes round for ever. Of all else a rule can only say that it may be.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from ivrsim.core import table as t
from ivrsim.core.instructions.base import GOES_ON, HANGS_UP, INBOUND, KEY, LIVE, MACHINE
from ivrsim.graph.cycles import NOTHING, Cycle
from ivrsim.graph.flow import Flow, Lists
from ivrsim.graph.getters import ANYBODY, BY_ITSELF, NOBODY_ACTS
from ivrsim.graph.search import behind, circles
from ivrsim.graph.usage import may_be_silent, reads

PERSON: int = ANYBODY & ~(MACHINE | INBOUND)
"""What can happen when a person has answered."""
ANSWERING_MACHINE: int = ANYBODY & ~(LIVE | INBOUND | KEY | HANGS_UP)
"""What can happen when a machine has: it presses no key and does not hang up."""


class _Calls(NamedTuple):
    """The calls that somebody answers: where each place surely leads, with two numbers for each, and what is behind."""

    who: int
    onward: Lists
    reached: frozenset[int]


class Sure:
    """What some call to a plan surely does.

    Args:
        plan: the plan, on its platform.
    """

    def __init__(self, plan: t.Plan) -> None:
        self._plan = plan
        self._flow = Flow(plan)

    @cached_property
    def ways(self) -> list[Lists]:
        """Where calls go on from each number of the flow that somebody takes for sure, for each who may answer."""
        return [each.onward for each in self._calls]

    def reaches(self, place: int) -> bool:
        """Return whether some call comes to a place, on whichever side of a hang-up."""
        return any(number in each.reached for each in self._calls for number in (place, place + self._flow.size))

    def machine_reaches(self, place: int) -> bool:
        """Return whether a call that a machine has answered comes to a place."""
        return any(place in each.reached for each in self._calls if each.who == ANSWERING_MACHINE)

    def goes_round(self, cycle: Cycle) -> bool:
        """Return whether some call comes to a cycle, and keeps going round while its callee does no more than it needs.

        Args:
            cycle: one that needs nothing, or silence.
        """
        acts = BY_ITSELF if cycle.needs == NOTHING else NOBODY_ACTS
        shift = self._flow.size if cycle.after_hang_up else 0
        numbers = [place + shift for place in cycle.places]
        return any(self._keeps(each, each.who & acts, numbers) for each in self._calls)

    def _keeps(self, calls: _Calls, who: int, numbers: Sequence[int]) -> bool:
        """Whether calls go round for ever in some part of a cycle."""
        onward = self._both_sides(who)
        index = {number: at for at, number in enumerate(numbers)}
        around = [[index[target] for target in onward[number] if target in index] for number in numbers]
        for part in circles(around, range(len(around))):
            inside = {numbers[at] for at in part}
            stays = all(self._stays(number, inside) for number in inside)
            if stays and not calls.reached.isdisjoint(inside):
                return True
        return False

    def _stays(self, number: int, inside: set[int]) -> bool:
        """Whether no value leads a call out of a part that goes round."""
        if not self._hangs_on_values(number):
            return True
        instruction, shift = self._instruction(number), number - number % self._flow.size
        return instruction.asks and all(way.to + shift in inside for way in t.exits(instruction))

    @cached_property
    def _calls(self) -> list[_Calls]:
        found = []
        for who in (PERSON, ANSWERING_MACHINE):
            onward = self._both_sides(who)
            for number in range(len(onward)):
                if self._hangs_on_values(number):
                    onward[number] = []
                elif may_be_silent(self._instruction(number)):  # then it takes no time, in which nothing can happen
                    place = number % self._flow.size
                    onward[number] = [to + number - place for to in self._flow.at(place, GOES_ON)]
            found.append(_Calls(who, onward, frozenset(behind(onward, (0,)))))
        return found

    def _both_sides(self, who: int) -> Lists:
        """Where somebody leads the call, with two numbers for each place, also if nobody's hang-up is caught."""
        found = list(self._flow.both_sides(who))
        return found + [[] for _ in range(2 * self._flow.size - len(found))]

    def _hangs_on_values(self, number: int) -> bool:
        instruction, platform = self._instruction(number), self._plan.platform
        if number >= self._flow.size and instruction.passed_by:
            return False
        ends = platform.undefined_variable == "error" and bool(reads(instruction))
        fails = platform.js_error == "end_call" and bool(instruction.javascript)
        return ends or fails or instruction.hangs_on_values()

    def _instruction(self, number: int) -> t.Instruction:
        return self._plan.table[number % self._flow.size]
