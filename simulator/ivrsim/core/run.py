"""The scratch-pad of one step: what the functions of `tags` read and write while it is being worked out."""

from typing import Any, Final, NamedTuple

from ivrsim.core import effects, table as t
from ivrsim.core.effects import Effect
from ivrsim.core.needs import CHANCE
from ivrsim.core.prompts import MAX_TEXT
from ivrsim.core.state import State, Variables
from ivrsim.core.template import Template, render
from ivrsim.core.tokens import Piece, Tokens
from ivrsim.core.variables import canonical, having, of_clock, without

NO_TIMER: Final = -1
"""The call waits for somebody else, for as long as it takes."""
SAME_TIMER: Final = -2
"""The event changed nothing: the timer that was running goes on."""
_ENDED: Final = t.Exit("", t.END)
"""Where a call goes that has ended."""

NO_NAMES: Final[frozenset[str]] = frozenset()
NO_PLACES: Final[frozenset[int]] = frozenset()
EVERYTHING: Final = ""
"""Stands among the variables that a step read for all of them."""


Asked = tuple[tuple[int, str], ...]
"""What JavaScript asked for by itself in a step: the place, and what it asked for."""


class LeantOn(NamedTuple):
    """Something that leant on the samples of tokens; see `ivrsim.core.tokens`.

    Attributes:
        place: where.
        tokens: their samples and names.
        words: whether it leant on nothing but that they are digits: what is no number may be a program.
        result: what was worked out of them; None for what decided how the call goes on.
    """

    place: int
    tokens: tuple[Piece, ...]
    words: bool = False
    result: str | None = None


Leant = tuple[LeantOn, ...]

ENTERED: Final = "=entered"
"""The name of the token that stands for all keys of an input."""
WORKED_OUT: Final = "="
"""Begins the name of a token that stands for what was worked out at a place, whose number follows."""

Situation = tuple[Variables, str, str, tuple[int, ...]]
"""What can change during one step and decides how it goes on: variables, keys kept, who has hung up, catches."""


class TimedWait(NamedTuple):
    """What an instruction returns to wait: at its own place, with a timer."""

    timer_ms: int


class Given(NamedTuple):
    """What a step is told of the world.

    Attributes:
        now_ms: the time, ms since 1970-01-01 UTC; None where it is not known.
        unknown: the places of tests and assignments that are not worked out, because nobody knows all their values.
            There the call waits for the event `told`.
        tokens: the signs of tokens, where an input is put in as a token; None where it is put in as it is.
    """

    now_ms: int | None = None
    unknown: frozenset[int] = NO_PLACES
    tokens: Tokens | None = None


NOTHING: Final = Given()

SOME_TIME: Final = Given(0)
"""For who asks only by which way a step leaves its place: no time of day decides that."""


class Needs(Exception):  # noqa: N818  # a question, never an error
    """A step needs to be told the time: take it again with that given.

    Attributes:
        place: of the instruction that needs it.
    """

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


class CallEnds(Exception):  # noqa: N818  # likewise
    """The call cannot go on from the middle of an instruction."""


class Run:
    """One step while it is being worked out; thrown away afterwards.

    Attributes:
        ways: the exits that it took, each with the place it left.
        asked: what JavaScript asked for by itself: the place, and what.
        chances: how often it asked for something that may be another the next time: the clock, or lots.
        reads: the variables whose value, or absence, decided something; EVERYTHING stands for all.
        writes: those that were set or forgotten.
        spoken: those among `reads` that nothing but the prompt which now plays has read.
        leant: what leant on the samples of tokens.
    """

    __slots__ = (
        "ahead", "asked", "caught", "chances", "detected", "digits", "effects", "given", "hung_up", "jumped", "leant",
        "outcome", "phase", "place", "plan", "reads", "seen", "spoken", "table", "variables", "was", "ways", "writes",
    )  # fmt: skip

    def __init__(self, plan: t.Plan, state: State, given: Given) -> None:
        self.plan = plan
        self.table = plan.table
        self.given = given
        self.place, self.digits, self.variables, self.detected, self.was, _, self.hung_up, self.ahead, self.caught = (
            state
        )
        self.phase = self.outcome = ""
        self.effects: list[Effect] = []
        self.ways: list[tuple[int, t.Exit]] = []
        self.reads = self.writes = self.spoken = NO_NAMES
        self.asked: Asked = ()
        self.leant: Leant = ()
        self.chances = 0
        self.jumped: tuple[int, Situation, int] | None = None
        self.seen: dict[int, dict[Situation, int]] | None = None

    def state(self) -> State:
        """Where the call is now."""
        if self.outcome:
            return State(
                t.END, "", self.variables, self.detected, "", self.outcome, self.hung_up, self.ahead, self.caught
            )
        return State(
            self.place,
            self.digits,
            self.variables,
            self.detected,
            self.phase,
            "",
            self.hung_up,
            self.ahead,
            self.caught,
        )

    def end(self, outcome: str, *done: Effect) -> t.Exit:
        self.outcome = outcome
        self.effects.extend(done)
        return _ENDED

    def take(self, instruction: Any, way: t.Exit) -> t.Exit:
        """Go on by an exit, and say what it leans on."""
        if way.assumes:
            self.assume(instruction.element, way.assumes)
        return way

    def follow(self, way: t.Exit) -> None:
        """The call moves on."""
        self.ways.append((self.place, way))
        self.place = way.to

    def goes_round(self) -> str:
        """How a step ends that came to this place in the same situation before; "" where it did not, which is noted.

        It is a "loop" if nothing but the plan has led it round. Where the clock or lots have, another round may lead
        out of it, but not in this step: that is a "limit".
        """
        situation = self.variables, self.ahead, self.hung_up, self.caught
        if self.seen is None:
            if self.jumped is None:  # most steps come to one goto, if any
                self.jumped = self.place, situation, self.chances
                return ""
            place, first, chances = self.jumped
            self.seen = {place: {first: chances}}
        before = self.seen.setdefault(self.place, {})
        if before:
            self._note_read(EVERYTHING)  # every variable decides whether this is the same situation
        chances = before.setdefault(situation, -1)
        if chances < 0:
            before[situation] = self.chances
            return ""
        return "loop" if chances == self.chances else "limit"

    def assume(self, element: int, quirks: tuple[str, ...]) -> None:
        for quirk in quirks:
            self.effects.append(effects.Assumed(element, quirk, self.plan.platform.value(quirk)))

    # --- catches ----------------------------------------------------------------------------------------------------

    def handler(self, event: str) -> t.Handler | None:
        """The catch that holds for "hangup" or a key where the call is, the innermost first [9]: `catch_scope`."""
        for handler in self.plan.handlers[self.place]:
            if handler.event == event:
                return handler
        outlived = [self.plan.every_handler[element] for element in self.caught]
        if self.plan.every_handler and any(each.event == event for each in self.plan.every_handler.values()):
            self.assume(self.table[self.place].element, ("catch_scope",))
        return next((each for each in reversed(outlived) if each.event == event), None)

    # --- variables --------------------------------------------------------------------------------------------------

    def text(self, element: int, template: Template) -> str:
        """A text with its variables put in [3, 14.3]. See `pieces`."""
        if not template:
            return ""
        if len(template) == 1 and type(template[0]) is str:
            return template[0]
        return "".join(self.pieces(element, template))

    def pieces(self, element: int, template: Template) -> list[str]:
        """The pieces of a text: what stands between variables, and the value of each.

        Raises:
            CallEnds: it grows too long, or a variable that was never set ends the call.
            Needs: it tells the time, which is not given.
        """
        known = dict(self.variables)
        length = 0

        def value(name: str) -> str | None:
            nonlocal length
            name = self.bare(name)
            found = self._lookup(element, known, name)
            length += len(name if found is None else found)
            if length > MAX_TEXT:
                self.end("limit", effects.Trouble(element, "limit", f"a text grows beyond {MAX_TEXT} characters"))
                raise CallEnds
            return found

        return [piece if type(piece) is str else render((piece,), value) for piece in template]

    def bare(self, text: str) -> str:
        """A text that decides something: with samples in the place of tokens, which is noted."""
        tokens = self.given.tokens
        if tokens is None or tokens.begin not in text:
            return text
        self.leant = (*self.leant, LeantOn(self.place, tokens.tokens_in(text)))
        return tokens.bare(text)

    def taken_as_words(self, text: str) -> str:
        """A text that is its own value, as digits are; with tokens in it that is noted."""
        tokens = self.given.tokens
        if tokens is not None and tokens.begin in text:
            self.leant = (*self.leant, LeantOn(self.place, tokens.tokens_in(text), words=True))
        return text

    def worked_out(self, text: str, result: str) -> str:
        """What was worked out of a text: the result, or the token of it where samples were in the text."""
        tokens = self.given.tokens
        if tokens is None or tokens.begin not in text:
            return result
        self.leant = (*self.leant, LeantOn(self.place, tokens.tokens_in(text), result=result))
        return tokens.token(f"{WORKED_OUT}{self.place}", result)

    def quoted(self, text: str) -> str:
        """A text in quotes, as people read it."""
        return repr(text) if self.given.tokens is None else self.given.tokens.quoted(text)

    def entered(self, digits: str) -> str:
        """What an input is in texts: its keys, or the token of these."""
        return digits if self.given.tokens is None else self.given.tokens.token(ENTERED, digits)

    def knows(self, name: str) -> bool:
        """Whether a variable has a value."""
        self._note_read(name)
        return any(known == name for known, _ in self.variables)

    def now_ms(self) -> int:
        """The time, ms since 1970-01-01 UTC.

        Raises:
            Needs: it is not given.
        """
        if self.given.now_ms is None:
            raise Needs(self.place)
        self.chances += 1
        return self.given.now_ms

    def is_unknown(self) -> bool:
        """Whether what comes of the test or the assignment at which the call is has to be told: it waits for that."""
        return self.place in self.given.unknown

    def note_need(self, what: str) -> None:
        """Note that JavaScript asks for something by itself: no list of variables tells."""
        self.asked = (*self.asked, (self.place, what))
        self.chances += what == CHANCE

    def _note_read(self, name: str) -> None:
        """Note that a variable matters as it was before the step."""
        if name not in self.writes and name not in self.reads:
            self.reads |= {name}

    def _note_write(self, name: str) -> None:
        if name not in self.writes:
            self.writes |= {name}

    def _lookup(self, element: int, known: dict[str, str], name: str) -> str | None:
        """The value of a variable; None if it stays in the text as it was written."""
        name, quirk = canonical(name, self.plan.platform)
        self._note_read(name)
        if quirk:
            self.assume(element, (quirk,))
        if name in known and not name.startswith("attribute."):
            return known[name]
        attribute = f"attribute.{name}"
        self._note_read(attribute)
        if attribute in known:
            self.assume(element, ("recipient_attributes_as_vars",))
            if self.plan.platform.recipient_attributes_as_vars:
                return known[attribute]
        if name.startswith("global.") and (value := of_clock(name, self.now_ms())) is not None:
            return value
        return self.never_set(element, name)

    def set(self, element: int, name: str, value: str) -> None:
        """Set a variable, under the name by which it is read."""
        name, quirk = canonical(self.bare(name), self.plan.platform)
        if quirk:
            self.assume(element, (quirk,))
        self.put(name, value)

    def put(self, name: str, value: str) -> None:
        """Set a variable whose name is the one under which it is kept."""
        self.variables = having(self.variables, name, value)
        self._note_write(name)

    def forget(self, name: str) -> None:
        """A variable is as if it had never been set."""
        self.variables = without(self.variables, name)
        self._note_write(name)

    def never_set(self, element: int, name: str) -> str | None:
        """The text of a variable that was never set [3]; None if it stays as it was written.

        Raises:
            CallEnds: the quirk `undefined_variable` makes an error of it.
        """
        self.effects.append(effects.ReadUnset(element, name))
        self.assume(element, ("undefined_variable",))
        reading = self.plan.platform.undefined_variable
        if reading == "error":
            self.end(
                "error:undefined-variable",
                effects.Trouble(element, "error:undefined-variable", f"{name} was never set"),
            )
            raise CallEnds
        return None if reading == "literal" else ""
