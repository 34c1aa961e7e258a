"""What somebody says on the phone, in words: each line is done, and answered in sentences. Keys of the screen, too.

Besides these words each statement of the call script can be said.
"""

import re
from collections.abc import Callable
from typing import Final
from unicodedata import category

from ivrdsl.errors import IvrError, StepFailed
from ivrdsl.findings.render.safe import safe
from ivrdsl.findings.words import nearest_word
from ivrdsl.phone import scene
from ivrdsl.phone.choices import Choice, choices
from ivrdsl.phone.keeper import CallKeeper
from ivrdsl.phone.planfile import PlanFile
from ivrdsl.phone.player import HANG_UP, RECORD
from ivrdsl.phone.session import PhoneSession
from ivrsim.core.events import ANSWERS, KEYS, TRANSFER
from ivrsim.core.parties import PARTIES
from ivrsim.script.statements import quoted

_TIME: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s)")
_STATEMENTS: Final = ("expect", "hear", "try", "press", HANG_UP, RECORD, "answer")
"""Beginnings of statements that are taken as they stand."""

HELP: Final = (
    ("1, 2, *, #", "press a key; 2517 presses several"),
    ("1 at 1.2s", 'press it so long after the start of the prompt; also: 1 at word "code"'),
    ("live, mailbox ...", "who answers; also: mailbox greeting 3s"),
    ("next", "go on to the next thing that happens; an empty line does the same"),
    ("go", "go on until the call waits for somebody to decide"),
    ("silence", "say nothing, until that leads on"),
    ("wait 3s", "let time pass"),
    ("hang up", "hang up"),
    ("stop", "stop speaking into a recording"),
    ("busy, answered 5s", "what comes of a transfer"),
    ('reply "42"', 'what a web server replies; also: reply error, reply timeout, reply "42" after 2s'),
    ('set NAME = "..."', 'before the call, a variable; also: set clock = "2026-01-05T12:00"'),
    ('http "*" -> "..."', "before the call, what web servers reply"),
    ("undo, again", "take the last move back; let the phone ring again"),
    ("what", "what can happen next, and when"),
    ("story, script", "what has happened; the statements that play it"),
    ("where, variables", "the source line; the variables"),
    ("assumed", "what the platform does not document, and the call has leaned on"),
    ("save FILE", "keep the call as a .call file"),
    ("quit", "end"),
)
"""The words, and what each does."""


class Switchboard:
    """Does what somebody says.

    Args:
        session: the call.
        plan: its plan on the disk.
        keeper: writes calls into files.

    Attributes:
        session: the call.
        plan: its plan on the disk.
        keeper: writes calls into files.
        has_quit: whether somebody wants to end.
    """

    def __init__(self, session: PhoneSession, plan: PlanFile, keeper: CallKeeper) -> None:
        self.session = session
        self.plan = plan
        self.keeper = keeper
        self.has_quit = False
        self._words: dict[str, Callable[[str], str]] = {
            "next": self._next,
            "go": self._go,
            "silence": self._silence,
            "wait": self._wait,
            "undo": self._undo,
            "again": self._again,
            "reply": self._reply,
            "set": self._set_up,
            "http": self._set_up,
            "save": self._save,
            "what": lambda _: "\n".join(map(choice_line, choices(session))) or "nothing",
            "story": lambda _: "\n".join(map(story_line, scene.story_of(session.call))) or "nothing yet",
            "script": lambda _: safe_each("\n".join(session.script)) or "nothing yet",
            "where": lambda _: self._where(),
            "variables": lambda _: (
                "\n".join(f"{name} = {value}" for name, value in scene.variables(session.call)) or "none"
            ),
            "assumed": lambda _: "\n".join(scene.assumptions(session.call)) or "nothing",
            "help": lambda _: "\n".join(f"{word}: {does}" for word, does in HELP),
            "quit": self._quit,
        }

    def say(self, line: str) -> str:
        """Do what a line says.

        Returns:
            What there is to say about it; "" where the story tells enough. All of it is safe to print.
        """
        line = line.strip()
        if any(category(sign) in ("Cc", "Cs") for sign in line):
            return safe_each(f"no: {quoted(line[:60])} has a control character, which is no word and in no script")
        try:
            return self._do(line)
        except IvrError as error:
            return safe_each(f"no: {error}")

    def reload_if_changed(self) -> str:
        """Call the plan anew if a file of it has changed, and do the same again; what to say about it."""
        if not self.plan.has_changed():
            return ""
        try:
            phoned = self.plan.load_again()
        except (IvrError, RecursionError) as error:
            why = error if isinstance(error, IvrError) else "it is nested too deeply for this machine's Python"
            return safe_each(f"the plan has changed, and the old one stays on the line: {why}")
        problem = self.session.reload(phoned)
        done = len(self.session.moves)
        again = f"; {done} move{'s' * (done != 1)} played again" if done else ""
        return safe_each(f"the plan has changed: {problem}" if problem else f"the plan has changed{again}")

    def _do(self, line: str) -> str:
        verb, _, rest = line.partition(" ")
        if not line:
            return self._next("")
        if not line.strip(KEYS):
            for key in line:
                self.session.press(key)
            return ""
        if not verb.strip(KEYS):  # 1 at 1.2s
            return self._statement(f"press {line}")
        if verb in self._words and (not rest or verb in _TAKE_MORE):
            return self._words[verb](line if verb in ("set", "http") else rest)
        return self._act(line)

    def _act(self, line: str) -> str:
        """Do what a callee does, or another party."""
        session = self.session
        told = line.removeprefix("answer ").removeprefix("transfer ").removeprefix("press ")
        name = next((each for each in sorted((*ANSWERS, *PARTIES), key=len, reverse=True) if _begins(told, each)), "")
        outcome = next((each for each in TRANSFER if _begins(told, each)), "")
        if session.rings and name:
            session.do(f"answer {told}")
        elif outcome and not session.rings:
            session.do(f"transfer {told}")
        elif line in (HANG_UP, RECORD, "stop"):
            session.do(RECORD if line == "stop" else line)
        elif line.startswith("press ") and not told.strip(KEYS):
            return self._do(told)
        elif line.startswith(_STATEMENTS):
            return self._statement(line)
        else:
            near = nearest_word(line, (*self._words, HANG_UP, "stop", *ANSWERS, *PARTIES, *TRANSFER))
            raise StepFailed(f"{quoted(line[:60])} is no word here; {near or 'help lists them'}")
        return ""

    def _statement(self, line: str) -> str:
        self.session.do(line, is_statement=True)
        return "so it is" if line.startswith("expect") else ""

    # --- time -------------------------------------------------------------------------------------------------------

    def _next(self, _: str) -> str:
        return self._go_to(self.session.next_ms())

    def _silence(self, _: str) -> str:
        return self._go_to(self.session.silence_ms())

    def _go(self, _: str) -> str:
        now_ms = self.session.now_ms
        session = self.session
        moment_ms = None if session.next_ms() is None else session.decision_ms()
        return self._go_to(moment_ms) or (scene.doing(session.call) if moment_ms == now_ms else "")

    def _wait(self, rest: str) -> str:
        if not rest:
            return self._silence(rest)
        time = _TIME.fullmatch(rest)
        if time is None:
            raise StepFailed(f"wait {rest}: expected a time such as 1.5s or 500ms")
        ms = round(float(time[1]) * (1000 if time[2] == "s" else 1))
        return self._go_to(self.session.now_ms + ms if self.session.next_ms() is not None else None)

    def _go_to(self, moment_ms: int | None) -> str:
        session = self.session
        if moment_ms is None and session.rings:
            return "the phone rings: say who answers, such as live"
        if moment_ms is None and session.question is not None:
            return safe_each(f"say what {session.question.url} replies")
        if moment_ms is None:
            return f"the call has ended: {session.call.outcome}"
        session.go_to(moment_ms)
        return ""

    # --- the session ------------------------------------------------------------------------------------------------

    def _undo(self, _: str) -> str:
        taken = self.session.undo()
        return safe_each(f"taken back: {taken}") if taken else "there is nothing to take back"

    def _again(self, _: str) -> str:
        self.session.start_again()
        return "the phone rings again"

    def _reply(self, rest: str) -> str:
        self.session.reply(rest)
        return ""

    def _set_up(self, line: str) -> str:
        self.session.set_up(line)
        return safe_each(f"before the call: {line}")

    def _save(self, rest: str) -> str:
        path = rest or self.keeper.proposed()
        return safe_each(self.keeper.save(self.session, self.plan.loaded, path))

    def _where(self) -> str:
        found = scene.source_line(self.session.call, self.plan.loaded.places)
        return "nobody knows" if found is None else f"{found.file}, line {found.line}: {found.text}"

    def _quit(self, _: str) -> str:
        self.has_quit = True
        return ""


_TAKE_MORE: Final = ("wait", "reply", "set", "http", "save")
"""Words behind which more may stand."""


def _begins(line: str, words: str) -> bool:
    return line == words or line.startswith(f"{words} ")


def safe_each(text: str) -> str:
    """Each line of a text, safe to print."""
    return "\n".join(map(safe, text.split("\n")))


def choice_line(choice: Choice) -> str:
    """What can happen next, as a line."""
    when = "" if choice.at_ms is None else f" at {scene.after(choice.at_ms)}"
    return safe(f"{choice.name}{when}: {choice.means}")


def story_line(told: scene.StoryEntry) -> str:
    """What has happened, as a line."""
    place = f" ({told.place})" if told.place else ""
    return f"{scene.after(told.at_ms)}: {told.words}{place}"
