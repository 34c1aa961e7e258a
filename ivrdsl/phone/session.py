"""A call by hand: what somebody has done so far, and the moment that it is now. Everything else is played from these.

The time of a call is in ms since it began to ring. Nothing here reads a clock: who drives the session says when.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ivrdsl.errors import IvrError, StepFailed
from ivrdsl.phone.moves import Anchor, HandMove, HandReply, anchor_of, moment_of
from ivrdsl.phone.player import Player, happened, run_on
from ivrdsl.phone.servers import AskedServers, Question
from ivrsim.core.effects import Requested
from ivrsim.core.instructions.base import ANSWER
from ivrsim.core.table import Plan
from ivrsim.core.units import seconds
from ivrsim.play.call import Call, call_given
from ivrsim.play.web import pattern_for
from ivrsim.script.statements import parse_line, quoted

_BEFORE: Final = ("set ", "http ")
"""Beginnings of statements that say what is so before the phone rings."""
_NO_REPLY: Final = "timeout"
_SOMEWHERE: Final = Anchor("", 0, 0)


class Phoned(NamedTuple):
    """What is called.

    Attributes:
        plan: the plan, ready to run.
        lines: the source line of each element.
        given: the values that the project gives before the call.
    """

    plan: Plan
    lines: Sequence[int | None] = ()
    given: Mapping[str, str] = {}


class PhoneSession:
    """A call by hand.

    Args:
        phoned: what is called.
        begin: statements with which the call begins.

    Attributes:
        phoned: what is called.
        shown: the call as it is now.
        now_ms: what time it is in the call.

    Raises:
        StepFailed: one of the statements cannot happen.
        ScriptError: one is none.
    """

    shown: Player
    now_ms: int

    def __init__(self, phoned: Phoned, begin: Sequence[str] = ()) -> None:
        self.phoned = phoned
        self._setup = [each for each in begin if each.startswith(_BEFORE)]
        self._moves: list[HandMove | HandReply] = [
            HandMove(each, -1, _SOMEWHERE, is_statement=True) for each in begin if not each.startswith(_BEFORE)
        ]
        self._begun = len(self._moves)
        """How many moves are of the beginning, and not taken back."""
        self._player = self._begin()
        now_ms = 0
        for move in self._moves:
            now_ms = _perform(self._player, move) if isinstance(move, HandMove) else now_ms
        self.go_to(now_ms)

    # --- what it is like now ----------------------------------------------------------------------------------------

    @property
    def call(self) -> Call:
        """The call, which has played all of the script."""
        return self.shown.call

    @property
    def rings(self) -> bool:
        """Whether nobody has answered yet."""
        return self.call.line.waiting.awaits == ANSWER

    @property
    def question(self) -> Question | None:
        """The request for whose reply the call stands still; None where there is none."""
        return next(iter(_servers(self.call).questions), None)

    @property
    def moves(self) -> list[str]:
        """What somebody has done, in order."""
        return [each.words for each in self._moves]

    @property
    def script(self) -> list[str]:
        """The statements that play the call to where it is now."""
        return [*self._header(self.question), *self.shown.statements]

    def ahead(self) -> Call:
        """A copy of the call, to try what may come."""
        return self.call.copied()

    def next_ms(self) -> int | None:
        """When the next thing happens by itself; None where nothing does."""
        if self.question is not None or self.rings or self.call.line.ended:
            return None
        ahead = self.ahead()
        ahead.line.fire()
        return ahead.line.now_ms

    def silence_ms(self) -> int | None:
        """When silence leads on the next time, at a menu or a transfer, or to the end; None where nothing does."""
        if self.question is not None or self.rings or self.call.line.ended:
            return None
        ahead = self.ahead()
        ahead.wait()
        return ahead.line.now_ms

    def decision_ms(self) -> int:
        """When the call next waits for somebody to decide, or ends."""
        ahead = self.ahead()
        while ahead.line.run_on():
            pass
        return ahead.line.now_ms

    # --- what somebody does -----------------------------------------------------------------------------------------

    def go_to(self, moment_ms: int) -> None:
        """Let the time be another one: none before the last move, and none behind a question."""
        moment_ms = max(moment_ms, self._player.call.line.now_ms)
        self.shown = self._at(moment_ms)
        if self.question is not None:
            asked_ms = _asked_ms(self.call, self.question.number)
            if asked_ms < self.call.line.now_ms:
                self.shown = self._at(asked_ms)
        self.now_ms = self.call.line.now_ms

    def do(self, words: str, *, is_statement: bool = False) -> None:
        """Do something now.

        Args:
            words: "answer live", "press 1", "hang up", "record" for the end of speech, "transfer busy".
            is_statement: it is a statement that names its own moment, or expects something.

        Raises:
            StepFailed: it cannot happen; nothing has changed.
            ScriptError: it is no statement.
        """
        if self.question is not None:
            raise StepFailed(f"the call stands still: say first what {self.question.url} replies")
        if self.call.line.ended and not is_statement:
            raise StepFailed(f"the call has ended: {self.call.outcome}")
        move = HandMove(words, self.now_ms, anchor_of(self._player.call, self.call), is_statement)
        player = self._player.copied()
        now_ms = _perform(player, move)
        for question in _servers(player.call).questions:
            asked_ms = _asked_ms(player.call, question.number)
            if asked_ms < player.call.line.now_ms:
                raise StepFailed(
                    f"at {seconds(asked_ms)} the call asks {question.url} first: go on to there, and reply"
                )
        self._player = player
        self._moves.append(move)
        self.go_to(now_ms)

    def press(self, key: str) -> None:
        """Press one key now; behind another key of the same entry a moment later, as fingers do.

        Raises:
            StepFailed: it cannot happen.
        """
        last = self._moves[-1] if self._moves else None
        pressed = isinstance(last, HandMove) and last.words.startswith("press ")
        if pressed and self.now_ms == self._player.call.line.now_ms and self.call.line.state.digits:
            self.go_to(self.now_ms + self.phoned.plan.platform.key_gap_ms)
        self.do(f"press {key}")

    def reply(self, words: str) -> None:
        """Say what the web server replies that was asked.

        Args:
            words: as a script says it: `"42" after 2s`, error, or timeout.

        Raises:
            StepFailed: none was asked.
            ScriptError: this is no reply.
        """
        if self.question is None:
            raise StepFailed("no web server was asked")
        parse_line(_http(self.question.url, [words]), 1)
        self._moves.append(HandReply(self.question.url, words))
        self._play_again(self.now_ms)

    def set_up(self, statement: str) -> None:
        """Say what is so before the phone rings: a variable, the clock, web servers.

        Raises:
            StepFailed: the call was answered before.
            ScriptError: this is no statement.
        """
        if not self.rings:
            raise StepFailed("this can be said only before the call is answered: start again first")
        run_on(self.ahead(), statement)
        self._setup.append(statement)
        self._play_again(0)

    def undo(self) -> str:
        """Take the last move back; the time is that of the move.

        Returns:
            What was taken back; "" where there was nothing.
        """
        if len(self._moves) <= self._begun:
            return ""
        last = self._moves.pop()
        self._play_again(last.at_ms if isinstance(last, HandMove) else self.now_ms)
        return last.words if isinstance(last, HandMove) else f"the reply {last.words}"

    def start_again(self) -> None:
        """Let the phone ring again; what is so before the call stays."""
        del self._moves[self._begun :]
        self._play_again(0)

    def reload(self, phoned: Phoned) -> str:
        """Call a changed plan, and do again what was done so far, where the call comes to the same tags.

        Returns:
            Why not all of it could be done again; "" where it was.
        """
        now = anchor_of(self._player.call, self.call)
        self.phoned = phoned
        self._player, moves, self._moves = self._begin(), self._moves, []
        now_ms = 0
        for number, move in enumerate(moves, 1):
            if isinstance(move, HandMove):
                player = self._player.copied()
                try:
                    again = _again(move, player)
                    now_ms = _perform(player, again)
                except IvrError as error:
                    self._begun = min(self._begun, len(self._moves))
                    self.go_to(now_ms)
                    return f"move {number} of {len(moves)} does not play any more: {move.words}: {error}"
                self._player, move = player, again
            self._moves.append(move)
        found = moment_of(now, self._player.call)
        self.go_to(now_ms if found is None else found)
        return ""

    # --- inside -----------------------------------------------------------------------------------------------------

    def _begin(self) -> Player:
        """A call that rings."""
        call = call_given(self.phoned.plan, self.phoned.given, self.phoned.lines)
        given = self._replies()
        call.line.web = AskedServers({url: len(replies) for url, replies in given.items()})
        for statement in self._header(None):
            run_on(call, statement)
        return Player(call)

    def _play_again(self, moment_ms: int) -> None:
        self._player = self._begin()
        for move in self._moves:
            if isinstance(move, HandMove):
                _perform(self._player, move)
        self.go_to(moment_ms)

    def _at(self, moment_ms: int) -> Player:
        shown = self._player.copied()
        shown.come_to(moment_ms)
        return shown

    def _replies(self) -> dict[str, list[str]]:
        """What was replied by hand, by URL, in order."""
        given: dict[str, list[str]] = {}
        for move in self._moves:
            if isinstance(move, HandReply):
                given.setdefault(move.url, []).append(move.words)
        return given

    def _header(self, question: Question | None) -> list[str]:
        """What is so before the phone rings."""
        replies = self._replies()
        if question is not None:
            replies.setdefault(question.url, []).append(_NO_REPLY)
        return [*self._setup, *(_http(url, words) for url, words in replies.items())]


def _perform(player: Player, move: HandMove) -> int:
    """Do something again; what time it is then.

    Raises:
        StepFailed: it cannot happen.
    """
    if not move.is_statement and not move.words.startswith("answer "):
        player.act(move.words, move.at_ms)
        return player.call.line.now_ms
    if move.at_ms > 0:
        player.listen_to(move.at_ms)
    before = len(happened(player.call))
    player.run(move.words)
    acted = len(happened(player.call)) > before
    return player.call.line.now_ms if acted else max(move.at_ms, player.call.line.now_ms)


def _again(move: HandMove, player: Player) -> HandMove:
    """The move at its moment in another call.

    Raises:
        StepFailed: the call does not come there.
    """
    if move.at_ms < 0:
        return move
    found = moment_of(move.anchor, player.call)
    if found is None:
        raise StepFailed(f"the call no longer comes to {move.anchor.label}")
    return move._replace(at_ms=found)


def _servers(call: Call) -> AskedServers:
    web = call.line.web
    assert isinstance(web, AskedServers)  # a session gives no other
    return web


def _asked_ms(call: Call, number: int) -> int:
    """When a request of a call was sent."""
    times = [at_ms for at_ms, effects in call.transcript().effects() for each in effects if isinstance(each, Requested)]
    return times[number - 1]


def _http(url: str, replies: Sequence[str]) -> str:
    return f"http {quoted(pattern_for(url))} -> {' then '.join(replies)}"
