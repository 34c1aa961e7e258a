"""A callee's side of a call: answer, hear, press, wait, hang up, expect. Call scripts and Python tests use the same
steps.

The clock moves lazily: a step lets just as much time pass as it needs, silently. `hears` and `press` never let a
no-input or inter-digit timer run out; `wait` is how a callee stays silent. A step that cannot happen fails at once.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from operator import eq, ge, gt, le, lt
from typing import Final, NamedTuple, NoReturn

from ivrdsl.errors import IvrError, StepFailed
from ivrdsl.model.nodes import Dialplan
from ivrsim import table as t
from ivrsim.events import ANSWERS, KEYS, SPOKE, TALK_ENDS, TRANSFER
from ivrsim.line import DECISIONS, NOON, Line
from ivrsim.platform import SPEAKING_RATE, Platform
from ivrsim.shown import seconds
from ivrsim.transcript import ENDED_BY, Transcript
from ivrsim.web import Reply, Web

COMPARE: Final = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq}


class Matcher(NamedTuple):
    """What a callee expects to hear.

    Attributes:
        kind: "contains", "exactly", "regex", or "sound".
        text: the text or the regular expression; of a sound a part of its number or URL. White space is collapsed and
            digits are compared whether or not they are spaced, except in a regular expression; letter case matters.
    """

    kind: str
    text: str

    def matches(self, prompt: str, source: str = "tts") -> bool:
        """Whether a prompt is what is expected; only a sound matcher hears sounds, and it hears nothing else."""
        if self.kind == "sound" or source != "tts":
            return self.kind == "sound" and source != "tts" and self.text in prompt
        if self.kind == "regex":
            return re.search(self.text, prompt) is not None
        wanted, said = _plain(self.text), _plain(prompt)
        return said == wanted if self.kind == "exactly" else wanted in said

    def __str__(self) -> str:
        if self.kind == "regex":
            return f"/{self.text}/"
        if self.kind == "sound":
            return f'sound "{self.text}"'
        return f'exactly "{self.text}"' if self.kind == "exactly" else f'"{self.text}"'


_BETWEEN_DIGITS: Final = re.compile(r"(?<=[0-9])[ ](?=[0-9])")


def _plain(text: str) -> str:
    return _BETWEEN_DIGITS.sub("", " ".join(text.split()))


class Call:
    """A call with a callee.

        call = Call(plan)
        call.answer("live")
        call.hears("your one-time code is 2 5 1 7")
        call.press("1")
        call.wait()
        assert call.ended_by == "dialplan"

    Args:
        plan: a dialplan, or one that `compile_plan` made ready.
        platform: whose quirks hold, when `plan` is not ready yet.
        variables: what is set before the call, by the platform's names: `{"contact.firstName": "Ann"}`; a recipient's
            attribute is `attribute.NAME`.
        clock: when the call starts to ring; a Monday at noon, UTC, if not given.
        lines: the source line of each element, for transcripts.
        web: what get and post are answered, by pattern of the URL. See `ivrsim.web`.
        documents: the dialplans that gotoXML can lead to, by URL, when `plan` is not ready yet.
    """

    def __init__(
        self,
        plan: Dialplan | t.Plan,
        *,
        platform: Platform | None = None,
        variables: Mapping[str, str] | None = None,
        clock: datetime = NOON,
        lines: Sequence[int | None] = (),
        web: Mapping[str, Reply] | None = None,
        documents: Mapping[str, Dialplan] | None = None,
    ) -> None:
        self.line = Line(plan, platform=platform, variables=variables, clock=clock, lines=lines, documents=documents)
        self.line.web = Web(web)
        self._heard_to = 0
        """How much of the log the callee has taken notice of."""
        self._prompt_ms: int | None = None
        """When the prompt started that was last heard."""
        self._last_ms = 0
        """When the last thing happened."""

    # --- what the callee does ---------------------------------------------------------------------------------------

    def answer(self, by: str = "live") -> None:
        """Answer the phone: "live" for a person, "machine", or nobody: "busy", "no answer". Also starts an inbound
        call.

        Raises:
            StepFailed: the call was answered before.
        """
        if by not in ANSWERS:
            raise IvrError(f"answer: {by!r} is nobody; expected one of {', '.join(ANSWERS)}")
        if not isinstance(self.line.waiting, t.Ring):
            self._fail("the call was answered before")
        self._acts()
        self.line.answer(by)

    def hears(self, text: str, *, exactly: bool = False) -> str:
        """Run on to the start of a prompt that says `text`, and return all that it says. See `hears_match`."""
        return self.hears_match(Matcher("exactly" if exactly else "contains", text))

    def hears_match(self, matcher: Matcher) -> str:
        """Run on, silently, to the start of a prompt that matches.

        Prompts count from the callee's last step on, each once. The whole text of the prompt is matched, whether or
        not it is cut later.

        Raises:
            StepFailed: the call ends, or waits for the callee, without such a prompt.
        """
        missed: list[str] = []
        while True:
            for at_ms, text, source in self._new_prompts():
                if matcher.matches(text, source):
                    self._prompt_ms = at_ms
                    return text
                missed.append(text)
            if self._heard_to == len(self.line.log) and not self._runs_on():
                self._fail_to_hear(matcher, missed)

    def press(self, keys: str, *, at_ms: int | None = None) -> None:
        """Press keys, 200 ms apart.

        Args:
            keys: one or more of 0-9, `*` and `#`.
            at_ms: when, in ms from the start of the prompt last heard, else from the last thing that happened.
                Without it, at the first moment when a menu listens and nothing plays.

        Raises:
            StepFailed: no such moment comes, a timer would run out before, or a key is left over after the menu
                decided.
        """
        if not keys or any(key not in KEYS for key in keys):
            raise IvrError(f"press: {keys!r} are no keys; expected some of 0-9, * and #")
        if at_ms is None:
            self._run_on_to(t.Collect, f"no menu listens, so {keys} cannot be pressed")
        else:
            self._let_time_pass_to(self._moment(at_ms), f"press {keys}")
        self._acts()
        self._press_all(keys)

    def wait(self, ms: int | None = None) -> None:
        """Stay silent.

        Args:
            ms: how long, in ms, whatever happens. Without it, until the next thing that silence causes: a no-input or
                inter-digit timer runs out, nobody answers a transfer, a recording comes to its longest, or the call
                ends. The end of a prompt does not count.

        Raises:
            StepFailed: nothing is pending: the call has ended, or was not answered yet.
        """
        if self.line.due_ms is None:
            self._fail("there is nothing to wait for")
        if ms is not None:
            self.line.run_to(self.line.now_ms + ms, tie=True)
            self._assume_lengths()
        else:
            silence_matters = False
            while not silence_matters and self.line.due_ms is not None:
                silence_matters = isinstance(self.line.waiting, DECISIONS)
                self.line.fire()
        self._last_ms = self.line.now_ms

    def hang_up(self, *, at_ms: int | None = None) -> None:
        """Hang up, now or at a moment (see `press`).

        Raises:
            StepFailed: the call has ended before.
        """
        if at_ms is not None:
            self.line.run_to(self._moment(at_ms))
            self._assume_lengths()
        if self.line.ended or isinstance(self.line.waiting, t.Ring):
            self._fail("the callee cannot hang up")
        self._acts()
        self.line.hang_up()

    def transfer(self, outcome: str, *, talk_ms: int = 60_000) -> None:
        """Run on to a transfer, and say what comes of it.

        Args:
            outcome: "answered", "busy", "no answer", "failed", or "screened out".
            talk_ms: how long the two parties talk when it is answered, in ms.

        Raises:
            StepFailed: the call comes to no transfer.
        """
        if outcome not in TRANSFER:
            raise IvrError(f"transfer: {outcome!r} is no outcome; expected one of {', '.join(TRANSFER)}")
        self._run_on_to(t.Transfer, f"transfer {outcome} cannot happen")
        self._acts()
        if outcome == "no answer":
            self.line.fire()
        else:
            self.line.send(TRANSFER[outcome])
        if outcome == "answered":
            self.line.run_to(self.line.now_ms + talk_ms)
            self.line.send(TALK_ENDS)
        self._last_ms = self.line.now_ms

    def record(self, ms: int = 0, *, then: str = "") -> None:
        """Run on to a recording, and speak.

        Args:
            ms: how long, in ms.
            then: "#" or "hang up"; without it the callee is silent, until the recording ends by itself.

        Raises:
            StepFailed: the call comes to no recording, or it ends before `ms`.
        """
        self._run_on_to(t.Record, "there is nothing to record")
        self._acts()
        place = self.line.state.place
        self.line.run_to(self.line.now_ms + ms)
        if then and self.line.state.place != place:
            self._fail(f"the recording ended before {then}")
        if then == "#":
            self.line.key("#")
        elif then:
            self.line.hang_up()
        else:
            self.line.send(SPOKE)
            while self.line.state.place == place and not self.line.ended:
                self.line.fire()
        self._last_ms = self.line.now_ms

    # --- what the callee expects ------------------------------------------------------------------------------------

    def expect_hangup(self) -> None:
        """Run on to the end of the call, which the plan must bring about.

        Raises:
            StepFailed: the callee has a decision to make first, or something else ended the call.
        """
        while not self.line.ended:
            if not self._runs_on():
                self._fail("the call has not ended")
        if self.ended_by != "dialplan":
            self._fail(f"the plan did not end the call; outcome: {self.outcome}")

    def expect_duration(self, compare: str, ms: int) -> None:
        """Expect that the call so far took less (`<`, `<=`), more (`>`, `>=`) or just (`=`) so many ms."""
        self._assume_lengths()
        if not COMPARE[compare](self.line.now_ms, ms):
            self._fail(f"the call took {seconds(self.line.now_ms)} so far, expected {compare} {seconds(ms)}")

    def expect_heard(self, matcher: Matcher, times: int) -> None:
        """Expect that so many prompts so far matched; 0 for never."""
        prompts = self.transcript().of_kind("prompt")
        found = sum(matcher.matches(prompt.details["text"], prompt.details["source"]) for prompt in prompts)
        if found != times:
            self._fail(f"{matcher} was heard {found} times so far, expected {times or 'never'}")

    def expect_value(self, what: str, name: str, value: str) -> None:
        """Expect a `stash` or a `variable` to have a value."""
        values = self.stash if what == "stash" else self.variables
        if name not in values:
            known = ", ".join(sorted(values)) or "none"
            self._fail(f"{what} {name} was never set; there are: {known}")
        if values[name] != value:
            self._fail(f"{what} {name} is {values[name]!r}, expected {value!r}")

    def expect_sent(self, kind: str, number: str) -> None:
        """Expect that the call sent an "sms" to a number, or put it on the "dnc" list."""
        field = "to" if kind == "sms" else "number"
        numbers = [entry.details[field] for entry in self.transcript().of_kind(kind)]
        if number not in numbers:
            self._fail(f"no {kind} for {number}; there was one for: {', '.join(numbers) or 'nobody'}")

    def expect_assumption(self, quirk: str) -> None:
        """Expect that the call leaned on a quirk."""
        found = [assumption.quirk for assumption in self.transcript().assumptions]
        if quirk not in found:
            self._fail(f"the call did not lean on {quirk}; it leaned on: {', '.join(found) or 'nothing'}")

    # --- what came of it --------------------------------------------------------------------------------------------

    @property
    def outcome(self) -> str:
        """How the call ended, or "unfinished"."""
        return self.line.state.outcome or "unfinished"

    @property
    def ended_by(self) -> str | None:
        """Who ended the call: "dialplan", "callee", "limit", "error"; None while it goes on."""
        return ENDED_BY.get(self.outcome, "error")

    @property
    def heard(self) -> list[str]:
        return self.transcript().heard

    @property
    def stash(self) -> dict[str, str]:
        return self.transcript().stash

    @property
    def variables(self) -> dict[str, str]:
        return self.transcript().variables

    def transcript(self) -> Transcript:
        """What happened so far."""
        return self.line.transcript()

    # --- inside -----------------------------------------------------------------------------------------------------

    def _acts(self) -> None:
        """The callee does something: what was said before it is past.

        Raises:
            StepFailed: the callee has hung up, and only a handler of the plan still runs.
        """
        if self.line.state.hung_up:
            self._fail("nobody is there any more")
        self._heard_to = len(self.line.log)
        self._last_ms = self.line.now_ms

    def _new_prompts(self) -> list[tuple[int, str, str]]:
        """The next prompt that the callee has not taken notice of, if there is one."""
        log = self.line.log
        while self._heard_to < len(log):
            at_ms, effects = log[self._heard_to], log[self._heard_to + 1]
            self._heard_to += 2
            prompts = [(at_ms, effect[2], effect[4]) for effect in effects if effect[0] == "prompt"]
            if prompts:
                return prompts
        return []

    def _runs_on(self) -> bool:
        """Let the call go on until its next event, if it can without a decision of the callee."""
        if self.line.due_ms is None or isinstance(self.line.waiting, DECISIONS):
            return False
        self.line.fire()
        return True

    @property
    def at_counts_from_ms(self) -> int:
        """The moment that `at` counts from: the start of the prompt last heard, else the last thing that happened."""
        return self._last_ms if self._prompt_ms is None else self._prompt_ms

    def _run_on_to(self, kind: type, failure: str) -> None:
        while not isinstance(self.line.waiting, kind):
            if not self._runs_on():
                self._fail(failure)

    def _assume_lengths(self) -> None:
        """A time leans on how long the prompts so far are thought to be."""
        sources = {effect[4] for effects in self.line.log[1::2] for effect in effects if effect[0] == "prompt"}
        if "tts" in sources:
            self.line.assume(SPEAKING_RATE)
        if sources - {"tts"}:
            self.line.assume("sound_ms")

    def _moment(self, at_ms: int) -> int:
        """The moment that `at` names."""
        moment = self.at_counts_from_ms + at_ms
        if moment < self.line.now_ms:
            since = "the last thing that happened" if self._prompt_ms is None else "the start of the prompt last heard"
            self._fail(f"{seconds(at_ms)} after {since} is past: it was at {seconds(moment)}")
        return moment

    def _let_time_pass_to(self, moment: int, step: str) -> None:
        """Move the clock for a key; no timer of a menu may run out on the way."""
        self._assume_lengths()
        timer_first = self.line.plan.platform.timer_tie == "timer"
        while self.line.due_ms is not None and self.line.due_ms <= moment:
            if self.line.due_ms == moment:
                self.line.assume("timer_tie")
                if not timer_first:
                    break
            elif isinstance(self.line.waiting, DECISIONS):
                self._fail(
                    f"{step} comes at {seconds(moment)}, but the menu's timer runs out at {seconds(self.line.due_ms)}"
                )
            self.line.fire()
        if self.line.ended or isinstance(self.line.waiting, t.Ring):
            self._fail(f"{step} cannot happen")
        self.line.run_to(moment)

    def _press_all(self, keys: str) -> None:
        before = self._heard_to
        for position, key in enumerate(keys):
            if position:
                if self._decided_since(before) and self.line.plan.platform.type_ahead == "drop":
                    self._fail(f"the key {key} is left over: the menu had decided after {keys[:position]}")
                self._let_gap_pass(keys)
            before = len(self.line.log)
            self.line.key(key)

    def _let_gap_pass(self, keys: str) -> None:
        self.line.assume("key_gap_ms")
        moment = self.line.now_ms + self.line.plan.platform.key_gap_ms
        due_ms = self.line.due_ms
        if isinstance(self.line.waiting, DECISIONS) and due_ms is not None and due_ms <= moment:
            if due_ms == moment:
                self.line.assume("timer_tie")
            if due_ms < moment or self.line.plan.platform.timer_tie == "timer":
                self._fail(f"press {keys}: the menu's timer runs out between two keys")
        self.line.run_to(moment)

    def _decided_since(self, position: int) -> bool:
        log = self.line.log
        return any(effect[0] in ("input", "no input") for effects in log[position + 1 :: 2] for effect in effects)

    def _fail(self, message: str) -> NoReturn:
        raise StepFailed(f"{message} ({self.doing()})")

    def _fail_to_hear(self, matcher: Matcher, missed: list[str]) -> NoReturn:
        everything = missed or self.heard
        if not everything:
            self._fail(f"{matcher} was not heard; nothing was")
        near = max(everything, key=lambda text: SequenceMatcher(None, matcher.text, text).ratio())
        self._fail(f'{matcher} was not heard; the nearest was "{near}"')

    def doing(self) -> str:
        """What the call is doing, in words."""
        waiting, at = self.line.waiting, f"at {seconds(self.line.now_ms)}"
        label = self.line.plan.elements[waiting.element].label
        if self.line.ended:
            return f"{at} the call has ended: {self.outcome}"
        match waiting:
            case t.Ring():
                return "the phone rings"
            case t.Collect():
                return f"{at} {label} waits for a key"
            case t.Play():
                return f"{at} {label} plays"
            case t.Record():
                return f"{at} {label} records"
            case t.Transfer():
                return f"{at} {label} is being connected"
            case _:
                return f"{at} the call is in {label}"
