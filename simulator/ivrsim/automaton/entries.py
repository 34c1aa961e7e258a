"""Entries that a plan compares with a code, such as a password: what a player offers there instead of keys.

Theory of operation. Which keys a plan tells apart gives such a code away, digit by digit. So where secrets are masked,
the states between the first key and the last one are left out. One edge leads from before the entry to behind the right
code, and one to behind another input of as many digits. Nothing else of what was entered is in the data.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ivrsim.automaton.search import TokenSearch, sources_of, tests_of_inputs
from ivrsim.core.events import KEY
from ivrsim.core.memo import Move
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.usage import as_kept, reads
from ivrsim.search.candidates import Candidates

SHORTEST_CODE: Final = 4
"""Digits of an input that nobody types by chance; what is shorter is an option, or an extension."""
_CODE: Final = re.compile(rf"(?<![0-9])[0-9]{{{SHORTEST_CODE},}}(?![0-9])")
_LISTED: Final = re.compile(r"keypress (?!\d+-\d+$)")
"""Begins the label of a branch that is none for a range of numbers."""
RIGHT: Final = "right"
WRONG: Final = "wrong"


class CodeEntry(NamedTuple):
    """An entry as a whole.

    Attributes:
        name: RIGHT or WRONG.
        moves: one for each key, the last one with what comes of it.
        target: the state behind it.
    """

    name: str
    moves: tuple[Move, ...]
    target: int


class CodeEntries:
    """The entries of one automaton.

    Args:
        found: its states.

    Attributes:
        codes: what inputs are compared with.
    """

    def __init__(self, found: TokenSearch) -> None:
        self._found = found
        texts = {text for menu in found.plan.menus() for text in menu.exact} | found.constants_of(LAST_INPUT)
        self.codes = sorted(text for text in texts if len(text) >= SHORTEST_CODE and text.isdecimal())

    def codes_of(self, samples: Candidates) -> set[str]:
        """What a mask must know of them, and of what stands in tests of inputs, or in variables that these compare.

        Args:
            samples: what was given and replied in calls that are shown.
        """
        found, plan = self._found, self._found.plan
        tests = tests_of_inputs(plan)
        others = {name for each in tests for name in as_kept(reads(each), plan.platform)} - {LAST_INPUT}
        texts = [text for each in tests for text in sources_of(each)]
        texts += [each.label for each in plan.elements if _LISTED.match(each.label)]
        texts += [each.get(name) or "" for each in (found.world.variables, *_sets(found)) for name in others]
        texts += [value for name in others for value in samples.values.get(name, ())]
        return {*self.codes, *(code for text in texts for code in _CODE.findall(text))}

    def entries(self, number: int) -> list[CodeEntry]:
        """Return the entries that may begin in a state; none where nothing is compared with a code there."""
        control = self._found.control(number)
        if control.state.digits or not self.codes:
            return []
        found = [entry for code in self.codes for entry in self._typed(number, code, RIGHT)]
        others = [entry for code in self.codes[:1] for entry in self._typed(number, self._another(code), WRONG)]
        return [*found, *others] if found else []

    def _another(self, code: str) -> str:
        """An input of as many digits that is no code."""
        tried = (str(digit) * len(code) for digit in range(10))
        return next(each for each in tried if each not in self.codes)

    def _typed(self, number: int, digits: str, name: str) -> Iterator[CodeEntry]:
        """The entry of some digits, if a menu takes them all, and then decides, or waits for more of them."""
        moves: list[Move] = []
        for digit in (*digits, "#"):
            before = self._found.control(number)
            if moves and not before.state.digits:
                break
            edge = self._edge(number, digit)
            if edge is None:
                return
            moves.append(edge[0])
            number = edge[1]
        took_all = len(moves) >= len(digits) and not self._found.control(number).state.digits
        if took_all and moves[0].target.state.digits:
            yield CodeEntry(name, tuple(moves), number)

    def _edge(self, number: int, key: str) -> tuple[Move, int] | None:
        tried = self._found.standing_for(number, key)
        edges = [edge for edge in self._found.outgoing(number) if edge[0].event == KEY[tried]]
        return edges[0] if len(edges) == 1 else None


def _sets(found: TokenSearch) -> Iterator[Mapping[str, str]]:
    """What variables hold in calls, where it is no token of what is typed."""
    for move, registers in zip(found.moves, found.registers, strict=True):
        yield dict(move.chosen)
        yield {name: text for name, text in registers.sets.items() if text and found.tokens.begin not in text}
