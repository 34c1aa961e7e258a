"""The phone as lines of text: for a pipe, a screen reader, a terminal without a screen. No codes, no colours."""

from collections.abc import Callable, Iterable, Iterator

from ivrdsl.findings.render.safe import safe
from ivrdsl.phone import scene
from ivrdsl.phone.choices import choices
from ivrdsl.phone.switchboard import Switchboard, choice_line, story_line


class PlainPhone:
    """Reads what somebody says line by line, and tells what happens.

    Between two lines the call goes on until somebody must decide; with `steps` it goes on only when it is told to.

    Args:
        board: does what is said.
        tell: prints a line.
        steps: whether time stands still until somebody says `next`.
    """

    def __init__(self, board: Switchboard, tell: Callable[[str], None], *, steps: bool = False) -> None:
        self._board = board
        self._tell = tell
        self._steps = steps
        self._told: list[str] = []
        self._assumed: list[str] = []
        self._offered: list[str] = []

    def run(self, lines: Iterable[str]) -> None:
        """Take lines to their end, or until somebody quits."""
        self._tell(f"Calling {safe(self._board.plan.loaded.source)}. Say help for the words.")
        if not self._steps:
            self._go_on()
        self._tell_news()
        for line in lines:
            self._tell_all(self._board.reload_if_changed())
            moves = self._board.session.moves
            self._tell_all(self._board.say(line))
            if self._board.has_quit:
                return
            if not self._steps and self._board.session.moves != moves:
                self._go_on()
            self._tell_news()

    def _go_on(self) -> None:
        """Go on until somebody must decide; not back behind what was undone."""
        session = self._board.session
        session.go_to(session.decision_ms())

    def _tell_all(self, text: str) -> None:
        for line in text.splitlines():
            self._tell(line)

    def _tell_news(self) -> None:
        """Tell what has happened since the last time, and what can happen next."""
        session = self._board.session
        story = [story_line(each) for each in scene.story_of(session.call)]
        same = 0
        while same < min(len(story), len(self._told)) and story[same] == self._told[same]:
            same += 1
        if same < len(self._told):
            first = story[same : same + 1]
            self._tell(f"Back at {first[0].partition(':')[0] if first else scene.after(session.now_ms)}.")
        for line in story[same:]:
            self._tell(line)
        self._told = story
        assumed = scene.assumptions(session.call)
        for each in assumed:
            if each not in self._assumed:
                self._tell(f"Assumed: {each}.")
        self._assumed = assumed
        offered = [choice_line(each) for each in choices(session)]
        if session.question is not None:
            offered = [
                f"{safe(session.question.method)} {safe(session.question.url)}: what comes back? " + "; ".join(offered)
            ]
        elif session.rings:
            offered = [*_missing(scene.not_given(session.call))]
            offered += ["The phone rings. Who answers? " + ", ".join(each.name for each in choices(session))]
        elif offered:
            offered = [f"Now {scene.after(session.now_ms)}. You can say:", *(f"- {line}" for line in offered)]
        if offered != self._offered:
            for line in offered:
                self._tell(line)
        self._offered = offered


def _missing(names: list[str]) -> Iterator[str]:
    """What the plan reads of a contact whom nobody has described, and how to do that."""
    if names:
        yield f'The call reads {", ".join(names)}: not given. To give it, say: set {names[0]} = "..."'
