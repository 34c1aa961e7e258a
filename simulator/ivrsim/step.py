"""What every tag does: `step(plan, state, event)`, the one meaning of a dialplan. Nothing else interprets a tag.

Theory of operation. Between two events a call waits at one instruction: the phone rings, a prompt plays, a menu collects
keys, a wait tag pauses. An event first goes to the waiting instruction, which decides where the call goes on; then
instructions run, one after the other and in no time, until one waits again or the call ends. What happened on the way is
the list of effects; the state afterwards says where the call waits; the timer says how long until the call goes on by
itself. `step` is pure: it reads no clock, draws no random number and changes nothing, so its results may be remembered
(`memo.py`) and searched. What it must know from outside, such as the time of day, it asks for by an effect, and is told by
an event.

The platform's rules stand beside the lines that apply them; [n] is a section of the language reference, and a quirk's key
names what no source says.
"""

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from ivrsim import table as t
from ivrsim.effects import Effect
from ivrsim.events import Event
from ivrsim.javascript import evaluate, uses_clock
from ivrsim.state import State, Variables
from ivrsim.template import Template, render
from ivrsim.variables import LAST_INPUT, canonical, having, of_clock, without

NO_TIMER: Final = -1
"""The call waits for somebody else, for as long as it takes."""
SAME_TIMER: Final = -2
"""The event changed nothing: the timer that was running goes on."""
ASKS: Final = -3
"""The call waits for an answer from the shell, at once; no time passes."""

MAX_TEXT: Final = 1_000_000
"""Characters that a text may have with its variables put in; more is the outcome `limit`."""
MAX_INSTRUCTIONS: Final = 100_000
"""Instructions that may run between two events; more is the outcome `limit`."""


class Step(NamedTuple):
    """What a step leads to.

    Attributes:
        state: the state after it.
        timer_ms: ms until the event `timer` comes by itself, or NO_TIMER, SAME_TIMER, ASKS.
        effects: what the call did, in order.
    """

    state: State
    timer_ms: int
    effects: tuple[Effect, ...]


def step(plan: t.Plan, state: State, event: Event) -> Step:
    """Return what a call does when something happens to it.

    Args:
        plan: the dialplan on its platform.
        state: where the call is.
        event: what happens.

    Returns:
        The next state, the timer that runs in it (ms), and the effects. An event that cannot matter in this state (a key
        while nothing listens, anything after the end) changes nothing and may have an effect `ignored`.
    """
    if state.outcome:
        return Step(state, NO_TIMER, ())
    waiting = plan.table[state.place]
    if event.kind == "hang up":
        return _hung_up(waiting, state)
    run = _Run(plan, state)
    if event.kind == "clock":
        run.now_ms = int(event.value)
        return run.go(state.place)
    result = _WAITING[type(waiting)](run, waiting, event)
    if result is None:
        return Step(state, SAME_TIMER, tuple(run.effects))
    return Step(run.state(), result.timer_ms, tuple(run.effects)) if isinstance(result, _Wait) else run.go(result)


class _Wait(NamedTuple):
    """What an instruction returns to wait: at its own place, with a timer."""

    timer_ms: int


class _AskClock(Exception):  # noqa: N818  # a question, never an error; it stays in this file
    """An instruction needs to know the time."""


class _CallEnds(Exception):  # noqa: N818  # likewise
    """The call cannot go on from the middle of an instruction."""


class _Run:
    """One step while it is being worked out; thrown away afterwards."""

    __slots__ = ("detected", "digits", "effects", "now_ms", "outcome", "place", "plan", "seen", "variables")

    def __init__(self, plan: t.Plan, state: State) -> None:
        self.plan = plan
        self.place = state.place
        self.digits = state.digits
        self.variables = state.variables
        self.detected = state.detected
        self.outcome = ""
        self.effects: list[Effect] = []
        self.now_ms: int | None = None
        self.seen: set[tuple[int, Variables]] = set()

    def go(self, place: int) -> Step:
        """Run instructions from `place` until one waits or the call ends."""
        for _ in range(MAX_INSTRUCTIONS):
            self.place = place
            instruction = self.plan.table[place]
            before = len(self.effects)
            try:
                result = _RUNNING[type(instruction)](self, instruction)
            except _AskClock:
                del self.effects[before:]
                self.effects.append(("ask", instruction.element, "clock"))
                return Step(self.state("clock"), ASKS, tuple(self.effects))
            except _CallEnds:
                break
            if type(result) is _Wait:
                return Step(self.state(), result.timer_ms, tuple(self.effects))
            if self.outcome:
                break
            place = result
        else:
            self.end("limit", ("error", instruction.element, "limit", f"{MAX_INSTRUCTIONS} tags ran without a pause"))
        return Step(self.state(), NO_TIMER, tuple(self.effects))

    def state(self, asked: str = "") -> State:
        place = t.END if self.outcome else self.place
        return State(place, self.digits, self.variables, self.detected, asked, self.outcome)

    def end(self, outcome: str, *effects: Effect) -> int:
        self.outcome = outcome
        self.digits = ""
        self.effects.extend(effects)
        return t.END

    def take(self, instruction: Any, way: t.Exit) -> int:
        """Go on by an exit, and say what it leans on."""
        if way.assumes:
            self.assume(instruction.element, way.assumes)
        return way.to

    def assume(self, element: int, quirks: tuple[str, ...]) -> None:
        for quirk in quirks:
            self.effects.append(("assume", element, quirk, self.plan.platform.value(quirk)))

    # --- variables -----------------------------------------------------------------------------------------------------

    def text(self, element: int, template: Template) -> str:
        """A text with its variables put in [3, 14.3]."""
        if not template:
            return ""
        if len(template) == 1 and type(template[0]) is str:
            return template[0]
        known = dict(self.variables)
        length = 0

        def value(name: str) -> str:
            nonlocal length
            found = self.lookup(element, known, name)
            length += len(found)
            if length > MAX_TEXT:
                self.end("limit", ("error", element, "limit", f"a text grows beyond {MAX_TEXT} characters"))
                raise _CallEnds
            return found

        return render(template, value)

    def lookup(self, element: int, known: dict[str, str], name: str) -> str:
        name, quirk = canonical(name, self.plan.platform)
        if quirk:
            self.assume(element, (quirk,))
        if name in known:
            return known[name]
        if name.startswith("global."):
            if self.now_ms is None:
                raise _AskClock
            if (value := of_clock(name, self.now_ms)) is not None:
                return value
        return self.never_set(element, name)

    def never_set(self, element: int, name: str) -> str:
        """A variable that was never set [3]: `undefined_variable`."""
        self.effects.append(("undefined", element, name))
        self.assume(element, ("undefined_variable",))
        reading = self.plan.platform.undefined_variable
        if reading == "error":
            self.end("error:undefined-variable", ("error", element, "error:undefined-variable", f"{name} was never set"))
            raise _CallEnds
        return f"${{{name}}}" if reading == "literal" else ""


# --- what happens to a waiting call ----------------------------------------------------------------------------------------


def _hung_up(waiting: t.Instruction, state: State) -> Step:
    """The callee hangs up: the call is over, wherever it was."""
    ended = State(t.END, "", state.variables, state.detected, "", "callee hung up")
    return Step(ended, NO_TIMER, (("callee hung up", waiting.element),))


def _ringing(run: _Run, ring: t.Ring, event: Event) -> int | _Wait | None:
    if event.kind == "answered":
        run.detected = event.value
        run.effects.append(("answered", ring.element, event.value))
        return ring.next.to
    if event.kind == "unanswered":
        return run.end(event.value, ("unanswered", ring.element, event.value))
    return _dropped(run, ring, event, "the phone still rings")


def _dropped(run: _Run, waiting: Any, event: Event, reason: str) -> None:
    """A key that nothing listens to is lost [14.8]."""
    if event.kind == "key":
        run.effects.append(("ignored", waiting.element, event.value, reason))


def _in_prompt(run: _Run, waiting: t.Play | t.Pause, event: Event) -> int | _Wait | None:
    """A prompt plays, or a wait tag pauses."""
    if event.kind == "timer":
        return waiting.next.to
    if event.kind != "key":
        return None
    cuts_plain = run.plan.platform.key_in_plain_play == "cut"
    if waiting.cut is None:
        _dropped(run, waiting, event, "no menu listens")
        run.assume(waiting.element, ("key_in_plain_play",))
        return _interrupted(run, waiting, waiting.next.to) if cuts_plain and isinstance(waiting, t.Play) else None
    if not run.plan.platform.barge_in:
        _dropped(run, waiting, event, "the menu does not listen while it speaks")
        run.assume(waiting.element, ("barge_in",))
        return None
    # A key stops the prompt, skips the menu's other children, and is the first digit [6.2, 14.9].
    collect = run.plan.table[run.take(waiting, waiting.cut)]
    _interrupted(run, waiting, 0)
    run.place = waiting.cut.to
    return _collecting(run, collect, event)  # type: ignore[arg-type]  # `cut` leads to a Collect


def _interrupted(run: _Run, waiting: t.Play | t.Pause, place: int) -> int:
    if isinstance(waiting, t.Play):
        run.effects.append(("cut", waiting.element))
    return place


def _collecting(run: _Run, menu: t.Collect, event: Event) -> int | _Wait | None:
    """A menu waits for keys [6]."""
    if event.kind == "timer":
        return _timed_out(run, menu)
    if event.kind != "key":
        return None
    key = event.value
    run.effects.append(("key", menu.element, key))
    if key == "#" and run.digits:  # ends the input, and is no part of it [6.4]
        return _decided(run, menu, run.digits)
    if key in "#*" and not run.digits and key not in menu.exact:
        return _first_symbol(run, menu, key)
    run.digits += key
    run.assume(menu.element, menu.assumes_max_digits)
    if menu.max_digits is not None and len(run.digits) >= menu.max_digits:
        return _decided(run, menu, run.digits)
    return _Wait(menu.interdigit_ms)


def _first_symbol(run: _Run, menu: t.Collect, key: str) -> int:
    """`#` or `*` as first key, without a branch of its own, ends the input at once [14.10]: `first_hash`."""
    run.assume(menu.element, ("first_hash",))
    if run.plan.platform.first_hash == "end" and key == "#":
        return _no_input(run, menu)
    return _decided(run, menu, key)


def _timed_out(run: _Run, menu: t.Collect) -> int:
    run.assume(menu.element, menu.assumes_timeout)
    if not run.digits:
        return _no_input(run, menu)
    run.assume(menu.element, ("interdigit",))
    return _decided(run, menu, run.digits)


def _no_input(run: _Run, menu: t.Collect) -> int:
    run.effects.append(("no input", menu.element))
    if LAST_INPUT in dict(run.variables):
        run.assume(menu.element, ("lastinput_on_timeout",))
        if run.plan.platform.lastinput_on_timeout == "clear":
            run.variables = without(run.variables, LAST_INPUT)
    if not menu.no_input.assumes:
        run.effects.append(("branch", menu.element, "timeout"))
    return run.take(menu, menu.no_input)


def _decided(run: _Run, menu: t.Collect, digits: str) -> int:
    """The input is complete: take the branch it belongs to. lastinput is set before the branch runs [6]."""
    run.digits = ""
    run.variables = having(run.variables, LAST_INPUT, digits)
    run.effects.append(("input", menu.element, digits))
    way = _branch(run, menu, digits)
    if way is None:
        run.effects.append(("no match", menu.element, digits))
        way = menu.no_match
    if not way.assumes:
        run.effects.append(("branch", menu.element, "default" if way is menu.no_match else way.label))
    return run.take(menu, way)


def _branch(run: _Run, menu: t.Collect, digits: str) -> t.Exit | None:
    """The branch for an input: exact first, then ranges in document order [6]."""
    if digits in menu.exact:
        return menu.exact[digits]
    if digits.isdigit():
        for taken in menu.ranges:
            if taken.low <= int(digits) <= taken.high:
                strict = bool(taken.lengths)
                if strict and len(digits) not in taken.lengths:
                    run.assume(menu.element, ("range_digit_count",))
                    continue
                return taken.exit
    return None


def _detecting(run: _Run, amd: t.Detect, event: Event) -> int | _Wait | None:
    """Answering-machine detection takes its time: `amd_delay_ms`."""
    if event.kind == "timer":
        return _detected(run, amd)
    return _dropped(run, amd, event, "the platform still listens who answered")


# --- what instructions do --------------------------------------------------------------------------------------------------


def _ring(run: _Run, ring: t.Ring) -> _Wait:
    return _Wait(NO_TIMER)


def _finish(run: _Run, finish: t.Finish) -> int:
    run.assume(finish.element, finish.assumes)
    if finish.message:
        return run.end(finish.outcome, ("error", finish.element, finish.outcome, finish.message))
    return run.end(finish.outcome, (finish.outcome, finish.element))


def _detect(run: _Run, amd: t.Detect) -> int | _Wait:
    run.assume(amd.element, ("amd_delay_ms",))
    return _Wait(amd.delay_ms) if amd.delay_ms else _detected(run, amd)


def _detected(run: _Run, amd: t.Detect) -> int:
    """One branch runs, for a person or for a machine [7]."""
    way = amd.machine if run.detected == "machine" else amd.live
    run.effects.append(("amd", amd.element, way.label))
    return way.to


def _play(run: _Run, play: t.Play) -> int | _Wait:
    """A prompt plays to its end, or until a key inside a menu [6]; an empty one takes no time [14.17]."""
    text, masked = _spoken(run, play)
    duration_ms = play.fixed_ms if play.fixed_ms >= 0 else len(text) * play.ms_per_character
    if not text:
        return play.next.to
    run.effects.append(("prompt", play.element, text, masked, play.source, play.voice, duration_ms))
    return _Wait(duration_ms)


_MARKUP: Final = re.compile(r"<[^<>]*>")


def _spoken(run: _Run, play: t.Play) -> tuple[str, str]:
    """What a prompt says, and the same with its secrets hidden. Markup for the voice is not heard [14.17]."""
    spoken, masked = [], []
    for secret, template in play.words.pieces:
        text = run.text(play.element, template)
        spoken.append(text)
        masked.append("[secret]" if secret else text)
    return _heard("".join(spoken), play.source), _heard("".join(masked), play.source)


def _heard(text: str, source: str) -> str:
    if source == "tts":
        text = _MARKUP.sub(" ", text) if "<" in text else text
        return " ".join(text.split())
    return "".join(text.split()) if source == "url" else text.strip()  # a URL broken over lines is joined [10]


def _collect(run: _Run, menu: t.Collect) -> _Wait:
    """The timer starts when the prompts have ended [6.3]."""
    run.digits = ""
    run.effects.append(("listening", menu.element, menu.timeout_ms, menu.max_digits))
    return _Wait(menu.timeout_ms)


def _pause(run: _Run, pause: t.Pause) -> int | _Wait:
    text = run.text(pause.element, pause.seconds).strip()
    if not _SECONDS.fullmatch(text):
        message = f"wait: {text!r} is no number of seconds"
        return run.end("error:bad-number", ("error", pause.element, "error:bad-number", message))
    duration_ms = round(float(text) * 1000)
    run.effects.append(("wait", pause.element, duration_ms))
    return _Wait(duration_ms)


_SECONDS: Final = re.compile(r"[0-9]{1,9}([.][0-9]{1,9})?")


def _jump(run: _Run, goto: t.Jump) -> int:
    """Jump, and never come back [5.4]. The same jump in the same state again, with nothing between, is a loop [14.13]."""
    run.effects.append(("goto", goto.element, goto.target))
    here = (run.place, run.variables)
    if here in run.seen:
        return run.end("loop", ("error", goto.element, "loop", f'goto "{goto.target}" runs in a circle without a pause'))
    run.seen.add(here)
    return run.take(goto, goto.next)


def _assign(run: _Run, assign: t.Assign) -> int:
    """A setvar, or a stash, which the call cannot read back [4, 14.1]."""
    name = run.text(assign.element, assign.variable)
    value = _result(run, assign.element, run.text(assign.element, assign.value).strip())
    if assign.kind == "set":
        run.variables = having(run.variables, name, value)
    run.effects.append((assign.kind, assign.element, name, value))
    return assign.next.to


_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]*")


def _result(run: _Run, element: int, text: str) -> str:
    """The value of a setvar or stash: the result where the text is JavaScript, else the text [4, 14.1, 14.2]: `setvar_mode`.

    Digits and single words are their own value: an engine would make 83 of 0123.
    """
    if _WORD.fullmatch(text):
        return text
    result = _evaluated(run, element, text)
    if result.text is None or result.text == text:
        return text
    run.assume(element, ("setvar_mode",))
    return text if run.plan.platform.setvar_mode == "literal" else result.text


def _evaluated(run: _Run, element: int, source: str) -> Any:
    if uses_clock(source) and run.now_ms is None:
        raise _AskClock
    return evaluate(source, now_ms=run.now_ms or 0, seed=run.plan.platform.seed)


def _test(run: _Run, test: t.Test) -> int:
    """A condition; what does not evaluate is false [4]: `js_error`."""
    source = run.text(test.element, test.expression)
    result = _evaluated(run, test.element, source)
    if test.value is not None:
        truth = _equal(run, test, source, result) is not test.negated
    elif result.error:
        message = f"the expression {source!r} fails: {result.error}"
        run.effects.append(("error", test.element, "error:javascript", message))
        run.assume(test.element, ("js_error",))
        if run.plan.platform.js_error == "end_call":
            return run.end("error:javascript")
        truth = False
    else:
        truth = result.truth
    run.effects.append(("condition", test.element, source, truth))
    return test.true.to if truth else test.false.to


def _equal(run: _Run, test: t.Test, source: str, result: Any) -> bool:
    """An equal compares trimmed texts; a bare word that is no JavaScript is itself [4]: `equal_compare`."""
    expected = source.strip() if result.text is None else result.text.strip()
    value = run.text(test.element, test.value or ()).strip()
    numbers = _NUMBER.fullmatch(value), _NUMBER.fullmatch(expected)
    if not all(numbers) or (value == expected) is (float(value) == float(expected)):
        return value == expected
    run.assume(test.element, ("equal_compare",))
    return run.plan.platform.equal_compare == "number"


_NUMBER: Final = re.compile(r"[+-]?[0-9]+([.][0-9]+)?")


def _assume(run: _Run, assume: t.Assume) -> int:
    run.assume(assume.element, assume.assumes)
    return assume.next.to


def _unsupported(run: _Run, instruction: t.Unsupported) -> int:
    message = f"<{instruction.tag}> is not simulated: the call stops here rather than pass over it"
    return run.end("unsupported", ("error", instruction.element, "unsupported", message))


_WAITING: Final[dict[type, Callable[[_Run, Any, Event], int | _Wait | None]]] = {
    t.Ring: _ringing,
    t.Play: _in_prompt,
    t.Pause: _in_prompt,
    t.Collect: _collecting,
    t.Detect: _detecting,
}
_RUNNING: Final[dict[type, Callable[[_Run, Any], int | _Wait]]] = {
    t.Ring: _ring,
    t.Finish: _finish,
    t.Detect: _detect,
    t.Play: _play,
    t.Collect: _collect,
    t.Pause: _pause,
    t.Jump: _jump,
    t.Assign: _assign,
    t.Test: _test,
    t.Assume: _assume,
    t.Unsupported: _unsupported,
}
