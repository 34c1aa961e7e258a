"""Calls drawn at random: somebody answers, presses keys, says nothing, hangs up, and contacts and servers say anything.

A call is written as a script while it is played, so that what went wrong can be played again.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random  # with a seed: no chance is in it
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.events import KEYS, LIVE, TRANSFER
from ivrsim.core.instructions import base
from ivrsim.core.parties import VERDICT_OF
from ivrsim.core.variables import canonical, given_by_platform, is_there
from ivrsim.graph.usage import variables
from ivrsim.play.call import Call
from ivrsim.play.web import ERROR, TIMEOUT, Failure
from ivrsim.script.parties import drawn_party
from ivrsim.script.statements import http_statement, parse_line, quoted
from ivrsim.search.candidates import constants
from ivrsim.search.choices import answers_to
from ivrsim.search.world import World

ODD: Final = (
    "", "0", "1", "7", "07", " 7", "7 ", "-1", "5.0", "1e0", "0x5", "99", "00", "x", "yes", "YES", "no", "other",
    "true", "null", "undefined", "NaN", "Infinity", "yes no", "2-1", "7//", "ü", "5550142358",
)  # fmt: skip
"""Texts that plans may take for others. None has quotes, backslashes or line breaks, as proofs assume."""
_ANSWERED: Final = 4
"""How often a way to answer is drawn besides: where nobody does, there is little to see."""
_SHARE_OF_PARTIES: Final = 0.2
"""How often it is said who it really is that answers."""
_MOST_ACTS: Final = 6
_MOST_WAITS: Final = 30
"""How often nobody says anything after that: then a call has ended, or goes round."""
_MOST_REPLIES: Final = 5


class DrawnCall(NamedTuple):
    """A call, and the script that plays it, a statement each."""

    call: Call
    script: list[str]


class DrawnCallee:
    """Whoever is called. What is drawn depends on the plan and the seed alone.

    Args:
        plan: the plan, ready to run.
        world: who may answer, and what is given before the call.
        seed: from which calls are drawn.
    """

    def __init__(self, plan: t.Plan, world: World, seed: int) -> None:
        self._plan = plan
        self._world = world
        self._random = Random(seed)
        answers = answers_to(plan, world.answers)
        answered = [each.value for each in answers if each.kind == "answered"]
        self._answers = [*answered * _ANSWERED, *(each.value for each in answers)]
        said = [each for each in answers if plan.detects() or each == LIVE]  # else every answer is a person's
        self._verdicts = {each.value: VERDICT_OF[each.value] for each in said if each.value in VERDICT_OF}
        """What the detector says of a party, by how the call is answered then."""
        outside = {name for name in variables(plan).read if given_by_platform(name) and is_there(name, plan.platform)}
        given = {canonical(name, plan.platform)[0] for name in world.variables}
        self._open = sorted({*outside, *(f"attribute.{name}" for name in world.attributes)} - given)
        known = constants(plan)
        self._texts = [*ODD, *(text for text in known if text.isprintable() and not set(text) & set("\"'\\"))]
        exact = [entry for menu in plan.menus() for entry in menu.exact]
        self._entries = [text for text in (*exact, *known) if text and set(text) <= set(KEYS)]

    def call(self) -> DrawnCall:
        """A call in which somebody does this and that, and then says nothing to its end."""
        drawn = DrawnCall(Call(self._plan), [])
        for statement in self._beginning():
            _play(drawn, statement)
        _play(drawn, self._answer(drawn.call))
        acts = self._random.randint(0, _MOST_ACTS)
        for number in range(acts + _MOST_WAITS):
            if drawn.call.line.ended:
                break
            _play(drawn, f"try {self._act(drawn.call) if number < acts else self._silence(drawn.call)}")
        return drawn

    def _beginning(self) -> Iterator[str]:
        """What is so before the phone rings."""
        for name, value in self._world.variables.items():
            yield f"set {name} = {quoted(value)}"
        for name in self._open:
            yield f"set {name} = {quoted(self._random.choice(self._texts))}"
        moment = datetime(2026, 1, 4, 0, 5, tzinfo=UTC) + timedelta(hours=self._random.randrange(7 * 24))
        yield f'set clock = "{moment:%Y-%m-%dT%H:%M:%SZ}"'
        if any(each.awaits == base.REPLY for each in self._plan.table):
            yield http_statement("*", [self._reply() for _ in range(_MOST_REPLIES)])

    def _answer(self, call: Call) -> str:
        """Somebody answers; at times it is said who it really is, where the detector says just that."""
        verdict = self._random.choice(self._answers)
        statement = f"answer {verdict}"
        if verdict not in self._verdicts or self._random.random() >= _SHARE_OF_PARTIES:
            return statement
        party = drawn_party(self._random.choice, [self._verdicts[verdict]])
        return party if _can_happen(call.copied(), party) else statement

    def _reply(self) -> str | Failure:
        replies: list[str | Failure] = [ERROR, TIMEOUT, *self._texts]
        return self._random.choice(replies)

    def _act(self, call: Call) -> str:
        """What somebody may do where the call waits."""
        draw, keys = self._random.choice, "".join(self._random.choices(KEYS, k=self._random.randint(1, 3)))
        if call.line.waiting.awaits == base.TRANSFER:
            return f"transfer {draw([*TRANSFER, 'answered 5s then hang up'])}"
        if call.line.waiting.awaits == base.RECORDING:
            return draw(("record", "record 1s", "record then #", "record 1s then hang up", f"press {keys[0]}", "wait"))
        entry = draw([keys, draw(self._entries)]) if self._entries else keys
        return draw((f"press {entry}", f"press {entry}", f"press {keys[0]} at 100ms", "wait", "hang up"))

    @staticmethod
    def _silence(call: Call) -> str:
        return "transfer no answer" if call.line.waiting.awaits == base.TRANSFER else "wait"


def _can_happen(call: Call, statement: str) -> bool:
    """Whether it can, which is tried on a call that is not played."""
    return all(call.attempt(each.run) for each in parse_line(statement, 1))


def _play(drawn: DrawnCall, statement: str) -> None:
    for each in parse_line(statement, len(drawn.script) + 1):
        each.run(drawn.call)
    drawn.script.append(statement)
