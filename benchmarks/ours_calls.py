"""Our engine as contenders of the topic `calls`: the one place that knows how the benchmark talks to `ivrsim`.

What a user runs is a `Call` with a parsed script, or its methods. Two further rows drive what lies below, to show what
the way there costs; nobody runs these.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple

from benchmarks.measure import AbsentError, WrongResultError
from benchmarks.otp import CODE, PROMPT, Record, Script, expected, prompt_of, spelt

Play = Callable[[Script], Callable[[], Any]]
"""Makes ready what plays the calls of a script; that returns the transcript, or the records, of one call."""

FIRST_CODE = 100_000
"""The first of the codes that recipients get: six digits, each code once, so that no call is found in memory again."""


class Way(NamedTuple):
    """A way to run our calls.

    Attributes:
        name, path, user_runs: see `Contender`.
        make: makes what plays one call.
        reads: whether that returns records; else it returns a transcript that is read later.
        own_codes: whether each call has a code of its own.
    """

    name: str
    path: str
    user_runs: str
    make: Callable[[], Play]
    reads: bool = False
    own_codes: bool = False

    def expected(self, script: Script, number: int) -> list[Record]:
        """The right trace of the call with this number, counted from 0."""
        code = str(FIRST_CODE + number) if self.own_codes else CODE
        said = prompt_of(code)
        pieces = (*said.partition(spelt(code)),) if self.own_codes else ()  # a value is a piece of its own
        return expected(script, prompt_ms(said, pieces), said)


def prompt_ms(text: str, pieces: tuple[str, ...] = ()) -> int:
    """How long the platform takes to say a text, in ms."""
    from ivrsim.core.lengths import length_of

    return int(length_of(platform(), "tts", "female1").ms(text, pieces))


def estimated_prompt_ms() -> int | None:
    """Return how long the platform takes to speak `otp.PROMPT`, in ms; None without it."""
    try:
        return prompt_ms(PROMPT)
    except ImportError:
        return None


def plan_of(code: Any) -> Any:
    """Return the dialplan of one code, as somebody writes it; the code is digits, or a variable that holds them."""
    try:
        from ivrdsl import Amd, Dialplan, Goto, Hangup, Keypress, Menu, NoInput, Say
    except ImportError as error:
        raise AbsentError(str(error)) from error
    return Dialplan("Root")[
        Amd(live=Goto("live"), machine=Goto("hangup")),
        Menu("live", max_digits=1, timeout_ms=3500)[
            Say("Hello, your one-time code is ", code, ", press 1 to repeat.", voice="female1"),
            Keypress("1")[Goto("live")],
            NoInput()[Hangup()],
        ],
        Hangup(name="hangup"),
    ]


def compiled(code: Any) -> Any:
    """Return that dialplan, ready to run."""
    from ivrsim.compiling.compile import compile_plan

    return compile_plan(plan_of(code), platform())


def platform() -> Any:
    """Return the platform of all calls: on it detection takes no time, and the peers know of none."""
    from ivrsim.core.platform import named

    return named("callfire-2026.12")


def statements(script: Script, *, hears: bool = False) -> Any:
    """Return the statements of a script; `hears`: it also waits for each prompt, and says how the call has to end."""
    from ivrsim.script.statements import parse_script

    if script.answer == "machine":
        return parse_script("answer machine" + ("\nexpect hangup" if hears else ""))
    listen = 'hear "your one-time code is"' if hears else ""
    steps = ["answer live", listen, *(step for key in script.keys for step in (f"press {key}", listen)), "wait"]
    return parse_script("\n".join([*steps, "expect hangup" if hears else ""]))


def calling(make: Callable[[Callable[..., Any]], Any], *, hears: bool = False) -> Play:
    """Return what plays a parsed script on a `Call`, as a user does, and keeps its transcript.

    Args:
        make: makes the call of the next recipient, from the class `Call`.
        hears: see `statements`.
    """
    from ivrsim.play.call import Call
    from ivrsim.script.run import run_script

    def prepare(script: Script) -> Callable[[], Any]:
        parsed = statements(script, hears=hears)

        def play() -> Any:
            call = make(Call)
            failed = run_script(call, parsed)
            if failed is not None:
                raise WrongResultError(str(failed))
            return call.transcript()

        return play

    return prepare


def one_plan(*, hears: bool = False) -> Play:
    """Every call is of one plan, and says one code."""
    plan = compiled(spelt(CODE))
    return calling(lambda call: call(plan), hears=hears)


def own_values() -> Play:
    """One plan; each recipient has a code of their own, in a variable."""
    from ivrdsl import Var

    plan, codes = compiled(Var("contact.B")), count(FIRST_CODE)
    return calling(lambda call: call(plan, variables={"contact.B": spelt(str(next(codes)))}))


def first_calls() -> Play:
    """Every call is the first of its plan: each of its steps is taken, and remembered for nobody."""
    plan = compiled(spelt(CODE))

    def make(call: Callable[..., Any]) -> Any:
        plan.memory.clear()
        return call(plan)

    return calling(make)


def own_plans() -> Play:
    """A plan for each call, with its code in it."""
    codes = count(FIRST_CODE)
    return calling(lambda call: call(plan_of(spelt(str(next(codes)))), platform=platform()))


def read(prepare: Play) -> Play:
    """The transcript is read at once."""

    def reading(script: Script) -> Callable[[], Any]:
        play = prepare(script)
        return lambda: expand(play())

    return reading


def _events(script: Script) -> list[Any]:
    """What happens to the call: each key comes when the menu starts to listen, then silence."""
    from ivrsim.core.events import ANSWERS, KEY, TIMER

    events = [ANSWERS[script.answer]]
    for key in script.keys:
        events += (TIMER, KEY[key])
    return [*events, TIMER, TIMER]


def stepped() -> Play:
    """The pure step alone, worked out anew for every event."""
    from ivrsim.core.events import TIMER
    from ivrsim.core.memo import ControlState
    from ivrsim.core.state import RINGING
    from ivrsim.core.step import step
    from ivrsim.play.transcript import Transcript

    plan = compiled(spelt(CODE))

    def prepare(script: Script) -> Callable[[], Any]:
        events = _events(script)

        def play() -> Any:
            state, now_ms, due_ms = RINGING, 0, 0
            log: list[Any] = []
            for event in events:
                if event is TIMER:
                    now_ms = due_ms
                state, timer_ms, effects = step(plan, state, event)[:3]
                log += (now_ms, effects, None)
                if timer_ms >= 0:
                    due_ms = now_ms + timer_ms
                if state.outcome:
                    break
            return Transcript(plan, log, ControlState(state, ()), (), now_ms)

        return play

    return prepare


def expand(transcript: Any) -> list[Record]:
    """Return a transcript as plain records."""
    elements = transcript.plan.elements
    records: list[Record] = []
    for at_ms, kind, element, details in transcript:
        name = elements[element].node.name or ""
        match kind:
            case "answered":
                records.append((at_ms, "answer", details["by"]))
            case "goto":
                records.append((at_ms, "goto", details["target"]))
            case "prompt":
                menu = elements[elements[element].parent].node
                records += [(at_ms, "menu", menu.name), (at_ms, "play", details["text"])]
            case "listening":
                records.append((at_ms, "listen", name))
            case "key":
                records.append((at_ms, "key", details["key"]))
            case "no input":
                records.append((at_ms, "timeout", name))
            case "hangup":
                records += [(at_ms, "hangup", name), (at_ms, "end", "dialplan")]
    return records


_CALL = "ivrsim.play.call.Call, ivrsim.script.run.run_script, Call.transcript"
_READ = f"{_CALL}, ivrsim.play.transcript.Transcript.__iter__"

WAYS: tuple[Way, ...] = (
    Way(
        "Call, one plan, transcript kept", _CALL,
        "a *.call file under pytest, `ivrdsl simulate`: Call(compile_plan(plan)), run_script(call, statements)",
        one_plan,
    ),
    Way(
        "Call, own values each call, transcript kept", _CALL,
        'Call(plan, variables={"contact.B": code}), run_script(call, statements): a list of recipients',
        own_values, own_codes=True,
    ),
    Way(
        "Call, the first of its plan, transcript kept", _CALL,
        "Call(plan) once; what is compiled is not counted, what the plan remembers of its calls is forgotten each time",
        first_calls,
    ),
    Way(
        "Call, a new plan each call, transcript kept", f"ivrdsl nodes, {_CALL}, ivrsim.compiling.compile.compile_plan",
        "Call(one_time_code(code)), as the README has it; run_script(call, statements)",
        own_plans, own_codes=True,
    ),
    Way(
        "Call, one plan, script hears every prompt", f"{_CALL}, Call.hears_match, Call.expect_hangup",
        "the same, with `hear` before each step and `expect hangup` at the end, as in examples/",
        lambda: one_plan(hears=True),
    ),
    Way(
        "Call, one plan, transcript read", _READ, "for entry in call.transcript(): made into the peers' records",
        lambda: read(one_plan()), reads=True,
    ),
    Way(
        "Call, own values each call, transcript read", _READ,
        "as above, for a list of recipients: what the peers do, who make their records at once",
        lambda: read(own_values()), reads=True, own_codes=True,
    ),
    Way(
        "internal: step, nothing remembered", "ivrsim.core.step.step",
        "no user runs this: what the steps alone cost, each worked out anew", stepped,
    ),
)  # fmt: skip
"""`calls.GOALS` names those that have goals."""
