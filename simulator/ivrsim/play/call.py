"""A callee's side of a call: answer, hear, press, wait, hang up, expect. Call scripts and Python tests use the same
steps.

The clock moves lazily: a step lets just as much time pass as it needs, silently. `hears` and `press` never let a
no-input or inter-digit timer run out; `wait` is how a callee stays silent. A step that cannot happen fails at once.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Final, Never, Unpack

from ivrdsl.errors import ArgumentError, StepFailed
from ivrdsl.findings.arguments import (
    door,
    near_or_all,
    refuse,
    require,
    require_ms,
    require_options,
    require_text,
    require_whole,
    shown,
)
from ivrdsl.model.nodes import Dialplan
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.effects import ActsAt, Prompt
from ivrsim.core.events import ANSWERS, KEYS, TRANSFER
from ivrsim.core.instructions.base import ANSWER, KEYS as WAITS_FOR_KEYS, RECORDING, TRANSFER as TRANSFERRING
from ivrsim.core.parties import LISTENERS, PARTIES
from ivrsim.core.platform import Platform, assumable
from ivrsim.core.units import seconds
from ivrsim.play import expectations
from ivrsim.play.acts import (
    SILENCE,
    TALK_MS,
    conclude_transfer,
    let_time_pass_to,
    press_all,
    run_on_to,
    speak,
    stay_silent,
)
from ivrsim.play.failure import doing, fail
from ivrsim.play.line import NOON, Line
from ivrsim.play.matcher import Matcher as Matcher
from ivrsim.play.other_side import machine_of
from ivrsim.play.outset import moment, require_given
from ivrsim.play.party import PartyOptions, answer_as, refuse_said, require_person
from ivrsim.play.transcript import ENDED_BY, Transcript
from ivrsim.play.web import Replies, Web
from ivrsim.play.words import nth_word, was_cut_before

NO_LINES: Final[tuple[int, ...]] = ()
"""The source lines of a plan without a file."""


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
        clock: when the call starts to ring, in UTC if it says no time zone; a Monday at noon if not given.
        lines: the source line of each element, for transcripts.
        web: what get and post are answered, by pattern of the URL; several replies come in turn, and one that takes its
            time is `Delayed`. See `ivrsim.play.web`.
        documents: the dialplans that gotoXML can lead to, by URL, when `plan` is not ready yet.

    Raises:
        ArgumentError: one of these is something else; or a variable has a name that the plan reads in another letter
            case.
    """

    _heard_to = 0
    """How much of the log the callee has taken notice of."""
    _last_ms = 0
    """When the last thing happened."""
    _prompt_ms: int | None = None
    """When the prompt started that was last heard."""
    _prompt: Prompt | None = None
    """That prompt."""

    def __init__(
        self,
        plan: Dialplan | t.Plan,
        *,
        platform: Platform | None = None,
        variables: Mapping[str, str] | None = None,
        clock: datetime = NOON,
        lines: Sequence[int | None] = NO_LINES,
        web: Mapping[str, Replies] | None = None,
        documents: Mapping[str, Dialplan] | None = None,
        **unknown: Never,
    ) -> None:
        if unknown:
            require_options("Call", unknown, _OPTIONS, _INSTEAD)
        if type(plan) is t.Plan and platform is None and documents is None:
            ready = plan
        else:
            ready = compile_plan(plan, platform, documents=documents)
        if clock is not NOON:
            clock = moment("Call", clock)
        if lines is not NO_LINES:
            require(isinstance(lines, Sequence), "Call", "lines", lines, "a list of line numbers")
        if variables:
            require_given("Call", ready, variables)
        self.line = Line(ready, variables, clock, lines)
        if web is not None:
            self.line.web = Web(web)

    # --- what the callee does ---------------------------------------------------------------------------------------

    def answer(self, by: str = "live", **said: Unpack[PartyOptions]) -> None:
        """Answer the phone. Also starts an inbound call.

            call.answer("mailbox", taken_for="person", greeting_ms=3000)

        Args:
            by: what the detector says, which is right then: "live" for a person, "machine", or "unsure"; "inbound"; or
                nobody: "busy", "no answer". Or who it really is: "person", "mailbox", "screening", "receptionist",
                "fax" or "silence".
            said: what else is so of a party: `taken_for` "person", "machine" or "unsure", `after_ms`, `greeting_ms`,
                `beep`, `full_after_ms`, `hears_name_ms`, `passes_after_ms`, `refuses`. The platform assumes the rest.

        Raises:
            StepFailed: the call was answered before, or what is said cannot be so on this platform: detection takes no
                time there, or an assistant asks for longer.
            IvrError: nobody is called that, or what is said does not fit.
        """
        if not isinstance(by, str) or (by not in ANSWERS and by not in PARTIES):
            raise ArgumentError(f"answer: {shown(by)} is nobody; {near_or_all(by, (*ANSWERS, *PARTIES))}")
        if self.line.waiting.awaits != ANSWER:
            fail(self.line, "the call was answered before")
        if by not in PARTIES and said:
            refuse_said(by, said)
        self._acts()
        if by in PARTIES:
            answer_as(self.line, PARTIES[by], said)
        elif by == "machine" and self.line.plan.platform.greeting_ms and self.line.plan.detects():
            self.line.answered_by(machine_of(self.line.plan))
        else:
            self.line.send(ANSWERS[by])

    def hears(self, text: str, *, exactly: bool = False) -> str:
        """Run on to the start of a prompt that says `text`, and return all that it says. See `hears_match`."""
        if not isinstance(text, str):
            refuse("hears", "text", text, "text of the prompt")
        return self.hears_match(Matcher("exactly" if exactly else "contains", text))

    def hears_match(self, matcher: Matcher) -> str:
        """Run on, silently, to the start of a prompt that matches.

        Prompts count from the callee's last step on, each once. The whole text of the prompt is matched, whether or
        not it is cut later.

        Raises:
            StepFailed: the call ends, or waits for the callee, without such a prompt.
        """
        if type(matcher) is not Matcher:
            refuse("hears_match", "matcher", matcher, 'a Matcher; hears("...") takes text')
        missed: list[str] = []
        while True:
            for at_ms, prompt in self._new_prompts():
                if matcher.matches(prompt.text, prompt.source):
                    self._prompt_ms, self._prompt = at_ms, prompt
                    return prompt.text
                missed.append(prompt.text)
            if self._heard_to == len(self.line.log) and not self.line.run_on():
                expectations.not_heard(self.line, matcher, missed or self.heard)

    def press(
        self, keys: str, *, at_ms: int | None = None, at_word: str | None = None, nth: int = 1, **unknown: Never
    ) -> None:
        """Press keys, 200 ms apart. Without `at_ms` and `at_word`, when a menu listens first and nothing plays.

        Args:
            keys: one or more of 0-9, `*` and `#`.
            at_ms: when, in ms from the start of the prompt last heard, else from the last thing that happened.
            at_word: when this word has been said in the prompt last heard, else in the one that began last.
            nth: which of them, if the word comes several times; 1 is the first.

        Raises:
            StepFailed: no such moment comes, a timer would run out before, a key is left over after the menu decided,
                or the prompt does not say the word.
            IvrError: these are no keys, or no moment.
        """
        if unknown:
            require_options("press", unknown, _MOMENTS)
        line = self.line
        now = at_ms is None and at_word is None
        if now and isinstance(keys, str) and line.goes_again(keys):
            self._heard_to = len(line.log) - 3
            self._last_ms = line.now_ms
            return
        if not isinstance(keys, str) or not keys or keys.strip(KEYS):
            given: object = keys
            hint = f': write press("{given}")' if type(given) is int and 0 <= given < 10**60 else ""
            raise ArgumentError(f"press: {shown(keys)} are no keys; expected some of 0-9, * and # as text{hint}")
        control, start = line.control, len(line.log)
        if now:
            run_on_to(line, WAITS_FOR_KEYS, f"no menu listens, so {keys} cannot be pressed")
        else:
            let_time_pass_to(line, self._moment(at_ms, at_word, nth), f"press {keys}")
        require_person(line, f"press {keys}")
        self._acts()
        press_all(line, keys)
        if now and len(keys) == 1:
            line.remember(keys, control, start)

    def wait(self, ms: int | None = None) -> None:
        """Stay silent.

        Args:
            ms: how long, in ms, whatever happens. Without it, until the next thing that silence causes: a no-input or
                inter-digit timer runs out, nobody answers a transfer, a recording comes to its longest, or the call
                ends. The end of a prompt does not count.

        Raises:
            StepFailed: nothing is pending: the call has ended, or was not answered yet.
        """
        line = self.line
        if ms is not None:
            require_ms("wait", "ms", ms)
        if line.due_ms is None:
            fail(line, "there is nothing to wait for")
        if ms is not None:
            line.note(ActsAt(line.waiting.element, line.now_ms, ms, -1))
            line.run_to(line.now_ms + ms, tie=True)
            line.assume_lengths()
        elif not line.goes_again(SILENCE):
            control, start = line.control, len(line.log)
            stay_silent(line)
            line.remember(SILENCE, control, start)
        self._last_ms = line.now_ms

    def hang_up(self, *, at_ms: int | None = None, at_word: str | None = None, nth: int = 1, **unknown: Never) -> None:
        """Hang up, now or at a moment (see `press`).

        Raises:
            StepFailed: the call has ended before, or the prompt does not say the word.
        """
        if unknown:
            require_options("hang_up", unknown, _MOMENTS)
        if at_ms is not None or at_word is not None:
            self.line.run_to(self._moment(at_ms, at_word, nth))
            self.line.assume_lengths()
        if self.line.ended or self.line.waiting.awaits == ANSWER:
            fail(self.line, "the callee cannot hang up")
        require_person(self.line, "hang up")
        self._acts()
        self.line.hang_up()

    @door
    def transfer(self, outcome: str, *, talk_ms: int = TALK_MS, then: str = "") -> None:
        """Run on to a transfer, and say what comes of it.

        Args:
            outcome: "answered", "busy", "no answer", "failed", or "screened out".
            talk_ms: how long the two parties talk when it is answered, in ms.
            then: "hang up": the callee hangs up then; without it the talk ends by itself.

        Raises:
            StepFailed: the call comes to no transfer.
            IvrError: there is no such outcome.
        """
        if not isinstance(outcome, str) or outcome not in TRANSFER:
            raise ArgumentError(f"transfer: {shown(outcome)} is no outcome; {near_or_all(outcome, TRANSFER)}")
        require_ms("transfer", "talk_ms", talk_ms)
        if then not in ("", "hang up") or (then and outcome != "answered"):
            raise ArgumentError(f'transfer {outcome}: then is {then!r}; expected "hang up", after "answered" only')
        run_on_to(self.line, TRANSFERRING, f"transfer {outcome} cannot happen")
        self._acts()
        conclude_transfer(self.line, outcome, talk_ms, then)
        self._last_ms = self.line.now_ms

    @door
    def record(self, ms: int = 0, *, then: str = "") -> None:
        """Run on to a recording, and speak.

        Args:
            ms: how long, in ms.
            then: "#" or "hang up"; without it the callee is silent, until the recording ends by itself.

        Raises:
            StepFailed: the call comes to no recording, or it ends before `ms`.
        """
        require_ms("record", "ms", ms)
        require(then in ("", "#", "hang up"), "record", "then", then, '"#" or "hang up"')
        run_on_to(self.line, RECORDING, "there is nothing to record")
        if ms or then:
            require_person(self.line, "speak")
        self._acts()
        speak(self.line, ms, then)
        self._last_ms = self.line.now_ms

    def attempt(self, step: Callable[["Call"], object]) -> bool:
        """Do something if it can happen; else the call is as it was before.

            call.attempt(lambda call: call.press("9"))

        Args:
            step: one of this call's steps, or several. What a reply function of `web` remembers is not taken back.

        Returns:
            Whether it happened.
        """
        require(callable(step), "attempt", "step", step, 'a function of the call: lambda call: call.press("9")')
        before = self.copied()
        try:
            step(self)
        except TypeError as error:
            if error.__traceback__ is not None and error.__traceback__.tb_next is None:  # it did not begin
                refuse("attempt", "step", step, 'a function of the call: lambda call: call.press("9")')
            raise
        except StepFailed:
            line, own = self.line, vars(self)
            own.clear()
            own.update(vars(before), line=line)
            line.restore(before.line)
            return False
        return True

    def copied(self) -> "Call":
        """A call that is where this one is, and goes its own way from here on."""
        other = copy(self)
        other.line = self.line.copied()
        return other

    # --- what the callee expects ------------------------------------------------------------------------------------

    def expect_hangup(self) -> None:
        """Run on to the end of the call, which the plan must bring about.

        Raises:
            StepFailed: the callee has a decision to make first, or something else ended the call.
        """
        expectations.hangup(self.line)

    def expect_end_in_silence(self) -> None:
        """Stay silent, at menus too, until the call ends.

        Raises:
            StepFailed: silence leads round and round, into a loop or to a limit; or nobody has answered.
        """
        expectations.end_in_silence(self.line)
        self._last_ms = self.line.now_ms

    def expect_duration(self, compare: str, ms: int) -> None:
        """Expect that the call so far took less (`<`, `<=`), more (`>`, `>=`) or just (`=`) so many ms."""
        require_ms("expect_duration", "ms", ms)
        expectations.duration(self.line, compare, ms)

    def expect_heard(self, matcher: Matcher, times: int, compare: str = "=") -> None:
        """Expect that so many prompts so far matched, 0 for never; at most (`<=`) or at least (`>=`) so many."""
        require(type(matcher) is Matcher, "expect_heard", "matcher", matcher, _A_MATCHER)
        require_whole("expect_heard", "times", times, 0)
        expectations.heard(self.line, matcher, times, compare)

    def expect_kept(self, matcher: Matcher | None, *, never: bool = False) -> None:
        """Expect that a mailbox keeps something that matches, prompt by prompt; with None, that it keeps nothing.

        Args:
            matcher: what; None for anything.
            never: that it keeps nothing of the kind.

        Raises:
            StepFailed: it is not so, or no mailbox has answered.
        """
        require(matcher is None or type(matcher) is Matcher, "expect_kept", "matcher", matcher, "a Matcher, or None")
        expectations.kept(self.line, matcher, never=never or matcher is None)

    def expect_heard_by(self, party: str, matcher: Matcher, *, never: bool = False) -> None:
        """Expect that a party has heard something that matches so far, prompt by prompt.

        Args:
            party: "person", also one who comes to the line late; "screening" or "receptionist".
            matcher: what.
            never: that it has heard nothing of the kind.
        """
        if not isinstance(party, str) or party not in LISTENERS:
            raise ArgumentError(f"expect_heard_by: {shown(party)} hears nothing; {near_or_all(party, LISTENERS)}")
        require(type(matcher) is Matcher, "expect_heard_by", "matcher", matcher, _A_MATCHER)
        expectations.heard_by(self.line, PARTIES[party], matcher, never=never)

    def expect_value(self, what: str, name: str, value: str) -> None:
        """Expect a `stash` or a `variable` to have a value."""
        require(what in ("stash", "variable"), "expect_value", "what", what, '"stash" or "variable"')
        require_text("expect_value", "name", name)
        require_text("expect_value", "value", value)
        expectations.value(self.line, what, self.stash if what == "stash" else self.variables, name, value)

    def expect_sent(self, kind: str, number: str) -> None:
        """Expect that the call sent an "sms" to a number, or put it on the "dnc" list."""
        require(kind in ("sms", "dnc"), "expect_sent", "kind", kind, '"sms" or "dnc"')
        require_text("expect_sent", "number", number, "the number as text")
        expectations.sent(self.line, kind, number)

    def expect_never(self, deed: str) -> None:
        """Expect that there was no "transfer", "sms", "dnc" or "stash" so far, to or of whatever."""
        expectations.never(self.line, deed)

    def expect_key_taken(self) -> None:
        """Expect that the key pressed last was not lost, and that what it completed has a branch.

        A menu's branch for everything else (`default`) is none. Digits that a menu still collects are taken so far.
        """
        expectations.key_taken(self.line)

    def expect_key_answered(self) -> None:
        """Expect that the key pressed last was not lost, and that a branch took it, if only `default`."""
        expectations.key_taken(self.line, default=True)

    def expect_no_error(self) -> None:
        """Expect that no error happened so far, whether or not it ended the call."""
        expectations.no_error(self.line)

    def expect_no_javascript_error(self) -> None:
        """Expect that no expression failed so far, or hit a limit."""
        expectations.no_error(self.line, "javascript")

    def expect_no_error_at_the_end(self) -> None:
        """Expect that no error has ended the call so far."""
        expectations.no_error_at_the_end(self.line)

    def expect_no_unset_variable(self) -> None:
        """Expect that no variable was read so far that was never set."""
        expectations.no_unset_variable(self.line)

    def expect_no_act_in_silence(self) -> None:
        """Expect no act so far because the callee pressed nothing at a menu that has nothing for silence.

        Acts are a transfer, a recording, a message, a do-not-call entry, a request that tells something, and a stash of
        an answer.
        """
        expectations.no_act_in_silence(self.line)

    def expect_assumption(self, quirk: str) -> None:
        """Expect that the call leaned on a quirk."""
        if not isinstance(quirk, str) or quirk not in assumable():
            raise ArgumentError(f"expect_assumption: {shown(quirk)} is no quirk; {near_or_all(quirk, assumable())}")
        expectations.assumption(self.line, quirk)

    # --- what came of it --------------------------------------------------------------------------------------------

    @property
    def outcome(self) -> str:
        """How the call ended, or "unfinished"."""
        return self.line.control.state.outcome or "unfinished"

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
        line = self.line
        return Transcript(line.plan, line.log, line.control, line.values, line.now_ms, line.lines)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _acts(self) -> None:
        """The callee does something: what was said before it is past.

        Raises:
            StepFailed: the callee has hung up, and only a handler of the plan still runs.
        """
        line = self.line
        if line.control.state.hung_up:
            fail(line, "nobody is there any more")
        self._heard_to = len(line.log)
        self._last_ms = line.now_ms

    def _new_prompts(self) -> list[tuple[int, Prompt]]:
        """The next prompt that the callee has not taken notice of, if there is one."""
        log = self.line.log
        while self._heard_to < len(log):
            at_ms, effects = log[self._heard_to], log[self._heard_to + 1]
            self._heard_to += 3
            prompts = [(at_ms, effect) for effect in effects if isinstance(effect, Prompt)]
            if prompts:
                return prompts
        return []

    @property
    def prompts_past(self) -> int:
        """How many prompts are past: the callee has taken notice of them, or has done something since."""
        noticed = self.line.log[1 : self._heard_to : 3]
        return sum(isinstance(effect, Prompt) for effects in noticed for effect in effects)

    @property
    def at_counts_from_ms(self) -> int:
        """The moment that `at` counts from: the start of the prompt last heard, else the last thing that happened."""
        return self._last_ms if self._prompt_ms is None else self._prompt_ms

    def _moment(self, at_ms: int | None, at_word: str | None, nth: int) -> int:
        """The moment that `at` names, in ms since the call began to ring; it is noted."""
        line = self.line
        if at_word is None:
            assert at_ms is not None  # who names no moment does not ask
            require_ms("the call", "at_ms", at_ms)
            since = "the last thing that happened" if self._prompt_ms is None else "the start of the prompt last heard"
            from_ms, later_ms, word, when = self.at_counts_from_ms, at_ms, -1, f"{seconds(at_ms)} after {since}"
        elif at_ms is not None:
            raise ArgumentError(f"at_ms is {shown(at_ms)} and at_word is {shown(at_word)}; expected one of the two")
        else:
            from_ms, prompt = self._prompt_spoken(at_word)
            word, found = nth_word(line, prompt, at_word, nth)
            later_ms, when = found.end_ms, f'the end of the word "{found.text}"'
            if was_cut_before(line, prompt, from_ms, from_ms + later_ms):
                fail(line, f'the prompt was cut before the word "{at_word}" had been said')
        moment = from_ms + later_ms
        if moment < line.now_ms:
            fail(line, f"{when} is past: it was at {seconds(moment)}")
        line.note(ActsAt(line.waiting.element, from_ms, later_ms, word))
        return moment

    def _prompt_spoken(self, word: str) -> tuple[int, Prompt]:
        """The prompt in which a word is looked for, and when it began: the one last heard, else the last one."""
        if self._prompt is not None and self._prompt_ms is not None:
            return self._prompt_ms, self._prompt
        begun = [
            (at_ms, effect)
            for at_ms, effects in self.transcript().effects()
            for effect in effects
            if isinstance(effect, Prompt)
        ]
        return begun[-1] if begun else fail(self.line, f'no prompt has begun, so nothing says "{word}"')

    def doing(self) -> str:
        """What the call is doing, in words."""
        return doing(self.line)

    def __repr__(self) -> str:
        """The call in a line: its plan, where it is, and what was heard last; secrets are masked."""
        from ivrsim.play.glance import call_at_a_glance

        if not hasattr(self, "line"):  # a debugger shows it while it is being made
            return "<Call>"
        return f"<Call to {call_at_a_glance(self.transcript(), self.doing())}>"

    def _repr_html_(self) -> str | None:
        """What happened so far as a table, for notebooks; secrets are masked."""
        return self.transcript()._repr_html_() if hasattr(self, "line") else None

    def __str__(self) -> str:
        """What happened so far, as `ivrdsl simulate` tells it; secrets are in clear."""
        return str(self.transcript())


def call_given(plan: t.Plan, variables: Mapping[str, str], lines: Sequence[int | None] = NO_LINES) -> Call:
    """Return a call with values that nobody wrote for just this plan: they are given whatever they are called.

    Args:
        plan: what is called.
        variables: by name; see `Call`.
        lines: the source line of each element.
    """
    call = Call(plan, lines=lines)
    if variables:
        call.line.give(variables)
    return call


_A_MATCHER = 'a Matcher: Matcher("contains", "...")'
_OPTIONS = ("platform", "variables", "clock", "lines", "web", "documents")
_INSTEAD = {
    "contact": 'variables={"contact.firstName": "Ann"}',
    "attributes": 'variables={"attribute.userid": "1"}',
    "quirks": 'platform=Platform(no_match="replay")',
    "parameters": 'Call(load("FILE.py:NAME", code="2517"))',
}
"""What people look for under other names."""
_MOMENTS = ("at_ms", "at_word", "nth")
