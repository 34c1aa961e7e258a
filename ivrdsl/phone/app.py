"""The phone as a screen: Textual draws it, and keys are words for the switchboard."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from rich.table import Table
from rich.text import Text
from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ivrdsl.findings.render.safe import safe
from ivrdsl.phone import scene, styles
from ivrdsl.phone.choices import REPLIES, Choice, choices
from ivrdsl.phone.pace import REAL, STEP, Pace
from ivrdsl.phone.switchboard import HELP, Switchboard
from ivrsim.core.events import KEYS
from ivrsim.script.statements import quoted

_TICK_S: Final = 0.1
_LOOK_S: Final = 0.5
"""How often the files of the plan are looked at."""
_KEYS_LINE: Final = "? help  q quit  0-9*# press  h hang up  w silence  n next  u undo  s save"
_HELP: Final = (
    ("0-9 * #", "press a key now"),
    ("h", "hang up"),
    ("w", "say nothing until that leads on"),
    ("n, right", "go on to the next thing that happens"),
    ("g", "go on until the call waits for somebody to decide"),
    ("up, down, enter", "choose what happens next"),
    ("space", "let time stand still, or go on; with the clock step: as n"),
    ("c", "the clock: real, fast (8 times), step (time moves by keys alone)"),
    ("u", "take the last move back"),
    ("a", "let the phone ring again"),
    ("s", "keep the call as a .call file"),
    ("x", "show the script, or variables and assumptions"),
    ("l", "light or dark"),
    ("q", "quit"),
    (":", "say it in words, which are:"),
    ("", ""),
)
_MOST_LINES: Final = 3
"""Lines of an answer below which it needs no screen of its own."""
_NARROW: Final = 64
"""Columns below which the panels stand one above the other."""


class PageScreen(ModalScreen[None]):
    """A text that needs room.

    Args:
        title: of the page.
        page: what it shows.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,enter,space", "dismiss", "close")]

    def __init__(self, title: str, page: Table | Text) -> None:
        super().__init__()
        self._title = title
        self._page = page

    def compose(self) -> ComposeResult:
        panel = VerticalScroll(Static(self._page), id="page", classes="panel")
        panel.border_title = f"{self._title} (escape closes)"
        yield panel


class PhoneApp(App[None]):
    """A phone.

    Args:
        board: does what is said.
        clock: the time of the world, in seconds; only differences count.
        pace: how fast the call's clock runs at first.
        by_itself: whether it looks at the clock and at the files by itself; else `tick` and `look` are called.

    Attributes:
        failure: what has ended it that should not have.
    """

    TITLE = "ivrdsl phone"
    CSS_PATH = "phone.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_NARROW, "-wide")]  # noqa: RUF012  # Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "say('hang up')", "hang up"),
        Binding("w", "say('silence')", "silence"),
        Binding("n,right", "say('next')", "next"),
        Binding("g", "say('go')", "go on"),
        Binding("u", "undo", "undo"),
        Binding("a", "say('again')", "ring again"),
        Binding("space", "pause", "pause"),
        Binding("c", "pace", "clock"),
        Binding("s", "save", "save"),
        Binding("x", "script", "script"),
        Binding("l", "light", "light"),
        Binding("colon", "words", "words"),
        Binding("question_mark", "help", "help"),
        Binding("escape", "close", "close", show=False),
        Binding("q", "quit", "quit"),
        Binding("ctrl+c", "quit", "quit", show=False, priority=True),
    ]

    def __init__(
        self,
        board: Switchboard,
        *,
        clock: Callable[[], float],
        pace: str = REAL,
        by_itself: bool = True,
    ) -> None:
        super().__init__()
        self._board = board
        self._pace = Pace(pace, clock)
        self._by_itself = by_itself
        self._choices: list[Choice] = []
        self._drawn: tuple[Any, ...] = ()
        self._begins = ""
        """What stands before what somebody types: "", "reply" or "save"."""
        self._shows_script = False
        self.failure: Exception | None = None

    # --- the screen -------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static(styles.title(self._board.plan.loaded.source), id="title")
            yield Static(id="clock")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                with VerticalScroll(id="story", classes="panel", can_focus=False) as story:
                    story.border_title = "call"
                    yield Static(id="told")
                now = Static(id="now", classes="panel")
                now.border_title = "now"
                yield now
            with Vertical(id="right"):
                choices_ = OptionList(id="choices", classes="panel")
                choices_.border_title = "what can happen next"
                yield choices_
                with VerticalScroll(id="known", classes="panel", can_focus=False) as known:
                    known.border_title = "known"
                    yield Static(id="values")
        yield Static(id="message")
        yield Input(id="line")
        yield Static(Text(_KEYS_LINE, no_wrap=True, overflow="ellipsis"), id="keys")

    def on_mount(self) -> None:
        self.query_one("#choices").focus()
        self.draw()
        if self._by_itself:
            self.set_interval(_TICK_S, self.tick)
            self.set_interval(_LOOK_S, self.look)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw, anew=True)

    def _handle_exception(self, error: Exception) -> None:
        """End by an error of ours without the traceback that Textual shows: who has run it tells of it."""
        if not self._by_itself:
            super()._handle_exception(error)
            return
        self.failure = error
        self.exit(return_code=1)

    # --- time, and files --------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Let so much time pass in the call as has passed in the world."""
        passed_ms = self._pace.passed_ms()
        session = self._board.session
        if passed_ms and not session.rings and session.question is None and not session.call.line.ended:
            session.go_to(session.now_ms + passed_ms)
            self.draw()

    def look(self) -> None:
        """Call the plan anew if a file of it has changed."""
        told = self._board.reload_if_changed()
        if told:
            self._tell(told)
            self.draw(anew=True)

    # --- what somebody does -----------------------------------------------------------------------------------------

    def say(self, words: str) -> None:
        """Do what somebody says, and show what comes of it."""
        told = self._board.say(words)
        if self._board.has_quit:
            self.exit()
            return
        self._tell(told)
        self.draw()

    def on_key(self, event: events.Key) -> None:
        if len(self.screen_stack) > 1 or self.screen.focused is self._input:
            return  # a page lies above, or somebody types
        if event.character is not None and event.character in KEYS:
            event.stop()
            self._goes_on()
            self.say(event.character)

    def action_say(self, words: str) -> None:
        self._goes_on()
        self.say(words)

    def action_undo(self) -> None:
        """Take the last move back; time stands still, so that somebody can think."""
        self._pace.is_paused = True
        self.say("undo")

    def action_pause(self) -> None:
        if self._pace.name == STEP:
            self.say("next")
            return
        self._pace.is_paused = not self._pace.is_paused
        self.draw()

    def action_pace(self) -> None:
        self._pace.change()
        self.draw()

    def action_script(self) -> None:
        self._shows_script = not self._shows_script
        self.draw(anew=True)

    def action_light(self) -> None:
        self.theme = "textual-dark" if self.theme == "textual-light" else "textual-light"

    def action_help(self) -> None:
        self.push_screen(PageScreen("keys and words", styles.words((*_HELP, *HELP))))

    def action_save(self) -> None:
        self._ask("save", "keep the call as", self._board.keeper.proposed())

    def action_words(self) -> None:
        self._ask("", "say", "")

    def action_close(self) -> None:
        self._input.remove_class("open")
        self.query_one("#choices").focus()

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Do what was chosen in the list."""
        choice = self._choices[event.option_index]
        if choice == REPLIES[0]:
            self._ask("reply", "the server replies", "")
        elif choice.words == "save":
            self.action_save()
        elif choice.words == "undo":
            self.action_undo()
        else:
            self.action_say(choice.words)

    @on(Input.Submitted)
    def typed(self, event: Input.Submitted) -> None:
        """Do what was typed."""
        begins, text = self._begins, event.value
        self.action_close()
        if begins == "reply":
            text = quoted(text)
        self.action_say(f"{begins} {text}".strip())

    # --- drawing ----------------------------------------------------------------------------------------------------

    def draw(self, *, anew: bool = False) -> None:
        """Draw what has changed.

        Args:
            anew: all of it.
        """
        session = self._board.session
        call = session.call
        self.query_one("#clock", Static).update(
            styles.clock(session.now_ms, self._pace.name, paused=self._pace.is_paused)
        )
        self._draw_now()
        drawn = (
            len(call.line.log),
            *call.line.given.items(),
            *session.moves,
            call.outcome,
            session.question,
            session.phoned.plan,
        )
        if drawn == self._drawn and not anew:
            return
        self._drawn = drawn
        self.query_one("#told", Static).update(styles.story(scene.story_of(call)))
        if self._shows_script:
            self.query_one("#values", Static).update(styles.script([safe(each) for each in session.script]))
        else:
            told = styles.known(scene.variables(call), scene.not_given(call), scene.assumptions(call))
            self.query_one("#values", Static).update(told)
        known = self.query_one("#known", VerticalScroll)
        known.border_title = "script" if self._shows_script else "known"
        if self._shows_script:
            self.call_after_refresh(known.scroll_end, animate=False)
        else:
            known.scroll_home(animate=False)
        self._draw_choices()
        self._show_the_end()

    def _draw_now(self) -> None:
        session, panel = self._board.session, self.query_one("#now", Static)
        call = session.call
        question = session.question
        if question is not None:
            panel.update(Text(f"{safe(question.method)} {safe(question.url)}\nwhat comes back?", style="bold"))
            return
        source = scene.source_line(call, self._board.plan.loaded.places)
        panel.update(styles.now(call, scene.playing(call), source, max(panel.size.width, 10)))

    def _draw_choices(self) -> None:
        found = choices(self._board.session)
        if found == self._choices:
            return
        self._choices = found
        shown = self.query_one("#choices", OptionList)
        shown.clear_options()
        shown.add_options(
            [Option(styles.choice(each._replace(name=safe(each.name), means=safe(each.means)))) for each in found]
        )
        if found:
            shown.highlighted = 0

    @property
    def _input(self) -> Input:
        return self.query_one("#line", Input)

    def _ask(self, begins: str, title: str, value: str) -> None:
        self._begins = begins
        line = self._input
        line.border_title = title
        line.value = safe(value)
        line.add_class("open")
        line.focus()

    def _goes_on(self) -> None:
        self._pace.is_paused = False

    def _tell(self, told: str) -> None:
        """Answer in a line below, or on a page of its own."""
        if told.count("\n") >= _MOST_LINES:
            self.push_screen(PageScreen("answer", Text(told)))
            told = ""
        message = self.query_one("#message", Static)
        message.update(Text(told))
        message.set_class(bool(told), "open")
        self._show_the_end()

    def _show_the_end(self) -> None:
        """Show the end of the story, once all is laid out."""
        self.call_after_refresh(self.query_one("#story", VerticalScroll).scroll_end, animate=False)
