"""A way through the states of a call, written as a call script that plays it.

Theory of operation. The script is written by playing it: each act of the way becomes the statement that a callee would
type, and a call takes that statement at once. Where the call then is decides how the next moment is named. A key at a
menu that listens needs no time; every other key is said to come so long after the prompt last heard. A reply takes
its time where the way says so, or where something is lost before it comes. At the end the events that the call went
through are compared with the way; a script that does not play its way is never given out.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from operator import add, or_
from typing import Final, NamedTuple

from ivrdsl.errors import IvrError, StepFailed
from ivrdsl.model.structs import replace
from ivrsim.core import table as t
from ivrsim.core.effects import Effect, Prompt, Requested
from ivrsim.core.events import TOLD_KINDS, Event
from ivrsim.core.instructions.base import KEYS, RECORDING
from ivrsim.core.memo import Move
from ivrsim.core.step import Ways
from ivrsim.core.variables import is_there
from ivrsim.play.call import Call, call_given
from ivrsim.play.transcript import ENDED_BY, Transcript
from ivrsim.play.web import ERROR, TIMEOUT, Delayed, Failure, pattern_for
from ivrsim.proofs.beginnings import Along, Total, in_common
from ivrsim.proofs.gaps import fixed_parts
from ivrsim.proofs.paths import Path, PathStep, actions, is_ignored, is_reply
from ivrsim.proofs.secrets import secrets_in
from ivrsim.script.run import run_script
from ivrsim.script.statements import http_statement, parse_line, quoted, time_text
from ivrsim.search.choices import SOMETHING
from ivrsim.search.explore import World
from ivrsim.search.liveness import CLOCK

_LONGEST_QUOTE: Final = 60
"""Characters of a prompt that a script quotes at most."""
_SHORTEST_QUOTE: Final = 8
_SPARSE: Final = 100
"""Acts of a way after which a call is kept before every second act; after twice as many before every third one."""


class Witness(NamedTuple):
    """A call that shows something.

    Attributes:
        statements: its call script, a statement each; those in front set up the call.
        transcript: what happens when it is played.
        actions: how many times the callee acts.
        because: what it shows, in words.
        expect: the statement that fails at its end, and would hold if the plan were mended; "" where there is none.
    """

    statements: tuple[str, ...]
    transcript: Transcript
    actions: int
    because: str = ""
    expect: str = ""

    @property
    def script(self) -> str:
        """The script, one statement a line."""
        return "".join(f"{statement}\n" for statement in self.statements)


class UnscriptableError(IvrError):
    """A way that no call script can say."""


def witness(
    plan: t.Plan,
    path: Path,
    *,
    world: World | None = None,
    lines: Sequence[int | None] = (),
    exact: bool = True,
    answered: str = "",
) -> Witness:
    """Write a way as a call script, and play it.

    Args:
        plan: the plan.
        path: the way, from the ringing phone on.
        world: what is given before the call.
        lines: the source line of each element, for the transcript.
        exact: whether the call must take the exits of the way; else who asks judges what it shows.
        answered: who it really is that answers, as a script says it; "" for whom the way tells.

    Raises:
        UnscriptableError: no script plays this way: two things happen in a wait that takes no time, or while the two
            parties of a transfer talk.
    """
    writer = WayWriter(plan, world, lines, several=False, exact=exact, answered=answered)
    return writer.write(_as_called(path)).witness()


def failing(plan: t.Plan, shown: Witness, expect: str, world: World) -> Transcript | None:
    """Return what happens in a call that is played until a statement fails at its end; None if it does not fail.

    Args:
        plan: the plan.
        shown: the call.
        expect: the statement.
        world: what is given before the call.
    """
    call = call_given(plan, world.variables)
    return None if run_script(call, shown.script + expect) is None else call.transcript()


_SETS_UP: Final = ("answer", "set ", "http ")
"""Beginnings of statements that a mended plan takes too; every other one is tried."""


def as_tried(statements: Iterable[str]) -> list[str]:
    """Return the statements of a call for a plan that may go another way: all but the first ones are tried."""
    return [each if each.startswith(_SETS_UP) else f"try {each}" for each in statements]


_MOST_WAITS: Final = 100


def call_shown(plan: t.Plan, shown: Witness, world: World) -> Call:
    """Return a call that has taken what is shown.

    Args:
        plan: the plan.
        shown: the call.
        world: what is given before the call.
    """
    call = call_given(plan, world.variables)
    run_script(call, shown.script)
    return call


def moves_to_the_end(plan: t.Plan, shown: Witness, world: World) -> list[Move]:
    """Return what happens in a call whose callee, behind what is shown, says nothing."""
    call = call_shown(plan, shown, world)
    for _ in range(_MOST_WAITS):
        if call.line.ended:
            break
        try:
            call.wait()
        except StepFailed:
            break
    return call.line.moves


def last_apart(plan: t.Plan, path: Path, moves: Sequence[Move]) -> int | None:
    """Return the place of the last test of a way at which a call takes another exit; None where there is none."""
    taken = {place: way for move in moves for place, way in move.ways}
    wanted = [(place, way) for act in path for place, way in act.move.ways if plan.table[place].asks]
    return next((place for place, way in reversed(wanted) if taken.get(place, way) != way), None)


def _as_called(path: Path) -> Path:
    """The way, without what only searches are told: a call goes on there by itself."""
    acts: list[PathStep] = []
    for act in path:
        if act.move.event.kind in TOLD_KINDS:
            before, move = acts.pop(), act.move
            ways, effects = before.move.ways + move.ways, before.move.effects + move.effects
            chosen = before.move.chosen + move.chosen
            whole = replace(before.move, ways=ways, effects=effects, chosen=chosen, target=move.target)
            acts.append(before._replace(move=whole))
        else:
            acts.append(act)
    return tuple(acts)


class WrittenWay(NamedTuple):
    """A way as a call script.

    Attributes:
        statements: a statement each, but for the last one if that only lets time pass.
        before: a call that has taken these.
        last: the statement that lets the rest of the time pass; "" if there is none.
        call: a call that has taken all.
        actions: how many times the callee acts.
    """

    statements: tuple[str, ...]
    before: Call
    last: str
    call: Call
    actions: int

    def witness(self) -> Witness:
        """The whole script, and what happens when it is played."""
        statements = (*self.statements, self.last) if self.last else self.statements
        return Witness(statements, self.call.transcript(), self.actions)


class _Mark(NamedTuple):
    """How far a way is written.

    Attributes:
        position: the act that comes next.
        call: has taken the statements so far.
        said: how many these are.
        begin_ms: when the wait began in which the call is, in ms.
        compared: see `_Compared`.
    """

    position: int
    call: Call
    said: int
    begin_ms: int
    compared: "_Compared"


class _Compared(NamedTuple):
    """How far the events of a call were found to be those of the way.

    Attributes:
        acts: how many acts of the way.
        logged: the position in the call's log.
    """

    acts: int = 0
    logged: int = 0


class WayWriter:
    """Writes ways as call scripts, one after the other. A beginning that the way before had is not played again.

    Args:
        plan: the plan.
        world: what is given before the call.
        lines: the source line of each element, for transcripts.
        several: whether more than one way is written.
        exact: whether the calls must take the exits of the ways.
        answered: who it really is that answers, as a script says it; "" for whom a way tells.
    """

    def __init__(
        self,
        plan: t.Plan,
        world: World | None = None,
        lines: Sequence[int | None] = (),
        *,
        several: bool = True,
        exact: bool = True,
        answered: str = "",
    ) -> None:
        self._exact = exact
        self._answered = answered
        self.plan = plan
        self.path: Path = ()
        self.statements: list[str] = []
        self._given = (world or World()).variables
        self._lines = lines
        self._several = several
        self._before: list[str] = []
        self._marks: list[_Mark] = []
        self._compared = _Compared()
        self._actions = Total(lambda act: actions(act.move, plan), add, 0)
        self._seen = Along(lambda act: _seen(act.move))
        self._asks = Total(lambda act: "http" in (act.move.source.state.phase, act.move.target.state.phase), or_, False)
        self._chosen = Along(lambda act: act.move.chosen)

    def write(self, path: Path) -> WrittenWay:
        """Write a way, from the ringing phone on. See `witness`.

        Raises:
            UnscriptableError: no script plays this way.
        """
        position, begin_ms = self._begin(_with_late_replies(path) if self._asks.over(path) else path)
        while position < len(self.path):
            self._mark(position, begin_ms)
            said = len(self.statements)
            taken = self.path[position : position + self._act(position, begin_ms)]
            if not is_ignored(taken[-1].move):  # else the wait goes on
                by_itself = len(self.statements) == said  # then the script has not come to it yet
                begin_ms = begin_ms + taken[-1].at_ms if by_itself else self.call.line.now_ms
            for done in taken:
                with suppress(*(() if self._exact else (UnscriptableError,))):
                    self._hear(done.move.effects)
            position += len(taken)
        if not self._exact:
            return WrittenWay(tuple(self.statements), self.call, "", self.call, self._actions.over(self.path))
        statements, last, call = tuple(self.statements), self._last(begin_ms), self.call
        if last:
            call = call.copied()
            self._play(call, last)
        self._check(call)
        return WrittenWay(statements, self.call, last, call, self._actions.over(self.path))

    def _begin(self, path: Path) -> tuple[int, int]:
        """Begin with what the way before has in common with this one: the next act, and when its wait began, in ms.

        A mark is good only if the act behind it is in common, too: that was looked at before it was made.
        """
        before = [*self._settings(path), *(_replies(path) if self._asks.over(path) else ())]
        alike = in_common(self.path, path) if before == self._before else 0
        while self._marks and self._marks[-1].position >= alike:
            self._marks.pop()
        self.path, self._before = path, before
        if not self._marks:
            return self._begin_anew()
        mark = self._marks[-1]
        self.call = mark.call.copied()
        del self.statements[mark.said :]
        self._compared = mark.compared
        return mark.position, mark.begin_ms

    def _begin_anew(self) -> tuple[int, int]:
        self.call = call_given(self.plan, self._given, self._lines)
        self.statements = []
        self._compared = _Compared()
        for statement in self._before:
            self._say(statement)
        return 0, 0

    def _mark(self, position: int, begin_ms: int) -> None:
        """Keep a copy of the call for the ways to come; the further it is, the fewer are kept."""
        marked = self._marks[-1].position if self._marks else -1
        if not self._several or position - marked <= position // _SPARSE:
            return
        self._compare(self.call, position)
        self.call.line.lengths_lean_on()  # or each copy would look through the whole log
        self._marks.append(_Mark(position, self.call.copied(), len(self.statements), begin_ms, self._compared))

    # --- before the call --------------------------------------------------------------------------------------------

    def _settings(self, path: Path) -> list[str]:
        """What a script must set, because the call depends on it."""
        found = [f"set {name} = {quoted(value)}" for name, value in self._given.items()]
        chosen = list(chain.from_iterable(self._chosen.of(path)))
        if any(name == CLOCK for name, _ in chosen):
            moment = datetime.fromtimestamp(clock_at_start(path) / 1000, UTC)
            found.append(f'set clock = "{moment:%Y-%m-%dT%H:%M:%SZ}"')
        for name, value in chosen:
            if name != CLOCK and (value or is_there(name, self.plan.platform)):
                found.append(f"set {name} = {quoted(value)}")
        return list(dict.fromkeys(found))

    # --- acts -------------------------------------------------------------------------------------------------------

    def _act(self, position: int, begin_ms: int) -> int:
        """Say the act at a position; returns how many acts the statement covers."""
        act = self.path[position]
        match act.move.event:
            case Event(kind="answered" | "unanswered", value=by):
                self._say(f"answer {self._answered or by}")
            case Event(kind="timer"):
                if self._decides(act):
                    self._say("wait")
            case Event(kind="key", value=key):
                return self._key(position, begin_ms, key)
            case Event(kind="hang up"):
                self._hang_up(act, begin_ms)
            case Event(kind="transfer", value=outcome):
                return self._transfer(position, outcome)
            case Event(kind="spoke"):
                return self._speak(position, begin_ms)
        return 1

    def _decides(self, act: PathStep) -> bool:
        return self.plan.table[act.move.source.state.place].decides

    def _key(self, position: int, begin_ms: int, key: str) -> int:
        """Keys: several in a row of one entry are one statement."""
        act = self.path[position]
        waiting = self.plan.table[act.move.source.state.place]
        if waiting.awaits == RECORDING and key == "#":
            self._record(act, begin_ms, " then #")
            return 1
        keys = key
        if waiting.awaits == KEYS and not act.at_ms:
            keys += self._more_keys(position + 1, act.move.source.state.place)
            self._say(f"press {keys}")
            return len(keys)
        self._come_to(act, begin_ms)
        self._say(f"press {keys} at {time_text(begin_ms + act.at_ms - self.call.at_counts_from_ms)}")
        return 1

    def _more_keys(self, position: int, place: int) -> str:
        """The keys that follow at once, or a callee's gap later, in the same entry, if that gap is no matter."""
        keys = ""
        menu, gap_ms = self.plan.menu_at(place), self.plan.platform.key_gap_ms
        while position < len(self.path) and menu is not None and gap_ms < menu.interdigit_ms:
            act = self.path[position]
            same = act.move.source.state.place == place and act.move.source.state.digits
            if act.move.event.kind != "key" or act.at_ms not in (0, gap_ms) or not same:
                break
            keys += act.move.event.value
            position += 1
        return keys

    def _hang_up(self, act: PathStep, begin_ms: int) -> None:
        if self.plan.table[act.move.source.state.place].awaits == RECORDING:
            self._record(act, begin_ms, " then hang up")
            return
        self._come_to(act, begin_ms)
        moment = begin_ms + act.at_ms
        now = moment == self.call.line.now_ms
        self._say("hang up" if now else f"hang up at {time_text(moment - self.call.at_counts_from_ms)}")

    def _speak(self, position: int, begin_ms: int) -> int:
        """The end of speech in a recording, and the silence that ends the recording."""
        following = self.path[position + 1 : position + 2]
        if not following or following[0].move.event.kind != "timer":
            raise UnscriptableError("after the end of speech in a recording a script can only stay silent")
        self._record(self.path[position], begin_ms, "")
        return 2

    def _record(self, act: PathStep, begin_ms: int, then: str) -> None:
        """Speak into a recording until something happens; keys may have been lost in it before."""
        speaks_ms = act.at_ms - max(self.call.line.now_ms - begin_ms, 0)
        self._say(f"record {time_text(speaks_ms)}{then}" if speaks_ms else f"record{then}")

    def _transfer(self, position: int, outcome: str) -> int:
        """A transfer that is answered covers the talk, and how it ends."""
        act = self.path[position]
        if act.at_ms:
            self._say(f"wait {time_text(act.at_ms)}")
        if outcome != "answered":
            self._say(f"transfer {outcome}")
            return 1
        if position + 1 == len(self.path):
            self._say("transfer answered 0s")
            return 1
        following = self.path[position + 1]
        match following.move.event.kind:
            case "talk ends":
                self._say(f"transfer answered {time_text(following.at_ms)}")
            case "hang up":
                self._say(f"transfer answered {time_text(following.at_ms)} then hang up")
            case _:
                raise UnscriptableError("a key while the two parties of a transfer talk stands in no script")
        return 2

    def _come_to(self, act: PathStep, begin_ms: int) -> None:
        """Let the call run into the wait in which something happens, and not beyond."""
        place = act.move.source.state.place
        if self.call.line.state.place == place and self.call.line.now_ms >= begin_ms:
            return
        if begin_ms > self.call.line.now_ms or self.call.line.state.place != place:
            self._say(f"wait {time_text(max(begin_ms - self.call.line.now_ms, 0))}")
        if self.call.line.state.place != place:
            raise UnscriptableError("something happens in a wait that takes no time")

    # --- what is heard ----------------------------------------------------------------------------------------------

    def _hear(self, effects: tuple[Effect, ...]) -> None:
        """Say which prompt starts."""
        for effect in effects:
            if isinstance(effect, Prompt) and (statement := hear_statement(effect)):
                self._say(statement)

    def _last(self, begin_ms: int) -> str:
        """The statement that lets the time of the way pass that no other has let pass; "" if none is needed."""
        line = self.call.line
        if not line.ended and (begin_ms > line.now_ms or len(line.moves) < len(self.path)):
            return f"wait {time_text(begin_ms - line.now_ms)}"
        return ""

    # --- playing ----------------------------------------------------------------------------------------------------

    def _say(self, statement: str) -> None:
        """Add a statement, and let the call take it."""
        self._play(self.call, statement)
        self.statements.append(statement)

    def _play(self, call: Call, statement: str) -> None:
        try:
            for each in parse_line(statement, len(self.statements) + 1):
                each.run(call)
        except (IvrError, StepFailed) as error:
            outcome = call.line.state.outcome
            if ENDED_BY.get(outcome) == "limit":
                raise UnscriptableError(f"the call ends in an error: {outcome}") from None
            raise UnscriptableError(f"{statement}: {error}") from None

    def _check(self, call: Call) -> None:
        """The events that a call went through, and the exits that it took, are those of the way."""
        self._compare(call, len(self.path))
        if self._compared.acts < len(self.path):
            raise UnscriptableError("the script plays another call")

    def _compare(self, call: Call, most: int) -> None:
        """Compare the events of a call with the first acts of the way, as far as they are the same."""
        wanted, log = self._seen.of(self.path), call.line.log
        acts, logged = self._compared
        while acts < most and logged < len(log):
            move = log[logged + 2]
            if move is not None and _seen(move) != wanted[acts]:
                break
            acts += move is not None
            logged += 3
        self._compared = _Compared(acts, logged)


def _seen(move: Move) -> tuple[Event, int, Ways]:
    """What happens in a move, where, and which exits it takes."""
    return move.event, move.source.state.place, move.ways


_HOUR_MS: Final = 3_600_000
_DAY_MS: Final = 24 * _HOUR_MS


def clock_at_start(path: Path) -> int:
    """When a call must begin that is told the time on its way, in ms since 1970-01-01 UTC.

    Where it is told several, it begins so that each of them falls into its hour, if it can.
    """
    begins: list[int] = []
    passed_ms = 0
    for act in path:
        told = [int(value) for name, value in act.move.chosen if name == CLOCK]
        begins += [moment - passed_ms - act.at_ms for moment in told]
        passed_ms += 0 if is_ignored(act.move) else act.at_ms
    first = begins[0]
    apart = [(begin - first + _DAY_MS // 2) % _DAY_MS - _DAY_MS // 2 for begin in begins]
    early, late = max(apart) - _HOUR_MS // 2, min(apart) + _HOUR_MS // 2
    return first if early <= 0 < late or early >= late else first + (early + late) // 2


def _with_late_replies(path: Path) -> Path:
    """The way, with replies that come later than what was lost in the same wait."""
    acts: list[PathStep] = []
    lost_ms = -1
    for act in path:
        late = is_reply(act.move) and act.at_ms <= lost_ms
        acts.append(act._replace(at_ms=lost_ms + 1) if late else act)
        lost_ms = act.at_ms if is_ignored(act.move) else -1
    return tuple(acts)


def _replies(path: Path) -> list[str]:
    """What web servers reply, by URL, in the order in which they are asked."""
    replies: dict[str, list[Failure | Delayed]] = {}
    url = ""
    for act in path:
        if act.move.source.state.phase == "http" and not is_ignored(act.move):
            replies.setdefault(url, []).append(_reply(act))
        for effect in act.move.effects:
            if isinstance(effect, Requested):
                url = effect.url
    last = path[-1].move if path else None
    if last is not None and last.target.state.phase == "http":
        replies.setdefault(url, []).append(TIMEOUT)  # the way ends before there is a reply
    return [http_statement(pattern_for(url).replace(SOMETHING, "*"), each) for url, each in replies.items()]


def _reply(act: PathStep) -> Failure | Delayed:
    """What must have been on its way for a wait to end so; nothing, where somebody else ends it."""
    if not is_reply(act.move):
        return TIMEOUT
    event = act.move.event
    return Delayed(ERROR if event.kind == "no reply" else event.value, act.at_ms)


def hear_statement(prompt: Prompt) -> str:
    """Return the statement that hears a prompt: a part of it without secrets; "" where it says nothing else."""
    if prompt.source != "tts":
        return f"hear sound {quoted(prompt.text)}"
    part = public_part(prompt.text, [secret.text for secret in secrets_in(prompt)])
    return f"hear {quoted(part)}" if part else ""


def public_part(text: str, secrets: Sequence[str]) -> str:
    """Return the longest beginning of a piece of a prompt that gives no secret away, short enough to be read.

    What is returned stands in the prompt as it is; it is empty where the prompt is nothing but a secret.
    """
    pieces = [text]
    for secret in secrets:
        pieces = [part for piece in pieces for part in piece.split(secret)]
    best = max((piece.strip(" ,.;:") for piece in pieces), key=len, default="")
    if len(best) <= _LONGEST_QUOTE:
        return best
    cut = best.rfind(" ", _SHORTEST_QUOTE, _LONGEST_QUOTE)
    return best[: cut if cut > 0 else _LONGEST_QUOTE]


def same_each_time(plan: t.Plan, prompt: Prompt) -> str:
    """Return the longest part of a prompt that tells no secret and no variable's value; all where there is none."""
    secrets = [secret.text for secret in secrets_in(prompt)]
    return max((public_part(part, secrets) for part in fixed_parts(plan, prompt)), key=len, default="") or prompt.text
