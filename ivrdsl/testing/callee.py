"""Callees drawn by Hypothesis: call scripts that fit a plan, because each statement was tried when it was drawn.

Theory of operation. A callee's move is a statement of the call script, so what is drawn can be printed, pasted and
played again. Nothing here says a second time what a move means. To draw one, a call is played along: where it waits
decides what is possible, and a move is tried on a copy of the call. A move that cannot happen is not kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ivrdsl.errors import StepFailed
from ivrdsl.testing.plans import PlanLike, note, ready
from ivrdsl.testing.usage import use
from ivrsim.core import table as t
from ivrsim.core.events import ANSWERS, KEYS, TRANSFER
from ivrsim.core.instructions import base
from ivrsim.core.parties import VERDICTS
from ivrsim.core.platform import Platform
from ivrsim.play.answers import somebody_may_act
from ivrsim.play.call import Call
from ivrsim.play.line import Line
from ivrsim.play.transcript import Transcript
from ivrsim.play.web import Replies
from ivrsim.script.parties import drawn_party
from ivrsim.script.statements import parse_line, parse_script, quoted

LONG_MS: Final = 20_000
"""How long a drawn wait lasts at most, unless a timer of the plan suggests more."""

_LATEST_MS: Final = 12_000
"""When a drawn reply comes at the latest: some come when the platform has given up."""


@dataclass(frozen=True, slots=True)
class Callee:
    """What a callee does in one call.

    Attributes:
        moves: statements of the call script.
    """

    moves: tuple[str, ...]

    def script(self) -> str:
        """The call script, one statement a line."""
        return "".join(f"{move}\n" for move in self.moves)

    def __str__(self) -> str:
        return self.script()

    def play(self, call: Call) -> Transcript:
        """Play the script on a call that rings.

        Raises:
            StepFailed: the call is not one that this callee was drawn for.
        """
        for statement in parse_script(self.script()):
            statement.run(call)
        note(call)
        return call.transcript()


def callees(
    plan: PlanLike,
    *,
    platform: Platform | None = None,
    parameters: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
    web: Mapping[str, Replies] | None = None,
    max_moves: int = 12,
) -> SearchStrategy[Callee]:
    """Callees of a plan: who answers, which keys they press and when, how long they stay silent, when they hang up.

    Args:
        plan: nodes, `FILE.xml` or `FILE.py[:NAME]`, a function that makes a plan, or one that is compiled.
        platform: what the call runs on, when the plan is not compiled yet.
        parameters: of a plan that is a function in a file.
        variables: set before the call. Play the callee with the same.
        web: what get and post are answered; drawn as part of the script if not given.
        max_moves: how many moves a callee makes at most, replies of web servers not counted.

    Raises:
        IvrError: there is no such plan.
    """
    table = ready(plan, platform, parameters=parameters).plan
    return _callees(table, dict(variables or {}), None if web is None else dict(web), max_moves)


@st.composite
def _callees(
    draw: st.DrawFn, plan: t.Plan, variables: dict[str, str], web: dict[str, Replies] | None, max_moves: int
) -> Callee:
    use(plan=plan, values=variables)  # the plan was made ready when the test was collected
    call = Call(plan, variables=variables, web=web)
    moves: list[str] = []
    asks = any(instruction.awaits == base.REPLY for instruction in plan.table)
    for move in draw(replies()) if asks and web is None else ():
        perform(call, move)
        moves.append(move)
    for _ in range(draw(st.integers(0, max_moves))):
        kinds = possible(call)
        if not kinds:
            break
        move = draw(MOVES[draw(st.sampled_from([*kinds, *_likely(kinds)]))](call))
        after = tried(call, move)
        if after is not None:
            call = after
            moves.append(move)
    return Callee(tuple(moves))


def _likely(kinds: list[str]) -> list[str]:
    """What is drawn more often, so that callees get far into a plan: what the plan waits for."""
    return [kind for kind in kinds if kind in ("press", "transfer", "record")] * 4


# --- moves on a call ------------------------------------------------------------------------------------------------


def perform(call: Call, move: str) -> None:
    """Make a move."""
    for statement in parse_line(move, 1):
        statement.run(call)


def tried(call: Call, move: str) -> Call | None:
    """The call after a move, or None when the move cannot happen; the call itself stays as it is."""
    after = call.copied()
    try:
        perform(after, move)
    except StepFailed:
        return None
    return after


def possible(call: Call) -> list[str]:
    """The kinds of moves that may happen now, simple ones first; none when the call has ended."""
    if call.line.waiting.awaits == base.ANSWER:
        return ["answer"]
    if call.line.ended:
        return []
    found = ["wait"] if call.line.due_ms is not None else []
    acts = somebody_may_act(call.line)
    act = _ACTS.get(comes_to(call).waiting.awaits)
    found += [act] if act and (acts or act != "press") else []
    found += ["hang up", "hang up at", "press at"] if acts else []
    found += ["wait for"] if call.line.due_ms is not None else []
    return [*found, "hear"] if _next_prompt(call) is not None else found


_ACTS: Final = {base.KEYS: "press", base.TRANSFER: "transfer", base.RECORDING: "record"}


def comes_to(call: Call) -> Line:
    """A copy of the call where it stops by itself: where somebody has to decide, or at its end."""
    line = call.copied().line
    try:
        while line.due_ms is not None and not line.waiting.decides:
            line.fire()
    except StepFailed:  # a web server of which the test says nothing
        pass
    return line


def _next_prompt(call: Call) -> str | None:
    try:
        return call.copied().hears("")
    except StepFailed:
        return None


# --- drawing a move -------------------------------------------------------------------------------------------------


def keys_for(call: Call) -> SearchStrategy[str]:
    """Keys for the menu that the call comes to: declared ones, others, `#` and `*`, too many, too few."""
    line = comes_to(call)
    menu = line.plan.menu_at(line.state.place)
    declared: list[str] = []
    longest = 4
    if menu is not None:
        longest = min(menu.max_digits or 4, 20)
        ends = [end[1].zfill(length) for taken in menu.ranges for end, length in _ends(taken)]
        declared = [keys for keys in [*menu.exact, *ends] if keys and set(keys) <= set(KEYS)]
    single = [*declared * 4, *(f"{keys}#" for keys in declared), *KEYS]
    several = st.text(KEYS, min_size=1, max_size=longest + 1) | st.text(KEYS[:10], min_size=longest, max_size=longest)
    return st.sampled_from(single) | st.sampled_from(single) | several


def _ends(taken: t.Range) -> list[tuple[tuple[int, str], int]]:
    return list(zip((taken.low, taken.high), taken.lengths, strict=True))


def replies() -> SearchStrategy[list[str]]:
    """What web servers reply, the last line for whatever no other line is about."""
    texts = st.sampled_from(("", "0", "1", "Yes", "42 dollars", " spaced ", "a 'quoted' text", "not: {json"))
    later = st.just("") | st.integers(1, _LATEST_MS).map(lambda ms: f" after {ms}ms")
    reply = st.tuples(texts.map(quoted) | st.just("error"), later).map("".join) | st.just("timeout")
    special = st.tuples(st.sampled_from(('"*1*"', '"*${*"', '"http://*a*"')), reply)
    line = special.map(lambda pair: f"http {pair[0]} -> {pair[1]}")
    last = reply.map(lambda text: f'http "*" -> {text}')
    return st.tuples(st.lists(line, max_size=2), last).map(lambda pair: [*pair[0], pair[1]])


def _moments(call: Call) -> SearchStrategy[int]:
    """Moments from now on, in ms of the call: now, just before and after the timer that runs, or any."""
    now, due = call.line.now_ms, call.line.due_ms
    later = st.integers(0, LONG_MS).map(lambda ms: now + ms)
    if due is None:
        return later
    near = [moment for moment in (now, due - 1, due, due + 1, (now + due) // 2) if moment >= now]
    return st.sampled_from(near) | later


def _at(call: Call) -> SearchStrategy[str]:
    """A time as `at` counts it: from the prompt last heard, else from the last thing that happened."""
    return _moments(call).map(lambda moment: f"at {moment - call.at_counts_from_ms}ms")


def _wait_for(call: Call) -> SearchStrategy[str]:
    return _moments(call).map(lambda moment: f"wait {moment - call.line.now_ms}ms")


def _transfers(call: Call) -> SearchStrategy[str]:
    ends = st.sampled_from(("", " then hang up"))
    talk = st.tuples(st.integers(0, 600), ends).map(lambda two: f"transfer answered {two[0]}s{two[1]}")
    return st.sampled_from(tuple(TRANSFER)).map(lambda outcome: f"transfer {outcome}") | talk


def _records(call: Call) -> SearchStrategy[str]:
    recording = comes_to(call).waiting
    longest = recording.timeout_ms if isinstance(recording, t.Record) else LONG_MS
    near = st.sampled_from([0, 1, max(longest - 1, 0), longest, longest + 1])
    lengths = (near | st.integers(0, LONG_MS)).map(lambda ms: f" {ms}ms") | st.just("")
    return st.tuples(lengths, st.sampled_from(("", " then #", " then hang up"))).map(
        lambda two: f"record{two[0]}{two[1]}"
    )


def _answer(by: str) -> SearchStrategy[str]:
    """Somebody answers as the detector says, mostly; at times it is said who it really is."""
    return _party() if by == _PARTY else st.just(f"answer {by}")


@st.composite
def _party(draw: st.DrawFn) -> str:
    return drawn_party(lambda several: draw(st.sampled_from(several)), tuple(VERDICTS))


_PARTY: Final = "a party"


def _hear(call: Call) -> SearchStrategy[str]:
    return st.just(f"hear exactly {quoted(_next_prompt(call) or '')}")


MOVES: Final[Mapping[str, Callable[[Call], SearchStrategy[Any]]]] = {
    "answer": lambda call: st.sampled_from(("live", "live", *ANSWERS, _PARTY)).flatmap(_answer),
    "wait": lambda call: st.just("wait"),
    "wait for": _wait_for,
    "press": lambda call: keys_for(call).map(lambda keys: f"press {keys}"),
    "press at": lambda call: st.tuples(keys_for(call), _at(call)).map(lambda two: f"press {two[0]} {two[1]}"),
    "hang up": lambda call: st.just("hang up"),
    "hang up at": lambda call: _at(call).map(lambda at: f"hang up {at}"),
    "transfer": _transfers,
    "record": _records,
    "hear": _hear,
}
"""How a move of each kind is drawn."""
