"""Random calls, played by the player in the JavaScript engine that we ship and by `step`: whether they are the same."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, NamedTuple

import quickjs

from ivrdsl.errors import IvrError
from ivrsim.core import table as t
from ivrsim.play.call import call_given
from ivrsim.play.story import story
from ivrsim.script.run import run_script

CALLS: Final = 200
"""How many calls are played before an automaton is given out."""
_MOST_ACTS: Final = 12
_SPREAD: Final = 2_654_435_761
"""Makes seeds of numbers in a row that have little in common: 2 to the 32nd, divided by the golden ratio."""
_FILES: Final = ("lengths.js", "questions.js", "record.js", "player.js")


@cache
def player_source() -> str:
    """The player, as text."""
    return "".join(map(_source, _FILES))


def _source(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


class PlayersCall(NamedTuple):
    """A call as the player tells it.

    Attributes:
        moves: what was done, and when.
        script: what plays it.
        lines: of its story: the kind, the text, and whether it leans on a sample.
    """

    moves: list[Any]
    script: str
    lines: list[tuple[str, str, bool]]


class PlayerEngine:
    """The player in an engine of its own. Nothing of a plan runs in it: it reads data."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._context = quickjs.Context()
        self._context.eval(player_source() + _source("trial.js"))
        self._context.get("load")(json.dumps(data))

    def random_call(self, seed: int) -> PlayersCall:
        """Play a call that lots decide."""
        return self._told(self._context.get("randomCall")(seed, _MOST_ACTS))

    def play(self, moves: Sequence[Any], until_ms: int | None = None) -> PlayersCall:
        """Play moves, as a link has them.

        Raises:
            IvrError: one of them does not play.
        """
        wrong, told = json.loads(self._context.get("playCall")(json.dumps(moves), json.dumps(until_ms)))
        if wrong >= 0:
            raise IvrError(f"move {wrong + 1} does not play: {' '.join(map(str, moves[wrong]))}")
        return self._told(told)

    def follow(
        self, events: Sequence[tuple[int, str, str]], values: Mapping[str, str], clock_ms: int, until_ms: int
    ) -> PlayersCall | None:
        """Play what happened in a call.

        Args:
            events: what was done: when, in ms, and the kind and value of the event.
            values: what the call was given.
            clock_ms: when it began, in ms since 1970-01-01 UTC.
            until_ms: how long it took.

        Returns:
            The call; None where the automaton does not know a value, a reply or an act of it.
        """
        found = self._context.get("follow")(json.dumps([events, values, clock_ms, until_ms]))
        return self._told(found) if found else None

    def _told(self, text: str) -> PlayersCall:
        found = json.loads(text)
        return PlayersCall(found["moves"], found["script"], [tuple(each) for each in found["lines"]])


class PlayerDifference(NamedTuple):
    """A call that the player and `step` play otherwise.

    Attributes:
        script: what plays it.
        told: by the player, and by `step`.
    """

    script: str
    told: tuple[list[str], list[str]]

    def __str__(self) -> str:
        """The script, and the first line that differs."""
        first = next((pair for pair in zip_longest(*self.told, fillvalue="nothing") if pair[0] != pair[1]), ("", ""))
        return f"{self.script}the player: {first[0].strip()}\nthe engine: {first[1].strip()}"


def differences(plan: t.Plan, calls: Iterable[PlayersCall]) -> Iterator[PlayerDifference]:
    """Yield the calls that `step` plays otherwise; what leans on samples, and says so, is not compared."""
    for call in calls:
        expected = stepped(plan, call.script)
        if not _is_same(call.lines, expected):
            yield PlayerDifference(call.script, ([text for _, text, _ in call.lines], [text for _, text in expected]))


def _is_same(told: Sequence[tuple[str, str, bool]], expected: Sequence[tuple[str, str]]) -> bool:
    """Whether both tell one call, as far as no line leans on a sample; behind the last one all may."""
    compared = zip(told, expected, strict=False)
    alike = all(sample or (kind, text) == other for (kind, text, sample), other in compared)
    return alike and (len(told) == len(expected) or told[-1][2])


def stepped(plan: t.Plan, script: str) -> list[tuple[str, str]]:
    """The story of a script, as `ivrdsl simulate` tells it of a plan without a file: kinds and texts."""
    call = call_given(plan, {})
    failed = run_script(call, script)
    return story(call.transcript(), failed)


def random_calls(engine: PlayerEngine, seed: int, count: int) -> Iterator[PlayersCall]:
    """Play calls that lots decide."""
    return (engine.random_call((seed + number) * _SPREAD % 2**32) for number in range(count))
