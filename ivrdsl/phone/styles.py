"""What the screen of the phone shows, as texts with styles. No text is read as markup: each is what it is."""

from collections.abc import Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from ivrdsl.findings.render.safe import safe
from ivrdsl.phone import scene
from ivrdsl.phone.choices import Choice
from ivrdsl.phone.scene import Playing, SourceLine, StoryEntry
from ivrsim.core.units import seconds
from ivrsim.play.call import Call

_MOST_LINES: Final = 400
"""Lines of a story that are drawn; what is before them is left out."""
_LONGEST_TITLE: Final = 50
"""Characters of a plan's name."""
_MOST_ROWS: Final = 5
"""Rows that a prompt takes at most while it plays."""
_STYLES: Final = {
    "prompt": "bold",
    "key": "bold cyan",
    "callee hung up": "bold cyan",
    "answered": "bold cyan",
    "party": "bold cyan",
    "no input": "yellow",
    "no match": "yellow",
    "undefined": "yellow",
    "ignored": "yellow",
    "error": "bold red",
    "ending": "bold green",
}
"""How entries look; others are plain."""
_QUIET: Final = frozenset(("goto", "listening", "condition", "input", "wait", "set"))
"""Kinds of entries that step back."""


def title(source: str) -> Text:
    """What is called: of a long name the end, which tells most."""
    name = safe(source)
    return Text(f"☎ {name if len(name) <= _LONGEST_TITLE else f'…{name[-_LONGEST_TITLE:]}'}", no_wrap=True)


def story(told: Sequence[StoryEntry]) -> Table:
    """What has happened so far."""
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    if len(told) > _MOST_LINES:
        table.add_row("", Text("...", style="dim"))
    for each in told[-_MOST_LINES:]:
        style = _STYLES.get(each.kind, "dim" if each.kind in _QUIET else "")
        words = Text(each.words, style=style)
        if each.place:
            words.append(f"  {each.place}", style="not bold dim")
        table.add_row(Text(f"{each.at_ms / 1000:.1f}", style="dim"), words)
    return table


def now(call: Call, playing: Playing | None, source: SourceLine | None, width: int) -> Text:
    """The prompt that plays, or what the call does instead; how long still; and where that stands in the plan."""
    text = Text(overflow="fold")
    if playing is not None and playing.is_text:
        said, to_come = _shortened(playing, width * _MOST_ROWS)
        text.append(said, style="bold")
        text.append(to_come, style="dim")
        text.append("\n")
        text.append(_bar(playing.passed_ms, playing.whole_ms, width))
    elif playing is not None:
        text.append(f"♪ {playing.to_come}\n", style="bold")
        text.append(_bar(playing.passed_ms, playing.whole_ms, width))
    else:
        text.append(scene.doing(call), style="bold")
        wait = scene.waiting(call)
        if wait is not None:
            text.append("\n")
            text.append(_bar(*wait, width))
    if source is not None:
        text.append(f"\n{source.file.rpartition('/')[2]}:{source.line} ", style="dim")
        text.append(source.text, style="italic")
    return text


def _shortened(playing: Playing, longest: int) -> tuple[str, str]:
    """What has been said of a prompt, and what is to come; of a long one what is near to now."""
    said, to_come = playing.said, playing.to_come
    if len(said) + len(to_come) <= longest:
        return said, to_come
    half = longest // 2 - 1
    said = said if len(said) <= half else f"…{said[-half:]}"
    rest = longest - len(said) - 1
    return said, to_come if len(to_come) <= rest else f"{to_come[:rest]}…"


def _bar(passed_ms: int, whole_ms: int, width: int) -> Text:
    """How much of a time has passed: a line, and the figures."""
    figures = f" {seconds(passed_ms // 100 * 100)} of {seconds(whole_ms // 100 * 100)}"
    cells = max(width - len(figures), 4)
    done = min(cells * passed_ms // max(whole_ms, 1), cells)
    return Text.assemble(("━" * done, "bold cyan"), ("─" * (cells - done), "dim"), (figures, "dim"))


def choice(each: Choice) -> Text:
    """Something that can happen next."""
    text = Text(each.name, style="bold", overflow="fold")
    if each.at_ms is not None:
        text.append(f" at {seconds(each.at_ms // 100 * 100)}", style="not bold cyan")
    text.append(f"  {each.means}", style="not bold")
    return text


def known(variables: Sequence[tuple[str, str]], missing: Sequence[str], assumed: Sequence[str]) -> Text:
    """The variables, those that are read and not given, and what was assumed so far."""
    text = Text(overflow="fold")
    for name, value in variables:
        text.append(name, style="bold")
        text.append(f" = {value}\n")
    for each in missing:
        text.append("not given ", style="yellow")
        text.append(f"{each}\n")
    for each in reversed(assumed):
        text.append("assumed ", style="yellow")
        text.append(f"{each}\n")
    if not text:
        text.append("no variables, nothing assumed", style="dim")
    return text


def words(rows: Sequence[tuple[str, str]]) -> Table:
    """Words, and what each does."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, min_width=18)
    table.add_column(overflow="fold")
    for word, does in rows:
        table.add_row(Text(word, style="bold"), Text(does))
    return table


def script(statements: Sequence[str]) -> Text:
    """The statements that play the call."""
    return Text("\n".join(statements) or "nothing yet", overflow="fold")


def clock(now_ms: int, pace: str, *, paused: bool) -> Text:
    """What time it is in the call, and how fast that goes."""
    sign = {"step": "◆"}.get(pace, "‖" if paused else "▶")
    return Text.assemble((f"{pace} {sign} ", ""), (scene.clock(now_ms), "bold"))
